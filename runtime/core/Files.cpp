//===- Files.cpp - Files, links and folders ---------------------*- C++ -*-===//
#include "runtime/core/Files.h"

#include "runtime/core/Crc32c.h"
#include "runtime/core/Memory.h"
#include "runtime/core/StandardInput.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace bmc;

static FileFault fileFault = nullptr;

void bmc::setFileFault(FileFault fault) { fileFault = fault; }

/// Whether a test wants this operation to fail; sets errno.
static bool faulty(FileOperation operation, const std::string &path) {
  int error = fileFault ? fileFault(operation, path) : 0;
  if (error)
    errno = error;
  return error != 0;
}

/// The path is at fault, unless the system has run out of something.
static Status readFailure(const std::string &path) {
  if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
    return resourceError("{}: {}", path, std::strerror(errno));
  return badInput("{}: {}", path, std::strerror(errno));
}

static Status writeFailure(const char *action, const std::string &path) {
  return resourceError("{}: cannot {}: {}", path, action, std::strerror(errno));
}

/// Runs a system call again while a signal interrupts it.
template <typename Call> static auto retry(Call call) {
  decltype(call()) result;
  do
    result = call();
  while (result < 0 && errno == EINTR);
  return result;
}

static std::string parentOf(const std::string &path) {
  size_t slash = path.find_last_of('/');
  if (slash == std::string::npos)
    return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

//===----------------------------------------------------------------------===//
// FileReader
//===----------------------------------------------------------------------===//

FileReader::FileReader(FileReader &&other) noexcept {
  *this = std::move(other);
}

FileReader &FileReader::operator=(FileReader &&other) noexcept {
  std::swap(descriptor, other.descriptor);
  std::swap(length, other.length);
  std::swap(name, other.name);
  return *this;
}

FileReader::~FileReader() {
  if (descriptor >= 0)
    close(descriptor);
}

Status FileReader::open(const std::string &path) {
  *this = FileReader();
  name = path;
  if (path == kStandardStream)
    BMRT_TRY(openStandardInput(descriptor));
  else
    BMRT_TRY(openFile());
  struct stat info;
  if (fstat(descriptor, &info) != 0)
    return readFailure(path);
  if (!S_ISREG(info.st_mode))
    return badInput("{}: found {}, expected a regular file", path,
                    S_ISDIR(info.st_mode) ? "a folder" : "a special file");
  length = static_cast<uint64_t>(info.st_size);
  return {};
}

Status FileReader::openFile() {
  // O_NONBLOCK: opening a FIFO must not wait for a writer.
  descriptor = retry(
      [&] { return ::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); });
  return descriptor < 0 ? readFailure(name) : Status();
}

Status FileReader::read(uint64_t offset, void *data, uint64_t bytes) const {
  char *to = static_cast<char *>(data);
  while (bytes) {
    size_t part = std::min<uint64_t>(bytes, uint64_t{1} << 30);
    ssize_t got = retry([&] {
      return pread(descriptor, to, part, static_cast<off_t>(offset));
    });
    if (got < 0)
      return readFailure(name);
    if (got == 0)
      return badInput("{}: file ends at byte {}, expected {} more bytes", name,
                      offset, bytes);
    to += got;
    offset += static_cast<uint64_t>(got);
    bytes -= static_cast<uint64_t>(got);
  }
  return {};
}

//===----------------------------------------------------------------------===//
// FileWriter
//===----------------------------------------------------------------------===//

FileWriter::~FileWriter() {
  if (descriptor >= 0)
    close(descriptor);
}

Status FileWriter::open(const std::string &path) {
  name = path;
  if (faulty(FileOperation::Create, path))
    return writeFailure("create", path);
  descriptor = retry([&] {
    return path == kStandardStream
               ? dup(STDOUT_FILENO)
               : ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                        0666);
  });
  return descriptor < 0 ? writeFailure("create", path) : Status();
}

