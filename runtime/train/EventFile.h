//===- EventFile.h - Curves for TensorBoard ---------------------*- C++ -*-===//
//
// events.out.tfevents.*: records of (u64 length, masked CRC-32C of it, payload,
// masked CRC-32C of it), the payload a tensorflow.Event protocol buffer. Every
// process of a run writes its own file, as TensorBoard expects.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_TRAIN_EVENTFILE_H
#define BMC_RUNTIME_TRAIN_EVENTFILE_H

#include "runtime/train/AppendFile.h"
#include "runtime/train/MetricValue.h"
#include "runtime/train/Progress.h"

namespace bmc {

class EventFile {
public:
  /// Creates the file. Events of steps after `lastStep` in older files become
  /// obsolete: TensorBoard drops them.
  Status open(const std::string &directory, int64_t lastStep);
  /// train/loss, train/lr and train/grad_norm.
  Status addStep(const StepReport &report);
  /// val/loss, and val/NAME of each metric that is one number.
  Status addEval(int64_t step, double valLoss,
                 const std::vector<MetricValue> &metrics);
  Status flush() { return file.flush(/*durable=*/false); }

private:
  Status addEvent(const std::string &event);

  AppendFile file;
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_EVENTFILE_H
