//===- Analyzer.cpp - Params, dims, the model and its loss ----------------===//

#include "frontend/sema/Analyzer.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

//===----------------------------------------------------------------------===//
// Params and dims
//===----------------------------------------------------------------------===//

/// Replaces the default by -D NAME=value; the default says which type it is.
bool Analyzer::applyDefine(const ParamDecl &param, Value &value) {
  const std::string *text = nullptr;
  for (auto &[name, defined] : defines)
    if (name == param.name.text)
      text = &defined;
  if (!text || value.isError())
    return true;
  StringRef given = *text;
  bool failed = false;
  switch (value.kind) {
  case Value::Kind::Integer:
    failed = given.getAsInteger(10, value.integer);
    break;
  case Value::Kind::Float:
    failed = given.getAsDouble(value.real) || !std::isfinite(value.real);
    break;
  case Value::Kind::Boolean:
    failed = given != "true" && given != "false";
    value.boolean = given == "true";
    break;
  case Value::Kind::String:
    value.text = given.str();
    break;
  default:
    break;
  }
  if (!failed)
    return true;
  StringRef kind = value.isInteger()                  ? "an integer"
                   : value.kind == Value::Kind::Float ? "a number"
                                                      : "true or false";
  diagnostics.error(param.name.range, DiagId::BadDefine,
                    "-D " + param.name.text + "=" + given + ": '" +
                        param.name.text + "' must be " + kind +
                        " like its default");
  return false;
}

static std::string formatParam(const Value &value) {
  switch (value.kind) {
  case Value::Kind::Integer:
    return std::to_string(value.integer);
  case Value::Kind::Boolean:
    return value.boolean ? "true" : "false";
  case Value::Kind::String:
    return value.text;
  default: {
    std::string text;
    raw_string_ostream(text) << llvm::format("%.17g", value.real);
    return text;
  }
  }
}

void Analyzer::evaluateParams() {
  std::vector<std::string> names;
  for (const ParamDecl &param : file.params) {
    names.push_back(param.name.text.str());
    Value value = evaluator.eval(*param.value);
    bool isConstant = value.isNumber() || value.isError() ||
                      value.kind == Value::Kind::Boolean ||
                      value.kind == Value::Kind::String;
    if (!isConstant) {
      evaluator.error(param.value->range, DiagId::BadValue,
                      "param '" + param.name.text +
                          "' must be a number, true, false or a string, got " +
                          describe(value, program));
      value = Value::error();
    }
    if (!applyDefine(param, value))
      value = Value::error();
    if (value.isInteger())
      value.text = param.name.text.str();
    if (!value.isError())
      program.params.push_back({param.name.text.str(), formatParam(value)});
    evaluator.globals[param.name.text] = value;
  }
  for (auto &[name, text] : defines)
    if (!is_contained(names, name)) {
      std::string hint = didYouMean(name, names);
      if (hint.empty())
        hint = names.empty() ? "the file has no params"
                             : "the params are " + join(names, ", ");
      diagnostics
          .error({}, DiagId::BadDefine,
                 "-D " + name + ": the file has no param '" + name + "'")
          .help(hint);
    }
}

void Analyzer::declareDims() {
  if (file.dims.size() > kMaxDims)
    evaluator.error(file.dims[kMaxDims].name.range, DiagId::BadSize,
                    "more than " + Twine(kMaxDims) + " dims");
  for (const DimDecl &decl : file.dims) {
    auto dim = std::make_unique<DimInfo>();
    dim->name = decl.name.text.str();
    dim->range = decl.name.range;
    if (decl.bound)
      dim->bound =
          readIntegerIn(evaluator, *decl.bound,
                        "the bound of dim '" + dim->name + "'", 1, INT32_MAX)
              .value_or(0);
    evaluator.globals[dim->name] = Value::fromDim(dim.get());
    program.dims.push_back(std::move(dim));
  }
}

/// The batch is the first axis of the model's first input.
void Analyzer::findBatchDim() {
  const ForwardDecl *forward = model->forward.get();
  if (!forward || forward->params.empty())
    return;
  auto &type = cast<TypeExpr>(*forward->params.front().type);
  auto *name = type.sizes.empty()
                   ? nullptr
                   : dyn_cast<NameExpr>(type.sizes.front().get());
  for (auto [decl, dim] : zip(file.dims, program.dims))
    if (name && decl.name.text == name->name) {
      batchDecl = &decl;
      program.batch = dim.get();
    }
  if (!program.batch)
    evaluator
        .error(forward->params.front().type->range, DiagId::NoBatchDim,
               "the first axis of a model's inputs is the batch and must be a "
               "dim")
        .help("declare 'dim B' and write " + spelling(type.element) +
              "[B, ..]");
}

