//===- Expression.cpp - Regular expressions of tokenizer files ------------===//
#define PCRE2_CODE_UNIT_WIDTH 8
#include "runtime/tokenizer/Expression.h"

#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <new>
#include <pcre2.h>

using namespace bmc;

namespace {

/// Bytes of an expression; the longest that are in use have 400.
constexpr size_t kMostBytes = 8192;
constexpr uint32_t kMostNesting = 32;
constexpr uint32_t kHeapKibibytes = 1 << 16;
constexpr int kMostRepeats = 1000;
/// A usual search looks at so many bytes, from one place on, in so many steps.
constexpr size_t kWindow = 512;
constexpr uint32_t kSteps = 1024;
/// Other searches may take so many steps, of a text and for each of its bytes;
/// a byte that is passed over is one.
constexpr uint64_t kLeastWork = 1 << 24, kWorkForByte = 64;

struct Freeing {
  void operator()(pcre2_compile_context *it) const {
    pcre2_compile_context_free(it);
  }
  void operator()(pcre2_match_context *it) const {
    pcre2_match_context_free(it);
  }
  void operator()(pcre2_match_data *it) const { pcre2_match_data_free(it); }
};

template <typename T> std::unique_ptr<T, Freeing> owned(T *made) {
  if (!made)
    throw std::bad_alloc();
  return std::unique_ptr<T, Freeing>(made);
}

/// An error of the library, in its words.
std::string messageOf(int error) {
  PCRE2_UCHAR message[128] = {};
  pcre2_get_error_message(error, message, sizeof message);
  return reinterpret_cast<const char *>(message);
}

Status compileCode(std::string_view written, uint32_t options,
                   std::shared_ptr<const void> &out) {
  auto context = owned(pcre2_compile_context_create(nullptr));
  pcre2_set_parens_nest_limit(context.get(), kMostNesting);
  int error = 0;
  PCRE2_SIZE place = 0;
  pcre2_code *code = pcre2_compile(
      reinterpret_cast<PCRE2_SPTR>(written.data()), written.size(),
      options | PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE |
          PCRE2_NEVER_BACKSLASH_C,
      &error, &place, context.get());
  if (!code)
    return badInput("{}", messageOf(error));
  out = std::shared_ptr<const void>(code, [](const void *it) {
    pcre2_code_free(static_cast<pcre2_code *>(const_cast<void *>(it)));
  });
  return {};
}

/// What \w of Oniguruma has in a class; elsewhere some numbers are of it.
constexpr std::string_view kWord = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}";
constexpr std::string_view kWordNumbers =
    "\\x{b2}\\x{b3}\\x{b9}\\x{bc}-\\x{be}";

/// Classes of its that have a name: [:alpha:].
struct Named {
  std::string_view name, written;
};
constexpr Named kNamed[] = {{"alpha", "\\p{Alphabetic}"},
                            {"upper", "\\p{Uppercase}"},
                            {"lower", "\\p{Lowercase}"},
                            {"digit", "\\p{Nd}"},
                            {"alnum", "\\p{Alphabetic}\\p{Nd}"},
                            {"space", "\\p{White_Space}"},
                            {"punct", "\\p{P}\\p{S}"}};

/// Writes an expression as PCRE2 has it. Where the two mean different things
/// and there is a way to say it, that is taken.
class Translator {
public:
  explicit Translator(std::string_view source) : source(source) {}

  Status run(std::string &out) {
    for (at = 0; at < source.size(); ++at) {
      char c = source[at];
      if (c == '\\')
        BMRT_TRY(escape(out));
      else if (isInClass)
        BMRT_TRY(insideClass(out));
      else if (c == '(' && peek(1) == '*')
        return refuse("(*");
      else if (c == '(' && peek(1) == '?')
        BMRT_TRY(group(out));
      else if (c == '[')
        openClass(out);
      else if (c == '{')
        BMRT_TRY(repeat(out));
      else
        out += c;
    }
    return {};
  }

private:
  char peek(size_t ahead) const {
    return at + ahead < source.size() ? source[at + ahead] : '\0';
  }

  static Status refuse(std::string_view what) {
    return badInput("'{}' in an expression is not supported", what);
  }

