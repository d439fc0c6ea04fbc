//===- AstPrinter.cpp - The tree as text ----------------------------------===//

#include "frontend/Ast.h"

#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace bmc::ast {

StringRef spelling(BinaryOp op) {
  static constexpr StringRef texts[] = {"+", "-",  "*",   "/", "%",
                                        "@", "==", "!=",  "<", "<=",
                                        ">", ">=", "and", "or"};
  return texts[unsigned(op)];
}

bool isComparison(BinaryOp op) {
  return op >= BinaryOp::Equal && op <= BinaryOp::GreaterEqual;
}

StringRef spelling(ElementType type) {
  static constexpr StringRef texts[] = {"f32", "i32", "bool"};
  return texts[unsigned(type)];
}

namespace {

/// One line per declaration and statement, expressions in prefix form.
class Printer {
public:
  explicit Printer(raw_ostream &os) : os(os) {}
  void print(const File &file);

private:
  void print(const Expr &expr);
  void printAll(ArrayRef<ExprPtr> exprs) {
    for (const ExprPtr &expr : exprs) {
      os << ' ';
      print(*expr);
    }
  }
  void printSettings(ArrayRef<Setting> settings);
  void printBlock(const BlockDecl &block);
  void printBody(const StmtList &body);
  void print(const Stmt &statement);
  raw_ostream &line() { return os.indent(2 * depth); }

  raw_ostream &os;
  unsigned depth = 0;
};

} // namespace

void Printer::print(const Expr &expr) {
  if (auto *unary = dyn_cast<UnaryExpr>(&expr)) {
    os << (unary->op == UnaryOp::Negate ? "(neg " : "(not ");
    print(*unary->operand);
    os << ')';
  } else if (auto *binary = dyn_cast<BinaryExpr>(&expr)) {
    os << '(' << spelling(binary->op) << ' ';
    print(*binary->left);
    os << ' ';
    print(*binary->right);
    os << ')';
  } else if (auto *conditional = dyn_cast<ConditionalExpr>(&expr)) {
    os << "(if ";
    print(*conditional->condition);
    os << ' ';
    print(*conditional->then);
    os << ' ';
    print(*conditional->otherwise);
    os << ')';
  } else if (auto *call = dyn_cast<CallExpr>(&expr)) {
    os << "(call ";
    print(*call->callee);
    for (const Argument &argument : call->arguments) {
      os << ' ';
      if (!argument.name.text.empty())
        os << argument.name.text << '=';
      print(*argument.value);
    }
    os << ')';
  } else if (auto *attribute = dyn_cast<AttributeExpr>(&expr)) {
    os << "(. ";
    print(*attribute->base);
    os << ' ' << attribute->name.text << ')';
  } else if (auto *index = dyn_cast<IndexExpr>(&expr)) {
    os << "(index ";
    print(*index->base);
    os << ' ';
    print(*index->index);
    os << ')';
  } else if (auto *list = dyn_cast<ListExpr>(&expr)) {
    os << "(list";
    printAll(list->elements);
    os << ')';
  } else if (auto *tuple = dyn_cast<TupleExpr>(&expr)) {
    os << "(tuple";
    printAll(tuple->elements);
    os << ')';
  } else if (auto *repeat = dyn_cast<RepeatExpr>(&expr)) {
    os << "(repeat " << repeat->variable.text
       << (repeat->variable.text.empty() ? "" : " ");
    print(*repeat->count);
    os << ' ';
    print(*repeat->element);
    os << ')';
  } else if (auto *as = dyn_cast<AsExpr>(&expr)) {
    os << "(as ";
    print(*as->value);
    os << ' ';
    print(*as->type);
    os << ')';
  } else if (auto *pipe = dyn_cast<PipeExpr>(&expr)) {
    os << "(pipe ";
    print(*pipe->value);
    os << ' ';
    print(*pipe->call);
    os << ')';
  } else {
    // Literals, names, types and dictionaries read best as written.
    os << expr.source();
  }
}

