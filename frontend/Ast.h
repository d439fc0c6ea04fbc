//===- Ast.h - The .model file as a tree ------------------------*- C++ -*-===//
//
// Plain data built by the parser and never changed afterwards. Names and
// literal texts point into the source buffer, which outlives the tree.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_FRONTEND_AST_H
#define BMC_FRONTEND_AST_H

#include "frontend/Diagnostics.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Casting.h"

#include <memory>
#include <string>
#include <vector>

namespace bmc::ast {

/// A name as written.
struct Name {
  llvm::StringRef text;
  SourceRange range;
};

//===----------------------------------------------------------------------===//
// Expressions
//===----------------------------------------------------------------------===//

enum class ExprKind {
  Integer,
  Float,
  String,
  Boolean,
  None,
  Name,
  Unary,
  Binary,
  Conditional,
  Call,
  Attribute,
  Index,
  List,
  Repeat,
  Tuple,
  Dictionary,
  Type,
  As,
  Pipe,
};

struct Expr {
  Expr(ExprKind kind, SourceRange range) : kind(kind), range(range) {}
  virtual ~Expr() = default;

  const ExprKind kind;
  SourceRange range;

  /// The expression as written.
  llvm::StringRef source() const {
    return {range.Start.getPointer(),
            size_t(range.End.getPointer() - range.Start.getPointer())};
  }
};
using ExprPtr = std::unique_ptr<Expr>;

template <ExprKind Kind> struct ExprOf : Expr {
  explicit ExprOf(SourceRange range) : Expr(Kind, range) {}
  static bool classof(const Expr *expr) { return expr->kind == Kind; }
};

struct IntegerExpr : ExprOf<ExprKind::Integer> {
  using ExprOf::ExprOf;
  int64_t value = 0;
};
struct FloatExpr : ExprOf<ExprKind::Float> {
  using ExprOf::ExprOf;
  double value = 0;
};
struct StringExpr : ExprOf<ExprKind::String> {
  using ExprOf::ExprOf;
  std::string value;
};
struct BooleanExpr : ExprOf<ExprKind::Boolean> {
  using ExprOf::ExprOf;
  bool value = false;
};
struct NoneExpr : ExprOf<ExprKind::None> {
  using ExprOf::ExprOf;
};
struct NameExpr : ExprOf<ExprKind::Name> {
  using ExprOf::ExprOf;
  llvm::StringRef name;
  bool ofSelf = false; ///< written self.name: a member, whatever hides it
};

enum class UnaryOp { Negate, Not };
struct UnaryExpr : ExprOf<ExprKind::Unary> {
  using ExprOf::ExprOf;
  UnaryOp op = UnaryOp::Negate;
  ExprPtr operand;
};

enum class BinaryOp {
  Add,
  Subtract,
  Multiply,
  Divide,
  FloorDivide,
  Remainder,
  MatMul,
  Power,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  And,
  Or,
};
/// "+", "==", "and".
llvm::StringRef spelling(BinaryOp op);
/// Equal .. GreaterEqual.
bool isComparison(BinaryOp op);

struct BinaryExpr : ExprOf<ExprKind::Binary> {
  using ExprOf::ExprOf;
  BinaryOp op = BinaryOp::Add;
  ExprPtr left, right;
  SourceRange opRange;
};

/// `then if condition else otherwise`.
struct ConditionalExpr : ExprOf<ExprKind::Conditional> {
  using ExprOf::ExprOf;
  ExprPtr condition, then, otherwise;
};

struct Argument {
  Name name; ///< empty text for a positional argument
  ExprPtr value;
};
struct CallExpr : ExprOf<ExprKind::Call> {
  using ExprOf::ExprOf;
  ExprPtr callee;
  std::vector<Argument> arguments;
};

/// `base.name`.
struct AttributeExpr : ExprOf<ExprKind::Attribute> {
  using ExprOf::ExprOf;
  ExprPtr base;
  Name name;
};
/// One place between the brackets of an index.
struct IndexItem {
  enum class Kind {
    Single,   ///< `start`: one position of the axis, which disappears
    Range,    ///< `start:stop:step`; each may be null
    Ellipsis, ///< `..`: all axes that no other item names
    NewAxis,  ///< `none`: a new axis of size 1
  };
  Kind kind = Kind::Single;
  SourceRange range;
  ExprPtr start, stop, step;
};
/// `base[2]`, `base[:, 0:4]`, `base[.., -1]`.
struct IndexExpr : ExprOf<ExprKind::Index> {
  using ExprOf::ExprOf;
  ExprPtr base;
  std::vector<IndexItem> items;
};
struct ListExpr : ExprOf<ExprKind::List> {
  using ExprOf::ExprOf;
  std::vector<ExprPtr> elements;
};
/// `[element for count]` or `[element for a, b in count]`.
struct RepeatExpr : ExprOf<ExprKind::Repeat> {
  using ExprOf::ExprOf;
  ExprPtr element, count;
  std::vector<Name> variables; ///< may be none
};
struct TupleExpr : ExprOf<ExprKind::Tuple> {
  using ExprOf::ExprOf;
  std::vector<ExprPtr> elements;
};
/// `{train: 0.9, val: 0.1}`.
struct DictionaryExpr : ExprOf<ExprKind::Dictionary> {
  using ExprOf::ExprOf;
  std::vector<Argument> entries;
};

enum class ElementType { F32, I32, Bool };
/// "f32", "i32", "bool".
llvm::StringRef spelling(ElementType type);

/// `f32[.., D]`.
struct TypeExpr : ExprOf<ExprKind::Type> {
  using ExprOf::ExprOf;
  ElementType element = ElementType::F32;
  bool hasShape = false;      ///< false for plain `f32`
  bool hasEllipsis = false;   ///< `..` stands first
  std::vector<ExprPtr> sizes; ///< the name `_` accepts any size
};
/// `value as type`.
struct AsExpr : ExprOf<ExprKind::As> {
  using ExprOf::ExprOf;
  ExprPtr value, type;
};
/// `value -> call`: the call with value (or each of several) put first.
struct PipeExpr : ExprOf<ExprKind::Pipe> {
  using ExprOf::ExprOf;
  ExprPtr value, call;
};

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

enum class StmtKind { Assign, Return, For, If, Require };

struct Stmt {
  Stmt(StmtKind kind, SourceRange range) : kind(kind), range(range) {}
  virtual ~Stmt() = default;
  const StmtKind kind;
  SourceRange range;
};
using StmtPtr = std::unique_ptr<Stmt>;
using StmtList = std::vector<StmtPtr>;

template <StmtKind Kind> struct StmtOf : Stmt {
  explicit StmtOf(SourceRange range) : Stmt(Kind, range) {}
  static bool classof(const Stmt *stmt) { return stmt->kind == Kind; }
};

/// `a, b = value`, `a: type = value`; `a += value` is `a = a + value`.
struct AssignStmt : StmtOf<StmtKind::Assign> {
  using StmtOf::StmtOf;
  std::vector<Name> targets;
  ExprPtr type; ///< null if not written
  ExprPtr value;
};
struct ReturnStmt : StmtOf<StmtKind::Return> {
  using StmtOf::StmtOf;
  std::vector<ExprPtr> values;
};
struct ForStmt : StmtOf<StmtKind::For> {
  using StmtOf::StmtOf;
  std::vector<Name> variables;
  ExprPtr range; ///< a list, or a number of rounds
  StmtList body;
};
struct IfStmt : StmtOf<StmtKind::If> {
  using StmtOf::StmtOf;
  ExprPtr condition;
  StmtList then, otherwise;
};

struct RequireStmt : StmtOf<StmtKind::Require> {
  using StmtOf::StmtOf;
  ExprPtr condition;
};

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

/// `import "blocks.model"`.
struct ImportDecl {
  std::string path;
  SourceRange range; ///< of the path
};

struct ParamDecl {
  Name name;
  ExprPtr value;
};

struct DimDecl {
  Name name;
  ExprPtr bound; ///< null if not written
};

struct RequireDecl {
  ExprPtr condition;
  SourceRange range;
};

/// `name = value` in data, train and generate.
using Setting = Argument;

/// `name: type` or `name: type = "column"` of csv data.
struct ColumnDecl {
  Name name;
  ExprPtr type;
  ExprPtr source; ///< null if not written
};

struct DataDecl {
  Name name;
  Name kind; ///< text, csv, tokens
  ExprPtr path;
  std::vector<Setting> settings;
  std::vector<ColumnDecl> columns;
};

/// Constructor parameter of a block.
struct ConstructorParam {
  Name name;
  ExprPtr fallback; ///< null if required
};

/// Parameter of forward or of a function.
struct FunctionParam {
  Name name;
  ExprPtr type;     ///< of a tensor; null: any value
  ExprPtr fallback; ///< null if required
};

/// `type` or `name: type` after `->`.
struct FunctionResult {
  Name name; ///< empty text if not written
  ExprPtr type;
};

/// `function name(..) -> type { .. }`, or the forward of a block.
struct FunctionDecl {
  Name name; ///< `forward` in a block
  bool isLibrary = false;
  bool isImported = false;
  std::vector<FunctionParam> params;
  std::vector<FunctionResult> results; ///< empty if not written
  StmtList body;

