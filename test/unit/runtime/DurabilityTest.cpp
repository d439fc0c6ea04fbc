//===- DurabilityTest.cpp - Runs survive power cuts -----------------------===//
#include "CrashStates.h"
#include "LinearProgram.h"
#include "TempFolder.h"
#include "runtime/core/Files.h"
#include "runtime/data/Checkpoint.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

class DurabilityTest : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_OK(Program::create(linear.program, program));
    ASSERT_OK(program.initialize(1));
  }

  double *weights() {
    return reinterpret_cast<double *>(
        program.states(kBmrtParameter).front().data);
  }

  /// A run of three checkpoints that keeps one, as the training loop writes it.
  void train(const std::string &out) {
    ASSERT_OK(makeDirectories(out));
    CheckpointStore store(out);
    ASSERT_OK(store.prepare(program));
    ASSERT_OK(writeFileAtomically(out + "/metrics.jsonl", "{}\n"));
    FileAppender metrics;
    ASSERT_OK(metrics.open(out + "/metrics.jsonl"));
    for (int64_t step = 1; step <= 3; ++step) {
      ASSERT_OK(metrics.append(fmt::format("{{\"step\":{}}}\n", step)));
      ASSERT_OK(metrics.sync());
      std::fill_n(weights(), 3, static_cast<double>(step));
      ASSERT_OK(
          store.save(program, step, Json{{"at", step}}, /*best=*/true, 1));
      DiskTrace::promise(step);
    }
    // The same step again, as after an evaluation that was made up for.
    ASSERT_OK(store.save(program, 3, Json{{"at", 3}}, /*best=*/true, 1));
    ASSERT_OK(metrics.append("{\"step\":4}\n"));
    ASSERT_OK(metrics.sync());
    std::fill_n(weights(), 3, 4.0);
    ASSERT_OK(store.save(program, 4, Json{{"at", 4}}, /*best=*/true, 1));
    DiskTrace::promise(4);
  }

  /// Whether a run resumes from `image` at step `promised` or a later one, and
  /// everything it left is whole.
  bool resumes(const DiskImage &image, int64_t promised) {
    TempFolder folder;
    image.build(folder.path());
    std::string out = folder.path("run");
    if (promised == 0 && !isDirectory(out))
      return true;
    CheckpointStore store(out);
    std::string path;
    std::vector<std::string> skipped;
    if (!store.findNewest(path, skipped).ok())
      return false;
    int64_t step = 0;
    if (!path.empty()) {
      Json run;
      if (!loadCheckpoint(path, program, true, step, run).ok() ||
          run["at"] != step ||
          !std::all_of(weights(), weights() + 3, [&](double weight) {
            return weight == static_cast<double>(step);
          }))
        return false;
      std::string metrics;
      if (!readFile(out + "/metrics.jsonl", metrics).ok() ||
          !metrics.starts_with("{}\n") ||
          metrics.find(fmt::format("{{\"step\":{}}}\n", step)) ==
              std::string::npos)
        return false;
    }
    if (step < promised || !linksLead(out, promised))
      return false;
    // The next run tidies up and saves.
    return store.prepare(program).ok() &&
           store.save(program, step + 1, Json{{"at", step + 1}}, true, 1).ok();
  }

  /// `last` and `best` are what predict reads.
  bool linksLead(const std::string &out, int64_t promised) {
    for (const char *link : {"/last", "/best"}) {
      int64_t step = 0;
      Json run;
      bool exists = pathExists(out + link);
      if (exists && !loadCheckpoint(out + link, program, false, step, run).ok())
        return false;
      if (step < promised)
        return false;
    }
    return true;
  }

  LinearProgram linear;
  Program program;
};

TEST_F(DurabilityTest, EveryPowerCutResumes) {
  TempFolder folder;
  DiskTrace recorded(folder.path(), [&] { train(folder.path("run")); });
  ASSERT_GT(recorded.numSyncs(), 20);
  int states = 0;
  EXPECT_TRUE(
      recorded.forEachState(-1, [&](const DiskImage &image, int64_t promised) {
        ++states;
        bool good = resumes(image, promised);
        EXPECT_TRUE(good) << "promised " << promised << "\n" << image.text();
        return good;
      }));
  EXPECT_GT(states, 200);
  // Each sync that is missing would be seen, unless another does its work
  // before anything is promised.
  int needed = 0;
  for (int sync = 0; sync < recorded.numSyncs(); ++sync) {
    if (recorded.isRepeated(sync))
      continue;
    ++needed;
    EXPECT_FALSE(recorded.forEachState(
        sync, [&](const DiskImage &image,
                  int64_t promised) { return resumes(image, promised); }))
        << "without sync " << sync << " of " << recorded.sync(sync);
  }
  EXPECT_GT(needed, 15);
}

} // namespace
