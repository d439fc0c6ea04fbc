//===- ImageAugment.h - Random changes of training images -------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_IMAGEAUGMENT_H
#define BMC_RUNTIME_DATA_IMAGEAUGMENT_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/data/RowDataset.h"

#include <cstdint>
#include <span>
#include <vector>

namespace bmc {

/// How far images are changed. In this order: mirrored, turned and scaled about
/// the centre, shifted as cropping from a frame of black pixels does, made
/// brighter or darker, given more or less contrast, partly hidden.
struct ImageChanges {
  int64_t crop = 0;          ///< width of the frame, in pixels
  double horizontalFlip = 0; ///< probability of left becoming right
  double verticalFlip = 0;   ///< probability of top becoming bottom
  double rotation = 0;       ///< largest angle to either side, in degrees
  double scaleMin = 1;       ///< what the image is enlarged by, at least
  double scaleMax = 1;
  double brightness = 0; ///< largest part added to, or taken off, each pixel
  double contrast = 0;   ///< the same of the distances from the mean
  int64_t cutout = 0;    ///< side of the square that hides pixels

  bool any() const;
};

/// Reads `data.augment`, which may lack members or be absent.
Status readImageChanges(const Json &data, ImageChanges &out);

/// Changes an image of `size` (channels, height, width), channel by channel.
/// Values become those of [0, 255] in `to`, NaN where they are hidden.
void changeImage(const ImageChanges &changes, const Occasion &occasion,
                 int64_t row, std::span<const int64_t> size,
                 const uint8_t *from, std::vector<double> &to);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_IMAGEAUGMENT_H
