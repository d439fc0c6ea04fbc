//===- CheckpointTest.cpp - Saving and resuming a run -----------*- C++ -*-===//
#include "runtime/data/Checkpoint.h"

#include "LinearProgram.h"
#include "TempFolder.h"
#include "runtime/core/Crc32c.h"
#include "runtime/core/Files.h"

#include <cerrno>
#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

using namespace bmc;

namespace {

/// Operations until the fault below strikes; the state of a child process.
int operationsLeft = 0;

class CheckpointTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_OK(Program::create(linear.program, program));
    ASSERT_OK(program.initialize(1));
    optimizer()[0] = 0.25;
  }
  void TearDown() override { setFileFault(nullptr); }

  double *weights() {
    return reinterpret_cast<double *>(
        program.states(kBmrtParameter).front().data);
  }
  double *optimizer() {
    return reinterpret_cast<double *>(
        program.states(kBmrtOptimizer).front().data);
  }
  /// Weights of the checkpoint of step s are all s.
  Status save(CheckpointStore &store, int64_t step, bool best = false,
              int64_t keep = 3) {
    std::fill_n(weights(), 3, static_cast<double>(step));
    return store.save(program, step, Json{{"seed", 9}, {"at", step}}, best,
                      keep);
  }
  std::vector<int64_t> steps(const CheckpointStore &store) {
    std::vector<int64_t> result;
    EXPECT_OK(store.list(result));
    return result;
  }
  std::string linkTarget(const char *name) {
    char target[256] = {};
    if (readlink(folder.path(name).c_str(), target, sizeof target - 1) < 0)
      return "";
    return target;
  }

  TempFolder folder;
  LinearProgram linear;
  Program program;
};

TEST_F(CheckpointTest, RoundTrip) {
  CheckpointStore store(folder.path());
  ASSERT_OK(store.prepare(program));
  ASSERT_OK(save(store, 500, true));
  EXPECT_EQ(linkTarget("last"), "checkpoints/step-000500");
  EXPECT_EQ(linkTarget("best"), "checkpoints/step-000500");
  std::fill_n(weights(), 3, 0.0);
  optimizer()[0] = 0;
  int64_t step = 0;
  Json run;
  ASSERT_OK(loadCheckpoint(store.directory(500), program, true, step, run));
  EXPECT_EQ(step, 500);
  EXPECT_EQ(run["at"], 500);
  EXPECT_EQ(weights()[2], 500);
  EXPECT_EQ(optimizer()[0], 0.25);
  // Through the link, as a user would.
  ASSERT_OK(loadCheckpoint(folder.path("last"), program, false, step, run));
}

TEST_F(CheckpointTest, KeepsTheNewestAndTheBest) {
  CheckpointStore store(folder.path());
  ASSERT_OK(store.prepare(program));
  for (int64_t step = 1; step <= 6; ++step)
    ASSERT_OK(save(store, step, step == 2, 2));
  EXPECT_EQ(steps(store), (std::vector<int64_t>{2, 5, 6}));
  // Saving a step again replaces it.
  ASSERT_OK(save(store, 6, true, 2));
  EXPECT_EQ(steps(store), (std::vector<int64_t>{2, 5, 6}));
  ASSERT_OK(store.rewind(5, 0));
  EXPECT_EQ(steps(store), (std::vector<int64_t>{2, 5}));
  EXPECT_EQ(linkTarget("last"), "checkpoints/step-000005");
  EXPECT_EQ(linkTarget("best"), "");
  ASSERT_OK(save(store, 3, false, 1));
  EXPECT_EQ(steps(store), (std::vector<int64_t>{3}));
}

