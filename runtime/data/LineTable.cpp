//===- LineTable.cpp - One example a line -----------------------*- C++ -*-===//
//
// A line is preceded and followed by the token that ends lines.
//
//===----------------------------------------------------------------------===//
#include "runtime/data/SequenceTable.h"

using namespace bmc;

namespace {

class LineTable : public SequenceTable {
protected:
  Status addLine(std::string_view line, TextPlace place) override {
    texts.add(0, line, place);
    ++lineCount;
    return {};
  }
  int64_t sequences() const override { return lineCount; }
  std::vector<int64_t>
  textsOf(std::span<const int64_t> sequences) const override {
    return {sequences.begin(), sequences.end()};
  }
  Status checkVocabulary() const override {
    return texts.vocabulary().lineEnd() >= 0
               ? Status()
               : badInput("{}: the vocabulary has no line break", path);
  }
  int64_t lengthOf(int64_t sequence) const override {
    return static_cast<int64_t>(texts.row(0, sequence).size()) + 1;
  }
  void read(int64_t sequence, Sequence &out) const override {
    int32_t end = texts.vocabulary().lineEnd();
    out.add({&end, 1}, false);
    out.add(texts.row(0, sequence), true);
    out.add({&end, 1}, true);
  }

private:
  int64_t lineCount = 0;
};

} // namespace

Status bmc::openLineDataset(const DatasetSource &source,
                            std::unique_ptr<Dataset> &out) {
  auto table = std::make_unique<LineTable>();
  BMRT_TRY(table->load(source));
  return makeRowDataset(source, std::move(table), out);
}
