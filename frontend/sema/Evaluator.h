//===- Evaluator.h - Runs a file on symbolic tensors ------------*- C++ -*-===//
//
// Constants are computed, tensors become nodes of the program. One evaluation
// is the check of a model and its unrolled graph at the same time.
//
// Files: Evaluator.cpp (scopes, nodes), Expressions.cpp, Arithmetic.cpp
// (operators on constants), Elementwise.cpp, Products.cpp, Reshape.cpp,
// RuntimeAxes.cpp, Index.cpp (operators on tensors), Calls.cpp (argument
// binding), Construct.cpp (blocks), Functions.cpp, Statements.cpp (forward and
// functions of a file), Types.cpp (annotations), Builtins*.cpp (functions by
// family).
//
//===----------------------------------------------------------------------===//
#ifndef BMC_FRONTEND_SEMA_EVALUATOR_H
#define BMC_FRONTEND_SEMA_EVALUATOR_H

#include "frontend/sema/Sema.h"
#include "frontend/sema/Value.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"

namespace bmc {

/// The runtime's limits (runtime/abi/Abi.h).
constexpr unsigned kMaxRank = 8, kMaxDims = 8;
/// With those that are computed: kBmrtMaxDims.
constexpr unsigned kMaxSizes = 16;
/// Values that a list may have.
constexpr size_t kMaxListLength = 20'000;

/// A type annotation with its sizes evaluated. A size without value is `_`.
struct TypePattern {
  ast::ElementType element = ast::ElementType::F32;
  bool hasEllipsis = false;
  llvm::SmallVector<std::optional<Size>, 4> sizes;
};
std::string format(const TypePattern &pattern);

/// A parameter of something callable.
struct Formal {
  llvm::StringRef name;
  bool required = true;
  bool variadic = false;
};

/// An evaluated argument.
struct Actual {
  ast::Name name; ///< empty text if positional
  Value value;
  SourceRange range;
};

struct Callee;

/// `start:stop:step` as written: any numbers, negative ones too.
struct RangeBounds {
  int64_t start, stop, step;
};

/// first, first + step, ..: `count` positions of an axis or list.
struct PositionRange {
  int64_t first, count, step;
};

/// For who merges axes of which one has a run-time size.
inline constexpr llvm::StringLiteral kLeadingAxesHelp =
    "layers and losses work along the last axis, whatever axes come before it: "
    "these need not be merged";

/// One activation: a constructor, a forward or a function being evaluated.
struct Frame {
  Instance *self = nullptr; ///< null outside blocks
  /// The block whose forward asked for this; null outside blocks.
  Instance *owner = nullptr;
  /// What is being run; null in a constructor.
  const ast::FunctionDecl *function = nullptr;
  bool isLibrary = false;
  /// Where the user's file calls into this; equals the call in the library's
  /// caller for library code called by library code.
  SourceRange callSite;
  llvm::StringMap<Value> locals;
  /// What `..` stands for in the annotations of this function.
  std::optional<Shape> ellipsis;
};

class Evaluator {
public:
  Evaluator(Program &program, DiagnosticEngine &diagnostics)
      : program(program), diagnostics(diagnostics) {}

  Program &program;
  DiagnosticEngine &diagnostics;
  /// Params, dims and data of the user's file.
  llvm::StringMap<Value> globals;
  llvm::StringMap<const ast::BlockDecl *> blocks, libraryBlocks;
  llvm::StringMap<const ast::FunctionDecl *> functions, libraryFunctions;
  /// What training makes of each buffer so far.
  std::map<NodeId, NodeId> bufferValues;
  /// Names checkNames has reported, by position: no second report.
  UnresolvedNames unresolved;
  /// What a loss compares with classes, and the targets that say them.
  struct Classifier {
    /// "classes": scores of all (cross_entropy); of the second of two a "score"
    /// (bce_with_logits) or a "probability" (binary_cross_entropy).
    llvm::StringRef kind;
    NodeId targets;
  };
  llvm::DenseMap<NodeId, Classifier> classifiers;
  void noteClassifier(llvm::StringRef kind, const Value &output,
                      const Value &targets) {
    classifiers[unshaped(output)] = {kind, unshaped(targets)};
  }
  /// The targets of the classifier's metric that was evaluated last, or -1.
  NodeId metricTargets = -1;
  /// What add_loss adds to the loss.
  std::vector<Value> addedLosses;

  //===--------------------------------------------------------------------===//
  // Evaluator.cpp
  //===--------------------------------------------------------------------===//

  /// Reports at the user's line: inside library code the call is blamed and the
  /// library's line is a note.
  DiagnosticBuilder error(SourceRange range, DiagId id,
                          const llvm::Twine &message);

