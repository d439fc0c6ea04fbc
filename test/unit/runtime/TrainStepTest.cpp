//===- TrainStepTest.cpp - Where a step can be broken off -----------------===//
#include "runtime/train/TrainStep.h"
#include "LinearProgram.h"
#include "TempFolder.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

/// Batches of ones, counted.
class CountedData : public Dataset {
public:
  int64_t read = 0;

  int64_t rows(Split) const override { return 100; }
  int64_t unitsPerRow() const override { return 1; }
  const char *unit() const override { return "rows"; }
  Status trainBatch(int64_t, int64_t rows, Batch &batch) override {
    ++read;
    batch.rows = rows;
    batch.tensors.clear();
    batch.tensors.emplace_back("x", kBmrtF64,
                               Shape{rows, LinearProgram::kWidth});
    return {};
  }
  Status evalBatch(Split, int64_t, int64_t, int64_t, Batch &) override {
    return internalError("not evaluated");
  }
  Json identity() const override { return {}; }
  const Vocabulary &vocabulary() const override { return none; }
  const std::string &path() const override { return name; }

private:
  Vocabulary none;
  std::string name = "ones";
};

// Counting what the loss is divided by takes as long as reading all
// micro-batches: a signal is answered there too.
TEST(TrainStepTest, PollsBeforeEveryMicroBatch) {
  LinearProgram linear;
  // Counts something, so that the micro-batches are read twice.
  BmrtFunction functions[4];
  std::ranges::copy(linear.functions, functions);
  functions[3] = {"totals", linear.trainInputs, nullptr, nullptr, 1, 0, 0, 0,
                  576};
  linear.program.functions = functions;
  linear.program.numFunctions = 4;
  for (int64_t allowed = 0; allowed <= 3; ++allowed) {
    TrainRun run;
    ASSERT_OK(Program::create(linear.program, run.program));
    auto data = std::make_unique<CountedData>();
    CountedData &counted = *data;
    run.data = std::move(data);
    run.settings.batchSize = 2;
    run.settings.accumulate = 3;
    run.settings.maxSteps = 1;
    int64_t polls = 0;
    TrainStep step(run);
    EXPECT_ERROR(step.start(1,
                            [&] {
                              return polls++ < allowed
                                         ? Status()
                                         : Status(Code::Interrupted,
                                                  "asked to");
                            }),
                 Code::Interrupted, "asked to");
    EXPECT_EQ(step.underWay(), 0);
    EXPECT_EQ(counted.read, allowed);
  }
}

} // namespace
