//===- RecurrentCells.cpp - One step of a recurrent layer -----------------===//

#include "codegen/common/recurrent/RecurrentCells.h"
#include "codegen/common/points/PointFunctions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace bmc {

namespace {

/// Operators for the formulas.
struct CellFormula {
  KernelBuilder &b;
  PointFormula f;

  CellFormula(KernelBuilder &builder, Type type)
      : b(builder), f{builder, type} {}

  Value add(Value x, Value y) { return b.addf(x, y); }
  Value sub(Value x, Value y) { return b.subf(x, y); }
  Value mul(Value x, Value y) { return b.mulf(x, y); }
  /// 1 - x
  Value rest(Value x) { return b.subf(f.num(1.0), x); }
  Value sigmoid(Value x) { return f.sigmoid(x); }
  Value tanh(Value x) { return math::TanhOp::create(b, x); }
  Value isNegative(Value x) { return compare(b, Predicate::LT, x, f.num(0.0)); }
  /// y (1 - y), 1 - y^2: derivatives of y = sigmoid x and y = tanh x.
  Value sigmoidSlope(Value y) { return mul(y, rest(y)); }
  Value tanhSlope(Value y) { return rest(mul(y, y)); }
};

} // namespace

static CellStep rnnStep(CellFormula f, bool isTanh, Value sum, Value h) {
  Value next =
      isTanh ? f.tanh(sum) : f.b.select(f.isNegative(sum), f.f.num(0.0), sum);
  return {{next, h}, {next, Value()}};
}

static CellStep lstmStep(CellFormula f, ArrayRef<Value> sums,
                         const CellState &before) {
  Value i = f.sigmoid(sums[0]), forget = f.sigmoid(sums[1]);
  Value g = f.tanh(sums[2]), o = f.sigmoid(sums[3]);
  Value c = f.b.fma(forget, before.c, f.mul(i, g));
  return {{i, forget, g, o, before.c, before.h}, {f.mul(o, f.tanh(c)), c}};
}

static CellStep gruStep(CellFormula f, ValueRange x, ValueRange u, Value h) {
  Value r = f.sigmoid(f.add(x[0], u[0])), z = f.sigmoid(f.add(x[1], u[1]));
  Value n = f.tanh(f.b.fma(r, u[2], x[2]));
  Value next = f.b.fma(z, h, f.mul(f.rest(z), n));
  return {{r, z, n, u[2], h}, {next, Value()}};
}

CellStep emitCellStep(KernelBuilder &builder, RecurrentCell cell, ValueRange x,
                      ValueRange u, const CellState &before) {
  CellFormula f(builder, before.h.getType());
  if (cell == RecurrentCell::Gru)
    return gruStep(f, x, u, before.h);
  SmallVector<Value> sums;
  for (auto [own, product] : llvm::zip_equal(x, u))
    sums.push_back(f.add(own, product));
  if (cell == RecurrentCell::Lstm)
    return lstmStep(f, sums, before);
  return rnnStep(f, cell == RecurrentCell::RnnTanh, sums[0], before.h);
}

static CellGradient rnnGradient(CellFormula f, bool isTanh, Value y, Value dh) {
  Value zero = f.f.num(0.0);
  Value isOn = compare(f.b, Predicate::GT, y, zero);
  Value dx = isTanh ? f.mul(dh, f.tanhSlope(y)) : f.b.select(isOn, dh, zero);
  return {{dx}, {dx}, {zero, Value()}};
}

static CellGradient lstmGradient(CellFormula f, ValueRange saved, Value dh,
                                 Value dcNext) {
  Value i = saved[0], forget = saved[1], g = saved[2], o = saved[3];
  Value c = saved[4];
  Value squashed = f.tanh(f.b.fma(forget, c, f.mul(i, g)));
  Value dc = f.b.fma(f.mul(dh, o), f.tanhSlope(squashed), dcNext);
  SmallVector<Value> dx = {
      f.mul(f.mul(dc, g), f.sigmoidSlope(i)),
      f.mul(f.mul(dc, c), f.sigmoidSlope(forget)),
      f.mul(f.mul(dc, i), f.tanhSlope(g)),
      f.mul(f.mul(dh, squashed), f.sigmoidSlope(o)),
  };
  return {dx, dx, {f.f.num(0.0), f.mul(dc, forget)}};
}

static CellGradient gruGradient(CellFormula f, ValueRange saved, Value dh) {
  Value r = saved[0], z = saved[1], n = saved[2], q = saved[3], h = saved[4];
  Value dz = f.mul(f.mul(dh, f.sub(h, n)), f.sigmoidSlope(z));
  Value dn = f.mul(f.mul(dh, f.rest(z)), f.tanhSlope(n));
  Value dr = f.mul(f.mul(dn, q), f.sigmoidSlope(r));
  return {{dr, dz, dn}, {dr, dz, f.mul(dn, r)}, {f.mul(dh, z), Value()}};
}

CellGradient emitCellGradient(KernelBuilder &builder, RecurrentCell cell,
                              ValueRange saved, const CellState &next) {
  CellFormula f(builder, next.h.getType());
  switch (cell) {
  case RecurrentCell::RnnTanh:
  case RecurrentCell::RnnRelu:
    return rnnGradient(f, cell == RecurrentCell::RnnTanh, saved[0], next.h);
  case RecurrentCell::Lstm:
    return lstmGradient(f, saved, next.h, next.c);
  case RecurrentCell::Gru:
    return gruGradient(f, saved, next.h);
  }
  llvm_unreachable("unknown cell");
}

} // namespace bmc
