//===- ImageResize.cpp - Images of another size ---------------------------===//
#include "runtime/data/ImageResize.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <vector>

using namespace bmc;

namespace {

/// The old pixels that a new one is made of.
struct Taps {
  int64_t first = 0;
  std::vector<double> weights;
};

/// For each of `to` new pixels along an axis of `from` old ones.
std::vector<Taps> tapsOf(int64_t from, int64_t to) {
  double scale = static_cast<double>(from) / static_cast<double>(to);
  double reach = std::max(1.0, scale);
  std::vector<Taps> list(static_cast<size_t>(to));
  for (int64_t i = 0; i < to; ++i) {
    Taps &taps = list[static_cast<size_t>(i)];
    double centre = (static_cast<double>(i) + 0.5) * scale;
    taps.first =
        std::max<int64_t>(0, static_cast<int64_t>(centre - reach + 0.5));
    int64_t end = std::min(from, static_cast<int64_t>(centre + reach + 0.5));
    double sum = 0;
    for (int64_t j = taps.first; j < end; ++j) {
      double distance =
          std::abs((static_cast<double>(j) + 0.5 - centre) / reach);
      taps.weights.push_back(std::max(0.0, 1 - distance));
      sum += taps.weights.back();
    }
    for (double &weight : taps.weights)
      weight /= sum;
  }
  return list;
}

/// The sum of old rows that a new row is made of.
void addRows(const Pixels &image, const Taps &taps, std::vector<double> &sums) {
  std::ranges::fill(sums, 0.0);
  const uint8_t *from =
      image.bytes.get() + taps.first * static_cast<int64_t>(sums.size());
  for (double weight : taps.weights)
    for (double &sum : sums)
      sum += weight * *from++;
}

} // namespace

Pixels bmc::resizeImage(Pixels image, int64_t height, int64_t width) {
  if (image.height == height && image.width == width)
    return image;
  std::vector<Taps> columns = tapsOf(image.width, width);
  std::vector<double> row(static_cast<size_t>(image.width * image.channels));
  Pixels result{image.channels, height, width, {}};
  result.bytes.reset(static_cast<uint8_t *>(std::malloc(result.size())));
  if (!result.bytes)
    throw std::bad_alloc();
  uint8_t *to = result.bytes.get();
  for (const Taps &taps : tapsOf(image.height, height)) {
    addRows(image, taps, row);
    for (const Taps &pixel : columns)
      for (int64_t c = 0; c < image.channels; ++c) {
        const double *from = row.data() + pixel.first * image.channels + c;
        double sum = 0;
        for (double weight : pixel.weights) {
          sum += weight * *from;
          from += image.channels;
        }
        *to++ = static_cast<uint8_t>(std::floor(sum + 0.5));
      }
  }
  return result;
}
