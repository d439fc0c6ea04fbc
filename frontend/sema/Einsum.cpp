//===- Einsum.cpp - Sums of products by the letters of axes ---------------===//
//
// einsum("bhqd,bhkd->bhqk", a, b) becomes transposes, reshapes and one product.
// A letter of both operands and the result is a batch axis, one of both
// operands only is summed over, the others are rows of the left or columns of
// the right.
//
//===----------------------------------------------------------------------===//

#include "frontend/sema/Builtins.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <map>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

namespace {

/// A tensor and the letter of each of its axes.
struct Lettered {
  Value value;
  std::string letters;
};

class Einsum {
public:
  explicit Einsum(BuiltinCall &call) : call(call), e(call.evaluator) {}
  Value evaluate();

private:
  bool fail(DiagId id, const Twine &message, StringRef help = "");
  bool parse(StringRef equation);
  bool bindTerm(StringRef term, Value value);
  bool expandDots(std::string &term, int64_t count);
  bool bindSizes(const Lettered &operand);
  bool findResult(StringRef text, bool isWritten);

  bool sumAlone(Lettered &operand, StringRef others);
  bool arrange(Lettered &operand, StringRef letters);
  bool spread(Lettered &operand, StringRef letters);
  bool reshape(Lettered &operand, ArrayRef<std::optional<Size>> sizes);
  bool isMergeable(StringRef letters) const;
  Size merged(StringRef letters) const;
  SmallVector<std::optional<Size>> sizesOf(StringRef letters) const;
  Lettered multiply(StringRef summed);
  Lettered product(StringRef batch, StringRef summed, std::string rows,
                   std::string columns);
  Lettered contract();

  BuiltinCall &call;
  Evaluator &e;
  SmallVector<Lettered, 2> operands;
  std::string result;
  std::map<char, Size> sizes;
};

} // namespace

bool Einsum::fail(DiagId id, const Twine &message, StringRef help) {
  call.error(0, id, message).help(help);
  return false;
}

/// Replaces "..." by a letter per axis, the same from the right on in every
/// operand.
bool Einsum::expandDots(std::string &term, int64_t count) {
  size_t at = term.find("...");
  if (at == std::string::npos)
    return count == 0;
  std::string letters;
  for (int64_t i = count; i > 0; --i)
    letters += char(i);
  term.replace(at, 3, letters);
  return count >= 0;
}

bool Einsum::bindSizes(const Lettered &operand) {
  const TensorType type = e.typeOf(operand.value);
  for (auto [letter, size] : zip(operand.letters, type.shape)) {
    auto [known, isNew] = sizes.try_emplace(letter, size);
    if (!isNew && !(known->second == size))
      return fail(DiagId::ShapeMismatch,
                  "the letter '" + Twine(letter) + "' stands for " +
                      format(known->second) + " and for " + format(size));
  }
  return true;
}

bool Einsum::bindTerm(StringRef term, Value value) {
  if (!value.isTensor() || !e.typeOf(value).isFloat())
    return fail(DiagId::BadOperand,
                "needs f32 tensors, got " + describe(value, e.program));
  std::string letters = term.str();
  int64_t rank = e.typeOf(value).rank();
  int64_t written = count_if(letters, isAlpha);
  if (!expandDots(letters, rank - written) || int64_t(letters.size()) != rank)
    return fail(DiagId::RankMismatch, "\"" + term +
                                          "\" does not name the axes "
                                          "of " +
                                          format(e.typeOf(value)));
  for (char letter : letters)
    if (StringRef(letters).count(letter) > 1)
      return fail(DiagId::BadValue,
                  "the letter '" + Twine(letter) +
                      "' twice in one operand, a diagonal, is not supported");
  operands.push_back({value, letters});
  return bindSizes(operands.back());
}

