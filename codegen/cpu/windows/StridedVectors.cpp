//===- StridedVectors.cpp - Vectors of every n-th element -----------------===//

#include "codegen/cpu/windows/StridedVectors.h"
#include "codegen/cpu/rows/Columns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace bmc {

Value maskExisting(CpuBuilder &b, const LanePlaces &places, unsigned lanes) {
  int64_t span = lanes * places.stride;
  std::optional<int64_t> first = constantIndex(places.first);
  std::optional<int64_t> end = constantIndex(places.end);
  if (first && end && *first >= 0 && *first + span - places.stride < *end)
    return {};
  SmallVector<int32_t> steps;
  for (unsigned lane = 0; lane < lanes; ++lane)
    steps.push_back(lane * places.stride);
  Type i32 = b.getI32Type();
  Value step = arith::ConstantOp::create(
      b, DenseIntElementsAttr::get(VectorType::get(lanes, i32), steps));
  auto limit = [&](Value distance) {
    Value inside = b.min(b.max(distance, b.index(0)), b.index(span));
    return b.splat(arith::TruncIOp::create(b, i32, inside), lanes);
  };
  Value low = limit(b.sub(b.index(0), places.first));
  Value high = limit(b.sub(places.end, places.first));
  return arith::AndIOp::create(
      b, arith::CmpIOp::create(b, arith::CmpIPredicate::sge, step, low),
      arith::CmpIOp::create(b, arith::CmpIPredicate::slt, step, high));
}

/// A mask (null: all lanes) for lines of which `exists` (null: yes) tells.
static Value maskLine(CpuBuilder &b, Value mask, Value exists, unsigned lanes) {
  if (!exists)
    return mask;
  Value line = b.splat(exists, lanes);
  return mask ? Value(arith::AndIOp::create(b, mask, line)) : line;
}

std::array<Value, 2> loadPairs(CpuBuilder &b, Type type, unsigned lanes,
                               Value base, const LanePlaces &places,
                               Value exists) {
  std::array<Value, 2> halves;
  for (auto [half, vector] : llvm::enumerate(halves)) {
    LanePlaces part{b.add(places.first, half * lanes), 1, places.end};
    Value mask = maskLine(b, maskExisting(b, part, lanes), exists, lanes);
    vector = b.loadVector(type, lanes, b.pointer(base, part.first, type), mask);
  }
  std::array<Value, 2> result;
  for (auto [odd, pair] : llvm::enumerate(result)) {
    SmallVector<int64_t> lanesOf;
    for (unsigned lane = 0; lane < lanes; ++lane)
      lanesOf.push_back(2 * lane + odd);
    pair = vector::ShuffleOp::create(b, halves[0], halves[1], lanesOf);
  }
  return result;
}

std::array<Value, 2> interleaveVectors(CpuBuilder &b, Value even, Value odd) {
  int64_t lanes = cast<VectorType>(even.getType()).getNumElements();
  std::array<Value, 2> result;
  for (auto [half, pair] : llvm::enumerate(result)) {
    SmallVector<int64_t> from;
    for (int64_t lane = 0; lane < lanes; ++lane) {
      auto place = static_cast<int64_t>(half) * lanes + lane;
      from.push_back(place / 2 + place % 2 * lanes);
    }
    pair = vector::ShuffleOp::create(b, even, odd, from);
  }
  return result;
}

Value loadPlaces(CpuBuilder &b, Type type, unsigned lanes, Value base,
                 const LanePlaces &places, Value exists) {
  if (places.stride == 2 && lanes > 1)
    return loadPairs(b, type, lanes, base, places, exists)[0];
  Value mask = maskLine(b, maskExisting(b, places, lanes), exists, lanes);
  if (places.stride == 1)
    return b.loadVector(type, lanes, b.pointer(base, places.first, type), mask);
  // Lane by lane, from where there is something in any case.
  Value result = b.zero(VectorType::get(lanes, type));
  Value last = b.sub(places.end, b.index(1));
  for (unsigned lane = 0; lane < lanes; ++lane) {
    Value at = b.add(places.first, lane * places.stride);
    at = b.max(b.min(at, last), b.index(0));
    Value element = b.load(type, b.pointer(base, at, type));
    result = vector::InsertOp::create(b, element, result, lane);
  }
  if (!mask)
    return result;
  return arith::SelectOp::create(b, mask, result, b.zero(result.getType()));
}

} // namespace bmc
