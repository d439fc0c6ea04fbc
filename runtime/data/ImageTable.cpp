//===- ImageTable.cpp - Images and their labels -----------------*- C++ -*-===//
//
// From an IDX file, from a folder of one folder per class, or from one file.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/Crc32c.h"
#include "runtime/core/Files.h"
#include "runtime/data/Idx.h"
#include "runtime/data/ImageFile.h"
#include "runtime/data/ImageFolder.h"
#include "runtime/data/ImageStore.h"
#include "runtime/data/RowDataset.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

using namespace bmc;

namespace {

class ImageTable : public RowSource {
public:
  Status load(const DatasetSource &source);

  int64_t rows() const override { return images.items(); }
  std::vector<const BmrtTensor *> inputs() const override;
  Status fit(std::span<const int64_t> train) override;
  void copyRow(int64_t row, size_t input, std::span<char> to,
               const Occasion *occasion) const override;
  bool isCostly() const override { return true; }
  std::string rowName(int64_t row) const override;
  std::string placeOf(int64_t row) const override;
  std::string valueName(size_t input, int64_t value) const override;
  Json identity() const override;

private:
  Status readConfig(const DatasetSource &source);
  const Binding *findLabel() const;
  Status loadIdx(const DatasetSource &source);
  Status loadFolder(const DatasetSource &source);
  Status loadFile(const DatasetSource &source);
  Status readLabels(const DatasetSource &source, const IndexRange &range);
  Status checkImages(const std::string &path, const IdxArray &array) const;

