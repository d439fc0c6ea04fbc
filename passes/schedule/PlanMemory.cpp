//===- PlanMemory.cpp - Place every buffer in the state or the arena ------===//

#include "ir/Alignment.h"
#include "ir/BmcOps.h"
#include "ir/KernelKind.h"
#include "ir/Shape.h"
#include "passes/Passes.h"
#include "passes/schedule/ArenaPacking.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/Support/MathExtras.h"

#include <functional>
#include <limits>
#include <map>

namespace bmc {
#define GEN_PASS_DEF_PLANMEMORY
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace mlir;
using namespace bmc;

/// Groups start on a page.
static constexpr int64_t kPage = 4096;

namespace {

/// Where the tensor of each group and parameter lies.
struct StateLayout {
  using Key = std::pair<StringAttr, StringAttr>; ///< group, parameter
  llvm::SetVector<StringAttr> groups;
  llvm::DenseMap<Key, int64_t> offsets;
  int64_t bytes = 0;

  int64_t offsetOf(StringAttr group, StringAttr parameter) const {
    return offsets.lookup({group, parameter});
  }
};

/// Where a value is: in the state, or in an arena buffer.
struct Place {
  std::optional<int64_t> state;
  int buffer = -1;
};

class FunctionPlanner {
public:
  FunctionPlanner(func::FuncOp function, const SymbolTable &symbols,
                  const StateLayout &layout,
                  std::function<FailureOr<int64_t>(Type)> bytesOf)
      : function(function), symbols(symbols), layout(layout),
        bytesOf(std::move(bytesOf)) {}

  LogicalResult run();
  int64_t arenaBytes = 0;
  int64_t probes = 0; ///< see ArenaPlan
  int64_t numBuffers() const { return buffers.size(); }

private:
  LogicalResult placeArguments();
  LogicalResult placeLaunches();
  LogicalResult placeResult(LaunchOp launch, OpResult result, int time);
  bool reuseOperand(LaunchOp launch, OpResult result, int time);
  void collectReturnedState();
  int lastUse(Value value);
  void writeAttributes();
  int64_t encode(const Place &place) const {
    return place.state ? -1 - *place.state : buffers[place.buffer].offset;
  }