  const TensorType &typeOf(const Value &tensor) const {
    return program.nodes[tensor.node].type;
  }
  const Node &nodeOf(const Value &tensor) const {
    return program.nodes[tensor.node];
  }
  /// The node whose elements `tensor` shows in another shape.
  NodeId unshaped(const Value &tensor) const;

  /// Appends a node. Error if its type is too large.
  Value addNode(OpKind op, llvm::ArrayRef<Value> operands, TensorType type,
                SourceRange range);
  /// A number no other dropout of the program has.
  int64_t nextStream() { return streams++; }
  /// Shorthand for the node just made, to fill in its payload.
  Node &lastNode() { return program.nodes.back(); }

  /// Product of the extents with dims at their bounds; nullopt above
  /// kMaxElements.
  static std::optional<int64_t> countElements(llvm::ArrayRef<Size> shape);

  /// Runs `body` with `frame` as the innermost activation.
  template <typename Body> auto inFrame(Frame &frame, Body body) {
    Frame *outer = std::exchange(current, &frame);
    auto result = body();
    current = outer;
    return result;
  }
  Frame &frame() { return *current; }
  /// Whether something is being run, not a setting evaluated.
  bool isRunning() const { return current; }

  //===--------------------------------------------------------------------===//
  // Expressions.cpp
  //===--------------------------------------------------------------------===//

  Value eval(const ast::Expr &expr);
  /// Typed evaluation: report and return nullopt if the value is another one.
  std::optional<int64_t> evalInteger(const ast::Expr &expr,
                                     const llvm::Twine &what);
  std::optional<double> evalNumber(const ast::Expr &expr,
                                   const llvm::Twine &what);
  std::optional<bool> evalBoolean(const ast::Expr &expr,
                                  const llvm::Twine &what);
  std::optional<std::string> evalString(const ast::Expr &expr,
                                        const llvm::Twine &what);
  Value lookup(llvm::StringRef name);
  Value lookup(const ast::NameExpr &name);
  /// Of the current block: a member or constructor parameter; null if none.
  const Value *findMember(llvm::StringRef name) const;
  /// Whether a value, or an error in its place, goes by this name here.
  bool isVisible(llvm::StringRef name) const;
  /// Checks `require`; false if it does not hold.
  bool checkRequirement(const ast::Expr &condition);

  //===--------------------------------------------------------------------===//
  // Arithmetic.cpp
  //===--------------------------------------------------------------------===//

  Value negate(const Value &operand, SourceRange range);
  Value binary(const ast::BinaryExpr &expr, const Value &left,
               const Value &right);
  Value numberBinary(const ast::BinaryExpr &expr, const Value &left,
                     const Value &right);
  Value integerBinary(const ast::BinaryExpr &expr, const Value &left,
                      const Value &right);
  Value joinLists(const ast::BinaryExpr &expr, const Value &left,
                  const Value &right);
  Value joinStrings(const ast::BinaryExpr &expr, const Value &left,
                    const Value &right);

  //===--------------------------------------------------------------------===//
  // Elementwise.cpp
  //===--------------------------------------------------------------------===//

  /// Elementwise op on two operands, tensors or one tensor and one number.
  Value elementwise(OpKind op, const Value &a, const Value &b,
                    SourceRange range, llvm::StringRef what);
  /// Arithmetic of i32 tensors and integers (ir's IntegerFunction).
  Value integers(llvm::StringRef function, const Value &a, const Value &b,
                 SourceRange range, llvm::StringRef what);
  /// Whether these are i32 tensors and integers, at least one of them a tensor.
  bool areIntegers(const Value &a, const Value &b) const;
  Value compare(ast::BinaryOp op, const Value &a, const Value &b,
                SourceRange range);
  /// A tensor of this type filled with one value.
  Value splat(double value, const TensorType &type, SourceRange range);
  bool fitsElement(double value, const TensorType &type, SourceRange range);
  /// `value` repeated to `shape`; must be compatible.
  Value broadcastTo(const Value &value, const Shape &shape, SourceRange range);
  /// The common shape of two operands; nullopt after a report.
  std::optional<Shape> broadcastShapes(const TensorType &a, const TensorType &b,
                                       SourceRange range, llvm::StringRef what);
  /// A node on two tensors repeated to their common shape.
  Value broadcastNode(OpKind op, const Value &left, const Value &right,
                      ast::ElementType element, SourceRange range,
                      llvm::StringRef what);
  /// Brings numbers and tensors to one float type; false after a report.
  bool unify(Value &a, Value &b, SourceRange range, llvm::StringRef what);
  Value unaryOp(OpKind op, const Value &x, SourceRange range);
  Value remainder(const Value &left, const Value &right, SourceRange range);