  std::string path;
  std::vector<Binding> bindings;
  int64_t classes = 0;
  bool mayFit = true;
  ImageStore images;
  std::vector<int32_t> labels;
  std::vector<std::string> names; ///< of the files, if there are several
  bool hasClassFolders = false;
  std::vector<std::string> classNames;
};

constexpr const char *kNormalizationKey = "normalization";

Status ImageTable::readConfig(const DatasetSource &source) {
  path = source.path;
  mayFit = source.options.mayNumber;
  const Json *extents = findMember(source.data, "size");
  std::vector<int64_t> size;
  for (const Json &extent :
       extents && extents->is_array() ? *extents : Json::array())
    size.push_back(extent.is_number_integer() ? extent.get<int64_t>() : 0);
  if (size.size() != 3 || std::ranges::min(size) < 1)
    return badInput("data.size: expected channels, height and width");
  BMRT_TRY(getInt(source.data, "classes", classes));
  const Json *saved =
      source.options.identity
          ? findMember(*source.options.identity, kNormalizationKey)
          : nullptr;
  return images.configure(source.data, size, saved);
}

const Binding *ImageTable::findLabel() const {
  auto found = std::ranges::find_if(bindings, [](const Binding &binding) {
    return binding.fields.front() == "label";
  });
  return found == bindings.end() ? nullptr : &*found;
}

//===----------------------------------------------------------------------===//
// IDX
//===----------------------------------------------------------------------===//

/// [N, height, width] for one channel, else [N, channels, height, width].
Status ImageTable::checkImages(const std::string &path,
                               const IdxArray &array) const {
  const std::vector<int64_t> &size = images.size();
  std::vector<int64_t> expected{array.items()};
  if (size[0] != 1 || array.extents.size() == 4)
    expected.push_back(size[0]);
  expected.insert(expected.end(), {size[1], size[2]});
  if (array.extents == expected)
    return {};
  std::string found;
  for (size_t axis = 1; axis < array.extents.size(); ++axis)
    found += (axis > 1 ? " x " : "") + std::to_string(array.extents[axis]);
  return badInput("{}: items of {} elements, expected images of {} x {} x {}",
                  path, found.empty() ? "1" : found, size[0], size[1], size[2]);
}

/// The labels lie beside the images.
Status ImageTable::readLabels(const DatasetSource &source,
                              const IndexRange &range) {
  std::string name;
  BMRT_TRY(getString(source.data, "labels", name).withContext("data"));
  if (name.empty())
    return badInput("{}: an array of images without labels, expected a folder "
                    "of images by class; the model names no file of labels",
                    source.path);
  std::filesystem::path beside = name;
  if (beside.is_relative())
    beside = std::filesystem::path(source.path).parent_path() / beside;
  IdxArray array;
  BMRT_TRY(readIdx(beside.string(), array));
  if (array.extents.size() != 1 || array.items() != images.items())
    return badInput("{}: {} labels of {} elements for {} images",
                    beside.string(), array.items(), array.itemSize(),
                    images.items());
  for (int64_t row = 0; row < array.items(); ++row) {
    int64_t label = array.elements[static_cast<size_t>(row)];
    if (label >= classes || !range.contains(label))
      return badInput("{}: label {} of image {}, expected one below {}",
                      beside.string(), label, row,
                      std::min(classes, range.below));
  }
  labels.assign(array.elements.begin(), array.elements.end());
  return {};
}

Status ImageTable::loadIdx(const DatasetSource &source) {
  IdxArray array;
  BMRT_TRY(readIdx(source.path, array));
  BMRT_TRY(checkImages(source.path, array));
  images.take(std::move(array.elements), array.checksum);
  const Binding *label = findLabel();
  return label ? readLabels(source, label->range) : Status();
}

//===----------------------------------------------------------------------===//
// PNG and JPEG
//===----------------------------------------------------------------------===//

Status ImageTable::loadFolder(const DatasetSource &source) {
  ImageList list;
  if (!findLabel()) {
    BMRT_TRY(listImages(source.path, list));
  } else {
    BMRT_TRY(listClassFolders(source.path, list));
    const Json *identity = source.options.identity;
    const Json *saved =
        identity ? findMember(*identity, "categories.label") : nullptr;
    ClassNumbers numbers;
    BMRT_TRY(numberClasses(source.path, list, classes, saved,
                           source.options.mayNumber, numbers));
    hasClassFolders = true;
    classNames = std::move(numbers.names);
    for (size_t folder : list.folderOf)
      labels.push_back(numbers.ofFolder[folder]);
  }
  names = std::move(list.names);
  return images.readFiles(list.paths);
}

Status ImageTable::loadFile(const DatasetSource &source) {
  if (findLabel())
    return badInput("{}: one image, expected a folder of images by class",
                    source.path);
  return images.readFiles({&source.path, 1});
}

/// Whether the file is an image by itself.
Status isImage(const std::string &path, bool &result) {
  FileReader file;
  BMRT_TRY(file.open(path));
  char start[8];
  auto bytes = std::min<uint64_t>(file.size(), sizeof start);
  BMRT_TRY(file.read(0, start, bytes));
  result = beginsImage({start, bytes});
  return {};
}

Status ImageTable::load(const DatasetSource &source) {
  BMRT_TRY(readConfig(source));
  BMRT_TRY(readBindings(source.data, source.program, source.options, bindings));
  if (isDirectory(source.path))
    return loadFolder(source);
  bool isOne = false;
  BMRT_TRY(isImage(source.path, isOne));
  return isOne ? loadFile(source) : loadIdx(source);
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

Status ImageTable::fit(std::span<const int64_t> train) {
  if (images.needsFit() && !mayFit)
    return badInput("{}: the weights do not say how pixels are normalised; "
                    "take those of a checkpoint, or write mean and std into "
                    "the model",
                    path);
  images.fit(train);
  return {};
}

std::vector<const BmrtTensor *> ImageTable::inputs() const {
  std::vector<const BmrtTensor *> result;
  for (const Binding &binding : bindings)
    result.push_back(binding.input);
  return result;
}

void ImageTable::copyRow(int64_t row, size_t input, std::span<char> to,
                         const Occasion *occasion) const {
  const BmrtTensor &tensor = *bindings[input].input;
  if (bindings[input].fields.front() != "label")
    return images.copy(row, tensor.dtype, to.data(), occasion);
  int32_t label = labels[static_cast<size_t>(row)];
  if (!bindings[input].isOneHot)
    return storeElement(tensor.dtype, to.data(), 0, label);
  writeOneHot(label, tensor.dtype, to);
}

std::string ImageTable::rowName(int64_t row) const {
  return names.empty() ? "" : names[static_cast<size_t>(row)];
}

std::string ImageTable::placeOf(int64_t row) const {
  return names.empty() ? RowSource::placeOf(row) : rowName(row);
}

/// Classes are called as their folders are.
std::string ImageTable::valueName(size_t input, int64_t value) const {
  bool isNamed = bindings[input].fields.front() == "label" &&
                 std::cmp_less(value, classNames.size());
  return isNamed ? classNames[static_cast<size_t>(value)]
                 : RowSource::valueName(input, value);
}

Json ImageTable::identity() const {
  uint32_t sum = crc32c(0, labels.data(), labels.size() * sizeof labels[0]);
  Json result{{"kind", "images"},
              {"rows", images.items()},
              {"checksum", fmt::format("{:08x}", images.checksum())},
              {"labels", fmt::format("{:08x}", sum)}};
  if (hasClassFolders)
    result["categories"]["label"] =
        classNames.empty() ? Json("integers") : Json(classNames);
  if (Json fitted = images.normalization(); !fitted.is_null())
    result[kNormalizationKey] = std::move(fitted);
  return result;
}

} // namespace

Status bmc::openImageDataset(const DatasetSource &source,
                             std::unique_ptr<Dataset> &out) {
  auto table = std::make_unique<ImageTable>();
  BMRT_TRY(table->load(source));
  return makeRowDataset(source, std::move(table), out);
}
