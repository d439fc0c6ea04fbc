//===- Tensor.cpp - Named arrays outside the program's memory ---*- C++ -*-===//
#include "runtime/core/Tensor.h"

#include "runtime/core/Memory.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <limits>
#include <type_traits>

using namespace bmc;

size_t bmc::elementSize(BmrtDType dtype) {
  return dtype == kBmrtF64 || dtype == kBmrtI64 ? 8 : 4;
}

const char *bmc::dtypeName(BmrtDType dtype) {
  constexpr const char *names[] = {"f32", "f64", "i32", "i64"};
  return names[dtype];
}

int64_t Shape::elements() const {
  int64_t product = 1;
  for (int64_t extent : extents())
    product *= extent;
  return product;
}

std::string Shape::str() const {
  return fmt::format("[{}]", fmt::join(extents(), ", "));
}

bool Shape::operator==(const Shape &other) const {
  return std::ranges::equal(extents(), other.extents());
}

HostTensor::HostTensor(std::string name, BmrtDType dtype, Shape shape)
    : name(std::move(name)), dtype(dtype) {
  reshape(shape);
}

HostTensor HostTensor::scalar(std::string name, double value) {
  HostTensor tensor(std::move(name), kBmrtF64, {});
  *tensor.as<double>() = value;
  return tensor;
}

HostTensor HostTensor::scalar(std::string name, int32_t value) {
  HostTensor tensor(std::move(name), kBmrtI32, {});
  *tensor.as<int32_t>() = value;
  return tensor;
}

void HostTensor::reshape(Shape newShape) {
  shape = newShape;
  size_t bytes = shape.elements() * elementSize(dtype);
  MemoryUse use("making tensor", name, bytes);
  storage.resize(bytes);
}

double HostTensor::element(int64_t index) const {
  return loadElement(dtype, storage.data(), index);
}

/// Calls `action` with a null pointer of the C++ type of `dtype`.
template <typename Action>
static auto dispatch(BmrtDType dtype, Action action) {
  switch (dtype) {
  case kBmrtF64:
    return action(static_cast<double *>(nullptr));
  case kBmrtI32:
    return action(static_cast<int32_t *>(nullptr));
  case kBmrtI64:
    return action(static_cast<int64_t *>(nullptr));
  case kBmrtF32:
    break;
  }
  return action(static_cast<float *>(nullptr));
}

void bmc::loadElements(BmrtDType dtype, const char *data, int64_t first,
                       std::span<double> to) {
  dispatch(dtype, [&]<typename T>(T *) {
    for (size_t i = 0; i < to.size(); ++i) {
      T value;
      std::memcpy(&value, data + (first + i) * sizeof(T), sizeof(T));
      auto number = static_cast<double>(value);
      to[i] = std::isnan(number) ? std::abs(number) : number;
    }
  });
}

double bmc::loadElement(BmrtDType dtype, const char *data, int64_t index) {
  double value = 0;
  loadElements(dtype, data, index, {&value, 1});
  return value;
}

void bmc::storeElement(BmrtDType dtype, char *data, int64_t index,
                       double value) {
  dispatch(dtype, [&]<typename T>(T *) {
    T number = static_cast<T>(value);
    std::memcpy(data + index * sizeof(T), &number, sizeof(T));
  });
}

template <typename To, typename From>
static Status convertArray(To *to, const From *from, int64_t count) {
  if constexpr (std::is_integral_v<To> && std::is_floating_point_v<From>) {
    return badInput("found floating-point values, expected integers");
  } else {
    for (int64_t i = 0; i < count; ++i) {
      if constexpr (std::is_integral_v<To>)
        if (from[i] != static_cast<From>(static_cast<To>(from[i])))
          return badInput("element {}: found {}, expected a 32-bit integer", i,
                          from[i]);
      to[i] = static_cast<To>(from[i]);
    }
    return {};
  }
}

Status bmc::convertElements(BmrtDType toType, char *to, BmrtDType fromType,
                            const char *from, int64_t count) {
  if (toType == fromType) {
    if (count > 0)
      std::memcpy(to, from, count * elementSize(toType));
    return {};
  }
  return dispatch(toType, [&]<typename To>(To *) {
    return dispatch(fromType, [&]<typename From>(From *) {
      return convertArray(reinterpret_cast<To *>(to),
                          reinterpret_cast<const From *>(from), count);
    });
  });
}
