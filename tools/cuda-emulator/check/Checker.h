//===- Checker.h - BMC_EMULATOR=check ---------------------------*- C++ -*-===//
//
// Finds what goes right by luck: memory read that nobody wrote, races of
// threads and of blocks, barriers that part of a block reaches, operands
// overstepped.
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_CHECK_CHECKER_H
#define EMULATOR_CHECK_CHECKER_H

#include "tools/cuda-emulator/check/Ordering.h"
#include "tools/cuda-emulator/check/Shadow.h"
#include "tools/cuda-emulator/check/Written.h"
#include "tools/cuda-emulator/exec/Block.h"

#include <array>

namespace emulator {

class Checker final : public Observer {
public:
  void allocated(uint64_t address, uint64_t bytes) override {
    written.allocated(address, bytes);
  }
  void freed(uint64_t address) override { written.freed(address); }
  void hostWrites(uint64_t address, uint64_t bytes) override {
    written.set(address, bytes);
  }
  void launchStarts(const Launch &launch) override;
  void blockStarts(Block &block) override;
  void access(Warp &warp, const Inst &inst, const uint64_t *at, unsigned bytes,
              AccessKind kind) override;
  void copyIssued(Warp &warp, const Inst &inst,
                  const AsyncCopies::Copy &copy) override;
  void copyDone(Warp &warp, const AsyncCopies::Copy &copy) override;
  void arrives(Warp &warp, const Inst &inst, uint32_t barrier,
               bool waits) override;
  void barrierCompleted(Block &block, uint32_t barrier) override;
  void lanesMeet(Warp &warp, const Inst &inst, bool orders) override;
  void readsMissingLane(Warp &warp, const Inst &inst, unsigned lane,
                        unsigned from) override;

private:
  struct Here { ///< the access that is looked at
    Warp &warp;
    const Inst &inst;
    unsigned lane;
    uint32_t thread;
    const char *verb;
  };
  [[noreturn]] void report(const Here &here, const std::string &text) const;
  std::string other(const Here &here, const Touch &touch) const;
  std::string placeName(const Here &here, uint64_t address) const;
  bool isShared(const Block &block, uint64_t address) const;
  bool isLocal(const Warp &warp, uint64_t address) const;

  void one(const Here &here, uint64_t address, unsigned bytes, AccessKind kind,
           bool shared);
  void checkOperands(const Here &here, uint64_t address, unsigned bytes,
                     bool writes) const;
  void checkPending(const Here &here, const Place &place,
                    uint64_t address) const;
  void checkTouch(const Here &here, const Touch &touch, uint64_t address,
                  const char *verb) const;
  void checkRecent(const Here &here, const Recent &recent, uint64_t address,
                   const char *verb) const;
  void checkPlace(const Here &here, const Place &place, uint64_t address,
                  AccessKind kind) const;
  Touch touchOf(const Here &here) const;
  void note(const Here &here, Place &place, AccessKind kind) const;

  Written written;
  Ordering ordering;
  Shadow shared, global;
  std::array<std::vector<Ordering::Arrival>, kBarriers> arrivals;
  uint32_t blockNumber = 0;
};

} // namespace emulator

#endif // EMULATOR_CHECK_CHECKER_H
