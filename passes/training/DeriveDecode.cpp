//===- DeriveDecode.cpp - The next position from what is kept ---*- C++ -*-===//
//
// @generate chooses one position of the output, and bmc-push-select-row has
// moved the choice up to where a position depends on those before it. A
// recurrent layer needs of those only its last state, causal attention only
// their keys and values. So each walks one step from what is carried from call
// to call, the choice moves on, and when it arrives at the tokens, one token is
// all that a call reads: of each of several sequences, which have come to
// positions of their own.
//
//===----------------------------------------------------------------------===//
#include "ir/Shape.h"
#include "passes/Passes.h"
#include "passes/fusion/Remarks.h"
#include "passes/training/DecodeObstacle.h"
#include "passes/training/DecodeSources.h"
#include "passes/training/FillSize.h"
#include "passes/training/PushSelectRow.h"
#include "passes/training/RowPlan.h"
#include "passes/training/RowPositions.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_DERIVEDECODE
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

/// Numbers the ops of @generate and those of its copy alike.
static constexpr StringLiteral kNumber = "number";

/// The argument that says which position is chosen.
static BlockArgument positionOf(func::FuncOp function) {
  for (BlockArgument argument : function.getArguments()) {
    auto name = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(),
                                                      "bmc.name");
    if (name && name.getValue() == "position")
      return argument;
  }
  return {};
}

namespace {
class DecodeBuilder {
public:
  DecodeBuilder(func::FuncOp generate, func::FuncOp decode)
      : where(decode.getLoc()), generate(generate), decode(decode),
        rewriter(decode.getContext()) {}

  /// Fails if a position needs more than what can be carried; `where` and `why`
  /// then say what stands in the way.
  LogicalResult build();
  /// Declares in the module what is carried, and lets @generate leave it too.
  void finish();
  /// An op that computes several sequences together; then @decode takes one.
  Operation *joinsSequences = nullptr;
  Location where;
  std::string why;

private:
  LogicalResult refuse(Location loc, const Twine &reason) {
    where = loc;
    why = reason.str();
    return failure();
  }
  void findSizes();
  SmallVector<SelectRowOp> stoppedSelects();
  LogicalResult passLayer();
  void stream(RecurrentOp op, SelectRowOp select);
  void stream(AttentionOp op, SelectRowOp select);
  void replace(Operation *op, Value row);
  LogicalResult carrySources();
  Value carry(StringRef name, Type type, Operation *layer, unsigned value);
  void handOn(func::FuncOp function, StringRef name, Value value);
  DictionaryAttr carried(StringRef name);
  void dropSources();
  LogicalResult readOneToken();
  LogicalResult replaceToken(unsigned i);
  LogicalResult keepAllPositions();
  void dropUnusedPosition();
  Operation *findUnboundSize();
  void takeSequences();
  void declareStates();
  void endAtPosition(RecurrentOp layer);
  void carryFromPrompt();

  /// What one call leaves for the next.
  struct State {
    std::string name;
    Location loc;
    /// Number of the op of @generate, null if it is an argument, and of its
    /// operand or result, or the argument, that becomes it.
    Attribute op;
    unsigned value;
    bool isOfSource = false;
  };
  Value keptBy(const State &state, Type type);

  func::FuncOp generate, decode;
  IRRewriter rewriter;
  SmallVector<State> states;
  unsigned layers = 0, memories = 0;
  StringAttr rows, positions; ///< run-time sizes of the tokens, if they are
  StringAttr sequences; ///< rows of a call of @decode, if there are several
};
} // namespace

/// Sequences that are decoded at once at most: beyond them products are as slow
/// as they are large, and each keeps keys and values.
static constexpr int64_t kMaxSequences = 8;
/// Run-time sizes that a program has room for (runtime/abi/Abi.h).
static constexpr int64_t kMaxDims = 16;

