//===- ImageTable.cpp - Images and their labels -----------------*- C++ -*-===//
//
// Images stay bytes in memory; a batch gets (byte / 255 - mean) / std.
//
//===----------------------------------------------------------------------===//
#include "runtime/data/Idx.h"
#include "runtime/data/RowDataset.h"

#include <filesystem>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

class ImageTable : public RowSource {
public:
  Status load(const DatasetSource &source);

  int64_t rows() const override { return images.items(); }
  std::vector<const BmrtTensor *> inputs() const override;
  void copyRow(int64_t row, size_t input, char *to) const override;
  Json identity() const override;

private:
  Status readConfig(const Json &data);
  Status readLabels(const DatasetSource &source, const IndexRange &range);
  Status checkImages(const std::string &path) const;

  std::vector<Binding> bindings;
  std::vector<int64_t> size; ///< channels, height, width
  int64_t classes = 0;
  double mean = 0, deviation = 1;
  IdxArray images, labels;
};

Status ImageTable::readConfig(const Json &data) {
  const Json *extents = findMember(data, "size");
  if (!extents || !extents->is_array() || extents->size() != 3)
    return badInput("data.size: expected channels, height and width");
  for (const Json &extent : *extents)
    size.push_back(extent.is_number_integer() ? extent.get<int64_t>() : 0);
  BMRT_TRY(getInt(data, "classes", classes));
  BMRT_TRY(getDouble(data, "mean", mean));
  BMRT_TRY(getDouble(data, "std", deviation));
  return {};
}

/// [N, height, width] for one channel, else [N, channels, height, width].
Status ImageTable::checkImages(const std::string &path) const {
  std::vector<int64_t> expected{images.items()};
  if (size[0] != 1 || images.extents.size() == 4)
    expected.push_back(size[0]);
  expected.insert(expected.end(), {size[1], size[2]});
  if (images.extents == expected)
    return {};
  std::string found;
  for (size_t axis = 1; axis < images.extents.size(); ++axis)
    found += (axis > 1 ? " x " : "") + std::to_string(images.extents[axis]);
  return badInput("{}: items of {} elements, expected images of {} x {} x {}",
                  path, found.empty() ? "1" : found, size[0], size[1], size[2]);
}

/// The labels lie beside the images.
Status ImageTable::readLabels(const DatasetSource &source,
                              const IndexRange &range) {
  std::string name;
  BMRT_TRY(getString(source.data, "labels", name).withContext("data"));
  std::filesystem::path path = name;
  if (path.is_relative())
    path = std::filesystem::path(source.path).parent_path() / path;
  BMRT_TRY(readIdx(path.string(), labels));
  if (labels.extents.size() != 1 || labels.items() != images.items())
    return badInput("{}: {} labels of {} elements for {} images", path.string(),
                    labels.items(), labels.itemSize(), images.items());
  for (int64_t row = 0; row < labels.items(); ++row) {
    int64_t label = labels.elements[static_cast<size_t>(row)];
    if (label >= classes || !range.contains(label))
      return badInput("{}: label {} of image {}, expected one below {}",
                      path.string(), label, row,
                      std::min(classes, range.below));
  }
  return {};
}

Status ImageTable::load(const DatasetSource &source) {
  BMRT_TRY(readConfig(source.data));
  BMRT_TRY(readBindings(source.data, source.program, source.options, bindings));
  BMRT_TRY(readIdx(source.path, images));
  BMRT_TRY(checkImages(source.path));
  for (const Binding &binding : bindings)
    if (binding.fields.front() == "label")
      BMRT_TRY(readLabels(source, binding.range));
  return {};
}

std::vector<const BmrtTensor *> ImageTable::inputs() const {
  std::vector<const BmrtTensor *> result;
  for (const Binding &binding : bindings)
    result.push_back(binding.input);
  return result;
}

void ImageTable::copyRow(int64_t row, size_t input, char *to) const {
  const Binding &binding = bindings[input];
  BmrtDType dtype = binding.input->dtype;
  if (binding.fields.front() == "label")
    return storeElement(dtype, to, 0,
                        labels.elements[static_cast<size_t>(row)]);
  int64_t count = images.itemSize();
  const uint8_t *from = images.elements.data() + row * count;
  double scale = 1 / (255 * deviation), shift = mean / deviation;
  for (int64_t i = 0; i < count; ++i)
    storeElement(dtype, to, i, from[i] * scale - shift);
}

Json ImageTable::identity() const {
  return Json{{"kind", "images"},
              {"rows", images.items()},
              {"checksum", fmt::format("{:08x}", images.checksum)},
              {"labels", fmt::format("{:08x}", labels.checksum)}};
}

} // namespace

Status bmc::openImageDataset(const DatasetSource &source,
                             std::unique_ptr<Dataset> &out) {
  auto table = std::make_unique<ImageTable>();
  BMRT_TRY(table->load(source));
  return makeRowDataset(source, std::move(table), out);
}
