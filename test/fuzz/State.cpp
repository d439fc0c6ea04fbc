//===- State.cpp - Fuzz target: state.json of a checkpoint ----------------===//

#include "runtime/core/Crc32c.h"
#include "runtime/core/Files.h"
#include "runtime/core/Json.h"
#include "runtime/data/Checkpoint.h"
#include "runtime/train/RunRecord.h"
#include "test/fuzz/Target.h"
#include "test/unit/runtime/LinearProgram.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

/// A checkpoint on disk whose state.json is replaced by every input.
class Checkpoint {
public:
  Checkpoint() {
    char pattern[] = "/tmp/bmc-fuzz-XXXXXX";
    require(mkdtemp(pattern) != nullptr, "there is a temporary folder");
    folder = pattern;
    require(Program::create(linear.program, program).ok() &&
                writeCheckpoint(program, folder, 1, Json::object()).ok(),
            "a checkpoint can be written");
  }
  ~Checkpoint() { (void)removeTree(folder); }

  Status load(const std::string &state, Json &run) {
    FileWriter file;
    BMRT_TRY(file.open(folder + "/state.json"));
    BMRT_TRY(file.write(state.data(), state.size()));
    int64_t step = 0;
    return loadCheckpoint(folder, program, /*optimizer=*/true, step, run);
  }

private:
  LinearProgram linear;
  Program program;
  std::string folder;
};

} // namespace

/// The document with the checksum that makes it look sound.
static std::string seal(Json state) {
  state.erase("crc32c");
  std::string text = dumpJson(state);
  state["crc32c"] = fmt::format("{:08x}", crc32c(0, text.data(), text.size()));
  return dumpJson(state);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text(reinterpret_cast<const char *>(data), size);
  Json state;
  if (!parseJson(text, state).ok())
    return 0;
  Json again;
  require(parseJson(dumpJson(state), again).ok() && again == state,
          "a document that is written and read is the same");
  if (!state.is_object())
    return 0;
  static Checkpoint checkpoint;
  Json run;
  RunRecord record;
  if (Status status = checkpoint.load(seal(state), run); !status.ok())
    require(status.message().find("state.json: ") != std::string::npos ||
                status.message().find(".safetensors: ") != std::string::npos ||
                status.message().find("checkpoint") != std::string::npos,
            "an error names the file");
  else
    (void)RunRecord::fromJson(run, record);
  return 0;
}
