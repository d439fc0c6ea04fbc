//===- Model.cpp - The model on its data, and the loss --------------------===//

#include "frontend/sema/Analyzer.h"
#include "ir/DerivedSize.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

NodeId Analyzer::makeInput(DataField &field, const TensorType &type,
                           SourceRange range) {
  Value value = evaluator.addNode(OpKind::Input, {}, type, range);
  if (value.isError())
    return -1;
  field.used = true;
  Node &node = evaluator.lastNode();
  node.name = field.name;
  // A target of -1 is none.
  node.values =
      IntegerValues::between(field.name == "targets" ? -1 : 0, field.limit - 1);
  if (!field.limit)
    node.values = {INT64_MAX, INT64_MIN, true};
  fieldValues[field.name] = value;
  return value.node;
}

/// A single column is [B]; an input or annotation [B, 1] takes it as well.
static bool fits(const DataField &field, const TensorType &type) {
  if (field.type == type)
    return true;
  if (!field.isSingleColumn || field.type.element != type.element ||
      field.type.rank() != 1 || type.rank() != 2)
    return false;
  return type.shape[0] == field.type.shape[0] && type.shape[1].isStatic() &&
         type.shape[1].value == 1;
}

/// Reports inputs that data cannot be bound to.
bool Analyzer::checkInputs() {
  bool ok = true;
  if (model->forward)
    for (const FunctionParam &param : model->forward->params)
      if (!param.type || param.fallback) {
        evaluator
            .error(param.name.range, DiagId::BadType,
                   "input '" + param.name.text +
                       "' of a model needs a type and has no default")
            .help("such as " + param.name.text + ": f32[B, D]");
        ok = false;
      }
  return ok;
}

void Analyzer::bindInputs(Instance &instance, Frame &frame) {
  for (const FunctionParam &param : model->forward->params) {
    std::optional<TensorType> type = evaluator.inFrame(frame, [&] {
      return evaluator.evalFullType(cast<TypeExpr>(*param.type));
    });
    if (!type || reportReserved(evaluator, param.name.text, param.name.range))
      continue;
    if (type->shape.empty() || type->shape[0].dim != program.batch) {
      evaluator.error(
          param.type->range, DiagId::NoBatchDim,
          "the first axis of input '" + param.name.text +
              "' must be the batch dim" +
              (program.batch ? " '" + program.batch->name + "'" : ""));
      continue;
    }
    DataField *field = nullptr;
    std::vector<std::string> names;
    for (DataField &candidate : program.fields) {
      names.push_back(candidate.name);
      if (candidate.name == param.name.text)
        field = &candidate;
    }
    DataField undeclared{
        param.name.text.str(), *type, param.name.range, {}, false, false};
    if (!data)
      field = &undeclared;
    if (!field) {
      if (names.empty())
        continue; // the data block was reported
      std::string hint = didYouMean(param.name.text, names);
      evaluator
          .error(param.name.range, DiagId::UnboundInput,
                 "data '" + data->name.text + "' has no field '" +
                     param.name.text + "'")
          .note(data->name.range, "the data is declared here")
          .help(hint.empty() ? "its fields are " + join(names, ", ") : hint);
      continue;
    }
    if (!fits(*field, *type)) {
      evaluator
          .error(param.type->range, DiagId::UnboundInput,
                 "input '" + param.name.text + "' is " + format(*type) +
                     ", but the data gives " + format(field->type))
          .note(field->range, "'" + field->name + "' is declared here");
      continue;
    }
    NodeId node = makeInput(*field, *type, param.name.range);
    if (node >= 0) {
      program.inputs.push_back(node);
      frame.locals[param.name.text] = Value::fromTensor(node);
    }
  }
}

void Analyzer::buildModel() {
  if (!model->forward)
    return;
  if (model->forward->params.empty()) {
    evaluator.error(model->forward->name.range, DiagId::NoBatchDim,
                    "forward of a model needs an input");
    return;
  }
  unsigned before = diagnostics.numErrors();
  Instance *instance = evaluator.instantiate(*model, {}, "", model->name.range,
                                             model->name.range);
  if (!instance)
    return;
  Frame frame;
  frame.self = frame.owner = instance;
  frame.function = model->forward.get();
  bindInputs(*instance, frame);
  // A wrong member or input would only repeat itself in forward.
  if (program.inputs.size() != model->forward->params.size() ||
      (diagnostics.numErrors() != before &&
       any_of(instance->members,
              [](auto &member) { return member.second.isError(); })))
    return;
  output = evaluator.run(frame);
  program.updates.assign(evaluator.bufferValues.begin(),
                         evaluator.bufferValues.end());
  std::vector<Output> outputs;
  if (!output.isError() && findOutputs(outputs) && checkDimsHaveValues())
    program.outputs = std::move(outputs);
}

/// The results of forward under their names: one, or several that have one.
bool Analyzer::findOutputs(std::vector<Output> &outputs) {
  const FunctionDecl &forward = *model->forward;
  if (output.isSequence() && !output.names) {
    evaluator
        .error(
            forward.name.range, DiagId::ResultMismatch,
            "forward of a model returns one f32 tensor, or several that have "
            "names, got " +
                describe(output, program))
        .help("name the results: forward(..) -> (label: f32[B, 3], price: "
              "f32[B])");
    return false;
  }
  if (!output.names)
    return addOutput(output, "output", outputs);
  for (auto [value, name] : zip(output.elements(), *output.names))
    if (!addOutput(value, name, outputs))
      return false;
  if (!outputs.empty())
    return true;
  evaluator.error(forward.name.range, DiagId::ResultMismatch,
                  "forward of a model returns numbers only, none for each row");
  return false;
}

