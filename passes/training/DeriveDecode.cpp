//===- DeriveDecode.cpp - The next position from what is kept ---*- C++ -*-===//
//
// @generate chooses one position of the output, and bmc-push-select-row has
// moved the choice up to where a position depends on those before it. A
// recurrent layer needs of those only its last state. So it walks one step from
// a state that is carried from call to call, the choice moves on, and when it
// arrives at the tokens, one token is all that a call reads.
//
//===----------------------------------------------------------------------===//
#include "ir/Shape.h"
#include "passes/Passes.h"
#include "passes/fusion/Remarks.h"
#include "passes/training/PushSelectRow.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_DERIVEDECODE
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

/// Why a layer's last step cannot be computed from its state alone; empty if it
/// can.
static StringRef obstacle(RecurrentOp op, SelectRowOp select) {
  if (op.getReverse())
    return "it walks backwards";
  if (op.getLengths())
    return "its rows have lengths";
  if (op.getH0() || op.getC0())
    return "its first state is given";
  if (!op.getHn().use_empty() || (op.getCn() && !op.getCn().use_empty()))
    return "its last state is read as well";
  if (select.getAxis() != 1 || !onlyThisRowIsRead(op, select))
    return "other positions of its output are read as well";
  return "";
}

namespace {
class DecodeBuilder {
public:
  explicit DecodeBuilder(func::FuncOp decode)
      : where(decode.getLoc()), decode(decode), rewriter(decode.getContext()) {}

  /// Fails if a position needs more than what can be carried; `where` and `why`
  /// then say what stands in the way.
  LogicalResult build();
  /// Declares in the module what is carried.
  void declareStates();
  Location where;
  std::string why;

private:
  LogicalResult refuse(Location loc, const Twine &reason) {
    where = loc;
    why = reason.str();
    return failure();
  }
  SmallVector<SelectRowOp> stoppedSelects();
  LogicalResult passLayer();
  void stream(RecurrentOp op, SelectRowOp select);
  Value carry(StringRef name, Type type, Location loc);
  void handOn(StringRef name, Value value);
  DictionaryAttr carried(StringRef name);
  LogicalResult readOneToken();
  void dropUnusedPosition();
  Operation *findUnboundSize();

  struct State {
    std::string name;
    Type type;
    Location loc;
  };

  func::FuncOp decode;
  IRRewriter rewriter;
  SmallVector<State> states;
  unsigned layers = 0;
};
} // namespace

LogicalResult DecodeBuilder::build() {
  while (!stoppedSelects().empty())
    if (failed(passLayer()) || failed(pushSelectedRows(decode)))
      return failure();
  (void)runRegionDCE(rewriter, decode->getRegions());
  if (failed(readOneToken()))
    return failure();
  dropUnusedPosition();
  if (Operation *op = findUnboundSize())
    return refuse(op->getLoc(), "'" + op->getName().stripDialect() +
                                    "' is computed for all positions");
  return success();
}

/// Those of the position that did not arrive at an argument.
SmallVector<SelectRowOp> DecodeBuilder::stoppedSelects() {
  SmallVector<SelectRowOp> selects;
  decode.walk([&](SelectRowOp select) {
    if (isa<BlockArgument>(select.getIndex()) && !select.getFromEnd() &&
        !isa<BlockArgument>(select.getX()))
      selects.push_back(select);
  });
  return selects;
}

/// Lets the choice pass one layer. Layers whose output is still read as a whole
/// wait for those that read it.
LogicalResult DecodeBuilder::passLayer() {
  for (SelectRowOp select : stoppedSelects()) {
    auto op = select.getX().getDefiningOp<RecurrentOp>();
    if (!op || !obstacle(op, select).empty())
      continue;
    stream(op, select);
    return success();
  }
  SelectRowOp select = stoppedSelects().front();
  Operation *op = select.getX().getDefiningOp();
  if (auto recurrent = dyn_cast<RecurrentOp>(op))
    return refuse(op->getLoc(), obstacle(recurrent, select));
  return refuse(op->getLoc(), "'" + op->getName().stripDialect() +
                                  "' looks at other positions");
}

/// One step of the layer, from the carried state.
void DecodeBuilder::stream(RecurrentOp op, SelectRowOp select) {
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPoint(op);
  Location loc = op.getLoc();
  auto oneStep = [](Type type) {
    Extents extents = getExtents(type);
    extents[1] = Extent::fixed(1);
    return makeTensorType(extents, getElementTypeOrSelf(type));
  };
  Value row = SelectRowOp::create(rewriter, loc, op.getX(), select.getIndex(),
                                  /*axis=*/1);
  Value x = ReshapeOp::create(rewriter, loc, oneStep(op.getX().getType()), row);
  std::string name = "state." + std::to_string(layers++);
  Value h0 = carry(name + ".h", op.getHn().getType(), loc);
  Value c0 =
      op.getCn() ? carry(name + ".c", op.getCn().getType(), loc) : Value();
  auto step = RecurrentOp::create(rewriter, loc, x, op.getWeight(),
                                  op.getBias(), h0, c0, op.getMask(),
                                  /*lengths=*/Value(), op.getCell(),
                                  /*reverse=*/false);
  handOn(name + ".h", step.getHn());
  if (step.getCn())
    handOn(name + ".c", step.getCn());
  Value y = ReshapeOp::create(rewriter, loc, select.getType(), step.getY());
  for (Operation *user : llvm::make_early_inc_range(op.getY().getUsers()))
    rewriter.replaceOp(user, y);
  rewriter.eraseOp(op);
}

