//===- Control.cpp - Branches, calls, barriers of the block ---------------===//
#include "tools/cuda-emulator/exec/Block.h"
#include "tools/cuda-emulator/exec/Resolve.h"
#include "tools/cuda-emulator/ops/Lanes.h"
#include "tools/cuda-emulator/ops/Ops.h"

namespace emulator::EMULATOR_ISA {
namespace {

void fall(Warp &w, const Inst &i) { w.next(i); }
void guard(Warp &w, const Inst &i) { w.mask = w.active & readPred(w, i.op[0]); }
void unguard(Warp &w, const Inst &) { w.mask = w.active; }
void jump(Warp &w, const Inst &i) { w.pc = static_cast<uint32_t>(i.imm); }
void branch(Warp &w, const Inst &i) {
  w.branch(i, readPred(w, i.op[0]) & w.active, static_cast<uint32_t>(i.imm));
}

void indexed(Warp &w, const Inst &i) {
  const uint32_t *index = row<uint32_t>(w, i.op[0]);
  const std::vector<uint32_t> &table = w.code->tables[i.aux];
  uint32_t lanes = readPred(w, i.op[1]) & w.active, targets[kLanes] = {};
  w.mask = lanes;
  eachActive(w, [&](unsigned l) {
    if (index[l] >= table.size())
      failAccess(w, i, "an index past the end of the branch targets");
    targets[l] = table[index[l]];
  });
  w.scatter(i, lanes, targets);
}

void call(Warp &w, const Inst &i) {
  uint32_t back = w.code->indexOf(i) + 1;
  write<uint32_t>(w, i.aux, [=](unsigned) { return back; });
  w.pc = static_cast<uint32_t>(i.imm);
}

void ret(Warp &w, const Inst &i) {
  w.scatter(i, readPred(w, i.op[0]) & w.active, row<uint32_t>(w, i.aux));
}

void exitLanes(Warp &w, const Inst &i) {
  w.exitLanes(i, readPred(w, i.op[0]) & w.active);
}

void copyLocal(Warp &w, const Inst &i) {
  uint32_t frame = w.code->localBytes;
  eachActive(w, [&](unsigned l) {
    __builtin_memcpy(w.local + l * frame + i.aux, w.local + l * frame + i.imm,
                     i.op[0]);
  });
}

// bar a {, b}: barrier and number of threads.
uint32_t uniform(Warp &w, const Inst &i, uint32_t operand) {
  const uint32_t *a = row<uint32_t>(w, operand);
  uint32_t first = a[__builtin_ctz(w.active)];
  eachActive(w, [&](unsigned l) {
    if (a[l] != first)
      failAccess(w, i,
                 "threads of a warp at one barrier instruction name different "
                 "barriers");
  });
  return first;
}

/// A barrier for whole warps is run by all lanes that live at once. Lanes may
/// come at different times: a join can stand before its branches, as where a
/// loop ends at its top.
bool isWholeWarp(Warp &w, const Inst &i) {
  return !(i.aux & kAlignedBarrier) || w.gather(i, ~0u);
}

template <bool Waits, bool Counted> void barrier(Warp &w, const Inst &i) {
  if (!isWholeWarp(w, i))
    return;
  w.mask = w.active;
  uint32_t threads = Counted ? uniform(w, i, i.op[1]) : 0;
  w.block->arrive(w, i, uniform(w, i, i.op[0]), threads, Waits, false, 0);
}

// d, a {, b}, c; aux says how the predicates are joined.
template <bool Counted> void barrierReduce(Warp &w, const Inst &i) {
  if (!isWholeWarp(w, i))
    return;
  w.mask = w.active;
  uint32_t threads = Counted ? uniform(w, i, i.op[2]) : 0;
  w.block->arrive(w, i, uniform(w, i, i.op[1]), threads, true, true,
                  readPred(w, i.op[Counted ? 3 : 2]) & w.active);
}

bool selectReducing(Form &form, Selection &s) {
  Slot d = out(Type::Pred), p = in(Type::Pred), u = in(Type::U32);
  if (form.take("popc")) {
    d = out(Type::U32);
    s.aux &= kAlignedBarrier;
    if (!form.take("u32"))
      return false;
  } else {
    uint32_t join = form.take("and") ? kJoinAnd : form.take("or") ? kJoinOr : 0;
    s.aux |= join;
    if (join == 0 || !form.take("pred"))
      return false;
  }
  return form.operands() == 4 ? s.set(barrierReduce<true>, {d, u, u, p})
                              : s.set(barrierReduce<false>, {d, u, p});
}

bool selectBarrier(Form &form, Selection &s) {
  s.ends = true;
  form.take("cta");
  // bar is short for barrier.aligned.
  s.aux = form.take("aligned") || form.is("bar") ? kAlignedBarrier : 0;
  Slot u = in(Type::U32);
  if (form.take("red"))
    return selectReducing(form, s);
  if (form.take("arrive"))
    return s.set(barrier<false, true>, {u, u});
  if (!form.take("sync"))
    return false;
  return form.operands() == 2 ? s.set(barrier<true, true>, {u, u})
                              : s.set(barrier<true, false>, {u});
}

void nothing(Warp &, const Inst &) {}
void trap(Warp &w, const Inst &i) {
  if (w.mask)
    fail(i, __builtin_ctz(w.mask), bmc::cuda::Result::LaunchFailed, "trap");
}

/// All threads see memory in one order anyway.
bool selectFence(Form &form, Selection &s) {
  constexpr const char *words[] = {"sc",  "acq_rel", "cta",    "gpu",
                                   "sys", "gl",      "cluster"};
  while (form.takeAny(words, std::size(words)) >= 0) {
  }
  return s.set(nothing, {});
}

} // namespace

bool selectControl(Form &form, Selection &s) {
  if (form.is("bar") || form.is("barrier"))
    return selectBarrier(form, s);
  if (form.is("fence") || form.is("membar"))
    return selectFence(form, s);
  if (form.is("trap"))
    return s.set(trap, {});
  if (form.is("brkpt"))
    return s.set(nothing, {});
  if (form.is("nanosleep"))
    return form.take("u32") && s.set(nothing, {in(Type::U32)});
  if (form.is("prefetch")) {
    constexpr const char *words[] = {"global", "local", "L1", "L2"};
    while (form.takeAny(words, std::size(words)) >= 0) {
    }
    return s.set(nothing, {{Slot::Address}});
  }
  return false;
}

// A family that leaves a modifier over may still be the nearest one: then the
// error names the modifier.
static bool select(Form &form, Selection &s) {
  using Family = bool (*)(Form &, Selection &);
  constexpr Family families[] = {
      selectFloat,   selectInteger, selectMemory, selectMove, selectBits,
      selectCompare, selectConvert, selectMath,   selectHalf, selectRounded,
      selectAtomic,  selectCopy,    selectCarry,  selectWarp, selectControl};
  auto chooses = [&](Family family) {
    form.restart();
    s = Selection();
    return family(form, s);
  };
  Family nearest = nullptr;
  for (Family family : families) {
    if (!chooses(family))
      continue;
    if (!form.leftOver())
      return true;
    nearest = family;
  }
  return nearest && chooses(nearest);
}

const OpSet &opSet() {
  static const OpSet set = {select, resize,  fall, guard, unguard,   jump,
                            branch, indexed, call, ret,   exitLanes, copyLocal};
  return set;
}

} // namespace emulator::EMULATOR_ISA
