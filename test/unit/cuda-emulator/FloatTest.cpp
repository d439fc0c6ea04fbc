//===- FloatTest.cpp - Floating point -------------------------------------===//
//
// The expected bits follow from IEEE 754 and from the PTX manual's rules for
// NaN, flushing and saturation.
//
//===----------------------------------------------------------------------===//
#include "test/unit/cuda-emulator/Cases.h"

#include <gtest/gtest.h>

using namespace bmc::cuda;

#define F32(OP, ...) "{\n" OP " %f0, " __VA_ARGS__ ";\nmov.b32 %r0, %f0;\n}"
#define F64(OP, ...) "{\n" OP " %g0, " __VA_ARGS__ ";\nmov.b64 %d1, %g0;\n}"

TEST(EmulatorFloat, RoundsAsTold) {
  // 1 + 2^-24 lies half-way between 1 and its successor.
  expectBits({
      {'r', F32("add.rn.f32", "0f3f800000, 0f33800000"), 0x3f800000},
      {'r', F32("add.rp.f32", "0f3f800000, 0f33800000"), 0x3f800001},
      {'r', F32("add.rm.f32", "0f3f800000, 0f33800000"), 0x3f800000},
      {'r', F32("sub.rz.f32", "0f3f800000, 0f33000000"), 0x3f7fffff},
      {'r', F32("mul.rp.f32", "0f3f800001, 0f3f800001"), 0x3f800003},
      {'r', F32("mul.rn.f32", "0f3f800001, 0f3f800001"), 0x3f800002},
      {'r', F32("div.rn.f32", "0f3f800000, 0f40400000"), 0x3eaaaaab},
      {'r', F32("div.rz.f32", "0f3f800000, 0f40400000"), 0x3eaaaaaa},
      {'r', F32("rcp.rp.f32", "0f40400000"), 0x3eaaaaab},
      {'r', F32("sqrt.rn.f32", "0f40000000"), 0x3fb504f3},
      {'r', F32("sqrt.rp.f32", "0f40000000"), 0x3fb504f4},
      {'d', F64("add.rp.f64", "0d3ff0000000000000, 0d3c90000000000000"),
       0x3ff0000000000001},
      {'d', F64("div.rm.f64", "0d3ff0000000000000, 0d4008000000000000"),
       0x3fd5555555555555},
      {'d', F64("div.rp.f64", "0d3ff0000000000000, 0d4008000000000000"),
       0x3fd5555555555556},
      {'d', F64("sqrt.rn.f64", "0d4000000000000000"), 0x3ff6a09e667f3bcd},
  });
}

TEST(EmulatorFloat, FusesOnce) {
  // (1 + 2^-23)^2 - (1 + 2^-22) = 2^-46: the product is not rounded.
  expectBits({
      {'r', F32("fma.rn.f32", "0f3f800001, 0f3f800001, 0fbf800002"),
       0x28800000},
      {'r',
       "mul.f32 %f1, 0f3f800001, 0f3f800001;\nadd.f32 %f0, %f1, "
       "0fbf800000;\nmov.b32 %r0, %f0;",
       0x34800000},
      {'d',
       F64("fma.rn.f64",
           "0d3ff0000000000001, 0d3ff0000000000001, 0dbff0000000000002"),
       0x3970000000000000},
      {'r', F32("fma.rz.f32", "0f3f800000, 0f3f800000, 0fb3000000"),
       0x3f7fffff},
      {'r', F32("fma.rn.sat.f32", "0f40000000, 0f40000000, 0f3f800000"),
       0x3f800000},
      {'r', F32("add.sat.f32", "0fbf800000, 0f00000000"), 0},
      {'r', F32("mul.sat.f32", "0f7fc00000, 0f3f800000"), 0},
  });
}

TEST(EmulatorFloat, FlushesOnlyIfTold) {
  expectBits({
      {'r', F32("add.f32", "0f00000001, 0f00000001"), 2},
      {'r', F32("add.ftz.f32", "0f00000001, 0f00000001"), 0},
      {'r', F32("mul.ftz.f32", "0f80800000, 0f3f000000"), 0x80000000},
      {'r', F32("mul.f32", "0f80800000, 0f3f000000"), 0x80400000},
      {'r', F32("abs.ftz.f32", "0f80000001"), 0},
      {'p', "setp.gt.ftz.f32 %p0, 0f00000001, 0f00000000;", 0},
      {'p', "setp.gt.f32 %p0, 0f00000001, 0f00000000;", 1},
  });
}

