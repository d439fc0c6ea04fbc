//===- ImageFolder.cpp - Images by class, a folder each -------------------===//
#include "runtime/data/ImageFolder.h"

#include "runtime/core/Files.h"
#include "runtime/data/CsvNumbers.h"
#include "runtime/data/Vocabulary.h"

#include <algorithm>
#include <nlohmann/json.hpp>

using namespace bmc;

/// Names that are not hidden, sorted.
static Status listVisible(const std::string &folder,
                          std::vector<std::string> &names) {
  BMRT_TRY(listDirectory(folder, names));
  std::erase_if(names, [](const std::string &name) { return name[0] == '.'; });
  return {};
}

static void addFile(const std::string &folder, const std::string &name,
                    size_t index, ImageList &list) {
  list.paths.push_back(folder + "/" + name);
  list.names.push_back(name);
  list.folderOf.push_back(index);
}

/// Adds the files of a folder in `folder`.
static Status addFolder(const std::string &folder, const std::string &name,
                        ImageList &list) {
  if (findInvalidUtf8(name) != std::string::npos)
    return badInput("{}/{}: the name is not UTF-8", folder, name);
  std::vector<std::string> files;
  BMRT_TRY(listVisible(folder + "/" + name, files));
  for (const std::string &file : files)
    addFile(folder, name + "/" + file, list.folders.size(), list);
  list.folders.push_back(name);
  if (files.empty())
    return badInput("{}/{}: an empty folder, expected images", folder, name);
  return {};
}

Status bmc::listClassFolders(const std::string &folder, ImageList &out) {
  std::vector<std::string> names;
  BMRT_TRY(listVisible(folder, names));
  for (const std::string &name : names) {
    if (!isDirectory(folder + "/" + name))
      return badInput("{}/{}: a file, expected folders of images, one for each "
                      "class",
                      folder, name);
    BMRT_TRY(addFolder(folder, name, out));
  }
  if (names.empty())
    return badInput("{}: an empty folder, expected folders of images, one for "
                    "each class",
                    folder);
  return {};
}

Status bmc::listImages(const std::string &folder, ImageList &out) {
  std::vector<std::string> names;
  BMRT_TRY(listVisible(folder, names));
  for (const std::string &name : names) {
    if (isDirectory(folder + "/" + name))
      BMRT_TRY(addFolder(folder, name, out));
    else
      addFile(folder, name, 0, out);
  }
  if (out.paths.empty())
    return badInput("{}: an empty folder, expected images", folder);
  return {};
}

/// Names by number of what is saved, or the numbers themselves.
static Status useSaved(const std::string &folder, const ImageList &list,
                       int64_t classes, const Json &saved, ClassNumbers &out) {
  for (const Json &name : saved.is_array() ? saved : Json::array())
    if (name.is_string())
      out.names.push_back(name.get<std::string>());
  auto known = static_cast<int64_t>(out.names.size());
  if (known > classes)
    return badInput("checkpoint: {} classes, expected at most {}", known,
                    classes);
  for (const std::string &name : list.folders) {
    int64_t number = std::ranges::find(out.names, name) - out.names.begin();
    bool isKnown = saved.is_array() ? number < known
                                    : parseWhole(name, number) && number >= 0 &&
                                          number < classes;
    if (!isKnown)
      return badInput("{}/{}: a class that the training data does not contain",
                      folder, name);
    out.ofFolder.push_back(static_cast<int32_t>(number));
  }
  return {};
}

Status bmc::numberClasses(const std::string &folder, const ImageList &list,
                          int64_t classes, const Json *saved, bool mayNumber,
                          ClassNumbers &out) {
  if (saved)
    return useSaved(folder, list, classes, *saved, out);
  int64_t number = 0;
  bool areIntegers = std::ranges::all_of(
      list.folders, [&](const auto &name) { return parseWhole(name, number); });
  if (areIntegers) {
    for (const std::string &name : list.folders) {
      parseWhole(name, number);
      if (number < 0 || number >= classes)
        return badInput("{}/{}: class {}, expected an integer in [0, {}), or "
                        "names",
                        folder, name, number, classes);
      out.ofFolder.push_back(static_cast<int32_t>(number));
    }
    return {};
  }
  if (!mayNumber)
    return badInput("{}/{}: the weights do not say which numbers classes have; "
                    "name folders by number, or take the weights of a "
                    "checkpoint",
                    folder, list.folders.front());
  if (static_cast<int64_t>(list.folders.size()) > classes)
    return badInput("{}: {} folders, expected at most {}, one for each class",
                    folder, list.folders.size(), classes);
  for (size_t i = 0; i < list.folders.size(); ++i)
    out.ofFolder.push_back(static_cast<int32_t>(i));
  out.names = list.folders;
  return {};
}
