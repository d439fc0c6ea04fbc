//===- EmitIr.cpp - A checked program as the graph phase ------------------===//

#include "frontend/emit/EmitIr.h"
#include "frontend/emit/EmitOps.h"

#include "ir/BmcDialect.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace bmc {

namespace {

/// An argument of an emitted function: a node, or the random state.
struct FunctionArgument {
  NodeId node;
  Type type;
  SmallVector<NamedAttribute> attributes;
};

class IrEmitter {
public:
  IrEmitter(const Program &program, const llvm::SourceMgr &sources,
            MLIRContext &context)
      : program(program), sources(sources), context(context),
        builder(&context) {}

  OwningOpRef<ModuleOp> run();

private:
  void emitAttributes(ModuleOp module);
  DictionaryAttr numbers(const std::map<std::string, double> &values);
  DictionaryAttr trainAttributes();
  using Updates = ArrayRef<std::pair<NodeId, NodeId>>;
  void emitFunction(ModuleOp module, StringRef name, ArrayRef<Output> results,
                    ArrayRef<NodeId> inputs, Updates updates = {});
  NamedAttribute symbol(NodeId parameter) {
    return builder.getNamedAttr(
        "bmc.parameter",
        FlatSymbolRefAttr::get(&context, program.nodes[parameter].name));
  }
  std::vector<Value> emitBody(Block *block, ArrayRef<FunctionArgument> args,
                              const std::vector<bool> &needed);
  void emitTraining(ModuleOp module);
  SmallVector<FunctionArgument> arguments(ArrayRef<NodeId> inputs,
                                          bool needsRng);
  std::vector<bool> reachable(ArrayRef<Output> results, Updates updates);
  Location location(SourceRange range, StringRef member);
  NamedAttribute named(StringRef name, StringRef text) {
    return builder.getNamedAttr(name, builder.getStringAttr(text));
  }

  const Program &program;
  const llvm::SourceMgr &sources;
  MLIRContext &context;
  OpBuilder builder;
};

} // namespace

Location IrEmitter::location(SourceRange range, StringRef member) {
  Location place = UnknownLoc::get(&context);
  if (range.Start.isValid()) {
    unsigned buffer = sources.FindBufferContainingLoc(range.Start);
    auto [line, column] = sources.getLineAndColumn(range.Start, buffer);
    StringRef file = sources.getMemoryBuffer(buffer)->getBufferIdentifier();
    place = FileLineColLoc::get(&context, file, line, column);
  }
  if (member.empty())
    member = program.model;
  return NameLoc::get(builder.getStringAttr(member), place);
}

DictionaryAttr IrEmitter::numbers(const std::map<std::string, double> &values) {
  SmallVector<NamedAttribute> entries;
  for (auto &[name, value] : values)
    entries.push_back(
        builder.getNamedAttr(name, builder.getF64FloatAttr(value)));
  return builder.getDictionaryAttr(entries);
}

DictionaryAttr IrEmitter::trainAttributes() {
  const TrainConfig &train = *program.train;
  SmallVector<Attribute> groups;
  for (const ParameterGroup &group : train.groups)
    groups.push_back(builder.getDictionaryAttr(
        {named("optimizer", group.optimizer),
         builder.getNamedAttr("numbers", numbers(group.numbers))}));
  SmallVector<NamedAttribute> settings = {
      builder.getNamedAttr("groups", builder.getArrayAttr(groups)),
      builder.getNamedAttr("clip_grad_norm",
                           builder.getF64FloatAttr(train.clipGradNorm)),
      builder.getNamedAttr("accumulate",
                           builder.getI64IntegerAttr(train.accumulate))};
  if (train.carryState)
    settings.push_back(
        builder.getNamedAttr("carry_state", builder.getUnitAttr()));
  return builder.getDictionaryAttr(settings);
}

void IrEmitter::emitAttributes(ModuleOp module) {
  auto set = [&](StringRef name, StringRef text) {
    module->setAttr(name, builder.getStringAttr(text));
  };
  set("bmc.name", program.model);
  set("bmc.source", program.source);
  set("bmc.config", formatConfig(program));
  set("bmc.batch", program.batch->name);
  if (program.train)
    module->setAttr("bmc.train", trainAttributes());
  if (!program.generate)
    return;
  const std::string &input = program.generate->input;
  if (input.empty())
    module->setAttr("bmc.generate", builder.getUnitAttr());
  else
    set("bmc.generate", input);
}

std::vector<bool> IrEmitter::reachable(ArrayRef<Output> results,
                                       Updates updates) {
  std::vector<bool> needed(program.nodes.size());
  for (const Output &result : results)
    needed[result.node] = true;
  for (auto [buffer, value] : updates)
    needed[value] = true;
  // Operands come before their users.
  for (NodeId id = NodeId(needed.size()) - 1; id >= 0; --id)
    if (needed[id])
      for (NodeId operand : program.nodes[id].operands)
        needed[operand] = true;
  return needed;
}

SmallVector<FunctionArgument> IrEmitter::arguments(ArrayRef<NodeId> inputs,
                                                   bool needsRng) {
  SmallVector<FunctionArgument> result;
  for (NodeId id : inputs) {
    const Node &node = program.nodes[id];
    result.push_back(
        {id, convertType(node.type, context), {named("bmc.name", node.name)}});
    // What a text has that is a row alone.
    if (program.generate &&
        (node.name == "segments" || node.name == "positions"))
      result.back().attributes.push_back(named("bmc.alone", node.name));
  }
  for (NodeId id : program.parameters) {
    const Node &node = program.nodes[id];
    result.push_back({id,
                      convertType(node.type, context),
                      {symbol(id), named("bmc.group", "param")}});
  }
  if (needsRng)
    result.push_back({-1,
                      RankedTensorType::get({2}, builder.getI64Type()),
                      {named("bmc.name", "rng")}});
  return result;
}

