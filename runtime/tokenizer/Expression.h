//===- Expression.h - Regular expressions of tokenizer files ----*- C++ -*-===//
//
// Run by PCRE2. Files are of strangers: an expression may neither take memory
// nor time beyond what the length of a text allows.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_TOKENIZER_EXPRESSION_H
#define BMC_RUNTIME_TOKENIZER_EXPRESSION_H

#include "runtime/core/Status.h"
#include "runtime/tokenizer/AlignedText.h"

#include <memory>
#include <string>

namespace bmc {

/// A regular expression as Hugging Face's library reads it (with Oniguruma).
/// A value; copies share what was compiled.
class Expression {
public:
  Expression() = default;
  /// BadInput for one that is wrong, too large, may match nothing at all, or
  /// says what PCRE2 means otherwise.
  static Status compile(std::string_view source, Expression &out);

  bool empty() const { return !code; }
  const std::string &source() const { return text; }

private:
  friend class ExpressionMatcher;
  std::string text;
  std::shared_ptr<const void> code;     ///< pcre2_code
  std::shared_ptr<const void> counting; ///< the same, which says where it is
};

/// Finds the matches of an expression in texts of any bytes; of one thread.
class ExpressionMatcher {
public:
  explicit ExpressionMatcher(const Expression &expression);
  ExpressionMatcher(const ExpressionMatcher &) = delete;
  ExpressionMatcher &operator=(const ExpressionMatcher &) = delete;
  ~ExpressionMatcher();

  /// What is searched from now on; has to stay. Bytes that are not UTF-8 are as
  /// control characters.
  void setText(std::string_view given);
  /// The next match at or behind `from` that is not empty; an empty span at the
  /// end of the text if there is none. BadInput where looking for it takes too
  /// many steps.
  Status next(size_t from, TextSpan &match);

private:
  int matchWithin(size_t at, size_t end, uint32_t options);
  int matchCounted(size_t at);
  int matchStepwise(size_t end, size_t &at);

  Expression expression;
  std::string_view text;
  std::string mended; ///< the text, where it is not UTF-8
  struct State;
  std::unique_ptr<State> state;
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_EXPRESSION_H