  /// What was found before is none of what may be looked for: comparing it
  /// takes as long as it is.
  Status escape(std::string &out) {
    char next = peek(1);
    if (std::string_view("hHRXKGCRNokg123456789").find(next) !=
        std::string_view::npos)
      return refuse(std::string("\\") + next);
    if (isInClass && next == 'W')
      return refuse("\\W] in a class");
    ++at;
    switch (next) {
    case '\0':
      return refuse("\\");
    case 'w':
    case 'W':
      out += isInClass ? std::string(kWord) : wordClass(next == 'W');
      return {};
    case 's':
    case 'S':
      out += next == 's' ? "\\p{White_Space}" : "\\P{White_Space}";
      return {};
    case 'b':
    case 'B':
      out += isInClass ? std::string("\\b") : border(next == 'b');
      return {};
    case 'p':
    case 'P':
      property(out);
      return {};
    default:
      out += {'\\', next};
      return {};
    }
  }

  static std::string wordClass(bool isNegated) {
    return fmt::format("[{}{}{}]", isNegated ? "^" : "", kWord, kWordNumbers);
  }

  /// Between a character of \w and another, or at no such place.
  static std::string border(bool isThere) {
    return fmt::format("(?:(?<={0})(?{1}{0})|(?<!{0})(?{2}{0}))",
                       wordClass(false), isThere ? '!' : '=',
                       isThere ? '=' : '!');
  }

  /// A script has its own characters, not those that it shares with others.
  void property(std::string &out) {
    out += {'\\', source[at]};
    size_t end = source.find('}', at);
    std::string_view name = source.substr(at + 1, end - at);
    bool isNegated = name.starts_with("{^");
    if (end == source.npos || !name.starts_with('{'))
      return;
    name.remove_prefix(isNegated ? 2 : 1);
    std::shared_ptr<const void> code;
    bool isScript = compileCode(fmt::format("\\p{{sc:{}", name), 0, code).ok();
    out += fmt::format("{{{}{}{}", isNegated ? "^" : "", isScript ? "sc:" : "",
                       name);
    at = end;
  }

  /// The least number of repeats is looked for as one step.
  Status repeat(std::string &out) {
    int count = 0;
    for (size_t i = 1; peek(i) >= '0' && peek(i) <= '9'; ++i)
      if ((count = 10 * count + (peek(i) - '0')) > kMostRepeats)
        return badInput("found a repetition of more than {} times in an "
                        "expression",
                        kMostRepeats);
    out += '{';
    return {};
  }

  /// Options that change what other parts mean.
  Status group(std::string &out) {
    if (source.substr(at).starts_with("(?P="))
      return refuse("(?P=");
    size_t end =
        std::min(source.find_first_of(":)<=!>#'PR&", at + 2), source.size());
    for (char option : source.substr(at + 2, end - at - 2))
      if (option != 'i' && option != '-')
        return refuse(source.substr(at, end - at));
    out += '(';
    return {};
  }

  void openClass(std::string &out) {
    isInClass = true;
    out += '[';
    if (peek(1) == '^') {
      out += '^';
      ++at;
    }
    if (peek(1) == ']') {
      out += "\\]";
      ++at;
    }
  }

  /// Classes in classes, and what two have in common, are Oniguruma's.
  Status insideClass(std::string &out) {
    char c = source[at];
    if (c == '&' && peek(1) == '&')
      return refuse("&&");
    if (c == '[' && peek(1) == ':') {
      size_t end = std::min(source.find(":]", at), source.size());
      auto known = std::ranges::find(
          kNamed, source.substr(at, end - at).substr(2), &Named::name);
      if (end == source.size() || known == std::end(kNamed))
        return refuse(source.substr(at, end + 2 - at));
      out += known->written;
      at = end + 1;
      return {};
    }
    if (c == '[')
      return refuse("[ inside a class");
    isInClass = c != ']';
    out += c;
    return {};
  }

  std::string_view source;
  size_t at = 0;
  bool isInClass = false;
};

} // namespace

Status Expression::compile(std::string_view source, Expression &out) {
  if (source.empty() || source.size() > kMostBytes)
    return badInput("found an expression of {} bytes, expected 1 to {}",
                    source.size(), kMostBytes);
  std::string written;
  BMRT_TRY(Translator(source).run(written));
  std::string quoted = fmt::format("'{}'", source);
  BMRT_TRY(compileCode(written, 0, out.code).withContext(quoted));
  BMRT_TRY(compileCode(written, PCRE2_AUTO_CALLOUT, out.counting)
               .withContext(quoted));
  auto *code = static_cast<pcre2_code *>(const_cast<void *>(out.code.get()));
  uint32_t isEmptyMatch = 0;
  (void)pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &isEmptyMatch);
  if (isEmptyMatch)
    return badInput("'{}' may match nothing, expected an expression of at "
                    "least one character",
                    source);
  // Where code may not be made while running, it is interpreted.
  (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD);
  out.text = source;
  return {};
}

