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
/// Steps of backtracking: of a usual search, of one for a long match, and how
/// many bytes of a text there are for each of the latter.
constexpr uint32_t kSteps = 4096, kThoroughSteps = 1 << 22;
constexpr size_t kBytesForThorough = 4096, kLeastThorough = 16;

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

  /// \w has marks, but not all numbers.
  Status escape(std::string &out) {
    char next = peek(1);
    if (std::string_view("hHRXKGCRNo").find(next) != std::string_view::npos)
      return refuse(std::string("\\") + next);
    bool isWord = next == 'w' || next == 'W';
    if (isWord && isInClass && next == 'W')
      return refuse("\\W] in a class");
    constexpr std::string_view kWord = "\\p{L}\\p{M}\\p{Nd}\\p{Pc}";
    if (isWord && isInClass)
      out += kWord;
    else if (isWord)
      out += std::string(next == 'w' ? "[" : "[^") + std::string(kWord) + "]";
    else
      out += std::string("\\") + next;
    ++at;
    return next ? Status() : refuse("\\");
  }

  /// Options that change what other parts mean.
  Status group(std::string &out) {
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
      size_t end = source.find(":]", at);
      if (end == source.npos)
        return refuse("[:");
      out += source.substr(at, end + 2 - at);
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

} // namespace

Status Expression::compile(std::string_view source, Expression &out) {
  if (source.empty() || source.size() > kMostBytes)
    return badInput("found an expression of {} bytes, expected 1 to {}",
                    source.size(), kMostBytes);
  std::string written;
  BMRT_TRY(Translator(source).run(written));
  auto context = owned(pcre2_compile_context_create(nullptr));
  pcre2_set_parens_nest_limit(context.get(), kMostNesting);
  int error = 0;
  PCRE2_SIZE place = 0;
  pcre2_code *code = pcre2_compile(
      reinterpret_cast<PCRE2_SPTR>(written.data()), written.size(),
      PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &error,
      &place, context.get());
  if (!code) {
    PCRE2_UCHAR message[128] = {};
    pcre2_get_error_message(error, message, sizeof message);
    return badInput("'{}': {}", source,
                    reinterpret_cast<const char *>(message));
  }
  out.code = std::shared_ptr<const void>(code, [](const void *it) {
    pcre2_code_free(static_cast<pcre2_code *>(const_cast<void *>(it)));
  });
  uint32_t isEmptyMatch = 0;
  (void)pcre2_pattern_info(code, PCRE2_INFO_MATCHEMPTY, &isEmptyMatch);
  if (isEmptyMatch)
    return badInput("'{}' may match nothing, expected an expression of at "
                    "least one character",
                    source);
  // Where code may not be made while running, it is interpreted.
  (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
  out.text = source;
  return {};
}

struct ExpressionMatcher::State {
  explicit State(const pcre2_code *code)
      : code(code), context(owned(pcre2_match_context_create(nullptr))),
        data(owned(pcre2_match_data_create_from_pattern(code, nullptr))) {
    pcre2_set_heap_limit(context.get(), kHeapKibibytes);
  }
  const pcre2_code *code;
  std::unique_ptr<pcre2_match_context, Freeing> context;
  std::unique_ptr<pcre2_match_data, Freeing> data;
};

ExpressionMatcher::ExpressionMatcher(const Expression &given)
    : expression(given),
      state(std::make_unique<State>(
          static_cast<const pcre2_code *>(given.code.get()))) {}

ExpressionMatcher::~ExpressionMatcher() = default;

void ExpressionMatcher::setText(std::string_view given) {
  text = given;
  thorough = kLeastThorough + text.size() / kBytesForThorough;
  size_t invalid = findInvalidUtf8(given);
  if (invalid == given.npos)
    return;
  mended = given;
  for (size_t at = invalid; at < mended.size();)
    if (decodeUtf8(mended, at) < 0)
      mended[at++] = '\x01';
  text = mended;
}

/// Of one place, a number of steps at most.
int ExpressionMatcher::match(size_t at, uint32_t options, uint32_t steps) {
  pcre2_set_match_limit(state->context.get(), steps);
  return pcre2_match(state->code, reinterpret_cast<PCRE2_SPTR>(text.data()),
                     text.size(), at,
                     options | PCRE2_NOTEMPTY | PCRE2_NO_UTF_CHECK,
                     state->data.get(), state->context.get());
}

/// Place by place, so that it is known which of them needs many steps. That one
/// is interpreted: compiled code has less room.
int ExpressionMatcher::matchStepwise(size_t from) {
  int result = PCRE2_ERROR_NOMATCH;
  for (size_t at = from; at < text.size() && result == PCRE2_ERROR_NOMATCH;
       at += decodeUtf8(text, at) < 0) {
    result = match(at, PCRE2_ANCHORED, kSteps);
    if (result >= 0 || result == PCRE2_ERROR_NOMATCH || thorough == 0)
      continue;
    --thorough;
    result = match(at, PCRE2_ANCHORED | PCRE2_NO_JIT, kThoroughSteps);
  }
  return result;
}

Status ExpressionMatcher::next(size_t from, TextSpan &found) {
  found = {text.size(), text.size()};
  if (from >= text.size())
    return {};
  int result = match(from, 0, kSteps);
  if (result < 0 && result != PCRE2_ERROR_NOMATCH)
    result = matchStepwise(from);
  if (result == PCRE2_ERROR_NOMATCH)
    return {};
  if (result < 0)
    return badInput("the expression '{}' takes too many steps at byte {}",
                    expression.source(), from);
  const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(state->data.get());
  found = {ends[0], ends[1]};
  return {};
}
