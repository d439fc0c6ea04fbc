//===- Names.cpp - Unknown, duplicate, shadowing and unused names ---------===//
//
// One walk over the tree, without evaluating anything: it also covers blocks
// that are never constructed and branches that are never taken.
//
//===----------------------------------------------------------------------===//

#include "frontend/sema/Builtins.h"
#include "frontend/sema/DataFields.h"

#include "llvm/ADT/MapVector.h"

#include <deque>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

namespace {

struct Declared {
  SourceRange range;
  StringRef what; ///< "param", "member", ...
  bool used = false;
};

struct Scope {
  MapVector<StringRef, Declared> names;
  Scope *parent = nullptr;

  Declared *find(StringRef name) {
    for (Scope *scope = this; scope; scope = scope->parent)
      if (auto it = scope->names.find(name); it != scope->names.end())
        return &it->second;
    return nullptr;
  }
};

class NameChecker {
public:
  NameChecker(const File &file, const File &library,
              DiagnosticEngine &diagnostics)
      : file(file), library(library), diagnostics(diagnostics) {}

  UnresolvedNames run();

private:
  void declareGlobals();
  void declare(Scope &scope, const Name &name, StringRef what);
  void checkBlock(const BlockDecl &block);
  /// `owner`: "'Mlp'" for its forward, "function 'f'".
  void checkFunction(const FunctionDecl &function, const std::string &owner,
                     Scope &outer, bool isModel = false);
  void declareSizes(const Expr *type, Scope &scope, bool isModel);
  void checkBody(const StmtList &body, Scope &scope);
  void checkAssignment(const AssignStmt &assignment, Scope &scope);
  void assign(const Name &name, Scope &scope);
  void checkTrain(const TrainDecl &train);
  void visitRules(const Expr &setting);
  void visitColumnType(const CallExpr &call);
  void visitMetrics(const Expr &setting, Scope &scope);
  void visitEarlyStop(const Expr &setting);
  void visitOptimizer(const Expr &expr, Scope &scope);
  void visitGroups(const Expr &expr);
  void visit(const Expr *expr, Scope &scope);
  void visitCall(const CallExpr &call, Scope &scope);
  void use(StringRef name, SourceRange range, Scope &scope, bool isCall);
  /// `otherwise` is the help if nothing better is known.
  void reportUnknown(StringRef name, SourceRange range, Scope &scope,
                     bool isCall, const Twine &otherwise = "");
  void warnUnused(Scope &scope, StringRef what);

  const File &file, &library;
  DiagnosticEngine &diagnostics;
  Scope globals;
  /// Params and members of the current block, declared so far or not.
  StringMap<SourceRange> later;
  UnresolvedNames unresolved;
  ForeignUses foreign;
};

} // namespace

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
        !(mayHide && outer == globals.find(name.text))) {
      diagnostics
          .error(name.range, DiagId::Shadowing,
                 what + " '" + name.text + "' hides the " + outer->what +
                     " of the same name")
          .note(outer->range, "the " + outer->what + " is declared here")
          .help("choose another name");
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
  std::vector<std::string> candidates;
  for (Scope *s = &scope; s; s = s->parent)
    for (auto &entry : s->names)
      candidates.push_back(entry.first.str());
  if (isCall) {
    append_range(candidates, builtinNames());
    for (const auto &block : library.blocks)
      candidates.push_back(block->name.text.str());
    for (const auto &function : library.functions)
      candidates.push_back(function->name.text.str());
  }
  std::string hint = didYouMean(name, candidates);
  if (hint.empty() && scope.names.count("output")) {
    for (auto &entry : scope.names)
      hint += (hint.empty() ? "the loss sees " : ", ") + entry.first.str();
  }
  diagnostics.error(range, DiagId::UnknownName, what + " '" + name + "'")
      .help(hint.empty() ? otherwise.str() : hint);
}

