//===- Calls.cpp - Calls and their arguments ------------------------------===//

#include "frontend/sema/Evaluator.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

static std::string formatFormals(ArrayRef<Formal> formals) {
  std::string text;
  for (const Formal &formal : formals) {
    if (!text.empty())
      text += ", ";
    text += (formal.variadic ? "*" : "") + formal.name.str() +
            (formal.required || formal.variadic ? "" : "=..");
  }
  return text;
}

static int findFormal(ArrayRef<Formal> formals, StringRef name) {
  for (auto [i, formal] : enumerate(formals))
    if (formal.name == name && !formal.variadic)
      return i;
  return -1;
}

std::optional<std::vector<int>>
Evaluator::bindArguments(ArrayRef<Formal> formals, ArrayRef<Name> names,
                         ArrayRef<SourceRange> ranges, const std::string &what,
                         SourceRange callRange, SourceRange declaration) {
  std::vector<int> binding;
  std::vector<int> taken(formals.size(), -1);
  bool ok = true;
  auto refuse = [&](SourceRange range, const Twine &message) {
    ok = false;
    return error(range, DiagId::BadArguments, message);
  };
  size_t position = 0;
  for (auto [i, name] : enumerate(names)) {
    int index = -1;
    if (!name.text.empty()) {
      index = findFormal(formals, name.text);
      if (index < 0) {
        std::vector<std::string> candidates;
        for (const Formal &formal : formals)
          candidates.push_back(formal.name.str());
        std::string hint = didYouMean(name.text, candidates);
        if (hint.empty())
          hint = foreignHint(name.text).str();
        if (hint.empty())
          hint = "it takes (" + formatFormals(formals) + ")";
        refuse(name.range, what + " has no parameter '" + name.text + "'")
            .note(declaration, what + " is declared here")
            .help(hint);
      }
    } else if (position < formals.size()) {
      index = position;
      if (!formals[index].variadic)
        ++position;
    } else {
      refuse(ranges[i],
             what + " takes " +
                 (formals.empty()
                      ? Twine("no arguments")
                      : "at most " + Twine(formals.size()) +
                            (formals.size() == 1 ? " argument" : " arguments")))
          .note(declaration, what + " is declared here")
          .help(formals.empty() ? std::string()
                                : "it takes (" + formatFormals(formals) + ")");
      return std::nullopt;
    }
    if (index >= 0 && !formals[index].variadic) {
      if (taken[index] >= 0)
        refuse(ranges[i], what + " gets '" + formals[index].name + "' twice")
            .note(ranges[taken[index]], "the first is here");
      taken[index] = i;
    }
    binding.push_back(index);
  }
  for (auto [i, formal] : enumerate(formals))
    if (ok && formal.required && !formal.variadic && taken[i] < 0)
      refuse(callRange, what + " needs '" + formal.name + "'")
          .note(declaration, what + " is declared here")
          .help("it takes (" + formatFormals(formals) + ")");
  if (!ok)
    return std::nullopt;
  return binding;
}

std::optional<std::vector<int>>
Evaluator::bindArguments(ArrayRef<Formal> formals, ArrayRef<Actual> actuals,
                         const std::string &what, SourceRange callRange,
                         SourceRange declaration) {
  std::vector<Name> names;
  std::vector<SourceRange> ranges;
  for (const Actual &actual : actuals) {
    names.push_back(actual.name);
    ranges.push_back(actual.range);
  }
  return bindArguments(formals, names, ranges, what, callRange, declaration);
}

std::optional<std::vector<Actual>>
Evaluator::evalArguments(ArrayRef<Argument> arguments) {
  std::vector<Actual> actuals;
  bool ok = true;
  for (const Argument &argument : arguments) {
    Value value = eval(*argument.value);
    ok &= !value.isError();
    actuals.push_back({argument.name, std::move(value), argument.value->range});
  }
  if (!ok)
    return std::nullopt;
  return actuals;
}

