//===- DataProgram.h - Inputs for data sets to fill -------------*- C++ -*-===//
#ifndef BMC_TEST_UNIT_RUNTIME_DATAPROGRAM_H
#define BMC_TEST_UNIT_RUNTIME_DATAPROGRAM_H

#include "runtime/abi/Abi.h"
#include "runtime/core/Json.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace bmc {

/// Descriptions only, no kernels. dim B <= 64, S <= 4.
struct DataProgram {
  BmrtDim dims[2] = {{"B", 64}, {"S", 4}};
  BmrtTensor text[2] = {input("tokens", kBmrtI32, {-1, -2}),
                        input("targets", kBmrtI64, {-1, -2})};
  BmrtTensor table[3] = {input("x", kBmrtF32, {-1, 2}),
                         input("label", kBmrtI32, {-1}),
                         input("y", kBmrtF64, {-1})};
  /// The data section of a table with columns x0, x1, kind and n that fills
  /// `table`.
  static Json tableData() {
    return {{"kind", "csv"},
            {"columns",
             {{{"name", "x0"}, {"type", "f32"}},
              {{"name", "x1"}, {"type", "f32"}},
              {{"name", "kind"}, {"type", "category"}, {"size", 3}},
              {{"name", "n"}, {"type", "i32"}}}},
            {"bindings",
             {{{"field", {"x0", "x1"}}, {"input", "x"}},
              {{"field", "kind"}, {"input", "label"}},
              {{"field", "n"}, {"input", "y"}}}}};
  }
  BmrtFunction functions[2] = {};
  BmrtProgram program = {};

  /// "train" reads all inputs, "predict" the first one only.
  static void describe(DataProgram &self, BmrtTensor *inputs, uint32_t count) {
    self.functions[0].name = "train";
    self.functions[0].inputs = inputs;
    self.functions[0].numInputs = count;
    self.functions[1].name = "predict";
    self.functions[1].inputs = inputs;
    self.functions[1].numInputs = 1;
    self.program.numDims = 2;
    self.program.dims = self.dims;
    self.program.numFunctions = 2;
    self.program.functions = self.functions;
  }

  static BmrtTensor input(const char *name, BmrtDType dtype,
                          std::initializer_list<int64_t> extents) {
    BmrtTensor tensor = {};
    tensor.name = name;
    tensor.dtype = dtype;
    tensor.section = kBmrtArena;
    for (int64_t extent : extents)
      tensor.extents[tensor.rank++] = extent;
    return tensor;
  }
};

} // namespace bmc

#endif // BMC_TEST_UNIT_RUNTIME_DATAPROGRAM_H
