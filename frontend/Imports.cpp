//===- Imports.cpp - The files that a model imports -----------------------===//

#include "frontend/Imports.h"

#include "frontend/Parser.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

static constexpr size_t kMaxImports = 100;

bool Imports::addTo(File &file) {
  chain.push_back(sys::path::filename(fileName).str());
  File additions;
  if (!visit(file, chain.back(), additions))
    return false;
  std::move(file.functions.begin(), file.functions.end(),
            std::back_inserter(additions.functions));
  std::move(file.blocks.begin(), file.blocks.end(),
            std::back_inserter(additions.blocks));
  file.functions = std::move(additions.functions);
  file.blocks = std::move(additions.blocks);
  return true;
}

/// The path from the folder of the model; nullopt after a report.
std::optional<std::string> Imports::resolve(const ImportDecl &import,
                                            StringRef importer) {
  SmallString<128> path = sys::path::parent_path(importer);
  sys::path::append(path, import.path);
  bool leaves = sys::path::is_absolute(import.path) ||
                any_of(make_range(sys::path::begin(import.path),
                                  sys::path::end(import.path)),
                       [](StringRef part) { return part == ".."; });
  if (leaves || import.path.empty()) {
    diagnostics
        .error(import.range, DiagId::BadImport,
               "an imported file lies in the folder of the model or below")
        .help("write its path without a leading '/' and without '..'");
    return std::nullopt;
  }
  sys::path::remove_dots(path);
  return std::string(path.str());
}

bool Imports::holdsOnlyBlocks(const File &imported) {
  auto refuse = [&](SourceRange range) {
    diagnostics.error(range, DiagId::BadImport,
                      "an imported file holds functions and blocks only");
    return false;
  };
  if (!imported.params.empty())
    return refuse(imported.params.front().name.range);
  if (!imported.dims.empty())
    return refuse(imported.dims.front().name.range);
  if (!imported.requirements.empty())
    return refuse(imported.requirements.front().range);
  if (!imported.data.empty())
    return refuse(imported.data.front().name.range);
  if (!imported.trains.empty())
    return refuse(imported.trains.front().range);
  if (!imported.generates.empty())
    return refuse(imported.generates.front().range);
  for (const auto &block : imported.blocks)
    if (block->isModel)
      return refuse(block->name.range);
  return true;
}

bool Imports::load(const ImportDecl &import, const std::string &path,
                   File &imported) {
  std::optional<std::string> text =
      options.readImport ? options.readImport(path) : std::nullopt;
  if (!text || text->size() > kMaxModelBytes || loaded.size() > kMaxImports) {
    diagnostics.error(import.range, DiagId::BadImport,
                      !text ? "cannot read '" + path + "'"
                      : text->size() > kMaxModelBytes
                          ? "'" + path + "' has more than " +
                                std::to_string(kMaxModelBytes) + " bytes"
                          : "more than " + std::to_string(kMaxImports) +
                                " files are imported");
    return false;
  }
  SmallString<128> shown = sys::path::parent_path(fileName);
  sys::path::append(shown, path);
  auto buffer = MemoryBuffer::getMemBufferCopy(*text, shown);
  StringRef copy = buffer->getBuffer();
  sources.AddNewSourceBuffer(std::move(buffer), SMLoc());
  return parse(copy, /*isLibrary=*/false, imported, diagnostics) &&
         holdsOnlyBlocks(imported);
}

bool Imports::visit(const File &importer, std::string path, File &into) {
  for (const ImportDecl &import : importer.imports) {
    std::optional<std::string> target = resolve(import, path);
    if (!target)
      return false;
    if (is_contained(chain, *target)) {
      diagnostics.error(import.range, DiagId::BadImport,
                        "'" + *target + "' imports itself" +
                            (chain.back() == *target
                                 ? Twine()
                                 : " by way of '" + chain.back() + "'"));
      return false;
    }
    if (!loaded.insert(*target).second)
      continue;
    File imported;
    if (!load(import, *target, imported))
      return false;
    chain.push_back(*target);
    bool ok = visit(imported, *target, into);
    chain.pop_back();
    if (!ok)
      return false;
    for (auto &function : imported.functions) {
      function->isImported = true;
      into.functions.push_back(std::move(function));
    }
    for (auto &block : imported.blocks) {
      block->isImported = true;
      into.blocks.push_back(std::move(block));
    }
  }
  return true;
}

} // namespace bmc
