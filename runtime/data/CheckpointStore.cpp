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
/// A complete checkpoint that is being replaced; it counts until the new one
/// has its name.
static constexpr std::string_view kReplacedSuffix = ".replaced";

static std::string replacedName(const std::string &path) {
  return path + std::string(kReplacedSuffix);
}

CheckpointStore::CheckpointStore(std::string runDirectory)
    : root(std::move(runDirectory)), folder(root + "/checkpoints") {}

CheckpointStore::~CheckpointStore() {
  if (lock >= 0)
    close(lock);
}

std::string CheckpointStore::nameOf(int64_t step) const {
  return fmt::format("{}/{}{:06}", folder, kStepPrefix, step);
}

std::string CheckpointStore::directory(int64_t step) const {
  std::string path = nameOf(step), replaced = replacedName(path);
  return !pathExists(path) && pathExists(replaced) ? replaced : path;
}

/// The step in "step-000500" or "step-000500.replaced", -1 for any other name.
static int64_t stepOf(std::string_view name) {
  int64_t step = -1;
  if (name.ends_with(kReplacedSuffix))
    name.remove_suffix(kReplacedSuffix.size());
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
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
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
  // What was renamed before a kill is not certain yet: a power cut could give
  // what is removed here its name back, or take it from what a link leads to.
  if (!names.empty())
    BMRT_TRY(syncDirectory(folder));
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

/// What a link holds; empty for anything else.
static std::string linkTarget(const std::string &link) {
  char target[256];
  ssize_t length = readlink(link.c_str(), target, sizeof target);
  return {target, static_cast<size_t>(std::max<ssize_t>(length, 0))};
}

/// The step a link in the run folder points to, -1 without one.
static int64_t linkedStep(const std::string &link) {
  std::string target = linkTarget(link);
  return stepOf(target.substr(target.rfind('/') + 1));
}

static uint64_t totalBytes(const std::vector<TensorView> &tensors) {
  uint64_t bytes = 0;
  for (const TensorView &tensor : tensors)
    bytes += tensor.bytes();
  return bytes;
}

Status CheckpointStore::prepare(const Program &program) {
  BMRT_TRY(makeDirectories(root));
  BMRT_TRY(makeDirectory(folder));
  for (const std::string &path : {root, folder})
    if (access(path.c_str(), W_OK) != 0)
      return resourceError("{}: cannot write here: {}", path,
                           std::strerror(errno));
  BMRT_TRY(lockRun());
  BMRT_TRY(cleanUp());
  // The one being written, and the one it will replace.
  uint64_t needed = 2 * (totalBytes(program.states(kBmrtParameter)) +
                         totalBytes(program.states(kBmrtOptimizer)) +
                         totalBytes(program.averagedParameters()));
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
  if (pathExists(path) && exchangePaths(temporary, path).ok()) {
    BMRT_TRY(syncDirectory(folder));
    return removeTree(temporary);
  }
  // No atomic exchange on this file system: until both renames are done, the
  // one that is replaced still counts.
  std::string replaced = replacedName(path);
  bool replaces = pathExists(path);
  if (replaces) {
    BMRT_TRY(removeTree(replaced));
    BMRT_TRY(renamePath(path, replaced));
  }
  BMRT_TRY(renamePath(temporary, path));
  BMRT_TRY(syncDirectory(folder));
  return replaces ? removeTree(replaced) : Status();
}

Status CheckpointStore::save(Program &program, int64_t step, const Json &run,
                             bool best, int64_t keep) {
  std::string path = nameOf(step);
  std::string temporary = temporaryName(path);
  auto write = [&]() -> Status {
    BMRT_TRY(removeTree(temporary));
    BMRT_TRY(makeDirectory(temporary));
    return writeCheckpoint(program, temporary, step, run);
  };
  if (Status status = write(); !status.ok()) {
    // Room for the next attempt; a failure here changes nothing.
    (void)removeTree(temporary);
    return status;
  }
  // What has the temporary name if this fails may be the one that is replaced.
  BMRT_TRY(publish(temporary, path, folder));
  BMRT_TRY(pointLinks(step, best ? step : linkedStep(root + "/best")));
  return prune(step, keep);
}

//===----------------------------------------------------------------------===//
// Links and removal
//===----------------------------------------------------------------------===//

/// Makes a link lead to a checkpoint, or removes it where there is none.
Status CheckpointStore::pointLink(const char *name, int64_t step,
                                  bool &isChanged) const {
  std::string link = root + "/" + name, path = nameOf(step);
  std::string target = path.substr(root.size() + 1);
  bool exists = step >= 0 && pathExists(path);
  if (exists ? linkTarget(link) == target : !pathExists(link))
    return {};
  isChanged = true;
  return exists ? replaceSymlink(target, link) : removeFile(link);
}

/// What they lead to is certain to be there; so are they afterwards.
Status CheckpointStore::pointLinks(int64_t last, int64_t best) const {
  bool isChanged = false;
  BMRT_TRY(pointLink("last", last, isChanged));
  BMRT_TRY(pointLink("best", best, isChanged));
  return isChanged ? syncDirectory(root) : Status();
}

/// No link leads to one of them. They are renamed first, and certain to be:
/// half a folder must never look like a checkpoint.
Status CheckpointStore::remove(const std::vector<int64_t> &steps) const {
  if (steps.empty())
    return {};
  for (int64_t step : steps)
    BMRT_TRY(renamePath(directory(step), temporaryName(nameOf(step))));
  BMRT_TRY(syncDirectory(folder));
  for (int64_t step : steps)
    BMRT_TRY(removeTree(temporaryName(nameOf(step))));
  return {};
}

Status CheckpointStore::prune(int64_t newest, int64_t keep) const {
  std::vector<int64_t> steps;
  BMRT_TRY(list(steps));
  int64_t best = linkedStep(root + "/best");
  std::erase_if(steps,
                [&](int64_t step) { return step == best || step == newest; });
  auto others = static_cast<int64_t>(steps.size());
  int64_t kept = newest == best ? keep : keep - 1;
  steps.resize(static_cast<size_t>(std::max<int64_t>(0, others - kept)));
  return remove(steps);
}

Status CheckpointStore::rewind(int64_t step, int64_t best) const {
  BMRT_TRY(pointLinks(step, best));
  std::vector<int64_t> later;
  BMRT_TRY(list(later));
  std::erase_if(later, [step](int64_t other) { return other <= step; });
  return remove(later);
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
