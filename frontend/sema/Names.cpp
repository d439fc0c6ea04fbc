//===- Names.cpp - Unknown, duplicate, shadowing and unused names ---------===//

#include "frontend/sema/Names.h"

#include "frontend/sema/Builtins.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

Declared *Scope::findMember(StringRef name) {
  for (Scope *scope = this; scope; scope = scope->parent)
    if (auto it = scope->names.find(name);
        it != scope->names.end() &&
        is_contained({"member", "constructor parameter"}, it->second.what))
      return &it->second;
  return nullptr;
}

std::vector<std::string> Scope::visible() const {
  std::vector<std::string> all;
  for (const Scope *scope = this; scope; scope = scope->parent)
    for (auto &entry : scope->names)
      all.push_back(entry.first.str());
  return all;
}

void NameChecker::declare(Scope &scope, const Name &name, StringRef what) {
  if (auto it = scope.names.find(name.text); it != scope.names.end()) {
    // A member may take over its constructor parameter: `bias = .. if bias`.
    diagnostics
        .error(name.range, DiagId::DuplicateName,
               what + " '" + name.text + "' is " +
                   (what == it->second.what
                        ? Twine("declared twice")
                        : "already declared as " + it->second.what))
        .note(it->second.range, "the first one is here");
    return;
  }
  // What is declared where it is used hides what the file or one that imports
  // it has; an assignment might mean that instead.
  bool mayHide =
      is_contained({"constructor parameter", "member", "input"}, what);
  if (Declared *outer = scope.parent ? scope.parent->find(name.text) : nullptr)
    if (!(what == "member" && outer->what == "constructor parameter") &&
        !(mayHide && outer == globals.find(name.text)) &&
        !(what == "variable" && readOfSelf.contains(name.text))) {
      diagnostics
          .error(name.range, DiagId::Shadowing,
                 what + " '" + name.text + "' hides the " + outer->what +
                     " of the same name")
          .note(outer->range, "the " + outer->what + " is declared here")
          .help(outer->what == "member"
                    ? "choose another name, or write self." + name.text.str() +
                          " for the member"
                    : "choose another name");
      outer->used = true;
    }
  scope.names[name.text] = {name.range, what, false};
}

void NameChecker::declareGlobals() {
  // Values of params see only earlier ones.
  for (const ParamDecl &param : file.params)
    later.try_emplace(param.name.text, param.name.range);
  for (const ParamDecl &param : file.params) {
    visit(param.value.get(), globals);
    declare(globals, param.name, "param");
  }
  for (const DimDecl &dim : file.dims) {
    visit(dim.bound.get(), globals);
    declare(globals, dim.name, "dim");
  }
  for (const DataDecl &data : file.data)
    declare(globals, data.name, "data");
  // Of an imported file not everything has to be used.
  for (const auto &function : file.functions) {
    declare(globals, function->name, "function");
    globals.find(function->name.text)->used |= function->isImported;
  }
  for (const auto &block : file.blocks) {
    declare(globals, block->name, block->isModel ? "model" : "block");
    globals.find(block->name.text)->used |= block->isImported;
  }
  for (const RequireDecl &requirement : file.requirements)
    visit(requirement.condition.get(), globals);
  for (const DataDecl &data : file.data) {
    visit(data.path.get(), globals);
    for (const Setting &setting : data.settings)
      if (setting.name.text.ends_with("tokenizer")) {
        if (auto *call = dyn_cast<CallExpr>(setting.value.get()))
          for (const Argument &argument : call->arguments)
            visit(argument.value.get(), globals);
      } else {
        visitRules(*setting.value);
      }
    for (const ColumnDecl &column : data.columns) {
      if (auto *call = dyn_cast<CallExpr>(column.type.get()))
        visitColumnType(*call);
      else if (isa<TypeExpr>(column.type.get()))
        visit(column.type.get(), globals);
    }
  }
}

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

bool NameChecker::isResult(StringRef name) const {
  return any_of(file.blocks, [&](auto &block) {
    return block->isModel && block->forward &&
           any_of(block->forward->results,
                  [&](auto &result) { return result.name.text == name; });
  });
}

void NameChecker::reportUnknown(StringRef name, SourceRange range, Scope &scope,
                                bool isCall, const Twine &otherwise) {
  unresolved.insert(name.data());
  if (auto it = later.find(name); it != later.end()) {
    diagnostics
        .error(range, DiagId::UsedBeforeDefined,
               "'" + name + "' is used before it is declared")
        .note(it->second, "it is declared here");
    return;
  }
  StringRef what = isCall ? "unknown function or block" : "unknown name";
  if (foreign.add(name, range, what))
    return;
  std::vector<std::string> candidates = scope.visible();
  if (isCall) {
    append_range(candidates, builtinNames());
    for (const auto &block : library.blocks)
      candidates.push_back(block->name.text.str());
    for (const auto &function : library.functions)
      candidates.push_back(function->name.text.str());
  }
  bool isLoss = scope.names.count("output");
  std::string hint = isLoss && isResult(name) ? "write output." + name.str()
                                              : didYouMean(name, candidates);
  if (hint.empty() && isLoss) {
    for (auto &entry : scope.names)
      hint += (hint.empty() ? "the loss sees " : ", ") + entry.first.str();
  }
  diagnostics.error(range, DiagId::UnknownName, what + " '" + name + "'")
      .help(hint.empty() ? otherwise.str() : hint);
}

