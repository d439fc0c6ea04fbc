//===- ImageStore.h - Images of one size, in memory -------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_IMAGESTORE_H
#define BMC_RUNTIME_DATA_IMAGESTORE_H

#include "runtime/core/Json.h"
#include "runtime/core/Tensor.h"
#include "runtime/data/ImageAugment.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace bmc {

/// The images of an input. They stay bytes; the model is shown
/// (byte / 255 - mean) / std, with a mean and std of each channel.
class ImageStore {
public:
  /// Channels, height and width of what the model takes, and how pixels are
  /// normalised and changed: `data` has mean, std, normalize and augment.
  /// `saved` is what
  /// normalization() was for the weights in use; may be nullptr.
  Status configure(const Json &data, std::span<const int64_t> size,
                   const Json *saved);

  /// Channels, height and width.
  const std::vector<int64_t> &size() const { return extents; }
  int64_t itemSize() const { return extents[0] * extents[1] * extents[2]; }
  int64_t items() const {
    return static_cast<int64_t>(bytes.size()) / itemSize();
  }
  uint32_t checksum() const { return crc; }

  /// Takes images of the right size: channel by channel, rows from the top.
  void take(std::vector<uint8_t> images, uint32_t imagesChecksum);
  /// Reads files on the pool's threads, resized and with the channels wanted.
  /// `position` of an item is put before the message of what is wrong with it.
  Status
  readFiles(std::span<const std::string> paths,
            const std::function<std::string(int64_t)> &position = nullptr);

  /// Takes mean and std of each channel over these items, if that is wanted
  /// and they are not known.
  void fit(std::span<const int64_t> items);
  /// Whether mean and std are still to be found.
  bool needsFit() const { return fits && mean.empty(); }
  /// What was fitted, to be stored with the weights; null if nothing was.
  Json normalization() const;

  /// Writes an item as the model takes it; changed at random for training.
  void copy(int64_t item, BmrtDType dtype, char *to,
            const Occasion *occasion) const;

private:
  Status readSaved(const Json &saved);
  Status store(const std::string &path, int64_t item);

  /// (value / 255 - mean) / std of channel after channel; NaN becomes 0.
  template <typename Value>
  void normalise(const Value *from, BmrtDType dtype, char *to) const;

  std::vector<int64_t> extents;
  ImageChanges changes;
  std::vector<double> mean, deviation; ///< of each channel
  bool fits = false;                   ///< they are found in the data
  std::vector<uint8_t> bytes;
  uint32_t crc = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_DATA_IMAGESTORE_H
