//===- Grid.cpp - All blocks of a launch ----------------------------------===//
#include "tools/cuda-emulator/exec/Grid.h"

#include <numeric>

namespace emulator {
namespace {

/// Blocks in the order they run. A permutation needs no table: a random one is
/// i -> (i * step + start) mod count with a step prime to the count, walked in
/// rounds of its own for each seed.
class Sequence {
public:
  Sequence(Order order, uint64_t count) : order(order), count(count) {
    uint64_t state = order.seed * 0x9e3779b97f4a7c15ull + 0xda942042e4dd58b5ull;
    state ^= state >> 29;
    start = state % count;
    step = (state >> 7) % count | 1;
    while (std::gcd(step, count) != 1)
      step = step % count + 1;
  }
  uint64_t operator[](uint64_t i) const {
    switch (order.kind) {
    case Order::Ascending:
      return i;
    case Order::Descending:
      return count - 1 - i;
    case Order::Random:
      return static_cast<uint64_t>(
          (static_cast<unsigned __int128>(i) * step + start) % count);
    }
    return i;
  }

private:
  Order order;
  uint64_t count, start = 0, step = 1;
};

std::string place(const Code &code, const Inst &inst,
                  const std::vector<std::string> &files) {
  uint32_t index = code.indexOf(inst);
  const ptx::Where &where = code.origins[index];
  std::string text =
      "PTX line " + std::to_string(where.line) + " '" + code.texts[index] + "'";
  if (where.sourceLine == 0)
    return text;
  std::string file = where.file < files.size() ? files[where.file] : "";
  return text + " of " +
         (file.empty() ? "file " + std::to_string(where.file) : file) + ":" +
         std::to_string(where.sourceLine);
}

} // namespace

std::optional<GridError> runGrid(const Launch &launch, const Heap &heap,
                                 Order order, Observer *observer,
                                 const std::vector<std::string> &files) {
  if (launch.blocks() == 0)
    return std::nullopt;
  Block block(launch, heap, observer);
  Sequence sequence(order, launch.blocks());
  if (observer)
    observer->launchStarts(launch);
  try {
    for (uint64_t i = 0; i < launch.blocks(); ++i)
      block.run(sequence[i]);
  } catch (const Fault &fault) {
    std::string report = "kernel " + launch.code->name + ", " +
                         block.describe(*block.running, fault.lane);
    if (fault.inst)
      report += ", " + place(*launch.code, *fault.inst, files);
    return GridError{fault.code, report + ": " + fault.what};
  }
  return std::nullopt;
}

} // namespace emulator
