//===- OutlineParallel.cpp - Parallel loops become pool calls -------------===//

#include "codegen/Passes.h"
#include "codegen/cpu/builder/CpuBuilder.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/Support/MathExtras.h"

namespace bmc {
#define GEN_PASS_DEF_OUTLINEPARALLEL
#include "codegen/Passes.h.inc"
} // namespace bmc

using namespace mlir;
using namespace bmc;

/// The function of the pool that runs a loop.
static func::FuncOp getPool(ModuleOp module, scf::ParallelOp loop) {
  StringRef name =
      loop->hasAttr(kStreamAttr) ? "bmrt_parallel_stream" : "bmrt_parallel_for";
  if (auto pool = module.lookupSymbol<func::FuncOp>(name))
    return pool;
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  Type pointer = LLVM::LLVMPointerType::get(module.getContext());
  auto type =
      builder.getFunctionType({pointer, pointer, builder.getI64Type()}, {});
  auto pool = func::FuncOp::create(builder, module.getLoc(), name, type);
  pool.setPrivate();
  return pool;
}

namespace {

/// A value that travels from a kernel into a parallel body.
struct Capture {
  Value value;
  int64_t offset; ///< bytes into the context
};

class ParallelOutliner {
public:
  ParallelOutliner(ModuleOp module, func::FuncOp kernel)
      : module(module), kernel(kernel),
        pointer(LLVM::LLVMPointerType::get(module.getContext())) {}

  void outline(scf::ParallelOp loop, unsigned number);

private:
  SmallVector<Capture> collectCaptures(scf::ParallelOp loop, int64_t &bytes);
  func::FuncOp buildBody(scf::ParallelOp loop, StringRef name,
                         ArrayRef<Capture> captures);

  ModuleOp module;
  func::FuncOp kernel;
  Type pointer;
};

} // namespace

static int64_t bytesOf(Type type) {
  if (isa<LLVM::LLVMPointerType>(type))
    return 8;
  int64_t bytes =
      std::max(1u, getElementTypeOrSelf(type).getIntOrFloatBitWidth() / 8);
  if (auto vector = dyn_cast<VectorType>(type))
    bytes *= vector.getNumElements();
  return bytes;
}

static Value slot(OpBuilder &builder, Location loc, Value context,
                  int64_t offset) {
  return LLVM::GEPOp::create(
      builder, loc, context.getType(), builder.getI8Type(), context,
      ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(offset)});
}

/// Values used inside and defined outside. Constants are cloned instead.
SmallVector<Capture> ParallelOutliner::collectCaptures(scf::ParallelOp loop,
                                                       int64_t &bytes) {
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(loop.getRegion(), used);
  SmallVector<Capture> captures;
  bytes = 0;
  for (Value value : used) {
    if (matchPattern(value, m_Constant()))
      continue;
    int64_t size = bytesOf(value.getType());
    bytes = llvm::alignTo(bytes, std::min<int64_t>(size, 64));
    captures.push_back({value, bytes});
    bytes += size;
  }
  return captures;
}

func::FuncOp ParallelOutliner::buildBody(scf::ParallelOp loop, StringRef name,
                                         ArrayRef<Capture> captures) {
  OpBuilder builder(kernel);
  Location loc = loop.getLoc();
  auto type = builder.getFunctionType({pointer, builder.getI64Type()}, {});
  auto body = func::FuncOp::create(builder, loc, name, type);
  body.setPrivate();
  Block *block = body.addEntryBlock();
  builder.setInsertionPointToEnd(block);
  IRMapping mapping;
  for (const Capture &capture : captures) {
    Value address = slot(builder, loc, block->getArgument(0), capture.offset);
    Value value =
        LLVM::LoadOp::create(builder, loc, capture.value.getType(), address);
    mapping.map(capture.value, value);
  }
  llvm::SetVector<Value> used;
  getUsedValuesDefinedAbove(loop.getRegion(), used);
  for (Value value : used)
    if (matchPattern(value, m_Constant()))
      mapping.map(value, builder.clone(*value.getDefiningOp())->getResult(0));
  Value number = arith::IndexCastOp::create(
      builder, loc, builder.getIndexType(), block->getArgument(1));
  mapping.map(loop.getInductionVars().front(), number);
  for (Operation &op : loop.getBody()->without_terminator())
    builder.clone(op, mapping);
  func::ReturnOp::create(builder, loc);
  return body;
}

void ParallelOutliner::outline(scf::ParallelOp loop, unsigned number) {
  int64_t bytes = 0;
  SmallVector<Capture> captures = collectCaptures(loop, bytes);
  std::string name =
      (kernel.getName() + "_parallel_" + llvm::Twine(number)).str();
  func::FuncOp body = buildBody(loop, name, captures);

  Location loc = loop.getLoc();
  OpBuilder entry = OpBuilder::atBlockBegin(&kernel.getBody().front());
  Value size = arith::ConstantOp::create(
      entry, loc, entry.getI64IntegerAttr(std::max<int64_t>(bytes, 8)));
  Value context =
      LLVM::AllocaOp::create(entry, loc, pointer, entry.getI8Type(), size, 64);
  OpBuilder builder(loop);
  for (const Capture &capture : captures)
    LLVM::StoreOp::create(builder, loc, capture.value,
                          slot(builder, loc, context, capture.offset));
  Value function = func::ConstantOp::create(
      builder, loc, body.getFunctionType(), body.getName());
  function = UnrealizedConversionCastOp::create(builder, loc, pointer, function)
                 .getResult(0);
  Value count = arith::IndexCastOp::create(builder, loc, builder.getI64Type(),
                                           loop.getUpperBound().front());
  func::CallOp::create(builder, loc, getPool(module, loop),
                       ValueRange{function, context, count});
  loop.erase();
}

/// A stack buffer inside a loop would grow the stack with every iteration.
static void hoistStackBuffers(func::FuncOp function) {
  Block &entry = function.getBody().front();
  function.walk([&](LLVM::AllocaOp alloca) {
    Operation *size = alloca.getArraySize().getDefiningOp();
    alloca->moveBefore(&entry, entry.begin());
    size = OpBuilder(alloca).clone(*size);
    alloca.getArraySizeMutable().assign(size->getResult(0));
  });
}

namespace {

struct OutlineParallel : bmc::impl::OutlineParallelBase<OutlineParallel> {
  using OutlineParallelBase::OutlineParallelBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    for (auto kernel : llvm::to_vector(module.getOps<func::FuncOp>())) {
      SmallVector<scf::ParallelOp> loops;
      kernel.walk([&](scf::ParallelOp loop) { loops.push_back(loop); });
      for (auto [number, loop] : llvm::enumerate(loops))
        ParallelOutliner(module, kernel).outline(loop, number);
    }
    for (auto function : module.getOps<func::FuncOp>())
      if (!function.isDeclaration())
        hoistStackBuffers(function);
  }
};

} // namespace
