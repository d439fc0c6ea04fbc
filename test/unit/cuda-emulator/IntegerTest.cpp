//===- IntegerTest.cpp - Integer arithmetic and bits ----------------------===//
#include "test/unit/cuda-emulator/Cases.h"

#include <gtest/gtest.h>

using namespace bmc::cuda;

TEST(EmulatorInteger, AddsAndMultiplies) {
  expectBits({
      {'r', "add.u32 %r0, 0xffffffff, 2;", 1},
      {'r', "sub.s32 %r0, 3, 5;", 0xfffffffe},
      {'r', "add.sat.s32 %r0, 0x7fffffff, 1;", 0x7fffffff},
      {'r', "sub.sat.s32 %r0, 0x80000000, 1;", 0x80000000},
      {'h', "add.s16 %h0, 0x7fff, 1;", 0x8000},
      {'h', "mul.lo.u16 %h0, 0xffff, 0xffff;", 1},
      {'h', "mul.hi.u16 %h0, 0xffff, 0xffff;", 0xfffe},
      {'r', "mul.wide.u16 %r0, 0xffff, 0xffff;", 0xfffe0001},
      {'r', "mul.wide.s16 %r0, 0xffff, 5;", 0xfffffffb},
      {'r', "mul.lo.s32 %r0, 0x10001, 0x10001;", 0x20001},
      {'r', "mul.hi.u32 %r0, 0xffffffff, 0xffffffff;", 0xfffffffe},
      {'r', "mul.hi.s32 %r0, -1, 2;", 0xffffffff},
      {'d', "mul.wide.s32 %d1, -2, 3;", 0xfffffffffffffffa},
      {'d', "mul.wide.u32 %d1, 0xfffffffe, 3;", 0x2fffffffa},
      {'d', "mul.hi.u64 %d1, 0xffffffffffffffff, 0xffffffffffffffff;",
       0xfffffffffffffffe},
      {'d', "mul.hi.s64 %d1, -1, -1;", 0},
      {'r', "mad.lo.s32 %r0, 7, -3, 1;", 0xffffffec},
      {'r', "mad.hi.u32 %r0, 0x80000000, 4, 1;", 3},
      {'d', "mad.wide.u32 %d1, 0xffffffff, 2, 5;", 0x200000003},
      {'d', "add.s64 %d1, 0x7fffffffffffffff, 1;", 0x8000000000000000},
      {'r', "sad.s32 %r0, -4, 3, 10;", 17},
  });
}

TEST(EmulatorInteger, CarriesOver) {
  expectBits({
      {'r', "add.cc.u32 %r1, 0xffffffff, 1;\naddc.u32 %r0, 5, 6;", 12},
      {'r', "add.cc.u32 %r1, 0xfffffffe, 1;\naddc.u32 %r0, 5, 6;", 11},
      {'r',
       "add.cc.u32 %r1, -1, 1;\naddc.cc.u32 %r2, -1, 0;\naddc.u32 %r0, 0, 0;",
       1},
      // Thread 0 alone loses its carry.
      {'r',
       "setp.eq.u32 %p1, %r31, 0;\nadd.cc.u32 %r1, -1, 1;\n"
       "@%p1 add.cc.u32 %r1, 0, 1;\naddc.u32 %r0, 5, 6;",
       12},
      {'d', "sub.cc.s64 %d2, 0, 1;\nsubc.s64 %d1, 0, 0;", 0xffffffffffffffff},
      {'d', "sub.cc.u64 %d2, 1, 1;\nsubc.u64 %d1, 7, 3;", 4},
  });
}

