//===- ImageFolder.h - Images by class, a folder each -----------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_IMAGEFOLDER_H
#define BMC_RUNTIME_DATA_IMAGEFOLDER_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bmc {

/// Files of images, in the order of their folders' names and their own, by
/// bytes.
struct ImageList {
  std::vector<std::string> paths;
  std::vector<std::string> names; ///< relative to the folder: "cat/3.png"
  std::vector<size_t> folderOf;   ///< of each file; an index of `folders`
  std::vector<std::string> folders;
};

/// Lists a folder of one folder per class. What begins with a dot is left out;
/// all else has to be a folder there, and a file in those.
Status listClassFolders(const std::string &folder, ImageList &out);

/// Lists all files of a folder and of those in it: images to classify.
Status listImages(const std::string &folder, ImageList &out);

/// Numbers of classes, and what they are called.
struct ClassNumbers {
  std::vector<int32_t> ofFolder;
  /// Names by number; empty where folders are named by number.
  std::vector<std::string> names;
};

/// Numbers the folders of a list: those that are all integers are the numbers
/// themselves, others have the rank of their names. `saved` (may be nullptr) is
/// what an identity has of them for the weights in use: names by number, or
/// "integers"; `mayNumber` as in DataOptions.
Status numberClasses(const std::string &folder, const ImageList &list,
                     int64_t classes, const Json *saved, bool mayNumber,
                     ClassNumbers &out);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_IMAGEFOLDER_H
