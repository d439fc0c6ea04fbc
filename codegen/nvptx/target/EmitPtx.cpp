//===- EmitPtx.cpp - PTX of the grids of a program ------------------------===//

#include "codegen/nvptx/target/EmitPtx.h"
#include "codegen/common/target/KernelUnits.h"
#include "codegen/common/target/Machine.h"
#include "codegen/common/target/Optimize.h"

#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"

using namespace mlir;

namespace bmc {

static std::unique_ptr<llvm::TargetMachine>
createMachine(const GpuTarget &target) {
  LLVMInitializeNVPTXTargetInfo();
  LLVMInitializeNVPTXTarget();
  LLVMInitializeNVPTXTargetMC();
  LLVMInitializeNVPTXAsmPrinter();
  return createMachine("nvptx64-nvidia-cuda", target.arch, target.features);
}

/// The text of one grid.
static std::string emitText(llvm::Module &module, const GpuTarget &target) {
  auto machine = createMachine(target);
  optimize(module, *machine);
  llvm::SmallString<0> text;
  llvm::raw_svector_ostream os(text);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, os, nullptr,
                                   llvm::CodeGenFileType::AssemblyFile))
    llvm::report_fatal_error("NVPTX cannot write assembly");
  passes.run(module);
  return std::string(text);
}

namespace {

/// Joins texts of single grids to that of a module.
class TextJoiner {
public:
  /// Adds a grid that its text calls `symbol`.
  void add(StringRef text, StringRef symbol, StringRef name) {
    constexpr StringLiteral kLastOfHeader = ".address_size 64\n";
    size_t end = text.find(kLastOfHeader) + kLastOfHeader.size();
    if (joined.empty())
      joined = text.take_front(end).str();
    SmallVector<StringRef> lines;
    text.drop_front(end).split(lines, '\n');
    lines.pop_back();
    for (StringRef line : lines)
      // Shared memory: all grids declare the same.
      if (!line.starts_with(".extern") || declared.insert(line).second)
        addLine(line, symbol, name);
  }

  std::string take() { return std::move(joined); }

private:
  void addLine(StringRef line, StringRef symbol, StringRef name) {
    for (size_t at; (at = line.find(symbol)) != StringRef::npos;) {
      joined += line.take_front(at);
      joined += name;
      line = line.drop_front(at + symbol.size());
    }
    joined += line;
    joined += '\n';
  }

  std::string joined;
  llvm::StringSet<> declared;
};

} // namespace

static std::unique_ptr<llvm::Module>
translateGrids(ModuleOp grids, const GpuTarget &target,
               llvm::LLVMContext &context) {
  registerNVVMDialectTranslation(*grids.getContext());
  auto module = translateFor(*createMachine(target), grids, context);
  if (!module)
    return nullptr;
  for (llvm::Function &function : *module) {
    function.addFnAttr("target-cpu", target.arch);
    function.addFnAttr("target-features", target.features);
  }
  return module;
}

std::optional<std::string> emitPtx(ModuleOp grids, const GpuTarget &target,
                                   ObjectCache &cache) {
  llvm::LLVMContext context;
  auto module = translateGrids(grids, target, context);
  if (!module)
    return std::nullopt;
  SmallVector<llvm::Function *> kernels;
  for (llvm::Function &function : *module)
    if (function.getCallingConv() == llvm::CallingConv::PTX_Kernel)
      kernels.push_back(&function);
  if (kernels.empty())
    return emitText(*module, target);
  std::vector<KernelUnit> units = copyKernels(kernels);
  std::vector<std::string> symbols;
  for (const KernelUnit &unit : units)
    symbols.push_back(unit.symbol);
  auto compiled =
      compileKernels(std::move(units), cache, [&](llvm::Module &grid) {
        return emitText(grid, target);
      });
  if (!compiled)
    return std::nullopt;
  TextJoiner joiner;
  for (auto [kernel, symbol] : llvm::zip_equal(kernels, symbols))
    joiner.add((*compiled)[symbol], symbol, kernel->getName());
  return joiner.take();
}

} // namespace bmc
