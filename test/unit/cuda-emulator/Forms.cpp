//===- Forms.cpp - Forms of instructions ----------------------------------===//
#include "test/unit/cuda-emulator/Forms.h"

#include <utility>

namespace bmc::cuda {
namespace {

struct Scalar {
  std::string name; ///< of the PTX type
  char kind;
  unsigned bits;
  bool isSigned = false;
};

const Scalar kU8{"u8", 'h', 8}, kS8{"s8", 'h', 8, true}, kU16{"u16", 'h', 16},
    kS16{"s16", 'h', 16, true}, kU32{"u32", 'r', 32},
    kS32{"s32", 'r', 32, true}, kU64{"u64", 'd', 64},
    kS64{"s64", 'd', 64, true}, kF16{"f16", 'x', 16}, kBF16{"bf16", 'y', 16},
    kF32{"f32", 'f', 32}, kF64{"f64", 'g', 64};

class Table {
public:
  std::vector<Form> forms;

  void add(const std::string &text, char result, const std::string &operands) {
    forms.push_back({text, static_cast<Kind>(result), operands, result == 'g'});
  }
  void addAnyNaN(const std::string &text, char result,
                 const std::string &operands) {
    add(text, result, operands);
    forms.back().anyNaN = true;
  }
};

/// Whether every value of one integer type is one of another.
bool contains(const Scalar &outer, const Scalar &inner) {
  return inner.isSigned ? outer.isSigned && outer.bits >= inner.bits
                        : outer.bits >= inner.bits + outer.isSigned;
}

std::string repeated(char kind, unsigned count) {
  return std::string(count, kind);
}

void addIntegers(Table &t) {
  for (const Scalar &type : {kU16, kS16, kU32, kS32, kU64, kS64}) {
    char k = type.kind, divisor = k == 'h' ? 'i' : k == 'r' ? 'j' : 'k';
    for (const char *op :
         {"add.", "sub.", "mul.lo.", "mul.hi.", "min.", "max."})
      t.add(op + type.name, k, repeated(k, 2));
    for (const char *op : {"mad.lo.", "mad.hi.", "sad."})
      t.add(op + type.name, k, repeated(k, 3));
    for (const char *op : {"div.", "rem."})
      t.add(op + type.name, k, {k, divisor});
    if (type.isSigned)
      for (const char *op : {"neg.", "abs."})
        t.add(op + type.name, k, {k});
    if (type.bits < 64) {
      char wide = k == 'h' ? 'r' : 'd';
      t.add("mul.wide." + type.name, wide, {k, k});
      t.add("mad.wide." + type.name, wide, {k, k, wide});
    }
  }
  t.add("add.sat.s32", 'r', "rr");
  t.add("sub.sat.s32", 'r', "rr");
  for (const Scalar &type : {kU32, kS32, kU64}) {
    std::string temporary = type.bits == 32 ? "%r9" : "%d9";
    for (const char *op : {"add", "sub"}) {
      std::string first =
          op + (".cc." + type.name) + " " + temporary + ", $1, $2; ";
      t.add(first + op + "c." + type.name + " $0, $3, $1;", type.kind,
            repeated(type.kind, 3));
      t.add(first + op + "c.cc." + type.name + " " + temporary + ", $3, $1; " +
                op + "c." + type.name + " $0, $2, $3;",
            type.kind, repeated(type.kind, 3));
    }
  }
}

void addBits(Table &t) {
  const std::pair<const char *, char> sizes[] = {
      {"b16", 'h'}, {"b32", 'r'}, {"b64", 'd'}};
  for (auto [name, k] : sizes) {
    for (const char *op : {"and.", "or.", "xor."})
      t.add(op + std::string(name), k, repeated(k, 2));
    for (const char *op : {"not.", "cnot."})
      t.add(op + std::string(name), k, {k});
    t.add(std::string("shl.") + name, k, {k, 's'});
    t.add(std::string("shr.") + name, k, {k, 's'});
    if (k == 'h')
      continue;
    t.add(std::string("brev.") + name, k, {k});
    t.add(std::string("popc.") + name, 'r', {k});
    t.add(std::string("clz.") + name, 'r', {k});
    t.add(std::string("bfi.") + name, k, {k, k, 's', 's'});
  }
  for (const Scalar &type : {kU16, kS16, kU32, kS32, kU64, kS64})
    t.add("shr." + type.name, type.kind, {type.kind, 's'});
  for (const Scalar &type : {kU32, kS32, kU64, kS64}) {
    t.add("bfe." + type.name, type.kind, {type.kind, 's', 's'});
    t.add("bfind." + type.name, 'r', {type.kind});
    t.add("bfind.shiftamt." + type.name, 'r', {type.kind});
  }
  for (const char *op : {"shf.l.wrap.b32", "shf.l.clamp.b32", "shf.r.wrap.b32",
                         "shf.r.clamp.b32"})
    t.add(op, 'r', "rrs");
  t.add("prmt.b32", 'r', "rrr");
  for (const char *table : {"0x80", "0x96", "0xe8", "0xca", "0x1b", "0xfe"})
    t.add(std::string("lop3.b32 $0, $1, $2, $3, ") + table + ";", 'r', "rrr");
}

/// Between the lanes of whole warps.
void addExchanges(Table &t) {
  for (const char *way : {"up", "down", "bfly", "idx"}) {
    std::string name = std::string("shfl.sync.") + way + ".b32 ";
    t.add(name + "$0, $1, $2, 0x1f, -1;", 'r', "rs");
    t.add(name + "$0|%p9, $1, $2, 0x0c07, -1; selp.b32 $0, $0, 77, %p9;", 'r',
          "rs");
  }
  for (const char *op : {"add", "min", "max"})
    for (const char *type : {"u32", "s32"})
      t.add(std::string("redux.sync.") + op + "." + type + " $0, $1, -1;", 'r',
            "r");
  for (const char *op : {"and", "or", "xor"})
    t.add(std::string("redux.sync.") + op + ".b32 $0, $1, -1;", 'r', "r");
  t.add("match.any.sync.b32 $0, $1, -1;", 'r', "s");
  t.add("match.any.sync.b64 $0, $1, -1;", 'r', "d");
  t.add("match.all.sync.b32 $0|%p9, $1, -1;", 'r', "s");
  t.add("setp.gt.u32 %p9, $1, 16; vote.sync.ballot.b32 $0, %p9, -1;", 'r', "s");
}

void addComparisons(Table &t) {
  const std::vector<std::string> ordered = {"eq", "ne", "lt", "le", "gt", "ge"},
                                 unordered = {"equ", "neu", "ltu", "leu",
                                              "gtu", "geu", "num", "nan"};
  for (const Scalar &type : {kU16, kS16, kU32, kS32, kU64, kS64})
    for (const std::string &cmp : ordered)
      t.add("setp." + cmp + "." + type.name, 'p', repeated(type.kind, 2));
  for (const char *cmp : {"lo", "ls", "hi", "hs"})
    t.add(std::string("setp.") + cmp + ".u32", 'p', "rr");
  for (const Scalar &type : {kF16, kBF16, kF32, kF64})
    for (const auto *names : {&ordered, &unordered})
      for (const std::string &cmp : *names) {
        t.add("setp." + cmp + "." + type.name, 'p', repeated(type.kind, 2));
        if (type.kind == 'f')
          t.add("setp." + cmp + ".ftz.f32", 'p', "ff");
      }
  for (const char *join : {"and", "or", "xor"})
    t.add("setp.gt.s32 %p9, $3, 5; setp.lt." + std::string(join) +
              ".s32 %p7|%p8, $1, $2, %p9; selp.b32 $0, 1, 0, %p7; "
              "@%p8 add.u32 $0, $0, 2;",
          'r', "rrr");
  t.add("set.gt.u32.s32", 'r', "rr");
  t.add("set.le.f32.s32", 'f', "rr");
  t.add("set.ltu.u32.f32", 'r', "ff");
  t.add("set.ge.ftz.f32.f32", 'f', "ff");
  for (const Scalar &type : {kU16, kU32, kU64}) {
    std::string bits = "b" + std::to_string(type.bits);
    t.add("slct." + bits + ".s32", type.kind, {type.kind, type.kind, 'r'});
    t.add("slct." + bits + ".f32", type.kind, {type.kind, type.kind, 'f'});
    t.add("setp.gt.u32 %p9, $3, 16; selp." + bits + " $0, $1, $2, %p9;",
          type.kind, {type.kind, type.kind, 's'});
  }
}

const char *const kRoundings[] = {".rn", ".rz", ".rm", ".rp"};

void addFloats(Table &t) {
  for (const char *round : kRoundings)
    for (const char *ftz : {"", ".ftz"}) {
      std::string how = std::string(round) + ftz;
      for (const char *sat : {"", ".sat"}) {
        for (const char *op : {"add", "sub", "mul"})
          t.add(op + how + sat + ".f32", 'f', "ff");
        t.add("fma" + how + sat + ".f32", 'f', "fff");
      }
      t.add("div" + how + ".f32", 'f', "ff");
      t.add("rcp" + how + ".f32", 'f', "f");
      t.add("sqrt" + how + ".f32", 'f', "f");
    }
  for (const char *round : kRoundings) {
    for (const char *op : {"add", "sub", "mul", "div"})
      t.add(op + std::string(round) + ".f64", 'g', "gg");
    t.add("fma" + std::string(round) + ".f64", 'g', "ggg");
    t.add("rcp" + std::string(round) + ".f64", 'g', "g");
    t.add("sqrt" + std::string(round) + ".f64", 'g', "g");
  }
  for (const char *op : {"min", "max"}) {
    t.add(op + std::string(".f64"), 'g', "gg");
    for (const char *how : {".f32", ".ftz.f32", ".NaN.f32", ".ftz.NaN.f32"})
      t.add(op + std::string(how), 'f', "ff");
  }
  for (const char *op : {"neg", "abs"}) {
    t.addAnyNaN(op + std::string(".f64"), 'g', "g");
    t.addAnyNaN(op + std::string(".f32"), 'f', "f");
    t.addAnyNaN(op + std::string(".ftz.f32"), 'f', "f");
  }
  t.addAnyNaN("copysign.f32", 'f', "ff");
  t.addAnyNaN("copysign.f64", 'g', "gg");
  for (const char *what :
       {"finite", "infinite", "number", "notanumber", "normal", "subnormal"}) {
    t.add(std::string("testp.") + what + ".f32", 'p', "f");
    t.add(std::string("testp.") + what + ".f64", 'p', "g");
  }
}

void addHalves(Table &t) {
  const std::pair<const char *, char> types[] = {
      {".f16", 'x'}, {".f16x2", 'X'}, {".bf16", 'y'}, {".bf16x2", 'Y'}};
  for (auto [name, k] : types) {
    for (const char *op :
         {"add.rn", "sub.rn", "mul.rn", "min", "max", "min.NaN", "max.NaN"})
      t.add(op + std::string(name), k, repeated(k, 2));
    t.add(std::string("fma.rn") + name, k, repeated(k, 3));
    t.add(std::string("fma.rn.relu") + name, k, repeated(k, 3));
    t.addAnyNaN(std::string("neg") + name, k, {k});
    t.addAnyNaN(std::string("abs") + name, k, {k});
  }
}

void addConversions(Table &t) {
  const std::vector<Scalar> integers = {kU8,  kS8,  kU16, kS16,
                                        kU32, kS32, kU64, kS64},
                            floats = {kF16, kBF16, kF32, kF64};
  auto add = [&](const std::string &how, const Scalar &to, const Scalar &from) {
    t.add("cvt" + how + "." + to.name + "." + from.name, to.kind, {from.kind});
  };
  for (const Scalar &to : integers)
    for (const Scalar &from : integers) {
      add("", to, from);
      if (!contains(to, from))
        add(".sat", to, from);
    }
  for (const Scalar &integer : integers)
    for (const Scalar &real : floats) {
      if (real.kind == 'y' && integer.bits == 8)
        continue; // there is none
      for (const char *round : {".rni", ".rzi", ".rmi", ".rpi"}) {
        add(round, integer, real);
        if (real.kind == 'f')
          add(round + std::string(".ftz"), integer, real);
      }
      add(".rn", real, integer);
      if (real.bits > 16 && integer.bits >= 32)
        for (const char *round : {".rz", ".rm", ".rp"})
          add(round, real, integer);
    }
  for (const Scalar &real : floats)
    for (const char *round : {".rni", ".rzi", ".rmi", ".rpi"})
      add(round, real, real);
  for (const char *round : kRoundings)
    add(round, kF32, kF64);
  for (const char *how : {".rn.ftz", ".rn.sat", ".rn.ftz.sat"})
    add(how, kF32, kF64);
  for (const char *how : {"", ".ftz"})
    add(how, kF64, kF32);
  for (const char *how : {".sat", ".ftz", ".ftz.sat", ".rni.ftz", ".rni.sat"})
    add(how, kF32, kF32);
  for (const Scalar &half : {kF16, kBF16}) {
    add("", kF32, half);
    add("", kF64, half);
    add(".rn", half, kF64);
    for (const char *how : {".rn", ".rz", ".rn.relu"})
      add(how, half, kF32);
    for (const char *how : {".rn", ".rz", ".rn.relu", ".rz.relu"})
      t.add("cvt" + std::string(how) + "." + half.name + "x2.f32",
            half.kind == 'x' ? 'X' : 'Y', "ff");
  }
  add(".rn.ftz", kF16, kF32);
  add(".rn.sat", kF16, kF32);
  add(".rn", kBF16, kF16);
  add(".rn", kF16, kBF16);
}

} // namespace

std::vector<Form> exactForms() {
  Table table;
  addIntegers(table);
  addBits(table);
  addExchanges(table);
  addComparisons(table);
  addFloats(table);
  addHalves(table);
  addConversions(table);
  return table.forms;
}

} // namespace bmc::cuda
