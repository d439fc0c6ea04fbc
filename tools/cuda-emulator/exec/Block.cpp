//===- Block.cpp - Threads that share memory and barriers -----------------===//
#include "tools/cuda-emulator/exec/Block.h"

#include "tools/cuda-emulator/code/Decoder.h"

#include <bit>
#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>

namespace emulator {

/// Every float that nobody wrote is NaN.
static constexpr int kPoison = 0xff;

void Block::Free::operator()(void *memory) const { std::free(memory); }

Block::Bytes Block::allocate(size_t bytes) {
  void *memory = std::aligned_alloc(64, (bytes + 127) / 64 * 64);
  if (!memory)
    throw std::bad_alloc();
  return Bytes(static_cast<uint8_t *>(memory));
}

Block::Block(const Launch &launch, const Heap &heap, Observer *observer)
    : launch(launch), code(*launch.code), heap(heap), observer(observer),
      deadline(std::chrono::steady_clock::now() +
               std::chrono::seconds(launch.timeout)) {
  uint32_t count = (launch.threads() + kLanes - 1) / kLanes;
  sharedBytes = code.staticShared + launch.dynamicShared;
  sharedStorage = allocate(sharedBytes);
  shared = sharedStorage.get();
  registers = allocate(size_t{count} * code.registerBytes);
  locals = allocate(size_t{count} * kLanes * code.localBytes);
  constants = allocate(code.constants.size());
  std::memcpy(constants.get(), code.constants.data(), code.constants.size());
  ranges.resize(code.memoryInsts);
  warps.resize(count);
  for (uint32_t i = 0; i < count; ++i) {
    Warp &warp = warps[i];
    warp.index = i;
    warp.code = &code;
    warp.block = this;
    warp.base[0] = registers.get() + size_t{i} * code.registerBytes;
    warp.base[1] = constants.get();
    warp.local = locals.get() + size_t{i} * kLanes * code.localBytes;
  }
  for (Barrier &barrier : barriers)
    barrier.arrived.assign(count, 0);
}

void Block::start(uint64_t which) {
  number = which;
  position = {static_cast<uint32_t>(which % launch.grid[0]),
              static_cast<uint32_t>(which / launch.grid[0] % launch.grid[1]),
              static_cast<uint32_t>(which / launch.grid[0] / launch.grid[1])};
  std::memset(shared, kPoison, sharedBytes);
  std::memset(locals.get(), kPoison, warps.size() * kLanes * code.localBytes);
  for (Barrier &barrier : barriers) {
    barrier.arrived.assign(warps.size(), 0);
    barrier.isUsed = false;
  }
  for (Warp &warp : warps)
    startWarp(warp);
}

void Block::startWarp(Warp &warp) {
  uint32_t first = warp.index * kLanes, threads = launch.threads();
  uint32_t lanes = std::min(threads - first, kLanes);
  warp.exited = lanes == kLanes ? 0 : ~((1u << lanes) - 1);
  warp.active = ~warp.exited;
  warp.mask = warp.active;
  warp.pc = code.entry;
  warp.starved = false;
  warp.ready.clear();
  warp.waiting.clear();
  warp.copies.clear();
  for (auto [special, row] : code.specials)
    fillSpecial(warp, special,
                reinterpret_cast<uint32_t *>(warp.base[0] + row));
}

// What differs from lane to lane; nothing for the others.
static std::optional<uint32_t> laneValue(Special special, uint32_t lane,
                                         uint32_t thread,
                                         const std::array<uint32_t, 3> &dims) {
  switch (special) {
  case Special::TidX:
    return thread % dims[0];
  case Special::TidY:
    return thread / dims[0] % dims[1];
  case Special::TidZ:
    return thread / dims[0] / dims[1];
  case Special::LaneId:
    return lane;
  case Special::LanemaskEq:
    return 1u << lane;
  case Special::LanemaskLe:
    return ~0u >> (31 - lane);
  case Special::LanemaskLt:
    return (1u << lane) - 1;
  case Special::LanemaskGe:
    return ~0u << lane;
  case Special::LanemaskGt:
    return ~(~0u >> (31 - lane));
  default:
    return std::nullopt;
  }
}

uint32_t Block::blockValue(Special special, const Warp &warp) const {
  auto index = static_cast<unsigned>(special);
  if (special >= Special::NtidX && special <= Special::NtidZ)
    return launch.block[index - static_cast<unsigned>(Special::NtidX)];
  if (special >= Special::CtaidX && special <= Special::CtaidZ)
    return position[index - static_cast<unsigned>(Special::CtaidX)];
  if (special >= Special::NctaidX && special <= Special::NctaidZ)
    return launch.grid[index - static_cast<unsigned>(Special::NctaidX)];
  switch (special) {
  case Special::WarpId:
    return warp.index;
  case Special::NwarpId:
    return static_cast<uint32_t>(warps.size());
  case Special::NsmId:
    return 1;
  case Special::GridId:
    return static_cast<uint32_t>(launch.number);
  case Special::DynamicSmem:
    return launch.dynamicShared;
  case Special::TotalSmem:
    return sharedBytes;
  default:
    return 0;
  }
}

void Block::fillSpecial(Warp &warp, Special special, uint32_t *row) const {
  for (uint32_t lane = 0; lane < kLanes; ++lane) {
    uint32_t thread = warp.index * kLanes + lane;
    std::optional<uint32_t> own =
        laneValue(special, lane, thread, launch.block);
    row[lane] = own ? *own : blockValue(special, warp);
  }
}

// Warps take turns: each runs until all its lanes wait or have ended.
void Block::run(uint64_t which) {
  start(which);
  if (observer)
    observer->blockStarts(*this);
  for (bool moved = true; moved;) {
    moved = false;
    for (Warp &warp : warps) {
      if (warp.active == 0 && warp.ready.empty())
        continue;
      running = &warp;
      warp.run();
      moved = true;
      if (std::chrono::steady_clock::now() > deadline)
        throw Fault{bmc::cuda::Result::LaunchTimeout,
                    "the launch takes more than " +
                        std::to_string(launch.timeout) + " s"};
    }
  }
  for (const Warp &warp : warps)
    if (!warp.finished())
      deadlock();
}

void Block::arrive(Warp &warp, const Inst &inst, uint32_t id, uint32_t threads,
                   bool waits, bool reduces, uint32_t value) {
  using bmc::cuda::Result;
  if (id >= kBarriers)
    fail(inst, -1, Result::IllegalInstruction,
         "barrier " + std::to_string(id) + " of 16");
  if (threads % kLanes)
    fail(inst, -1, Result::IllegalInstruction,
         "a barrier for " + std::to_string(threads) +
             " threads, no multiple of 32");
  Barrier &barrier = barriers[id];
  if (barrier.isUsed && barrier.expected != threads)
    fail(inst, -1, Result::IllegalInstruction,
         "barrier " + std::to_string(id) +
             " is awaited with different numbers of threads");
  if (observer)
    observer->arrives(warp, inst, id, waits);
  barrier.isUsed = true;
  barrier.expected = threads;
  barrier.arrived[warp.index] |= warp.active;
  if (waits)
    warp.waitAtBarrier(inst, id, reduces, value);
  else
    warp.next(inst);
  completeBarriers();
}

const Inst *Block::waitsAt(const Warp &warp, uint32_t barrier) const {
  for (const Group &group : warp.waiting)
    if (group.wait == Wait::Barrier && group.barrier == barrier)
      return &code.insts[group.pc - 1];
  return nullptr;
}

void Block::lanesExited() { completeBarriers(); }

void Block::completeBarriers() {
  for (uint32_t id = 0; id < kBarriers; ++id)
    if (barriers[id].isUsed && isComplete(barriers[id]))
      release(id);
}

// Threads that have ended are not waited for. A barrier for a number of threads
// counts whole warps.
bool Block::isComplete(const Barrier &barrier) const {
  uint32_t count = 0;
  bool all = true;
  for (const Warp &warp : warps) {
    uint32_t arrived = barrier.arrived[warp.index];
    all &= (arrived | warp.exited) == ~0u;
    if (arrived)
      count += static_cast<uint32_t>(std::popcount(arrived | warp.exited));
  }
  return barrier.expected == 0 ? all : count >= barrier.expected;
}

void Block::release(uint32_t id) {
  Barrier &barrier = barriers[id];
  if (observer)
    observer->barrierCompleted(*this, id);
  uint32_t yes = 0, arrived = 0;
  for (Warp &warp : warps) {
    arrived +=
        static_cast<uint32_t>(std::popcount(barrier.arrived[warp.index]));
    for (const Group &group : warp.waiting)
      if (group.wait == Wait::Barrier && group.barrier == id)
        yes += static_cast<uint32_t>(std::popcount(group.value & group.mask));
  }
  for (Warp &warp : warps)
    warp.release(id, [&](Group &group) {
      if (!group.reduce)
        return;
      uint8_t *row = warp.base[0] + (group.reduce->op[0] & kRowOffset);
      auto *bits = reinterpret_cast<uint32_t *>(row);
      if ((group.reduce->aux & kJoin) == 0) {
        for (uint32_t rest = group.mask; rest; rest &= rest - 1)
          bits[std::countr_zero(rest)] = yes;
      } else {
        bool holds =
            (group.reduce->aux & kJoin) == kJoinAnd ? yes == arrived : yes != 0;
        *bits = (*bits & ~group.mask) | (holds ? group.mask : 0);
      }
      group.reduce = nullptr;
    });
  barrier.arrived.assign(warps.size(), 0);
  barrier.isUsed = false;
}

void Block::deadlock() {
  std::string what = "deadlock:";
  const Inst *first = nullptr;
  for (const Warp &warp : warps)
    for (const Group &group : warp.waiting) {
      uint32_t at = group.wait == Wait::Barrier ? group.pc - 1 : group.pc;
      if (!first)
        first = &code.insts[at];
      what += " warp " + std::to_string(warp.index) + " waits in line " +
              std::to_string(code.origins[at].line) +
              (group.wait == Wait::Barrier
                   ? " for barrier " + std::to_string(group.barrier)
                   : std::string(" for other lanes")) +
              ";";
    }
  what.pop_back();
  throw Fault{bmc::cuda::Result::LaunchTimeout, what, first, -1};
}

std::string Block::describe(const Warp &warp, int lane) const {
  auto triple = [](const std::array<uint32_t, 3> &a) {
    return "(" + std::to_string(a[0]) + "," + std::to_string(a[1]) + "," +
           std::to_string(a[2]) + ")";
  };
  std::string text =
      "block " + triple(position) + ", warp " + std::to_string(warp.index);
  if (lane < 0)
    return text;
  uint32_t thread = warp.index * kLanes + static_cast<uint32_t>(lane);
  const auto &dims = launch.block;
  return text + ", thread " +
         triple({thread % dims[0], thread / dims[0] % dims[1],
                 thread / dims[0] / dims[1]});
}

} // namespace emulator
