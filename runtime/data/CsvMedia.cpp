//===- CsvMedia.cpp - Texts and images in tables --------------------------===//
#include "runtime/data/CsvNumbers.h"
#include "runtime/data/CsvTable.h"
#include "runtime/data/TokenFields.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

using namespace bmc;

constexpr const char *kNormalizationKey = "normalization";

//===----------------------------------------------------------------------===//
// Columns
//===----------------------------------------------------------------------===//

/// Makes room for a text or image column.
Status CsvTable::addMedia(const DatasetSource &source, Source &added) {
  const CsvColumn &column = added.column;
  const Json *identity = source.options.identity;
  if (column.type == CsvColumn::Type::Text) {
    if (texts.columns() == 0) {
      BMRT_TRY(texts.configure(source.data, identity).withContext(path));
      BMRT_TRY(noise.configure(source.data, source.options));
    }
    added.media = texts.addColumn();
    return {};
  }
  added.media = imageColumns.size();
  imageColumns.push_back({column.name, {}, {}, {}});
  const Json *fitted =
      identity ? findMember(*identity, kNormalizationKey) : nullptr;
  const Json *saved = nullptr;
  if (fitted && fitted->is_object() && fitted->contains(column.name))
    saved = &(*fitted)[column.name];
  return imageColumns.back().images.configure(source.data, column.extents,
                                              saved);
}

