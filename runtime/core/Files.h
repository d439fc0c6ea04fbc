//===- Files.h - Durable writes and careful reads ---------------*- C++ -*-===//
//
// Every write of the runtime goes through here, so that a test can make any
// single operation fail and check what is left on disk. Read errors are
// BadInput (the user named the file), write errors are Resource. Messages start
// with the path.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_CORE_FILES_H
#define BMC_RUNTIME_CORE_FILES_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// The path that stands for standard input, or standard output.
constexpr std::string_view kStandardStream = "-";

/// A regular file, or all of standard input, opened for reading at positions. A
/// file that shrinks while it is read gives an error, never a signal (which is
/// why it is not mapped).
class FileReader {
public:
  FileReader() = default;
  FileReader(const FileReader &) = delete;
  FileReader &operator=(const FileReader &) = delete;
  FileReader(FileReader &&other) noexcept;
  FileReader &operator=(FileReader &&other) noexcept;
  ~FileReader();

  Status open(const std::string &path);
  /// Reads exactly `bytes` bytes at `offset`.
  Status read(uint64_t offset, void *data, uint64_t bytes) const;
  /// Bytes of the file when it was opened.
  uint64_t size() const { return length; }
  const std::string &path() const { return name; }

private:
  Status openFile();

  int descriptor = -1;
  uint64_t length = 0;
  std::string name;
};

/// A new file, or standard output; nothing is durable before `finish` returned
/// success. An unfinished file is closed, not removed.
class FileWriter {
public:
  FileWriter() = default;
  FileWriter(const FileWriter &) = delete;
  FileWriter &operator=(const FileWriter &) = delete;
  ~FileWriter();

  /// Creates or truncates.
  Status open(const std::string &path);
  Status write(const void *data, uint64_t bytes);
  /// fsync and close.
  Status finish();

  uint64_t size() const { return length; }
  /// CRC-32C of all bytes written so far.
  uint32_t checksum() const { return crc; }

private:
  int descriptor = -1;
  uint64_t length = 0;
  uint32_t crc = 0;
  std::string name;
};

/// A file that grows at its end, one whole record at a time.
class FileAppender {
public:
  FileAppender() = default;
  FileAppender(const FileAppender &) = delete;
  FileAppender &operator=(const FileAppender &) = delete;
  ~FileAppender();

  /// Opens or creates.
  Status open(const std::string &path);
  /// A failed call leaves no part of `bytes` behind.
  Status append(std::string_view bytes);
  /// Waits until what was appended is on the disk.
  Status sync();

private:
  int descriptor = -1;
  int64_t length = 0;
  bool isSynced = true; ///< nothing was appended since the last sync
  std::string name;
};

/// Whole file. A file above `limit` bytes is BadInput.
Status readFile(const std::string &path, std::string &text,
                uint64_t limit = uint64_t{1} << 40);

// A name that is new, changed or gone is so for certain only once its folder is
// synced. Where several names change in one folder, one sync does for all: the
// functions below leave it to the caller (makeDirectories alone does not).

/// Temporary file, fsync, rename: afterwards, and after a power cut, the path
/// holds either the old or the new contents.
Status writeFileAtomically(const std::string &path, std::string_view text);

/// Beside `path`, of this process: what is written first and then renamed.
std::string temporaryName(const std::string &path);

/// Creates a folder; an existing one is fine.
Status makeDirectory(const std::string &path);
/// Creates a folder and its parents, durably; existing ones are fine.
Status makeDirectories(const std::string &path);
Status syncDirectory(const std::string &path);
Status renamePath(const std::string &from, const std::string &to);
/// Exchanges two existing paths atomically where the file system can; Resource
/// with the system's message where it cannot.
Status exchangePaths(const std::string &a, const std::string &b);
/// Points the symbolic link `link` at `target` in one atomic step.
Status replaceSymlink(const std::string &target, const std::string &link);
/// Removes a file, or a folder with everything in it; missing is fine.
Status removeTree(const std::string &path);
/// Removes a file or link; folders are left alone, missing is fine.
Status removeFile(const std::string &path);
/// Names in a folder, sorted, without "." and "..".
Status listDirectory(const std::string &path, std::vector<std::string> &names);
bool pathExists(const std::string &path);
/// Whether the path is a folder or leads to one.
bool isDirectory(const std::string &path);
/// Bytes an ordinary user can still write to the file system of `path`.
Status freeDiskSpace(const std::string &path, uint64_t &bytes);

/// Every operation that can change a disk.
enum class FileOperation {
  Create,
  Write,
  Sync,
  Close,
  MakeDirectory,
  Rename,
  Exchange,
  Symlink,
  Remove,
};
/// Called before each operation; a non-zero result is the errno to fail with.
using FileFault = int (*)(FileOperation operation, const std::string &path);
/// For tests; nullptr turns it off.
void setFileFault(FileFault fault);

} // namespace bmc

#endif // BMC_RUNTIME_CORE_FILES_H