  //===--------------------------------------------------------------------===//
  // Products.cpp
  //===--------------------------------------------------------------------===//

  Value matmul(Value a, Value b, bool transposeA, bool transposeB,
               SourceRange range);
  /// A vector is a row on the left, a column on the right, as in torch.matmul.
  Value matmulVector(const Value &a, const Value &b, bool transposeA,
                     bool transposeB, SourceRange range);
  Value linear(const Value &x, const Value &weight, const Value &bias,
               SourceRange range);
  Value matmulExpr(const ast::BinaryExpr &expr);

  //===--------------------------------------------------------------------===//
  // Reshape.cpp
  //===--------------------------------------------------------------------===//

  /// True if the shapes differ in axes of size 1 only.
  static bool differInOnes(llvm::ArrayRef<Size> a, llvm::ArrayRef<Size> b);
  /// Other extents, same elements; nullopt sizes are inferred (at most one).
  Value reshape(const Value &x, llvm::ArrayRef<std::optional<Size>> sizes,
                SourceRange range);
  Value permute(const Value &x, llvm::ArrayRef<int64_t> permutation,
                SourceRange range);
  /// `axis` as the last one, behind all others, and the way back.
  Value axisToLast(const Value &x, unsigned axis, SourceRange range);
  Value lastToAxis(const Value &x, unsigned axis, SourceRange range);
  Value slice(const Value &x, unsigned axis, int64_t offset, int64_t size,
              SourceRange range);
  /// The first or last position of a run-time axis, which disappears.
  Value selectEnd(const Value &x, unsigned axis, bool last, SourceRange range);

  //===--------------------------------------------------------------------===//
  // RuntimeAxes.cpp
  //===--------------------------------------------------------------------===//

  std::optional<Size> remaining(const Size &size, int64_t count,
                                SourceRange range);
  /// x in another size of a run-time axis: x[i] at i + `shift`, or counted from
  /// the last positions backwards, and zeros elsewhere.
  Value shifted(const Value &x, unsigned axis, const Size &size, int64_t shift,
                bool fromEnd, SourceRange range);
  /// `count` positions from `offset` on, or as many before the last `offset`.
  /// Of a static axis they exist; that a run-time axis can have them is
  /// checked.
  Value part(const Value &x, unsigned axis, int64_t offset, int64_t count,
             bool fromEnd, SourceRange range);
  /// x without its first and last positions, of which the same holds.
  Value crop(const Value &x, unsigned axis, int64_t before, int64_t after,
             SourceRange range);
  /// nullopt after a report.
  std::optional<Size> joinedSize(llvm::ArrayRef<Value> tensors, unsigned axis,
                                 SourceRange range);
  /// Tensors one after the other along an axis, of run-time size in one of them
  /// at most; their other extents are equal.
  Value concat(llvm::ArrayRef<Value> tensors, unsigned axis, SourceRange range);

  //===--------------------------------------------------------------------===//
  // Index.cpp
  //===--------------------------------------------------------------------===//

  Value evalIndex(const ast::IndexExpr &expr);
  /// nullopt after a report.
  std::optional<int64_t> toPosition(const Value &index, SourceRange range,
                                    int64_t count);
  /// Whether all values of an i32 tensor are below `extent` and, unless they
  /// may be negative, not below 0; reports "<what> reach 9, but <there>".
  bool stayBelow(const Value &indices, SourceRange range, int64_t extent,
                 const llvm::Twine &what, const llvm::Twine &there,
                 bool mayBeNegative);
  /// The rows of a table of two axes at `indices`.
  Value rowsAt(const Value &indices, const Value &table, SourceRange range);
  /// What a range says as it is written, with `end` where it has no stop.
  std::optional<RangeBounds> evalBounds(const ast::IndexItem &item,
                                        int64_t end);
  std::optional<PositionRange> evalRange(const ast::IndexItem &item,
                                         int64_t count, bool mayBeEmpty);
  Value ofBlocks(const Value &x, unsigned axis, int64_t size, int64_t offset,
                 SourceRange source);
  Value stridedSlice(const Value &x, unsigned axis, PositionRange range,
                     SourceRange source);

  //===--------------------------------------------------------------------===//
  // Calls.cpp
  //===--------------------------------------------------------------------===//

