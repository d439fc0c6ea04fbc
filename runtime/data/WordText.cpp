//===- WordText.cpp - A text as words -------------------------------------===//
#include "runtime/data/Binding.h"
#include "runtime/data/TokenSource.h"
#include "runtime/data/Words.h"

#include <algorithm>

using namespace bmc;

namespace {

class WordText : public TokenSource {
public:
  WordText(Vocabulary vocabulary, std::vector<int32_t> ids, uint32_t crc)
      : words(std::move(vocabulary)), ids(std::move(ids)), crc(crc) {}

  int64_t size() const override { return static_cast<int64_t>(ids.size()); }
  Status read(int64_t position, int64_t count, int32_t *tokens) override {
    std::copy_n(ids.begin() + position, count, tokens);
    return {};
  }
  const Vocabulary &vocabulary() const override { return words; }
  uint32_t fingerprint() const override { return crc; }

private:
  Vocabulary words;
  std::vector<int32_t> ids;
  uint32_t crc;
};

} // namespace

/// The words of the part of a text that is for training.
static Vocabulary learnWords(std::string_view text,
                             const Tokenizer &tokenizer) {
  std::string_view word;
  int64_t total = 0;
  for (WordReader reader(text); reader.next(word);)
    ++total;
  WordCounts counts(tokenizer.lowercase);
  WordReader reader(text);
  int64_t training = countSplit({tokenizer.trainShare, 0}, total).train;
  for (int64_t i = 0; i < training && reader.next(word); ++i)
    counts.addWord(word);
  return Vocabulary::words(
      counts.mostFrequent(tokenizer.vocabularySize - kSpecialTokens),
      tokenizer.lowercase);
}

Status bmc::openWords(const std::string &path, std::string_view text,
                      uint32_t checksum, const Tokenizer &tokenizer,
                      std::unique_ptr<TokenSource> &out) {
  if (tokenizer.vocabularySize <= kSpecialTokens)
    return badInput("{}: found vocab_size = {}, expected more than the {} "
                    "special tokens",
                    path, tokenizer.vocabularySize, +kSpecialTokens);
  Vocabulary vocabulary =
      tokenizer.saved ? *tokenizer.saved : learnWords(text, tokenizer);
  std::vector<int32_t> ids;
  BMRT_TRY(vocabulary.encode(text, ids));
  out = std::make_unique<WordText>(std::move(vocabulary), std::move(ids),
                                   checksum);
  return {};
}