TEST(EmulatorFloat, KnowsNaN) {
  expectBits({
      {'r', F32("add.f32", "0f7fc12345, 0f3f800000"), 0x7fffffff},
      {'r', F32("sub.f32", "0f7f800000, 0f7f800000"), 0x7fffffff},
      {'r', F32("min.f32", "0f7fc00000, 0f3f800000"), 0x3f800000},
      {'r', F32("max.NaN.f32", "0f7fc00000, 0f3f800000"), 0x7fffffff},
      {'r', F32("min.f32", "0f00000000, 0f80000000"), 0x80000000},
      {'r', F32("max.f32", "0f80000000, 0f00000000"), 0},
      {'d', F64("max.f64", "0d7ff8000000000000, 0d3ff0000000000000"),
       0x3ff0000000000000},
      {'r', F32("neg.f32", "0f7fc00000"), 0xffc00000},
      {'r', F32("copysign.f32", "0f80000000, 0f3f800000"), 0xbf800000},
      {'p', "setp.lt.f32 %p0, 0f7fc00000, 0f3f800000;", 0},
      {'p', "setp.ltu.f32 %p0, 0f7fc00000, 0f3f800000;", 1},
      {'p', "setp.ne.f32 %p0, 0f7fc00000, 0f3f800000;", 0},
      {'p', "setp.neu.f32 %p0, 0f7fc00000, 0f3f800000;", 1},
      {'p', "setp.equ.f64 %p0, 0d7ff8000000000000, 0d3ff0000000000000;", 1},
      {'p', "setp.num.f32 %p0, 0f3f800000, 0f3f800000;", 1},
      {'p', "setp.nan.f32 %p0, 0f3f800000, 0f7fc00000;", 1},
      {'p', "testp.finite.f32 %p0, 0f7f800000;", 0},
      {'p', "testp.infinite.f32 %p0, 0fff800000;", 1},
      {'p', "testp.subnormal.f64 %p0, 0d0000000000000001;", 1},
      {'p', "testp.normal.f32 %p0, 0f00800000;", 1},
      {'p', "testp.notanumber.f32 %p0, 0f7fc00000;", 1},
  });
}

TEST(EmulatorFloat, ApproximatesExactlyWhereItMust) {
  expectBits({
      {'r', F32("ex2.approx.f32", "0f40400000"), 0x41000000},
      {'r', F32("ex2.approx.f32", "0fff800000"), 0},
      {'r', F32("ex2.approx.f32", "0f7f800000"), 0x7f800000},
      {'r', F32("ex2.approx.f32", "0fc30a0000"), 0x00000800},
      {'r', F32("ex2.approx.ftz.f32", "0fc30a0000"), 0},
      {'r', F32("lg2.approx.f32", "0f41000000"), 0x40400000},
      {'r', F32("lg2.approx.f32", "0f00000000"), 0xff800000},
      {'r', F32("lg2.approx.f32", "0fbf800000"), 0x7fffffff},
      {'r', F32("lg2.approx.f32", "0f3f000000"), 0xbf800000},
      {'r', F32("rsqrt.approx.f32", "0f40800000"), 0x3f000000},
      {'r', F32("rsqrt.approx.f32", "0f00000000"), 0x7f800000},
      {'r', F32("rcp.approx.ftz.f32", "0f40800000"), 0x3e800000},
      {'r', F32("sqrt.approx.f32", "0f40800000"), 0x40000000},
      {'r', F32("div.approx.f32", "0f40c00000, 0f40000000"), 0x40400000},
      {'r', F32("div.full.f32", "0f40c00000, 0f40000000"), 0x40400000},
      {'r', F32("tanh.approx.f32", "0f00000000"), 0},
      {'r', F32("tanh.approx.f32", "0fc2c80000"), 0xbf800000},
      {'r', F32("sin.approx.f32", "0f00000000"), 0},
      {'r', F32("cos.approx.f32", "0f00000000"), 0x3f800000},
      {'d', F64("rcp.approx.ftz.f64", "0d4010000000000000"),
       0x3fd0000000000000},
  });
}

