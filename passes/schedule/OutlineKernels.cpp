//===- OutlineKernels.cpp - Turn ops into launches of shared kernels ------===//

#include "ir/BmcOps.h"
#include "ir/KernelKind.h"
#include "ir/LaunchLocation.h"
#include "passes/Passes.h"
#include "passes/schedule/KernelGroups.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/StringMap.h"

namespace bmc {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace mlir;
using namespace bmc;

namespace {

/// The values a kernel reads and the results others need of it.
struct KernelInterface {
  llvm::SetVector<Value> inputs;
  llvm::SetVector<Value> outputs;
  llvm::DenseSet<Value> seen; ///< on the way to the inputs
};

/// One function on its way from ops to launches.
class FunctionOutliner {
public:
  FunctionOutliner(func::FuncOp function, SymbolTable &symbols,
                   llvm::StringMap<func::FuncOp> &kernels)
      : function(function), symbols(symbols), kernels(kernels) {}

  void run();

private:
  void copySharedResults();
  void findInterfaces();
  void addInputs(const KernelGroup &group, Value value,
                 KernelInterface &interface);
  void launch(const KernelGroup &group);
  func::FuncOp buildKernel(const KernelGroup &group);
  Value cloneInto(OpBuilder &builder, IRMapping &mapping, Value value);
  Value materialized(OpBuilder &builder, Value value);
  std::string kernelName(const KernelGroup &group) const;

  func::FuncOp function;
  SymbolTable &symbols;
  /// Every kernel of the module by its text.
  llvm::StringMap<func::FuncOp> &kernels;
  std::unique_ptr<KernelGroups> groups;
  llvm::DenseMap<const KernelGroup *, KernelInterface> interfaces;
  /// From a value of the original program to its value among the launches.
  IRMapping stored;
};

} // namespace

/// Each result of the function needs memory of its own: a result that is an
/// argument, or the same value as another result, becomes a copy.
void FunctionOutliner::copySharedResults() {
  auto *terminator = function.getBody().front().getTerminator();
  OpBuilder builder(terminator);
  llvm::DenseSet<Value> seen;
  for (OpOperand &operand : terminator->getOpOperands()) {
    Value value = operand.get();
    Value root = viewRoot(value);
    if (!isa<BlockArgument>(root) && seen.insert(root).second)
      continue;
    // Integers only come back unchanged from functions written by hand.
    if (isa<FloatType>(getElementTypeOrSelf(value.getType())))
      operand.set(ConvertOp::create(builder, terminator->getLoc(),
                                    value.getType(), value));
  }
}

void FunctionOutliner::addInputs(const KernelGroup &group, Value value,
                                 KernelInterface &interface) {
  auto *op = value.getDefiningOp();
  if ((op && groups->producer(value) == &group) ||
      !interface.seen.insert(value).second)
    return;
  if (groups->isStoredBefore(value, group)) {
    interface.inputs.insert(value);
    return;
  }
  for (Value operand : op->getOperands())
    addInputs(group, operand, interface);
}

/// The order in which the values are computed: whoever looks through the
/// results of a launch meets causes before their effects.
static void sortByProgram(llvm::SetVector<Value> &values) {
  SmallVector<Value> sorted = values.takeVector();
  llvm::sort(sorted, [](Value a, Value b) {
    auto left = cast<OpResult>(a), right = cast<OpResult>(b);
    if (left.getOwner() == right.getOwner())
      return left.getResultNumber() < right.getResultNumber();
    return left.getOwner()->isBeforeInBlock(right.getOwner());
  });
  values.insert_range(sorted);
}

void FunctionOutliner::findInterfaces() {
  for (const KernelGroup &group : groups->groups())
    for (Operation *member : group.members)
      for (Value operand : member->getOperands())
        addInputs(group, operand, interfaces[&group]);
  auto need = [&](Value value) {
    value = viewRoot(value);
    if (const KernelGroup *producer = groups->producer(value))
      interfaces[producer].outputs.insert(value);
  };
  for (const KernelGroup &group : groups->groups())
    for (Value input : interfaces[&group].inputs)
      need(input);
  for (Value value : function.getBody().front().getTerminator()->getOperands())
    need(value);
  for (const KernelGroup &group : groups->groups())
    sortByProgram(interfaces[&group].outputs);
}

/// Copies what computes `value` inside the kernel.
Value FunctionOutliner::cloneInto(OpBuilder &builder, IRMapping &mapping,
                                  Value value) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  auto *op = value.getDefiningOp();
  for (Value operand : op->getOperands())
    cloneInto(builder, mapping, operand);
  builder.clone(*op, mapping);
  return mapping.lookup(value);
}

