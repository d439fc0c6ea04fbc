//===- CompileObjects.cpp - LLVM IR -> objects of a program ---------------===//

#include "codegen/CompileObjects.h"
#include "codegen/common/target/KernelUnits.h"
#include "codegen/cpu/target/EmitObject.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Object/ArchiveWriter.h"

using namespace llvm;

namespace bmc {

/// Whether the program's tables hold the function's address. The bodies of
/// parallel loops are arguments of calls instead.
static bool isInTables(const Function &function) {
  return any_of(function.users(),
                [](const User *user) { return isa<Constant>(user); });
}

/// Makes a declaration of the kernel, shared by all of that symbol.
static void replaceByDeclaration(Function &kernel, StringRef symbol) {
  if (Function *same = kernel.getParent()->getFunction(symbol)) {
    kernel.replaceAllUsesWith(same);
    kernel.eraseFromParent();
    return;
  }
  kernel.deleteBody();
  kernel.setName(symbol);
  kernel.setLinkage(GlobalValue::ExternalLinkage);
  kernel.setVisibility(GlobalValue::HiddenVisibility);
}

/// Takes the kernels that the tables of `program` point to out of it, in order,
/// and leaves hidden declarations of their symbols.
static std::vector<KernelUnit> takeKernels(Module &program) {
  SmallVector<Function *> kernels;
  for (Function &function : program)
    if (!function.isDeclaration() && isInTables(function))
      kernels.push_back(&function);
  std::vector<KernelUnit> units = copyKernels(kernels);
  for (auto [kernel, unit] : zip_equal(kernels, units))
    replaceByDeclaration(*kernel, unit.symbol);
  for (Function &function : make_early_inc_range(program))
    if (!function.isDeclaration() && function.use_empty())
      function.eraseFromParent();
  return units;
}

static std::string makeArchive(const KernelCode &objects) {
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
  std::optional<KernelCode> kernels =
      compileKernels(takeKernels(program), cache, [&](Module &kernel) {
        return emitNative(kernel, target, NativeFormat::Object);
      });
  if (!kernels)
    return std::nullopt;
  ProgramObjects result;
  result.tables = emitNative(program, target, NativeFormat::Object);
  if (!kernels->empty())
    result.kernels = makeArchive(*kernels);
  return result;
}

} // namespace bmc
