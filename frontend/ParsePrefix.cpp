//===- ParsePrefix.cpp - What PyTorch writes before a name ----------------===//
//
// `torch.nn.functional.relu(x)`, `nn.Linear(4, 8)` and `self.fc(x)` mean what
// the same names mean without a prefix.
//
//===----------------------------------------------------------------------===//

#include "frontend/ParserImpl.h"
#include "frontend/sema/Sema.h"

using namespace llvm;

namespace bmc {

/// Those that begin alike: the longest first.
static constexpr StringRef kPrefixes[] = {"torch.nn.functional",
                                          "torch.nn.init",
                                          "torch.nn",
                                          "torch.optim",
                                          "torch",
                                          "nn.functional",
                                          "nn.init",
                                          "nn",
                                          "F",
                                          "init",
                                          "optim",
                                          "math"};
static constexpr StringRef kSelf = "self";

/// A word that the file gives a meaning, such as `param F = 64`, stands
/// somewhere without a dot behind it.
void Parser::findNames() {
  for (size_t i = 0; i + 1 < tokens.size(); ++i) {
    bool isInput = i > 0 && tokens[i - 1].kind == TokenKind::LeftParen &&
                   tokens[i].text == kSelf;
    if (tokens[i].kind == TokenKind::Name && !isInput &&
        tokens[i + 1].kind != TokenKind::Dot)
      ownNames.insert(tokens[i].text);
  }
}

/// Whether `prefix` stands here before a name of the library.
bool Parser::skipPrefix(StringRef prefix) {
  unsigned ahead = 0;
  for (StringRef word : split(prefix, '.')) {
    if (!atWord(word, ahead) || peek(ahead + 1).kind != TokenKind::Dot)
      return false;
    ahead += 2;
  }
  // Only what is called, and the number, have a meaning of PyTorch's.
  bool isCalled = peek(ahead).kind == TokenKind::Name &&
                  peek(ahead + 1).kind == TokenKind::LeftParen;
  bool isMember = prefix == kSelf && peek(ahead).kind == TokenKind::Name;
  if (!isCalled && !isMember && !atWord("pi", ahead))
    return false;
  next += ahead;
  return true;
}

bool Parser::skipPrefixes() {
  if (peek(1).kind != TokenKind::Dot || ownNames.contains(peek().text))
    return false;
  if (skipPrefix(kSelf))
    return true;
  (void)any_of(kPrefixes, [&](StringRef p) { return skipPrefix(p); });
  return false;
}

/// A call that stands alone, as torch's of what changes in place. Nothing does
/// here: reports it.
bool Parser::refuseCall(StringRef otherwise) {
  unsigned ahead = 0;
  while (peek(ahead).kind == TokenKind::Name &&
         peek(ahead + 1).kind == TokenKind::Dot)
    ahead += 2;
  const Token &called = peek(ahead);
  if (called.kind != TokenKind::Name ||
      peek(ahead + 1).kind != TokenKind::LeftParen)
    return false;
  StringRef hint = foreignHint(called.text);
  const char *start = peek().text.begin();
  diagnostics
      .error({peek().range().Start, called.range().End}, DiagId::Syntax,
             "the result of '" + StringRef(start, called.text.end() - start) +
                 "' is not used")
      .help(hint.empty() ? otherwise : hint);
  return true;
}

/// The first input of a method: forward(self, x: f32[B]).
void Parser::skipSelf() {
  if (!atWord(kSelf) || (peek(1).kind != TokenKind::Comma &&
                         peek(1).kind != TokenKind::RightParen))
    return;
  diagnostics.error(peek().range(), DiagId::Syntax, "a forward has inputs only")
      .help("leave 'self' out of them: members are known by their names");
  take();
  accept(TokenKind::Comma);
}

} // namespace bmc
