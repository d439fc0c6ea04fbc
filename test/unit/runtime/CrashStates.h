//===- CrashStates.h - What a power cut may leave on a disk -----*- C++ -*-===//
//
// Records what the operations of core/Files do to a folder, and rebuilds every
// state of it that a power cut may leave. The model is that of ALICE (Pillai et
// al., All File Systems Are Not Created Equal, OSDI 2014), as strict as POSIX
// allows: a write is lost unless the file is synced after it, a new, changed or
// removed name is lost unless its folder is synced after it, and what is not
// ordered by a sync may be kept or lost one by one.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_TEST_UNIT_RUNTIME_CRASHSTATES_H
#define BMC_TEST_UNIT_RUNTIME_CRASHSTATES_H

#include "runtime/core/Files.h"

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace bmc {

/// A file, folder or link; names are kept by folder.
struct DiskNode {
  char kind = 'f'; ///< f, d or l
  std::string content;
};
using DiskName = std::pair<uint64_t, std::string>; ///< (folder, name)

/// Everything below a folder, by inode number, but the files for TensorBoard,
/// of which nothing is promised.
struct DiskImage {
  uint64_t root = 0;
  std::map<DiskName, uint64_t> names;
  std::map<uint64_t, DiskNode> nodes;

  static DiskImage of(const std::string &folder);
  /// Writes the image into an empty folder.
  void build(const std::string &folder) const;
  std::string text() const; ///< equal texts are equal images
};

/// The operations of one run of `action` on a folder.
class DiskTrace {
public:
  /// Called before each operation, as FileFault.
  using Observer = std::function<int(FileOperation, const std::string &)>;
  using Check = std::function<bool(const DiskImage &, int64_t)>;

  /// Runs `action`, with the hook of Files in its hands.
  DiskTrace(
      const std::string &folder, const std::function<void()> &action,
      Observer observer = [](FileOperation, const std::string &) { return 0; });

  int numSyncs() const { return static_cast<int>(syncs.size()); }
  /// What is synced.
  const std::string &sync(int index) const { return syncs[index].second; }
  /// Within the action or the observer: notes what is promised from now on.
  static void promise(int64_t value);
  /// Within the action or the observer: only states after the operations from
  /// `begin` to `end` are looked at.
  static void begin();
  static void end();
  /// Within the action or the observer: the number of the next sync.
  static int nextSync();

  /// Calls `check(image, promise)` for states after each operation until it is
  /// false, with what was promised before. `dropped`: the number of a sync that
  /// does nothing, which leaves what comes before it as it is and unchecked; or
  /// -1. Returns whether all were true.
  bool forEachState(int dropped, const Check &check) const;

private:
  struct Step {
    DiskImage before;
    bool isSync = false;
    uint64_t node = 0; ///< what is synced
    int64_t promised = 0;
  };
  /// What one operation changed and no sync has made certain.
  struct Change {
    std::map<DiskName, uint64_t> names; ///< 0: removed
    std::map<uint64_t, DiskNode> nodes; ///< new contents
    bool touches(uint64_t node) const;
  };
  struct Disk {
    DiskImage durable;
    std::vector<Change> pending;
  };

  static int record(FileOperation operation, const std::string &path);
  static Change difference(const DiskImage &before, const DiskImage &after);
  static void settle(Disk &disk, uint64_t node);
  bool checkDisk(const Disk &disk, int64_t promised,
                 std::set<std::string> &seen, const Check &check) const;

  std::string folder;
  Observer observer;
  size_t first = 0, last = SIZE_MAX; ///< steps whose states are looked at
  std::vector<Step> steps;
  std::vector<std::pair<size_t, std::string>> syncs; ///< step and path
  int64_t promised = 0;
};

} // namespace bmc

#endif // BMC_TEST_UNIT_RUNTIME_CRASHSTATES_H
