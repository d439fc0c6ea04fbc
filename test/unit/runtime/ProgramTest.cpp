//===- ProgramTest.cpp - Calling a compiled program -------------*- C++ -*-===//
#include "runtime/core/Program.h"

#include "LinearProgram.h"
#include "TempFolder.h"
#include "runtime/core/RandomFill.h"
#include "runtime/core/ThreadPool.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>

using namespace bmc;

namespace {

class ProgramTest : public testing::Test {
protected:
  void SetUp() override { ASSERT_OK(Program::create(linear.program, program)); }

  /// x with the values 1, 2, 3, ...
  HostTensor input(int64_t rows, BmrtDType dtype = kBmrtF64) {
    HostTensor x("x", dtype, {rows, 3});
    for (int64_t i = 0; i < rows * 3; ++i)
      if (dtype == kBmrtF64)
        x.as<double>()[i] = static_cast<double>(i + 1);
      else
        x.as<float>()[i] = static_cast<float>(i + 1);
    return x;
  }
  double *weights() {
    return reinterpret_cast<double *>(
        program.states(kBmrtParameter).front().data);
  }
  Status call(const char *name, std::vector<TensorView> inputs) {
    return program.call(*program.function(name), inputs, outputs);
  }

  LinearProgram linear;
  Program program;
  std::vector<HostTensor> outputs;
};

TEST_F(ProgramTest, LooksUpByName) {
  EXPECT_NE(program.function("train"), nullptr);
  EXPECT_EQ(program.function("generate"), nullptr);
  EXPECT_EQ(program.dim("B")->max, 8);
  EXPECT_EQ(program.dim("S"), nullptr);
  EXPECT_EQ(program.states(kBmrtOptimizer).front().name, "fc.weight.exp_avg");
}

TEST_F(ProgramTest, BindsTheBatchPerCall) {
  std::fill_n(weights(), 3, 1.0);
  for (int64_t rows : {2, 8, 1}) {
    ASSERT_OK(call("predict", {input(rows).view()}));
    ASSERT_EQ(outputs.size(), 1u);
    EXPECT_EQ(outputs[0].shape, (Shape{rows}));
    for (int64_t row = 0; row < rows; ++row)
      EXPECT_EQ(outputs[0].element(row), 9.0 * static_cast<double>(row) + 6);
  }
}

TEST_F(ProgramTest, ConvertsInputs) {
  std::fill_n(weights(), 3, 1.0);
  HostTensor x = input(2, kBmrtF32);
  ASSERT_OK(call("predict", {x.view()}));
  EXPECT_EQ(outputs[0].element(1), 15);
  HostTensor integers("x", kBmrtI32, {1, 3});
  std::fill_n(integers.as<int32_t>(), 3, 2);
  ASSERT_OK(call("predict", {integers.view()}));
  EXPECT_EQ(outputs[0].element(0), 6);
}

TEST_F(ProgramTest, RefusesWrongInputs) {
  EXPECT_ERROR(call("train", {}), Code::BadInput,
               "missing input 'x', expected f64[B, 3]");
  EXPECT_ERROR(call("train", {input(9).view()}), Code::BadInput,
               "found B = 9, expected 1 to 8");
  EXPECT_ERROR(call("train", {HostTensor("x", kBmrtF64, {0, 3}).view()}),
               Code::BadInput, "found B = 0, expected 1 to 8");
  EXPECT_ERROR(call("train", {HostTensor("x", kBmrtF64, {2, 4}).view()}),
               Code::BadInput, "found shape [2, 4], expected f64[B, 3]");
  EXPECT_ERROR(call("train", {HostTensor("x", kBmrtF64, {6}).view()}),
               Code::BadInput, "found shape [6], expected f64[B, 3]");
}

TEST_F(ProgramTest, TrainsDeterministically) {
  std::vector<double> losses;
  for (int run = 0; run < 2; ++run) {
    ASSERT_OK(program.initialize(7));
    HostTensor x = input(4), lr = HostTensor::scalar("lr", 0.001),
               step = HostTensor::scalar("step", 1.0);
    for (int i = 0; i < 3; ++i) {
      ASSERT_OK(call("train", {x.view()}));
      losses.push_back(outputs[0].element(0));
      ASSERT_OK(call("update", {lr.view(), step.view()}));
      EXPECT_GT(outputs[0].element(0), 0);
    }
  }
  EXPECT_LT(losses[1], losses[0]);
  for (size_t i = 0; i < 3; ++i)
    EXPECT_EQ(losses[i], losses[i + 3]);
}

TEST_F(ProgramTest, InitializesFromTheDocumentedStream) {
  ASSERT_OK(program.initialize(1234));
  std::array<double, 4> expected;
  fillNormal(Rng(1234, kInitStream), 0, 0.0, 1.0, expected);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(weights()[i], 0.5 * expected[static_cast<size_t>(i)]);
  auto *moment =
      reinterpret_cast<double *>(program.states(kBmrtOptimizer).front().data);
  EXPECT_EQ(moment[0], 0);
}

// Long parameters are filled in chunks, on any number of threads.
TEST(ProgramInit, LargeParametersFollowTheStream) {
  constexpr int64_t count = 200001;
  BmrtState states[2] = {};
  for (BmrtState &state : states) {
    state.tensor.name = "w";
    state.tensor.rank = 1;
    state.tensor.extents[0] = count;
    state.init = kBmrtInitUniform;
    state.a = -1;
    state.b = 1;
    state.group = "param";
  }
  states[1].tensor.offset = 800064;
  BmrtProgram description = {};
  description.abiVersion = kBmrtAbiVersion;
  description.numStates = 2;
  description.states = states;
  description.stateBytes = 1600128;
  Program program;
  ASSERT_OK(Program::create(description, program));
  for (int threads : {1, 3}) {
    ASSERT_OK(startThreads(threads));
    ASSERT_OK(program.initialize(5));
    stopThreads();
    for (uint32_t p : {0u, 1u}) {
      auto *values =
          reinterpret_cast<float *>(program.states(kBmrtParameter)[p].data);
      Rng rng(5, kInitStream + p);
      for (uint64_t i = 0; i < count; i += 997)
        ASSERT_EQ(values[i], static_cast<float>(2 * rng.uniform(i) - 1));
      EXPECT_EQ(values[count - 1],
                static_cast<float>(2 * rng.uniform(count - 1) - 1));
    }
  }
}

TEST_F(ProgramTest, FindsTheFirstBadKernel) {
  ASSERT_OK(program.initialize(1));
  NonFinite found;
  const BmrtFunction &train = *program.function("train");
  HostTensor x = input(2);
  std::vector<TensorView> inputs{x.view()};
  ASSERT_OK(program.findNonFinite(train, inputs, found));
  EXPECT_EQ(found.source, NonFinite::Source::None);

  // 1e200 is finite, its square is not: the loss kernel makes the infinity.
  std::fill_n(x.as<double>(), 6, 1e200);
  ASSERT_OK(program.findNonFinite(train, inputs, found));
  EXPECT_EQ(found.source, NonFinite::Source::Launch);
  EXPECT_EQ(found.location, "linear.model:4:5 (loss)");
  EXPECT_EQ(found.kernel, "loss");
  EXPECT_EQ(found.tensor, "loss");
  EXPECT_EQ(found.describe(), "+Inf first appears in 'loss' (element 0), "
                              "computed at linear.model:4:5 (loss)");

  x.as<double>()[4] = NAN;
  ASSERT_OK(program.findNonFinite(train, inputs, found));
  EXPECT_EQ(found.describe(), "NaN in input 'x' (element 4)");

  x.as<double>()[4] = 1;
  weights()[2] = INFINITY;
  ASSERT_OK(program.findNonFinite(train, inputs, found));
  EXPECT_EQ(found.describe(), "+Inf in parameter 'fc.weight' (element 2)");
}

// A mask of -Inf must not hide the NaN behind it.
TEST_F(ProgramTest, MinusInfinityIsReportedLast) {
  ASSERT_OK(program.initialize(1));
  HostTensor x = input(1);
  std::vector<TensorView> inputs{x.view()};
  x.as<double>()[0] = -INFINITY;
  std::fill_n(weights(), 3, 0.0); // 0 * -Inf is NaN
  NonFinite found;
  const BmrtFunction &train = *program.function("train");
  ASSERT_OK(program.findNonFinite(train, inputs, found));
  EXPECT_EQ(found.source, NonFinite::Source::Launch);
  EXPECT_EQ(found.tensor, "y");
  std::fill_n(weights(), 3, 1.0);
  ASSERT_OK(program.findNonFinite(*program.function("predict"), inputs, found));
  EXPECT_EQ(found.describe(), "-Inf in input 'x' (element 0)");
}

TEST(ProgramCheck, RefusesInconsistentPrograms) {
  Program program;
  LinearProgram linear;
  linear.program.abiVersion = 99;
  EXPECT_ERROR(Program::create(linear.program, program), Code::Internal,
               "ABI version 99");
  linear.program.abiVersion = kBmrtAbiVersion;
  BmrtSize bytes = {193, {}};
  linear.program.operandBytes = &bytes;
  linear.program.numOperandBytes = 1;
  EXPECT_ERROR(Program::create(linear.program, program), Code::Internal,
               "operand outside its section");
  linear.program.numOperandBytes = 0;
  linear.trainInputs[0].offset = 1024;
  EXPECT_ERROR(Program::create(linear.program, program), Code::Internal,
               "input 'x': outside its section");
  linear.trainInputs[0].offset = 8;
  EXPECT_ERROR(Program::create(linear.program, program), Code::Internal,
               "input 'x': not aligned");
  linear.trainInputs[0].offset = 0;
  linear.trainInputs[0].extents[1] = INT64_MAX;
  EXPECT_ERROR(Program::create(linear.program, program), Code::Internal,
               "input 'x': size overflows");
  linear.trainInputs[0].extents[1] = 3;
  linear.lossOperands[1].offset = 1 << 20;
  EXPECT_ERROR(Program::create(linear.program, program), Code::Internal,
               "launch 'loss': operand outside its section");
}

TEST(ProgramMemory, CountsWhatTheFunctionsTouch) {
  LinearProgram linear;
  constexpr std::string_view kEval[] = {"eval"}, kStep[] = {"train"};
  uint64_t parameters = 0, gradients = 0;
  for (const BmrtState &state :
       std::span(linear.program.states, linear.program.numStates)) {
    uint64_t bytes = elementSize(state.tensor.dtype);
    for (uint32_t axis = 0; axis < state.tensor.rank; ++axis)
      bytes *= static_cast<uint64_t>(state.tensor.extents[axis]);
    parameters += state.role == kBmrtParameter ? bytes : 0;
    gradients += state.role == kBmrtGradient ? bytes : 0;
  }
  EXPECT_EQ(memoryNeed(linear.program, kEval).state, parameters);
  EXPECT_EQ(memoryNeed(linear.program, kStep).state, parameters + gradients);
  MemoryNeed need = memoryNeed(linear.program, kTrainingFunctions);
  EXPECT_EQ(need.state, linear.program.stateBytes);
  uint64_t largest = 0;
  for (const BmrtFunction &function :
       std::span(linear.program.functions, linear.program.numFunctions))
    if (std::ranges::find(kTrainingFunctions, function.name) !=
        std::end(kTrainingFunctions))
      largest = std::max(largest, function.arenaBytes);
  EXPECT_EQ(need.arena, largest);
}

/// Four sequences of five positions, behind all other state.
BmrtState carriedState(uint64_t offset) {
  BmrtState state = {};
  state.tensor.name = "state.0.keys";
  state.tensor.dtype = kBmrtF64;
  state.tensor.section = kBmrtState;
  state.tensor.offset = offset;
  for (int64_t extent : {4, 5, 2})
    state.tensor.extents[state.tensor.rank++] = extent;
  state.role = kBmrtCarried;
  state.group = "carried";
  return state;
}

TEST(ProgramCarried, LiesBehindTheStateThatLasts) {
  LinearProgram linear;
  uint64_t lasting = linear.program.stateBytes;
  EXPECT_EQ(lastingStateBytes(linear.program), lasting);
  BmrtState states[4];
  std::copy_n(linear.states, 3, states);
  states[3] = carriedState(lasting);
  linear.program.states = states;
  linear.program.numStates = 4;
  linear.program.stateBytes += 4 * 5 * 2 * sizeof(double);
  EXPECT_EQ(lastingStateBytes(linear.program), lasting);
  EXPECT_EQ(memoryNeed(linear.program, kTrainingFunctions).state, lasting);
  constexpr std::string_view kDecode[] = {"decode"};
  uint64_t one = memoryNeed(linear.program, kDecode).state;
  EXPECT_EQ(memoryNeed(linear.program, kDecode, 3).state - one, 2 * 80u);
  EXPECT_EQ(memoryNeed(linear.program, kDecode, 9).state - one, 3 * 80u);
  // What is in front of it lasts as well.
  std::swap(states[2].tensor.offset, states[3].tensor.offset);
  EXPECT_EQ(lastingStateBytes(linear.program), linear.program.stateBytes);
}

TEST(ProgramCarried, CopiesPositionsOfASequence) {
  LinearProgram linear;
  BmrtState states[4];
  std::copy_n(linear.states, 3, states);
  states[3] = carriedState(linear.program.stateBytes);
  linear.program.states = states;
  linear.program.numStates = 4;
  linear.program.stateBytes += 4 * 5 * 2 * sizeof(double);
  Program program;
  ASSERT_OK(Program::create(linear.program, program));
  // No launch reads or writes it.
  EXPECT_TRUE(program.carriedBy(linear.functions[0]).empty());
  auto *kept = reinterpret_cast<double *>(program.states(kBmrtCarried)[0].data);
  std::iota(kept, kept + 40, 0.0);
  ASSERT_OK(program.copyCarried(states[3].tensor, /*from=*/3, /*to=*/1,
                                /*first=*/1, /*last=*/3));
  for (int i = 0; i < 40; ++i)
    EXPECT_EQ(kept[i], i >= 12 && i < 16 ? i + 20 : i) << i;
}

} // namespace