//===----------------------------------------------------------------------===//
// Searches
//===----------------------------------------------------------------------===//
// Steps of backtracking do not bound the time of a search: one may pass over
// all that is left of a text. So a usual search sees little of a text; where
// that does not do, another counts what it passes over.

struct ExpressionMatcher::State {
  explicit State(const void *code)
      : context(owned(pcre2_match_context_create(nullptr))),
        counting(owned(pcre2_match_context_create(nullptr))),
        data(owned(pcre2_match_data_create_from_pattern(
            static_cast<const pcre2_code *>(code), nullptr))) {
    pcre2_set_match_limit(context.get(), kSteps);
    for (auto *one : {context.get(), counting.get()})
      pcre2_set_heap_limit(one, kHeapKibibytes);
    pcre2_set_callout(counting.get(), count, this);
  }
  State(const State &) = delete;
  State &operator=(const State &) = delete;

  /// Called before each part of an expression.
  static int count(pcre2_callout_block *block, void *state) {
    State &self = *static_cast<State *>(state);
    size_t place = block->current_position;
    uint64_t steps = 1 + (place > self.last ? place - self.last : 0);
    self.last = place;
    if (steps > self.work)
      return PCRE2_ERROR_MATCHLIMIT;
    self.work -= steps;
    return 0;
  }

  std::unique_ptr<pcre2_match_context, Freeing> context, counting;
  std::unique_ptr<pcre2_match_data, Freeing> data;
  size_t last = 0;   ///< where the search was
  uint64_t work = 0; ///< steps that may still be taken
};

ExpressionMatcher::ExpressionMatcher(const Expression &given)
    : expression(given), state(std::make_unique<State>(given.code.get())) {}

ExpressionMatcher::~ExpressionMatcher() = default;

void ExpressionMatcher::setText(std::string_view given) {
  text = given;
  state->work = kLeastWork + kWorkForByte * text.size();
  size_t invalid = findInvalidUtf8(given);
  if (invalid == given.npos)
    return;
  mended = given;
  for (size_t at = invalid; at < mended.size();)
    if (decodeUtf8(mended, at) < 0)
      mended[at++] = '\x01';
  text = mended;
}

static int run(const std::shared_ptr<const void> &code, std::string_view text,
               size_t at, uint32_t options, pcre2_match_data *data,
               pcre2_match_context *context) {
  return pcre2_match(static_cast<const pcre2_code *>(code.get()),
                     reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), at,
                     options | PCRE2_NOTEMPTY | PCRE2_NO_UTF_CHECK, data,
                     context);
}

/// What begins in front of `end` and is decided by then; else PARTIAL.
int ExpressionMatcher::matchWithin(size_t at, size_t end, uint32_t options) {
  options |= end < text.size() ? PCRE2_PARTIAL_HARD : 0;
  return run(expression.code, text.substr(0, end), at, options,
             state->data.get(), state->context.get());
}

/// At one place, whatever has to be looked at.
int ExpressionMatcher::matchCounted(size_t at) {
  state->last = at;
  return run(expression.counting, text, at, PCRE2_ANCHORED, state->data.get(),
             state->counting.get());
}

/// Place by place, as it is not known which of them needs many steps; `at` ends
/// at the last.
int ExpressionMatcher::matchStepwise(size_t end, size_t &at) {
  while (at < end) {
    int result = matchWithin(at, end, PCRE2_ANCHORED);
    if (result < 0 && result != PCRE2_ERROR_NOMATCH)
      result = matchCounted(at);
    if (result != PCRE2_ERROR_NOMATCH)
      return result;
    at += decodeUtf8(text, at) < 0;
  }
  return PCRE2_ERROR_NOMATCH;
}

/// A border of characters, at `at` or behind it.
static size_t borderFrom(std::string_view text, size_t at) {
  while (at < text.size() && (text[at] & 0xC0) == 0x80)
    ++at;
  return std::min(at, text.size());
}

Status ExpressionMatcher::next(size_t from, TextSpan &found) {
  found = {text.size(), text.size()};
  const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(state->data.get());
  for (size_t at = from; at < text.size();) {
    size_t end = borderFrom(text, at + kWindow);
    int result = matchWithin(at, end, 0);
    if (result == PCRE2_ERROR_PARTIAL && ends[0] > at) {
      at = ends[0];
      continue;
    }
    if (result == PCRE2_ERROR_NOMATCH) {
      at = end;
      continue;
    }
    if (result < 0)
      result = matchStepwise(end, at);
    if (result == PCRE2_ERROR_NOMATCH)
      continue;
    if (result < 0)
      return badInput("the expression '{}' takes too many steps at byte {}",
                      expression.source(), at);
    found = {ends[0], ends[1]};
    return {};
  }
  return {};
}
