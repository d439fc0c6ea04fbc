//===- Chat.cpp - Fuzz target: lines and conversations --------------------===//

#include "DataProgram.h"
#include "runtime/data/Dataset.h"
#include "test/fuzz/Target.h"

using namespace bmc;

namespace {

using Fields = std::vector<const char *>;

/// What any of the tokenizers may make of a text.
constexpr int32_t kTokens = 300;

Json describe(const char *kind, const char *tokenizer, const Fields &fields) {
  Json bindings = Json::array();
  for (const char *field : fields)
    bindings.push_back({{"field", field}, {"input", field}});
  return Json{{"data",
               {{"name", "rows"},
                {"kind", kind},
                {"path", ""},
                {"tokenizer", tokenizer},
                {"vocab_size", kTokens},
                {"lowercase", true},
                {"bucket", true},
                {"length", 16},
                {"source_length", 16},
                {"target_length", 16},
                {"template",
                 {{"begin", "^"},
                  {"user", "<{message}>"},
                  {"assistant", "A:{message};"}}},
                {"split", {{"train", 0.5}, {"val", 0.5}}},
                {"bindings", bindings}}}};
}

/// Whether data opens; then all of its rows are within what they may be.
bool check(const Json &config, const Fields &fields, const std::string &path) {
  DataProgram inputs;
  std::vector<BmrtTensor> tensors;
  for (std::string_view field : fields)
    tensors.push_back(
        field.ends_with("lengths")
            ? DataProgram::input(field.data(), kBmrtI32, {-1})
            : DataProgram::input(field.data(), kBmrtI32, {-1, 16}));
  DataProgram::describe(inputs, tensors.data(),
                        static_cast<uint32_t>(tensors.size()));
  std::unique_ptr<Dataset> data;
  DataOptions options;
  options.path = path;
  options.function = "eval";
  if (Status status = openDataset(config, inputs.program, options, data);
      !status.ok()) {
    require(!status.message().empty(), "errors have words");
    return false;
  }
  Batch batch;
  require(data->evalBatch(Split::All, 0, 0, 1 << 16, batch).ok(),
          "rows that were read can be copied");
  require(!data->report().empty(), "a report has words");
  for (const HostTensor &tensor : batch.tensors) {
    int32_t least = std::string_view(tensor.name) == "targets" ? -1 : 0;
    for (int64_t i = 0; i < tensor.shape.elements(); ++i) {
      int32_t value = tensor.as<int32_t>()[i];
      require(value >= least && value <= kTokens,
              "tokens are within the vocabulary");
    }
  }
  return true;
}

/// What opens does so packed and with tokens that are hidden or left out.
void checkVariants(Json config, const Fields &fields, const std::string &path) {
  bool opens = check(config, fields, path);
  config["data"]["pack"] = true;
  config["data"]["mask_token"] = kTokens;
  config["data"][opens ? "masking" : "word_dropout"] = 0.5;
  require(check(config, fields, path) == opens,
          "what opens does so packed and masked");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  MemoryFile file(std::string_view(reinterpret_cast<const char *>(data), size));
  const Fields fields = {"tokens", "targets", "segments", "positions",
                         "lengths"};
  // Learning takes long: each input is read by one of the tokenizers.
  static constexpr const char *tokenizers[] = {"byte", "char",      "words",
                                               "bpe",  "wordpiece", "unigram"};
  const char *tokenizer = tokenizers[size % std::size(tokenizers)];
  for (const char *kind : {"chat", "lines"})
    checkVariants(describe(kind, tokenizer, fields), fields, file.path());
  const Fields pair = {"source", "target", "targets", "source_lengths",
                       "target_lengths"};
  Json pairs = describe("pairs", tokenizer, pair);
  check(pairs, pair, file.path());
  pairs["data"]["source"] = {{"tokenizer", "byte"}, {"vocab_size", 256}};
  check(pairs, pair, file.path());
  return 0;
}
