//===- SubwordTrainer.cpp - Learning tokenizers of texts ------------------===//
#include "runtime/tokenizer/SubwordTrainer.h"

#include "runtime/tokenizer/Utf8.h"

using namespace bmc;

Status CountedWords::add(std::string_view word) {
  if (word.size() > kMaxWordBytes)
    return badInput("a word of {} bytes, expected at most {} where a tokenizer "
                    "is learnt",
                    word.size(), kMaxWordBytes);
  auto id = static_cast<size_t>(words.add(word));
  if (id == counts.size())
    counts.push_back(0);
  ++counts[id];
  return {};
}

/// Lines are words of their own, so that a text is what its tokens say.
static PreTokenizer unigramPreTokenizer() {
  using Kind = PreTokenizer::Kind;
  return PreTokenizer(
      {{.kind = Kind::Split, .literal = "\n"},
       {.kind = Kind::Metaspace, .prefix = PreTokenizer::Prefix::First}});
}

SubwordTrainer::SubwordTrainer(SubwordTraining given)
    : training(std::move(given)) {
  switch (training.kind) {
  case TokenizerKind::WordPiece:
    normalizer = bertNormalizer(training.lowercase);
    preTokenizer = bertPreTokenizer();
    if (training.special.empty())
      training.special = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
    break;
  case TokenizerKind::Unigram:
    normalizer = plainNormalizer(Normalizer::Kind::Nfkc);
    preTokenizer = unigramPreTokenizer();
    if (training.special.empty())
      training.special = {"<pad>", "</s>", "<unk>"};
    break;
  default:
    preTokenizer = byteLevelPreTokenizer(training.pattern);
  }
}

Status SubwordTrainer::add(std::string_view text) {
  if (SplitPattern plain = preTokenizer.plainPattern();
      plain != SplitPattern::None) {
    std::string_view word;
    for (SplitReader reader(plain, text); reader.next(word);)
      BMRT_TRY(counted.add(word));
    return {};
  }
  size_t invalid = normalizer.empty() ? text.npos : findInvalidUtf8(text);
  if (invalid != text.npos)
    return badInput("invalid UTF-8 at byte {}", invalid);
  Words words;
  AlignedText normalized(text);
  BMRT_TRY(normalizer.apply(normalized));
  BMRT_TRY(preTokenizer.split(std::move(normalized), true, words));
  for (TextSpan span : words.spans)
    BMRT_TRY(counted.add(words.text.view().substr(span.begin, span.size())));
  return {};
}

Status bmc::addSpecialTokens(const std::vector<std::string> &names,
                             TokenTable &tokens, SubwordParts &parts) {
  for (const std::string &content : names) {
    AddedToken token{.id = tokens.size(), .content = content};
    if (content.size() < 2 || !tokens.set(token.id, content))
      return badInput("special token '{}': expected distinct names of at least "
                      "two bytes",
                      content);
    parts.added.push_back(std::move(token));
  }
  return {};
}

Status SubwordTrainer::train(TokenizerPtr &out) const {
  SubwordParts parts;
  parts.normalizer = normalizer;
  parts.preTokenizer = preTokenizer;
  BMRT_TRY(training.kind == TokenizerKind::WordPiece
               ? learnWordPiece(counted, training, parts)
           : training.kind == TokenizerKind::Unigram
               ? learnUnigram(counted, training, parts)
               : learnBpe(counted, training, parts));
  out = std::make_shared<SubwordTokenizer>(std::move(parts));
  return {};
}