  /// Whether a call may name it so: by its name or, a loss of the library,
  /// which is a function that takes a `reduction`, by torch's: huber_loss.
  bool isCalled(llvm::StringRef called) const {
    return called == name.text ||
           (isLibrary && called.consume_back("_loss") && called == name.text &&
            llvm::any_of(params, [](const FunctionParam &param) {
              return param.name.text == "reduction";
            }));
  }
};

struct BlockDecl {
  Name name;
  bool isModel = false;
  bool isLibrary = false;  ///< comes from frontend/std
  bool isImported = false; ///< comes from a file of the user's
  std::vector<ConstructorParam> params;
  std::vector<Setting> members;
  std::vector<RequireDecl> requirements;
  std::unique_ptr<FunctionDecl> forward;
};

/// `eval every N { batches = M }` and `checkpoint every N keep K`.
struct EveryClause {
  Name name;
  ExprPtr period;
  ExprPtr keep; ///< null if not written
  std::vector<Setting> settings;
};

struct TrainDecl {
  SourceRange range; ///< the word `train`
  Name model, data;
  std::vector<Setting> settings;
  std::vector<EveryClause> clauses;
};

struct GenerateDecl {
  SourceRange range; ///< the word `generate`
  Name model;
  std::vector<Setting> settings;
};

struct File {
  std::vector<ImportDecl> imports;
  std::vector<ParamDecl> params;
  std::vector<DimDecl> dims;
  std::vector<RequireDecl> requirements;
  std::vector<DataDecl> data;
  std::vector<std::unique_ptr<FunctionDecl>> functions;
  std::vector<std::unique_ptr<BlockDecl>> blocks;
  std::vector<TrainDecl> trains;
  std::vector<GenerateDecl> generates;
};

/// The tree as indented text, one node per line.
void print(const File &file, llvm::raw_ostream &os);

} // namespace bmc::ast

#endif // BMC_FRONTEND_AST_H