/// Writes all of `data` at the descriptor's position.
static Status writeAll(int descriptor, const std::string &path,
                       const char *data, uint64_t bytes) {
  while (bytes) {
    size_t part = std::min<uint64_t>(bytes, uint64_t{16} << 20);
    if (faulty(FileOperation::Write, path))
      return writeFailure("write", path);
    ssize_t put = retry([&] { return ::write(descriptor, data, part); });
    if (put < 0)
      return writeFailure("write", path);
    data += put;
    bytes -= static_cast<uint64_t>(put);
  }
  return {};
}

Status FileWriter::write(const void *data, uint64_t bytes) {
  BMRT_TRY(writeAll(descriptor, name, static_cast<const char *>(data), bytes));
  crc = crc32c(crc, data, bytes);
  length += bytes;
  return {};
}

static Status syncFile(int descriptor, const std::string &path) {
  // Pipes and devices cannot be synced and say EINVAL.
  if (faulty(FileOperation::Sync, path) ||
      (retry([&] { return fsync(descriptor); }) != 0 && errno != EINVAL))
    return writeFailure("write to disk", path);
  return {};
}

Status FileWriter::finish() {
  BMRT_TRY(syncFile(descriptor, name));
  // After a failed close the descriptor is gone all the same.
  int closing = std::exchange(descriptor, -1);
  bool failed = faulty(FileOperation::Close, name);
  int error = errno;
  if (close(closing) != 0) {
    failed = true;
    error = errno;
  }
  errno = error;
  return failed ? writeFailure("close", name) : Status();
}

//===----------------------------------------------------------------------===//
// FileAppender
//===----------------------------------------------------------------------===//

FileAppender::~FileAppender() {
  if (descriptor >= 0)
    close(descriptor);
}

Status FileAppender::open(const std::string &path) {
  name = path;
  if (faulty(FileOperation::Create, path))
    return writeFailure("open for appending", path);
  descriptor = retry([&] {
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                  0666);
  });
  if (descriptor < 0)
    return writeFailure("open for appending", path);
  length = lseek(descriptor, 0, SEEK_END);
  return length < 0 ? writeFailure("append", path) : Status();
}

Status FileAppender::append(std::string_view bytes) {
  isSynced = isSynced && bytes.empty();
  Status status = writeAll(descriptor, name, bytes.data(), bytes.size());
  if (status.ok())
    length += static_cast<int64_t>(bytes.size());
  else
    // If this fails too, readers have to skip the partial record; the write
    // error is what the user needs to hear.
    (void)!ftruncate(descriptor, length);
  return status;
}

Status FileAppender::sync() {
  if (isSynced)
    return {};
  BMRT_TRY(syncFile(descriptor, name));
  isSynced = true;
  return {};
}

//===----------------------------------------------------------------------===//
// Whole files
//===----------------------------------------------------------------------===//

Status bmc::readFile(const std::string &path, std::string &text,
                     uint64_t limit) {
  FileReader file;
  BMRT_TRY(file.open(path));
  if (file.size() > limit)
    return badInput("{}: found {} bytes, expected at most {}", path,
                    file.size(), limit);
  MemoryUse use("reading", path, file.size());
  text.resize(file.size());
  return file.read(0, text.data(), text.size());
}

std::string bmc::temporaryName(const std::string &path) {
  return fmt::format("{}.tmp-{}", path, getpid());
}

static Status writeAndRename(const std::string &temporary,
                             const std::string &path, std::string_view text) {
  FileWriter file;
  BMRT_TRY(file.open(temporary));
  BMRT_TRY(file.write(text.data(), text.size()));
  BMRT_TRY(file.finish());
  return renamePath(temporary, path);
}

Status bmc::writeFileAtomically(const std::string &path,
                                std::string_view text) {
  std::string temporary = temporaryName(path);
  Status status = writeAndRename(temporary, path, text);
  if (!status.ok())
    unlink(temporary.c_str());
  return status;
}

//===----------------------------------------------------------------------===//
// Folders and names
//===----------------------------------------------------------------------===//

bool bmc::pathExists(const std::string &path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0;
}

