//===- CpuBuilder.cpp - Vocabulary of the CPU's generators ----------------===//

#include "codegen/cpu/builder/CpuBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace bmc {

unsigned CpuBuilder::lanes(Type elementType) const {
  return target.vectorBytes() /
         std::max(1u, elementType.getIntOrFloatBitWidth() / 8);
}

void CpuBuilder::parallel(Value count, function_ref<void(Value)> body) {
  emitParallel(count, body);
}

void CpuBuilder::stream(Value count, function_ref<void(Value)> body) {
  emitParallel(count, body)->setAttr(kStreamAttr, getUnitAttr());
}

Operation *CpuBuilder::emitParallel(Value count,
                                    function_ref<void(Value)> body) {
  // scf.parallel counts in `index`.
  auto op = scf::ParallelOp::create(
      *this, ValueRange{arith::ConstantIndexOp::create(*this, 0)},
      ValueRange{createOrFold<arith::IndexCastOp>(getIndexType(), count)},
      ValueRange{arith::ConstantIndexOp::create(*this, 1)});
  OpBuilder::InsertionGuard guard(*this);
  setInsertionPointToStart(op.getBody());
  body(arith::IndexCastOp::create(*this, getI64Type(),
                                  op.getInductionVars().front()));
  return op;
}

Value CpuBuilder::stackBuffer(Type elementType, int64_t count) {
  // Hoisted to the entry of the enclosing body by the outliner, so that a loop
  // does not grow the stack.
  return LLVM::AllocaOp::create(*this, LLVM::LLVMPointerType::get(getContext()),
                                elementType, index(count), 64);
}

} // namespace bmc
