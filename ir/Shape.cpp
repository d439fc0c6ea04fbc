//===- Shape.cpp - Named run-time sizes in tensor types -------------------===//

#include "ir/Shape.h"
#include "ir/BmcDialect.h"
#include "ir/DerivedSize.h"

#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace bmc {

Extents getExtents(Type type) {
  auto tensor = cast<RankedTensorType>(type);
  auto dims = dyn_cast_or_null<DimsAttr>(tensor.getEncoding());
  Extents extents;
  size_t next = 0;
  for (int64_t size : tensor.getShape()) {
    if (!ShapedType::isDynamic(size)) {
      extents.push_back(Extent::fixed(size));
      continue;
    }
    bool hasName = dims && next < dims.getNames().size();
    extents.push_back(Extent::named(
        hasName ? dims.getNames()[next] : StringAttr::get(type.getContext())));
    ++next;
  }
  return extents;
}

RankedTensorType makeTensorType(ArrayRef<Extent> extents, Type elementType) {
  SmallVector<int64_t> shape;
  SmallVector<StringAttr> names;
  for (const Extent &extent : extents) {
    shape.push_back(extent.size);
    if (extent.name)
      names.push_back(extent.name);
  }
  Attribute encoding;
  if (!names.empty())
    encoding = DimsAttr::get(elementType.getContext(), names);
  return RankedTensorType::get(shape, elementType, encoding);
}

RankedTensorType withElementType(Type type, Type elementType) {
  auto tensor = cast<RankedTensorType>(type);
  return RankedTensorType::get(tensor.getShape(), elementType,
                               tensor.getEncoding());
}

Extents leadingExtents(Type type) {
  Extents extents = getExtents(type);
  extents.pop_back();
  return extents;
}

std::optional<Extent> derivedExtent(Extent extent, int64_t factor,
                                    int64_t offset, int64_t divisor) {
  DerivedSize size{extent.isStatic() ? "" : extent.name.str(), factor, offset,
                   divisor};
  if (extent.isStatic()) {
    std::optional<int64_t> value = size.at(extent.size);
    if (!value || *value < 1)
      return std::nullopt;
    return Extent::fixed(*value);
  }
  std::optional<DerivedSize> simple = size.simplified();
  if (!simple)
    return std::nullopt;
  return Extent::named(
      StringAttr::get(extent.name.getContext(), simple->name()));
}

std::optional<int64_t> difference(Extent a, Extent b) {
  if (a.isStatic() && b.isStatic())
    return a.size - b.size;
  if (a.isStatic() || b.isStatic() ||
      declaredBase(a.name) != declaredBase(b.name))
    return std::nullopt;
  // Sizes have one spelling each: what holds of one value and of the name holds
  // of all.
  constexpr int64_t kProbe = int64_t{1} << 20;
  std::optional<int64_t> first = sizeAt(a.name, kProbe);
  std::optional<int64_t> second = sizeAt(b.name, kProbe);
  if (!first || !second ||
      derivedExtent(b, 1, *first - *second, 1).value_or(b) != a)
    return std::nullopt;
  return *first - *second;
}

Extent substitute(Extent extent, StringAttr dim, Extent size) {
  if (extent.isStatic() || declaredBase(extent.name) != dim.getValue())
    return extent;
  if (size.isStatic())
    return Extent::fixed(sizeAt(extent.name, size.size).value());
  return Extent::named(StringAttr::get(
      dim.getContext(), withBase(extent.name, size.name.getValue())));
}

bool hasExtent(Type type, StringAttr name) {
  return llvm::is_contained(getExtents(type), Extent::named(name));
}

std::optional<int64_t> staticProduct(ArrayRef<Extent> extents) {
  int64_t product = 1;
  for (const Extent &extent : extents)
    if (extent.isStatic() && llvm::MulOverflow(product, extent.size, product))
      return std::nullopt;
  return product;
}

bool isModelTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return false;
  bool hasDims = isa_and_nonnull<DimsAttr>(tensor.getEncoding());
  if (tensor.getEncoding() && !hasDims)
    return false;
  if (hasDims != !tensor.hasStaticShape())
    return false;
  for (int64_t size : tensor.getShape())
    if (!ShapedType::isDynamic(size) && size < 1)
      return false;
  std::optional<int64_t> elements = staticProduct(getExtents(type));
  constexpr int64_t widestElement = 8;
  int64_t bytes;
  return elements && !llvm::MulOverflow(*elements, widestElement, bytes);
}

std::string formatExtents(ArrayRef<Extent> extents) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << '[';
  llvm::interleaveComma(extents, os, [&](const Extent &extent) {
    if (extent.isStatic())
      os << extent.size;
    else
      os << extent.name.getValue();
  });
  os << ']';
  return text;
}

} // namespace bmc
