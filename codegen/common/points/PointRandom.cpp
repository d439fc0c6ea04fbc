//===- PointRandom.cpp - Philox4x32-10 in kernels -------------------------===//
//
// Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3
// (SC 2011), table 2 and section 3.3. runtime/core/Rng.h and ir/reference hold
// the same function; tests compare the three.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/points/PointRandom.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <cmath>

using namespace mlir;

namespace bmc {

namespace {

/// 32-bit words held in i64 lanes: x86 multiplies 32x32->64 lane by lane.
struct PhiloxEmitter {
  KernelBuilder &b;
  Type type; ///< i64 or vector<Lxi64>

  Value num(int64_t value) {
    TypedAttr attr = b.getI64IntegerAttr(value);
    if (auto vector = dyn_cast<VectorType>(type))
      attr = DenseElementsAttr::get(vector, APInt(64, value));
    return arith::ConstantOp::create(b, attr);
  }
  Value low(Value x) { return arith::AndIOp::create(b, x, num(0xffffffff)); }
  Value high(Value x) { return arith::ShRUIOp::create(b, x, num(32)); }
  Value splat(Value scalar) {
    auto vector = dyn_cast<VectorType>(type);
    return vector ? b.splat(scalar, vector.getNumElements()) : scalar;
  }
  Value xorOf(Value x, Value y) { return arith::XOrIOp::create(b, x, y); }
};

} // namespace

PhiloxWords emitPhiloxBlock(KernelBuilder &b, Value block, Value seed,
                            Value draw, Value stream) {
  PhiloxEmitter p{b, block.getType()};
  PhiloxWords c = {p.low(block), p.high(block), p.low(p.splat(draw)),
                   p.low(p.splat(stream))};
  Value seeds = p.splat(seed);
  Value key[2] = {p.low(seeds), p.high(seeds)};
  for (int round = 0; round < 10; ++round) {
    Value product0 = arith::MulIOp::create(b, c[0], p.num(0xD2511F53));
    Value product1 = arith::MulIOp::create(b, c[2], p.num(0xCD9E8D57));
    c = {p.xorOf(p.xorOf(p.high(product1), c[1]), key[0]), p.low(product1),
         p.xorOf(p.xorOf(p.high(product0), c[3]), key[1]), p.low(product0)};
    key[0] = p.low(arith::AddIOp::create(b, key[0], p.num(0x9E3779B9)));
    key[1] = p.low(arith::AddIOp::create(b, key[1], p.num(0xBB67AE85)));
  }
  return c;
}

Value emitPhilox(KernelBuilder &b, Value index, Value seed, Value draw,
                 Value stream) {
  PhiloxEmitter p{b, index.getType()};
  Value block = arith::ShRUIOp::create(b, index, p.num(2));
  PhiloxWords words = emitPhiloxBlock(b, block, seed, draw, stream);
  Value word = arith::AndIOp::create(b, index, p.num(3));
  Value result = words[3];
  for (int i = 2; i >= 0; --i) {
    Value isWord =
        arith::CmpIOp::create(b, arith::CmpIPredicate::eq, word, p.num(i));
    result = arith::SelectOp::create(b, isWord, words[i], result);
  }
  return result;
}

RandomWords::RandomWords(Kernel &kernel, RandomOp op, Value rngOperand)
    : b(kernel.builder) {
  auto rng = cast<BlockArgument>(rngOperand);
  Type i64 = b.getI64Type();
  Value base = kernel.input(rng.getArgNumber());
  seed = b.load(i64, base);
  draw = b.load(i64, b.pointer(base, b.index(1), i64));
  stream = op.getByLaunch() ? kernel.stream(op.getStream())
                            : b.index(op.getStream());
}

Value RandomWords::uniform(Value bits, Type type) {
  // 24 bits fit an i32 with its sign, which every vector unit converts.
  Value high =
      arith::ShRUIOp::create(b, bits, PhiloxEmitter{b, bits.getType()}.num(8));
  Type word = b.getI32Type();
  if (auto vector = dyn_cast<VectorType>(bits.getType()))
    word = VectorType::get(vector.getShape(), word);
  Value number =
      arith::SIToFPOp::create(b, type, arith::TruncIOp::create(b, word, high));
  return b.mulf(number, b.constant(0x1p-24, type));
}

Value DropoutState::keeps(Value bits) {
  PhiloxEmitter philox{b, bits.getType()};
  Value threshold = philox.num(static_cast<int64_t>(std::floor(p * 0x1p32)));
  return arith::CmpIOp::create(b, arith::CmpIPredicate::uge, bits, threshold);
}

Value DropoutState::factor(Value bits, Type type) {
  Value factor = b.constant(1.0 / (1.0 - p), type);
  return arith::SelectOp::create(b, keeps(bits), factor, b.zero(type));
}

Value DropoutState::apply(Value x, Value bits) {
  Type type = x.getType();
  Value scaled = b.mulf(x, b.constant(1.0 / (1.0 - p), type));
  return arith::SelectOp::create(b, keeps(bits), scaled, b.zero(type));
}

Value RandomWords::bits(Value element) {
  return emitPhilox(b, element, seed, draw, stream);
}

PhiloxWords RandomWords::block(Value number) {
  return emitPhiloxBlock(b, number, seed, draw, stream);
}

} // namespace bmc