/// The run-time sizes of `tokens`, all others being too.
void DecodeBuilder::findSizes() {
  for (unsigned i = 0; i < decode.getNumArguments(); ++i) {
    auto name = decode.getArgAttrOfType<StringAttr>(i, "bmc.name");
    Extents extents = getExtents(decode.getArgument(i).getType());
    if (!name || name.getValue() != "tokens" || extents.size() != 2)
      continue;
    rows = extents[0].name;
    positions = extents[1].name;
    if (rows == positions)
      rows = {};
  }
}

LogicalResult DecodeBuilder::build() {
  findSizes();
  while (!stoppedSelects().empty())
    if (failed(passLayer()) || failed(pushSelectedRows(decode)))
      return failure();
  (void)runRegionDCE(rewriter, decode->getRegions());
  if (failed(carrySources()) || failed(readOneToken()) ||
      failed(keepAllPositions()))
    return failure();
  dropUnusedPosition();
  if (rows)
    takeSequences();
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
    Operation *op = select.getX().getDefiningOp();
    if (!obstacle(op, select).empty())
      continue;
    if (auto recurrent = dyn_cast<RecurrentOp>(op))
      stream(recurrent, select);
    else
      stream(cast<AttentionOp>(op), select);
    return success();
  }
  SelectRowOp select = stoppedSelects().front();
  Operation *op = select.getX().getDefiningOp();
  return refuse(op->getLoc(), obstacle(op, select));
}

void DecodeBuilder::replace(Operation *op, Value row) {
  for (Operation *user :
       llvm::make_early_inc_range(op->getResult(0).getUsers()))
    rewriter.replaceOp(user, row);
  rewriter.eraseOp(op);
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
  std::string name = "state:" + std::to_string(layers++);
  Value h0 = carry(name + ".h", op.getHn().getType(), op, 1);
  Value c0 =
      op.getCn() ? carry(name + ".c", op.getCn().getType(), op, 2) : Value();
  auto step = RecurrentOp::create(rewriter, loc, x, op.getWeight(),
                                  op.getBias(), h0, c0, op.getMask(),
                                  /*lengths=*/Value(), op.getCell(),
                                  /*reverse=*/false);
  handOn(decode, name + ".h", step.getHn());
  if (step.getCn())
    handOn(decode, name + ".c", step.getCn());
  replace(op, ReshapeOp::create(rewriter, loc, select.getType(), step.getY()));
}

/// The query of one position, with the keys and values that were kept.
void DecodeBuilder::stream(AttentionOp op, SelectRowOp select) {
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPoint(op);
  if (!looksAtTokens(op))
    return replace(op, attendFromPosition(op, select, rewriter));
  Location loc = op.getLoc();
  auto row = [&](Value x) -> Value {
    return SelectRowOp::create(rewriter, loc, x, select.getIndex(), /*axis=*/1);
  };
  Value q = row(op.getQ()), k = row(op.getK()), v = row(op.getV());
  Value bias = biasOfPosition(op, select.getIndex(), rewriter);
  std::string name = "state:" + std::to_string(layers++);
  Value keys = carry(name + ".keys", op.getK().getType(), op, 1);
  Value values = carry(name + ".values", op.getV().getType(), op, 2);
  auto step = AttentionStepOp::create(
      rewriter, loc, q, k, v, keys, values, select.getIndex(), bias,
      op.getNumHeadsAttr(), op.getScaleAttr(), op.getSoftcapAttr());
  handOn(decode, name + ".keys", step.getKeys());
  handOn(decode, name + ".values", step.getValues());
  replace(op, step.getOut());
}

DictionaryAttr DecodeBuilder::carried(StringRef name) {
  return rewriter.getDictionaryAttr(
      {rewriter.getNamedAttr("bmc.parameter", FlatSymbolRefAttr::get(
                                                  rewriter.getContext(), name)),
       rewriter.getNamedAttr("bmc.group",
                             rewriter.getStringAttr(kCarriedState))});
}

/// An argument of `function` that holds what the call before left.
static Value addArgument(func::FuncOp function, Type type,
                         DictionaryAttr attributes, Location loc) {
  unsigned index = function.getNumArguments();
  (void)function.insertArgument(index, type, attributes, loc);
  return function.getArgument(index);
}

