//===- AssignRows.cpp - Registers to rows ---------------------------------===//
//
// Live ranges by data flow over basic blocks, then one interval a register and
// a linear scan. Lanes that diverged share rows without harm: each lane reads
// and writes its own column, and on its own path the ranges hold.
//
//===----------------------------------------------------------------------===//
#include "tools/cuda-emulator/code/Draft.h"

#include <algorithm>
#include <map>
#include <queue>

namespace emulator {
namespace {

using Bits = std::vector<uint64_t>;

struct BlockRange {
  uint32_t begin, end;
  std::vector<uint32_t> successors;
  Bits reads, writes, liveIn, liveOut;
};

struct Interval {
  uint32_t begin = UINT32_MAX, end = 0;
  void include(uint32_t at) {
    begin = std::min(begin, at);
    end = std::max(end, at);
  }
};

class Liveness {
public:
  explicit Liveness(const Draft &draft)
      : draft(draft), words((draft.registers.size() + 63) / 64) {
    split();
    for (BlockRange &block : blocks)
      summarize(block);
    iterate();
  }
  std::vector<Interval> intervals() const;

private:
  void split();
  void summarize(BlockRange &block);
  void iterate();

  const Draft &draft;
  size_t words;
  std::vector<BlockRange> blocks;
};

void Liveness::split() {
  auto count = static_cast<uint32_t>(draft.insts.size());
  std::vector<bool> starts(count + 1, false);
  starts[0] = true;
  for (uint32_t label : draft.labels)
    starts[label] = true;
  for (uint32_t i = 0; i < count; ++i)
    if (draft.insts[i].inst.ends)
      starts[i + 1] = true;
  std::vector<uint32_t> blockAt(count + 1, 0);
  for (uint32_t i = 0; i < count; ++i) {
    if (starts[i])
      blocks.push_back(
          {i, i, {}, Bits(words), Bits(words), Bits(words), Bits(words)});
    blockAt[i] = static_cast<uint32_t>(blocks.size() - 1);
    blocks.back().end = i + 1;
  }
  for (BlockRange &block : blocks) {
    const DraftInst &last = draft.insts[block.end - 1];
    if (last.falls && block.end < count)
      block.successors.push_back(blockAt[block.end]);
    for (int label : last.labels)
      if (draft.labels[label] < count)
        block.successors.push_back(blockAt[draft.labels[label]]);
  }
}

void Liveness::summarize(BlockRange &block) {
  for (uint32_t i = block.begin; i < block.end; ++i) {
    const DraftInst &inst = draft.insts[i];
    for (const DraftRow &row : inst.rows) {
      uint64_t bit = uint64_t{1} << (row.value & 63);
      if (row.kind == DraftRow::Virtual && (!row.isOut || inst.guarded) &&
          !(block.writes[row.value / 64] & bit))
        block.reads[row.value / 64] |= bit;
    }
    for (const DraftRow &row : inst.rows)
      if (row.kind == DraftRow::Virtual && row.isOut && !inst.guarded)
        block.writes[row.value / 64] |= uint64_t{1} << (row.value & 63);
  }
  block.liveIn = block.reads;
}

void Liveness::iterate() {
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t b = blocks.size(); b-- > 0;) {
      BlockRange &block = blocks[b];
      for (size_t w = 0; w < words; ++w) {
        uint64_t live = block.liveOut[w];
        for (uint32_t successor : block.successors)
          live |= blocks[successor].liveIn[w];
        if (live == block.liveOut[w])
          continue;
        block.liveOut[w] = live;
        block.liveIn[w] = block.reads[w] | (live & ~block.writes[w]);
        changed = true;
      }
    }
  }
}

std::vector<Interval> Liveness::intervals() const {
  std::vector<Interval> all(draft.registers.size());
  for (uint32_t i = 0; i < draft.insts.size(); ++i)
    for (const DraftRow &row : draft.insts[i].rows)
      if (row.kind == DraftRow::Virtual)
        all[row.value].include(i);
  for (const BlockRange &block : blocks)
    for (uint32_t r = 0; r < all.size(); ++r) {
      if (block.liveIn[r / 64] >> (r & 63) & 1)
        all[r].include(block.begin);
      if (block.liveOut[r / 64] >> (r & 63) & 1)
        all[r].include(block.end);
    }
  return all;
}

/// Rows of 4 bytes (predicates) must not push the others off 64 bytes.
uint32_t rowBytes(Type type) {
  return type == Type::Pred ? 4 : laneBytes(type) * kLanes;
}

} // namespace

RowAssignment assignRows(const Draft &draft, uint32_t base) {
  std::vector<Interval> intervals = Liveness(draft).intervals();
  std::vector<uint32_t> order;
  for (uint32_t r = 0; r < intervals.size(); ++r)
    if (intervals[r].begin != UINT32_MAX)
      order.push_back(r);
  std::ranges::sort(order, {}, [&](uint32_t r) { return intervals[r].begin; });

  // Per size: rows that are free, and those in use by their end.
  std::map<uint32_t, std::vector<uint32_t>> free;
  using Use = std::pair<uint32_t, uint32_t>;
  std::map<uint32_t, std::priority_queue<Use, std::vector<Use>, std::greater<>>>
      used;
  RowAssignment result{std::vector<uint32_t>(intervals.size(), 0), base};
  for (uint32_t r : order) {
    uint32_t bytes = rowBytes(draft.registers[r]);
    auto &mine = free[bytes];
    auto &busy = used[bytes];
    while (!busy.empty() && busy.top().first < intervals[r].begin) {
      mine.push_back(busy.top().second);
      busy.pop();
    }
    if (mine.empty()) {
      // Predicates come 16 to a line.
      uint32_t piece = bytes == 4 ? 64 : bytes;
      for (uint32_t row = result.end + piece; row > result.end; row -= bytes)
        mine.push_back(row - bytes);
      result.end += piece;
    }
    result.rows[r] = mine.back();
    mine.pop_back();
    busy.push({intervals[r].end, result.rows[r]});
  }
  return result;
}

} // namespace emulator
