//===- GpuBuilder.cpp - Vocabulary of the GPU's generators ----------------===//

#include "codegen/nvptx/builder/GpuBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

Value GpuBuilder::threadIndex() {
  Value index = NVVM::ThreadIdXOp::create(*this, getI32Type());
  return arith::ExtUIOp::create(*this, getI64Type(), index);
}

Value GpuBuilder::blockIndex() {
  Value index = NVVM::BlockIdXOp::create(*this, getI32Type());
  return arith::ExtUIOp::create(*this, getI64Type(), index);
}

void GpuBuilder::keepLoop(Value result) {
  auto unroll = LLVM::LoopUnrollAttr::get(
      getContext(), /*disable=*/getBoolAttr(true), /*count=*/{},
      /*runtimeDisable=*/{}, /*full=*/{}, /*followupUnrolled=*/{},
      /*followupRemainder=*/{}, /*followupAll=*/{});
  LLVM::LoopAnnotationAttr annotation =
      LLVM::LoopAnnotationAttr::get(getContext(), {}, {}, {}, unroll, {}, {},
                                    {}, {}, {}, {}, {}, {}, {}, {}, {});
  result.getDefiningOp<scf::ForOp>()->setAttr("llvm.loop_annotation",
                                              annotation);
}

void GpuBuilder::barrier() { NVVM::Barrier0Op::create(*this); }

void GpuBuilder::warpBarrier() {
  Value all = arith::ConstantOp::create(*this, getI32IntegerAttr(-1));
  NVVM::SyncWarpOp::create(*this, all);
}

Value GpuBuilder::shared(Type elementType, int64_t count) {
  int64_t bytes = count * elementType.getIntOrFloatBitWidth() / 8;
  auto type = LLVM::LLVMPointerType::get(getContext(), 3);
  Value base = LLVM::AddressOfOp::create(*this, type, kSharedMemoryName);
  Value start = pointer(base, index(sharedBytes), getI8Type());
  sharedBytes += llvm::alignTo(bytes, 16);
  return start;
}

Value GpuBuilder::loadWide(Type elementType, Value pointer) {
  return LLVM::LoadOp::create(*this, wideType(elementType), pointer,
                              kWideBytes);
}

void GpuBuilder::storeWide(Value vector, Value pointer) {
  LLVM::StoreOp::create(*this, vector, pointer, kWideBytes);
}

Value GpuBuilder::lane(Value vector, int64_t number) {
  return LLVM::ExtractElementOp::create(*this, vector, index(number));
}

/// What the thread `distance` away (exclusive or of the numbers) has, 32 bits.
static Value exchangeWord(GpuBuilder &b, Value word, int64_t distance) {
  auto number = [&](int64_t n) -> Value {
    return arith::ConstantOp::create(b, b.getI32IntegerAttr(n));
  };
  return NVVM::ShflOp::create(b, word.getType(), number(-1), word,
                              number(distance), number(kWarpSize - 1),
                              NVVM::ShflKind::bfly, UnitAttr());
}

/// The same for f32 or f64.
static Value exchange(GpuBuilder &b, Value value, int64_t distance) {
  if (!value.getType().isF64())
    return exchangeWord(b, value, distance);
  Type i32 = b.getI32Type(), i64 = b.getI64Type();
  Value bits = arith::BitcastOp::create(b, i64, value);
  Value high = arith::ShRUIOp::create(b, bits, b.index(32));
  Value halves[] = {arith::TruncIOp::create(b, i32, bits),
                    arith::TruncIOp::create(b, i32, high)};
  for (Value &half : halves)
    half = arith::ExtUIOp::create(b, i64, exchangeWord(b, half, distance));
  high = arith::ShLIOp::create(b, halves[1], b.index(32));
  bits = arith::OrIOp::create(b, halves[0], high);
  return arith::BitcastOp::create(b, value.getType(), bits);
}

Value GpuBuilder::joinLanes(Value value, int64_t lanes, Combine combine) {
  for (int64_t distance = lanes / 2; distance > 0; distance /= 2)
    value = combine(value, exchange(*this, value, distance));
  return value;
}

Value GpuBuilder::joinBlock(Value value, int64_t threads, Value neutral,
                            Combine combine) {
  value = joinWarp(value, combine);
  int64_t warps = threads / kWarpSize;
  if (warps == 1)
    return value;
  Type type = value.getType();
  Value parts = shared(type, warps);
  Value thread = threadIndex();
  Value lane = rem(thread, index(kWarpSize));
  ifThen(less(lane, index(1)), [&] {
    store(value, pointer(parts, div(thread, index(kWarpSize)), type));
  });
  barrier();
  Value part = ifElse(
      less(lane, index(warps)), type,
      [&] { return load(type, pointer(parts, lane, type)); },
      [&] { return neutral; });
  Value joined = joinWarp(part, combine);
  // The next use of the memory must not overtake a slow warp's load.
  barrier();
  return joined;
}

} // namespace bmc