/// The argument that holds what the call before left under the name. It becomes
/// operand or result number `value` of the layer.
Value DecodeBuilder::carry(StringRef name, Type type, Operation *layer,
                           unsigned value) {
  Location loc = layer->getLoc();
  states.push_back({name.str(), loc, layer->getAttr(kNumber), value});
  return addArgument(decode, type, carried(name), loc);
}

/// Returns what the next call finds under the name.
void DecodeBuilder::handOn(func::FuncOp function, StringRef name, Value value) {
  Operation *terminator = function.front().getTerminator();
  terminator->insertOperands(terminator->getNumOperands(), value);
  (void)function.insertResult(function.getNumResults(), value.getType(),
                              carried(name));
}

//===----------------------------------------------------------------------===//
// Sources
//===----------------------------------------------------------------------===//

/// Lets calls take what @generate makes of a source from what it has left, a
/// row of numbers of each sequence. The source is read no more.
LogicalResult DecodeBuilder::carrySources() {
  rewriter.setInsertionPointToStart(&decode.front());
  for (Value value : findSourceValues(decode)) {
    Extents extents = getExtents(value.getType());
    std::optional<int64_t> size =
        extents.empty() ? std::nullopt
                        : staticProduct(ArrayRef(extents).drop_front());
    Type element = getElementTypeOrSelf(value.getType());
    if (!isa<FloatType>(element) || !size || extents.front().name != rows)
      return refuse(value.getLoc(),
                    "what it makes of the source is no row of numbers");
    std::string name = "memory:" + std::to_string(memories++);
    auto result = dyn_cast<OpResult>(value);
    Attribute number =
        result ? result.getOwner()->getAttr(kNumber) : Attribute();
    unsigned index = result ? result.getResultNumber()
                            : cast<BlockArgument>(value).getArgNumber();
    states.push_back(
        {name, value.getLoc(), number, index, /*isOfSource=*/true});
    Value kept = addArgument(
        decode,
        makeTensorType({extents.front(), Extent::fixed(*size)}, element),
        carried(name), value.getLoc());
    Value known =
        ReshapeOp::create(rewriter, value.getLoc(), value.getType(), kept);
    rewriter.replaceUsesWithIf(value, known, [](OpOperand &use) {
      Operation *user = use.getOwner();
      return user->hasTrait<mlir::OpTrait::IsTerminator>() ||
             llvm::any_of(user->getOperands(), dependsOnTokens);
    });
  }
  (void)runRegionDCE(rewriter, decode->getRegions());
  dropSources();
  return success();
}

/// Arguments that nothing reads any more.
void DecodeBuilder::dropSources() {
  llvm::BitVector dropped(decode.getNumArguments());
  for (BlockArgument argument : decode.getArguments())
    if (argument.use_empty() && isSource(argument))
      dropped.set(argument.getArgNumber());
  (void)decode.eraseArguments(dropped);
}

//===----------------------------------------------------------------------===//
// One token of one sequence
//===----------------------------------------------------------------------===//

/// Replaces the tokens of all positions by that of one.
LogicalResult DecodeBuilder::readOneToken() {
  for (unsigned i = 0; i < decode.getNumArguments(); ++i) {
    auto name = decode.getArgAttrOfType<StringAttr>(i, "bmc.name");
    if (name && name.getValue() != "position" && failed(replaceToken(i)))
      return failure();
  }
  return success();
}

LogicalResult DecodeBuilder::replaceToken(unsigned i) {
  BlockArgument argument = decode.getArgument(i);
  SmallVector<Operation *> users(argument.getUsers());
  if (users.empty())
    return success();
  auto first = dyn_cast<SelectRowOp>(users.front());
  for (Operation *user : users)
    if (auto select = dyn_cast<SelectRowOp>(user);
        !select || !isa<BlockArgument>(select.getIndex()) || !first ||
        select.getIndex() != first.getIndex() ||
        select.getAxis() != first.getAxis())
      return refuse(user->getLoc(), "tokens of other positions are read");
  (void)decode.insertArgument(i, first.getType(), decode.getArgAttrDict(i),
                              argument.getLoc());
  for (Operation *user : users)
    rewriter.replaceOp(user, decode.getArgument(i));
  (void)decode.eraseArgument(i + 1);
  return success();
}

