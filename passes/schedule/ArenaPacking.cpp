//===- ArenaPacking.cpp - Offsets for buffers with lifetimes --------------===//
//
// A buffer goes to the lowest place that is free during all of its life. What
// is taken is kept in a segment tree over time: each node has the memory of the
// buffers that live during all of its span, and of those that live at some time
// in it, as merged intervals. A life is O(log launches) spans, and intervals
// merge because buffers lie against each other, so that the work grows little
// faster than the number of buffers.
//
//===----------------------------------------------------------------------===//

#include "passes/schedule/ArenaPacking.h"
#include "ir/Alignment.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"

#include <vector>

namespace bmc {

namespace {

/// Disjoint intervals of memory, ascending, none touching the next.
class Intervals {
public:
  /// The lowest end of memory at or above `offset` where `size` bytes collide
  /// with nothing here, as far as the first collision tells: `offset` itself if
  /// there is none.
  int64_t skip(int64_t offset, int64_t size) const {
    auto next = llvm::partition_point(
        taken, [&](const Interval &i) { return i.end <= offset; });
    return next != taken.end() && next->begin < offset + size ? next->end
                                                              : offset;
  }

  void add(int64_t begin, int64_t end) {
    auto first = llvm::partition_point(
        taken, [&](const Interval &i) { return i.end < begin; });
    auto last = std::find_if(first, taken.end(),
                             [&](const Interval &i) { return i.begin > end; });
    if (first != last) {
      begin = std::min(begin, first->begin);
      end = std::max(end, std::prev(last)->end);
    }
    taken.insert(taken.erase(first, last), {begin, end});
  }

private:
  struct Interval {
    int64_t begin, end;
  };
  std::vector<Interval> taken;
};

/// The memory taken at each time 0 <= t < times.
class Timeline {
public:
  explicit Timeline(int times) : times(times), nodes(4 * size_t(times)) {}

  /// The lowest offset of `size` bytes that are free from `begin` to `end`.
  int64_t findFree(int begin, int end, int64_t size) {
    found.clear();
    collect(0, 0, times, begin, end);
    int64_t offset = 0;
    for (bool moved = true; moved;) {
      moved = false;
      for (const Intervals *intervals : found) {
        int64_t next = intervals->skip(offset, size);
        moved |= next != offset;
        offset = next;
        ++probes;
      }
    }
    return offset;
  }

  void take(int begin, int end, int64_t offset, int64_t size) {
    take(0, 0, times, begin, end, offset, offset + size);
  }

  int64_t numProbes() const { return probes; }

private:
  struct Node {
    Intervals always;    ///< of buffers that live during the whole span
    Intervals sometimes; ///< of buffers that live at some time in it
  };

  /// What touches [begin, end] of the node's span [from, to).
  void collect(size_t node, int from, int to, int begin, int end) {
    if (end < from || to <= begin)
      return;
    if (begin <= from && to - 1 <= end) {
      found.push_back(&nodes[node].sometimes);
      return;
    }
    found.push_back(&nodes[node].always);
    int middle = from + (to - from) / 2;
    collect(2 * node + 1, from, middle, begin, end);
    collect(2 * node + 2, middle, to, begin, end);
  }

  void take(size_t node, int from, int to, int begin, int end, int64_t low,
            int64_t high) {
    if (end < from || to <= begin)
      return;
    nodes[node].sometimes.add(low, high);
    if (begin <= from && to - 1 <= end) {
      nodes[node].always.add(low, high);
      return;
    }
    int middle = from + (to - from) / 2;
    take(2 * node + 1, from, middle, begin, end, low, high);
    take(2 * node + 2, middle, to, begin, end, low, high);
  }

  int times;
  std::vector<Node> nodes;
  llvm::SmallVector<const Intervals *> found;
  int64_t probes = 0;
};

} // namespace

ArenaPlan packArena(llvm::MutableArrayRef<ArenaBuffer> buffers) {
  llvm::SmallVector<ArenaBuffer *> order;
  int first = 0, last = 0;
  for (ArenaBuffer &buffer : buffers) {
    first = std::min(first, buffer.begin);
    last = std::max(last, buffer.end);
    if (buffer.bytes > 0)
      order.push_back(&buffer);
  }
  llvm::stable_sort(order, [](const ArenaBuffer *a, const ArenaBuffer *b) {
    if (a->bytes != b->bytes)
      return a->bytes > b->bytes;
    return a->begin != b->begin ? a->begin < b->begin : a->end < b->end;
  });
  Timeline timeline(last - first + 1);
  ArenaPlan plan;
  for (ArenaBuffer *buffer : order) {
    int64_t size = llvm::alignTo(buffer->bytes, kTensorAlignment);
    int begin = buffer->begin - first, end = buffer->end - first;
    buffer->offset = timeline.findFree(begin, end, size);
    timeline.take(begin, end, buffer->offset, size);
    plan.bytes = std::max(plan.bytes, buffer->offset + size);
  }
  plan.probes = timeline.numProbes();
  return plan;
}

} // namespace bmc
