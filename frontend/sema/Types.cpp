//===- Types.cpp - Annotations --------------------------------------------===//

#include "frontend/sema/Builtins.h"
#include "ir/DerivedSize.h"

#include <numeric>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

std::string format(const TypePattern &pattern) {
  std::string text = spelling(pattern.element).str();
  text += '[';
  StringRef separator = "";
  if (pattern.hasEllipsis) {
    text += "..";
    separator = ", ";
  }
  for (const std::optional<Size> &size : pattern.sizes) {
    text += separator;
    text += size ? format(*size) : "_";
    separator = ", ";
  }
  return text + ']';
}

std::optional<Size> Evaluator::sizeOf(const Value &value, SourceRange range) {
  if (value.isError())
    return std::nullopt;
  if (value.kind == Value::Kind::Dim)
    return toSize(value);
  if (!value.isInteger()) {
    error(range, DiagId::BadSize,
          "a size must be an integer or a dim, got " +
              describe(value, program));
    return std::nullopt;
  }
  if (value.integer < 1) {
    error(range, DiagId::BadSize,
          "a size must be at least 1, got " +
              (value.text.empty() ? Twine() : value.text + "=") +
              Twine(value.integer));
    return std::nullopt;
  }
  if (value.integer > kMaxElements) {
    error(range, DiagId::TensorTooLarge,
          "size " + Twine(value.integer) + " is above 2^40");
    return std::nullopt;
  }
  return toSize(value);
}

std::optional<Size> Evaluator::evalSize(const Expr &expr) {
  return sizeOf(eval(expr), expr.range);
}

std::optional<Size> Evaluator::derivedSize(const Size &size, int64_t factor,
                                           int64_t offset, int64_t divisor,
                                           SourceRange range) {
  DerivedSize derived{size.dim ? size.dim->name : "", factor, offset, divisor};
  std::optional<int64_t> value = derived.at(size.value);
  std::optional<DerivedSize> simple = derived.simplified();
  if (!value || *value > INT32_MAX || !simple) {
    error(range, DiagId::TensorTooLarge, "the size is above 2^31");
    return std::nullopt;
  }
  if (!size.dim)
    return Size{*value, nullptr, ""};
  std::string name = simple->name();
  auto known = find_if(program.dims, [&](const std::unique_ptr<DimInfo> &dim) {
    return dim->name == name;
  });
  if (known != program.dims.end())
    return Size{*value, known->get(), ""};
  if (program.dims.size() == kMaxSizes) {
    error(range, DiagId::BadSize,
          "more than " + Twine(kMaxSizes) +
              " run-time sizes, with those that are computed")
        .help("layers that keep the size (padding = \"same\") need none");
    return std::nullopt;
  }
  program.dims.push_back(std::make_unique<DimInfo>(
      DimInfo{std::move(name), *value, size.dim->range}));
  return Size{*value, program.dims.back().get(), ""};
}

/// The name that stands alone for a size and has no value, or "".
static StringRef openName(const Evaluator &evaluator, const Expr &size) {
  auto *name = dyn_cast<NameExpr>(&size);
  bool hasValue = !name || name->name == "_" ||
                  evaluator.isVisible(name->name) || constantNamed(name->name);
  return hasValue ? "" : name->name;
}

/// How many axes an entry of a type stands for: more than one if it names a
/// list of sizes.
static size_t countAxes(Evaluator &evaluator, const Expr &size) {
  auto *name = dyn_cast<NameExpr>(&size);
  Value value = name ? evaluator.lookup(*name) : Value::error();
  return value.isSequence() ? value.elements().size() : 1;
}

void Evaluator::bindSizes(const TypeExpr &type, const TensorType &actual) {
  SmallVector<size_t> counts;
  for (const ExprPtr &expr : type.sizes)
    counts.push_back(countAxes(*this, *expr));
  size_t fixed = std::accumulate(counts.begin(), counts.end(), size_t(0));
  if (type.hasEllipsis ? actual.rank() < fixed : actual.rank() != fixed)
    return;
  size_t axis = actual.rank() - fixed;
  for (auto [expr, count] : zip(type.sizes, counts)) {
    if (StringRef name = openName(*this, *expr); !name.empty()) {
      const Size &size = actual.shape[axis];
      current->locals[name] = size.dim
                                  ? Value::fromDim(size.dim)
                                  : Value::fromInteger(size.value, name.str());
    }
    axis += count;
  }
}

