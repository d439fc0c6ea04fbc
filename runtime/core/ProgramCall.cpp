//===- ProgramCall.cpp - Calling a compiled function ------------*- C++ -*-===//
#include "runtime/core/Program.h"

#include <algorithm>

using namespace bmc;

Status Program::bindDim(const BmrtFunction &function, const TensorView &input,
                        uint32_t axis, uint32_t index,
                        std::vector<int64_t> &dims) const {
  const BmrtDim &dim = program->dims[index];
  int64_t extent = input.shape[axis];
  if (extent < dim.least || extent > use.limits[index])
    return badInput("input '{}' has shape {}: found {} = {}, expected {} to {}",
                    input.name, input.shape.str(), dim.name, extent, dim.least,
                    use.limits[index]);
  if (dims[index] && dims[index] != extent)
    return badInput("input '{}' has shape {}: found {} = {}, but another input "
                    "of '{}' has {} = {}",
                    input.name, input.shape.str(), dim.name, extent,
                    function.name, dim.name, dims[index]);
  dims[index] = extent;
  return {};
}

/// "f32[B, 16]", as the model file writes it.
static std::string declaredType(const BmrtProgram &program,
                                const BmrtTensor &tensor) {
  std::string text = dtypeName(tensor.dtype);
  text += "[";
  for (uint32_t axis = 0; axis < tensor.rank; ++axis) {
    int64_t extent = tensor.extents[axis];
    text += axis ? ", " : "";
    text +=
        extent < 0 ? program.dims[-1 - extent].name : std::to_string(extent);
  }
  return text + "]";
}

/// The dims that are computed from others which have a value; else 0.
static void computeDims(const BmrtProgram &program,
                        std::vector<int64_t> &dims) {
  for (size_t i = 0; i < dims.size(); ++i) {
    const BmrtDim &dim = program.dims[i];
    if (dim.base < 0)
      continue;
    int64_t base = dims[static_cast<size_t>(dim.base)];
    // Not negative where base is `least` or more.
    dims[i] = base ? (dim.factor * base + dim.offset) / dim.divisor : 0;
  }
}

Status Program::bindInputs(const BmrtFunction &function,
                           std::span<const TensorView> inputs,
                           std::vector<int64_t> &dims,
                           std::vector<const TensorView *> &bound) const {
  dims.assign(program->numDims, 0);
  for (const BmrtTensor &wanted :
       std::span(function.inputs, function.numInputs)) {
    auto input = std::ranges::find(inputs, wanted.name, &TensorView::name);
    if (input == inputs.end())
      return badInput("missing input '{}', expected {}", wanted.name,
                      declaredType(*program, wanted));
    bool matches = input->shape.rank() == wanted.rank;
    for (uint32_t axis = 0; matches && axis < wanted.rank; ++axis) {
      int64_t extent = wanted.extents[axis];
      if (extent < 0)
        BMRT_TRY(bindDim(function, *input, axis,
                         static_cast<uint32_t>(-1 - extent), dims));
      matches = extent < 0 || extent == input->shape[axis];
    }
    if (!matches)
      return badInput("input '{}': found shape {}, expected {}", wanted.name,
                      input->shape.str(), declaredType(*program, wanted));
    bound.push_back(&*input);
  }
  computeDims(*program, dims);
  return {};
}

Status Program::shapeOf(const BmrtTensor &tensor,
                        const std::vector<int64_t> &dims, Shape &shape) const {
  shape = {};
  for (uint32_t axis = 0; axis < tensor.rank; ++axis) {
    int64_t extent = tensor.extents[axis];
    if (extent < 0)
      extent = dims[static_cast<size_t>(-1 - extent)];
    if (extent == 0 && tensor.extents[axis] < 0)
      return internalError(
          "tensor '{}' depends on dim '{}', which no input has", tensor.name,
          program->dims[-1 - tensor.extents[axis]].name);
    shape.push(extent);
  }
  return {};
}

