//===- Warp.cpp - Lanes that exchange values ------------------------------===//
//
// All of these wait until the lanes of their member mask have come to the same
// instruction.
//
//===----------------------------------------------------------------------===//
#include "tools/cuda-emulator/exec/Block.h"
#include "tools/cuda-emulator/exec/Resolve.h"
#include "tools/cuda-emulator/ops/Lanes.h"

namespace emulator::EMULATOR_ISA {
namespace {

/// False: the group waits. Members may differ from lane to lane.
bool meet(Warp &w, const Inst &i, uint32_t operand, bool orders = false) {
  const uint32_t *members = row<uint32_t>(w, operand);
  uint32_t all = 0;
  w.mask = w.active;
  eachActive(w, [&](unsigned l) {
    if (!(members[l] >> l & 1))
      failAccess(w, i, "a thread that is not in its own member mask");
    all |= members[l];
  });
  if (!w.gather(i, all))
    return false;
  if (w.block->observer)
    w.block->observer->lanesMeet(w, i, orders);
  w.next(i);
  return true;
}

enum class Shuffle { Up, Down, Butterfly, Index };

// d|p, a, b, c, members
template <Shuffle S, bool Pair> void shuffle(Warp &w, const Inst &i) {
  constexpr unsigned k = Pair ? 2 : 1;
  if (!meet(w, i, i.op[k + 3]))
    return;
  const uint32_t *a = row<uint32_t>(w, i.op[k]),
                 *b = row<uint32_t>(w, i.op[k + 1]),
                 *c = row<uint32_t>(w, i.op[k + 2]);
  uint32_t result[kLanes], inRange = 0;
  for (uint32_t l = 0; l < kLanes; ++l) {
    uint32_t segment = c[l] >> 8 & 31, clamp = c[l] & 31, by = b[l] & 31;
    uint32_t bound = (l & segment) | (clamp & ~segment), least = l & segment;
    int32_t from = S == Shuffle::Up          ? int32_t(l) - int32_t(by)
                   : S == Shuffle::Down      ? int32_t(l + by)
                   : S == Shuffle::Butterfly ? int32_t(l ^ by)
                                             : int32_t(least | (by & ~segment));
    bool fits =
        S == Shuffle::Up ? from >= int32_t(bound) : from <= int32_t(bound);
    uint32_t source = fits ? uint32_t(from) & 31 : l;
    inRange |= uint32_t(fits) << l;
    // A lane that is not here gives nothing that may be relied on.
    bool isHere = w.active >> source & 1;
    result[l] = isHere ? a[source] : ~0u;
    if (!isHere && (w.active >> l & 1) && w.block->observer)
      w.block->observer->readsMissingLane(w, i, l, source);
  }
  write<uint32_t>(w, i.op[0], [&](unsigned l) { return result[l]; });
  if (Pair)
    writePred(w, i.op[1], inRange);
}

template <bool Pair> Handler shuffleOf(Form &form) {
  if (form.take("up"))
    return shuffle<Shuffle::Up, Pair>;
  if (form.take("down"))
    return shuffle<Shuffle::Down, Pair>;
  if (form.take("bfly"))
    return shuffle<Shuffle::Butterfly, Pair>;
  return form.take("idx") ? shuffle<Shuffle::Index, Pair> : nullptr;
}

bool selectShuffle(Form &form, Selection &s) {
  Slot d = out(Type::B32), a = in(Type::B32), u = in(Type::U32);
  s.ends = true;
  if (!form.take("sync") || !form.take("b32"))
    return false;
  bool isPair = form.operands() == 6;
  Handler handler = isPair ? shuffleOf<true>(form) : shuffleOf<false>(form);
  if (!handler)
    return false;
  return isPair ? s.set(handler, {d, out(Type::Pred), a, u, u, u})
                : s.set(handler, {d, a, u, u, u});
}

/// F: members that are here, and those of them with a true predicate.
template <class F> void vote(Warp &w, const Inst &i) {
  if (!meet(w, i, i.op[2]))
    return;
  uint32_t yes = readPred(w, i.op[1]) & w.active, result = 0;
  const uint32_t *members = row<uint32_t>(w, i.op[2]);
  eachActive(w, [&](unsigned l) {
    uint32_t here = members[l] & w.active;
    result |= uint32_t(F{}(here, yes & here)) << l;
  });
  writePred(w, i.op[0], result);
}

void ballot(Warp &w, const Inst &i) {
  if (!meet(w, i, i.op[2]))
    return;
  uint32_t yes = readPred(w, i.op[1]) & w.active;
  const uint32_t *members = row<uint32_t>(w, i.op[2]);
  write<uint32_t>(w, i.op[0], [=](unsigned l) { return yes & members[l]; });
}

bool selectVote(Form &form, Selection &s) {
  s.ends = true;
  if (!form.take("sync"))
    return false;
  Slot p = in(Type::Pred), u = in(Type::U32), d = out(Type::Pred);
  if (form.take("ballot"))
    return form.take("b32") && s.set(ballot, {out(Type::B32), p, u});
  auto set = [&]<class F>(F) {
    return form.take("pred") && s.set(vote<F>, {d, p, u});
  };
  if (form.take("all"))
    return set([](uint32_t here, uint32_t yes) { return yes == here; });
  if (form.take("any"))
    return set([](uint32_t, uint32_t yes) { return yes != 0; });
  if (form.take("uni"))
    return set(
        [](uint32_t here, uint32_t yes) { return yes == here || yes == 0; });
  return false;
}

template <class T, class F> void reduce(Warp &w, const Inst &i) {
  if (!meet(w, i, i.op[2]))
    return;
  const T *a = row<T>(w, i.op[1]);
  const uint32_t *members = row<uint32_t>(w, i.op[2]);
  T result[kLanes] = {};
  eachActive(w, [&](unsigned l) {
    uint32_t rest = members[l] & w.active;
    T value = a[__builtin_ctz(rest)];
    for (rest &= rest - 1; rest; rest &= rest - 1)
      value = F{}(value, a[__builtin_ctz(rest)]);
    result[l] = value;
  });
  write<T>(w, i.op[0], [&](unsigned l) { return result[l]; });
}

template <class T> Handler reduction(Form &form) {
  auto make = []<class F>(F) { return reduce<T, F>; };
  if (form.take("add"))
    return make([](T a, T b) { return T(uint32_t(a) + uint32_t(b)); });
  if (form.take("min"))
    return make([](T a, T b) { return a < b ? a : b; });
  if (form.take("max"))
    return make([](T a, T b) { return a > b ? a : b; });
  if (form.take("and"))
    return make([](T a, T b) { return T(a & b); });
  if (form.take("or"))
    return make([](T a, T b) { return T(a | b); });
  return form.take("xor") ? make([](T a, T b) { return T(a ^ b); }) : nullptr;
}

bool selectReduction(Form &form, Selection &s) {
  Type type;
  s.ends = true;
  if (!form.take("sync") || !form.takeType(type))
    return false;
  Handler handler = type == Type::S32 ? reduction<int32_t>(form)
                    : type == Type::U32 || type == Type::B32
                        ? reduction<uint32_t>(form)
                        : nullptr;
  return handler && s.set(handler, {out(type), in(type), in(Type::U32)});
}

/// Lanes with the value of each lane; all: only if it is that of all.
template <class T, bool All, bool Pair> void match(Warp &w, const Inst &i) {
  constexpr unsigned k = Pair ? 2 : 1;
  if (!meet(w, i, i.op[k + 1]))
    return;
  const T *a = row<T>(w, i.op[k]);
  const uint32_t *members = row<uint32_t>(w, i.op[k + 1]);
  uint32_t result[kLanes] = {}, same = 0;
  eachActive(w, [&](unsigned l) {
    uint32_t here = members[l] & w.active,
             equal = maskOf([=](unsigned m) { return a[m] == a[l]; }) & here;
    result[l] = All && equal != here ? 0 : equal;
    same |= uint32_t(equal == here) << l;
  });
  write<uint32_t>(w, i.op[0], [&](unsigned l) { return result[l]; });
  if (Pair)
    writePred(w, i.op[1], same);
}

template <class T> bool setMatch(Form &form, Selection &s, Type type) {
  Slot d = out(Type::B32), a = in(type), u = in(Type::U32);
  if (form.take("any"))
    return s.set(match<T, false, false>, {d, a, u});
  if (!form.take("all"))
    return false;
  return form.operands() == 4
             ? s.set(match<T, true, true>, {d, out(Type::Pred), a, u})
             : s.set(match<T, true, false>, {d, a, u});
}

bool selectMatch(Form &form, Selection &s) {
  s.ends = true;
  if (!form.take("sync"))
    return false;
  if (form.take("b32"))
    return setMatch<uint32_t>(form, s, Type::B32);
  return form.take("b64") && setMatch<uint64_t>(form, s, Type::B64);
}

void activeMask(Warp &w, const Inst &i) {
  uint32_t active = w.mask;
  write<uint32_t>(w, i.op[0], [=](unsigned) { return active; });
}

/// The lowest member leads.
void elect(Warp &w, const Inst &i) {
  if (!meet(w, i, i.op[2]))
    return;
  auto leader = static_cast<uint32_t>(__builtin_ctz(w.active));
  write<uint32_t>(w, i.op[0], [=](unsigned) { return leader; });
  writePred(w, i.op[1], 1u << leader);
}

void warpBarrier(Warp &w, const Inst &i) { meet(w, i, i.op[0], true); }

} // namespace

bool selectWarp(Form &form, Selection &s) {
  if (form.is("shfl"))
    return selectShuffle(form, s);
  if (form.is("vote"))
    return selectVote(form, s);
  if (form.is("redux"))
    return selectReduction(form, s);
  if (form.is("match"))
    return selectMatch(form, s);
  if (form.is("activemask"))
    return form.take("b32") && s.set(activeMask, {out(Type::B32)});
  if (form.is("elect")) {
    s.ends = true;
    return form.take("sync") &&
           s.set(elect, {out(Type::B32), out(Type::Pred), in(Type::U32)});
  }
  if (form.is("bar") && form.take("warp")) {
    s.ends = true;
    return form.take("sync") && s.set(warpBarrier, {in(Type::U32)});
  }
  return false;
}

} // namespace emulator::EMULATOR_ISA