/// Whether a size of a signature has no value, or none yet.
static bool isOpen(const Evaluator &evaluator, const Expr &size) {
  if (isa<NameExpr>(&size))
    return !openName(evaluator, size).empty();
  if (auto *unary = dyn_cast<UnaryExpr>(&size))
    return isOpen(evaluator, *unary->operand);
  if (auto *binary = dyn_cast<BinaryExpr>(&size))
    return isOpen(evaluator, *binary->left) ||
           isOpen(evaluator, *binary->right);
  if (auto *attribute = dyn_cast<AttributeExpr>(&size))
    return isOpen(evaluator, *attribute->base);
  if (auto *index = dyn_cast<IndexExpr>(&size))
    return isOpen(evaluator, *index->base);
  auto *call = dyn_cast<CallExpr>(&size);
  return call && any_of(call->arguments, [&](const Argument &argument) {
           return isOpen(evaluator, *argument.value);
         });
}

std::optional<TypePattern>
Evaluator::evalPattern(const TypeExpr &type,
                       function_ref<bool(const Expr &)> isAny) {
  TypePattern pattern{type.element, type.hasEllipsis, {}};
  for (const ExprPtr &expr : type.sizes) {
    auto *name = dyn_cast<NameExpr>(expr.get());
    if ((name && name->name == "_") || isAny(*expr)) {
      pattern.sizes.push_back(std::nullopt);
      continue;
    }
    Value value = eval(*expr);
    bool isList = name && value.isSequence();
    for (const Value &element :
         isList ? ArrayRef(value.elements()) : ArrayRef(value)) {
      std::optional<Size> size = sizeOf(element, expr->range);
      if (!size)
        return std::nullopt;
      pattern.sizes.push_back(size);
    }
  }
  return pattern;
}

std::optional<TypePattern> Evaluator::evalType(const TypeExpr &type) {
  return evalPattern(type, [](const Expr &) { return false; });
}

std::optional<TypePattern> Evaluator::evalSignature(const TypeExpr &type) {
  return evalPattern(type,
                     [&](const Expr &size) { return isOpen(*this, size); });
}

std::optional<TensorType> Evaluator::evalFullType(const TypeExpr &type) {
  std::optional<TypePattern> pattern = evalType(type);
  if (!pattern)
    return std::nullopt;
  if (pattern->hasEllipsis ||
      !all_of(pattern->sizes, [](auto &size) { return size.has_value(); })) {
    error(type.range, DiagId::BadType,
          "every size must be written here, without '..' and '_'");
    return std::nullopt;
  }
  TensorType full{pattern->element, {}};
  for (const std::optional<Size> &size : pattern->sizes)
    full.shape.push_back(*size);
  return full;
}

std::string Evaluator::mismatch(const TypePattern &pattern,
                                const TensorType &type,
                                std::optional<Shape> &ellipsis) {
  std::string expected = "expects " + format(pattern);
  std::string got = ", got " + format(type);
  if (type.element != pattern.element)
    return expected + got;
  size_t fixed = pattern.sizes.size();
  if (pattern.hasEllipsis ? type.rank() < fixed : type.rank() != fixed)
    return expected + got;
  size_t leading = type.rank() - fixed;
  if (pattern.hasEllipsis) {
    Shape front(type.shape.begin(), type.shape.begin() + leading);
    if (ellipsis && *ellipsis != front)
      return expected + got + ": '..' stands for the same axes everywhere";
    ellipsis = front;
  }
  for (size_t i = 0; i < fixed; ++i) {
    const Size &actual = type.shape[leading + i];
    if (!pattern.sizes[i] || *pattern.sizes[i] == actual)
      continue;
    bool isLast = i + 1 == fixed;
    std::string axis =
        isLast ? "last dim " : "axis " + std::to_string(i) + " of ";
    if (isLast)
      return "expects last dim " + format(*pattern.sizes[i]) + ", got " +
             format(actual);
    return expected + got + ": axis " + std::to_string(leading + i) + " is " +
           format(actual) + " instead of " + format(*pattern.sizes[i]);
  }
  return "";
}

} // namespace bmc
