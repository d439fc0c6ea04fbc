//===- Session.h - What every verb starts from ------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_SESSION_H
#define BMC_RUNTIME_TRAIN_SESSION_H

#include "runtime/core/Program.h"
#include "runtime/data/Dataset.h"
#include "runtime/device/OpenDevice.h"
#include "runtime/train/Config.h"
#include "runtime/train/Options.h"
#include "runtime/train/RunRecord.h"

namespace bmc {

struct Session {
  DeviceChoice device;
  Config config;
  Options options;

  /// Of the image; launches and sizes of the arena depend on the device.
  const BmrtProgram &description() const { return *device.image->program; }
};

/// Opens the device, which changes session.device where "auto" has to fall back
/// on the CPU, starts the threads and gives the program its memory, for batches
/// of up to `rows` (0: as many as it was built for); state is zero. Resource
/// error if what calls of `functions` touch is not available.
Status startProgram(Session &session,
                    std::span<const std::string_view> functions, int64_t rows,
                    Program &program);

/// Loads the parameters of the file --init names, if it names one.
Status loadInitialWeights(const Session &session, Program &program,
                          std::vector<std::string> *notes = nullptr);

/// Loads the weights --checkpoint, --init or the run directory's best (else
/// last) checkpoint names. `record` is that of the checkpoint; it stays empty
/// with --init. `source` receives the path in use.
Status loadWeights(const Session &session, Program &program, RunRecord &record,
                   std::string &source);

/// The .safetensors file of the weights that loadWeights would load.
Status findWeightFile(const Session &session, std::string &path);

/// Opens the data --data, the record or the configuration names, in this order,
/// as `function` reads it. With a record the data must have its vocabulary;
/// `mustMatch` demands the very same data.
Status openRunData(const Session &session, const RunRecord &record,
                   const char *function, uint64_t seed, bool mustMatch,
                   std::unique_ptr<Dataset> &data);

/// Rows per batch a function was compiled for, or 0 if any number up to the
/// bound of the batch dim will do.
int64_t fixedRows(const BmrtFunction &function);

/// Usage error if a batch of `rows` does not fit the program.
Status checkBatchSize(const Session &session, const BmrtFunction &function,
                      int64_t rows);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_SESSION_H
