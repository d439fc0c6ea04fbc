//===- ArenaPacking.cpp - Offsets for buffers with lifetimes --------------===//

#include "passes/schedule/ArenaPacking.h"
#include "ir/Alignment.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

namespace bmc {

int64_t packArena(llvm::MutableArrayRef<ArenaBuffer> buffers) {
  llvm::SmallVector<ArenaBuffer *> order;
  for (ArenaBuffer &buffer : buffers)
    order.push_back(&buffer);
  llvm::stable_sort(order, [](const ArenaBuffer *a, const ArenaBuffer *b) {
    if (a->bytes != b->bytes)
      return a->bytes > b->bytes;
    return a->begin != b->begin ? a->begin < b->begin : a->end < b->end;
  });
  int64_t peak = 0;
  // Kept sorted by offset so that the gaps appear in order.
  llvm::SmallVector<ArenaBuffer *> placed;
  for (ArenaBuffer *buffer : order) {
    int64_t size = llvm::alignTo(buffer->bytes, kTensorAlignment);
    int64_t offset = 0;
    for (const ArenaBuffer *other : placed) {
      if (other->end < buffer->begin || buffer->end < other->begin)
        continue;
      if (other->offset - offset >= size)
        break;
      offset =
          std::max<int64_t>(offset, llvm::alignTo(other->offset + other->bytes,
                                                  kTensorAlignment));
    }
    buffer->offset = offset;
    peak = std::max(peak, offset + size);
    auto position = llvm::upper_bound(
        placed, offset, [](int64_t offset, const ArenaBuffer *other) {
          return offset < other->offset;
        });
    placed.insert(position, buffer);
  }
  return peak;
}

} // namespace bmc
