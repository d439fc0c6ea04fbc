//===- CheckpointStore.cpp - The checkpoints of a run -----------*- C++ -*-===//
#include "runtime/core/Files.h"
#include "runtime/data/Checkpoint.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

using namespace bmc;

static constexpr std::string_view kStepPrefix = "step-";
/// Names with this in them are half-written; nothing reads them.
static constexpr std::string_view kTemporaryMark = ".tmp-";
/// A complete checkpoint that is being replaced.
static constexpr std::string_view kReplacedSuffix = ".replaced";

CheckpointStore::CheckpointStore(std::string runDirectory)
    : root(std::move(runDirectory)), folder(root + "/checkpoints") {}

CheckpointStore::~CheckpointStore() {
  if (lock >= 0)
    close(lock);
}

std::string CheckpointStore::directory(int64_t step) const {
  return fmt::format("{}/{}{:06}", folder, kStepPrefix, step);
}

/// The step in "step-000500", -1 for any other name.
static int64_t stepOf(std::string_view name) {
  int64_t step = -1;
  if (!name.starts_with(kStepPrefix))
    return -1;
  name.remove_prefix(kStepPrefix.size());
  auto [end, failure] =
      std::from_chars(name.data(), name.data() + name.size(), step);
  bool whole = failure == std::errc() && end == name.data() + name.size();
  return whole && step >= 0 ? step : -1;
}

Status CheckpointStore::list(std::vector<int64_t> &steps) const {
  steps.clear();
  if (!pathExists(folder))
    return {};
  if (!isDirectory(folder))
    return resourceError("{}: found a file, expected a folder", folder);
  std::vector<std::string> names;
  BMRT_TRY(listDirectory(folder, names));
  for (const std::string &name : names)
    if (int64_t step = stepOf(name); step >= 0)
      steps.push_back(step);
  std::ranges::sort(steps);
  return {};
}

//===----------------------------------------------------------------------===//
// Start of a run
//===----------------------------------------------------------------------===//

