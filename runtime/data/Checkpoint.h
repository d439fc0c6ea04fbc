//===- Checkpoint.h - Saving and resuming a run -----------------*- C++ -*-===//
//
// RUN/checkpoints/step-000500/{model.safetensors, optimizer.safetensors,
// state.json}; RUN/last and RUN/best are symbolic links to such folders. A
// folder is written under a temporary name, made durable, then renamed, and
// renamed durably before it is removed: a step-* folder is always complete, and
// a kill or power cut at any moment leaves the previous ones intact. state.json
// holds size and CRC-32C of the other files.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_DATA_CHECKPOINT_H
#define BMC_RUNTIME_DATA_CHECKPOINT_H

#include "runtime/core/Json.h"
#include "runtime/core/Program.h"
#include "runtime/core/Status.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bmc {

class CheckpointStore {
public:
  explicit CheckpointStore(std::string runDirectory);
  CheckpointStore(const CheckpointStore &) = delete;
  CheckpointStore &operator=(const CheckpointStore &) = delete;
  ~CheckpointStore();

  /// Creates the folders, locks the run against a second process for the
  /// lifetime of this object, removes what an earlier kill left half-written
  /// and checks that the disk has room for two checkpoints of `program`. The
  /// caller syncs the run folder before the first save.
  Status prepare(const Program &program);

  /// Saves parameters, optimizer state and `run` (any object: seed, losses,
  /// data identity; comes back from load). Afterwards `last` points here, and
  /// `best` too if `best` is set. Then removes the oldest until `keep` are
  /// left; the one `best` points to is not counted and never removed. keep
  /// >= 1. On failure the earlier checkpoints are untouched.
  Status save(Program &program, int64_t step, const Json &run, bool best,
              int64_t keep);

  /// Makes `step` the newest checkpoint: a run resumed from an earlier one has
  /// another future. First `last` is made to lead to it, and `best` to that of
  /// step `best`, or to be gone where there is no such checkpoint; then later
  /// ones are removed. Afterwards it is certain that none of them comes back.
  Status rewind(int64_t step, int64_t best) const;

  /// Steps with a checkpoint, ascending.
  Status list(std::vector<int64_t> &steps) const;
  /// "RUN/checkpoints/step-000500", or where that is while it is replaced.
  std::string directory(int64_t step) const;

  /// Newest checkpoint whose files match their recorded sizes and checksums;
  /// path stays empty when there is none at all, which is no error. `skipped`
  /// receives one message per damaged newer one. Damaged ones only: BadInput.
  Status findNewest(std::string &path, std::vector<std::string> &skipped) const;

private:
  Status lockRun();
  Status cleanUp() const;
  std::string nameOf(int64_t step) const;
  Status pointLink(const char *name, int64_t step, bool &isChanged) const;
  Status pointLinks(int64_t last, int64_t best) const;
  Status remove(const std::vector<int64_t> &steps) const;
  Status prune(int64_t newest, int64_t keep) const;

  std::string root;
  std::string folder;
  int lock = -1;
};

/// Writes the three files into an existing folder and makes them durable.
Status writeCheckpoint(Program &program, const std::string &directory,
                       int64_t step, const Json &run);

/// What the ids of weights mean (namesOf), which writeCheckpoint keeps in the
/// metadata of model.safetensors; null if the file does not say.
Status readNames(const std::string &path, std::shared_ptr<const Json> &names);

/// Size, checksum and format check of a checkpoint folder. `state` receives
/// state.json: keys format, model, dtype, step, files, run.
Status verifyCheckpoint(const std::string &path, Json &state);

/// verifyCheckpoint, then loads parameters and, if `optimizer`, optimizer
/// state. BadInput when it belongs to another model. Nothing is "newly
/// initialised".
Status loadCheckpoint(const std::string &path, Program &program, bool optimizer,
                      int64_t &step, Json &run);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_CHECKPOINT_H