TEST_F(CheckpointTest, SkipsDamagedCheckpoints) {
  CheckpointStore store(folder.path());
  ASSERT_OK(store.prepare(program));
  std::string path;
  std::vector<std::string> skipped;
  ASSERT_OK(store.findNewest(path, skipped));
  EXPECT_EQ(path, "");
  for (int64_t step : {1, 2, 3})
    ASSERT_OK(save(store, step));
  std::string victim = store.directory(3) + "/model.safetensors", text;
  ASSERT_OK(readFile(victim, text));
  text.back() = static_cast<char>(text.back() ^ 1);
  folder.file("checkpoints/step-000003/model.safetensors", text);
  ASSERT_EQ(truncate((store.directory(2) + "/state.json").c_str(), 20), 0);
  ASSERT_OK(store.findNewest(path, skipped));
  EXPECT_EQ(path, store.directory(1));
  ASSERT_EQ(skipped.size(), 2u);
  EXPECT_NE(skipped[0].find("the file is damaged"), std::string::npos);
  EXPECT_NE(skipped[1].find("invalid JSON"), std::string::npos);
  ASSERT_OK(removeTree(store.directory(1)));
  EXPECT_ERROR(store.findNewest(path, skipped), Code::BadInput,
               "no checkpoint is usable");
}

// Any flipped bit of any file is noticed.
TEST_F(CheckpointTest, EveryBitFlipIsNoticed) {
  CheckpointStore store(folder.path());
  ASSERT_OK(store.prepare(program));
  ASSERT_OK(save(store, 1));
  for (const char *name :
       {"model.safetensors", "optimizer.safetensors", "state.json"}) {
    std::string file = std::string("checkpoints/step-000001/") + name, text;
    ASSERT_OK(readFile(folder.path(file), text));
    for (size_t at = 0; at < text.size(); ++at) {
      std::string flipped = text;
      flipped[at] = static_cast<char>(flipped[at] ^ 1 << at % 8);
      folder.file(file, flipped);
      Json state, original;
      Status status = verifyCheckpoint(store.directory(1), state);
      // White space of state.json carries nothing.
      if (status.ok()) {
        EXPECT_STREQ(name, "state.json");
        EXPECT_NE(std::strchr(" \n\t", flipped[at]), nullptr) << at;
      }
    }
    folder.file(file, text);
  }
}

// Files are verified in parts; the checksum is that of them all.
TEST_F(CheckpointTest, VerifiesFilesOfSeveralParts) {
  constexpr int64_t kWeights = 1200000; // 9.6 MB
  LinearProgram large;
  large.states[0].tensor.extents[0] = kWeights;
  large.states[0].tensor.offset = large.program.stateBytes;
  large.program.stateBytes += kWeights * sizeof(double);
  Program other;
  ASSERT_OK(Program::create(large.program, other));
  ASSERT_OK(other.initialize(1));
  CheckpointStore store(folder.path());
  ASSERT_OK(store.prepare(other));
  ASSERT_OK(store.save(other, 1, Json{{"seed", 9}}, false, 3));
  Json state;
  EXPECT_OK(verifyCheckpoint(store.directory(1), state));
  std::string file = "checkpoints/step-000001/model.safetensors", text;
  ASSERT_OK(readFile(folder.path(file), text));
  text[text.size() / 2] ^= 1;
  folder.file(file, text);
  EXPECT_EQ(verifyCheckpoint(store.directory(1), state).code(), Code::BadInput);
}

// A document that a buggy or hostile writer sealed: the error names the file.
TEST_F(CheckpointTest, NamesTheFileThatLacksAMember) {
  CheckpointStore store(folder.path());
  ASSERT_OK(store.prepare(program));
  ASSERT_OK(save(store, 1));
  std::string file = "checkpoints/step-000001/state.json", text;
  ASSERT_OK(readFile(folder.path(file), text));
  Json whole;
  ASSERT_OK(parseJson(text, whole));
  whole.erase("crc32c");
  for (const char *path :
       {"/format", "/model", "/dtype", "/step", "/files",
        "/files/model.safetensors", "/files/model.safetensors/bytes",
        "/files/optimizer.safetensors/crc32c"}) {
    Json state = whole;
    Json::json_pointer member(path);
    state[member.parent_pointer()].erase(member.back());
    std::string body = dumpJson(state);
    state["crc32c"] =
        fmt::format("{:08x}", crc32c(0, body.data(), body.size()));
    folder.file(file, dumpJson(state));
    int64_t step = 0;
    Json run;
    EXPECT_ERROR(loadCheckpoint(store.directory(1), program, true, step, run),
                 Code::BadInput, (folder.path(file) + ": ").c_str());
  }
}

