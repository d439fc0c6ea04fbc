//===- ArenaMap.h - The arena without what nobody touches -------*- C++ -*-===//
#ifndef BMC_RUNTIME_DEVICE_ARENAMAP_H
#define BMC_RUNTIME_DEVICE_ARENAMAP_H

#include "runtime/device/Device.h"

namespace bmc {

/// Where buffers of the arena are in a device's own memory. The plan places
/// them for the largest dims. At smaller ones gaps open that no call touches,
/// and not every function is called: memory of the host costs nothing there,
/// and here it is left out. Buffers keep their order, and what overlaps goes on
/// to overlap alike.
class ArenaMap {
public:
  ArenaMap() = default;
  ArenaMap(const BmrtProgram &program, const ProgramUse &use);

  /// Of all that is left.
  uint64_t bytes() const { return size; }
  /// Where a buffer at `offset` of the arena is.
  uint64_t place(uint64_t offset) const;

private:
  /// Part of the arena that is touched, and where it is.
  struct Piece {
    uint64_t begin, end;
    uint64_t place;
  };
  static void add(const BmrtProgram &program, const BmrtFunction &function,
                  std::span<const int64_t> dims, std::vector<Piece> &buffers);
  void close(std::vector<Piece> &buffers);

  std::vector<Piece> pieces; ///< in order, with gaps between them
  uint64_t size = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_ARENAMAP_H