/// Two processes writing one run would remove each other's checkpoints.
Status CheckpointStore::lockRun() {
  if (lock >= 0)
    return {};
  lock = open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0)
    return resourceError("{}: {}", root, std::strerror(errno));
  // File systems without locks say something else than EWOULDBLOCK.
  if (flock(lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return {};
  close(std::exchange(lock, -1));
  return resourceError("{}: another process is training in this folder", root);
}

/// Whether a name ends in ".tmp-PID".
static bool isTemporary(std::string_view name) {
  size_t mark = name.rfind(kTemporaryMark);
  if (mark == std::string_view::npos)
    return false;
  name.remove_prefix(mark + kTemporaryMark.size());
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

/// Puts right what a kill left: removes temporaries, and puts a checkpoint back
/// whose replacement did not get its name.
Status CheckpointStore::cleanUp() const {
  std::vector<std::string> names;
  // The run folder may be one the user keeps other things in: no folders there.
  BMRT_TRY(listDirectory(root, names));
  for (const std::string &name : names)
    if (isTemporary(name))
      BMRT_TRY(removeFile(root + "/" + name));
  BMRT_TRY(listDirectory(folder, names));
  for (const std::string &name : names) {
    std::string path = folder + "/" + name;
    if (isTemporary(name))
      BMRT_TRY(removeTree(path));
    if (!name.ends_with(kReplacedSuffix))
      continue;
    std::string original = path.substr(0, path.size() - kReplacedSuffix.size());
    BMRT_TRY(pathExists(original) ? removeTree(path)
                                  : renamePath(path, original));
  }
  return {};
}

static uint64_t totalBytes(const std::vector<TensorView> &tensors) {
  uint64_t bytes = 0;
  for (const TensorView &tensor : tensors)
    bytes += tensor.bytes();
  return bytes;
}

Status CheckpointStore::prepare(const Program &program) {
  BMRT_TRY(makeDirectories(folder));
  for (const std::string &path : {root, folder})
    if (access(path.c_str(), W_OK) != 0)
      return resourceError("{}: cannot write here: {}", path,
                           std::strerror(errno));
  BMRT_TRY(lockRun());
  BMRT_TRY(cleanUp());
  // The one being written, and the one it will replace.
  uint64_t needed = 2 * (totalBytes(program.states(kBmrtParameter)) +
                         totalBytes(program.states(kBmrtOptimizer)));
  uint64_t available = 0;
  BMRT_TRY(freeDiskSpace(folder, available));
  if (needed > available)
    return resourceError("{}: two checkpoints need {}, the disk has {} free",
                         folder, formatBytes(needed), formatBytes(available));
  return {};
}

//===----------------------------------------------------------------------===//
// Saving
//===----------------------------------------------------------------------===//

/// Gives a finished folder its name, replacing one of the same step.
static Status publish(const std::string &temporary, const std::string &path,
                      const std::string &folder) {
  if (pathExists(path) && !exchangePaths(temporary, path).ok()) {
    // No atomic exchange on this file system: cleanUp finishes or undoes this.
    std::string replaced = path + std::string(kReplacedSuffix);
    BMRT_TRY(renamePath(path, replaced));
    BMRT_TRY(syncDirectory(folder));
    BMRT_TRY(renamePath(temporary, path));
    BMRT_TRY(syncDirectory(folder));
    return removeTree(replaced);
  }
  if (pathExists(path)) {
    BMRT_TRY(syncDirectory(folder));
    return removeTree(temporary);
  }
  BMRT_TRY(renamePath(temporary, path));
  return syncDirectory(folder);
}

Status CheckpointStore::save(const Program &program, int64_t step,
                             const Json &run, bool best, int64_t keep) {
  std::string path = directory(step);
  std::string temporary = temporaryName(path);
  auto write = [&]() -> Status {
    BMRT_TRY(removeTree(temporary));
    BMRT_TRY(makeDirectories(temporary));
    BMRT_TRY(writeCheckpoint(program, temporary, step, run));
    return publish(temporary, path, folder);
  };
  if (Status status = write(); !status.ok()) {
    // Room for the next attempt; a failure here changes nothing.
    (void)removeTree(temporary);
    return status;
  }
  std::string target = path.substr(root.size() + 1);
  BMRT_TRY(replaceSymlink(target, root + "/last"));
  if (best)
    BMRT_TRY(replaceSymlink(target, root + "/best"));
  return prune(step, keep);
}

/// The step a link in the run folder points to, -1 without one.
static int64_t linkedStep(const std::string &link) {
  char target[256];
  ssize_t length = readlink(link.c_str(), target, sizeof target);
  if (length <= 0)
    return -1;
  std::string_view text(target, static_cast<size_t>(length));
  return stepOf(text.substr(text.rfind('/') + 1));
}

Status CheckpointStore::remove(int64_t step) const {
  // Renamed first: a half-removed folder must not look like a checkpoint.
  std::string path = directory(step);
  std::string temporary = temporaryName(path);
  BMRT_TRY(renamePath(path, temporary));
  return removeTree(temporary);
}

Status CheckpointStore::prune(int64_t newest, int64_t keep) const {
  std::vector<int64_t> steps;
  BMRT_TRY(list(steps));
  int64_t best = linkedStep(root + "/best");
  std::erase_if(steps,
                [&](int64_t step) { return step == best || step == newest; });
  auto others = static_cast<int64_t>(steps.size());
  int64_t kept = newest == best ? keep : keep - 1;
  for (int64_t i = 0; i < others - kept; ++i)
    BMRT_TRY(remove(steps[static_cast<size_t>(i)]));
  return {};
}

Status CheckpointStore::discardAfter(int64_t step) const {
  std::vector<int64_t> steps;
  BMRT_TRY(list(steps));
  for (int64_t later : steps)
    if (later > step)
      BMRT_TRY(remove(later));
  for (const char *name : {"/last", "/best"})
    if (std::string link = root + name; linkedStep(link) > step)
      BMRT_TRY(removeTree(link));
  return {};
}

Status CheckpointStore::findNewest(std::string &path,
                                   std::vector<std::string> &skipped) const {
  path.clear();
  std::vector<int64_t> steps;
  BMRT_TRY(list(steps));
  std::ranges::reverse(steps);
  for (int64_t step : steps) {
    Json state;
    Status status = verifyCheckpoint(directory(step), state);
    if (status.ok()) {
      path = directory(step);
      return {};
    }
    skipped.push_back(status.message());
  }
  if (!skipped.empty())
    return badInput("{}: no checkpoint is usable; the newest: {}", folder,
                    skipped.front());
  return {};
}
