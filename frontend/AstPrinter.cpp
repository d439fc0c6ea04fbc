//===- AstPrinter.cpp - The tree as text ----------------------------------===//

#include "frontend/Ast.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace bmc::ast {

StringRef spelling(BinaryOp op) {
  static constexpr StringRef texts[] = {
      "+",  "-",  "*", "/",  "//", "%",  "@",   "**",
      "==", "!=", "<", "<=", ">",  ">=", "and", "or"};
  return texts[unsigned(op)];
}

bool isComparison(BinaryOp op) {
  return op >= BinaryOp::Equal && op <= BinaryOp::GreaterEqual;
}

StringRef spelling(ElementType type) {
  static constexpr StringRef texts[] = {"f32", "i32", "bool"};
  return texts[unsigned(type)];
}

static std::string join(ArrayRef<Name> names) {
  return llvm::join(
      map_range(names, [](const Name &name) { return name.text; }), ", ");
}

namespace {

/// One line per declaration and statement, expressions in prefix form.
class Printer {
public:
  explicit Printer(raw_ostream &os) : os(os) {}
  void print(const File &file);

private:
  void print(const Expr &expr);
  void print(const CallExpr &call);
  void print(const IndexExpr &index);
  /// "(head part part)".
  void node(StringRef head, ArrayRef<const Expr *> parts);
  void printAll(StringRef head, ArrayRef<ExprPtr> exprs);
  void printSettings(ArrayRef<Setting> settings);
  void printData(const DataDecl &data);
  void printTrain(const TrainDecl &train);
  void printBlock(const BlockDecl &block);
  void printFunction(const FunctionDecl &function);
  void printBody(const StmtList &body);
  void print(const Stmt &statement);
  raw_ostream &line() { return os.indent(2 * depth); }

  raw_ostream &os;
  unsigned depth = 0;
};

} // namespace

void Printer::node(StringRef head, ArrayRef<const Expr *> parts) {
  os << '(' << head;
  for (const Expr *part : parts) {
    os << ' ';
    print(*part);
  }
  os << ')';
}

void Printer::printAll(StringRef head, ArrayRef<ExprPtr> exprs) {
  std::vector<const Expr *> parts;
  for (const ExprPtr &expr : exprs)
    parts.push_back(expr.get());
  node(head, parts);
}

void Printer::print(const CallExpr &call) {
  os << "(call ";
  print(*call.callee);
  for (const Argument &argument : call.arguments) {
    os << ' ' << argument.name.text << (argument.name.text.empty() ? "" : "=");
    print(*argument.value);
  }
  os << ')';
}

/// "(index base 2 0:4)": items as written.
void Printer::print(const IndexExpr &index) {
  os << "(index ";
  print(*index.base);
  for (const IndexItem &item : index.items)
    os << ' '
       << StringRef(item.range.Start.getPointer(),
                    item.range.End.getPointer() -
                        item.range.Start.getPointer());
  os << ')';
}

void Printer::print(const Expr &expr) {
  if (auto *unary = dyn_cast<UnaryExpr>(&expr))
    node(unary->op == UnaryOp::Negate ? "neg" : "not", {unary->operand.get()});
  else if (auto *binary = dyn_cast<BinaryExpr>(&expr))
    node(spelling(binary->op), {binary->left.get(), binary->right.get()});
  else if (auto *conditional = dyn_cast<ConditionalExpr>(&expr))
    node("if", {conditional->condition.get(), conditional->then.get(),
                conditional->otherwise.get()});
  else if (auto *call = dyn_cast<CallExpr>(&expr))
    print(*call);
  else if (auto *attribute = dyn_cast<AttributeExpr>(&expr))
    node(("." + attribute->name.text).str(), {attribute->base.get()});
  else if (auto *index = dyn_cast<IndexExpr>(&expr))
    print(*index);
  else if (auto *list = dyn_cast<ListExpr>(&expr))
    printAll("list", list->elements);
  else if (auto *tuple = dyn_cast<TupleExpr>(&expr))
    printAll("tuple", tuple->elements);
  else if (auto *repeat = dyn_cast<RepeatExpr>(&expr))
    node("repeat" + std::string(repeat->variables.empty() ? "" : " ") +
             join(repeat->variables),
         {repeat->count.get(), repeat->element.get()});
  else if (auto *as = dyn_cast<AsExpr>(&expr))
    node("as", {as->value.get(), as->type.get()});
  else if (auto *pipe = dyn_cast<PipeExpr>(&expr))
    node("pipe", {pipe->value.get(), pipe->call.get()});
  else // Literals, names, types and dictionaries read best as written.
    os << expr.source();
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
    if (assign->type)
      os << ": " << assign->type->source();
    os << " = ";
    print(*assign->value);
    os << '\n';
  } else if (auto *ret = dyn_cast<ReturnStmt>(&statement)) {
    printAll("return", ret->values);
    os << '\n';
  } else if (auto *require = dyn_cast<RequireStmt>(&statement)) {
    node("require", {require->condition.get()});
    os << '\n';
  } else if (auto *loop = dyn_cast<ForStmt>(&statement)) {
    os << "for " << join(loop->variables) << " in ";
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
    line();
    printFunction(*block.forward);
  }
  --depth;
}

void Printer::printFunction(const FunctionDecl &function) {
  os << function.name.text;
  for (const FunctionParam &param : function.params) {
    os << ' ' << param.name.text;
    if (param.type)
      os << ": " << param.type->source();
    if (param.fallback)
      os << " = " << param.fallback->source();
  }
  for (const FunctionResult &result : function.results)
    os << " -> " << result.name.text << (result.name.text.empty() ? "" : ": ")
       << result.type->source();
  os << '\n';
  printBody(function.body);
}

void Printer::printData(const DataDecl &data) {
  os << "data " << data.name.text << " = " << data.kind.text;
  if (data.path)
    os << ' ' << data.path->source();
  os << '\n';
  ++depth;
  printSettings(data.settings);
  for (const ColumnDecl &column : data.columns)
    line() << column.name.text << ": " << column.type->source()
           << (column.source ? " = " : "")
           << (column.source ? column.source->source() : "") << '\n';
  --depth;
}

void Printer::printTrain(const TrainDecl &train) {
  os << "train " << train.model.text << " on " << train.data.text << '\n';
  ++depth;
  printSettings(train.settings);
  for (const EveryClause &clause : train.clauses) {
    line() << clause.name.text << " every " << clause.period->source();
    if (clause.keep)
      os << " keep " << clause.keep->source();
    os << '\n';
    ++depth;
    printSettings(clause.settings);
    --depth;
  }
  --depth;
}

void Printer::print(const File &file) {
  for (const ImportDecl &import : file.imports)
    os << "import " << import.path << '\n';
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
  for (const DataDecl &data : file.data)
    printData(data);
  for (const auto &function : file.functions) {
    os << "function ";
    printFunction(*function);
  }
  for (const auto &block : file.blocks)
    printBlock(*block);
  for (const TrainDecl &train : file.trains)
    printTrain(train);
  for (const GenerateDecl &generate : file.generates) {
    os << "generate " << generate.model.text << '\n';
    ++depth;
    printSettings(generate.settings);
    --depth;
  }
}

void print(const File &file, raw_ostream &os) { Printer(os).print(file); }

} // namespace bmc::ast
