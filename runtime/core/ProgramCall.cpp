//===- ProgramCall.cpp - Calling a compiled function ------------*- C++ -*-===//
#include "runtime/core/Program.h"

#include <algorithm>

using namespace bmc;

Status Program::bindDim(const BmrtFunction &function, const TensorView &input,
                        uint32_t axis, uint32_t index,
                        std::vector<int64_t> &dims) const {
  const BmrtDim &dim = program->dims[index];
  int64_t extent = input.shape[axis];
  if (extent < 1 || extent > dim.max)
    return badInput("input '{}' has shape {}: found {} = {}, expected 1 to {}",
                    input.name, input.shape.str(), dim.name, extent, dim.max);
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

static Status evaluateSize(const BmrtSize &size,
                           const std::vector<int64_t> &dims,
                           const BmrtLaunch &launch, int64_t &value) {
  value = size.factor;
  for (size_t k = 0; k < dims.size(); ++k)
    for (int power = 0; power < size.exponents[k]; ++power)
      if (dims[k] == 0 || __builtin_mul_overflow(value, dims[k], &value))
        return internalError("launch '{}': a size cannot be computed",
                             launch.name);
  return {};
}

Status Program::prepare(const BmrtFunction &function,
                        const std::vector<int64_t> &dims, Prepared *&prepared) {
  prepared = &preparedFunctions[&function - program->functions];
  if (prepared->valid && prepared->dims == dims)
    return {};
  prepared->valid = false;
  prepared->dims = dims;
  prepared->launches.resize(function.numLaunches);
  for (uint32_t i = 0; i < function.numLaunches; ++i) {
    const BmrtLaunch &launch = function.launches[i];
    PreparedLaunch &ready = prepared->launches[i];
    ready.buffers.clear();
    for (const BmrtOperand &operand :
         std::span(launch.operands, launch.numOperands))
      ready.buffers.push_back(address(operand.section, operand.offset));
    ready.sizes.resize(launch.numSizes);
    for (uint32_t j = 0; j < launch.numSizes; ++j)
      BMRT_TRY(evaluateSize(launch.sizes[j], dims, launch, ready.sizes[j]));
  }
  prepared->valid = true;
  return {};
}

/// Binds and copies inputs; afterwards the launches can run.
Status Program::begin(const BmrtFunction &function,
                      std::span<const TensorView> inputs, Prepared *&prepared) {
  std::vector<int64_t> dims;
  std::vector<const TensorView *> bound;
  BMRT_TRY(bindInputs(function, inputs, dims, bound));
  BMRT_TRY(prepare(function, dims, prepared));
  for (uint32_t i = 0; i < function.numInputs; ++i) {
    const BmrtTensor &wanted = function.inputs[i];
    const TensorView &input = *bound[i];
    BMRT_TRY(convertElements(wanted.dtype,
                             address(wanted.section, wanted.offset),
                             input.dtype, input.data, input.shape.elements())
                 .withContext(fmt::format("input '{}'", wanted.name)));
  }
  return {};
}

Status Program::call(const BmrtFunction &function,
                     std::span<const TensorView> inputs,
                     std::vector<HostTensor> &outputs) {
  Prepared *prepared = nullptr;
  BMRT_TRY(begin(function, inputs, prepared));
  for (uint32_t i = 0; i < function.numLaunches; ++i)
    function.launches[i].kernel(prepared->launches[i].buffers.data(),
                                prepared->launches[i].sizes.data());
  outputs.resize(function.numOutputs);
  for (uint32_t i = 0; i < function.numOutputs; ++i) {
    const BmrtTensor &source = function.outputs[i];
    Shape shape;
    BMRT_TRY(shapeOf(source, prepared->dims, shape));
    outputs[i].name = source.name;
    outputs[i].dtype = source.dtype;
    outputs[i].reshape(shape);
    std::copy_n(address(source.section, source.offset),
                outputs[i].storage.size(), outputs[i].storage.data());
  }
  return {};
}
