//===- Chat.cpp - Fuzz target: lines and conversations --------------------===//

#include "DataProgram.h"
#include "runtime/data/Dataset.h"
#include "test/fuzz/Target.h"

using namespace bmc;

namespace {

Json describe(const char *kind, bool isPacked) {
  Json bindings = Json::array();
  for (const char *field :
       {"tokens", "targets", "segments", "positions", "lengths"})
    bindings.push_back({{"field", field}, {"input", field}});
  return Json{{"data",
               {{"name", "rows"},
                {"kind", kind},
                {"path", ""},
                {"tokenizer", "byte"},
                {"vocab_size", 256},
                {"length", 16},
                {"pack", isPacked},
                {"template",
                 {{"begin", "^"},
                  {"user", "<{message}>"},
                  {"assistant", "A:{message};"}}},
                {"split", {{"train", 0.5}, {"val", 0.5}}},
                {"bindings", bindings}}}};
}

/// Whether data opens; then all of its rows are within what they may be.
bool check(const Json &config, const std::string &path) {
  DataProgram inputs;
  BmrtTensor tensors[5] = {DataProgram::input("tokens", kBmrtI32, {-1, -2}),
                           DataProgram::input("targets", kBmrtI32, {-1, -2}),
                           DataProgram::input("segments", kBmrtI32, {-1, -2}),
                           DataProgram::input("positions", kBmrtI32, {-1, -2}),
                           DataProgram::input("lengths", kBmrtI32, {-1})};
  DataProgram::describe(inputs, tensors, 5);
  inputs.dims[1].max = 16;
  std::unique_ptr<Dataset> data;
  DataOptions options;
  options.path = path;
  options.function = "eval";
  if (!openDataset(config, inputs.program, options, data).ok())
    return false;
  Batch batch;
  require(data->evalBatch(Split::All, 0, 0, 1 << 16, batch).ok(),
          "rows that were read can be copied");
  require(!data->report().empty(), "a report has words");
  for (size_t input = 0; input < 5; ++input) {
    const HostTensor &tensor = batch.tensors[input];
    for (int64_t i = 0; i < tensor.shape.elements(); ++i) {
      int32_t value = tensor.as<int32_t>()[i];
      require(value >= (input == 1 ? -1 : 0) && value < 256,
              "tokens are within the vocabulary");
    }
  }
  return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  MemoryFile file(std::string_view(reinterpret_cast<const char *>(data), size));
  for (const char *kind : {"chat", "lines"})
    require(check(describe(kind, false), file.path()) ==
                check(describe(kind, true), file.path()),
            "what opens does so packed");
  return 0;
}
