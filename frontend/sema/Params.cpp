//===- Params.cpp - params, -D and dims -----------------------------------===//

#include "frontend/sema/Analyzer.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

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
                        "the bound of dim '" + dim->name + "'", {1, INT32_MAX})
              .value_or(0);
    reportReserved(evaluator, dim->name, dim->range);
    evaluator.globals[dim->name] = Value::fromDim(dim.get());
    program.dims.push_back(std::move(dim));
  }
}

/// The batch is the first axis of the model's first input.
void Analyzer::findBatchDim() {
  const FunctionDecl *forward = model->forward.get();
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

} // namespace bmc