  func::FuncOp function;
  const SymbolTable &symbols;
  const StateLayout &layout;
  std::function<FailureOr<int64_t>(Type)> bytesOf;
  SmallVector<LaunchOp> launches;
  llvm::DenseMap<Operation *, int> timeOf;
  llvm::DenseMap<Value, Place> places;
  llvm::DenseMap<Operation *, int> scratchOf;
  llvm::DenseMap<Value, int64_t> returnedState;
  SmallVector<ArenaBuffer> buffers;
};

} // namespace

int FunctionPlanner::lastUse(Value value) {
  int last = -1;
  for (Operation *user : value.getUsers()) {
    if (isView(user))
      last = std::max(last, lastUse(user->getResult(0)));
    else if (auto it = timeOf.find(user); it != timeOf.end())
      last = std::max(last, it->second);
    else
      last = launches.size(); // the terminator
  }
  return last;
}

LogicalResult FunctionPlanner::placeArguments() {
  for (BlockArgument argument : function.getArguments()) {
    unsigned i = argument.getArgNumber();
    auto group = function.getArgAttrOfType<StringAttr>(i, "bmc.group");
    auto parameter =
        function.getArgAttrOfType<FlatSymbolRefAttr>(i, "bmc.parameter");
    if (group && parameter) {
      places[argument].state = layout.offsetOf(group, parameter.getAttr());
      continue;
    }
    FailureOr<int64_t> bytes = bytesOf(argument.getType());
    if (failed(bytes))
      return failure();
    // Inputs stay for the whole call: the runtime may run it again.
    places[argument].buffer = buffers.size();
    buffers.push_back({*bytes, -1, static_cast<int>(launches.size())});
  }
  return success();
}

void FunctionPlanner::collectReturnedState() {
  auto *terminator = function.getBody().front().getTerminator();
  for (auto [i, value] : llvm::enumerate(terminator->getOperands())) {
    auto group = function.getResultAttrOfType<StringAttr>(i, "bmc.group");
    auto parameter =
        function.getResultAttrOfType<FlatSymbolRefAttr>(i, "bmc.parameter");
    if (group && parameter)
      returnedState[viewRoot(value)] =
          layout.offsetOf(group, parameter.getAttr());
  }
}

/// Lets an op that adds to one of its operands do so in place.
bool FunctionPlanner::reuseOperand(LaunchOp launch, OpResult result, int time) {
  auto kernel = symbols.lookup<func::FuncOp>(launch.getKernel());
  auto returned = kernel.getBody().front().getTerminator()->getOperand(
      result.getResultNumber());
  auto backward = returned.getDefiningOp<EmbeddingBackwardOp>();
  if (!backward || !backward.getInit())
    return false;
  auto init = dyn_cast<BlockArgument>(backward.getInit());
  if (!init)
    return false;
  Value source = viewRoot(launch.getInputs()[init.getArgNumber()]);
  if (isa<BlockArgument>(source) || lastUse(source) != time)
    return false;
  Place place = places.lookup(source);
  if (place.buffer < 0)
    return false;
  if (auto it = returnedState.find(result); it != returnedState.end()) {
    // The sum belongs in the state: let its first addend be made there.
    bool isRead = llvm::any_of(
        places, [&](auto &entry) { return entry.second.state == it->second; });
    if (isRead)
      return false;
    // All that share its buffer are addends of the same sum.
    buffers[place.buffer].bytes = 0;
    for (auto &[_, other] : places)
      if (other.buffer == place.buffer)
        other = {it->second, -1};
    places[result] = {it->second, -1};
    return true;
  }
  buffers[place.buffer].end = std::max(time, lastUse(result));
  places[result] = place;
  return true;
}

LogicalResult FunctionPlanner::placeResult(LaunchOp launch, OpResult result,
                                           int time) {
  if (reuseOperand(launch, result, time))
    return success();
  if (auto it = returnedState.find(result); it != returnedState.end()) {
    places[result].state = it->second;
    return success();
  }
  FailureOr<int64_t> bytes = bytesOf(result.getType());
  if (failed(bytes))
    return failure();
  places[result].buffer = buffers.size();
  buffers.push_back({*bytes, time, std::max(time, lastUse(result))});
  return success();
}

LogicalResult FunctionPlanner::placeLaunches() {
  for (auto [time, launch] : llvm::enumerate(launches)) {
    for (OpResult result : launch->getResults())
      if (failed(placeResult(launch, result, time)))
        return failure();
    scratchOf[launch] = buffers.size();
    int now = time;
    buffers.push_back({static_cast<int64_t>(launch.getScratch()), now, now});
  }
  return success();
}

void FunctionPlanner::writeAttributes() {
  OpBuilder builder(function.getContext());
  // All at once: each change of one argument would copy those of all.
  SmallVector<DictionaryAttr> attributes;
  function.getAllArgAttrs(attributes);
  for (BlockArgument argument : function.getArguments()) {
    DictionaryAttr &own = attributes[argument.getArgNumber()];
    NamedAttrList list(own);
    list.set("bmc.offset", builder.getI64IntegerAttr(encode(places[argument])));
    own = list.getDictionary(function.getContext());
  }
  function.setAllArgAttrs(attributes);
  for (LaunchOp launch : launches) {
    SmallVector<int64_t> placement;
    for (Value result : launch.getResults())
      placement.push_back(encode(places[result]));
    placement.push_back(buffers[scratchOf[launch]].offset);
    launch.setPlacement(placement);
  }
  function->setAttr("bmc.arena_bytes", builder.getI64IntegerAttr(arenaBytes));
}

LogicalResult FunctionPlanner::run() {
  function.walk([&](LaunchOp launch) {
    timeOf[launch] = launches.size();
    launches.push_back(launch);
  });
  collectReturnedState();
  if (failed(placeArguments()) || failed(placeLaunches()))
    return failure();
  ArenaPlan plan = packArena(buffers);
  arenaBytes = plan.bytes;
  probes = plan.probes;
  writeAttributes();
  return success();
}

namespace {

struct PlanMemory : bmc::impl::PlanMemoryBase<PlanMemory> {
  using PlanMemoryBase::PlanMemoryBase;

