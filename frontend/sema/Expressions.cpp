//===- Expressions.cpp - Evaluation of expressions ------------------------===//

#include "frontend/sema/Builtins.h"

#include "llvm/ADT/Sequence.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// Nested evaluations, over all blocks that call each other.
static constexpr unsigned kMaxDepth = 1000;

Value Evaluator::eval(const Expr &expr) {
  if (!spendStep(expr.range))
    return Value::error();
  if (depth >= kMaxDepth) {
    if (!std::exchange(gaveUp, true))
      error(expr.range, DiagId::NestingTooDeep,
            "expressions and blocks nest more than " + Twine(kMaxDepth) +
                " levels deep");
    return Value::error();
  }
  ++depth;
  Value value = dispatch(expr);
  --depth;
  return value;
}

Value Evaluator::dispatch(const Expr &expr) {
  switch (expr.kind) {
  case ExprKind::Integer:
    return Value::fromInteger(cast<IntegerExpr>(expr).value);
  case ExprKind::Float:
    return Value::fromFloat(cast<FloatExpr>(expr).value);
  case ExprKind::String:
    return Value::fromString(cast<StringExpr>(expr).value);
  case ExprKind::Boolean:
    return Value::fromBoolean(cast<BooleanExpr>(expr).value);
  case ExprKind::None:
    return Value::none();
  case ExprKind::Name:
    return evalName(cast<NameExpr>(expr));
  case ExprKind::Unary:
    return evalUnary(cast<UnaryExpr>(expr));
  case ExprKind::Binary:
    return evalBinary(cast<BinaryExpr>(expr));
  case ExprKind::Conditional:
    return evalConditional(cast<ConditionalExpr>(expr));
  case ExprKind::Call:
    return evalCall(cast<CallExpr>(expr), nullptr, {});
  case ExprKind::Attribute:
    return evalAttribute(cast<AttributeExpr>(expr));
  case ExprKind::Index:
    return evalIndex(cast<IndexExpr>(expr));
  case ExprKind::List:
    return evalSequence(cast<ListExpr>(expr).elements);
  case ExprKind::Tuple:
    return evalSequence(cast<TupleExpr>(expr).elements);
  case ExprKind::Type: {
    std::optional<TensorType> type = evalFullType(cast<TypeExpr>(expr));
    return type ? Value::fromType(*type) : Value::error();
  }
  case ExprKind::As:
    return evalAs(cast<AsExpr>(expr));
  case ExprKind::Pipe:
    return evalPipe(cast<PipeExpr>(expr));
  case ExprKind::Repeat: {
    auto &repeat = cast<RepeatExpr>(expr);
    if (current)
      return evalRepeat(repeat, [&](int64_t) { return eval(*repeat.element); });
    error(expr.range, DiagId::MisplacedConstruct,
          "'[.. for ..]' stands in blocks and functions only");
    return Value::error();
  }
  case ExprKind::Dictionary:
    error(expr.range, DiagId::MisplacedConstruct,
          "'{key: value}' can only be the value of 'split' or 'metrics'");
    return Value::error();
  }
  llvm_unreachable("all expressions are handled");
}

const Value *Evaluator::findMember(StringRef name) const {
  const Instance *self = current->self;
  if (!self)
    return nullptr;
  if (auto it = self->members.find(name); it != self->members.end())
    return &it->second;
  if (auto it = self->arguments.find(name); it != self->arguments.end())
    return &it->second;
  return nullptr;
}

Value Evaluator::lookup(StringRef name) {
  if (auto it = current->locals.find(name); it != current->locals.end())
    return it->second;
  if (const Value *member = findMember(name))
    return *member;
  if (!current->isLibrary)
    if (auto it = globals.find(name); it != globals.end())
      return it->second;
  return Value::error();
}

Value Evaluator::lookup(const NameExpr &name) {
  const Value *member = name.ofSelf ? findMember(name.name) : nullptr;
  return member ? *member : lookup(name.name);
}

bool Evaluator::isVisible(StringRef name) const {
  return current->locals.count(name) || findMember(name) ||
         (!current->isLibrary && globals.count(name));
}

