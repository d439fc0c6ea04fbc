//===- Checker.cpp - BMC_EMULATOR=check -----------------------------------===//
#include "tools/cuda-emulator/check/Checker.h"

#include <bit>
#include <cstdio>
#include <cstring>

namespace emulator {

using bmc::cuda::Result;

namespace {

std::string lineOf(const Code &code, uint32_t inst) {
  const ptx::Where &where = code.origins[inst];
  std::string text = "PTX line " + std::to_string(where.line);
  if (where.sourceLine)
    text += " (source line " + std::to_string(where.sourceLine) + ")";
  return text;
}

std::string hex(uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx",
                static_cast<unsigned long long>(value));
  return text;
}

/// Threads that only exist in a full last warp.
bool isThread(const Block &block, const Warp &warp, unsigned lane) {
  return warp.index * kLanes + lane < block.launch.threads();
}

} // namespace

void Checker::report(const Here &here, const std::string &text) const {
  fail(here.inst, static_cast<int>(here.lane), Result::LaunchFailed, text);
}

std::string Checker::other(const Here &here, const Touch &touch) const {
  const Block &block = *here.warp.block;
  std::string who = touch.block == blockNumber
                        ? "thread " + std::to_string(touch.thread)
                        : "block " + std::to_string(touch.block) + ", thread " +
                              std::to_string(touch.thread);
  return who + " in " + lineOf(block.code, touch.inst);
}

bool Checker::isShared(const Block &block, uint64_t address) const {
  return address - reinterpret_cast<uint64_t>(block.shared) < block.sharedBytes;
}

bool Checker::isLocal(const Warp &warp, uint64_t address) const {
  return address - reinterpret_cast<uint64_t>(warp.local) <
         uint64_t{kLanes} * warp.code->localBytes;
}

std::string Checker::placeName(const Here &here, uint64_t address) const {
  const Block &block = *here.warp.block;
  if (isShared(block, address))
    return "byte " +
           std::to_string(address - reinterpret_cast<uint64_t>(block.shared)) +
           " of shared memory";
  return "global memory at " + hex(address);
}

// What a launch only writes holds nothing when it begins, whatever an earlier
// launch left there.
void Checker::launchStarts(const Launch &launch) {
  global.start(launch.code->granule);
  for (const LaunchOperand &operand : launch.operands)
    if (operand.access == bmc::cuda::kAnnounceWritten) {
      written.set(operand.address, operand.bytes, false);
      std::memset(reinterpret_cast<void *>(operand.address), 0xff,
                  operand.bytes);
    }
}

void Checker::blockStarts(Block &block) {
  shared.start(block.code.granule);
  ordering.start(static_cast<uint32_t>(block.warps.size()) * kLanes);
  for (auto &list : arrivals)
    list.clear();
  blockNumber = static_cast<uint32_t>(block.number);
}

void Checker::access(Warp &warp, const Inst &inst, const uint64_t *at,
                     unsigned bytes, AccessKind kind) {
  ordering.tick();
  const char *verb = kind == AccessKind::Read    ? "reads"
                     : kind == AccessKind::Write ? "writes"
                                                 : "updates";
  for (uint32_t rest = warp.mask; rest; rest &= rest - 1) {
    auto lane = static_cast<unsigned>(std::countr_zero(rest));
    if (isLocal(warp, at[lane]))
      continue;
    Here here{warp, inst, lane, warp.index * kLanes + lane, verb};
    one(here, at[lane], bytes, kind, isShared(*warp.block, at[lane]));
  }
}

void Checker::one(const Here &here, uint64_t address, unsigned bytes,
                  AccessKind kind, bool isInShared) {
  bool reads = kind != AccessKind::Write, writes = kind != AccessKind::Read;
  if (!isInShared) {
    checkOperands(here, address, bytes, writes);
    if (reads && !written.all(address, bytes))
      report(here, "reads " + placeName(here, address) + " that nobody wrote");
  }
  Shadow &shadow = isInShared ? shared : global;
  for (uint64_t place = address; place < address + bytes;
       place += shadow.placeBytes()) {
    Place &p = shadow.at(place);
    checkPending(here, p, place);
    if (reads && isInShared && !p.isWritten())
      report(here, "reads " + placeName(here, place) + " that nobody wrote");
    checkPlace(here, p, place, kind);
    note(here, p, kind);
  }
  if (writes && !isInShared)
    written.set(address, bytes);
}

Touch Checker::touchOf(const Here &here) const {
  return {ordering.time(), here.warp.code->indexOf(here.inst), here.thread,
          blockNumber};
}

void Checker::note(const Here &here, Place &place, AccessKind kind) const {
  if (kind == AccessKind::Write)
    place.write = touchOf(here);
  else
    (kind == AccessKind::Read ? place.reads : place.atomics)
        .note(touchOf(here));
}

void Checker::checkOperands(const Here &here, uint64_t address, unsigned bytes,
                            bool writes) const {
  const std::vector<LaunchOperand> &operands = here.warp.block->launch.operands;
  if (operands.empty())
    return;
  bool isInside = false;
  for (const LaunchOperand &operand : operands) {
    if (address - operand.address >= operand.bytes ||
        bytes > operand.bytes - (address - operand.address))
      continue;
    isInside = true;
    if (!writes || (operand.access & bmc::cuda::kAnnounceWritten))
      return;
  }
  report(here, std::string(here.verb) + " " + placeName(here, address) +
                   (isInside ? ", an operand that is only read"
                             : ", outside the operands of the launch"));
}

