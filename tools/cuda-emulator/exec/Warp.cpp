//===- Warp.cpp - 32 threads that run together ----------------------------===//
#include "tools/cuda-emulator/exec/Warp.h"

#include "tools/cuda-emulator/exec/Block.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace emulator {

void fail(const Inst &inst, int lane, bmc::cuda::Result code,
          std::string what) {
  throw Fault{code, std::move(what), &inst, lane};
}

/// Blocks of instructions in one go: then others get their turn, so that lanes
/// may wait for each other in loops.
static constexpr unsigned kTurn = 1 << 16;

void Warp::run() {
  const Inst *insts = code->insts.data();
  // A group that got its turn out of order keeps it for a while.
  unsigned kept = std::exchange(starved, false) ? kTurn / 64 : 0;
  for (unsigned turn = 0; active != 0 || pickGroup(); ++turn) {
    // `pc` and `active` belong to the running group.
    if (turn == kTurn)
      return yield();
    if (turn >= kept && !ready.empty() &&
        std::ranges::min_element(ready, {}, &Group::pc)->pc <= pc) {
      ready.push_back({pc, active});
      active = 0;
      continue;
    }
    mask = active;
    ++steps;
    const Inst *inst = insts + pc;
    while (!inst->ends) {
      inst->run(*this, *inst);
      ++inst;
    }
    inst->run(*this, *inst);
  }
}

// The group that was ready for the longest time goes on, lowest or not.
void Warp::yield() {
  if (ready.empty())
    return;
  std::swap(pc, ready.front().pc);
  std::swap(active, ready.front().mask);
  std::ranges::rotate(ready, ready.begin() + 1);
  starved = true;
}

// The lowest instruction first; groups at the same one become one.
bool Warp::pickGroup() {
  if (ready.empty())
    return false;
  pc = std::ranges::min_element(ready, {}, &Group::pc)->pc;
  std::erase_if(ready, [&](const Group &group) {
    if (group.pc == pc)
      active |= group.mask;
    return group.pc == pc;
  });
  // Lanes that wait for others at this instruction go along.
  std::erase_if(waiting, [&](const Group &group) {
    bool joins = group.wait == Wait::Lanes && group.pc == pc;
    if (joins)
      active |= group.mask;
    return joins;
  });
  return true;
}

void Warp::branch(const Inst &inst, uint32_t taken, uint32_t target) {
  uint32_t here = code->indexOf(inst) + 1;
  if (taken == active) {
    pc = target;
  } else if (taken == 0) {
    pc = here;
  } else {
    ready.push_back({target, taken});
    active &= ~taken;
    pc = here;
  }
}

void Warp::scatter(const Inst &inst, uint32_t lanes, const uint32_t *targets) {
  uint32_t others = active & ~lanes;
  while (lanes) {
    uint32_t target = targets[std::countr_zero(lanes)], same = 0;
    for (uint32_t rest = lanes; rest; rest &= rest - 1)
      if (targets[std::countr_zero(rest)] == target)
        same |= rest & -rest;
    ready.push_back({target, same});
    lanes &= ~same;
  }
  active = others;
  pc = code->indexOf(inst) + 1;
}

void Warp::exitLanes(const Inst &inst, uint32_t lanes) {
  pc = code->indexOf(inst) + 1;
  if (lanes == 0)
    return;
  exited |= lanes;
  active &= ~lanes;
  // Who waits for lanes of this warp may have waited for these.
  for (Group &group : waiting)
    if (group.wait == Wait::Lanes) {
      group.wait = Wait::None;
      ready.push_back(group);
    }
  std::erase_if(waiting,
                [](const Group &group) { return group.wait == Wait::None; });
  block->lanesExited();
}

bool Warp::gather(const Inst &inst, uint32_t members) {
  if ((members & ~exited & ~active) == 0)
    return true;
  Group group{code->indexOf(inst), active, Wait::Lanes};
  group.lanes = members;
  active = 0;
  // The last to come picks up those that wait here.
  uint32_t here = group.mask;
  for (const Group &other : waiting)
    if (other.wait == Wait::Lanes && other.pc == group.pc)
      here |= other.mask;
  if ((members & ~exited & ~here) == 0) {
    group.wait = Wait::None;
    ready.push_back(group);
  } else {
    waiting.push_back(group);
  }
  return false;
}

void Warp::waitAtBarrier(const Inst &inst, uint32_t barrier, bool reduce,
                         uint32_t value) {
  Group group{code->indexOf(inst) + 1, active, Wait::Barrier, barrier};
  group.reduce = reduce ? &inst : nullptr;
  group.value = value;
  waiting.push_back(group);
  active = 0;
}

} // namespace emulator