bool bmc::isDirectory(const std::string &path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

Status bmc::makeDirectory(const std::string &path) {
  if (isDirectory(path))
    return {};
  if (faulty(FileOperation::MakeDirectory, path))
    return writeFailure("create folder", path);
  if (mkdir(path.c_str(), 0777) != 0 && errno != EEXIST)
    return writeFailure("create folder", path);
  if (!isDirectory(path)) {
    errno = ENOTDIR;
    return writeFailure("create folder", path);
  }
  return {};
}

Status bmc::makeDirectories(const std::string &path) {
  if (path.empty() || isDirectory(path))
    return {};
  std::string parent = parentOf(path);
  if (parent != path)
    BMRT_TRY(makeDirectories(parent));
  BMRT_TRY(makeDirectory(path));
  return syncDirectory(parent);
}

Status bmc::syncDirectory(const std::string &path) {
  if (faulty(FileOperation::Sync, path))
    return writeFailure("write folder to disk", path);
  int descriptor = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return writeFailure("open folder", path);
  int result = retry([&] { return fsync(descriptor); });
  // Some network file systems cannot sync a folder and say EINVAL.
  bool failed = result != 0 && errno != EINVAL;
  int error = errno;
  close(descriptor);
  errno = error;
  return failed ? writeFailure("write folder to disk", path) : Status();
}

Status bmc::renamePath(const std::string &from, const std::string &to) {
  if (faulty(FileOperation::Rename, to) ||
      rename(from.c_str(), to.c_str()) != 0)
    return writeFailure("rename to this name", to);
  return {};
}

Status bmc::exchangePaths(const std::string &a, const std::string &b) {
  constexpr unsigned kExchange = 2; // RENAME_EXCHANGE of <linux/fs.h>
  if (faulty(FileOperation::Exchange, b) ||
      syscall(SYS_renameat2, AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(),
              kExchange) != 0)
    return writeFailure("exchange", b);
  return {};
}

Status bmc::replaceSymlink(const std::string &target, const std::string &link) {
  std::string temporary = temporaryName(link);
  unlink(temporary.c_str());
  if (faulty(FileOperation::Symlink, link) ||
      symlink(target.c_str(), temporary.c_str()) != 0)
    return writeFailure("link", link);
  Status status = renamePath(temporary, link);
  if (!status.ok())
    unlink(temporary.c_str());
  return status;
}

Status bmc::removeFile(const std::string &path) {
  struct stat info;
  if (lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode))
    return {};
  return removeTree(path);
}

Status bmc::removeTree(const std::string &path) {
  struct stat info;
  if (lstat(path.c_str(), &info) != 0)
    return errno == ENOENT ? Status() : writeFailure("remove", path);
  bool folder = S_ISDIR(info.st_mode);
  if (folder) {
    std::vector<std::string> names;
    BMRT_TRY(listDirectory(path, names));
    for (const std::string &name : names)
      BMRT_TRY(removeTree(path + "/" + name));
  }
  if (faulty(FileOperation::Remove, path) ||
      (folder ? rmdir(path.c_str()) : unlink(path.c_str())) != 0)
    return writeFailure("remove", path);
  return {};
}

Status bmc::listDirectory(const std::string &path,
                          std::vector<std::string> &names) {
  names.clear();
  DIR *folder = opendir(path.c_str());
  if (!folder)
    return readFailure(path);
  errno = 0;
  while (dirent *entry = readdir(folder))
    if (std::string_view name = entry->d_name; name != "." && name != "..")
      names.emplace_back(name);
  int error = errno;
  closedir(folder);
  errno = error;
  std::ranges::sort(names);
  return error ? readFailure(path) : Status();
}

Status bmc::freeDiskSpace(const std::string &path, uint64_t &bytes) {
  struct statvfs info;
  if (statvfs(path.c_str(), &info) != 0)
    return writeFailure("find the free space of", path);
  bytes = static_cast<uint64_t>(info.f_bavail) * info.f_frsize;
  return {};
}
