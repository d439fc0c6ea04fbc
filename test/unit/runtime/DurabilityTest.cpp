//===- DurabilityTest.cpp - Runs survive power cuts -----------------------===//
//
// The verb train of a small program, and its store of checkpoints alone, on a
// disk that loses power at any time. Nothing of this is told to the verb: what
// it promises is read off its operations.
//
//===----------------------------------------------------------------------===//
#include "CrashStates.h"
#include "LinearProgram.h"
#include "TempFolder.h"
#include "runtime/core/Files.h"
#include "runtime/data/Checkpoint.h"
#include "runtime/train/TrainLoop.h"

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

/// Each listed checkpoint is whole; `newest` receives the path of the newest.
bool listedAreWhole(const CheckpointStore &store, std::string &newest) {
  std::vector<int64_t> steps;
  Json state;
  if (!store.list(steps).ok())
    return false;
  for (int64_t step : steps) {
    newest = store.directory(step);
    if (!verifyCheckpoint(newest, state).ok())
      return false;
  }
  return true;
}

/// `last` and `best` lead to what is whole, and `last` to the step that is
/// promised or a later one.
bool linksLead(const std::string &out, int64_t promised) {
  for (const char *name : {"/best", "/last"}) {
    std::string link = out + name;
    Json state{{"step", 0}};
    if (pathExists(link) ? !verifyCheckpoint(link, state).ok() : promised > 0)
      return false;
    if (name == std::string_view("/last") && state["step"] < promised)
      return false;
  }
  return true;
}

/// No state of a trace is bad, but some are without any one of its syncs that
/// is not in `spared`.
void expectAllNeeded(const DiskTrace &trace, const std::vector<int> &spared,
                     const DiskTrace::Check &whole,
                     const DiskTrace::Check &check) {
  EXPECT_TRUE(
      trace.forEachState(-1, [&](const DiskImage &image, int64_t promised) {
        bool good = whole(image, promised);
        EXPECT_TRUE(good) << "promised " << promised << "\n" << image.text();
        return good;
      }));
  for (int sync = 0; sync < trace.numSyncs(); ++sync)
    if (std::ranges::find(spared, sync) == spared.end())
      EXPECT_FALSE(trace.forEachState(sync, check))
          << "without sync " << sync << " of " << trace.sync(sync);
}

//===----------------------------------------------------------------------===//
// The store
//===----------------------------------------------------------------------===//

class StoreTest : public testing::TestWithParam<bool> {
protected:
  void SetUp() override {
    ASSERT_OK(Program::create(linear.program, program));
    ASSERT_OK(program.initialize(1));
  }

  double *weights() {
    return reinterpret_cast<double *>(
        program.states(kBmrtParameter).front().data);
  }

  void save(CheckpointStore &store, int64_t step) {
    std::fill_n(weights(), 3, static_cast<double>(step));
    ASSERT_OK(store.save(program, step, Json{{"at", step}}, /*best=*/true, 1));
    DiskTrace::promise(step);
  }

  void train(const std::string &out) {
    CheckpointStore store(out);
    ASSERT_OK(store.prepare(program));
    ASSERT_OK(syncDirectory(out));
    for (int64_t step : {1, 2, 3})
      save(store, step);
    // The same step again, as after an evaluation that was made up for.
    save(store, 3);
    save(store, 4);
  }

  bool isSound(const DiskImage &image, int64_t promised) {
    TempFolder folder;
    image.build(folder.path());
    std::string out = folder.path("run"), newest;
    CheckpointStore store(out);
    if (!listedAreWhole(store, newest))
      return false;
    int64_t step = 0;
    Json run;
    if (!newest.empty() &&
        (!loadCheckpoint(newest, program, true, step, run).ok() ||
         run["at"] != step ||
         !std::all_of(weights(), weights() + 3, [&](double weight) {
           return weight == static_cast<double>(step);
         })))
      return false;
    // Where the file system has no exchange a link may have to wait for the
    // next process to tidy up.
    bool isReplaced = newest.ends_with(".replaced");
    return step >= promised && (isReplaced || linksLead(out, promised)) &&
           // The next run tidies up and saves.
           (!isDirectory(out) || store.prepare(program).ok()) &&
           (!isDirectory(out) ||
            store.save(program, step + 1, Json{{"at", step + 1}}, true, 1)
                .ok());
  }

  LinearProgram linear;
  Program program;
};

TEST_P(StoreTest, EveryPowerCutLeavesTheNewest) {
  TempFolder folder;
  bool canExchange = GetParam();
  DiskTrace trace(
      folder.path(), [&] { train(folder.path("run")); },
      [&](FileOperation operation, const std::string &) {
        return operation == FileOperation::Exchange && !canExchange ? EINVAL
                                                                    : 0;
      });
  EXPECT_GT(trace.numSyncs(), 20);
  auto check = [&](const DiskImage &image, int64_t promised) {
    return isSound(image, promised);
  };
  expectAllNeeded(trace, {}, check, check);
}