  void runOnOperation() override;

private:
  FailureOr<StateLayout> layOutState();
  FailureOr<int64_t> bytesOf(Type type, Location loc);
  llvm::StringMap<int64_t> bounds;
};

} // namespace

/// Bytes of a tensor with every dim at its bound.
FailureOr<int64_t> PlanMemory::bytesOf(Type type, Location loc) {
  unsigned bits = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
  int64_t bytes = std::max(1u, bits / 8);
  for (const Extent &extent : getExtents(type)) {
    int64_t size =
        extent.isStatic() ? extent.size : bounds.lookup(extent.name.getValue());
    if (llvm::MulOverflow(bytes, size, bytes) || bytes > (int64_t(1) << 56))
      return emitError(loc, "a tensor of shape ")
             << formatExtents(getExtents(type))
             << " does not fit into any memory";
  }
  return bytes;
}

namespace {
/// Which tensors the state holds.
class StateUses {
public:
  /// Group and parameter that the attributes of a value name, if they do.
  void add(DictionaryAttr attributes) {
    if (!attributes)
      return;
    auto group = attributes.getAs<StringAttr>("bmc.group");
    auto parameter = attributes.getAs<FlatSymbolRefAttr>("bmc.parameter");
    if (!group || !parameter)
      return;
    groups.insert(group);
    used.insert({group, parameter.getAttr()});
  }
  llvm::SetVector<StringAttr> groups;
  llvm::DenseSet<StateLayout::Key> used;
};
} // namespace

/// The parameters in the order of their addresses: those of an update's group
/// side by side, so that the update is one walk; then come tables that are
/// trained by rows, and last what is frozen.
static SmallVector<ParameterOp> inOrder(ModuleOp module) {
  constexpr int64_t kLast = std::numeric_limits<int64_t>::max();
  std::map<int64_t, SmallVector<ParameterOp>> groups;
  for (auto parameter : module.getOps<ParameterOp>()) {
    int64_t group = parameter.getGroup().value_or(0);
    groups[parameter.getFrozen()   ? kLast
           : parameter.getSparse() ? kLast - 1
                                   : group]
        .push_back(parameter);
  }
  SmallVector<ParameterOp> parameters;
  for (auto &[number, members] : groups)
    llvm::append_range(parameters, members);
  return parameters;
}

FailureOr<StateLayout> PlanMemory::layOutState() {
  StateUses uses;
  StringAttr values = StringAttr::get(&getContext(), "param");
  // Parameters first, whatever function comes first, and all of them.
  uses.groups.insert(values);
  for (auto function : getOperation().getOps<func::FuncOp>()) {
    for (unsigned i = 0; i < function.getNumArguments(); ++i)
      uses.add(function.getArgAttrDict(i));
    for (unsigned i = 0; i < function.getNumResults(); ++i)
      uses.add(function.getResultAttrDict(i));
  }
  StateLayout layout;
  layout.groups = uses.groups;
  for (StringAttr group : uses.groups) {
    layout.bytes = llvm::alignTo(layout.bytes, kPage);
    for (ParameterOp parameter : inOrder(getOperation())) {
      StateLayout::Key key{group, parameter.getSymNameAttr()};
      bool isNeeded =
          group == values ? !parameter.getCarried() : uses.used.contains(key);
      if (!isNeeded)
        continue;
      FailureOr<int64_t> bytes =
          bytesOf(parameter.getStateType(group), parameter.getLoc());
      if (failed(bytes))
        return failure();
      layout.offsets[key] = layout.bytes;
      layout.bytes += llvm::alignTo(*bytes, kTensorAlignment);
    }
  }
  layout.bytes = llvm::alignTo(layout.bytes, kPage);
  return layout;
}

/// bmc.state_groups, and for each the offset of each parameter as declared, -1
/// for those it lacks.
static void writeLayout(ModuleOp module, const StateLayout &layout) {
  OpBuilder builder(module.getContext());
  SmallVector<Attribute> names, offsets;
  for (StringAttr group : layout.groups) {
    SmallVector<int64_t> own;
    for (auto parameter : module.getOps<ParameterOp>()) {
      auto it = layout.offsets.find({group, parameter.getSymNameAttr()});
      own.push_back(it == layout.offsets.end() ? -1 : it->second);
    }
    names.push_back(group);
    offsets.push_back(builder.getDenseI64ArrayAttr(own));
  }
  module->setAttr("bmc.state_groups", builder.getArrayAttr(names));
  module->setAttr("bmc.state_offsets", builder.getArrayAttr(offsets));
  module->setAttr("bmc.state_bytes", builder.getI64IntegerAttr(layout.bytes));
}

void PlanMemory::runOnOperation() {
  ModuleOp module = getOperation();
  for (auto dim : module.getOps<DimOp>())
    bounds[dim.getSymName()] = dim.getMax();
  FailureOr<StateLayout> layout = layOutState();
  if (failed(layout))
    return signalPassFailure();
  writeLayout(module, *layout);
  SymbolTable symbols(module);
  for (auto function : module.getOps<func::FuncOp>()) {
    if (function->hasAttr("bmc.kernel"))
      continue;
    FunctionPlanner planner(function, symbols, *layout, [&](Type type) {
      return bytesOf(type, function.getLoc());
    });
    if (failed(planner.run()))
      return signalPassFailure();
    numBuffers += planner.numBuffers();
    numProbes += planner.probes;
    arenaBytes = std::max<int64_t>(arenaBytes, planner.arenaBytes);
  }
}