TEST(EmulatorInteger, DividesTowardZero) {
  expectBits({
      {'r', "div.s32 %r0, -7, 2;", 0xfffffffd},
      {'r', "rem.s32 %r0, -7, 2;", 0xffffffff},
      {'r', "div.u32 %r0, 0xfffffff9, 2;", 0x7ffffffc},
      {'r', "div.s32 %r0, 0x80000000, -1;", 0x80000000},
      {'r', "rem.s32 %r0, 0x80000000, -1;", 0},
      {'d', "div.u64 %d1, 1000000000000, 7;", 142857142857},
      {'d', "rem.u64 %d1, 1000000000000, 7;", 1},
      {'h', "div.s16 %h0, 100, -3;", 0xffdf},
      {'r', "min.s32 %r0, -1, 1;", 0xffffffff},
      {'r', "min.u32 %r0, -1, 1;", 1},
      {'d', "max.s64 %d1, -1, 1;", 1},
      {'r', "abs.s32 %r0, -5;", 5},
      {'r', "neg.s32 %r0, 5;", 0xfffffffb},
  });
}

TEST(EmulatorInteger, ShiftsPastTheWidth) {
  expectBits({
      {'r', "shl.b32 %r0, 1, 31;", 0x80000000},
      {'r', "shl.b32 %r0, 1, 32;", 0},
      {'r', "shr.u32 %r0, 0x80000000, 31;", 1},
      {'r', "shr.u32 %r0, 0x80000000, 99;", 0},
      {'r', "shr.s32 %r0, 0x80000000, 4;", 0xf8000000},
      {'r', "shr.s32 %r0, 0x80000000, 99;", 0xffffffff},
      {'d', "shl.b64 %d1, 3, 62;", 0xc000000000000000},
      {'d', "shr.s64 %d1, 0x8000000000000000, 63;", 0xffffffffffffffff},
      {'h', "shr.s16 %h0, 0x8000, 3;", 0xf000},
      {'h', "shl.b16 %h0, 1, 16;", 0},
      {'r', "shf.l.wrap.b32 %r0, 0x12345678, 0x9abcdef0, 8;", 0xbcdef012},
      {'r', "shf.r.wrap.b32 %r0, 0x12345678, 0x9abcdef0, 8;", 0xf0123456},
      {'r', "shf.l.wrap.b32 %r0, 1, 2, 32;", 2},
      {'r', "shf.l.clamp.b32 %r0, 1, 2, 40;", 1},
      {'r', "shf.r.clamp.b32 %r0, 1, 2, 40;", 2},
  });
}

TEST(EmulatorInteger, LogicAndFields) {
  expectBits({
      {'r', "and.b32 %r0, 0xff00, 0x0ff0;", 0x0f00},
      {'r', "or.b32 %r0, 0xff00, 0x0ff0;", 0xfff0},
      {'d', "xor.b64 %d1, 0xff00, 0x0ff0;", 0xf0f0},
      {'h', "not.b16 %h0, 0x00ff;", 0xff00},
      {'r', "cnot.b32 %r0, 0;", 1},
      {'r', "lop3.b32 %r0, 0xf0f0, 0xcccc, 0xaaaa, 0x80;", 0x8080},
      {'r', "lop3.b32 %r0, 0xf0f0, 0xcccc, 0xaaaa, 0x96;", 0x9696},
      {'r', "bfe.u32 %r0, 0x12345678, 8, 8;", 0x56},
      {'r', "bfe.s32 %r0, 0x0000f800, 8, 8;", 0xfffffff8},
      {'r', "bfe.s32 %r0, 0x80000000, 28, 8;", 0xfffffff8},
      {'r', "bfe.u32 %r0, 0x12345678, 0, 32;", 0x12345678},
      {'r', "bfe.s32 %r0, 0x80000000, 40, 4;", 0xffffffff},
      {'r', "bfe.u32 %r0, 5, 0, 0;", 0},
      {'d', "bfe.s64 %d1, 0x8000000000000000, 60, 4;", 0xfffffffffffffff8},
      {'r', "bfi.b32 %r0, 0xab, 0x11111111, 8, 8;", 0x1111ab11},
      {'r', "bfi.b32 %r0, 0xab, 0x11111111, 32, 8;", 0x11111111},
      {'r', "brev.b32 %r0, 1;", 0x80000000},
      {'d', "brev.b64 %d1, 2;", 0x4000000000000000},
      {'r', "popc.b32 %r0, 0xf0f0;", 8},
      {'r', "popc.b64 %r0, -1;", 64},
      {'r', "clz.b32 %r0, 0;", 32},
      {'r', "clz.b64 %r0, 1;", 63},
      {'r', "bfind.u32 %r0, 0x100;", 8},
      {'r', "bfind.s32 %r0, -1;", 0xffffffff},
      {'r', "bfind.shiftamt.u32 %r0, 0x100;", 23},
      {'r', "prmt.b32 %r0, 0x33221100, 0x77665544, 0x0527;", 0x00552277},
      {'r', "prmt.b32 %r0, 0x00800000, 0, 0xaaaa;", 0xffffffff},
  });
}