void NameChecker::use(StringRef name, SourceRange range, Scope &scope,
                      bool isCall) {
  if (Declared *declared = scope.find(name)) {
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
  reportUnknown(name, range, scope, isCall);
}

void NameChecker::visitCall(const CallExpr &call, Scope &scope) {
  if (auto *name = dyn_cast<NameExpr>(call.callee.get()))
    use(name->name, name->range, scope, /*isCall=*/true);
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
      use(name->name, name->range, scope, /*isCall=*/false);
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
    Declared *outer = scope.find(repeat->variable.text);
    if (outer && outer->what == "variable")
      inner.names[repeat->variable.text] = {repeat->variable.range, "variable",
                                            false};
    else if (!repeat->variable.text.empty())
      declare(inner, repeat->variable, "variable");
    visit(repeat->element.get(), inner);
  }
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

void NameChecker::checkBlock(const BlockDecl &block) {
  Scope parameters, members;
  later.clear();
  for (const Setting &member : block.members)
    later.try_emplace(member.name.text, member.name.range);
  parameters.parent = &globals;
  members.parent = &parameters;
  for (const ConstructorParam &param : block.params) {
    visit(param.fallback.get(), parameters);
    declare(parameters, param.name, "constructor parameter");
  }
  for (const RequireDecl &requirement : block.requirements)
    visit(requirement.condition.get(), parameters);
  for (const Setting &member : block.members) {
    visit(member.value.get(), members);
    declare(members, member.name, "member");
  }
  if (block.forward)
    checkFunction(*block.forward, ("'" + block.name.text + "'").str(), members,
                  block.isModel);
  else
    diagnostics
        .error(block.name.range, DiagId::NoForward,
               "'" + block.name.text + "' has no forward")
        .help("add 'forward(x: f32[..]) { return .. }'");
  for (auto &[name, member] : members.names) {
    if (Declared *outer = parameters.find(name))
      outer->used |= member.used;
    if (!member.used && block.forward)
      diagnostics
          .error(member.range, DiagId::UnusedMember,
                 "member '" + name + "' of '" + block.name.text +
                     "' is never used")
          .help("use it in forward or remove it: its parameters would be "
                "saved but never trained");
  }
  warnUnused(parameters, "constructor parameter");
}

/// A size of an input whose name says nothing yet gets it from the argument. A
/// model has no caller: its sizes are params and dims.
void NameChecker::declareSizes(const Expr *type, Scope &scope, bool isModel) {
  if (!type)
    return;
  for (const ExprPtr &size : cast<TypeExpr>(type)->sizes) {
    auto *name = dyn_cast<NameExpr>(size.get());
    if (!name || name->name == "_" || scope.find(name->name) ||
        constantNamed(name->name))
      visit(size.get(), scope);
    else if (isModel)
      reportUnknown(name->name, name->range, scope, /*isCall=*/false,
                    "'dim " + name->name.str() +
                        " <= 128' makes it a size of run time, 'param " +
                        name->name.str() + " = 128' one of compile time");
    else
      declare(scope, {name->name, name->range}, "size");
  }
}

void NameChecker::checkFunction(const FunctionDecl &function,
                                const std::string &owner, Scope &outer,
                                bool isModel) {
  Scope inputs;
  inputs.parent = &outer;
  for (const FunctionParam &param : function.params) {
    declareSizes(param.type.get(), inputs, isModel);
    visit(param.fallback.get(), inputs);
    declare(inputs, param.name, "input");
  }
  checkBody(function.body, inputs);
  // Results may have sizes that the body computes.
  for (const FunctionResult &result : function.results)
    visit(result.type.get(), inputs);
  for (auto &[name, declared] : inputs.names) {
    if (declared.used || name.starts_with("_"))
      continue;
    if (declared.what == "input")
      diagnostics
          .error(declared.range, DiagId::UnusedInput,
                 "input '" + name + "' of " + owner + " is never used")
          .help("a name starting with '_' may be unused");
    else if (declared.what == "size")
      reportUnknown(name, declared.range, outer, /*isCall=*/false,
                    "'_' accepts any size");
    else
      diagnostics.warning(declared.range, DiagId::UnusedName,
                          "'" + name + "' is never used");
  }
}

void NameChecker::assign(const Name &name, Scope &scope) {
  if (name.text != "_" && !scope.names.count(name.text))
    declare(scope, name, "variable");
}

void NameChecker::checkAssignment(const AssignStmt &assignment, Scope &scope) {
  visit(assignment.value.get(), scope);
  visit(assignment.type.get(), scope);
  bool ofSizes = isSizes(*assignment.value);
  for (const Name &target : assignment.targets) {
    Declared *known = scope.find(target.text);
    // `B, S, D = x.shape` says what the sizes are that have a name: the
    // evaluator compares them.
    if (known && ofSizes &&
        is_contained({"param", "dim", "constructor parameter", "size"},
                     known->what))
      known->used = true;
    else
      assign(target, scope);
    // One size of several has to be named to reach the next.
    if (ofSizes && assignment.targets.size() > 1 && target.text != "_")
      scope.find(target.text)->used = true;
  }
}

void NameChecker::checkBody(const StmtList &body, Scope &scope) {
  const Stmt *returned = nullptr;
  for (const StmtPtr &statement : body) {
    if (returned) {
      diagnostics
          .error(statement->range, DiagId::Unreachable,
                 "statement after return is never reached")
          .note(returned->range, "the return is here");
      return;
    }
    if (auto *require = dyn_cast<RequireStmt>(statement.get())) {
      visit(require->condition.get(), scope);
    } else if (auto *assignment = dyn_cast<AssignStmt>(statement.get())) {
      checkAssignment(*assignment, scope);
    } else if (auto *ret = dyn_cast<ReturnStmt>(statement.get())) {
      for (const ExprPtr &value : ret->values)
        visit(value.get(), scope);
      returned = ret;
    } else if (auto *loop = dyn_cast<ForStmt>(statement.get())) {
      visit(loop->range.get(), scope);
      assign(loop->variable, scope);
      checkBody(loop->body, scope);
    } else if (auto *branch = dyn_cast<IfStmt>(statement.get())) {
      visit(branch->condition.get(), scope);
      checkBody(branch->then, scope);
      checkBody(branch->otherwise, scope);
    }
  }
}

//===----------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------===//

/// Words that ColumnRules.cpp knows are no names.
void NameChecker::visitRules(const Expr &setting) {
  static constexpr StringRef words[] = {"mean",     "median", "error",
                                        "standard", "minmax", "log1p"};
  auto isWord = [&](const Expr &expr) {
    auto *name = dyn_cast<NameExpr>(&expr);
    return name && is_contained(words, name->name);
  };
  auto *dictionary = dyn_cast<DictionaryExpr>(&setting);
  if (!dictionary && !isWord(setting))
    return visit(&setting, globals);
  for (const Argument &entry :
       dictionary ? ArrayRef(dictionary->entries) : ArrayRef<Argument>())
    if (!isWord(*entry.value))
      visit(entry.value.get(), globals);
}

/// The parts of a date are no names.
void NameChecker::visitColumnType(const CallExpr &call) {
  auto *kind = dyn_cast<NameExpr>(call.callee.get());
  if (kind && kind->name == "date")
    return;
  for (const Argument &argument : call.arguments)
    visit(argument.value.get(), globals);
}

/// A metric may be named without being called.
void NameChecker::visitMetrics(const Expr &setting, Scope &scope) {
  auto visitOne = [&](const ExprPtr &metric) {
    if (auto *name = dyn_cast<NameExpr>(metric.get()))
      use(name->name, name->range, scope, /*isCall=*/true);
    else
      visit(metric.get(), scope);
  };
  if (auto *list = dyn_cast<ListExpr>(&setting))
    for_each(list->elements, visitOne);
  else if (auto *dictionary = dyn_cast<DictionaryExpr>(&setting))
    for (const Argument &entry : dictionary->entries)
      visitOne(entry.value);
}

/// What is watched is known to EarlyStop.cpp.
void NameChecker::visitEarlyStop(const Expr &setting) {
  if (auto *dictionary = dyn_cast<DictionaryExpr>(&setting))
    for (const Argument &entry : dictionary->entries)
      if (entry.name.text != "monitor")
        visit(entry.value.get(), globals);
}

/// Optimizers and schedules are no functions: Optimizers.cpp knows them.
void NameChecker::visitOptimizer(const Expr &expr, Scope &scope) {
  auto *call = dyn_cast<CallExpr>(&expr);
  if (!call && !isa<NameExpr>(expr))
    visit(&expr, scope);
  for (const Argument &argument :
       call ? ArrayRef(call->arguments) : ArrayRef<Argument>())
    if (isa<CallExpr>(argument.value.get()))
      visitOptimizer(*argument.value, scope);
    else
      visit(argument.value.get(), scope);
}

/// A schedule is refused there by ParameterGroups.cpp, which knows better.
void NameChecker::visitGroups(const Expr &expr) {
  if (auto *list = dyn_cast<ListExpr>(&expr))
    for (const ExprPtr &group : list->elements)
      visitGroups(*group);
  else if (auto *dictionary = dyn_cast<DictionaryExpr>(&expr))
    for (const Argument &entry : dictionary->entries)
      visitOptimizer(*entry.value, globals);
  else
    visit(&expr, globals);
}

void NameChecker::checkTrain(const TrainDecl &train) {
  Scope fields;
  fields.parent = &globals;
  std::deque<std::string> derived;
  const DataDecl *data = nullptr;
  for (const DataDecl &candidate : file.data)
    if (candidate.name.text == train.data.text)
      data = &candidate;
  fields.names["output"] = {train.range, "data", true};
  if (data) {
    for (auto [name, range] : fieldsOf(*data, derived))
      fields.names[name] = {range, "data", true};
    globals.find(data->name.text)->used = true;
  }
  for (const Setting &setting : train.settings) {
    bool isMetrics = setting.name.text == "metrics";
    if (isMetrics || setting.name.text == "loss") {
      // Without its data the fields are unknown, which is reported once.
      if (data && isMetrics)
        visitMetrics(*setting.value, fields);
      else if (data)
        visit(setting.value.get(), fields);
      continue;
    }
    if (is_contained({"best", "early_stop"}, setting.name.text)) {
      visitEarlyStop(*setting.value);
      continue;
    }
    if (setting.name.text == "optimizer")
      visitOptimizer(*setting.value, globals);
    else if (setting.name.text == "groups")
      visitGroups(*setting.value);
    else
      visit(setting.value.get(), globals);
  }
  for (const EveryClause &clause : train.clauses) {
    visit(clause.period.get(), globals);
    visit(clause.keep.get(), globals);
    for (const Setting &setting : clause.settings)
      visit(setting.value.get(), globals);
  }
}

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