bool Analyzer::addOutput(const Value &value, StringRef name,
                         std::vector<Output> &outputs) {
  SourceRange range = model->forward->name.range;
  std::string what = output.names ? ("result '" + name + "' of a model").str()
                                  : "a model's output";
  if (!value.isTensor() || !evaluator.typeOf(value).isFloat()) {
    evaluator.error(
        range, DiagId::ResultMismatch,
        (output.names ? what + " must be" : "forward of a model returns") +
            " one f32 tensor, got " + describe(value, program));
    return false;
  }
  if (output.names && count(*output.names, name) > 1) {
    evaluator.error(range, DiagId::DuplicateName,
                    "two results of forward are called '" + name + "'");
    return false;
  }
  const TensorType &type = evaluator.typeOf(value);
  // A number of the whole batch is for loss and metrics alone.
  if (output.names && type.shape.empty())
    return true;
  if (type.shape.empty() || type.shape[0].dim != program.batch) {
    evaluator
        .error(range, DiagId::ResultMismatch,
               "the first axis of " + what + " must be the batch dim '" +
                   program.batch->name + "', got " + format(type))
        .help("reductions over the batch belong into the loss");
    return false;
  }
  outputs.push_back({name.str(), value.node});
  return true;
}

/// Reports dims that are used but are no axis of an input, and drops the
/// unused ones: nothing would say how large they are.
bool Analyzer::checkDimsHaveValues() {
  auto appearsIn = [&](const DimInfo *dim, const Node &node) {
    return any_of(node.type.shape,
                  [&](const Size &size) { return size.dim == dim; });
  };
  bool ok = true;
  for (const auto &dim : program.dims) {
    // A computed size has a value if its base has.
    bool bound =
        DerivedSize::parse(dim->name) || any_of(program.inputs, [&](NodeId id) {
          return appearsIn(dim.get(), program.nodes[id]);
        });
    auto user = find_if(program.nodes, [&](const Node &node) {
      return appearsIn(dim.get(), node);
    });
    if (bound || user == program.nodes.end())
      continue;
    evaluator
        .error(user->range, DiagId::DimWithoutInput,
               "dim '" + dim->name +
                   "' is the axis of no input, so its size is "
                   "unknown at run time")
        .note(dim->range, "'" + dim->name + "' is declared here");
    ok = false;
  }
  return ok;
}

/// Binds what the loss and the metrics see.
bool Analyzer::bindResults() {
  firstOfResults = program.nodes.size();
  results.locals["output"] = output;
  // A column whose declaration is wrong has been reported.
  for (const ColumnDecl &column : data->columns)
    results.locals[column.name.text] = Value::error();
  for (DataField &field : program.fields) {
    if (!fieldValues.count(field.name)) {
      NodeId node = makeInput(field, field.type, field.range);
      if (node < 0)
        return false;
      field.used = false;
    }
    results.locals[field.name] = fieldValues[field.name];
  }
  return true;
}

void Analyzer::buildLoss() {
  const Expr *loss = trainSetting("loss");
  if (!loss) {
    evaluator.error(train->range, DiagId::MissingKey, "train needs a loss")
        .help("for example loss = cross_entropy(output, targets)");
    return;
  }
  if (program.outputs.empty() || !data)
    return;
  if (all_of(program.parameters,
             [&](NodeId id) { return program.nodes[id].isBuffer; }))
    evaluator
        .error(train->model.range, DiagId::NothingToTrain,
               "model '" + model->name.text + "' has no parameters to train")
        .note(model->name.range, "'" + model->name.text + "' is declared here");
  program.train->loss = loss->source().str();
  if (!bindResults())
    return;
  Value value =
      evaluator.inFrame(results, [&] { return evaluator.eval(*loss); });
  if (value.isError())
    return;
  if (!value.isTensor() || evaluator.typeOf(value).rank() != 0 ||
      !evaluator.typeOf(value).isFloat()) {
    evaluator
        .error(loss->range, DiagId::LossMismatch,
               "the loss must be one f32 number, got " +
                   describe(value, program))
        .help("mean(x) or sum(x) reduce a tensor to one number");
    return;
  }
  for (const Value &term : evaluator.addedLosses) {
    value = evaluator.addNode(OpKind::Add, {value, term},
                              evaluator.typeOf(value), loss->range);
    if (value.isError())
      return;
  }
  program.loss = value.node;
  describeOutputs();
}

/// The field of the data that a node shows, as it is or as numbers.
std::string Analyzer::fieldOf(NodeId id) const {
  const Node &node = program.nodes[id];
  if (node.op == OpKind::Convert)
    return fieldOf(node.operands[0]);
  return node.op == OpKind::Input ? node.name : "";
}

/// Notes which outputs the loss compares with classes.
void Analyzer::describeOutputs() {
  for (Output &output : program.outputs) {
    const TensorType &type = program.nodes[output.node].type;
    auto found = evaluator.classifiers.find(
        evaluator.unshaped(Value::fromTensor(output.node)));
    if (found == evaluator.classifiers.end())
      continue;
    StringRef kind = found->second.kind;
    bool isColumn =
        type.rank() == 1 || (type.rank() == 2 && type.shape[1].isOne());
    bool isRow = type.rank() == 2 && type.shape[1].isStatic();
    if (kind == "classes" ? !isRow : !isColumn)
      continue;
    output.kind = kind.str();
    output.targets = fieldOf(found->second.targets);
  }
}

} // namespace bmc
