//===- TokenDecoder.cpp - From tokens to a text ---------------------------===//
#include "runtime/tokenizer/TokenDecoder.h"

#include "runtime/tokenizer/ByteLetters.h"
#include "runtime/tokenizer/ModelJson.h"
#include "runtime/tokenizer/Unigram.h"
#include "runtime/tokenizer/Utf8.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

using Kind = TokenDecoder::Kind;
using Step = TokenDecoder::Step;
using Tokens = std::vector<std::string>;

static constexpr size_t kMostGrowth = 256;

static void replaceAll(std::string &text, std::string_view from,
                       std::string_view to) {
  for (size_t at = text.find(from); at != text.npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// Bytes at the front that begin a character and do not become one, at most.
static size_t brokenLength(std::string_view bytes) {
  for (size_t kept = std::min<size_t>(bytes.size(), 3); kept > 1; --kept)
    for (char filling : {'\x80', '\xBF'}) {
      std::string whole(bytes.substr(0, kept));
      whole.append(3, filling);
      size_t end = 0;
      if (decodeUtf8(whole, end) >= 0 && end > kept)
        return kept;
    }
  return 1;
}

/// Bytes as the text that they are; U+FFFD where they are none, one for what
/// might have gone on.
static std::string readable(std::string_view bytes) {
  std::string text;
  for (size_t at = 0; at < bytes.size();) {
    size_t begin = at;
    if (decodeUtf8(bytes, at) >= 0) {
      text += bytes.substr(begin, at - begin);
      continue;
    }
    at = begin + brokenLength(bytes.substr(begin));
    appendUtf8(text, kReplacement);
  }
  return text;
}

static void joinBytes(Tokens &tokens) {
  std::string all, bytes;
  for (const std::string &token : tokens)
    all += fromByteLetters(token, bytes) ? bytes : token;
  tokens = {readable(all)};
}

/// Where English has no space.
static void cleanUp(std::string &token) {
  constexpr std::pair<std::string_view, std::string_view> kRules[] = {
      {" .", "."},   {" ?", "?"},     {" !", "!"},    {" ,", ","},
      {" ' ", "'"},  {" n't", "n't"}, {" 'm", "'m"},  {" do not", " don't"},
      {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
  for (auto [from, to] : kRules)
    replaceAll(token, from, to);
}

static void joinWords(const Step &step, Tokens &tokens) {
  for (size_t i = 0; i < tokens.size(); ++i) {
    std::string &token = tokens[i];
    if (i > 0 && token.starts_with(step.from))
      token.erase(0, step.from.size());
    else if (i > 0)
      token.insert(0, " ");
    if (step.cleansUp)
      cleanUp(token);
  }
}

/// Bytes in a row are one token if they are a text, else U+FFFD each.
static void joinFallbacks(Tokens &tokens) {
  Tokens result;
  std::string bytes;
  auto flush = [&] {
    if (findInvalidUtf8(bytes) == bytes.npos) {
      if (!bytes.empty())
        result.push_back(bytes);
    } else {
      result.insert(result.end(), bytes.size(), "\uFFFD");
    }
    bytes.clear();
  };
  for (std::string &token : tokens) {
    if (int byte = byteOfToken(token); byte >= 0) {
      bytes += static_cast<char>(byte);
      continue;
    }
    flush();
    result.push_back(std::move(token));
  }
  flush();
  tokens = std::move(result);
}

static void markSpaces(const Step &step, Tokens &tokens) {
  for (size_t i = 0; i < tokens.size(); ++i)
    replaceAll(tokens[i], "\u2581", i == 0 && !step.keepsFirst ? "" : " ");
}

static void endWords(const Step &step, Tokens &tokens) {
  for (size_t i = 0; i < tokens.size(); ++i)
    replaceAll(tokens[i], step.from, i + 1 == tokens.size() ? "" : " ");
}

static void strip(const Step &step, std::string &token) {
  size_t size = step.from.size();
  for (int64_t i = 0; i < step.start && token.starts_with(step.from); ++i)
    token.erase(0, size);
  for (int64_t i = 0; i < step.stop && token.ends_with(step.from); ++i)
    token.resize(token.size() - size);
}

/// Where looking takes too long the rest stays as it is.
static void replaceMatches(const Step &step, std::string &token) {
  if (step.expression.empty())
    return replaceAll(token, step.from, step.to);
  ExpressionMatcher matcher(step.expression);
  matcher.setText(token);
  std::string result;
  size_t at = 0;
  for (TextSpan match; at < token.size(); at = match.end) {
    if (!matcher.next(at, match).ok())
      break;
    result.append(token, at, match.begin - at);
    if (match.size() > 0)
      result += step.to;
  }
  token = result + token.substr(std::min(at, token.size()));
}

static void apply(const Step &step, Tokens &tokens) {
  switch (step.kind) {
  case Kind::ByteLevel:
    return joinBytes(tokens);
  case Kind::WordPiece:
    return joinWords(step, tokens);
  case Kind::ByteFallback:
    return joinFallbacks(tokens);
  case Kind::Metaspace:
    return markSpaces(step, tokens);
  case Kind::BpeSuffix:
    return endWords(step, tokens);
  case Kind::Fuse: {
    std::string all;
    for (const std::string &token : tokens)
      all += token;
    tokens = {std::move(all)};
    return;
  }
  case Kind::Strip:
    for (std::string &token : tokens)
      strip(step, token);
    return;
  case Kind::Replace:
    for (std::string &token : tokens)
      replaceMatches(step, token);
    return;
  }
}

static size_t sizeOf(const Tokens &tokens) {
  size_t size = 0;
  for (const std::string &token : tokens)
    size += token.size();
  return size;
}

std::string TokenDecoder::decode(std::vector<std::string> tokens) const {
  // Steps may make more of what others made more of.
  size_t most = kMostGrowth * (sizeOf(tokens) + tokens.size() + 1);
  for (const Step &step : steps)
    if (sizeOf(tokens) < most)
      apply(step, tokens);
  std::string text;
  for (const std::string &token : tokens)
    text += token;
  return text;
}

//===----------------------------------------------------------------------===//
// tokenizer.json
//===----------------------------------------------------------------------===//

static constexpr size_t kMostSteps = 32;

static Status readMetaspace(const Json &value, Step &step) {
  std::string replacement, scheme;
  BMRT_TRY(readOptional(value, "replacement", replacement));
  if (!replacement.empty() && replacement != "\u2581")
    return badInput("replacement: '{}' is not supported, expected '\u2581'",
                    replacement);
  BMRT_TRY(readOptional(value, "prepend_scheme", scheme));
  step.keepsFirst = scheme.empty() ? !readFlag(value, "add_prefix_space", true)
                                   : scheme == "never";
  return {};
}

static Status readStrip(const Json &value, Step &step) {
  BMRT_TRY(getString(value, "content", step.from));
  BMRT_TRY(getInt(value, "start", step.start));
  BMRT_TRY(getInt(value, "stop", step.stop));
  return step.from.empty() ? badInput("content: expected a character")
                           : Status();
}

static Status readReplace(const Json &value, Step &step) {
  BMRT_TRY(readContent(value, step.to));
  return readPattern(value, step.from, step.expression);
}

static Status readStep(const Json &value, std::vector<Step> &steps) {
  static constexpr std::pair<const char *, Kind> kinds[] = {
      {"ByteLevel", Kind::ByteLevel},
      {"WordPiece", Kind::WordPiece},
      {"ByteFallback", Kind::ByteFallback},
      {"Metaspace", Kind::Metaspace},
      {"BPEDecoder", Kind::BpeSuffix},
      {"Fuse", Kind::Fuse},
      {"Strip", Kind::Strip},
      {"Replace", Kind::Replace}};
  std::string type;
  BMRT_TRY(getString(value, "type", type));
  auto kind = std::ranges::find(
      kinds, type, [](const auto &one) { return std::string_view(one.first); });
  if (kind == std::end(kinds))
    return badInput("type: '{}' is not supported", type);
  if (steps.size() == kMostSteps)
    return badInput("decoders: expected at most {}", kMostSteps);
  Step step{.kind = kind->second};
  switch (step.kind) {
  case Kind::WordPiece:
    BMRT_TRY(readOptional(value, "prefix", step.from));
    step.cleansUp = readFlag(value, "cleanup", true);
    break;
  case Kind::BpeSuffix:
    BMRT_TRY(readOptional(value, "suffix", step.from));
    if (step.from.empty())
      return badInput("suffix: expected a text");
    break;
  case Kind::Metaspace:
    BMRT_TRY(readMetaspace(value, step));
    break;
  case Kind::Strip:
    BMRT_TRY(readStrip(value, step));
    break;
  case Kind::Replace:
    BMRT_TRY(readReplace(value, step));
    break;
  default:
    break;
  }
  steps.push_back(std::move(step));
  return {};
}

Json bmc::wordPieceDecoder() {
  return {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}};
}

Status bmc::readDecoder(const Json &value, TokenDecoder &out) {
  std::vector<Step> steps;
  if (!value.is_null())
    BMRT_TRY(readSteps(value, "decoders", [&](const Json &step) {
      return readStep(step, steps);
    }));
  out = TokenDecoder(std::move(steps));
  return {};
}