Value Evaluator::evalName(const NameExpr &expr) {
  Value value = lookup(expr);
  if (std::optional<double> constant = constantNamed(expr.name);
      constant && value.isError())
    return Value::fromFloat(*constant);
  bool reported = unresolved.count(expr.name.data());
  // checkNames has reported names that exist nowhere.
  if (!value.isError() || reported || isVisible(expr.name))
    return value;
  if (findBlock(expr.name) || isFunction(expr.name))
    error(expr.range, DiagId::NotAValue,
          "'" + expr.name + "' is a " +
              (findBlock(expr.name) ? "block" : "function") + "; write " +
              expr.name + "(..)");
  else
    error(expr.range, DiagId::UsedBeforeDefined,
          "'" + expr.name + "' has no value here")
        .help("it is declared further down, or only on another path");
  return Value::error();
}

Value Evaluator::evalUnary(const UnaryExpr &expr) {
  Value operand = eval(*expr.operand);
  if (operand.isError())
    return operand;
  if (expr.op == UnaryOp::Negate)
    return negate(operand, expr.range);
  if (operand.kind == Value::Kind::Boolean)
    return Value::fromBoolean(!operand.boolean);
  if (operand.isTensor() && typeOf(operand).element == ElementType::Bool)
    return addNode(OpKind::LogicalNot, operand, typeOf(operand), expr.range);
  error(expr.range, DiagId::BadOperand,
        "'not' needs true or false, got " + describe(operand, program));
  return Value::error();
}

Value Evaluator::evalBinary(const BinaryExpr &expr) {
  if (expr.op == BinaryOp::And || expr.op == BinaryOp::Or)
    return evalLogical(expr);
  if (expr.op == BinaryOp::MatMul)
    return matmulExpr(expr);
  Value left = eval(*expr.left);
  Value right = eval(*expr.right);
  if (left.isError() || right.isError())
    return Value::error();
  return binary(expr, left, right);
}

/// Whether a tensor holds truth values; reports if not.
bool Evaluator::isCondition(const Value &tensor, const Expr &expr) {
  if (typeOf(tensor).element == ElementType::Bool)
    return true;
  error(expr.range, DiagId::ElementTypeMismatch,
        "needs a condition such as x > 0, got " + format(typeOf(tensor)));
  return false;
}

Value Evaluator::evalLogical(const BinaryExpr &expr) {
  bool isAnd = expr.op == BinaryOp::And;
  Value left = eval(*expr.left);
  if (left.kind == Value::Kind::Boolean && left.boolean != isAnd)
    return left;
  Value right = left.isError() ? Value::error() : eval(*expr.right);
  if (right.isError())
    return right;
  if (left.isTensor() && right.isTensor() && isCondition(left, *expr.left) &&
      isCondition(right, *expr.right))
    return broadcastNode(isAnd ? OpKind::LogicalAnd : OpKind::LogicalOr, left,
                         right, ElementType::Bool, expr.range,
                         ("'" + spelling(expr.op) + "'").str());
  if (left.isTensor() && right.isTensor())
    return Value::error();
  if (left.kind == Value::Kind::Boolean && right.kind == Value::Kind::Boolean)
    return right;
  const Expr &bad =
      left.kind == Value::Kind::Boolean ? *expr.right : *expr.left;
  error(bad.range, DiagId::BadValue,
        "both sides of '" + spelling(expr.op) +
            "' must be true or false, or tensors of conditions, got " +
            describe(&bad == expr.left.get() ? left : right, program));
  return Value::error();
}

Value Evaluator::evalConditional(const ConditionalExpr &expr) {
  std::optional<bool> condition = evalBoolean(*expr.condition, "the condition");
  if (!condition)
    return Value::error();
  return eval(*condition ? *expr.then : *expr.otherwise);
}

/// The column whose classes a field has; null if it has none.
static const CsvColumn *categoryOf(const DataConfig &data,
                                   const DataField &field) {
  if (field.limit == 0 || field.columns.size() != 1)
    return nullptr;
  auto column = find_if(data.columns, [&](const CsvColumn &column) {
    return column.name == field.columns[0] && column.type == "category";
  });
  return column == data.columns.end() ? nullptr : &*column;
}

