//===- ExpressionTest.cpp - Regular expressions of tokenizer files --------===//
#include "runtime/tokenizer/Expression.h"

#include "TempFolder.h"

using namespace bmc;

TEST(Expression, ClassesHaveTheCharactersOfOniguruma) {
  auto finds = [](const char *source, std::string_view text) {
    Expression expression;
    EXPECT_OK(Expression::compile(source, expression));
    ExpressionMatcher matcher(expression);
    matcher.setText(text);
    TextSpan found;
    EXPECT_OK(matcher.next(0, found));
    return found.size() > 0;
  };
  // Of Hugging Face's library: what is in a class, and what is not.
  struct {
    const char *source;
    std::vector<const char *> in, out;
  } cases[] = {
      {"\\w",
       {"a", "\u00E9", "\u093E", "\u0663", "_", "\u203F", "\u00B2", "\u00BC",
        "\u2167", "\u24B6"},
       {"\u2460", "-", "$", " "}},
      {"\\W", {"\u2460", "-", "$"}, {"\u00B2", "\u2167", "\u093E"}},
      {"[\\w-]", {"a", "\u2167", "\u24B6", "-"}, {"\u00B2", "\u2460"}},
      {"[^\\w]", {"\u00B2", "\u2460"}, {"\u2167", "\u093E"}},
      {"\\s", {" ", "\u00A0", "\u2028", "\u0085"}, {"\u180E", "\u200B"}},
      {"[\\S]", {"\u180E", "x"}, {" ", "\u3000"}},
      {"\\p{Han}", {"\u4F60", "\u3005"}, {"\u3002", "\u3006"}},
      {"[\\P{Han}]", {"\u3002"}, {"\u4F60"}},
      {"\\p{^Latin}", {"\u0363", "\u044F"}, {"a"}},
      {"\\p{Lu}", {"A"}, {"a"}},
      {"[[:punct:]]", {"!", "$", "\u20AC"}, {"a", " "}},
      {"[[:alpha:]]", {"a", "\u093E", "\u2167"}, {"3", "_"}},
      {"[[:alnum:]]", {"a", "3"}, {"\u00B2", "_"}},
      {"[[:upper:]]", {"A", "\u24B6"}, {"a"}},
      {"[[:lower:]]", {"a", "\u24D0"}, {"A"}},
      {"[[:space:]x]", {"\u2028", "x"}, {"\u180E"}},
      {"[[:digit:]]", {"3", "\u0663"}, {"\u00B2"}},
      {"\\bx", {" x", "\u2460x"}, {"\u00B2x", "ax"}},
      {"\\Bx", {"\u00B2x"}, {" x", "x"}},
  };
  for (const auto &[source, in, out] : cases) {
    for (const char *text : in)
      EXPECT_TRUE(finds(source, text)) << source << ' ' << text;
    for (const char *text : out)
      EXPECT_FALSE(finds(source, text)) << source << ' ' << text;
  }
  Expression expression;
  for (const char *unknown : {"[[:word:]]", "[[:^alpha:]]", "[[:alpha]"})
    EXPECT_EQ(Expression::compile(unknown, expression).code(), Code::BadInput)
        << unknown;
}