TEST(EmulatorFloat, HasHalves) {
  expectBits({
      // 1 + 2^-11 is half-way in f16, 1 + 2^-8 in bf16.
      {'h',
       "mov.b16 %h1, 0x3c00;\nmov.b16 %h2, 0x1000;\nadd.rn.f16 %h0, %h1, %h2;",
       0x3c00},
      {'h',
       "mov.b16 %h1, 0x3c01;\nmov.b16 %h2, 0x1000;\nadd.rn.f16 %h0, %h1, %h2;",
       0x3c02},
      {'h', "mov.b16 %h1, 0x3c01;\nmul.f16 %h0, %h1, %h1;", 0x3c02},
      {'h',
       "mov.b16 %h1, 0x3c01;\nmov.b16 %h2, 0xbc02;\nfma.rn.f16 %h0, %h1, %h1, "
       "%h2;",
       0x0010},
      {'h', "mov.b16 %h1, 0x7bff;\nadd.f16 %h0, %h1, %h1;", 0x7c00},
      {'h', "mov.b16 %h1, 0x7e01;\nadd.f16 %h0, %h1, %h1;", 0x7fff},
      {'r', "mov.b32 %r1, 0x3c004000;\nadd.f16x2 %r0, %r1, %r1;", 0x40004400},
      {'r',
       "mov.b32 %r1, 0x3f804000;\nmov.b32 %r2, 0;\nfma.rn.bf16x2 %r0, %r1, "
       "%r1, %r2;",
       0x3f804080},
      {'h',
       "mov.b16 %h1, 0x3f81;\nmov.b16 %h2, 0x3f80;\nmov.b16 %h3, "
       "0x8000;\nfma.rn.bf16 %h0, %h1, %h2, %h3;",
       0x3f81},
      {'h', "mov.b16 %h1, 0x3c00;\nneg.f16 %h0, %h1;", 0xbc00},
      {'h',
       "mov.b16 %h1, 0x7e00;\nmov.b16 %h2, 0x3c00;\nmax.f16 %h0, %h1, %h2;",
       0x3c00},
      {'h',
       "mov.b16 %h1, 0x7e00;\nmov.b16 %h2, 0x3c00;\nmax.NaN.f16 %h0, %h1, %h2;",
       0x7fff},
      {'p',
       "mov.b16 %h1, 0x3c00;\nmov.b16 %h2, 0x3c01;\nsetp.lt.f16 %p0, %h1, %h2;",
       1},
  });
}

TEST(EmulatorFloat, ConvertsBetweenFloats) {
  expectBits({
      {'h', "mov.f32 %f1, 0f3f801000;\ncvt.rn.f16.f32 %h0, %f1;", 0x3c00},
      {'h', "mov.f32 %f1, 0f3f803000;\ncvt.rn.f16.f32 %h0, %f1;", 0x3c02},
      {'h', "mov.f32 %f1, 0f3f803000;\ncvt.rz.f16.f32 %h0, %f1;", 0x3c01},
      {'h', "mov.f32 %f1, 0f3f808000;\ncvt.rn.bf16.f32 %h0, %f1;", 0x3f80},
      {'h', "mov.f32 %f1, 0f3f818000;\ncvt.rn.bf16.f32 %h0, %f1;", 0x3f82},
      {'h', "mov.f32 %f1, 0f33000000;\ncvt.rn.f16.f32 %h0, %f1;", 0},
      {'h', "mov.f32 %f1, 0f33000001;\ncvt.rn.f16.f32 %h0, %f1;", 1},
      {'h', "mov.f64 %g1, 0d3f00080000000001;\ncvt.rn.f16.f64 %h0, %g1;",
       0x0201},
      {'r', "mov.b16 %h1, 0x0001;\ncvt.f32.f16 %f0, %h1;\nmov.b32 %r0, %f0;",
       0x33800000},
      {'r', "mov.b16 %h1, 0x3f81;\ncvt.f32.bf16 %f0, %h1;\nmov.b32 %r0, %f0;",
       0x3f810000},
      {'r',
       "mov.f32 %f1, 0f3f800000;\nmov.f32 %f2, 0f40000000;\ncvt.rn.bf16x2.f32 "
       "%r0, %f1, %f2;",
       0x3f804000},
      {'r',
       "mov.f32 %f1, 0f3f800000;\nmov.f32 %f2, 0f40000000;\ncvt.rn.f16x2.f32 "
       "%r0, %f1, %f2;",
       0x3c004000},
      {'r', F32("cvt.rn.f32.f64", "0d3ff0000010000000"), 0x3f800000},
      {'r', F32("cvt.rp.f32.f64", "0d3ff0000010000000"), 0x3f800001},
      {'d', F64("cvt.f64.f32", "0f3f800001"), 0x3ff0000020000000},
      {'r', F32("cvt.rni.f32.f32", "0f40200000"), 0x40000000},
      {'r', F32("cvt.rmi.f32.f32", "0fc0200000"), 0xc0400000},
      {'r', F32("cvt.rzi.f32.f32", "0fc0200000"), 0xc0000000},
      {'d', F64("cvt.rpi.f64.f64", "0d4004000000000000"), 0x4008000000000000},
      {'r', F32("cvt.sat.f32.f32", "0f40000000"), 0x3f800000},
  });
}