/// data.vocab_size, data.column.count
static Value dataAttribute(Evaluator &evaluator, const Value &base,
                           const AttributeExpr &expr) {
  const DataConfig &data = *evaluator.program.data;
  std::string text = expr.source().str();
  if (base.text.empty() && expr.name.text == "vocab_size" && data.vocabSize)
    return Value::fromInteger(data.vocabSize + data.maskToken.has_value(),
                              text);
  if (base.text.empty() && expr.name.text == "source_vocab_size" && data.source)
    return Value::fromInteger(data.source->vocabSize, text);
  for (const DataField &field : evaluator.program.fields) {
    const CsvColumn *column = categoryOf(data, field);
    if (!column)
      continue;
    if (base.text.empty() && expr.name.text == field.name) {
      Value value = base;
      value.text = field.name;
      return value;
    }
    if (base.text == field.name && expr.name.text == "count")
      return Value::fromInteger(column->size, text);
  }
  evaluator
      .error(expr.name.range, DiagId::UnknownAttribute,
             "'" + expr.base->source() + "' has no '" + expr.name.text + "'")
      .help(data.vocabSize ? "text and tokens have 'vocab_size'"
                           : "a category column has 'count', such as " +
                                 data.name + ".user.count");
  return Value::error();
}

/// That of several results which has this name; null if none has.
static const Value *resultNamed(const Value &results, StringRef name) {
  if (!results.names)
    return nullptr;
  auto it = find(*results.names, name);
  return it == results.names->end()
             ? nullptr
             : &results.elements()[it - results.names->begin()];
}

Value Evaluator::evalAttribute(const AttributeExpr &expr) {
  Value base = eval(*expr.base);
  if (base.isError())
    return base;
  StringRef name = expr.name.text;
  if (base.kind == Value::Kind::Block) {
    auto it = base.instance->members.find(name);
    if (it != base.instance->members.end())
      return it->second;
    std::vector<std::string> candidates;
    for (auto &member : base.instance->members)
      candidates.push_back(member.getKey().str());
    error(expr.name.range, DiagId::UnknownAttribute,
          base.instance->describe() + " has no member '" + name + "'")
        .note(base.instance->declaration, "it is declared here")
        .help(didYouMean(name, candidates));
    return Value::error();
  }
  if (base.kind == Value::Kind::Data)
    return dataAttribute(*this, base, expr);
  if (base.isTensor())
    return tensorAttribute(base, expr);
  if (const Value *result = resultNamed(base, name))
    return *result;
  error(expr.name.range, DiagId::UnknownAttribute,
        describe(base, program) + (base.names ? " have" : " has") + " no '" +
            name + "'")
      .help(isFunction(name) ? "write " + name + "(..) alone"
            : base.names     ? didYouMean(name, *base.names)
                             : "");
  return Value::error();
}

/// x.T, x.shape, x.ndim, x.dtype, max(x, dim).indices
Value Evaluator::tensorAttribute(const Value &base, const AttributeExpr &expr) {
  const TensorType &type = typeOf(base);
  StringRef name = expr.name.text;
  if (name == "ndim")
    return Value::fromInteger(type.rank());
  if (name == "dtype")
    return Value::fromString(spelling(type.element).str());
  if (name == "shape")
    return Value::fromShape(type.shape);
  if (const Value *one = base.pair ? resultNamed(*base.pair, name) : nullptr)
    return *one;
  if (name == "T") {
    size_t rank = type.rank();
    if (rank < 2) {
      error(expr.range, DiagId::RankMismatch,
            "'.T' swaps the last two axes, but '" + expr.base->source() +
                "' is " + format(type));
      return Value::error();
    }
    SmallVector<int64_t> permutation = to_vector(seq<int64_t>(0, rank));
    std::swap(permutation[rank - 1], permutation[rank - 2]);
    return permute(base, permutation, expr.range);
  }
  error(expr.name.range, DiagId::UnknownAttribute,
        describe(base, program) + " has no '" + name + "'")
      .help(isMethod(name) ? "call it: ." + name + "(..)" : foreignHint(name));
  return Value::error();
}

