//===- KernelUnits.cpp - Kernels that are compiled one by one -------------===//

#include "codegen/common/target/KernelUnits.h"

#include "llvm/ADT/STLExtras.h"
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
#include <tuple>

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
        global->hasInitializer() ? nextName() : global->getName().str(),
        nullptr, global->getThreadLocalMode(), global->getAddressSpace());
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

std::vector<KernelUnit> copyKernels(ArrayRef<Function *> kernels) {
  std::vector<KernelUnit> units;
  for (Function *kernel : kernels)
    units.push_back(UnitBuilder(*kernel->getParent()).build(*kernel));
  return units;
}

using CompileModule = function_ref<std::string(Module &)>;

static std::string compileKernel(const KernelUnit &unit,
                                 CompileModule compile) {
  LLVMContext context;
  MemoryBufferRef buffer(StringRef(unit.bitcode.data(), unit.bitcode.size()),
                         unit.symbol);
  std::unique_ptr<Module> module = cantFail(parseBitcodeFile(buffer, context));
  module->getFunction(kKernelName)->setName(unit.symbol);
  return compile(*module);
}

namespace {

/// Units that threads take one after the other.
struct Work {
  ArrayRef<KernelUnit> units;
  CompileModule compile;
  std::vector<std::string> code;
  std::atomic<size_t> next{0};

  void run() {
    for (size_t i = next++; i < units.size(); i = next++)
      CrashRecoveryContext().RunSafely(
          [&] { code[i] = compileKernel(units[i], compile); });
  }
};

} // namespace

static void *runWork(void *work) {
  static_cast<Work *>(work)->run();
  return nullptr;
}

/// Code is empty where LLVM gave up.
static std::vector<std::string> compileAll(ArrayRef<KernelUnit> units,
                                           CompileModule compile) {
  Work work{units, compile, std::vector<std::string>(units.size())};
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
  return std::move(work.code);
}

std::optional<KernelCode> compileKernels(std::vector<KernelUnit> units,
                                         ObjectCache &cache,
                                         CompileModule compile) {
  KernelCode result;
  std::vector<KernelUnit> missing;
  for (KernelUnit &unit : units) {
    auto [it, isNew] = result.try_emplace(unit.symbol);
    if (!isNew)
      continue;
    if (std::optional<std::string> code = cache.find(unit.symbol))
      it->second = std::move(*code);
    else
      missing.push_back(std::move(unit));
  }
  // The longest first: one that begins last would be waited for.
  llvm::sort(missing, [](const KernelUnit &a, const KernelUnit &b) {
    return std::tuple(b.bitcode.size(), StringRef(a.symbol)) <
           std::tuple(a.bitcode.size(), StringRef(b.symbol));
  });
  std::vector<std::string> compiled = compileAll(missing, compile);
  if (is_contained(compiled, ""))
    return std::nullopt;
  for (auto [unit, code] : zip_equal(missing, compiled)) {
    cache.add(unit.symbol, code);
    result[unit.symbol] = std::move(code);
  }
  return result;
}

} // namespace bmc