TEST_F(CheckpointTest, RefusesOtherModels) {
  CheckpointStore store(folder.path());
  ASSERT_OK(store.prepare(program));
  ASSERT_OK(save(store, 1));
  int64_t step = 0;
  Json run;
  LinearProgram narrow(kBmrtF32);
  Program other;
  ASSERT_OK(Program::create(narrow.program, other));
  EXPECT_ERROR(loadCheckpoint(store.directory(1), other, true, step, run),
               Code::BadInput, "found a checkpoint in f64, expected f32");
  ASSERT_OK(loadCheckpoint(store.directory(1), other, false, step, run));
  EXPECT_EQ(
      reinterpret_cast<float *>(other.states(kBmrtParameter).front().data)[0],
      1.0f);
  narrow.program.name = "Other";
  EXPECT_ERROR(loadCheckpoint(store.directory(1), other, false, step, run),
               Code::BadInput, "of model 'Linear', expected 'Other'");
}

TEST_F(CheckpointTest, OneProcessPerRun) {
  CheckpointStore store(folder.path()), second(folder.path());
  ASSERT_OK(store.prepare(program));
  EXPECT_ERROR(second.prepare(program), Code::Resource,
               "another process is training in this folder");
}

TEST_F(CheckpointTest, LeavesForeignFilesAlone) {
  folder.file("notes.tmp-x", "mine");
  ASSERT_OK(makeDirectories(folder.path("mine.tmp-12")));
  folder.file("run.json.tmp-12", "left by a kill");
  CheckpointStore store(folder.path());
  ASSERT_OK(store.prepare(program));
  EXPECT_TRUE(pathExists(folder.path("notes.tmp-x")));
  EXPECT_TRUE(pathExists(folder.path("mine.tmp-12")));
  EXPECT_FALSE(pathExists(folder.path("run.json.tmp-12")));
}

// A failing operation anywhere: the error says so, the old checkpoint loads,
// and the next save succeeds.
TEST_F(CheckpointTest, EveryFailedOperationLeavesACheckpoint) {
  for (int failing = 0;; ++failing) {
    ASSERT_LT(failing, 100);
    TempFolder run;
    CheckpointStore store(run.path());
    ASSERT_OK(store.prepare(program));
    ASSERT_OK(save(store, 1, true, 1));
    ASSERT_OK(save(store, 2, false, 1));
    operationsLeft = failing;
    setFileFault([](FileOperation, const std::string &) {
      return operationsLeft-- == 0 ? ENOSPC : 0;
    });
    Status status = save(store, 3, true, 1);
    setFileFault(nullptr);
    std::string path;
    std::vector<std::string> skipped;
    ASSERT_OK(store.findNewest(path, skipped));
    EXPECT_TRUE(skipped.empty());
    EXPECT_TRUE(path == store.directory(2) || path == store.directory(3));
    ASSERT_OK(save(store, 4, false, 1));
    if (operationsLeft >= 0) {
      EXPECT_TRUE(status.ok());
      EXPECT_GT(failing, 20);
      return;
    }
    if (!status.ok())
      EXPECT_EQ(status.code(), Code::Resource);
  }
}

// Where an exchange is not certain, both sides of it are kept: after a power
// cut either may have the name.
TEST_F(CheckpointTest, FailedExchangeKeepsBoth) {
  CheckpointStore store(folder.path());
  ASSERT_OK(store.prepare(program));
  ASSERT_OK(save(store, 1));
  setFileFault([](FileOperation operation, const std::string &path) {
    return operation == FileOperation::Sync && path.ends_with("/checkpoints")
               ? EIO
               : 0;
  });
  EXPECT_ERROR(save(store, 1), Code::Resource, "cannot write folder to disk");
  setFileFault(nullptr);
  std::string path = store.directory(1);
  Json state;
  EXPECT_OK(verifyCheckpoint(path, state));
  if (pathExists(temporaryName(path)))
    EXPECT_OK(verifyCheckpoint(temporaryName(path), state));
  else
    EXPECT_OK(verifyCheckpoint(path + ".replaced", state));
  ASSERT_OK(store.prepare(program));
  std::vector<std::string> names;
  ASSERT_OK(listDirectory(folder.path("checkpoints"), names));
  EXPECT_EQ(names, std::vector<std::string>{"step-000001"});
}

