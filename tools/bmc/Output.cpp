//===- Output.cpp - Where bmc writes --------------------------------------===//

#include "tools/bmc/Output.h"

#include "codegen/link/OutputFile.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;

namespace bmc {

static constexpr const char *kPhaseNames[] = {
#define PHASE(NAME, PROMISE) #NAME,
#include "tools/bmc/Phases.def"
};

// `asm` is a keyword; its enumerator carries an underscore.
StringRef phaseName(Phase phase) {
  return StringRef(kPhaseNames[static_cast<unsigned>(phase)]).rtrim('_');
}

std::optional<Phase> parsePhase(StringRef name) {
  for (unsigned i = 0; i < std::size(kPhaseNames); ++i)
    if (phaseName(static_cast<Phase>(i)) == name)
      return static_cast<Phase>(i);
  return std::nullopt;
}

int reportEnvironment(StringRef message) {
  llvm::WithColor::error(llvm::errs(), "bmc") << message << '\n';
  return kExitEnvironment;
}

bool writeResult(StringRef path, StringRef contents) {
  if (path.empty())
    path = "-";
  std::error_code code = writeOutput(path, contents);
  if (!code)
    return true;
  StringRef name = path == "-" ? "<stdout>" : path;
  reportEnvironment(("cannot write '" + name + "': " + code.message()).str());
  return false;
}

bool writeText(StringRef path, Printer print) {
  std::string text;
  llvm::raw_string_ostream os(text);
  print(os);
  return writeResult(path, text);
}

bool dumpPhase(StringRef directory, unsigned number, StringRef name,
               Printer print) {
  if (std::error_code code = llvm::sys::fs::create_directories(directory)) {
    reportEnvironment(
        ("cannot create '" + directory + "': " + code.message()).str());
    return false;
  }
  llvm::SmallString<128> path(directory);
  std::string file;
  llvm::raw_string_ostream(file) << llvm::format("%02u-", number) << name
                                 << (name == "llvm" ? ".ll" : ".mlir");
  llvm::sys::path::append(path, file);
  return writeText(path, print);
}

/// Bytes of the state that only generation uses.
static int64_t carriedBytes(ModuleOp planned) {
  int64_t bytes = 0;
  for (auto parameter : planned.getOps<ParameterOp>()) {
    auto type = cast<RankedTensorType>(parameter.getType());
    if (parameter.getCarried())
      bytes += type.getNumElements() * type.getElementTypeBitWidth() / 8;
  }
  return bytes;
}

void printMemorySummary(ModuleOp planned, llvm::raw_ostream &os) {
  auto state = planned->getAttrOfType<IntegerAttr>("bmc.state_bytes").getInt();
  os << "// memory at the bounds of all dims, in bytes\n";
  os << llvm::format("// state      %14lld\n", static_cast<long long>(state));
  int64_t training = 0;
  for (auto function : planned.getOps<func::FuncOp>()) {
    auto bytes = function->getAttrOfType<IntegerAttr>("bmc.arena_bytes");
    if (!bytes)
      continue;
    std::string name = function.getName().str();
    os << llvm::format("// %-10s %14lld (arena)\n", name.c_str(),
                       static_cast<long long>(bytes.getInt()));
    // What kTrainingFunctions of runtime/core/Program.h lists.
    if (llvm::is_contained({"totals", "train", "train_accumulate", "update",
                            "eval", "metrics"},
                           function.getName()))
      training = std::max(training, bytes.getInt());
  }
  os << llvm::format(
      "// training   %14lld (its state and largest arena; the "
      "runtime adds about 4 MiB)\n",
      static_cast<long long>(state - carriedBytes(planned) + training));
}

} // namespace bmc
