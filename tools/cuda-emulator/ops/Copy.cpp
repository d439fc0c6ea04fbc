//===- Copy.cpp - cp.async ------------------------------------------------===//
#include "tools/cuda-emulator/ops/Addresses.h"

namespace emulator::EMULATOR_ISA {
namespace {

// aux: bytes that are written. The fourth operand, if there is one, says how
// many are read (Size) or that none are (Skip).
enum class Last { None, Size, Skip };

template <Last L> void copy(Warp &w, const Inst &i) {
  alignas(64) uint64_t target[kLanes], source[kLanes];
  if (w.mask == 0)
    return;
  unsigned bytes = i.aux;
  uint32_t mask = w.mask, reads = mask;
  const uint32_t *sizes = L == Last::Size ? row<uint32_t>(w, i.op[3]) : nullptr;
  if (L == Last::Skip)
    reads = mask & ~readPred(w, i.op[3]);
  if (L == Last::Size)
    reads = mask & maskOf([=](unsigned l) { return sizes[l] != 0; });
  locate<AddressSpace::Shared>(w, i, i.op[0], bytes, target);
  // Where nothing is read the address may be anything.
  w.mask = reads;
  if (reads) {
    locateSecond(w, i, i.op[1], bytes, source);
  }
  w.mask = mask;
  eachActive(w, [&](unsigned l) {
    unsigned read = reads >> l & 1 ? bytes : 0;
    if (L == Last::Size && sizes[l] < read)
      read = sizes[l];
    AsyncCopies::Copy one{reinterpret_cast<uint8_t *>(target[l]),
                          read ? reinterpret_cast<const uint8_t *>(source[l])
                               : nullptr,
                          uint8_t(bytes),
                          uint8_t(read),
                          uint8_t(l),
                          0,
                          &i};
    if (w.block->observer)
      w.block->observer->copyIssued(w, i, one);
    w.copies.add(l, one);
  });
}

void commit(Warp &w, const Inst &) { w.copies.commit(w.mask); }

auto report(Warp &w) {
  return [&w](const AsyncCopies::Copy &copy) {
    if (w.block->observer)
      w.block->observer->copyDone(w, copy);
  };
}

void waitGroup(Warp &w, const Inst &i) {
  w.copies.wait(w.mask, i.aux, report(w));
}
void waitAll(Warp &w, const Inst &) { w.copies.waitAll(w.mask, report(w)); }

bool selectIssue(Form &form, Selection &s) {
  bool isAll = form.take("ca"), isGlobal = !isAll && form.take("cg");
  if (!isAll && !isGlobal)
    return false;
  if (!form.take("shared") && !form.take("shared::cta"))
    return false;
  if (!form.take("global"))
    return false;
  for (const char *hint : {"L2::64B", "L2::128B", "L2::256B"})
    form.take(hint);
  if (form.operands() < 3 || form.operand(2).kind != ptx::Operand::Integer)
    return false;
  int64_t bytes = form.operand(2).value;
  if (bytes != 16 && (isGlobal || (bytes != 4 && bytes != 8)))
    return false;
  s.memory = true;
  Slot at{Slot::Address}, size{Slot::Immediate};
  if (form.operands() == 3)
    return s.set(copy<Last::None>, {at, at, size});
  bool isSkip = form.isPredicate(3);
  return s.set(isSkip ? copy<Last::Skip> : copy<Last::Size>,
               {at, at, size, in(isSkip ? Type::Pred : Type::U32)});
}

} // namespace

bool selectCopy(Form &form, Selection &s) {
  if (!form.is("cp") || !form.take("async"))
    return false;
  if (form.take("commit_group"))
    return s.set(commit, {});
  if (form.take("wait_group"))
    return s.set(waitGroup, {{Slot::Immediate}});
  if (form.take("wait_all"))
    return s.set(waitAll, {});
  return selectIssue(form, s);
}

} // namespace emulator::EMULATOR_ISA
