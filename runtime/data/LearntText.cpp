//===- LearntText.cpp - A text by what is learnt of it --------------------===//
#include "runtime/data/Binding.h"
#include "runtime/data/TokenSource.h"
#include "runtime/tokenizer/SubwordTrainer.h"
#include "runtime/tokenizer/Words.h"

using namespace bmc;

namespace {

class LearntText : public TokenSource {
public:
  LearntText(Vocabulary vocabulary, TokenIds ids, uint32_t crc)
      : known(std::move(vocabulary)), ids(std::move(ids)), crc(crc) {}

  int64_t size() const override { return static_cast<int64_t>(ids.size()); }
  Status read(int64_t position, int64_t count, int32_t *tokens) override {
    ids.copy(static_cast<size_t>(position), static_cast<size_t>(count), tokens);
    return {};
  }
  const Vocabulary &vocabulary() const override { return known; }
  uint32_t fingerprint() const override { return crc; }

private:
  Vocabulary known;
  TokenIds ids;
  uint32_t crc;
};

/// The words of the part of a text that is for training.
Status learnWords(std::string_view text, const TokenizerSettings &settings,
                  Vocabulary &vocabulary) {
  if (settings.vocabularySize <= kSpecialTokens)
    return badInput("found vocab_size = {}, expected more than the {} special "
                    "tokens",
                    settings.vocabularySize, +kSpecialTokens);
  std::string_view word;
  int64_t total = 0;
  for (WordReader reader(text); reader.next(word);)
    ++total;
  WordCounts counts(settings.lowercase);
  WordReader reader(text);
  int64_t training = countSplit({settings.trainShare, 0}, total).train;
  for (int64_t i = 0; i < training && reader.next(word); ++i)
    counts.addWord(word);
  vocabulary = makeWordTokenizer(
      counts.mostFrequent(settings.vocabularySize - kSpecialTokens),
      settings.lowercase);
  return {};
}

/// Parts of words of the part of a text that is for training, which ends at the
/// end of a line if it has some.
Status learnSubwords(std::string_view text, const TokenizerSettings &settings,
                     Vocabulary &vocabulary) {
  auto all = static_cast<int64_t>(text.size());
  auto share =
      static_cast<size_t>(countSplit({settings.trainShare, 0}, all).train);
  if (share < text.size())
    if (size_t lineEnd = text.rfind('\n', share); lineEnd != text.npos)
      share = lineEnd + 1;
  SubwordTrainer trainer({.kind = settings.kind,
                          .vocabularySize = settings.vocabularySize,
                          .pattern = settings.pattern,
                          .lowercase = settings.lowercase});
  BMRT_TRY(trainer.add(text.substr(0, share)));
  TokenizerPtr tokenizer;
  BMRT_TRY(trainer.train(tokenizer));
  vocabulary = std::move(tokenizer);
  return {};
}

} // namespace

Status bmc::openLearnt(const std::string &path, std::string_view text,
                       uint32_t checksum, const TokenizerSettings &settings,
                       std::unique_ptr<TokenSource> &out) {
  Vocabulary vocabulary;
  if (settings.saved)
    vocabulary = *settings.saved;
  else
    BMRT_TRY((settings.kind == Vocabulary::Kind::Words
                  ? learnWords(text, settings, vocabulary)
                  : learnSubwords(text, settings, vocabulary))
                 .withContext(path));
  TokenIds ids;
  BMRT_TRY(vocabulary.encodeLong(text, ids).withContext(path));
  out = std::make_unique<LearntText>(std::move(vocabulary), std::move(ids),
                                     checksum);
  return {};
}
