//===- ImageStore.cpp - Images of one size, in memory ---------------------===//
#include "runtime/data/ImageStore.h"

#include "runtime/core/Crc32c.h"
#include "runtime/core/Memory.h"
#include "runtime/core/Parallel.h"
#include "runtime/data/ImageResize.h"

#include <cmath>
#include <nlohmann/json.hpp>

using namespace bmc;

/// A number for each of `count` channels; one stands for all of them.
static Status readChannels(const Json &from, const char *key, int64_t count,
                           std::vector<double> &numbers) {
  const Json *list = findMember(from, key);
  for (const Json &number : list && list->is_array() ? *list : Json::array())
    if (number.is_number())
      numbers.push_back(number.get<double>());
  if (numbers.size() == 1)
    numbers.resize(static_cast<size_t>(count), numbers.front());
  if (static_cast<int64_t>(numbers.size()) == count)
    return {};
  return badInput("'{}' of images: expected a number for each of {} channels",
                  key, count);
}

Status ImageStore::readSaved(const Json &saved) {
  BMRT_TRY(readChannels(saved, "mean", extents[0], mean));
  BMRT_TRY(readChannels(saved, "std", extents[0], deviation));
  for (double value : deviation)
    if (!(value > 0))
      return badInput("a std of {}, expected a positive number", value);
  return {};
}

Status ImageStore::configure(const Json &data, std::span<const int64_t> size,
                             const Json *saved) {
  extents.assign(size.begin(), size.end());
  BMRT_TRY(readImageChanges(data, changes));
  const Json *normalize = findMember(data, "normalize");
  fits = normalize && *normalize == true;
  if (!fits)
    return readSaved(data);
  return saved ? readSaved(*saved).withContext("checkpoint") : Status();
}

void ImageStore::take(std::vector<uint8_t> images, uint32_t imagesChecksum) {
  bytes = std::move(images);
  crc = imagesChecksum;
}

Status ImageStore::store(const std::string &path, int64_t item) {
  Pixels file;
  BMRT_TRY(readImageFile(path, extents[0], file));
  Pixels image = resizeImage(std::move(file), extents[1], extents[2]);
  uint8_t *to = bytes.data() + item * itemSize();
  int64_t count = extents[1] * extents[2];
  for (int64_t channel = 0; channel < extents[0]; ++channel)
    for (int64_t i = 0; i < count; ++i)
      *to++ = image.bytes[static_cast<size_t>(i * extents[0] + channel)];
  return {};
}

Status
ImageStore::readFiles(std::span<const std::string> paths,
                      const std::function<std::string(int64_t)> &position) {
  if (extents[0] > 4)
    return badInput("{}: PNG and JPEG files have 1 to 4 channels, the model "
                    "expects {}",
                    paths.empty() ? "images" : paths.front(), extents[0]);
  uint64_t total = 0;
  if (__builtin_mul_overflow(paths.size(), static_cast<uint64_t>(itemSize()),
                             &total))
    return resourceError("{} images of {} bytes are too many", paths.size(),
                         itemSize());
  MemoryUse use("reading", "images", total);
  BMRT_TRY(checkMemory(total, "images"));
  bytes.resize(total);
  auto count = static_cast<int64_t>(paths.size());
  BMRT_TRY(parallelTry(count, [&](int64_t item) {
    Status status = store(paths[static_cast<size_t>(item)], item);
    if (status.ok() || !position)
      return status;
    return Status(status.code(), position(item) + status.message());
  }));
  crc = crc32c(0, bytes.data(), bytes.size());
  return {};
}

void ImageStore::fit(std::span<const int64_t> items) {
  if (!needsFit())
    return;
  int64_t count = extents[1] * extents[2];
  double total = static_cast<double>(count) * static_cast<double>(items.size());
  for (int64_t channel = 0; channel < extents[0]; ++channel) {
    // Of bytes, exactly.
    uint64_t sum = 0, squares = 0;
    for (int64_t item : items) {
      const uint8_t *from = bytes.data() + item * itemSize() + channel * count;
      for (int64_t i = 0; i < count; ++i) {
        sum += from[i];
        squares += uint64_t{from[i]} * from[i];
      }
    }
    double average = static_cast<double>(sum) / total;
    double variance = static_cast<double>(squares) / total - average * average;
    mean.push_back(average / 255);
    // A channel without any contrast stays as it is.
    deviation.push_back(variance > 1e-6 ? std::sqrt(variance) / 255 : 1);
  }
}

Json ImageStore::normalization() const {
  return fits ? Json{{"mean", mean}, {"std", deviation}} : Json();
}

template <typename Value>
void ImageStore::normalise(const Value *from, BmrtDType dtype, char *to) const {
  int64_t count = extents[1] * extents[2];
  for (int64_t channel = 0; channel < extents[0]; ++channel) {
    auto which = static_cast<size_t>(channel);
    double scale = 1 / (255 * deviation[which]);
    double shift = mean[which] / deviation[which];
    for (int64_t i = 0; i < count; ++i) {
      double value = from[i] * scale - shift;
      storeElement(dtype, to, channel * count + i,
                   std::isnan(value) ? 0 : value);
    }
    from += count;
  }
}

void ImageStore::copy(int64_t item, BmrtDType dtype, char *to,
                      const Occasion *occasion) const {
  const uint8_t *from = bytes.data() + item * itemSize();
  if (!occasion || !changes.any())
    return normalise(from, dtype, to);
  std::vector<double> changed;
  changeImage(changes, *occasion, item, extents, from, changed);
  normalise(changed.data(), dtype, to);
}