void NameChecker::use(const NameExpr &expr, Scope &scope, bool isCall) {
  StringRef name = expr.name;
  Declared *member = expr.ofSelf ? scope.findMember(name) : nullptr;
  if (member)
    readOfSelf.insert(name);
  if (Declared *declared = member ? member : scope.find(name)) {
    declared->used = true;
    return;
  }
  auto isNamed = [&](auto &declaration) {
    return declaration->name.text == name;
  };
  // Functions and layers that are not called are reported when evaluated.
  if (isBuiltin(name) || constantNamed(name) ||
      any_of(library.blocks, isNamed) ||
      any_of(library.functions,
             [&](auto &function) { return function->isCalled(name); }))
    return;
  reportUnknown(name, expr.range, scope, isCall);
}

void NameChecker::visitCall(const CallExpr &call, Scope &scope) {
  if (auto *name = dyn_cast<NameExpr>(call.callee.get()))
    use(*name, scope, /*isCall=*/true);
  else
    visit(call.callee.get(), scope);
  for (const Argument &argument : call.arguments)
    visit(argument.value.get(), scope);
}

void NameChecker::visit(const Expr *expr, Scope &scope) {
  if (!expr)
    return;
  auto all = [&](ArrayRef<ExprPtr> parts) {
    for (const ExprPtr &part : parts)
      visit(part.get(), scope);
  };
  if (auto *name = dyn_cast<NameExpr>(expr)) {
    if (name->name != "_")
      use(*name, scope, /*isCall=*/false);
  } else if (auto *unary = dyn_cast<UnaryExpr>(expr)) {
    visit(unary->operand.get(), scope);
  } else if (auto *binary = dyn_cast<BinaryExpr>(expr)) {
    visit(binary->left.get(), scope);
    visit(binary->right.get(), scope);
  } else if (auto *conditional = dyn_cast<ConditionalExpr>(expr)) {
    visit(conditional->condition.get(), scope);
    visit(conditional->then.get(), scope);
    visit(conditional->otherwise.get(), scope);
  } else if (auto *call = dyn_cast<CallExpr>(expr)) {
    visitCall(*call, scope);
  } else if (auto *attribute = dyn_cast<AttributeExpr>(expr)) {
    visit(attribute->base.get(), scope);
  } else if (auto *index = dyn_cast<IndexExpr>(expr)) {
    visit(index->base.get(), scope);
    for (const IndexItem &item : index->items)
      for (const ExprPtr *part : {&item.start, &item.stop, &item.step})
        visit(part->get(), scope);
  } else if (auto *list = dyn_cast<ListExpr>(expr)) {
    all(list->elements);
  } else if (auto *tuple = dyn_cast<TupleExpr>(expr)) {
    all(tuple->elements);
  } else if (auto *type = dyn_cast<TypeExpr>(expr)) {
    all(type->sizes);
  } else if (auto *dictionary = dyn_cast<DictionaryExpr>(expr)) {
    for (const Argument &entry : dictionary->entries)
      visit(entry.value.get(), scope);
  } else if (auto *as = dyn_cast<AsExpr>(expr)) {
    visit(as->value.get(), scope);
    visit(as->type.get(), scope);
  } else if (auto *pipe = dyn_cast<PipeExpr>(expr)) {
    visit(pipe->value.get(), scope);
    visit(pipe->call.get(), scope);
  } else if (auto *repeat = dyn_cast<RepeatExpr>(expr)) {
    visit(repeat->count.get(), scope);
    Scope inner;
    inner.parent = &scope;
    // It lives inside the brackets: a variable around them may have its name.
    for (const Name &variable : repeat->variables) {
      Declared *outer = scope.find(variable.text);
      if (outer && outer->what == "variable")
        inner.names[variable.text] = {variable.range, "variable", false};
      else if (variable.text != "_")
        declare(inner, variable, "variable");
    }
    visit(repeat->element.get(), inner);
  }
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

void NameChecker::warnUnused(Scope &scope, StringRef what) {
  for (auto &[name, declared] : scope.names)
    if (!declared.used && declared.what == what && !name.starts_with("_"))
      diagnostics.warning(declared.range, DiagId::UnusedName,
                          what + " '" + name + "' is never used");
}

UnresolvedNames NameChecker::run() {
  declareGlobals();
  later.clear();
  for (const auto &function : file.functions)
    checkFunction(*function, ("function '" + function->name.text + "'").str(),
                  globals);
  for (const auto &block : file.blocks)
    checkBlock(*block);
  for (const TrainDecl &train : file.trains)
    checkTrain(train);
  // Without a train block the first data feeds the model.
  if (file.trains.empty() && !file.data.empty())
    globals.find(file.data.front().name.text)->used = true;
  for (const GenerateDecl &generate : file.generates)
    for (const Setting &setting : generate.settings)
      visit(setting.value.get(), globals);
  foreign.report(diagnostics);
  for (StringRef what : {"param", "dim", "data", "function", "block"})
    warnUnused(globals, what);
  return std::move(unresolved);
}

UnresolvedNames checkNames(const File &file, const File &library,
                           DiagnosticEngine &diagnostics) {
  return NameChecker(file, library, diagnostics).run();
}

} // namespace bmc