  /// For every argument the index of its formal; nullopt after a report.
  /// `what` names the callee, `declaration` may be invalid.
  std::optional<std::vector<int>>
  bindArguments(llvm::ArrayRef<Formal> formals, llvm::ArrayRef<ast::Name> names,
                llvm::ArrayRef<SourceRange> ranges, const std::string &what,
                SourceRange callRange, SourceRange declaration);
  std::optional<std::vector<int>> bindArguments(llvm::ArrayRef<Formal> formals,
                                                llvm::ArrayRef<Actual> actuals,
                                                const std::string &what,
                                                SourceRange callRange,
                                                SourceRange declaration);
  Value evalCall(const ast::CallExpr &call, const Value *piped,
                 SourceRange pipedRange);
  Value callSequential(const Value &layers, std::vector<Actual> actuals,
                       const ast::CallExpr &call);
  Value evalPipe(const ast::PipeExpr &pipe);
  /// nullopt if an argument is in error.
  std::optional<std::vector<Actual>>
  evalArguments(llvm::ArrayRef<ast::Argument> arguments);
  Value callBuiltin(llvm::StringRef name, std::vector<Actual> actuals,
                    const ast::CallExpr &call);

  //===--------------------------------------------------------------------===//
  // Construct.cpp, Functions.cpp, Statements.cpp
  //===--------------------------------------------------------------------===//

  /// A block like this one, whose parameters are constant for gradients.
  Value frozen(const Value &block, SourceRange range);
  Instance *instantiate(const ast::BlockDecl &block,
                        llvm::ArrayRef<Actual> actuals, std::string path,
                        SourceRange callRange, SourceRange declaration);
  Value callForward(Instance &instance, llvm::ArrayRef<Actual> actuals,
                    const ast::CallExpr &call);
  Value callFunction(const ast::FunctionDecl &function,
                     llvm::ArrayRef<Actual> actuals, const ast::CallExpr &call);
  /// Evaluates the body of the frame's function with its inputs in `locals`.
  Value run(Frame &frame);
  /// Null if there is no such function in the file or, for the library, in std.
  const ast::FunctionDecl *findFunction(llvm::StringRef name);
  /// Whether a function of the file, of std or a builtin has this name.
  bool isFunction(llvm::StringRef name);
  /// Whether x.name(..) is name(x, ..): not where that of PyTorch means
  /// another thing.
  bool isMethod(llvm::StringRef name) {
    return isFunction(name) && name != "unfold";
  }
  const ast::BlockDecl *findBlock(llvm::StringRef name);

  //===--------------------------------------------------------------------===//
  // Types.cpp
  //===--------------------------------------------------------------------===//

  std::optional<TypePattern> evalType(const ast::TypeExpr &type);
  /// Of an input or result: what has no value yet accepts any size.
  std::optional<TypePattern> evalSignature(const ast::TypeExpr &type);
  /// Gives names of an input's sizes that nothing declares those of its
  /// argument.
  void bindSizes(const ast::TypeExpr &type, const TensorType &actual);
  /// The type if it has neither `..` nor `_`; nullopt after a report.
  std::optional<TensorType> evalFullType(const ast::TypeExpr &type);
  /// nullopt after a report.
  std::optional<Size> evalSize(const ast::Expr &expr);
  /// The same of what an expression at `range` has evaluated to.
  std::optional<Size> sizeOf(const Value &value, SourceRange range);
  /// floor((factor * size + offset) / divisor), which is at least 1 where a
  /// run-time size is at its bound; of such a size it is one of its own.
  /// Nullopt after a report.
  std::optional<Size> derivedSize(const Size &size, int64_t factor,
                                  int64_t offset, int64_t divisor,
                                  SourceRange range);
  /// What differs, in words, or "" if `type` matches. Binds `..`.
  std::string mismatch(const TypePattern &pattern, const TensorType &type,
                       std::optional<Shape> &ellipsis);

private:
  IntegerValues valuesOf(OpKind op, llvm::ArrayRef<NodeId> operands) const;
  void collectValues(const ast::Expr &expr, std::string &values);
  Value evalName(const ast::NameExpr &expr);
  Value evalUnary(const ast::UnaryExpr &expr);
  Value evalBinary(const ast::BinaryExpr &expr);
  Value evalLogical(const ast::BinaryExpr &expr);
  bool isCondition(const Value &tensor, const ast::Expr &expr);
  Value evalConditional(const ast::ConditionalExpr &expr);
  Value evalAttribute(const ast::AttributeExpr &expr);
  Value tensorAttribute(const Value &base, const ast::AttributeExpr &expr);
  Value indexList(const Value &base, const ast::IndexExpr &expr);
  Value evalSequence(llvm::ArrayRef<ast::ExprPtr> elements);
  Value evalAs(const ast::AsExpr &expr);
  Value dispatch(const ast::Expr &expr);