INSTANTIATE_TEST_SUITE_P(Exchange, StoreTest, testing::Bool());

//===----------------------------------------------------------------------===//
// The run
//===----------------------------------------------------------------------===//

/// What the user may count on at a moment.
struct Promise {
  int64_t step = 0;       ///< is saved
  int64_t startStep = -1; ///< run.json says so
  int64_t endStep = -1;   ///< report.json says so
};

class RunTest : public testing::Test {
protected:
  RunTest() {
    std::string text = "x0,x1,y\n";
    for (int row = 0; row < 60; ++row)
      text += fmt::format("{},{},{}\n", row % 7, row % 5, row % 3);
    data = outside.file("data.csv", text);
  }

  Status train(const std::string &out, std::vector<std::string> flags) {
    std::vector<std::string> words = {"linear",  "train", "--data",    data,
                                      "--out",   out,     "--threads", "1",
                                      "--quiet", "--set", "warmup=0"};
    words.insert(words.end(), flags.begin(), flags.end());
    std::vector<char *> argv;
    for (std::string &word : words)
      argv.push_back(word.data());
    Config config;
    Options options;
    const BmrtImage &image = bmrt_images.images[0];
    BMRT_TRY(parseConfig(*image.program, config));
    BMRT_TRY(parseOptions(static_cast<int>(argv.size()), argv.data(),
                          *image.program, config, options));
    Session session{{&image, 0, {}, nullptr}, config, options};
    return runTrain(session);
  }

  /// A run that evaluates and saves every step and keeps two of them.
  Status start(const std::string &out, const char *steps) {
    return train(out, {"--steps", steps, "--batch-size", "4", "--set",
                       "eval_every=1", "--set", "eval_batches=1", "--set",
                       "checkpoint_every=1", "--set", "keep=2"});
  }

  static int64_t newestOf(const std::string &out) {
    std::vector<int64_t> steps;
    EXPECT_OK(CheckpointStore(out).list(steps));
    return steps.back();
  }

  void promise(Promise next) {
    promises.push_back(next);
    DiskTrace::promise(static_cast<int64_t>(promises.size()) - 1);
  }

  /// Reads off an operation what has been promised before it, and which metrics
  /// belong to a checkpoint.
  void observe(FileOperation operation, const std::string &path,
               const std::string &out, int64_t startStep) {
    Promise next = promises.back();
    bool isStep = path.find("/checkpoints/step-") != std::string::npos;
    bool isTemporary = path.find(".tmp-") != std::string::npos;
    if (operation == FileOperation::MakeDirectory && isStep) {
      // The first save: training has begun.
      next.startStep = startStep;
    } else if (operation == FileOperation::Create &&
               path.find("/loss.svg") != std::string::npos &&
               isDirectory(out + "/last")) {
      // The curve follows a save that is done.
      Json state;
      EXPECT_OK(verifyCheckpoint(out + "/last", state));
      next.step = state["step"];
    } else if (operation == FileOperation::Rename && isStep && !isTemporary) {
      std::string state;
      EXPECT_OK(readFile(temporaryName(path) + "/state.json", state));
      EXPECT_OK(readFile(out + "/metrics.jsonl", metricsOf[state]));
    }
    if (next.step != promises.back().step ||
        next.startStep != promises.back().startStep)
      promise(next);
  }

  /// The lines up to a step; a line that was cut short is none.
  static std::string linesUpTo(const std::string &metrics, int64_t step) {
    std::string kept;
    for (size_t begin = 0, end; begin < metrics.size(); begin = end + 1) {
      end = metrics.find('\n', begin);
      if (end == std::string::npos)
        break;
      std::string line = metrics.substr(begin, end - begin + 1);
      Json json;
      if (parseJson(line, json).ok() && json["step"] <= step)
        kept += line;
    }
    return kept;
  }

  /// A file is whole if it is there; it is once it is promised.
  static bool isWholeJson(const std::string &path, const char *key,
                          int64_t value, bool isPromised) {
    std::string text;
    Json json;
    if (!pathExists(path))
      return !isPromised;
    return readFile(path, text).ok() && parseJson(text, json).ok() &&
           (!isPromised || json[key] == value);
  }

  /// Whether everything a run left is whole and what was promised is there.
  bool isSound(const std::string &out, const Promise &promised) {
    CheckpointStore store(out);
    std::string newest, state, metrics, curve;
    if (!listedAreWhole(store, newest) || !linksLead(out, promised.step) ||
        !isWholeJson(out + "/run.json", "start_step", promised.startStep,
                     promised.startStep >= 0) ||
        !isWholeJson(out + "/report.json", "steps", promised.endStep,
                     promised.endStep >= 0))
      return false;
    std::string svg = out + "/loss.svg";
    if (pathExists(svg)
            ? !readFile(svg, curve).ok() || !curve.starts_with("<svg") ||
                  !curve.ends_with("</svg>\n")
            : promised.endStep >= 0)
      return false;
    if (newest.empty())
      return promised.step == 0;
    // All of its metrics, and none of another future.
    Json json;
    if (!readFile(newest + "/state.json", state).ok() ||
        !readFile(out + "/metrics.jsonl", metrics).ok() ||
        !parseJson(state, json).ok())
      return false;
    int64_t step = json["step"];
    return step >= promised.step &&
           linesUpTo(metrics, step) == linesUpTo(metricsOf[state], step);
  }

