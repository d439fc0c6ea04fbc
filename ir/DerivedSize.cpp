//===- DerivedSize.cpp - Run-time sizes computed from others --------------===//

#include "ir/DerivedSize.h"

#include "llvm/ADT/Twine.h"
#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace llvm;

namespace bmc {

/// Whether the parenthesis that begins `text` ends it.
static bool isEnclosed(StringRef text) {
  if (!text.starts_with("(") || !text.ends_with(")"))
    return false;
  int depth = 0;
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    depth += (text[i] == '(') - (text[i] == ')');
    if (depth == 0)
      return false;
  }
  return true;
}

static StringRef withoutParentheses(StringRef text) {
  return isEnclosed(text) ? text.drop_front().drop_back() : text;
}

/// The position of the last of `signs` outside of parentheses.
static size_t findOutside(StringRef text, StringRef signs) {
  int depth = 0;
  for (size_t i = text.size(); i-- > 0;) {
    depth += (text[i] == ')') - (text[i] == '(');
    if (depth == 0 && signs.contains(text[i]))
      return i;
  }
  return StringRef::npos;
}

std::optional<DerivedSize> DerivedSize::parse(StringRef name) {
  DerivedSize size;
  StringRef rest = name;
  if (size_t at = findOutside(rest, "/"); at != StringRef::npos) {
    if (rest.drop_front(at + 1).getAsInteger(10, size.divisor))
      return std::nullopt;
    rest = withoutParentheses(rest.take_front(at));
  }
  if (size_t at = findOutside(rest, "+-"); at != StringRef::npos) {
    if (rest.drop_front(at + 1).getAsInteger(10, size.offset))
      return std::nullopt;
    if (rest[at] == '-')
      size.offset = -size.offset;
    rest = rest.take_front(at);
  }
  if (size_t at = findOutside(rest, "*"); at != StringRef::npos) {
    if (rest.take_front(at).getAsInteger(10, size.factor))
      return std::nullopt;
    rest = rest.drop_front(at + 1);
  }
  size.base = withoutParentheses(rest).str();
  bool isBase = size.factor == 1 && size.offset == 0 && size.divisor == 1;
  if (isBase || size.base.empty() || size.factor < 1 || size.divisor < 1)
    return std::nullopt;
  return size;
}

/// `a` * `b` + `c`.
static std::optional<int64_t> multiplyAdd(int64_t a, int64_t b, int64_t c) {
  int64_t result;
  if (MulOverflow(a, b, result) || AddOverflow(result, c, result))
    return std::nullopt;
  return result;
}

/// Of a size whose base is `inner`, as one of inner's base: there is no
/// rounding between them that a factor would show.
static std::optional<DerivedSize> joined(const DerivedSize &outer,
                                         const DerivedSize &inner) {
  auto factor = multiplyAdd(outer.factor, inner.factor, 0);
  // floor(floor(a / b) + c) / d) is floor((a + b c) / (b d)).
  auto offset = inner.divisor == 1
                    ? multiplyAdd(outer.factor, inner.offset, outer.offset)
                    : multiplyAdd(inner.divisor, outer.offset, inner.offset);
  auto divisor = multiplyAdd(inner.divisor, outer.divisor, 0);
  if (!factor || !offset || !divisor)
    return std::nullopt;
  return DerivedSize{inner.base, *factor, *offset, *divisor};
}

std::optional<DerivedSize> DerivedSize::simplified() const {
  DerivedSize size = *this;
  while (true) {
    int64_t common = std::gcd(size.factor, size.divisor);
    size.factor /= common;
    size.divisor /= common;
    size.offset = divideFloorSigned(size.offset, common);
    std::optional<DerivedSize> inner = parse(size.base);
    if (!inner || (size.factor != 1 && inner->divisor != 1))
      return size;
    std::optional<DerivedSize> next = joined(size, *inner);
    if (!next)
      return std::nullopt;
    size = std::move(*next);
  }
}

std::string DerivedSize::name() const {
  std::string text = base;
  bool isSum = parse(base).has_value();
  if (isSum && (factor != 1 || offset != 0 || divisor != 1))
    text = "(" + text + ")";
  if (factor != 1)
    text = std::to_string(factor) + "*" + text;
  if (offset != 0)
    text += (offset > 0 ? "+" : "") + std::to_string(offset);
  if (divisor == 1)
    return text;
  if (offset != 0 || factor != 1)
    text = "(" + text + ")";
  return text + "/" + std::to_string(divisor);
}

std::optional<int64_t> DerivedSize::at(int64_t value) const {
  std::optional<int64_t> sum = multiplyAdd(factor, value, offset);
  if (!sum)
    return std::nullopt;
  return divideFloorSigned(*sum, divisor);
}

int64_t DerivedSize::leastBase(int64_t least) const {
  return std::max<int64_t>(1,
                           divideCeilSigned(least * divisor - offset, factor));
}

std::string declaredBase(StringRef name) {
  std::optional<DerivedSize> size = DerivedSize::parse(name);
  return size ? declaredBase(size->base) : name.str();
}

std::optional<int64_t> sizeAt(StringRef name, int64_t value) {
  std::optional<DerivedSize> size = DerivedSize::parse(name);
  if (!size)
    return value;
  std::optional<int64_t> base = sizeAt(size->base, value);
  return base ? size->at(*base) : std::nullopt;
}

std::string withBase(StringRef name, StringRef base) {
  std::optional<DerivedSize> size = DerivedSize::parse(name);
  if (!size)
    return base.str();
  size->base = withBase(size->base, base);
  return size->name();
}

} // namespace bmc