/// "kernel_linear_gelu": the anchor or first op and up to three that follow.
/// The prefix keeps kernels apart from libm's functions.
std::string FunctionOutliner::kernelName(const KernelGroup &group) const {
  std::string name = "kernel";
  for (Operation *op : ArrayRef(group.members).take_front(4))
    name += ("_" + op->getName().stripDialect()).str();
  return name;
}

func::FuncOp FunctionOutliner::buildKernel(const KernelGroup &group) {
  const KernelInterface &interface = interfaces[&group];
  OpBuilder builder(function.getContext());
  auto resultTypes = llvm::map_to_vector(
      interface.outputs, [](Value value) { return value.getType(); });
  auto inputTypes = llvm::map_to_vector(
      interface.inputs, [](Value value) { return value.getType(); });
  auto kernel =
      func::FuncOp::create(builder.getUnknownLoc(), kernelName(group),
                           builder.getFunctionType(inputTypes, resultTypes));
  kernel.setPrivate();
  kernel->setAttr("bmc.kernel", builder.getUnitAttr());
  Block *block = kernel.addEntryBlock();
  builder.setInsertionPointToEnd(block);
  IRMapping mapping;
  mapping.map(interface.inputs.getArrayRef(), block->getArguments());
  for (Operation *member : group.members)
    for (Value result : member->getResults())
      cloneInto(builder, mapping, result);
  SmallVector<Value> results;
  for (Value output : interface.outputs)
    results.push_back(mapping.lookup(output));
  func::ReturnOp::create(builder, builder.getUnknownLoc(), results);
  return kernel;
}

/// Whether `op` is likely to have made a NaN or infinity that is in a kernel's
/// result. Divisions by constants and sizes are not.
static bool isSuspect(Operation *op) {
  if (!op->hasTrait<bmc::OpTrait::Partial>())
    return false;
  auto div = dyn_cast<DivOp>(op);
  if (!div)
    return true;
  Operation *divisor = div.getB().getDefiningOp();
  while (isa_and_nonnull<BroadcastOp, ReshapeOp>(divisor))
    divisor = divisor->getOperand(0).getDefiningOp();
  return !isa_and_nonnull<ConstantOp, SizeOp>(divisor);
}