void Analyzer::boundDims() {
  for (auto [decl, dim] : zip(file.dims, program.dims)) {
    if (dim->bound > 0) {
      if (dim.get() == program.batch && program.train &&
          dim->bound < program.train->batchSize)
        evaluator
            .error(decl.bound->range, DiagId::BadValue,
                   "the bound " + Twine(dim->bound) + " of the batch dim '" +
                       dim->name + "' is below batch_size = " +
                       Twine(program.train->batchSize))
            .note(train->range, "the train block is here");
      continue;
    }
    if (decl.bound) {
      dim->bound = 1; // the written value was reported
      continue;
    }
    if (dim.get() == program.batch && program.train) {
      dim->bound = program.train->batchSize;
      continue;
    }
    dim->bound = 1;
    if (model->forward && !model->forward->params.empty())
      evaluator
          .error(decl.name.range, DiagId::UnboundedDim,
                 "dim '" + dim->name + "' has no bound")
          .help("write 'dim " + dim->name +
                " <= 256'; only the batch dim takes its bound from batch_size");
  }
}

//===----------------------------------------------------------------------===//
// Selection
//===----------------------------------------------------------------------===//

template <typename T>
static const T *onlyOne(Evaluator &evaluator, const std::vector<T> &all,
                        StringRef what) {
  if (all.size() > 1)
    evaluator
        .error(all[1].range, DiagId::SeveralDeclarations,
               "more than one " + what + " block")
        .note(all[0].range, "the first is here");
  return all.empty() ? nullptr : &all.front();
}

bool Analyzer::selectDeclarations() {
  train = onlyOne(evaluator, file.trains, "train");
  generate = onlyOne(evaluator, file.generates, "generate");
  std::vector<std::string> models, dataNames;
  for (const auto &block : file.blocks) {
    if (!block->isModel)
      continue;
    models.push_back(block->name.text.str());
    if (model)
      evaluator
          .error(block->name.range, DiagId::SeveralDeclarations,
                 "more than one model")
          .note(model->name.range, "the first is here")
          .help("parts of a model are declared with 'block'");
    else
      model = block.get();
  }
  auto checkModelName = [&](const Name &name) {
    if (!is_contained(models, name.text))
      evaluator
          .error(name.range, DiagId::UnknownName,
                 "no model '" + name.text + "'")
          .help(didYouMean(name.text, models));
  };
  if (!model) {
    SourceRange start = train ? train->range : SourceRange();
    evaluator.error(start, DiagId::NoModel, "the file has no model")
        .help("a model is declared with 'model Name { .. }'");
    return false;
  }
  if (train) {
    checkModelName(train->model);
    for (const DataDecl &candidate : file.data) {
      dataNames.push_back(candidate.name.text.str());
      if (candidate.name.text == train->data.text)
        data = &candidate;
    }
    if (!data)
      evaluator
          .error(train->data.range, DiagId::UnknownName,
                 "no data '" + train->data.text + "'")
          .help(didYouMean(train->data.text, dataNames));
  } else if (!file.data.empty()) {
    data = &file.data.front();
  }
  if (generate)
    checkModelName(generate->model);
  return true;
}

//===----------------------------------------------------------------------===//
// The model
//===----------------------------------------------------------------------===//