/// Whether positions are apart in `op`: with more of them, those that were
/// there are computed as before.
static bool keepsPositionsApart(Operation *op, StringAttr positions) {
  if (isa<AttentionStepOp, ArangeOp, ConstantOp>(op))
    return true;
  if (auto size = dyn_cast<SizeOp>(op))
    return !size.sumsOver(positions);
  bool isRead = llvm::any_of(op->getOperandTypes(), [&](Type type) {
    return hasExtent(type, positions);
  });
  bool isMade = false;
  for (Value result : op->getResults())
    for (auto [axis, extent] : llvm::enumerate(getExtents(result.getType())))
      if (extent == Extent::named(positions)) {
        isMade = true;
        if (!isa<BroadcastOp>(op) && !planRow(op, axis))
          return false;
      }
  return isMade || !isRead;
}

/// Lets what belongs to keys (biases) have the window's length: those behind
/// the position are not looked at.
LogicalResult DecodeBuilder::keepAllPositions() {
  if (!positions)
    return success();
  auto module = decode->getParentOfType<ModuleOp>();
  for (Operation &op : decode.front().without_terminator())
    if (!keepsPositionsApart(&op, positions))
      return refuse(op.getLoc(), "'" + op.getName().stripDialect() +
                                     "' is computed for all positions");
  auto window = module.lookupSymbol<DimOp>(positions.getValue());
  fillSize(decode, positions,
           Extent::fixed(static_cast<int64_t>(window.getMax())));
  return success();
}

/// Lets each row of a call be a sequence with a position of its own, where rows
/// are computed apart.
void DecodeBuilder::takeSequences() {
  BlockArgument position = positionOf(decode);
  joinsSequences = findJoinedRows(decode, position, rows);
  auto module = decode->getParentOfType<ModuleOp>();
  if (joinsSequences || llvm::range_size(module.getOps<DimOp>()) == kMaxDims)
    return fillSize(decode, rows, Extent::fixed(1));
  if (position)
    givePositions(decode, position, rows);
  // Outside the module: the table gives it another name if the model has one
  // so.
  OpBuilder outside(module.getContext());
  auto dim =
      DimOp::create(outside, decode.getLoc(), "sequences", kMaxSequences);
  sequences = SymbolTable(module).insert(dim, module.getBody()->begin());
  fillSize(decode, rows, Extent::named(sequences));
}

