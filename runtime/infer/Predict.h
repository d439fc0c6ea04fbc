//===- Predict.h - The verb predict -----------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_PREDICT_H
#define BMC_RUNTIME_INFER_PREDICT_H

#include "runtime/train/Session.h"

namespace bmc {

/// Reads the input columns of a CSV file, of JSON objects or of one row that
/// the command line gives, and writes one row of predictions per row, in the
/// same order, to --output or standard output. A column is named after its
/// output; outputs of more than one number per row are numbered from 0
/// ("output0", "output1"). Of a classifier it writes class and probabilities.
Status runPredict(Session &session);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_PREDICT_H
