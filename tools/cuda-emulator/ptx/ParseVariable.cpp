//===- ParseVariable.cpp - Variables and parameters -----------------------===//
#include "tools/cuda-emulator/ptx/Error.h"
#include "tools/cuda-emulator/ptx/ParserState.h"

#include <bit>
#include <cstring>

namespace emulator::ptx {

// .v2, .v4: so many elements in one.
uint64_t Parser::vectorWidth() {
  if (!token.is(".v2") && !token.is(".v4"))
    return 1;
  uint64_t width = token.is(".v2") ? 2 : 4;
  advance();
  return width;
}

// After the space: [.align N] [.vN] .type [.ptr [.space] [.align N]] name..
std::vector<Variable> Parser::variables(Space space) {
  Variable v;
  v.space = space;
  v.align = 0;
  if (token.is(".attribute"))
    fail("attributes of variables are not supported");
  if (token.is(".align")) {
    advance();
    v.align = static_cast<uint64_t>(integer());
  }
  uint64_t width = vectorWidth();
  std::optional<Type> type = token.kind == Token::Word
                                 ? typeNamed(token.text.substr(1))
                                 : std::nullopt;
  if (!type || *type == Type::Pred)
    fail("expected a type");
  advance();
  v.type = *type;
  if (token.is(".ptr")) {
    advance();
    while (token.is(".global") || token.is(".shared") || token.is(".const") ||
           token.is(".local"))
      advance();
    if (token.is(".align")) {
      advance();
      integer();
    }
  }
  uint64_t elementBytes = width * bitsOf(v.type) / 8;
  if (v.align == 0)
    v.align = elementBytes;
  if (!std::has_single_bit(v.align))
    fail("an alignment must be a power of two");
  std::vector<Variable> all;
  do {
    Variable one = v;
    one.name = name();
    dimensions(one, elementBytes);
    if (take('='))
      initializer(one, elementBytes);
    all.push_back(std::move(one));
  } while (space != Space::Param && take(','));
  if (space != Space::Param)
    expect(';');
  return all;
}

void Parser::dimensions(Variable &v, uint64_t elementBytes) {
  v.bytes = elementBytes;
  while (take('[')) {
    uint64_t extent = token.is(']') ? 0 : static_cast<uint64_t>(integer());
    if (extent != 0 && v.bytes > (uint64_t{1} << 40) / extent)
      fail("the variable is too large");
    v.bytes *= extent;
    expect(']');
  }
}

void Parser::initializer(Variable &v, uint64_t elementBytes) {
  uint64_t offset = 0;
  if (!take('{'))
    return initialElement(v, offset, elementBytes);
  for (int depth = 1; depth > 0;) {
    if (take('{'))
      ++depth;
    else if (take('}'))
      --depth;
    else if (!take(','))
      initialElement(v, offset, bitsOf(v.type) / 8);
  }
}

// A number, or an address: name, name+4, generic(name)+4.
void Parser::initialElement(Variable &v, uint64_t &offset, uint64_t bytes) {
  uint64_t bits = 0;
  if (token.kind == Token::Word) {
    std::string symbol = name();
    if (symbol == "generic" && take('(')) {
      symbol = name();
      expect(')');
    }
    if (bytes != 8)
      fail("an address needs 64 bits");
    v.relocations.push_back({offset, symbol, take('+') ? integer() : 0});
  } else if (bool negative = take('-'); token.kind == Token::Float) {
    double number = negative ? -token.number : token.number;
    bits = bytes == 8 ? std::bit_cast<uint64_t>(number)
                      : std::bit_cast<uint32_t>(static_cast<float>(number));
    advance();
  } else {
    bits = static_cast<uint64_t>(negative ? -integer() : integer());
  }
  if (offset + bytes > v.bytes)
    fail("more initial values than '" + v.name + "' has room for");
  v.initial.resize(offset + bytes);
  std::memcpy(v.initial.data() + offset, &bits, bytes);
  offset += bytes;
}

} // namespace emulator::ptx