void Printer::printSettings(ArrayRef<Setting> settings) {
  for (const Setting &setting : settings) {
    line() << setting.name.text << " = ";
    print(*setting.value);
    os << '\n';
  }
}

void Printer::print(const Stmt &statement) {
  line();
  if (auto *assign = dyn_cast<AssignStmt>(&statement)) {
    os << "assign";
    for (const Name &target : assign->targets)
      os << ' ' << target.text;
    os << " = ";
    print(*assign->value);
    os << '\n';
  } else if (auto *ret = dyn_cast<ReturnStmt>(&statement)) {
    os << "return";
    printAll(ret->values);
    os << '\n';
  } else if (auto *loop = dyn_cast<ForStmt>(&statement)) {
    os << "for " << loop->variable.text << " in ";
    print(*loop->range);
    os << '\n';
    printBody(loop->body);
  } else if (auto *branch = dyn_cast<IfStmt>(&statement)) {
    os << "if ";
    print(*branch->condition);
    os << '\n';
    printBody(branch->then);
    if (!branch->otherwise.empty()) {
      line() << "else\n";
      printBody(branch->otherwise);
    }
  }
}

void Printer::printBody(const StmtList &body) {
  ++depth;
  for (const StmtPtr &statement : body)
    print(*statement);
  --depth;
}

void Printer::printBlock(const BlockDecl &block) {
  os << (block.isModel ? "model " : "block ") << block.name.text << '\n';
  ++depth;
  for (const ConstructorParam &param : block.params) {
    line() << "parameter " << param.name.text;
    if (param.fallback) {
      os << " = ";
      print(*param.fallback);
    }
    os << '\n';
  }
  for (const RequireDecl &requirement : block.requirements) {
    line() << "require ";
    print(*requirement.condition);
    os << '\n';
  }
  printSettings(block.members);
  if (block.forward) {
    line() << "forward";
    for (const ForwardParam &param : block.forward->params)
      os << ' ' << param.name.text << ": " << param.type->source();
    for (const ExprPtr &result : block.forward->results)
      os << " -> " << result->source();
    os << '\n';
    printBody(block.forward->body);
  }
  --depth;
}

void Printer::print(const File &file) {
  for (const ParamDecl &param : file.params) {
    os << "param " << param.name.text << " = ";
    print(*param.value);
    os << '\n';
  }
  for (const DimDecl &dim : file.dims) {
    os << "dim " << dim.name.text;
    if (dim.bound) {
      os << " <= ";
      print(*dim.bound);
    }
    os << '\n';
  }
  for (const RequireDecl &requirement : file.requirements) {
    os << "require ";
    print(*requirement.condition);
    os << '\n';
  }
  for (const DataDecl &data : file.data) {
    os << "data " << data.name.text << " = " << data.kind.text;
    if (data.path)
      os << ' ' << data.path->source();
    os << '\n';
    depth = 1;
    printSettings(data.settings);
    for (const ColumnDecl &column : data.columns)
      line() << column.name.text << ": " << column.type->source()
             << (column.source ? " = " : "")
             << (column.source ? column.source->source() : "") << '\n';
    depth = 0;
  }
  for (const auto &block : file.blocks)
    printBlock(*block);
  for (const TrainDecl &train : file.trains) {
    os << "train " << train.model.text << " on " << train.data.text << '\n';
    depth = 1;
    printSettings(train.settings);
    for (const EveryClause &clause : train.clauses) {
      line() << clause.name.text << " every " << clause.period->source();
      if (clause.keep)
        os << " keep " << clause.keep->source();
      os << '\n';
      depth = 2;
      printSettings(clause.settings);
      depth = 1;
    }
    depth = 0;
  }
  for (const GenerateDecl &generate : file.generates) {
    os << "generate " << generate.model.text << '\n';
    depth = 1;
    printSettings(generate.settings);
    depth = 0;
  }
}

void print(const File &file, raw_ostream &os) { Printer(os).print(file); }

} // namespace bmc::ast
