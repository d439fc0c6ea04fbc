//===- Shape.h - Named run-time sizes in tensor types -----------*- C++ -*-===//
//
// A tensor type's `?` extents are named by its #bmc.dims encoding. These are
// the only functions that read or build such types.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_IR_SHAPE_H
#define BMC_IR_SHAPE_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>
#include <string>

namespace bmc {

/// One extent: static (name null) or a named run-time size.
struct Extent {
  int64_t size = mlir::ShapedType::kDynamic;
  mlir::StringAttr name;

  static Extent fixed(int64_t size) { return {size, nullptr}; }
  static Extent named(mlir::StringAttr name) {
    return {mlir::ShapedType::kDynamic, name};
  }
  bool isStatic() const { return !name; }
  bool operator==(const Extent &other) const {
    return size == other.size && name == other.name;
  }
  bool operator!=(const Extent &other) const { return !(*this == other); }
};

using Extents = llvm::SmallVector<Extent, 6>;

/// The extents of a ranked tensor type. A `?` without a name (possible only in
/// unverified IR) yields an Extent with an empty name.
Extents getExtents(mlir::Type type);

/// The inverse of getExtents.
mlir::RankedTensorType makeTensorType(llvm::ArrayRef<Extent> extents,
                                      mlir::Type elementType);

/// Same extents, other element type.
mlir::RankedTensorType withElementType(mlir::Type type, mlir::Type elementType);

/// Extents of all axes but the last.
Extents leadingExtents(mlir::Type type);

/// floor((factor * extent + offset) / divisor), for a run-time size under the
/// name that says so (DerivedSize.h); nullopt if it is less than 1, or not for
/// numbers of 64 bits.
std::optional<Extent> derivedExtent(Extent extent, int64_t factor,
                                    int64_t offset, int64_t divisor);

/// a - b, where it is one number for all values of the run-time sizes.
std::optional<int64_t> difference(Extent a, Extent b);

/// Where `dim` is the declared base of the extent, the extent with `size` as
/// that base; else the extent as it is.
Extent substitute(Extent extent, mlir::StringAttr dim, Extent size);

/// Whether the run-time size `name` is an extent of `type`.
bool hasExtent(mlir::Type type, mlir::StringAttr name);

/// Product of the static extents in `extents`; nullopt on overflow of int64.
std::optional<int64_t> staticProduct(llvm::ArrayRef<Extent> extents);

/// Whether `type` may appear in a model: a ranked tensor whose `?` extents are
/// all named, whose static extents are at least 1 and whose static part has a
/// byte count below 2^63.
bool isModelTensor(mlir::Type type);

/// "[B, S, 768]" for messages.
std::string formatExtents(llvm::ArrayRef<Extent> extents);

} // namespace bmc

#endif // BMC_IR_SHAPE_H