/// Without it, a call does not say how many came before.
void DecodeBuilder::dropUnusedPosition() {
  BlockArgument position = positionOf(decode);
  if (position && position.use_empty())
    (void)decode.eraseArgument(position.getArgNumber());
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

//===----------------------------------------------------------------------===//
// What is carried
//===----------------------------------------------------------------------===//

void DecodeBuilder::declareStates() {
  auto module = decode->getParentOfType<ModuleOp>();
  rewriter.setInsertionPointToStart(module.getBody());
  for (auto parameter : module.getOps<ParameterOp>())
    rewriter.setInsertionPointAfter(parameter);
  auto zero = InitAttr::get(rewriter.getContext(), InitKind::Constant, 0, 0);
  auto types = decode.getArgumentTypes().take_back(states.size());
  for (auto [state, type] : llvm::zip_equal(states, types)) {
    Extents bounds = getExtents(type);
    for (Extent &extent : bounds)
      if (!extent.isStatic())
        extent =
            Extent::fixed(module.lookupSymbol<DimOp>(extent.name).getMax());
    ParameterOp::create(rewriter, state.loc, state.name,
                        makeTensorType(bounds, getElementTypeOrSelf(type)),
                        zero, /*group=*/nullptr, /*frozen=*/false,
                        /*sparse=*/false, /*carried=*/true);
  }
}

/// Ends the layer's walk behind the chosen position, as the window does whose
/// length is known when it is called: one of fixed length is filled up.
void DecodeBuilder::endAtPosition(RecurrentOp layer) {
  rewriter.setInsertionPoint(layer);
  Location loc = layer.getLoc();
  Extents steps = getExtents(layer.getX().getType());
  // position + 1, of integers.
  Value numbers = ArangeOp::create(
      rewriter, loc, makeTensorType({steps[1]}, rewriter.getI32Type()),
      /*start=*/1, /*step=*/1);
  Value length = SelectRowOp::create(rewriter, loc, numbers,
                                     positionOf(generate), /*axis=*/0);
  Type type = makeTensorType({steps[0]}, rewriter.getI32Type());
  layer.getLengthsMutable().assign(
      BroadcastOp::create(rewriter, loc, type, length, ArrayRef<int64_t>()));
}

/// What the tokens of a whole prompt leave.
void DecodeBuilder::carryFromPrompt() {
  auto types = decode.getArgumentTypes().take_back(states.size());
  for (auto [state, type] : llvm::zip_equal(states, types)) {
    Extents extents = getExtents(type);
    if (sequences && extents[0] == Extent::named(sequences))
      extents[0] = Extent::fixed(1);
    Type own = makeTensorType(extents, getElementTypeOrSelf(type));
    handOn(generate, state.name, keptBy(state, own));
  }
}

/// What @generate leaves as this state, as one sequence of this type.
Value DecodeBuilder::keptBy(const State &state, Type type) {
  Operation *op = nullptr;
  if (state.op)
    generate.walk([&](Operation *other) {
      if (other->getAttr(kNumber) == state.op)
        op = other;
    });
  Operation *terminator = generate.front().getTerminator();
  if (state.isOfSource) {
    Value made = op ? op->getResult(state.value)
                    : Value(generate.getArgument(state.value));
    rewriter.setInsertionPoint(terminator);
    return ReshapeOp::create(rewriter, state.loc, type, made);
  }
  if (auto recurrent = dyn_cast<RecurrentOp>(op)) {
    if (!positions && !recurrent.getLengths())
      endAtPosition(recurrent);
    return op->getResult(state.value);
  }
  Value kept = addArgument(generate, type, carried(state.name), state.loc);
  rewriter.setInsertionPoint(terminator);
  return StoreRowsOp::create(rewriter, state.loc, op->getOperand(state.value),
                             kept);
}

void DecodeBuilder::finish() {
  if (rows)
    fillSize(generate, rows, Extent::fixed(1));
  declareStates();
  carryFromPrompt();
}

namespace {
struct DeriveDecode : bmc::impl::DeriveDecodeBase<DeriveDecode> {
  void runOnOperation() override {
    auto generate = getOperation().lookupSymbol<func::FuncOp>("generate");
    if (!generate)
      return;
    number(generate);
    derive(generate);
    for (func::FuncOp function : getOperation().getOps<func::FuncOp>())
      function.walk([](Operation *op) { op->removeAttr(kNumber); });
  }

private:
  static void number(func::FuncOp generate) {
    int64_t ops = 0;
    Builder b(generate.getContext());
    for (Operation &op : generate.front())
      op.setAttr(kNumber, b.getI64IntegerAttr(ops++));
  }

  void derive(func::FuncOp generate) {
    func::FuncOp decode = generate.clone();
    decode.setName("decode");
    getOperation().push_back(decode);
    DecodeBuilder builder(generate, decode);
    if (failed(builder.build())) {
      decode.erase();
      return remarks.notStreamed(builder.where, builder.why);
    }
    builder.finish();
    ++numDerived;
    remarks.streamed(generate.getLoc(), "generate computes each position once");
    if (Operation *op = builder.joinsSequences)
      remarks.streamed(op->getLoc(),
                       "generate takes one sequence at a time: '" +
                           op->getName().stripDialect() +
                           "' computes several together");
  }

  Remarks remarks;
};
} // namespace
