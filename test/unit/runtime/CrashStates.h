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

/// Everything below a folder, by inode number.
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
  /// Runs `action`, with the hook of Files in its hands.
  DiskTrace(const std::string &folder, const std::function<void()> &action);

  int numSyncs() const { return static_cast<int>(syncs.size()); }
  const std::string &sync(int index) const { return syncs[index].second; }
  /// Whether the same file or folder is synced again before the next promise.
  bool isRepeated(int index) const;
  /// Within the action: notes what is promised from now on.
  static void promise(int64_t value);

  /// Calls `check(image, promise)` for states after each operation until it is
  /// false, with what was promised before. `dropped`: the number of a sync that
  /// does nothing, or -1. Returns whether all were true.
  bool forEachState(
      int dropped,
      const std::function<bool(const DiskImage &, int64_t)> &check) const;

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

  static int record(int operation, const std::string &path);
  static Change difference(const DiskImage &before, const DiskImage &after);
  static void settle(Disk &disk, uint64_t node);
  bool
  checkDisk(const Disk &disk, int64_t promised, std::set<std::string> &seen,
            const std::function<bool(const DiskImage &, int64_t)> &check) const;

  std::string folder;
  std::vector<Step> steps;
  std::vector<std::pair<size_t, std::string>> syncs; ///< step and path
  int64_t promised = 0;
};

} // namespace bmc

#endif // BMC_TEST_UNIT_RUNTIME_CRASHSTATES_H
