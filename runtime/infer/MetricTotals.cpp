//===- MetricTotals.cpp - Metrics over all rows of an evaluation ----------===//
#include "runtime/infer/MetricTotals.h"

#include <cmath>

namespace bmc {

MetricTotals::MetricTotals(Program &program,
                           const std::vector<MetricInfo> &infos)
    : program(program), infos(infos), rankings(infos.size()) {}

static const HostTensor *findTensor(const std::vector<HostTensor> &tensors,
                                    const std::string &name) {
  for (const HostTensor &tensor : tensors)
    if (tensor.name == name)
      return &tensor;
  return nullptr;
}

void MetricTotals::add(const std::vector<HostTensor> &outputs) {
  for (const HostTensor &output : outputs) {
    if (!output.name.starts_with("sum."))
      continue;
    auto [sum, isNew] =
        sums.try_emplace(output.name, output.name, kBmrtF64, output.shape);
    for (int64_t i = 0; i < output.shape.elements(); ++i)
      sum->second.as<double>()[i] += output.element(i);
  }
  for (size_t i = 0; i < infos.size(); ++i) {
    const HostTensor *scores = findTensor(outputs, "scores." + infos[i].name);
    const HostTensor *labels = findTensor(outputs, "labels." + infos[i].name);
    if (scores && labels)
      rankings[i].add(*scores, *labels);
  }
}

Status MetricTotals::finish(std::vector<MetricValue> &values) {
  std::vector<TensorView> inputs;
  for (const auto &[name, sum] : sums)
    inputs.push_back(sum.view());
  std::vector<HostTensor> outputs;
  if (const BmrtFunction *function = program.function("metrics"))
    BMRT_TRY(program.call(*function, inputs, outputs));
  values.clear();
  for (size_t i = 0; i < infos.size(); ++i) {
    MetricValue value{infos[i].name, {}, {}};
    const HostTensor *output = findTensor(outputs, "metric." + infos[i].name);
    if (infos[i].isRanking)
      value.numbers.push_back(rankings[i].areaUnderRoc());
    else if (output)
      value.shape = output->shape;
    else
      return internalError("the program does not compute metric '{}'",
                           infos[i].name);
    for (int64_t j = 0; output && j < output->shape.elements(); ++j)
      value.numbers.push_back(output->element(j));
    values.push_back(std::move(value));
  }
  return {};
}

} // namespace bmc