/// The result as written, or all letters that occur once, in order.
bool Einsum::findResult(StringRef text, bool isWritten) {
  std::string all;
  int64_t dots = 0;
  for (const Lettered &operand : operands) {
    all += operand.letters;
    for (char letter : operand.letters)
      dots = std::max<int64_t>(dots, isAlpha(letter) ? 0 : letter);
  }
  result = text.str();
  if (!isWritten) {
    result = "...";
    for (auto &[letter, size] : sizes)
      if (isAlpha(letter) && StringRef(all).count(letter) == 1)
        result += letter;
  }
  if (StringRef(result).contains("..."))
    expandDots(result, dots);
  for (char letter : result) {
    if (StringRef(result).count(letter) > 1)
      return fail(DiagId::BadValue,
                  "the letter '" + Twine(letter) + "' twice in the result");
    if (!sizes.count(letter))
      return fail(DiagId::BadValue, "the letter '" + Twine(letter) +
                                        "' of the result is in no operand");
  }
  return true;
}

bool Einsum::parse(StringRef equation) {
  ArrayRef<Value> values = call.listed(1);
  std::string text = equation.str();
  erase_if(text, [](char c) { return c == ' '; });
  auto [left, right] = StringRef(text).split("->");
  bool isWritten = StringRef(text).contains("->");
  SmallVector<StringRef> terms;
  left.split(terms, ',');
  auto isTerm = [](StringRef term) {
    auto [before, behind] = term.split("...");
    return all_of(before.str() + behind.str(), isAlpha);
  };
  if (!all_of(terms, isTerm) || !isTerm(right))
    return fail(DiagId::BadValue,
                "'equation' must be as \"bij,bjk->bik\": a letter per axis");
  if (terms.size() != values.size() || values.size() > 2)
    return fail(DiagId::BadArguments,
                "needs one or two tensors, as many as the equation names",
                values.size() > 2 ? "multiply two at a time" : "");
  for (auto [term, value] : zip(terms, values))
    if (!bindTerm(term, value))
      return false;
  return findResult(right, isWritten);
}

//===----------------------------------------------------------------------===//
// Moving axes
//===----------------------------------------------------------------------===//

/// Sums over the letters that only this operand has.
bool Einsum::sumAlone(Lettered &operand, StringRef others) {
  SmallVector<int64_t> axes;
  std::string kept;
  Shape shape;
  for (auto [axis, letter] : enumerate(operand.letters)) {
    if (others.contains(letter)) {
      kept += letter;
      shape.push_back(sizes.at(letter));
    } else {
      axes.push_back(axis);
    }
  }
  if (axes.empty())
    return true;
  operand.value =
      call.node(OpKind::Sum, operand.value, {ElementType::F32, shape});
  operand.letters = kept;
  if (operand.value.isError())
    return false;
  e.lastNode().integers.assign(axes.begin(), axes.end());
  return true;
}

/// Brings the axes, which are those of `letters`, into this order.
bool Einsum::arrange(Lettered &operand, StringRef letters) {
  if (operand.letters == letters)
    return true;
  SmallVector<int64_t> permutation;
  for (char letter : letters)
    permutation.push_back(operand.letters.find(letter));
  operand.value = e.permute(operand.value, permutation, call.range);
  operand.letters = letters.str();
  return !operand.value.isError();
}

bool Einsum::reshape(Lettered &operand, ArrayRef<std::optional<Size>> wanted) {
  const TensorType type = e.typeOf(operand.value);
  bool isSame = type.rank() == wanted.size() &&
                all_of(zip(type.shape, wanted), [](auto pair) {
                  return std::get<0>(pair) == *std::get<1>(pair);
                });
  if (!isSame)
    operand.value = e.reshape(operand.value, wanted, call.range);
  return !operand.value.isError();
}

/// In the order of `letters`, with an axis of size 1 for each it lacks.
bool Einsum::spread(Lettered &operand, StringRef letters) {
  std::string own;
  SmallVector<std::optional<Size>> wanted;
  for (char letter : letters) {
    bool has = StringRef(operand.letters).contains(letter);
    own.append(has, letter);
    wanted.push_back(has ? sizes.at(letter) : Size{1, nullptr, ""});
  }
  return arrange(operand, own) && reshape(operand, wanted);
}

SmallVector<std::optional<Size>> Einsum::sizesOf(StringRef letters) const {
  SmallVector<std::optional<Size>> found;
  for (char letter : letters)
    found.push_back(sizes.at(letter));
  return found;
}

