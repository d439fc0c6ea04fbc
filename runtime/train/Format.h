//===- Format.h - Numbers the way people read them --------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_FORMAT_H
#define BMC_RUNTIME_TRAIN_FORMAT_H

#include <cstdint>
#include <string>

namespace bmc {

/// "39.8k", "1.24M": three significant digits.
std::string formatCount(double value);
/// "9s", "3m05s", "2h10m", "4d07h".
std::string formatDuration(double seconds);
/// "3.4 us", "0.42 ms", "412 ms", "12.3 s".
std::string formatMilliseconds(double milliseconds);
/// Four significant digits, as losses are shown: "4.211", "0.0123".
std::string formatLoss(double value);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_FORMAT_H