DictionaryAttr DecodeBuilder::carried(StringRef name) {
  return rewriter.getDictionaryAttr(
      {rewriter.getNamedAttr("bmc.parameter", FlatSymbolRefAttr::get(
                                                  rewriter.getContext(), name)),
       rewriter.getNamedAttr("bmc.group",
                             rewriter.getStringAttr(kCarriedState))});
}

/// The argument that holds what the call before left under the name.
Value DecodeBuilder::carry(StringRef name, Type type, Location loc) {
  states.push_back({name.str(), type, loc});
  unsigned index = decode.getNumArguments();
  (void)decode.insertArgument(index, type, carried(name), loc);
  return decode.getArgument(index);
}

void DecodeBuilder::declareStates() {
  auto module = decode->getParentOfType<ModuleOp>();
  rewriter.setInsertionPointToStart(module.getBody());
  for (auto parameter : module.getOps<ParameterOp>())
    rewriter.setInsertionPointAfter(parameter);
  auto zero = InitAttr::get(rewriter.getContext(), InitKind::Constant, 0, 0);
  for (const State &state : states) {
    Extents bounds = getExtents(state.type);
    for (Extent &extent : bounds)
      if (!extent.isStatic())
        extent =
            Extent::fixed(module.lookupSymbol<DimOp>(extent.name).getMax());
    ParameterOp::create(
        rewriter, state.loc, state.name,
        makeTensorType(bounds, getElementTypeOrSelf(state.type)), zero,
        /*group=*/nullptr, /*frozen=*/false, /*sparse=*/false,
        /*carried=*/true);
  }
}

/// Returns what the next call finds under the name.
void DecodeBuilder::handOn(StringRef name, Value value) {
  Operation *terminator = decode.front().getTerminator();
  terminator->insertOperands(terminator->getNumOperands(), value);
  (void)decode.insertResult(decode.getNumResults(), value.getType(),
                            carried(name));
}

/// Replaces the tokens of all positions by that of one.
LogicalResult DecodeBuilder::readOneToken() {
  for (unsigned i = 0; i < decode.getNumArguments(); ++i) {
    BlockArgument argument = decode.getArgument(i);
    SmallVector<Operation *> users(argument.getUsers());
    auto first =
        users.empty() ? SelectRowOp() : dyn_cast<SelectRowOp>(users.front());
    if (!first || !isa<BlockArgument>(first.getIndex()))
      continue;
    for (Operation *user : users)
      if (auto select = dyn_cast<SelectRowOp>(user);
          !select || select.getIndex() != first.getIndex() ||
          select.getAxis() != first.getAxis())
        return refuse(user->getLoc(), "tokens of other positions are read");
    (void)decode.insertArgument(i, first.getType(), decode.getArgAttrDict(i),
                                argument.getLoc());
    for (Operation *user : users)
      rewriter.replaceOp(user, decode.getArgument(i));
    (void)decode.eraseArgument(i + 1);
  }
  return success();
}

/// Without it, a call does not say how many came before.
void DecodeBuilder::dropUnusedPosition() {
  for (unsigned i = 0; i < decode.getNumArguments(); ++i) {
    auto name = decode.getArgAttrOfType<StringAttr>(i, "bmc.name");
    if (name && name.getValue() == "position" &&
        decode.getArgument(i).use_empty())
      return (void)decode.eraseArgument(i);
  }
}

/// An op with a run-time size that no argument has.
Operation *DecodeBuilder::findUnboundSize() {
  llvm::DenseSet<StringAttr> bound;
  for (Type type : decode.getArgumentTypes())
    for (const Extent &extent : getExtents(type))
      bound.insert(extent.name);
  Operation *found = nullptr;
  decode.walk([&](Operation *op) {
    for (Type type : op->getResultTypes())
      for (const Extent &extent : getExtents(type))
        if (!extent.isStatic() && !bound.contains(extent.name))
          found = op;
  });
  return found;
}

namespace {
struct DeriveDecode : bmc::impl::DeriveDecodeBase<DeriveDecode> {
  void runOnOperation() override {
    auto generate = getOperation().lookupSymbol<func::FuncOp>("generate");
    if (!generate)
      return;
    func::FuncOp decode = generate.clone();
    decode.setName("decode");
    getOperation().push_back(decode);
    DecodeBuilder builder(decode);
    if (failed(builder.build())) {
      decode.erase();
      return remarks.notStreamed(builder.where, builder.why);
    }
    builder.declareStates();
    ++numDerived;
    remarks.streamed(generate.getLoc(), "generate computes each position once");
  }

  Remarks remarks;
};
} // namespace