/// The ops between the kernel's operands or other results and `result`, the
/// first suspect before all others, or else the one that gives the result. Ops
/// that only move numbers are left out.
static Location locationOf(Value result, ValueRange results) {
  llvm::SetVector<Operation *> ops;
  ops.insert(result.getDefiningOp());
  for (size_t i = 0; i < ops.size(); ++i)
    for (Value operand : ops[i]->getOperands())
      if (Operation *op = operand.getDefiningOp();
          op && !llvm::is_contained(results, operand))
        ops.insert(op);
  SmallVector<Operation *> others = ops.takeVector();
  Operation *last = others.front();
  llvm::sort(others,
             [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  auto suspect = llvm::find_if(others, isSuspect);
  SmallVector<Location> locations = {
      (suspect == others.end() ? last : *suspect)->getLoc()};
  for (Operation *op : others)
    if (!isFree(op))
      locations.push_back(op->getLoc());
  return FusedLoc::get(locations, Attribute(), result.getContext());
}

/// Takes the locations out of a kernel, which differ from launch to launch.
/// Returns those of its results.
static SmallVector<Location> extractLocations(func::FuncOp kernel) {
  auto results = kernel.getBody().front().getTerminator()->getOperands();
  SmallVector<Location> locations;
  // Results of one op come from one place; an optimizer has thousands.
  llvm::DenseMap<Operation *, Location> known;
  for (Value result : results) {
    auto it = known.find(result.getDefiningOp());
    if (it == known.end())
      it =
          known.try_emplace(result.getDefiningOp(), locationOf(result, results))
              .first;
    locations.push_back(it->second);
  }
  auto unknown = UnknownLoc::get(kernel.getContext());
  kernel.walk([&](Operation *op) { op->setLoc(unknown); });
  return locations;
}

/// Takes the numbers of random streams out of a kernel, so that layers which
/// differ in nothing else share it.
static SmallVector<int64_t> extractStreams(func::FuncOp kernel) {
  SmallVector<int64_t> streams;
  kernel.walk([&](RandomOp random) {
    if (!random.isRandom())
      return;
    streams.push_back(random.getStream());
    random.setStream(streams.size() - 1);
    random.setByLaunch(true);
  });
  return streams;
}

/// The text of a kernel without its name: equal texts are equal kernels.
static std::string kernelKey(func::FuncOp kernel) {
  std::string text;
  llvm::raw_string_ostream os(text);
  StringAttr name = kernel.getNameAttr();
  kernel.setName("k");
  kernel->print(os, OpPrintingFlags().printGenericOpForm().useLocalScope());
  kernel.setName(name);
  return text;
}

/// The launched value for a stored value, following views.
Value FunctionOutliner::materialized(OpBuilder &builder, Value value) {
  if (Value known = stored.lookupOrNull(value))
    return known;
  auto *view = value.getDefiningOp();
  materialized(builder, view->getOperand(0));
  builder.clone(*view, stored);
  return stored.lookup(value);
}

void FunctionOutliner::launch(const KernelGroup &group) {
  const KernelInterface &interface = interfaces[&group];
  if (interface.outputs.empty())
    return;
  func::FuncOp kernel = buildKernel(group);
  SmallVector<int64_t> streams = extractStreams(kernel);
  SmallVector<Location> locations = extractLocations(kernel);
  func::FuncOp &shared = kernels[kernelKey(kernel)];
  if (shared) {
    kernel.erase();
  } else {
    shared = kernel;
    symbols.insert(shared);
  }
  OpBuilder builder(function.getBody().front().getTerminator());
  SmallVector<Value> inputs;
  for (Value input : interface.inputs)
    inputs.push_back(materialized(builder, input));
  Operation *named = group.anchor ? group.anchor : group.members.back();
  auto launch = LaunchOp::create(
      builder, launchLocation(named->getLoc(), locations),
      shared.getResultTypes(), FlatSymbolRefAttr::get(shared.getNameAttr()),
      inputs, builder.getI64IntegerAttr(0), DenseI64ArrayAttr(),
      streams.empty() ? DenseI64ArrayAttr()
                      : builder.getDenseI64ArrayAttr(streams));
  for (auto [output, result] :
       llvm::zip(interface.outputs, launch.getResults()))
    stored.map(output, result);
}

void FunctionOutliner::run() {
  copySharedResults();
  groups = std::make_unique<KernelGroups>(function);
  findInterfaces();
  Block &block = function.getBody().front();
  auto *terminator = block.getTerminator();
  SmallVector<Operation *> old;
  for (Operation &op : block.without_terminator())
    old.push_back(&op);
  for (BlockArgument argument : block.getArguments())
    stored.map(argument, argument);
  for (const KernelGroup &group : groups->groups())
    launch(group);
  OpBuilder builder(terminator);
  for (OpOperand &operand : terminator->getOpOperands())
    operand.set(materialized(builder, operand.get()));
  for (Operation *op : llvm::reverse(old))
    op->erase();
}

namespace {

struct OutlineKernels : bmc::impl::OutlineKernelsBase<OutlineKernels> {
  using OutlineKernelsBase::OutlineKernelsBase;

  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    llvm::StringMap<func::FuncOp> kernels;
    for (auto function :
         llvm::to_vector(getOperation().getOps<func::FuncOp>())) {
      if (function->hasAttr("bmc.kernel") || function.isDeclaration())
        continue;
      FunctionOutliner(function, symbols, kernels).run();
      function.walk([&](LaunchOp) { ++numLaunches; });
    }
    numKernels += kernels.size();
  }
};

} // namespace