/// Saves step 3 over `store` in a child that dies before operation `dying`;
/// whether it survived.
bool saveAndDie(int dying, const std::function<Status()> &save) {
  pid_t child = fork();
  if (child == 0) {
    operationsLeft = dying;
    setFileFault([](FileOperation, const std::string &) {
      if (operationsLeft-- == 0)
        _exit(9);
      return 0;
    });
    _exit(save().ok() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// A kill before any operation: afterwards the newest checkpoint is the old or
// the new one, complete, and a new process starts clean. Step 2 is replaced
// in the second round, step 3 is new in the first.
TEST_F(CheckpointTest, EveryKillLeavesACheckpoint) {
  for (int64_t step : {3, 2})
    for (int dying = 0;; ++dying) {
      ASSERT_LT(dying, 100);
      TempFolder run;
      bool survived = false;
      {
        CheckpointStore store(run.path());
        ASSERT_OK(store.prepare(program));
        ASSERT_OK(save(store, 1, true, 1));
        ASSERT_OK(save(store, 2, false, 1));
        survived = saveAndDie(dying, [&]() -> Status {
          std::fill_n(weights(), 3, 30.0);
          return store.save(program, step, Json::object(), true, 1);
        });
      }
      CheckpointStore store(run.path());
      ASSERT_OK(store.prepare(program));
      std::vector<std::string> names;
      ASSERT_OK(listDirectory(run.path("checkpoints"), names));
      for (const std::string &name : names)
        EXPECT_EQ(name.find(".tmp-"), std::string::npos) << name;
      int64_t loaded = 0;
      Json state;
      for (int64_t listed : steps(store))
        EXPECT_OK(verifyCheckpoint(store.directory(listed), state));
      std::string path;
      std::vector<std::string> skipped;
      ASSERT_OK(store.findNewest(path, skipped));
      ASSERT_OK(loadCheckpoint(path, program, true, loaded, state));
      bool isOld = loaded == 2 && weights()[0] == 2;
      bool isNew = loaded == step && weights()[0] == 30;
      EXPECT_TRUE(isOld || isNew) << "step " << loaded << " before " << dying;
      if (survived) {
        EXPECT_TRUE(isNew);
        EXPECT_GT(dying, 20);
        break;
      }
    }
}

// The same without an atomic exchange.
TEST_F(CheckpointTest, ReplacesWithoutExchange) {
  auto noExchange = [](FileOperation operation, const std::string &) {
    return operation == FileOperation::Exchange ? EINVAL : 0;
  };
  CheckpointStore store(folder.path());
  ASSERT_OK(store.prepare(program));
  ASSERT_OK(save(store, 1));
  setFileFault(noExchange);
  std::fill_n(weights(), 3, 5.0);
  ASSERT_OK(store.save(program, 1, Json::object(), false, 3));
  setFileFault(nullptr);
  int64_t step = 0;
  Json run;
  ASSERT_OK(loadCheckpoint(store.directory(1), program, true, step, run));
  EXPECT_EQ(weights()[0], 5);
  // A kill between the two renames.
  ASSERT_OK(renamePath(store.directory(1), store.directory(1) + ".replaced"));
  EXPECT_EQ(steps(store), (std::vector<int64_t>{1}));
  std::string path;
  std::vector<std::string> skipped;
  ASSERT_OK(store.findNewest(path, skipped));
  ASSERT_OK(loadCheckpoint(path, program, true, step, run));
  ASSERT_OK(store.prepare(program));
  EXPECT_EQ(steps(store), (std::vector<int64_t>{1}));
  EXPECT_EQ(store.directory(1), folder.path("checkpoints/step-000001"));
}

TEST_F(CheckpointTest, ReportsUnwritableFolders) {
  std::string file = folder.file("plain", "x");
  CheckpointStore store(file);
  EXPECT_ERROR(store.prepare(program), Code::Resource, "Not a directory");
  CheckpointStore proc("/proc/bmc-run");
  EXPECT_ERROR(proc.prepare(program), Code::Resource,
               "/proc/bmc-run: cannot create folder");
}

} // namespace
