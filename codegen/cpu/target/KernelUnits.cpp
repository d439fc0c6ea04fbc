//===- KernelUnits.cpp - Kernels that are compiled one by one -------------===//

#include "codegen/cpu/target/KernelUnits.h"
#include "codegen/cpu/target/EmitObject.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Transforms/Utils/Cloning.h"

#include <algorithm>
#include <atomic>
#include <pthread.h>
#include <thread>

using namespace llvm;

namespace bmc {

/// A unit's kernel before it has its symbol, which depends on the unit.
static constexpr const char *kKernelName = "kernel";

namespace {

/// Copies a kernel into a module of its own, and what it refers to.
class UnitBuilder : public ValueMaterializer {
public:
  explicit UnitBuilder(Module &program) : unit("kernel", program.getContext()) {
    unit.setTargetTriple(program.getTargetTriple());
    unit.setDataLayout(program.getDataLayout());
  }

  KernelUnit build(Function &kernel) {
    Function *root = declare(kernel);
    root->setName(kKernelName);
    root->setLinkage(GlobalValue::ExternalLinkage);
    while (!pending.empty())
      copyBody(*pending.pop_back_val());
    // Cloning leaves an empty list of what was compiled with debug info.
    if (NamedMDNode *compileUnits = unit.getNamedMetadata("llvm.dbg.cu"))
      compileUnits->eraseFromParent();
    KernelUnit result;
    raw_svector_ostream os(result.bitcode);
    WriteBitcodeToFile(unit, os);
    result.symbol = "bmc_kernel_" + toHex(hash(result.bitcode), true);
    return result;
  }

private:
  static std::array<uint8_t, 16> hash(ArrayRef<char> data) {
    BLAKE3 hasher;
    hasher.update(StringRef(data.data(), data.size()));
    return hasher.final<16>();
  }

  /// Names count what came before, so that they say nothing about where the
  /// kernel stood in the program.
  std::string nextName() { return "part" + std::to_string(numParts++); }

  Function *declare(Function &function) {
    bool isOurs = !function.isDeclaration();
    auto *copy =
        Function::Create(function.getFunctionType(), function.getLinkage(),
                         isOurs ? nextName() : function.getName().str(), unit);
    copy->copyAttributesFrom(&function);
    map[&function] = copy;
    if (isOurs)
      pending.push_back(&function);
    return copy;
  }

  void copyBody(Function &function) {
    auto *copy = cast<Function>(map[&function]);
    for (auto [from, to] : zip(function.args(), copy->args()))
      map[&from] = &to;
    SmallVector<ReturnInst *> returns;
    CloneFunctionInto(copy, &function, map,
                      CloneFunctionChangeType::DifferentModule, returns, "",
                      nullptr, nullptr, this);
  }

  Value *materialize(Value *value) override {
    if (auto *function = dyn_cast<Function>(value))
      return declare(*function);
    auto *global = dyn_cast<GlobalVariable>(value);
    if (!global)
      return nullptr;
    auto *copy = new GlobalVariable(
        unit, global->getValueType(), global->isConstant(),
        global->getLinkage(), nullptr,
        global->hasInitializer() ? nextName() : global->getName().str());
    copy->copyAttributesFrom(global);
    map[global] = copy;
    if (global->hasInitializer())
      copy->setInitializer(
          MapValue(global->getInitializer(), map, RF_None, nullptr, this));
    return copy;
  }

  Module unit;
  ValueToValueMapTy map;
  SmallVector<Function *> pending;
  unsigned numParts = 0;
};

} // namespace

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

std::vector<KernelUnit> takeKernels(Module &program) {
  std::vector<KernelUnit> units;
  SmallVector<Function *> kernels;
  for (Function &function : program)
    if (!function.isDeclaration() && isInTables(function))
      kernels.push_back(&function);
  for (Function *kernel : kernels)
    units.push_back(UnitBuilder(program).build(*kernel));
  for (auto [kernel, unit] : zip_equal(kernels, units))
    replaceByDeclaration(*kernel, unit.symbol);
  for (Function &function : make_early_inc_range(program))
    if (!function.isDeclaration() && function.use_empty())
      function.eraseFromParent();
  return units;
}

static std::string compileKernel(const KernelUnit &unit,
                                 const CpuTarget &target) {
  LLVMContext context;
  MemoryBufferRef buffer(StringRef(unit.bitcode.data(), unit.bitcode.size()),
                         unit.symbol);
  std::unique_ptr<Module> module = cantFail(parseBitcodeFile(buffer, context));
  module->getFunction(kKernelName)->setName(unit.symbol);
  return emitNative(*module, target, NativeFormat::Object);
}

namespace {

/// Units that threads take one after the other.
struct Work {
  ArrayRef<KernelUnit> units;
  const CpuTarget &target;
  std::vector<std::string> objects;
  std::atomic<size_t> next{0};

  void run() {
    for (size_t i = next++; i < units.size(); i = next++)
      CrashRecoveryContext().RunSafely(
          [&] { objects[i] = compileKernel(units[i], target); });
  }
};

} // namespace

static void *runWork(void *work) {
  static_cast<Work *>(work)->run();
  return nullptr;
}

std::vector<std::string> compileKernels(ArrayRef<KernelUnit> units,
                                        const CpuTarget &target) {
  Work work{units, target, std::vector<std::string>(units.size())};
  size_t most =
      std::min<size_t>(units.size(), std::thread::hardware_concurrency());
  std::vector<pthread_t> helpers;
  pthread_t helper;
  // Where threads are limited, fewer do.
  while (helpers.size() + 1 < most &&
         pthread_create(&helper, nullptr, runWork, &work) == 0)
    helpers.push_back(helper);
  work.run();
  for (pthread_t thread : helpers)
    pthread_join(thread, nullptr);
  return std::move(work.objects);
}

} // namespace bmc