NodeId Analyzer::makeInput(DataField &field, const TensorType &type,
                           SourceRange range) {
  Value value = evaluator.addNode(OpKind::Input, {}, type, range);
  if (value.isError())
    return -1;
  field.used = true;
  Node &node = evaluator.lastNode();
  node.name = field.name;
  if (program.data && !type.isFloat()) {
    node.limit = program.data->vocabSize;
    for (const CsvColumn &column : program.data->columns)
      if (is_contained(field.columns, column.name))
        node.limit = column.size;
  }
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

void Analyzer::bindInputs(Instance &instance, Frame &frame) {
  for (const ForwardParam &param : model->forward->params) {
    std::optional<TensorType> type = evaluator.inFrame(frame, [&] {
      return evaluator.evalFullType(cast<TypeExpr>(*param.type));
    });
    if (!type)
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
    evaluator.error(model->forward->range, DiagId::NoBatchDim,
                    "forward of a model needs an input");
    return;
  }
  unsigned before = diagnostics.numErrors();
  Instance *instance = evaluator.instantiate(*model, {}, "", model->name.range,
                                             model->name.range);
  if (!instance)
    return;
  Frame frame;
  frame.self = instance;
  bindInputs(*instance, frame);
  // A wrong member or input would only repeat itself in forward.
  if (program.inputs.size() != model->forward->params.size() ||
      (diagnostics.numErrors() != before &&
       any_of(instance->members,
              [](auto &member) { return member.second.isError(); })))
    return;
  Value output = evaluator.runForward(*instance, frame);
  if (output.isError())
    return;
  if (!output.isTensor() || !evaluator.typeOf(output).isFloat()) {
    evaluator.error(model->forward->range, DiagId::ResultMismatch,
                    "forward of a model returns one f32 tensor, got " +
                        describe(output, program));
    return;
  }
  program.output = output.node;
}

void Analyzer::buildLoss() {
  const Expr *loss = nullptr;
  for (const Setting &setting : train->settings)
    if (setting.name.text == "loss")
      loss = setting.value.get();
  if (!loss) {
    evaluator.error(train->range, DiagId::MissingKey, "train needs a loss")
        .help("for example loss = cross_entropy(output, targets)");
    return;
  }
  if (program.output < 0 || !data)
    return;
  program.train->loss = loss->source().str();
  Frame frame;
  frame.locals["output"] = Value::fromTensor(program.output);
  // A column whose declaration is wrong has been reported.
  for (const ColumnDecl &column : data->columns)
    frame.locals[column.name.text] = Value::error();
  for (DataField &field : program.fields) {
    if (!fieldValues.count(field.name)) {
      NodeId node = makeInput(field, field.type, field.range);
      if (node < 0)
        return;
      field.used = false;
    }
    frame.locals[field.name] = fieldValues[field.name];
  }
  Value value = evaluator.inFrame(frame, [&] { return evaluator.eval(*loss); });
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
  program.loss = value.node;
}

void Analyzer::run(UnresolvedNames unresolved) {
  evaluator.unresolved = std::move(unresolved);
  for (const auto &block : file.blocks)
    evaluator.blocks[block->name.text] = block.get();
  for (const auto &block : library.blocks)
    evaluator.libraryBlocks[block->name.text] = block.get();
  Frame frame;
  evaluator.inFrame(frame, [&] {
    evaluateParams();
    declareDims();
    bool holds = true;
    for (const RequireDecl &requirement : file.requirements)
      holds &= evaluator.checkRequirement(requirement);
    if (!selectDeclarations() || !holds)
      return false;
    if (train)
      analyzeTrain();
    findBatchDim();
    boundDims();
    if (data)
      analyzeData();
    buildModel();
    if (train)
      buildLoss();
    if (generate)
      analyzeGenerate();
    return true;
  });
}

/// Marks what the loss reads and sorts the inputs of the program.
static void collectTargets(Program &program) {
  std::vector<bool> reached(program.nodes.size());
  for (NodeId root : {program.output, program.loss})
    if (root >= 0)
      reached[root] = true;
  for (NodeId id = program.nodes.size() - 1; id >= 0; --id)
    if (reached[id])
      for (NodeId operand : program.nodes[id].operands)
        reached[operand] = true;
  for (NodeId id = 0; id < NodeId(program.nodes.size()); ++id)
    if (program.nodes[id].op == OpKind::Input && reached[id] &&
        !is_contained(program.inputs, id))
      program.targets.push_back(id);
}

std::unique_ptr<Program> analyze(const File &file, const File &library,
                                 const Defines &defines, StringRef source,
                                 DiagnosticEngine &diagnostics) {
  unsigned before = diagnostics.numErrors();
  UnresolvedNames unresolved = checkNames(file, library, diagnostics);
  auto program = std::make_unique<Program>();
  program->source = source.str();
  Analyzer(file, library, defines, *program, diagnostics)
      .run(std::move(unresolved));
  if (diagnostics.numErrors() != before || program->output < 0)
    return nullptr;
  for (const auto &block : file.blocks)
    if (block->isModel)
      program->model = block->name.text.str();
  collectTargets(*program);
  return program;
}

} // namespace bmc