  Value evalMember(const ast::Expr &expr, const std::string &path,
                   SourceRange declaration);
  Value makeSequential(const ast::CallExpr &call, const std::string &path,
                       SourceRange declaration);
  void addAliases(const Value &value, const std::string &path);
  /// `[element for variable in values]`: a list, or a number of rounds;
  /// `evaluate` makes the element of each round.
  bool bindVariables(llvm::ArrayRef<ast::Name> variables, const Value &value,
                     SourceRange range);
  Value evalRepeat(const ast::RepeatExpr &expr,
                   llvm::function_ref<Value(int64_t)> evaluate);
  std::optional<std::string> parameterPath(const Actual &name,
                                           const std::string &member);
  bool checkParameter(const Actual &type, const Actual *init,
                      const std::string &path);
  Value makeParameter(const ast::CallExpr &call, std::string path);
  bool bindConstructor(Instance &instance, llvm::ArrayRef<Actual> actuals,
                       SourceRange callRange);
  bool bindParam(const Callee &callee, const ast::FunctionParam &param,
                 const Actual &actual, const ast::CallExpr &call, Frame &frame);
  bool bindParams(const Callee &callee, llvm::ArrayRef<Actual> actuals,
                  const ast::CallExpr &call, Frame &frame);
  Value call(const Callee &callee, llvm::ArrayRef<Actual> actuals,
             const ast::CallExpr &call, Frame &frame);
  bool checkResult(const Value &value, const ast::Expr &declared,
                   SourceRange range);
  /// The value of a return: checked against the declared results, and named.
  Value finishResults(const Value &result, SourceRange range);
  /// The value returned, if a return was met.
  std::optional<Value> execute(const ast::StmtList &body);
  std::optional<Value> execute(const ast::Stmt &statement);
  std::optional<Value> executeFor(const ast::ForStmt &statement);
  bool executeAssign(const ast::AssignStmt &statement);
  bool checkSize(const ast::Name &name, const Value &size);
  /// `isAny`: sizes that accept any.
  std::optional<TypePattern>
  evalPattern(const ast::TypeExpr &type,
              llvm::function_ref<bool(const ast::Expr &)> isAny);
  bool checkAnnotation(const Value &value, const ast::AssignStmt &statement);

  /// False, after one report, once the file asks for too much work.
  bool spendStep(SourceRange range);

  Frame *current = nullptr;
  std::vector<const ast::BlockDecl *> constructing;
  std::vector<std::unique_ptr<Instance>> instances;
  int64_t parameterElements = 0;
  llvm::StringSet<> parameterPaths;
  int64_t steps = 0;
  unsigned depth = 0;
  int64_t streams = 0;
  bool gaveUp = false;
};

/// A tensor indexed item by item: what is taken is sliced at once, and one
/// reshape at the end drops and adds axes.
class TensorIndex {
public:
  TensorIndex(Evaluator &evaluator, Value x, const ast::IndexExpr &expr)
      : evaluator(evaluator), x(std::move(x)), expr(expr) {}
  Value evaluate();

private:
  bool findEllipsis();
  void keep(const Shape &shape, int64_t count);
  bool takePosition(const ast::IndexItem &item);
  bool takePositions(const Value &indices, const ast::IndexItem &item);
  bool hasRows(const Value &indices) const;
  bool takeRows(const Value &indices, const ast::IndexItem &item);
  bool isIndexed(const Value &indices) const;
  bool takeIndexed(const Value &indices, const ast::IndexItem &item);
  bool takeRange(const ast::IndexItem &item);
  bool takeRuntimeRange(const ast::IndexItem &item, const Size &size);

  Evaluator &evaluator;
  Value x; ///< sliced so far
  const ast::IndexExpr &expr;
  llvm::SmallVector<std::optional<Size>> result; ///< sizes of the result so far
  unsigned axis = 0;                             ///< of x
  int64_t consumed = 0; ///< axes of the operand that items have named
  int64_t skipped = 0;  ///< axes that `..` stands for
};

/// Reports and returns true if the compiled program uses `name` itself.
bool reportReserved(Evaluator &evaluator, llvm::StringRef name,
                    SourceRange range);

/// Whether larger values of the metric `name` are better, "higher" or "lower";
/// empty if it is no metric.
llvm::StringRef metricDirection(llvm::StringRef name);
/// Whether a metric of that name has `ignore_index`.
bool metricIgnores(llvm::StringRef name);

/// True if a function of this name exists.
bool isBuiltin(llvm::StringRef name);
std::vector<std::string> builtinNames();

} // namespace bmc

#endif // BMC_FRONTEND_SEMA_EVALUATOR_H