/// What to write instead of a layer that is made inside of something. torch's
/// TransformerEncoder takes one as a pattern; here its sizes describe it.
static std::string helpForLayer(Evaluator &evaluator, StringRef layer,
                                const CallExpr &call) {
  StringRef stack = layer;
  const BlockDecl *block =
      stack.consume_back("Layer") ? evaluator.findBlock(stack) : nullptr;
  if (!block || !block->isLibrary)
    return ("add a member, such as layer = " + call.source()).str();
  return (stack + " makes its layers by their sizes: " + stack +
          "(d_model, nhead, num_layers, dim_feedforward)")
      .str();
}

Value Evaluator::evalCall(const CallExpr &call, const Value *piped,
                          SourceRange pipedRange) {
  std::vector<Actual> actuals;
  if (piped)
    actuals.push_back({{}, *piped, pipedRange});
  Value callee;
  StringRef function;
  if (auto *name = dyn_cast<NameExpr>(call.callee.get())) {
    Value value = lookup(*name);
    if (value.kind == Value::Kind::Block)
      callee = value;
    else if (value.isSequential)
      callee = value;
    else if (findBlock(name->name) || name->name == "Sequential" ||
             name->name == "ModuleList") {
      error(call.range, DiagId::MisplacedConstruct,
            "blocks are constructed as members, not in forward or inside "
            "expressions")
          .help(helpForLayer(*this, name->name, call));
      return Value::error();
    } else if (name->name == "parameter" || name->name == "buffer") {
      error(call.range, DiagId::MisplacedConstruct,
            name->name + "s are members; they cannot be made here");
      return Value::error();
    } else if (isFunction(name->name))
      function = name->name;
    else
      callee = evalName(*name);
  } else if (auto *attribute = dyn_cast<AttributeExpr>(call.callee.get())) {
    Value base = eval(*attribute->base);
    if (base.isError())
      return base;
    // x.view(B, D): a function called on its first argument.
    if (base.isTensor() && isMethod(attribute->name.text)) {
      function = attribute->name.text;
      actuals.push_back({{}, base, attribute->base->range});
    } else if ((base.kind == Value::Kind::Block || base.isSequential) &&
               attribute->name.text == "forward") {
      callee = base;
    } else {
      callee = evalAttribute(*attribute);
    }
  } else {
    callee = eval(*call.callee);
  }
  std::optional<std::vector<Actual>> written = evalArguments(call.arguments);
  if (!written || (function.empty() && callee.isError()))
    return Value::error();
  actuals.insert(actuals.end(), written->begin(), written->end());
  if (const FunctionDecl *written = findFunction(function))
    return callFunction(*written, actuals, call);
  if (!function.empty())
    return callBuiltin(function, std::move(actuals), call);
  if (callee.isSequential)
    return callSequential(callee, std::move(actuals), call);
  if (callee.kind != Value::Kind::Block) {
    auto *name = dyn_cast<NameExpr>(call.callee.get());
    const Value *member = name ? findMember(name->name) : nullptr;
    bool isHidden = member && member->kind == Value::Kind::Block;
    error(call.callee->range, DiagId::NotCallable,
          "'" + call.callee->source() + "' is " + describe(callee, program) +
              " and cannot be called")
        .help(isHidden ? "a variable has taken the name of the member: write "
                         "self." +
                             name->name.str() + "(..)"
                       : "");
    return Value::error();
  }
  return callForward(*callee.instance, actuals, call);
}

/// Each layer on the result of the one before.
Value Evaluator::callSequential(const Value &layers,
                                std::vector<Actual> actuals,
                                const CallExpr &call) {
  Value result = Value::error();
  for (const Value &layer : layers.elements()) {
    result = layer.isSequential
                 ? callSequential(layer, std::move(actuals), call)
                 : callForward(*layer.instance, actuals, call);
    if (result.isError())
      break;
    actuals = {{{}, result, call.range}};
  }
  return result;
}

Value Evaluator::evalPipe(const PipeExpr &pipe) {
  Value value = eval(*pipe.value);
  if (value.isError())
    return value;
  const auto &call = cast<CallExpr>(*pipe.call);
  if (!value.isSequence())
    return evalCall(call, &value, pipe.value->range);
  std::vector<Value> results;
  for (const Value &element : value.elements()) {
    results.push_back(evalCall(call, &element, pipe.value->range));
    if (results.back().isError())
      return Value::error();
  }
  return Value::fromSequence(std::move(results));
}

} // namespace bmc