Status CsvTable::bindMedia(const DatasetSource &source, const Binding &binding,
                           const CsvColumn &column) {
  Source &from = sourceOf(column);
  if (!from.media)
    BMRT_TRY(addMedia(source, from));
  CsvInput input{binding.input, binding.range, 1, {}};
  input.media = column.type;
  input.mediaColumn = *from.media;
  input.isLength = binding.isLength;
  input.isTargets = binding.isTargets;
  input.longest = column.size;
  bool isImage = column.type == CsvColumn::Type::Image;
  uint32_t rank = isImage ? 4 : binding.isLength ? 1 : 2;
  if (binding.input->rank != rank || isFloat(binding.input->dtype) != isImage)
    return badInput("input '{}' does not fit column '{}'", binding.input->name,
                    column.name);
  inputList.push_back(std::move(input));
  return {};
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

/// Whether a file is in a folder or below, wherever links lead. What is not
/// there is missed by who reads it.
static bool isWithin(const std::filesystem::path &folder,
                     const std::filesystem::path &file) {
  std::error_code none;
  std::filesystem::path to = std::filesystem::canonical(file, none);
  if (none)
    return !std::filesystem::is_symlink(file, none);
  std::filesystem::path from =
      std::filesystem::canonical(folder.empty() ? "." : folder, none);
  return std::ranges::mismatch(from, to).in1 == from.end();
}

/// Files lie in the folder of the table or below: a table may come from
/// anywhere and must not name others. A row of the command line may.
Status CsvTable::findImage(const Source &source, const CsvField &field,
                           std::string_view text, std::string &file) const {
  std::filesystem::path name(text);
  if (isRecord) {
    file = name.string();
    return {};
  }
  std::filesystem::path folder =
      std::filesystem::path(files.back()).parent_path();
  bool leaves = name.is_absolute() || std::ranges::count(name, "..") > 0;
  if (leaves || !isWithin(folder, folder / name))
    return error(field, fmt::format("column '{}': found '{}', expected a file "
                                    "in the folder of the table or below",
                                    source.column.name, text));
  file = (folder / name).string();
  return {};
}

Status CsvTable::addMediaRow(const Source &source, const CsvField &field,
                             std::string_view text) {
  TextPlace place = placeOf(field);
  if (source.column.type == CsvColumn::Type::Text) {
    texts.add(*source.media, text, place);
    return {};
  }
  ImageColumn &column = imageColumns[*source.media];
  BMRT_TRY(findImage(source, field, text, column.paths.emplace_back()));
  column.places.push_back(place);
  return {};
}

Status CsvTable::readImages() {
  for (ImageColumn &column : imageColumns) {
    auto position = [&](int64_t row) {
      TextPlace place = column.places[static_cast<size_t>(row)];
      return fmt::format("{}:{}:{}: column '{}': ", files[place.file],
                         place.line, place.column, column.name);
    };
    BMRT_TRY(column.images.readFiles(column.paths, position));
    column.paths = {};
    column.places = {};
  }
  return {};
}

Status CsvTable::fit(std::span<const int64_t> train) {
  if (texts.columns() > 0) {
    BMRT_TRY(texts.encode(files, train));
    BMRT_TRY(noise.fit(texts.vocabulary()).withContext(path));
  }
  for (ImageColumn &column : imageColumns) {
    if (column.images.needsFit() && !mayNumber)
      return badInput("{}: the weights do not say how the images of column "
                      "'{}' are normalised; take those of a checkpoint, or "
                      "write mean and std into the model",
                      path, column.name);
    column.images.fit(train);
  }
  return fitColumns(train);
}

int64_t CsvTable::rowLength(int64_t row, size_t input) const {
  const CsvInput &from = inputList[input];
  if (from.media != CsvColumn::Type::Text)
    return 1;
  auto tokens = static_cast<int64_t>(texts.row(from.mediaColumn, row).size());
  return std::min(tokens, from.longest);
}

const Vocabulary *CsvTable::vocabulary() const {
  return texts.columns() > 0 ? &texts.vocabulary() : nullptr;
}

/// Tokens of a text, or those of them that are hidden.
void CsvTable::copyText(int64_t row, const CsvInput &from, std::span<char> to,
                        const Occasion *occasion) const {
  std::span<const int32_t> text = texts.row(from.mediaColumn, row);
  auto kept = std::min(text.size(), static_cast<size_t>(from.longest));
  std::vector<int32_t> tokens(text.begin(),
                              text.begin() + static_cast<ptrdiff_t>(kept));
  std::vector<bool> chosen;
  auto columns = static_cast<int64_t>(texts.columns());
  noise.apply(row * columns + static_cast<int64_t>(from.mediaColumn), occasion,
              tokens, chosen);
  for (size_t i = 0; from.isTargets && i < kept; ++i)
    tokens[i] = chosen[i] ? text[i] : kNoTarget;
  writeTokens(tokens, from.isTargets ? kNoTarget : 0, from.input->dtype, to);
}

void CsvTable::copyRow(int64_t row, size_t input, std::span<char> to,
                       const Occasion *occasion) const {
  const CsvInput &from = inputList[input];
  BmrtDType dtype = from.input->dtype;
  if (from.media == CsvColumn::Type::Image)
    imageColumns[from.mediaColumn].images.copy(row, dtype, to.data(), occasion);
  else if (from.media == CsvColumn::Type::Text && from.isLength)
    storeElement(dtype, to.data(), 0,
                 static_cast<double>(rowLength(row, input)));
  else if (from.media == CsvColumn::Type::Text)
    copyText(row, from, to, occasion);
  else if (from.isOneHot)
    writeOneHot(
        static_cast<int64_t>(loadElement(kBmrtI32, from.values.data(), row)),
        dtype, to);
  else
    std::memcpy(to.data(),
                from.values.data() + static_cast<size_t>(row) * to.size(),
                to.size());
}

Json CsvTable::identity() const {
  Json result{{"kind", "csv"},
              {"rows", rowCount},
              {"checksum", fmt::format("{:08x}", checksum.value())},
              {"categories", categoriesJson()}};
  if (checksum.hasNumbers())
    result[kSummedKey] = "numbers";
  if (texts.columns() > 0)
    result["vocabulary"] = texts.vocabulary().toJson();
  for (const ImageColumn &column : imageColumns) {
    result["images"][column.name] =
        fmt::format("{:08x}", column.images.checksum());
    if (Json fitted = column.images.normalization(); !fitted.is_null())
      result[kNormalizationKey][column.name] = std::move(fitted);
  }
  for (const Source &source : sources)
    if (isFitted(source))
      result[kNormalizationKey][source.column.name] =
          source.fit.toJson(source.column);
  return result;
}
