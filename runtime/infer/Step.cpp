//===- Step.cpp - The verb step -------------------------------------------===//
#include "runtime/infer/Step.h"

#include "runtime/core/OutputFile.h"
#include "runtime/data/Binding.h"
#include "runtime/data/Safetensors.h"
#include "runtime/train/ProfileReport.h"
#include "runtime/train/TrainStep.h"

#include <algorithm>
#include <cmath>

namespace bmc {
namespace {

/// The inputs of `function`, from the batch file and the seed. What the file
/// holds beyond them is most likely a misspelt name, hence an error.
Status bindBatch(const BmrtFunction &function, const std::string &path,
                 std::vector<HostTensor> &tensors) {
  std::string expected;
  for (uint32_t i = 0; i < function.numInputs; ++i)
    if (std::string_view(function.inputs[i].name) != "rng")
      expected +=
          std::string(expected.empty() ? "" : ", ") + function.inputs[i].name;
  for (const HostTensor &tensor : tensors)
    if ((", " + expected + ", ").find(", " + tensor.name + ", ") ==
        std::string::npos)
      return badInput("{}: tensor '{}' is no input of the model; expected {}",
                      path, tensor.name, expected);
  return {};
}

/// A value outside an embedding's table or the classes would be an access
/// outside its memory.
Status checkIndices(const Session &session, const std::string &path,
                    const std::vector<HostTensor> &tensors) {
  DataOptions options;
  std::vector<Binding> bindings;
  BMRT_TRY(readBindings(*findMember(*session.config.document, "data"),
                        session.description(), options, bindings));
  for (const Binding &binding : bindings)
    for (const HostTensor &tensor : tensors) {
      if (tensor.name != binding.input->name || isFloat(tensor.dtype))
        continue;
      for (int64_t i = 0; i < tensor.shape.elements(); ++i)
        if (auto value = static_cast<int64_t>(tensor.element(i));
            !binding.range.contains(value))
          return badInput("{}: input '{}': found {} (element {}), expected {}",
                          path, tensor.name, value, i,
                          binding.range.describe());
    }
  return {};
}

/// Calls of `train` that a profile is the mean of.
constexpr int kProfiledCalls = 5;

std::vector<TensorView> viewsOf(const std::vector<HostTensor> &tensors) {
  std::vector<TensorView> views;
  for (const HostTensor &tensor : tensors)
    views.push_back(tensor.view());
  return views;
}

Status writeTensors(const std::string &path,
                    std::span<const TensorView> tensors) {
  OutputFile output(path);
  BMRT_TRY(writeSafetensors(output.temporary(), tensors));
  return output.publish();
}

Status writeGradients(const Session &session, Program &program) {
  if (session.options.gradients.empty())
    return {};
  BMRT_TRY(program.fetchState());
  return writeTensors(session.options.gradients, program.states(kBmrtGradient));
}

Status writeOutputs(const Session &session, Program &program,
                    const std::vector<TensorView> &inputs) {
  if (session.options.outputs.empty())
    return {};
  std::vector<HostTensor> outputs;
  BMRT_TRY(program.call(*program.function("predict"), inputs, outputs));
  return writeTensors(session.options.outputs, viewsOf(outputs));
}

/// No batch in these tensors has more rows.
int64_t mostRows(const std::vector<HostTensor> &tensors) {
  int64_t rows = 0;
  for (const HostTensor &tensor : tensors)
    if (tensor.shape.rank() > 0)
      rows = std::max(rows, tensor.shape[0]);
  return rows;
}

} // namespace

Status runStep(Session &session) {
  const Options &options = session.options;
  std::vector<HostTensor> tensors;
  BMRT_TRY(readSafetensors(options.batch, tensors));
  Program program;
  constexpr std::string_view kFunctions[] = {"totals", "train", "predict"};
  BMRT_TRY(startProgram(session, kFunctions, mostRows(tensors), program));
  const BmrtFunction &train = *program.function("train");
  BMRT_TRY(bindBatch(train, options.batch, tensors));
  BMRT_TRY(checkIndices(session, options.batch, tensors));
  uint64_t seed = options.seed.value_or(session.config.train.seed);
  BMRT_TRY(program.initialize(seed));
  BMRT_TRY(loadInitialWeights(session, program));
  std::unique_ptr<Profile> profile;
  BMRT_TRY(startProfile(session, program, profile));
  std::vector<TensorView> inputs = viewsOf(tensors);
  LossTotals totals(program);
  BMRT_TRY(totals.add(inputs, 1).withContext(options.batch));
  totals.append(inputs, 1);
  HostTensor rng = rngTensor(seed, 0);
  inputs.push_back(rng.view());
  HostTensor carry = carryTensor(false);
  inputs.push_back(carry.view());
  // Of the state as it was given: a step moves running statistics.
  BMRT_TRY(writeOutputs(session, program, inputs));
  std::vector<HostTensor> outputs;
  BMRT_TRY(program.call(train, inputs, outputs).withContext(options.batch));
  double loss = scalarOutput(outputs, "loss");
  // The first call touches memory for the first time. Others change nothing
  // that is written.
  for (int i = 0; profile && i < kProfiledCalls; ++i)
    BMRT_TRY(program.call(train, inputs, outputs));
  BMRT_TRY(writeGradients(session, program));
  // What was asked for on standard output has it for itself.
  bool isTaken = options.gradients == kStandardStream ||
                 options.outputs == kStandardStream ||
                 options.profilePath == kStandardStream;
  fmt::print(isTaken ? stderr : stdout, "{:.17g}\n", loss);
  BMRT_TRY(reportProfile(session, profile.get()));
  if (std::isfinite(loss))
    return {};
  NonFinite found;
  BMRT_TRY(program.findNonFinite(train, inputs, found));
  return {Code::Diverged, fmt::format("the loss is {}\nnote: {}",
                                      nonFiniteName(loss), found.describe())};
}

} // namespace bmc