TEST(EmulatorInteger, ComparesAndSelects) {
  expectBits({
      {'p', "setp.lt.s32 %p0, -1, 1;", 1},
      {'p', "setp.lt.u32 %p0, -1, 1;", 0},
      {'p', "setp.hi.u32 %p0, -1, 1;", 1},
      {'p', "setp.ls.u64 %p0, 1, 1;", 1},
      {'p', "setp.ne.b16 %p0, 3, 4;", 1},
      {'p', "setp.eq.b64 %p0, 0x100000000, 0;", 0},
      {'p', "setp.eq.s32 %p1, 1, 2;\nsetp.lt.and.s32 %p0, 1, 2, %p1;", 0},
      {'p', "setp.eq.s32 %p1, 1, 2;\nsetp.lt.and.s32 %p0, 1, 2, !%p1;", 1},
      {'p', "setp.eq.s32 %p1, 1, 2;\nsetp.lt.xor.s32 %p0, 1, 2, %p1;", 1},
      {'p', "setp.lt.s32 %p1|%p0, 1, 2;", 0},
      {'r', "setp.ge.s32 %p1, 1, 2;\nselp.b32 %r0, 7, 9, %p1;", 9},
      {'h', "setp.le.s32 %p1, 1, 2;\nselp.b16 %h0, 7, 9, %p1;", 7},
      {'d', "setp.le.s32 %p1, 1, 2;\nselp.b64 %d1, 7, 9, !%p1;", 9},
      {'r', "set.gt.u32.s32 %r0, 2, 1;", 0xffffffff},
      {'r', "set.gt.f32.s32 %r0, 2, 1;", 0x3f800000},
      {'r', "slct.b32.s32 %r0, 4, 5, -1;", 5},
      {'r', "slct.u32.f32 %r0, 4, 5, 0f80000000;", 4},
      {'p', "setp.eq.u32 %p1, 1, 1;\nnot.pred %p0, %p1;", 0},
      {'p', "mov.pred %p0, -1;", 1},
      {'p',
       "setp.eq.u32 %p1, 1, 1;\nsetp.eq.u32 %p2, 1, 2;\nxor.pred %p0, %p1, "
       "%p2;",
       1},
  });
}

TEST(EmulatorInteger, MovesPartsOfRegisters) {
  expectBits({
      {'d',
       "mov.u32 %r1, 0x11223344;\nmov.u32 %r2, 0x55667788;\nmov.b64 %d1, {%r1, "
       "%r2};",
       0x5566778811223344},
      {'r', "mov.u64 %d2, 0x5566778811223344;\nmov.b64 {%r1, %r0}, %d2;",
       0x55667788},
      {'r', "mov.u64 %d2, 0x5566778811223344;\nmov.b64 {%r0, _}, %d2;",
       0x11223344},
      {'r',
       "mov.u16 %h1, 0x1122;\nmov.u16 %h2, 0x3344;\nmov.b32 %r0, {%h1, %h2};",
       0x33441122},
      {'h',
       "mov.u64 %d2, 0x8877665544332211;\nmov.b64 {%h1, %h2, %h0, %h3}, %d2;",
       0x6655},
      {'r', "mov.f32 %f0, 0f7fc12345;\nmov.b32 %r0, %f0;", 0x7fc12345},
      {'d', "mov.f64 %g0, 1.5;\nmov.b64 %d1, %g0;", 0x3ff8000000000000},
      {'r', "mov.u32 %r0, WARP_SZ;", 32},
  });
}
