//===- Sources.cpp - What targets are generated from ----------------------===//
#include "runtime/infer/Sources.h"

#include "runtime/data/TextLines.h"
#include "runtime/infer/FindVocabulary.h"
#include "runtime/infer/Prompts.h"

#include <algorithm>

namespace bmc {
namespace {

/// Texts that a tokenizer turns into tokens, as those of pairs are: the token
/// of a line end ends them, and zeros fill the rest.
class TextSources : public SourceReader {
public:
  TextSources(const Session &session, Vocabulary vocabulary)
      : session(session), vocabulary(std::move(vocabulary)) {}

  Status open();
  Status next(std::vector<Source> &sources) override;

private:
  Status encode(const std::string &text, SourceRow &row) const;

  const Session &session;
  Vocabulary vocabulary;
  std::vector<std::string> texts;
  std::string origin;                 ///< of the texts, for messages
  const BmrtTensor *tokens = nullptr; ///< inputs of the program
  const BmrtTensor *lengths = nullptr;
};

/// Rows of a table without its targets.
class RowSources : public SourceReader {
public:
  RowSources(const Session &session, std::unique_ptr<Dataset> data)
      : session(session), data(std::move(data)) {}

  Status next(std::vector<Source> &sources) override;

private:
  const Session &session;
  std::unique_ptr<Dataset> data;
  int64_t batches = 0, rows = 0;
};

} // namespace

/// The input of `generate` that takes this part of a source; null if none does.
static const BmrtTensor *sourceInput(const Session &session,
                                     std::string_view name) {
  const auto &names = session.options.generate.sources;
  if (std::ranges::find(names, name) == names.end())
    return nullptr;
  const BmrtFunction &function =
      *findFunction(session.description(), "generate");
  for (const BmrtTensor &input : std::span(function.inputs, function.numInputs))
    if (name == input.name)
      return &input;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Texts
//===----------------------------------------------------------------------===//

Status TextSources::open() {
  const Options &options = session.options;
  tokens = sourceInput(session, "source");
  lengths = sourceInput(session, "source_lengths");
  if (!options.prompts.empty()) {
    origin = options.prompts;
    return readPrompts(options.prompts, texts);
  }
  origin = "--prompt";
  texts.push_back(options.generate.prompt);
  return texts.front().empty()
             ? usageError("--prompt or --prompts is required: the source")
             : Status();
}

Status TextSources::encode(const std::string &text, SourceRow &row) const {
  if (isBlank(text))
    return badInput("{}: the source is empty, expected a text", origin);
  std::vector<int32_t> ids;
  BMRT_TRY(vocabulary.encode(text, ids).withContext(origin));
  ids.push_back(vocabulary.lineEnd());
  auto count = static_cast<int64_t>(ids.size());
  if (tokens && count > tokens->extents[1])
    return badInput("{}: the source {:?} has {} tokens with its end, {} reads "
                    "{} at most",
                    origin, text, count, session.config.model,
                    tokens->extents[1]);
  if (tokens) {
    HostTensor padded("source", kBmrtI32, {1, tokens->extents[1]});
    std::ranges::copy(ids, padded.as<int32_t>());
    row.inputs.push_back(std::move(padded));
  }
  if (lengths) {
    HostTensor length("source_lengths", kBmrtI32, {1});
    length.as<int32_t>()[0] = static_cast<int32_t>(count);
    row.inputs.push_back(std::move(length));
  }
  return {};
}

/// All at once: they are in memory.
Status TextSources::next(std::vector<Source> &sources) {
  sources.clear();
  for (std::string &text : std::exchange(texts, {})) {
    Source &source = sources.emplace_back();
    source.row.number = sources.size();
    BMRT_TRY(encode(text, source.row));
    source.text = std::move(text);
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

SourceRow sourceOf(const Session &session, const Batch &batch, int64_t row,
                   uint64_t number) {
  SourceRow source{number, {}};
  for (const HostTensor &tensor : batch.tensors) {
    const BmrtTensor *input = sourceInput(session, tensor.name);
    if (!input)
      continue;
    Shape shape{1};
    for (uint32_t axis = 1; axis < tensor.shape.rank(); ++axis)
      shape.push(axis == 1 ? input->extents[1] : tensor.shape[axis]);
    HostTensor &own =
        source.inputs.emplace_back(tensor.name, tensor.dtype, shape);
    auto bytes = static_cast<int64_t>(tensor.storage.size()) / batch.rows;
    std::copy_n(tensor.storage.begin() + bytes * row, bytes,
                own.storage.begin());
  }
  return source;
}

Status RowSources::next(std::vector<Source> &sources) {
  sources.clear();
  Batch batch;
  BMRT_TRY(data->evalBatch(Split::All, batches++, 0,
                           session.config.train.batchSize, batch));
  for (int64_t row = 0; row < batch.rows; ++row) {
    Source &source = sources.emplace_back();
    source.number = rows++;
    source.row = sourceOf(session, batch, row, static_cast<uint64_t>(rows));
  }
  return {};
}

Status openSources(const Session &session, const RunRecord &record,
                   const Vocabulary &targets,
                   std::unique_ptr<SourceReader> &out) {
  if (!hasRows(session.config.dataKind)) {
    Vocabulary vocabulary;
    BMRT_TRY(findSourceVocabulary(session, record, targets, vocabulary));
    auto texts = std::make_unique<TextSources>(session, std::move(vocabulary));
    BMRT_TRY(texts->open());
    out = std::move(texts);
    return {};
  }
  std::unique_ptr<Dataset> data;
  BMRT_TRY(openRunData(session, record, "generate", record.seed,
                       /*mustMatch=*/false, data));
  out = std::make_unique<RowSources>(session, std::move(data));
  return {};
}

} // namespace bmc
