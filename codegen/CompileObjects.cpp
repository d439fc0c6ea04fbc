//===- CompileObjects.cpp - LLVM IR -> objects of a program ---------------===//

#include "codegen/CompileObjects.h"
#include "codegen/cpu/target/EmitObject.h"
#include "codegen/cpu/target/KernelUnits.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/ArchiveWriter.h"

#include <map>

using namespace llvm;

namespace bmc {

/// Objects by symbol.
using Objects = std::map<std::string, std::string>;

static std::string makeArchive(const Objects &objects) {
  std::vector<NewArchiveMember> members;
  for (const auto &[symbol, object] : objects)
    members.emplace_back(MemoryBufferRef(object, symbol));
  SmallVector<char, 0> archive;
  raw_svector_ostream os(archive);
  cantFail(writeArchiveToStream(os, members, SymtabWritingMode::NormalSymtab,
                                object::Archive::K_GNU,
                                /*Deterministic=*/true, /*Thin=*/false));
  return std::string(archive.data(), archive.size());
}

std::optional<ProgramObjects>
compileObjects(Module &program, const CpuTarget &target, ObjectCache &cache) {
  Objects objects;
  std::vector<KernelUnit> missing;
  for (KernelUnit &unit : takeKernels(program)) {
    auto [it, isNew] = objects.try_emplace(unit.symbol);
    if (!isNew)
      continue;
    if (std::optional<std::string> object = cache.find(unit.symbol))
      it->second = std::move(*object);
    else
      missing.push_back(std::move(unit));
  }
  std::vector<std::string> compiled = compileKernels(missing, target);
  if (is_contained(compiled, ""))
    return std::nullopt;
  for (auto [unit, object] : zip_equal(missing, compiled)) {
    cache.add(unit.symbol, object);
    objects[unit.symbol] = std::move(object);
  }
  ProgramObjects result;
  result.numKernels = objects.size();
  result.numCached = objects.size() - missing.size();
  result.tables = emitNative(program, target, NativeFormat::Object);
  if (!objects.empty())
    result.kernels = makeArchive(objects);
  return result;
}

} // namespace bmc
