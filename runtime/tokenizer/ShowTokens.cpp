//===- ShowTokens.cpp - Tokens for people and other programs --------------===//
#include "runtime/core/OutputFile.h"
#include "runtime/tokenizer/CharacterClass.h"
#include "runtime/tokenizer/Examples.h"
#include "runtime/tokenizer/Tokenize.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

/// As JSON has it: in quotes, what cannot be seen as an escape.
std::string inQuotes(const std::string &text) { return dumpJson(Json(text)); }

Json pairOf(TextSpan span) { return Json::array({span.begin, span.end}); }

/// Everything of an example, as Hugging Face's library names it.
Json exampleJson(const Tokenizer &tokenizer, const Example &example,
                 const CharacterPlaces (&characters)[2]) {
  Json ids = Json::array(), types = ids, names = ids, places = ids, bytes = ids,
       special = ids, attention = ids, overflow = ids;
  for (const ExampleToken &token : example.tokens) {
    ids.push_back(token.id);
    types.push_back(token.type);
    names.push_back(tokenizer.nameOf(token.id));
    bytes.push_back(pairOf(token.place));
    places.push_back(pairOf(token.sequence < 0
                                ? TextSpan{}
                                : characters[token.sequence].of(token.place)));
    special.push_back(token.isSpecial ? 1 : 0);
    attention.push_back(token.isPadding ? 0 : 1);
  }
  for (const Example &other : example.overflow)
    overflow.push_back(exampleJson(tokenizer, other, characters));
  return Json{{"ids", std::move(ids)},
              {"tokens", std::move(names)},
              {"type_ids", std::move(types)},
              {"offsets", std::move(places)},
              {"bytes", std::move(bytes)},
              {"special_tokens_mask", std::move(special)},
              {"attention_mask", std::move(attention)},
              {"overflowing", std::move(overflow)}};
}

/// A text or a pair.
struct Texts {
  std::string_view first;
  std::optional<std::string_view> second;
};

/// The length, in place of or beside what the tokenizer says.
Status changePadding(const Tokenizer &tokenizer, const ExampleRequest &request,
                     ExampleRules &rules) {
  bool isAsked = !request.padding.empty() || request.multiple ||
                 !request.paddingSide.empty() || !request.paddingToken.empty();
  if (!isAsked || request.padding == "none") {
    if (request.padding == "none")
      rules.padding.reset();
    return {};
  }
  if (!rules.padding)
    rules.padding.emplace();
  Padding &padding = *rules.padding;
  if (!request.padding.empty())
    padding.length =
        request.padding == "longest" ? 0 : std::stoll(request.padding);
  padding.multiple = request.multiple.value_or(padding.multiple);
  if (!request.paddingSide.empty())
    BMRT_TRY(parseSide(request.paddingSide, padding.side));
  bool isOwn = tokenizer.examples().padding && request.paddingToken.empty();
  if (isOwn)
    return {};
  std::vector<std::string> names{request.paddingToken};
  if (request.paddingToken.empty())
    names = {"[PAD]", "<pad>", "<PAD>", "<|pad|>", "<|endoftext|>", "</s>"};
  for (const std::string &name : names) {
    padding.id = tokenizer.specialNamed(name);
    padding.token = name;
    if (padding.id >= 0)
      return {};
  }
  return badInput("--pad: found no special token {}, which --pad-token names",
                  request.paddingToken.empty() ? "'[PAD]' or '<pad>'"
                                               : inQuotes(names.front()));
}

/// The rules of a tokenizer, and what is asked for in their place.
Status rulesOf(const Tokenizer &tokenizer, const ExampleRequest &request,
               ExampleRules &rules) {
  rules = tokenizer.examples();
  bool isCut = request.most || request.stride || !request.strategy.empty() ||
               !request.truncationSide.empty();
  if (isCut) {
    if (!rules.truncation && !request.most)
      return usageError("--stride, --truncation and --truncation-side need "
                        "--max-length, since the tokenizer has none");
    if (!rules.truncation)
      rules.truncation.emplace();
    Truncation &truncation = *rules.truncation;
    truncation.most = request.most.value_or(truncation.most);
    truncation.stride = request.stride.value_or(truncation.stride);
    if (!request.strategy.empty())
      BMRT_TRY(parseStrategy(request.strategy, truncation.strategy));
    if (!request.truncationSide.empty())
      BMRT_TRY(parseSide(request.truncationSide, truncation.side));
  }
  return changePadding(tokenizer, request, rules);
}