Value Evaluator::evalSequence(ArrayRef<ExprPtr> elements) {
  std::vector<Value> values;
  for (const ExprPtr &element : elements) {
    values.push_back(eval(*element));
    if (values.back().isError())
      return Value::error();
  }
  return Value::fromSequence(std::move(values));
}

Value Evaluator::evalAs(const AsExpr &expr) {
  Value value = eval(*expr.value);
  std::optional<TypePattern> type = evalType(cast<TypeExpr>(*expr.type));
  if (value.isError() || !type)
    return Value::error();
  if (!value.isTensor()) {
    error(expr.value->range, DiagId::BadOperand,
          "'as' reshapes a tensor, got " + describe(value, program));
    return Value::error();
  }
  if (typeOf(value).element != type->element) {
    error(expr.range, DiagId::ElementTypeMismatch,
          "'as' does not convert elements: the value is " +
              format(typeOf(value)))
        .help("float(x) makes f32 of i32");
    return Value::error();
  }
  if (type->hasEllipsis) {
    error(expr.type->range, DiagId::BadType,
          "'..' cannot stand in the type after 'as'");
    return Value::error();
  }
  return reshape(value, type->sizes, expr.range);
}

//===----------------------------------------------------------------------===//
// Typed evaluation
//===----------------------------------------------------------------------===//

std::optional<int64_t> Evaluator::evalInteger(const Expr &expr,
                                              const Twine &what) {
  Value value = eval(expr);
  if (value.isInteger())
    return value.integer;
  if (!value.isError())
    error(expr.range, DiagId::BadValue,
          what + " must be an integer, got " + describe(value, program));
  return std::nullopt;
}

std::optional<double> Evaluator::evalNumber(const Expr &expr,
                                            const Twine &what) {
  Value value = eval(expr);
  if (value.isNumber())
    return value.asDouble();
  if (!value.isError())
    error(expr.range, DiagId::BadValue,
          what + " must be a number, got " + describe(value, program));
  return std::nullopt;
}

std::optional<bool> Evaluator::evalBoolean(const Expr &expr,
                                           const Twine &what) {
  Value value = eval(expr);
  if (value.kind == Value::Kind::Boolean)
    return value.boolean;
  if (!value.isError())
    error(expr.range, DiagId::BadValue,
          what + " must be true or false, got " + describe(value, program))
        .help(value.isTensor() ? "where(condition, a, b) chooses element by "
                                 "element"
                               : "");
  return std::nullopt;
}

std::optional<std::string> Evaluator::evalString(const Expr &expr,
                                                 const Twine &what) {
  Value value = eval(expr);
  if (value.kind == Value::Kind::String)
    return value.text;
  if (!value.isError())
    error(expr.range, DiagId::BadValue,
          what + " must be a string, got " + describe(value, program));
  return std::nullopt;
}

/// Appends "D = 64, H = 7" for the names in an expression.
void Evaluator::collectValues(const Expr &expr, std::string &values) {
  if (auto *binary = dyn_cast<BinaryExpr>(&expr)) {
    collectValues(*binary->left, values);
    collectValues(*binary->right, values);
  } else if (auto *unary = dyn_cast<UnaryExpr>(&expr)) {
    collectValues(*unary->operand, values);
  } else if (auto *name = dyn_cast<NameExpr>(&expr)) {
    std::string entry =
        name->name.str() + " = " + describe(lookup(*name), program);
    if (StringRef(values).contains(entry))
      return;
    values += (values.empty() ? "" : ", ") + entry;
  }
}

bool Evaluator::checkRequirement(const Expr &condition) {
  std::optional<bool> holds = evalBoolean(condition, "what 'require' checks");
  if (!holds)
    return false;
  if (*holds)
    return true;
  std::string values;
  collectValues(condition, values);
  std::string owner = current->self && !current->self->path.empty()
                          ? current->self->describe() + ": "
                          : "";
  error(condition.range, DiagId::RequirementFailed,
        owner + "requirement '" + condition.source() + "' does not hold" +
            (values.empty() ? "" : ": ") + values);
  return false;
}

} // namespace bmc
