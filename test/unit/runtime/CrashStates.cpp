//===- CrashStates.cpp - What a power cut may leave on a disk -------------===//
#include "CrashStates.h"

#include <algorithm>
#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

namespace bmc {

static DiskTrace *recording = nullptr;

//===----------------------------------------------------------------------===//
// Images
//===----------------------------------------------------------------------===//

static uint64_t inodeOf(const std::string &path) {
  struct stat info;
  return lstat(path.c_str(), &info) == 0 ? info.st_ino : 0;
}

static void scan(const std::string &path, DiskImage &image) {
  struct stat info;
  if (lstat(path.c_str(), &info) != 0)
    abort();
  DiskNode &node = image.nodes[info.st_ino];
  if (S_ISLNK(info.st_mode)) {
    char target[256];
    ssize_t length = readlink(path.c_str(), target, sizeof target);
    node = {'l', std::string(target, static_cast<size_t>(length))};
    return;
  }
  if (!S_ISDIR(info.st_mode)) {
    (void)readFile(path, node.content);
    return;
  }
  node.kind = 'd';
  std::vector<std::string> names;
  (void)listDirectory(path, names);
  for (const std::string &name : names) {
    if (name.starts_with("events.out."))
      continue;
    image.names[{info.st_ino, name}] = inodeOf(path + "/" + name);
    scan(path + "/" + name, image);
  }
}

DiskImage DiskImage::of(const std::string &folder) {
  DiskImage image;
  image.root = inodeOf(folder);
  scan(folder, image);
  return image;
}

static void buildFolder(const DiskImage &image, uint64_t folder,
                        const std::string &path) {
  auto begin = image.names.lower_bound({folder, ""});
  for (auto it = begin; it != image.names.end() && it->first.first == folder;
       ++it) {
    std::string name = path + "/" + it->first.second;
    const DiskNode &node = image.nodes.at(it->second);
    if (node.kind == 'd') {
      mkdir(name.c_str(), 0777);
      buildFolder(image, it->second, name);
    } else if (node.kind == 'l') {
      (void)!symlink(node.content.c_str(), name.c_str());
    } else {
      FileWriter file;
      (void)file.open(name);
      (void)file.write(node.content.data(), node.content.size());
    }
  }
}

void DiskImage::build(const std::string &path) const {
  buildFolder(*this, root, path);
}

std::string DiskImage::text() const {
  std::string result;
  for (const auto &[name, node] : names)
    result += std::to_string(name.first) + "/" + name.second + "=" +
              std::to_string(node) + "\n";
  for (const auto &[id, node] : nodes)
    result += std::to_string(id) + node.kind + node.content + "\n";
  return result;
}

//===----------------------------------------------------------------------===//
// Recording
//===----------------------------------------------------------------------===//

DiskTrace::DiskTrace(const std::string &folder,
                     const std::function<void()> &action, Observer observer)
    : folder(folder), observer(std::move(observer)) {
  recording = this;
  setFileFault(record);
  action();
  setFileFault(nullptr);
  recording = nullptr;
  steps.push_back({DiskImage::of(folder), false, 0, promised});
}

void DiskTrace::promise(int64_t value) {
  recording->promised = value;
  // It holds already before the next operation.
  recording->steps.push_back(
      {DiskImage::of(recording->folder), false, 0, value});
}

void DiskTrace::begin() { recording->first = recording->steps.size(); }

void DiskTrace::end() {
  recording->last = std::min(recording->last, recording->steps.size());
}

int DiskTrace::nextSync() { return recording->numSyncs(); }

int DiskTrace::record(FileOperation operation, const std::string &path) {
  int error = recording->observer(operation, path);
  bool isSync = operation == FileOperation::Sync && error == 0;
  if (isSync)
    recording->syncs.emplace_back(recording->steps.size(), path);
  recording->steps.push_back({DiskImage::of(recording->folder), isSync,
                              isSync ? inodeOf(path) : 0, recording->promised});
  return error;
}

//===----------------------------------------------------------------------===//
// States
//===----------------------------------------------------------------------===//

bool DiskTrace::Change::touches(uint64_t node) const {
  for (const auto &[name, target] : names)
    if (name.first == node)
      return true;
  return names.empty() && nodes.contains(node);
}

DiskTrace::Change DiskTrace::difference(const DiskImage &before,
                                        const DiskImage &after) {
  Change change;
  for (const auto &[name, node] : after.names)
    if (auto old = before.names.find(name);
        old == before.names.end() || old->second != node)
      change.names[name] = node;
  for (const auto &[name, node] : before.names)
    if (!after.names.contains(name))
      change.names[name] = 0;
  for (const auto &[id, node] : after.nodes)
    if (auto old = before.nodes.find(id);
        old == before.nodes.end() || old->second.content != node.content)
      change.nodes[id] = node;
  return change;
}

static void apply(DiskImage &image, const std::map<DiskName, uint64_t> &names,
                  const std::map<uint64_t, DiskNode> &nodes) {
  for (const auto &[id, node] : nodes)
    if (node.content.empty()) // new; what was written to it may be certain
      image.nodes.try_emplace(id, node);
    else
      image.nodes[id] = node;
  for (const auto &[name, node] : names)
    if (node == 0)
      image.names.erase(name);
    else
      image.names[name] = node;
}

/// A sync of `node`: of a folder, what happened to its names; of a file, what
/// was written.
void DiskTrace::settle(Disk &disk, uint64_t node) {
  std::erase_if(disk.pending, [&](const Change &change) {
    if (!change.touches(node))
      return false;
    apply(disk.durable, change.names, change.nodes);
    return true;
  });
}

bool DiskTrace::checkDisk(const Disk &disk, int64_t promise,
                          std::set<std::string> &seen,
                          const Check &check) const {
  size_t count = disk.pending.size();
  auto state = [&](auto kept) {
    DiskImage image = disk.durable;
    // What a kept name leads to exists, if only as an empty file.
    for (const Change &change : disk.pending)
      for (const auto &[id, node] : change.nodes)
        image.nodes.try_emplace(
            id, DiskNode{node.kind, node.kind == 'l' ? node.content : ""});
    for (size_t i = 0; i < count; ++i)
      if (kept(i))
        apply(image, disk.pending[i].names, disk.pending[i].nodes);
    bool isNew = seen.insert(image.text() + std::to_string(promise)).second;
    return !isNew || check(image, promise);
  };
  // All orders that matter: prefixes, and each one kept or lost by itself.
  for (size_t n = 0; n <= count; ++n)
    if (!state([&](size_t i) { return i < n; }) ||
        !state([&](size_t i) { return i == n; }) ||
        !state([&](size_t i) { return i != n; }))
      return false;
  // And all subsets where there are few.
  for (size_t bits = 0; count <= 6 && bits < size_t(1) << count; ++bits)
    if (!state([&](size_t i) { return (bits >> i & 1) != 0; }))
      return false;
  return true;
}

bool DiskTrace::forEachState(int dropped, const Check &check) const {
  Disk disk{steps.front().before, {}};
  std::set<std::string> seen;
  size_t from = first;
  if (dropped >= 0)
    from = std::max(from, syncs[static_cast<size_t>(dropped)].first);
  for (size_t i = 0; i + 1 < steps.size() && i < last; ++i) {
    const Step &step = steps[i];
    bool isDropped =
        dropped >= 0 && syncs[static_cast<size_t>(dropped)].first == i;
    if (step.isSync && !isDropped)
      settle(disk, step.node);
    Change change = difference(step.before, steps[i + 1].before);
    // New names and what they lead to can be lost apart.
    for (const auto &[id, node] : change.nodes)
      if (!node.content.empty() && node.kind == 'f')
        disk.pending.push_back({{}, {{id, node}}});
    if (!change.names.empty()) {
      std::erase_if(change.nodes, [](const auto &entry) {
        return entry.second.kind == 'f' && !entry.second.content.empty();
      });
      disk.pending.push_back(change);
    }
    if (i >= from && !checkDisk(disk, steps[i + 1].promised, seen, check))
      return false;
  }
  return true;
}

} // namespace bmc
