//===- NamesBlocks.cpp - Names in blocks and functions --------------------===//

#include "frontend/sema/Names.h"

#include "frontend/sema/Builtins.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

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
  readOfSelf.clear();
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
    else if (declared.what == "variable")
      diagnostics.warning(declared.range, DiagId::UnusedName,
                          "'" + name + "' is never used");
    // A size may stand there to be read, unless it looks like a slip.
    else if (name.size() > 1 && !didYouMean(name, outer.visible()).empty())
      reportUnknown(name, declared.range, outer, /*isCall=*/false);
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
      for (const Name &variable : loop->variables)
        assign(variable, scope);
      checkBody(loop->body, scope);
    } else if (auto *branch = dyn_cast<IfStmt>(statement.get())) {
      visit(branch->condition.get(), scope);
      checkBody(branch->then, scope);
      checkBody(branch->otherwise, scope);
    }
  }
}

} // namespace bmc
