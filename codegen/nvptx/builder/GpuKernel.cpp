//===- GpuKernel.cpp - A kernel while its GPU code is generated -----------===//

#include "codegen/nvptx/builder/GpuKernel.h"
#include "codegen/common/builder/Anchor.h"
#include "ir/BmcOps.h"
#include "ir/KernelDims.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;

namespace bmc {

GpuKernel::GpuKernel(func::FuncOp function, GpuBuilder &builder)
    : Kernel(function, builder), builder(builder),
      dimNames(kernelDims(function)), numStreams(kernelStreams(function)) {}

/// A function over all operands and sizes, of which finishFunction keeps what
/// is used.
func::FuncOp GpuKernel::beginFunction() {
  Type pointer = LLVM::LLVMPointerType::get(builder.getContext());
  unsigned numOperands = numInputs() + numOutputs() + 1;
  SmallVector<Type> types(numOperands, pointer);
  types.append(dimNames.size() + numStreams, builder.getI64Type());
  types.append(inLoop, builder.getI64Type());
  std::string name = function.getName().str();
  if (numGrids++)
    name += "_grid" + std::to_string(numGrids);
  auto grid =
      func::FuncOp::create(builder, name, builder.getFunctionType(types, {}));
  Block *block = grid.addEntryBlock();
  ArrayRef<BlockArgument> arguments = block->getArguments();
  pointers.assign(arguments.begin(), arguments.begin() + numOperands);
  arguments = arguments.drop_front(numOperands);
  for (auto [name, value] : llvm::zip(dimNames, arguments))
    sizes[name] = value;
  arguments = arguments.drop_front(dimNames.size());
  streams.assign(arguments.begin(), arguments.begin() + numStreams);
  roundNumber = inLoop ? Value(arguments.back()) : Value();
  return grid;
}

void GpuKernel::finishFunction(func::FuncOp grid, ArrayRef<GridFactor> shape,
                               int64_t threads) {
  unsigned numOperands = numInputs() + numOutputs() + 1;
  Grid entry;
  entry.kernel = function.getName().str();
  entry.shape.assign(shape.begin(), shape.end());
  entry.threads = threads;
  entry.sharedBytes = builder.getSharedBytes();
  llvm::BitVector unused(grid.getNumArguments());
  for (BlockArgument argument : grid.getArguments()) {
    unsigned position = argument.getArgNumber();
    if (argument == roundNumber)
      continue;
    if (argument.use_empty())
      unused.set(position);
    else if (position < numOperands)
      entry.operands.push_back(position);
    else
      entry.sizes.push_back(position - numOperands);
  }
  (void)grid.eraseArguments(unused);
  grid->setAttr(Grid::kAttribute, entry.toAttribute(grid.getContext()));
  grid->setAttr(NVVM::NVVMDialect::getMinctasmAttrName(),
                builder.getI32IntegerAttr(builder.getLeastBlocks()));
}

void GpuKernel::forEachElement(ArrayRef<Extent> extents, int64_t threads,
                               function_ref<void(Value)> body) {
  GridFactor blocks{Extents(extents), threads};
  grid(blocks, threads, [&](ArrayRef<Value> position) {
    Value element =
        builder.add(builder.mul(position[0], threads), builder.threadIndex());
    builder.ifThen(builder.less(element, product(extents)),
                   [&] { body(element); });
  });
}

void GpuKernel::loop(const GridFactor &rounds, function_ref<void()> body) {
  inLoop = true;
  unsigned before = numGrids;
  firstOfLoop = {};
  body();
  inLoop = false;
  Grid entry = Grid::fromAttribute(
      firstOfLoop->getAttrOfType<DictionaryAttr>(Grid::kAttribute));
  entry.loop = rounds;
  entry.loopGrids = numGrids - before;
  firstOfLoop->setAttr(Grid::kAttribute,
                       entry.toAttribute(builder.getContext()));
}

int64_t GpuKernel::most(ArrayRef<Extent> extents) const {
  return boundedElements(Extents(extents),
                         [&](StringAttr dim) { return boundOf(dim); });
}

/// Whether there is one block along a factor, whatever the sizes are.
static bool isOne(const GridFactor &factor) {
  const Extents &extents = factor.extents;
  bool isStatic = llvm::all_of(
      extents, [](const Extent &extent) { return extent.isStatic(); });
  return isStatic && staticProduct(extents) <= factor.divisor;
}

/// The block's position on each factor. What comes before the first factor
/// that counts needs no division.
SmallVector<Value> GpuKernel::positionOf(ArrayRef<GridFactor> shape) {
  SmallVector<Value> position(shape.size(), builder.index(0));
  auto first = llvm::find_if_not(shape, isOne);
  if (first == shape.end())
    return position;
  Value rest = builder.blockIndex();
  for (size_t k = shape.size(); shape.begin() + --k != first;) {
    if (isOne(shape[k]))
      continue;
    Value count = builder.ceilDiv(product(shape[k].extents), shape[k].divisor);
    position[k] = builder.rem(rest, count);
    rest = builder.div(rest, count);
  }
  position[first - shape.begin()] = rest;
  return position;
}

void GpuKernel::grid(ArrayRef<GridFactor> shape, int64_t threads,
                     function_ref<void(ArrayRef<Value>)> body) {
  assert(shape.size() <= kMaxGridFactors && "see BmrtGrid");
  func::FuncOp grid = beginFunction();
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(&grid.getBody().front());
    builder.beginGrid();
    body(positionOf(shape));
    func::ReturnOp::create(builder);
  }
  finishFunction(grid, shape, threads);
  if (inLoop && !firstOfLoop)
    firstOfLoop = grid;
}

} // namespace bmc