void Checker::checkPending(const Here &here, const Place &place,
                           uint64_t address) const {
  if (place.isPending)
    report(here, std::string(here.verb) + " " + placeName(here, address) +
                     " while a cp.async of thread " +
                     std::to_string(place.pendingThread) + " in " +
                     lineOf(here.warp.block->code, place.pendingInst) +
                     " is under way");
}

void Checker::checkTouch(const Here &here, const Touch &touch, uint64_t address,
                         const char *verb) const {
  bool isOrdered = touch.time == 0 ||
                   (touch.block == blockNumber &&
                    ordering.isPast(touch.thread, touch.time, here.thread));
  if (!isOrdered)
    report(here, "race: " + std::string(here.verb) + " " +
                     placeName(here, address) + " that " + other(here, touch) +
                     " " + verb + ", with no order between them");
}

void Checker::checkRecent(const Here &here, const Recent &recent,
                          uint64_t address, const char *verb) const {
  checkTouch(here, recent.last, address, verb);
  checkTouch(here, recent.other, address, verb);
}

// Reads do not disturb reads, nor atomics atomics.
void Checker::checkPlace(const Here &here, const Place &place, uint64_t address,
                         AccessKind kind) const {
  checkTouch(here, place.write, address, "writes");
  if (kind != AccessKind::Atomic)
    checkRecent(here, place.atomics, address, "updates");
  if (kind != AccessKind::Read)
    checkRecent(here, place.reads, address, "reads");
}

// From the issue to the wait the target belongs to the copy.
void Checker::copyIssued(Warp &warp, const Inst &inst,
                         const AsyncCopies::Copy &copy) {
  ordering.tick();
  Here here{warp, inst, copy.lane, warp.index * kLanes + copy.lane,
            "copies to"};
  auto target = reinterpret_cast<uint64_t>(copy.target);
  for (uint64_t place = target; place < target + copy.bytes;
       place += shared.placeBytes()) {
    Place &p = shared.at(place);
    checkPending(here, p, place);
    checkPlace(here, p, place, AccessKind::Write);
    p.isPending = true;
    p.pendingThread = here.thread;
    p.pendingInst = warp.code->indexOf(inst);
  }
  here.verb = "reads";
  if (copy.read)
    one(here, reinterpret_cast<uint64_t>(copy.source), copy.read,
        AccessKind::Read, false);
}

void Checker::copyDone(Warp &warp, const AsyncCopies::Copy &copy) {
  ordering.tick();
  const Inst &inst = *static_cast<const Inst *>(copy.inst);
  Here here{warp, inst, copy.lane, warp.index * kLanes + copy.lane,
            "copies to"};
  auto target = reinterpret_cast<uint64_t>(copy.target);
  for (uint64_t place = target; place < target + copy.bytes;
       place += shared.placeBytes()) {
    Place &p = shared.at(place);
    p.isPending = false;
    p.write = touchOf(here);
  }
}

void Checker::arrives(Warp &warp, const Inst &inst, uint32_t barrier,
                      bool waits) {
  for (uint32_t rest = warp.active; rest; rest &= rest - 1)
    arrivals[barrier].push_back(
        {warp.index * kLanes + static_cast<uint32_t>(std::countr_zero(rest)),
         ordering.time(), waits});
}

void Checker::barrierCompleted(Block &block, uint32_t barrier) {
  std::vector<Ordering::Arrival> &all = arrivals[barrier];
  bool isWhole = block.isForAll(barrier);
  for (const Warp &warp : block.warps)
    for (unsigned lane = 0; isWhole && lane < kLanes; ++lane)
      if (isThread(block, warp, lane) && (warp.exited >> lane & 1)) {
        const Ordering::Arrival &first = all.front();
        const Warp &waiting = block.warps[first.thread / kLanes];
        throw Fault{Result::LaunchFailed,
                    "thread " + std::to_string(warp.index * kLanes + lane) +
                        " has ended and never reaches barrier " +
                        std::to_string(barrier) + " at which thread " +
                        std::to_string(first.thread) + " waits",
                    block.waitsAt(waiting, barrier),
                    static_cast<int>(first.thread % kLanes)};
      }
  if (isWhole)
    ordering.wholeBlock();
  else
    ordering.some(all);
  all.clear();
}

// Of those that exchange values only bar.warp.sync orders memory.
void Checker::lanesMeet(Warp &warp, const Inst &, bool orders) {
  if (!orders)
    return;
  std::vector<Ordering::Arrival> all;
  for (uint32_t rest = warp.active; rest; rest &= rest - 1)
    all.push_back(
        {warp.index * kLanes + static_cast<uint32_t>(std::countr_zero(rest)),
         ordering.time(), true});
  ordering.some(all);
}

void Checker::readsMissingLane(Warp &warp, const Inst &inst, unsigned lane,
                               unsigned from) {
  if (!isThread(*warp.block, warp, lane))
    return;
  Here here{warp, inst, lane, warp.index * kLanes + lane, ""};
  report(here, "takes the value of lane " + std::to_string(from) +
                   ", which takes no part");
}

} // namespace emulator