bool Einsum::isMergeable(StringRef letters) const {
  return letters.size() < 2 ||
         all_of(
             letters, [&](char letter) { return sizes.at(letter).isStatic(); });
}

/// The size of axes that became one; that of no axis is 1.
Size Einsum::merged(StringRef letters) const {
  if (letters.size() == 1)
    return sizes.at(letters[0]);
  Size size{1, nullptr, ""};
  for (char letter : letters)
    size.value *= sizes.at(letter).value;
  return size;
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Element by element, and the sum over `summed`.
Lettered Einsum::multiply(StringRef summed) {
  std::string all = result + summed.str();
  Lettered &a = operands[0], &b = operands[1];
  if (!spread(a, all) || !spread(b, all))
    return {};
  Lettered y{
      e.elementwise(OpKind::Mul, a.value, b.value, call.range, call.name), all};
  return y.value.isError() || !sumAlone(y, result) ? Lettered() : y;
}

/// [batch, rows, summed] times [batch, summed, columns]. Rows stay apart if
/// there is no batch.
Lettered Einsum::product(StringRef batch, StringRef summed, std::string rows,
                         std::string columns) {
  Lettered &a = operands[0], &b = operands[1];
  bool isTransposed = !columns.empty() &&
                      b.letters.find(columns[0]) < b.letters.find(summed[0]);
  std::string inner =
      isTransposed ? columns + summed.str() : summed.str() + columns;
  if (!arrange(a, batch.str() + rows + summed.str()) ||
      !arrange(b, batch.str() + inner))
    return {};
  auto left = sizesOf(batch), right = left;
  bool rowsStay = batch.empty() && !rows.empty();
  if (rowsStay)
    left = sizesOf(rows);
  else
    left.push_back(merged(rows));
  left.push_back(merged(summed));
  right.push_back(isTransposed ? merged(columns) : merged(summed));
  right.push_back(isTransposed ? merged(summed) : merged(columns));
  if (!reshape(a, left) || !reshape(b, right))
    return {};
  Lettered y{e.matmul(a.value, b.value, false, isTransposed, call.range),
             batch.str() + rows + columns};
  return y.value.isError() || !reshape(y, sizesOf(y.letters)) ? Lettered() : y;
}

Lettered Einsum::contract() {
  std::string batch, summed, rows, columns;
  auto has = [&](int i, char letter) {
    return StringRef(operands[i].letters).contains(letter);
  };
  for (char letter : result)
    (has(0, letter) ? has(1, letter) ? batch : rows : columns) += letter;
  for (char letter : operands[0].letters)
    if (has(1, letter) && !StringRef(result).contains(letter))
      summed += letter;
  if (summed.empty() || (rows.empty() && columns.empty()))
    return multiply(summed);
  if (batch.empty() && !isMergeable(columns)) {
    std::swap(operands[0], operands[1]);
    std::swap(rows, columns);
  }
  bool rowsStay = batch.empty() && !rows.empty();
  if (!isMergeable(columns) || !isMergeable(summed) ||
      !(rowsStay || isMergeable(rows))) {
    fail(DiagId::RuntimeFeatureSize,
         "run-time axes would have to become one axis with others",
         "split it into sums of products with at most one such axis each");
    return {};
  }
  return product(batch, summed, rows, columns);
}

Value Einsum::evaluate() {
  if (call[0].kind != Value::Kind::String) {
    fail(DiagId::BadValue, "'equation' must be a string such as "
                           "\"bij,bjk->bik\", got " +
                               describe(call[0], e.program));
    return Value::error();
  }
  if (!parse(call[0].text))
    return Value::error();
  for (auto [i, operand] : enumerate(operands)) {
    std::string others = result;
    if (operands.size() == 2)
      others += operands[1 - i].letters;
    if (!sumAlone(operand, others))
      return Value::error();
  }
  Lettered y = operands.size() == 2 ? contract() : operands[0];
  return y.value.isError() || !arrange(y, result) ? Value::error() : y.value;
}

Value einsum(BuiltinCall &call) { return Einsum(call).evaluate(); }

} // namespace bmc