/// Binds and copies inputs; afterwards the launches can run.
Status Program::begin(const BmrtFunction &function,
                      std::span<const TensorView> inputs,
                      std::vector<int64_t> &dims) {
  if (!use.calls(function))
    return internalError("'{}' is called, which nobody asked for",
                         function.name);
  std::vector<const TensorView *> bound;
  BMRT_TRY(bindInputs(function, inputs, dims, bound));
  if (stateToSend)
    BMRT_TRY(device->toDevice(kBmrtState, 0, lastingStateBytes(*program)));
  stateToSend = false;
  for (uint32_t i = 0; i < function.numInputs; ++i) {
    const BmrtTensor &wanted = function.inputs[i];
    const TensorView &input = *bound[i];
    int64_t count = input.shape.elements();
    BMRT_TRY(convertElements(wanted.dtype,
                             sections->at(wanted.section, wanted.offset),
                             input.dtype, input.data, count)
                 .withContext(fmt::format("input '{}'", wanted.name)));
    BMRT_TRY(device->toDevice(wanted.section, wanted.offset,
                              static_cast<uint64_t>(count) *
                                  elementSize(wanted.dtype)));
  }
  // Any function may change the state.
  stateToFetch = !device->usesHostMemory();
  return {};
}

/// Copies a tensor from the device; `view` is then the host's copy of it.
Status Program::fetch(const BmrtTensor &tensor,
                      const std::vector<int64_t> &dims, TensorView &view) {
  view = {tensor.name,
          tensor.dtype,
          {},
          sections->at(tensor.section, tensor.offset)};
  BMRT_TRY(shapeOf(tensor, dims, view.shape));
  return device->toHost(tensor.section, tensor.offset, view.bytes());
}

Status Program::shapeOutputs(const BmrtFunction &function,
                             const std::vector<int64_t> &dims,
                             std::vector<HostTensor> &outputs) const {
  outputs.resize(function.numOutputs);
  for (uint32_t i = 0; i < function.numOutputs; ++i) {
    const BmrtTensor &source = function.outputs[i];
    Shape shape;
    BMRT_TRY(shapeOf(source, dims, shape));
    outputs[i].name = source.name;
    outputs[i].dtype = source.dtype;
    outputs[i].reshape(shape);
  }
  return {};
}

Status Program::readOutputs(const BmrtFunction &function,
                            const std::vector<int64_t> &dims,
                            std::vector<HostTensor> &outputs) {
  BMRT_TRY(shapeOutputs(function, dims, outputs));
  for (uint32_t i = 0; i < function.numOutputs; ++i) {
    TensorView view;
    BMRT_TRY(fetch(function.outputs[i], dims, view));
    std::copy_n(view.data, view.bytes(), outputs[i].storage.data());
  }
  return {};
}

Status Program::call(const BmrtFunction &function,
                     std::span<const TensorView> inputs,
                     std::vector<HostTensor> &outputs) {
  std::vector<int64_t> dims;
  BMRT_TRY(begin(function, inputs, dims));
  BMRT_TRY(profile ? profile->run(*device, function, dims)
                   : device->run(function, dims));
  return readOutputs(function, dims, outputs);
}

Status Program::start(const BmrtFunction &function,
                      std::span<const TensorView> inputs, StartedCall &call) {
  std::vector<int64_t> dims;
  BMRT_TRY(begin(function, inputs, dims));
  call.delivery = nullptr;
  BMRT_TRY(profile ? profile->run(*device, function, dims)
                   : device->start(function, dims, call.delivery));
  return call.isDone() ? readOutputs(function, dims, call.outputs)
                       : shapeOutputs(function, dims, call.outputs);
}

Status Program::finish(StartedCall &call) {
  if (call.isDone())
    return {};
  BMRT_TRY(call.delivery->wait());
  for (uint32_t i = 0; i < call.outputs.size(); ++i) {
    std::vector<char> &storage = call.outputs[i].storage;
    std::copy_n(call.delivery->number(i), storage.size(), storage.data());
  }
  call.delivery = nullptr;
  return {};
}