void IrEmitter::emitFunction(ModuleOp module, StringRef name,
                             ArrayRef<Output> results, ArrayRef<NodeId> inputs,
                             Updates updates) {
  std::vector<bool> needed = reachable(results, updates);
  bool needsRng = false;
  for (auto [node, isNeeded] : llvm::zip(program.nodes, needed))
    needsRng |=
        isNeeded && (node.op == OpKind::Dropout || node.op == OpKind::Uniform);
  SmallVector<FunctionArgument> args = arguments(inputs, needsRng);

  SmallVector<Type> argumentTypes, resultTypes;
  SmallVector<DictionaryAttr> argumentAttributes, resultAttributes;
  for (const FunctionArgument &argument : args) {
    argumentTypes.push_back(argument.type);
    argumentAttributes.push_back(
        builder.getDictionaryAttr(argument.attributes));
  }
  for (const Output &result : results) {
    resultTypes.push_back(
        convertType(program.nodes[result.node].type, context));
    resultAttributes.push_back(
        builder.getDictionaryAttr(named("bmc.name", result.name)));
  }
  for (auto [buffer, value] : updates) {
    resultTypes.push_back(convertType(program.nodes[value].type, context));
    resultAttributes.push_back(builder.getDictionaryAttr(
        {symbol(buffer), named("bmc.group", "param")}));
  }
  Location loc = location(program.nodes[results.front().node].range, name);
  builder.setInsertionPointToEnd(module.getBody());
  auto function = func::FuncOp::create(
      builder, loc, name, builder.getFunctionType(argumentTypes, resultTypes),
      ArrayRef<NamedAttribute>{}, argumentAttributes);
  function.setAllResultAttrs(resultAttributes);
  std::vector<Value> values = emitBody(function.addEntryBlock(), args, needed);
  SmallVector<Value> returned;
  for (const Output &result : results)
    returned.push_back(values[result.node]);
  for (auto [buffer, value] : updates)
    returned.push_back(values[value]);
  func::ReturnOp::create(builder, loc, returned);
}

/// The needed nodes, in their order, after the arguments. Returns the value of
/// each.
std::vector<Value> IrEmitter::emitBody(Block *block,
                                       ArrayRef<FunctionArgument> args,
                                       const std::vector<bool> &needed) {
  builder.setInsertionPointToStart(block);
  std::vector<Value> values(program.nodes.size());
  Value rng;
  for (auto [argument, value] : llvm::zip(args, block->getArguments())) {
    (argument.node < 0 ? rng : values[argument.node]) = value;
    value.setLoc(argument.node < 0
                     ? location({}, "rng")
                     : location(program.nodes[argument.node].range,
                                program.nodes[argument.node].name));
  }
  for (auto [id, node] : llvm::enumerate(program.nodes)) {
    if (!needed[id] || values[id])
      continue;
    SmallVector<Value> operands;
    for (NodeId operand : node.operands)
      operands.push_back(values[operand]);
    values[id] =
        emitOp(builder, location(node.range, node.member), node, operands, rng);
  }
  return values;
}

/// @loss, and @evaluate if there are metrics beside it.
void IrEmitter::emitTraining(ModuleOp module) {
  std::vector<NodeId> inputs = program.inputs;
  inputs.insert(inputs.end(), program.targets.begin(), program.targets.end());
  std::vector<Output> results{{"loss", program.loss}};
  emitFunction(module, "loss", results, inputs, program.updates);
  for (const Metric &metric : program.metrics) {
    if (metric.value >= 0) {
      results.push_back({"metric." + metric.name, metric.value});
      continue;
    }
    results.push_back({"scores." + metric.name, metric.scores});
    results.push_back({"labels." + metric.name, metric.labels});
  }
  if (!program.metrics.empty())
    emitFunction(module, "evaluate", results, inputs);
}

static InitAttr convertInit(const InitSpec &init, MLIRContext &context) {
  static const std::map<InitSpec::Kind, InitKind> kinds{
      {InitSpec::Kind::Constant, InitKind::Constant},
      {InitSpec::Kind::Normal, InitKind::Normal},
      {InitSpec::Kind::Uniform, InitKind::Uniform},
      {InitSpec::Kind::TruncNormal, InitKind::TruncNormal},
      {InitSpec::Kind::Orthogonal, InitKind::Orthogonal}};
  return InitAttr::get(&context, kinds.at(init.kind), init.a, init.b, init.low,
                       init.high);
}

OwningOpRef<ModuleOp> IrEmitter::run() {
  OwningOpRef<ModuleOp> module = ModuleOp::create(location({}, ""));
  emitAttributes(*module);
  builder.setInsertionPointToEnd(module->getBody());
  for (const auto &dim : program.dims)
    DimOp::create(builder, location(dim->range, dim->name), dim->name,
                  dim->bound);
  for (NodeId id : program.parameters) {
    const Node &node = program.nodes[id];
    ParameterOp::create(
        builder, location(node.range, node.name), node.name,
        convertType(node.type, context), convertInit(node.init, context),
        node.group > 0 ? builder.getI64IntegerAttr(node.group) : IntegerAttr(),
        node.isBuffer || node.group == Node::kFrozen, node.isSparse);
  }
  emitFunction(*module, "forward", program.outputs, program.inputs);
  if (program.loss >= 0)
    emitTraining(*module);
  return module;
}

OwningOpRef<ModuleOp> emitIr(const Program &program,
                             const llvm::SourceMgr &sources,
                             MLIRContext &context) {
  context.loadDialect<BmcDialect, func::FuncDialect>();
  return IrEmitter(program, sources, context).run();
}

} // namespace bmc