/// Each line of a file, without its end; with pairs, what a tab divides.
std::vector<Texts> linesOf(std::string_view contents, bool hasPairs) {
  std::vector<Texts> lines;
  while (!contents.empty()) {
    size_t end = std::min(contents.find('\n'), contents.size());
    std::string_view line = contents.substr(0, end);
    contents.remove_prefix(std::min(end + 1, contents.size()));
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    size_t tab = hasPairs ? line.find('\t') : line.npos;
    if (tab == line.npos)
      lines.push_back({line, std::nullopt});
    else
      lines.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return lines;
}

} // namespace

bool ExampleRequest::any() const {
  return isAsked || pair || hasPairs || most || stride || multiple ||
         !strategy.empty() || !truncationSide.empty() || !padding.empty() ||
         !paddingSide.empty() || !paddingToken.empty();
}

Status bmc::showTokens(const Tokenizer &tokenizer,
                       const TokenizeRequest &request) {
  const std::string &text = *request.text;
  std::vector<int32_t> ids;
  std::vector<TextSpan> places;
  bool isPlaced = request.showsPlaces || request.asJson;
  BMRT_TRY((isPlaced ? tokenizer.encodePlaced(text, ids, places)
                     : tokenizer.encode(text, ids, nullptr))
               .withContext("--text"));
  CharacterPlaces characters(isPlaced ? text : "");
  std::string out;
  Json names = Json::array(), offsets = names, bytes = names;
  for (size_t i = 0; i < ids.size(); ++i) {
    std::string name = tokenizer.nameOf(ids[i]);
    TextSpan span = isPlaced ? characters.of(places[i]) : TextSpan{};
    if (request.asJson) {
      names.push_back(name);
      offsets.push_back(pairOf(span));
      bytes.push_back(pairOf(places[i]));
    } else if (request.showsIds) {
      out += fmt::format("{}{}", out.empty() ? "" : " ", ids[i]);
    } else if (isPlaced) {
      out += fmt::format("{:>7}  {:>4} {:>4}  {:>4} {:>4}  {}\n", ids[i],
                         places[i].begin, places[i].end, span.begin, span.end,
                         inQuotes(name));
    } else {
      out += fmt::format("{:>7}  {}\n", ids[i], inQuotes(name));
    }
  }
  if (request.asJson)
    out = dumpJson(Json{{"ids", ids},
                        {"tokens", std::move(names)},
                        {"offsets", std::move(offsets)},
                        {"bytes", std::move(bytes)}});
  BMRT_TRY(printResult(request.showsIds || request.asJson ? out + "\n" : out));
  if (!request.showsStatistics)
    return {};
  TokenIds all;
  all.append(ids);
  return showStatistics(tokenizer, text, all);
}

Status bmc::showExamples(const Tokenizer &tokenizer,
                         const TokenizeRequest &request,
                         std::string_view contents) {
  ExampleRules rules;
  BMRT_TRY(rulesOf(tokenizer, request.example, rules));
  std::vector<Texts> texts = linesOf(contents, request.example.hasPairs);
  if (request.text)
    texts = {{*request.text, request.example.pair}};
  std::vector<Example> batch(texts.size());
  for (size_t i = 0; i < texts.size(); ++i)
    BMRT_TRY(encodeExample(tokenizer, rules, texts[i].first, texts[i].second,
                           batch[i])
                 .withContext(request.text ? "--text"
                                           : fmt::format("{}:{}", request.input,
                                                         i + 1)));
  padExamples(rules, batch);
  std::string out;
  for (size_t i = 0; i < texts.size(); ++i) {
    CharacterPlaces characters[] = {
        CharacterPlaces(texts[i].first),
        CharacterPlaces(texts[i].second.value_or(""))};
    out += dumpJson(exampleJson(tokenizer, batch[i], characters)) + "\n";
  }
  return request.output.empty() ? printResult(out)
                                : writeOutput(request.output, out);
}
