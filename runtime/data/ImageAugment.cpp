//===- ImageAugment.cpp - Random changes of training images ---------------===//
#include "runtime/data/ImageAugment.h"

#include "runtime/core/Rng.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numbers>

using namespace bmc;

bool ImageChanges::any() const {
  return crop > 0 || cutout > 0 || horizontalFlip > 0 || verticalFlip > 0 ||
         rotation > 0 || scaleMin != 1 || scaleMax != 1 || brightness > 0 ||
         contrast > 0;
}

Status bmc::readImageChanges(const Json &data, ImageChanges &out) {
  const Json *augment = findMember(data, "augment");
  if (!augment)
    return {};
  auto integer = [&](const char *name, int64_t &value) {
    return findMember(*augment, name) ? getInt(*augment, name, value)
                                      : Status();
  };
  auto number = [&](const char *name, double &value) {
    return findMember(*augment, name) ? getDouble(*augment, name, value)
                                      : Status();
  };
  BMRT_TRY(integer("crop", out.crop));
  BMRT_TRY(integer("cutout", out.cutout));
  BMRT_TRY(number("horizontal_flip", out.horizontalFlip));
  BMRT_TRY(number("vertical_flip", out.verticalFlip));
  BMRT_TRY(number("rotation", out.rotation));
  BMRT_TRY(number("scale_min", out.scaleMin));
  BMRT_TRY(number("scale_max", out.scaleMax));
  BMRT_TRY(number("brightness", out.brightness));
  return number("contrast", out.contrast);
}

namespace {

/// The random numbers of a row: sixteen words, of which each change has its
/// own, so that none depends on which others there are.
class Draws {
public:
  Draws(const Occasion &occasion, int64_t row)
      : rng(occasion.seed, kAugmentStream,
            static_cast<uint32_t>(occasion.epoch)),
        first(16 * static_cast<uint64_t>(row)) {}

  bool happens(int which, double probability) const {
    return rng.uniform(first + which) < probability;
  }
  double between(int which, double low, double high) const {
    return low + (high - low) * rng.uniform(first + which);
  }
  /// Of the second eight words, in pairs: which < 4.
  int64_t below(int which, int64_t bound) const {
    return static_cast<int64_t>(
        rng.below(first / 2 + 4 + which, static_cast<uint64_t>(bound)));
  }

private:
  Rng rng;
  uint64_t first;
};

struct Plane {
  const uint8_t *pixels;
  int64_t height, width;

  /// 0 outside.
  double at(int64_t y, int64_t x) const {
    bool isInside = y >= 0 && y < height && x >= 0 && x < width;
    return isInside ? pixels[y * width + x] : 0;
  }
  double between(double y, double x) const {
    double top = std::floor(y), left = std::floor(x);
    double below = y - top, right = x - left;
    auto row = static_cast<int64_t>(top), column = static_cast<int64_t>(left);
    double upper = at(row, column) * (1 - right) + at(row, column + 1) * right;
    double lower =
        at(row + 1, column) * (1 - right) + at(row + 1, column + 1) * right;
    return upper * (1 - below) + lower * below;
  }
};

/// Where each pixel comes from.
class Placement {
public:
  Placement(const ImageChanges &changes, const Draws &draws, int64_t height,
            int64_t width)
      : flipX(draws.happens(0, changes.horizontalFlip)),
        flipY(draws.happens(1, changes.verticalFlip)),
        isTurned(changes.rotation > 0 || changes.scaleMin != 1 ||
                 changes.scaleMax != 1),
        shiftX(draws.below(0, 2 * changes.crop + 1) - changes.crop),
        shiftY(draws.below(1, 2 * changes.crop + 1) - changes.crop),
        height(height), width(width) {
    double angle = draws.between(2, -changes.rotation, changes.rotation) *
                   (std::numbers::pi / 180);
    double scale = draws.between(3, changes.scaleMin, changes.scaleMax);
    cosine = std::cos(angle) / scale;
    sine = std::sin(angle) / scale;
  }

  void copy(const Plane &from, double *to) const {
    for (int64_t y = 0; y < height; ++y)
      for (int64_t x = 0; x < width; ++x)
        *to++ = value(from, y + shiftY, x + shiftX);
  }

private:
  double value(const Plane &from, int64_t y, int64_t x) const {
    if (!isTurned)
      return from.at(flipY ? height - 1 - y : y, flipX ? width - 1 - x : x);
    double centreY = 0.5 * static_cast<double>(height - 1);
    double centreX = 0.5 * static_cast<double>(width - 1);
    double v = static_cast<double>(y) - centreY;
    double u = static_cast<double>(x) - centreX;
    double row = cosine * v - sine * u, column = sine * v + cosine * u;
    return from.between(centreY + (flipY ? -row : row),
                        centreX + (flipX ? -column : column));
  }

  bool flipX, flipY, isTurned;
  int64_t shiftX, shiftY, height, width;
  double cosine, sine;
};

/// The mean brightness: of three channels as of red, green and blue.
double meanOf(const std::vector<double> &values, int64_t channels) {
  constexpr double kColours[] = {0.299, 0.587, 0.114};
  size_t count = values.size() / static_cast<size_t>(channels);
  double sum = 0;
  for (size_t i = 0; i < values.size(); ++i)
    sum += values[i] * (channels == 3 ? kColours[i / count]
                                      : 1 / static_cast<double>(channels));
  return sum / static_cast<double>(count);
}

void changeLight(const ImageChanges &changes, const Draws &draws,
                 int64_t channels, std::vector<double> &values) {
  if (changes.brightness > 0) {
    double factor =
        draws.between(4, 1 - changes.brightness, 1 + changes.brightness);
    for (double &value : values)
      value = std::clamp(value * factor, 0.0, 255.0);
  }
  if (changes.contrast > 0) {
    double factor =
        draws.between(5, 1 - changes.contrast, 1 + changes.contrast);
    double mean = meanOf(values, channels);
    for (double &value : values)
      value = std::clamp(mean + (value - mean) * factor, 0.0, 255.0);
  }
}

/// A square around any pixel, as far as it is inside.
void hide(const ImageChanges &changes, const Draws &draws,
          std::span<const int64_t> size, std::vector<double> &values) {
  if (changes.cutout == 0)
    return;
  int64_t top = draws.below(2, size[1]) - changes.cutout / 2;
  int64_t left = draws.below(3, size[2]) - changes.cutout / 2;
  int64_t bottom = std::min(top + changes.cutout, size[1]);
  int64_t right = std::min(left + changes.cutout, size[2]);
  for (int64_t channel = 0; channel < size[0]; ++channel)
    for (int64_t y = std::max<int64_t>(top, 0); y < bottom; ++y)
      for (int64_t x = std::max<int64_t>(left, 0); x < right; ++x)
        values[static_cast<size_t>((channel * size[1] + y) * size[2] + x)] =
            std::numeric_limits<double>::quiet_NaN();
}

} // namespace

void bmc::changeImage(const ImageChanges &changes, const Occasion &occasion,
                      int64_t row, std::span<const int64_t> size,
                      const uint8_t *from, std::vector<double> &to) {
  Draws draws(occasion, row);
  int64_t count = size[1] * size[2];
  to.resize(static_cast<size_t>(size[0] * count));
  Placement placement(changes, draws, size[1], size[2]);
  for (int64_t channel = 0; channel < size[0]; ++channel)
    placement.copy({from + channel * count, size[1], size[2]},
                   to.data() + channel * count);
  changeLight(changes, draws, size[0], to);
  hide(changes, draws, size, to);
}