  bool isSound(const DiskImage &image, int64_t promised) {
    TempFolder folder;
    image.build(folder.path());
    return isSound(folder.path("run"), promises[static_cast<size_t>(promised)]);
  }

  /// It is, and the run goes on from there to its end.
  bool resumes(const DiskImage &image, int64_t promised) {
    TempFolder folder;
    image.build(folder.path());
    std::string out = folder.path("run"), metrics;
    if (!isSound(out, promises[static_cast<size_t>(promised)]))
      return false;
    EXPECT_OK(
        train(out, {"--resume=auto", "--steps", "5", "--batch-size", "4",
                    "--set", "eval_every=1", "--set", "checkpoint_every=1"}));
    EXPECT_OK(readFile(out + "/metrics.jsonl", metrics));
    // A loss and an evaluation of each step.
    return std::ranges::count(metrics, '\n') == 10 &&
           linesUpTo(metrics, 5) == metrics && pathExists(out + "/last");
  }

  DiskTrace::Check soundness() {
    return [this](const DiskImage &image, int64_t promised) {
      return isSound(image, promised);
    };
  }
  DiskTrace::Check resumption() {
    return [this](const DiskImage &image, int64_t promised) {
      return resumes(image, promised);
    };
  }

  TempFolder outside;
  std::string data;
  std::vector<Promise> promises = {{}};
  /// By state.json: what metrics.jsonl held when it was published.
  std::map<std::string, std::string> metricsOf;
};

// A run, and another that goes back to one of its steps and has another future.
TEST_F(RunTest, EveryPowerCutResumes) {
  TempFolder folder;
  std::string out = folder.path("run");
  int64_t startStep = 0;
  // What the second process tidies up for is not there: see below.
  std::vector<int> spared;
  DiskTrace trace(
      folder.path(),
      [&] {
        ASSERT_OK(start(out, "3"));
        promise({3, 0, 3});
        startStep = 2;
        promise({2, -1, -1});
        spared.push_back(DiskTrace::nextSync());
        ASSERT_OK(
            train(out, {"--resume=" + out + "/checkpoints/step-000002", "--lr",
                        "0.03", "--steps", "4", "--set", "keep=1"}));
        promise({4, 2, 4});
      },
      [&](FileOperation operation, const std::string &path) {
        observe(operation, path, out, startStep);
        return 0;
      });
  EXPECT_GT(trace.numSyncs(), 40);
  expectAllNeeded(trace, spared, resumption(), soundness());
  EXPECT_TRUE(trace.sync(spared.front()).ends_with("/checkpoints"));
}

// A process is killed, before any operation of its last steps, and the power
// fails while the next one goes on. What the first one renamed is not certain.
TEST_F(RunTest, EveryPowerCutAfterAKillLosesNothing) {
  bool isTidyingNeeded = false;
  bool isKilled = true;
  for (int dying = 0; isKilled; ++dying) {
    ASSERT_LT(dying, 200);
    TempFolder folder;
    std::string out = folder.path("run");
    promises = {{}};
    int operations = -1, tidying = 0;
    bool isNext = false;
    int64_t startStep = 0;
    DiskTrace trace(
        folder.path(),
        [&] {
          ASSERT_OK(start(out, "2"));
          promise({2, -1, -1});
          startStep = 2;
          operations = 0;
          isKilled =
              !train(out, {"--resume", "--steps", "3", "--set", "keep=1"}).ok();
          operations = -1;
          isNext = true;
          DiskTrace::begin();
          tidying = DiskTrace::nextSync();
          startStep = newestOf(out);
          promise({promises.back().step, -1, -1});
          EXPECT_OK(train(out, {"--resume", "--steps", "4"}));
        },
        [&](FileOperation operation, const std::string &path) {
          if (operations >= 0 && operations++ >= dying)
            return EIO;
          int64_t before = promises.back().step;
          observe(operation, path, out, startStep);
          // Once the next process has saved, nothing of the killed one matters.
          if (isNext && promises.back().step > before)
            DiskTrace::end();
          return 0;
        });
    EXPECT_TRUE(trace.forEachState(-1, soundness())) << "killed at " << dying;
    isTidyingNeeded =
        isTidyingNeeded || !trace.forEachState(tidying, soundness());
  }
  EXPECT_TRUE(isTidyingNeeded);
}

} // namespace
