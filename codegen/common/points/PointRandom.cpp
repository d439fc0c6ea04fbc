//===- PointRandom.cpp - Philox4x32-10 in kernels -------------------------===//
//
// Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3
// (SC 2011), table 2 and section 3.3. runtime/core/Rng.h and ir/reference hold
// the same function; tests compare the three.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/points/PointEmitter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

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

Value emitPhilox(KernelBuilder &b, Value index, Value seed, Value draw,
                 Value stream) {
  PhiloxEmitter p{b, index.getType()};
  Value block = arith::ShRUIOp::create(b, index, p.num(2));
  Value c[4] = {p.low(block), p.high(block), p.low(p.splat(draw)),
                p.low(p.splat(stream))};
  Value seeds = p.splat(seed);
  Value key[2] = {p.low(seeds), p.high(seeds)};
  for (int round = 0; round < 10; ++round) {
    Value product0 = arith::MulIOp::create(b, c[0], p.num(0xD2511F53));
    Value product1 = arith::MulIOp::create(b, c[2], p.num(0xCD9E8D57));
    Value next[4] = {
        p.xorOf(p.xorOf(p.high(product1), c[1]), key[0]), p.low(product1),
        p.xorOf(p.xorOf(p.high(product0), c[3]), key[1]), p.low(product0)};
    std::copy(next, next + 4, c);
    key[0] = p.low(arith::AddIOp::create(b, key[0], p.num(0x9E3779B9)));
    key[1] = p.low(arith::AddIOp::create(b, key[1], p.num(0xBB67AE85)));
  }
  Value word = arith::AndIOp::create(b, index, p.num(3));
  Value result = c[3];
  for (int i = 2; i >= 0; --i) {
    Value isWord =
        arith::CmpIOp::create(b, arith::CmpIPredicate::eq, word, p.num(i));
    result = arith::SelectOp::create(b, isWord, c[i], result);
  }
  return result;
}

} // namespace bmc
