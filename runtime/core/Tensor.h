//===- Tensor.h - Named arrays outside the program's memory -----*- C++ -*-===//
//
// TensorView borrows memory, HostTensor owns it. Both are dense and row-major.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_CORE_TENSOR_H
#define BMC_RUNTIME_CORE_TENSOR_H

#include "runtime/abi/Abi.h"
#include "runtime/core/Status.h"

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// Bytes of one element.
size_t elementSize(BmrtDType dtype);
/// "f32", "f64", "i32", "i64".
const char *dtypeName(BmrtDType dtype);
inline bool isFloat(BmrtDType dtype) {
  return dtype == kBmrtF32 || dtype == kBmrtF64;
}

/// Up to kBmrtMaxRank extents, none negative.
class Shape {
public:
  Shape() = default;
  Shape(std::initializer_list<int64_t> list) {
    for (int64_t extent : list)
      push(extent);
  }

  void push(int64_t extent) { values[count++] = extent; }
  uint32_t rank() const { return count; }
  int64_t operator[](uint32_t axis) const { return values[axis]; }
  std::span<const int64_t> extents() const { return {values.data(), count}; }
  /// Product of the extents; 1 for a scalar. Callers have checked for overflow.
  int64_t elements() const;
  /// "[2, 3]".
  std::string str() const;
  bool operator==(const Shape &other) const;

private:
  std::array<int64_t, kBmrtMaxRank> values{};
  uint32_t count = 0;
};

/// Borrowed tensor. `name` and `data` must outlive it.
struct TensorView {
  std::string name;
  BmrtDType dtype = kBmrtF32;
  Shape shape;
  char *data = nullptr;

  size_t bytes() const { return shape.elements() * elementSize(dtype); }
};

/// Owned tensor.
struct HostTensor {
  std::string name;
  BmrtDType dtype = kBmrtF32;
  Shape shape;
  std::vector<char> storage;

  HostTensor() = default;
  /// Zero-filled.
  HostTensor(std::string name, BmrtDType dtype, Shape shape);
  /// Scalars for Program::call: lr, step, position, ...
  static HostTensor scalar(std::string name, double value);
  static HostTensor scalar(std::string name, int32_t value);

  /// Changes the shape; contents are unspecified afterwards. Keeps capacity.
  void reshape(Shape newShape);
  template <typename T> T *as() {
    return reinterpret_cast<T *>(storage.data());
  }
  template <typename T> const T *as() const {
    return reinterpret_cast<const T *>(storage.data());
  }
  /// Element `index` whatever the type is.
  double element(int64_t index) const;
  TensorView view() const {
    return {name, dtype, shape, const_cast<char *>(storage.data())};
  }
};

/// Element `index` of an array of `dtype` at `data`, as a double. A NaN has no
/// sign, so that it prints as 'nan'.
double loadElement(BmrtDType dtype, const char *data, int64_t index);
/// Elements `first`, first + 1, .. likewise, as many as `to` takes.
void loadElements(BmrtDType dtype, const char *data, int64_t first,
                  std::span<double> to);

/// Sets element `index` of an array of `dtype` at `data`, which can hold
/// `value`.
void storeElement(BmrtDType dtype, char *data, int64_t index, double value);

/// Copies `count` elements, converting f32 <-> f64, i32 <-> i64 and integer ->
/// float. Fails with BadInput for float -> integer and for integers that do not
/// fit.
Status convertElements(BmrtDType toType, char *to, BmrtDType fromType,
                       const char *from, int64_t count);

} // namespace bmc

#endif // BMC_RUNTIME_CORE_TENSOR_H