TEST(EmulatorFloat, ConvertsToIntegers) {
  expectBits({
      {'r', "cvt.rzi.s32.f32 %r0, 0fc0200000;", 0xfffffffe},
      {'r', "cvt.rni.s32.f32 %r0, 0f40200000;", 2},
      {'r', "cvt.rmi.s32.f32 %r0, 0fc0200000;", 0xfffffffd},
      {'r', "cvt.rpi.u32.f32 %r0, 0f40200000;", 3},
      {'r', "cvt.rpi.ftz.u32.f32 %r0, 0f00000001;", 0},
      {'r', "cvt.rzi.s32.f32 %r0, 0f4f000000;", 0x7fffffff},
      {'r', "cvt.rzi.u32.f32 %r0, 0fbf800000;", 0},
      {'r', "cvt.rzi.u32.f32 %r0, 0f4f800000;", 0xffffffff},
      {'r', "cvt.rzi.s32.f32 %r0, 0f7fc00000;", 0},
      {'r', "cvt.rzi.s32.f64 %r0, 0d7ff8000000000000;", 0x80000000},
      {'d', "cvt.rzi.s64.f32 %d1, 0f7fc00000;", 0x8000000000000000},
      {'d', "cvt.rzi.s64.f64 %d1, 0d43e0000000000000;", 0x7fffffffffffffff},
      {'d', "cvt.rzi.u64.f64 %d1, 0d43e0000000000000;", 0x8000000000000000},
      {'h', "mov.b16 %h1, 0xc500;\ncvt.rzi.s16.f16 %h0, %h1;", 0xfffb},
      {'r', F32("cvt.rn.f32.s32", "0x7fffffff"), 0x4f000000},
      {'r', F32("cvt.rz.f32.s32", "0x7fffffff"), 0x4effffff},
      {'r', F32("cvt.rn.f32.u64", "0xffffffffffffffff"), 0x5f800000},
      {'d', F64("cvt.rn.f64.s64", "-3"), 0xc008000000000000},
      {'h', "cvt.rn.f16.s32 %h0, 2049;", 0x6800},
      {'r', "cvt.s32.s8 %r0, 0x1ff;", 0xffffffff},
      {'r', "mov.u32 %r1, 0x180;\ncvt.s32.s8 %r0, %r1;", 0xffffff80},
      {'r', "mov.u32 %r1, 0x180;\ncvt.u32.u8 %r0, %r1;", 0x80},
      {'d', "mov.u32 %r1, 0xffff8000;\ncvt.s64.s16 %d1, %r1;",
       0xffffffffffff8000},
      {'d', "mov.u32 %r1, -1;\ncvt.u64.u32 %d1, %r1;", 0xffffffff},
      {'h', "mov.u32 %r1, 300;\ncvt.sat.u8.s32 %h0, %r1;", 255},
      {'r', "mov.u64 %d2, -5000000000;\ncvt.sat.s32.s64 %r0, %d2;", 0x80000000},
      {'r', "mov.u64 %d2, 0x1234567890;\ncvt.u32.u64 %r0, %d2;", 0x34567890},
  });
}
