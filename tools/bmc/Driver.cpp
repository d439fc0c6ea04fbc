//===- Driver.cpp - From a .model file to any phase -----------------------===//

#include "tools/bmc/Driver.h"
#include "codegen/CompileObjects.h"
#include "codegen/CompileProgram.h"
#include "codegen/Passes.h"
#include "codegen/cpu/target/EmitObject.h"
#include "codegen/link/LinkExecutable.h"
#include "codegen/link/TemporaryFile.h"
#include "ir/BmcOps.h"
#include "passes/Passes.h"
#include "passes/Pipelines.h"
#include "tools/bmc/Input.h"
#include "tools/bmc/Output.h"
#include "tools/bmc/PassDiagnostics.h"
#include "tools/bmc/PhaseTimes.h"
#include "tools/bmc/Process.h"

#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;

namespace bmc {

namespace {

/// One compilation.
class Compilation {
public:
  explicit Compilation(const DriverOptions &options)
      : options(options), context(makeContext()), times(options.timePhases) {}

  int run();

private:
  static std::unique_ptr<MLIRContext> makeContext();
  struct Step {
    Phase phase;
    std::function<void(OpPassManager &)> build;
  };
  int runSteps(ArrayRef<Step> steps, ModuleOp module);
  int runToStep(ModuleOp module);
  int runToPlanned(ModuleOp module, const std::string &target);
  int planImages(ModuleOp module);
  int runPhase(Phase phase, ModuleOp module,
               function_ref<void(OpPassManager &)> build);
  int printCost();
  int printPtx();
  int emitNativePhases();
  std::string emitGuarded(llvm::Module &module, const CpuTarget &target,
                          NativeFormat format);
  ProgramObjects compileGuarded(llvm::Module &module, const CpuTarget &target);
  int linkExecutable(llvm::Module &module, const CpuTarget &target);
  void remarkCache(PhaseTimes::Scope &time, StringRef what);
  [[noreturn]] void endCodegen(StringRef phase);
  int finish(Phase phase, ModuleOp module);
  int printText(Phase phase, function_ref<void(llvm::raw_ostream &)> print);
  bool dump(Phase phase, function_ref<void(llvm::raw_ostream &)> print);

  const DriverOptions &options;
  std::unique_ptr<MLIRContext> context;
  PhaseTimes times;
  ObjectCache cache;
  std::string text;
  bool done = false;
  /// The program planned for each target, from `planned` on.
  std::vector<PlannedImage> images;
  std::vector<OwningOpRef<ModuleOp>> copies;
};

} // namespace

std::unique_ptr<MLIRContext> Compilation::makeContext() {
  DialectRegistry registry;
  registry.insert<BmcDialect, arith::ArithDialect, cf::ControlFlowDialect,
                  func::FuncDialect, LLVM::LLVMDialect, math::MathDialect,
                  NVVM::NVVMDialect, scf::SCFDialect, vector::VectorDialect>();
  // Two cores gain nothing from MLIR's own threads on modules of this size.
  auto context =
      std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  context->loadAllAvailableDialects();
  context->printOpOnDiagnostic(false);
  return context;
}

bool Compilation::dump(Phase phase,
                       function_ref<void(llvm::raw_ostream &)> print) {
  return options.dumpDir.empty() ||
         dumpPhase(options.dumpDir, static_cast<unsigned>(phase),
                   phaseName(phase), print);
}

/// Writes the asked-for phase and ends the compilation.
int Compilation::printText(Phase phase,
                           function_ref<void(llvm::raw_ostream &)> print) {
  if (!dump(phase, print))
    return kExitEnvironment;
  if (options.emit != phase)
    return kExitDone;
  done = true;
  return writeText(options.output, print) ? kExitDone : kExitEnvironment;
}

int Compilation::finish(Phase phase, ModuleOp module) {
  return printText(phase, [&](llvm::raw_ostream &os) {
    if (phase == Phase::planned)
      printMemorySummary(module, os);
    module->print(os, OpPrintingFlags());
    os << '\n';
  });
}

int Compilation::runPhase(Phase phase, ModuleOp module,
                          function_ref<void(OpPassManager &)> build) {
  PhaseTimes::Scope time(times, phaseName(phase));
  PassManager pm(context.get());
  std::string reproducer = reproducerPath(options.input);
  pm.enableCrashReproducerGeneration(reproducer);
  build(pm);
  if (options.injectFailure == phase)
    pm.addPass(createInjectFailure({options.injectFatal}));
  PassDiagnostics diagnostics(*context, text, options.input, options.remarks);
  if (succeeded(pm.run(module))) {
    time.stop();
    return finish(phase, module);
  }
  if (diagnostics.onlyUserErrors()) {
    llvm::sys::fs::remove(reproducer);
    return kExitBadInput;
  }
  endInternal(phaseName(phase), reproducer);
}

int Compilation::runSteps(ArrayRef<Step> steps, ModuleOp module) {
  for (const Step &step : steps)
    if (int code = runPhase(step.phase, module, step.build); code || done)
      return code;
  return kExitDone;
}

/// graph -> step, the same for all targets.
int Compilation::runToStep(ModuleOp module) {
  FusedOptions fused;
  fused.fuse = options.fuse;
  TypedOptions typed;
  typed.to = options.precision;
  const Step steps[] = {
      {Phase::fused, [&](OpPassManager &pm) { buildFusedPipeline(pm, fused); }},
      {Phase::typed, [&](OpPassManager &pm) { buildTypedPipeline(pm, typed); }},
      {Phase::grad, [&](OpPassManager &pm) { buildGradPipeline(pm, {}); }},
      {Phase::step, [&](OpPassManager &pm) { buildStepPipeline(pm, {}); }},
  };
  return runSteps(steps, module);
}

/// step -> planned, for one target: scratch memory differs.
int Compilation::runToPlanned(ModuleOp module, const std::string &target) {
  const Step steps[] = {
      {Phase::kernels,
       [&](OpPassManager &pm) {
         buildKernelsPipeline(pm, {});
         pm.addPass(createAssignScratch(AssignScratchOptions{target}));
       }},
      {Phase::planned,
       [&](OpPassManager &pm) { buildPlannedPipeline(pm, {}); }},
  };
  return runSteps(steps, module);
}

int Compilation::planImages(ModuleOp module) {
  for (const std::string &target : options.targets) {
    ModuleOp image = module;
    if (target != options.targets.back()) {
      copies.push_back(cast<ModuleOp>(module->clone()));
      image = *copies.back();
    }
    if (int code = runToPlanned(image, target); code || done)
      return code;
    images.push_back({target, image});
  }
  return kExitDone;
}

/// A fault of code generation: the module goes with the report.
void Compilation::endCodegen(StringRef phase) {
  endInternal(phase, writeReproducer(images.front().module, options.input));
}

/// Writes a file for the linker; an error is reported.
static int writeTemporary(TemporaryFile &file, StringRef suffix,
                          StringRef contents) {
  int fd = -1;
  if (std::error_code code = file.create("bmc", suffix, &fd))
    return reportEnvironment("cannot write to the temporary folder: " +
                             code.message());
  llvm::raw_fd_ostream os(fd, /*shouldClose=*/true);
  os << contents;
  os.close();
  if (!os.has_error())
    return kExitDone;
  std::string message = os.error().message();
  os.clear_error();
  return reportEnvironment("cannot write '" + file.name().str() +
                           "': " + message);
}

/// Says how much of what a phase compiled was known.
void Compilation::remarkCache(PhaseTimes::Scope &time, StringRef what) {
  if (ObjectCache::Use use = cache.takeUse(); use.asked)
    time.remark((Twine(use.found) + " of " + Twine(use.asked) + " " + what +
                 " from the cache")
                    .str());
}

/// The objects of a program. LLVM may give up on the way.
ProgramObjects Compilation::compileGuarded(llvm::Module &module,
                                           const CpuTarget &target) {
  PhaseTimes::Scope time(times, "obj");
  std::optional<ProgramObjects> objects;
  bool good =
      runGuarded([&] { objects = compileObjects(module, target, cache); });
  if (!good || !objects)
    endCodegen("obj");
  remarkCache(time, "kernels");
  return std::move(*objects);
}

int Compilation::linkExecutable(llvm::Module &module, const CpuTarget &target) {
  auto archive = findRuntimeArchive(options.toolPath);
  if (!archive)
    return reportEnvironment(llvm::toString(archive.takeError()));
  ProgramObjects objects = compileGuarded(module, target);
  PhaseTimes::Scope time(times, "exe");
  TemporaryFile tables, kernels;
  if (int code = writeTemporary(tables, "o", objects.tables))
    return code;
  SmallVector<StringRef> inputs{tables.name()};
  if (!objects.kernels.empty()) {
    if (int code = writeTemporary(kernels, "a", objects.kernels))
      return code;
    inputs.push_back(kernels.name());
  }
  inputs.push_back(*archive);
  if (llvm::Error error =
          linkProgram(inputs, options.output, LinkKind::Executable))
    return reportEnvironment(llvm::toString(std::move(error)));
  return kExitDone;
}

/// Native code of a module. LLVM may give up on the way.
std::string Compilation::emitGuarded(llvm::Module &module,
                                     const CpuTarget &target,
                                     NativeFormat format) {
  std::string code;
  bool good = runGuarded([&] { code = emitNative(module, target, format); });
  if (!good)
    endCodegen(format == NativeFormat::Object ? "obj" : "asm");
  return code;
}

int Compilation::printCost() {
  const PlannedImage &image = images.front();
  std::string message;
  auto dims = parseDims(image.module, options.cost.dims, message);
  std::optional<ChipChoice> chip;
  if (dims)
    chip = chooseChip(options.cost.chip, image.target, message);
  if (!chip) {
    llvm::WithColor::error(llvm::errs(), "bmc") << message << '\n';
    return kExitUsage;
  }
  return printText(Phase::cost, [&](llvm::raw_ostream &os) {
    printCostTable(image.module, *chip, *dims, os);
  });
}

int Compilation::printPtx() {
  std::optional<std::string> ptx;
  {
    PhaseTimes::Scope time(times, "ptx");
    PassDiagnostics diagnostics(*context, text, options.input, false);
    const PlannedImage &image = images.front();
    GpuTarget target = *parseGpuTarget(image.target);
    bool good =
        runGuarded([&] { ptx = compileToPtx(image.module, target, cache); });
    if (!good || !ptx)
      endCodegen("ptx");
    remarkCache(time, "grids");
  }
  return printText(Phase::ptx, [&](llvm::raw_ostream &os) { os << *ptx; });
}

int Compilation::emitNativePhases() {
  if (options.emit == Phase::cost)
    return printCost();
  if (options.cache)
    cache =
        ObjectCache(defaultCacheFolder(), versionString() + compilerIdentity());
  if (options.emit == Phase::ptx)
    return printPtx();
  llvm::LLVMContext llvmContext;
  std::unique_ptr<llvm::Module> module;
  {
    PhaseTimes::Scope time(times, "llvm");
    PassDiagnostics diagnostics(*context, text, options.input, false);
    bool good = runGuarded([&] {
      module = compileToLLVMIR(images, options.mcpu, versionString(), cache,
                               llvmContext);
    });
    remarkCache(time, "grids");
    if (!good || !module)
      endCodegen("llvm");
  }
  if (int code =
          printText(Phase::llvm,
                    [&](llvm::raw_ostream &os) { module->print(os, nullptr); });
      code || done)
    return code;
  CpuTarget target = llvm::cantFail(parseCpuTarget(options.mcpu));
  if (options.emit == Phase::exe)
    return linkExecutable(*module, target);
  auto format = options.emit == Phase::asm_ ? NativeFormat::Assembly
                                            : NativeFormat::Object;
  return writeResult(options.output, emitGuarded(*module, target, format))
             ? kExitDone
             : kExitEnvironment;
}

int Compilation::run() {
  if (int code = readInput(options.input, text))
    return code;
  StringRef name = options.input == "-" ? "<stdin>" : StringRef(options.input);
  if (options.emit == Phase::ast) {
    std::string ast;
    llvm::raw_string_ostream os(ast);
    if (!printAst(text, name, options.frontend, os, llvm::errs(), useColour()))
      return kExitBadInput;
    return writeResult(options.output, ast) ? kExitDone : kExitEnvironment;
  }
  OwningOpRef<ModuleOp> module;
  {
    PhaseTimes::Scope time(times, "graph");
    module = compileModel(text, name, options.frontend, *context, llvm::errs(),
                          useColour());
  }
  if (!module)
    return kExitBadInput;
  if (int code = finish(Phase::graph, *module); code || done)
    return code;
  if (int code = runToStep(*module); code || done)
    return code;
  bool canTrain = module->lookupSymbol("train");
  if (int code = planImages(*module); code || done)
    return code;
  if (options.emit == Phase::exe && !canTrain)
    llvm::WithColor::warning(llvm::errs(), "bmc")
        << "'" << name << "' has no train: the program will only describe "
        << "itself ('info')\n";
  int code = emitNativePhases();
  times.print(llvm::errs());
  return code;
}

int compile(const DriverOptions &options) { return Compilation(options).run(); }

} // namespace bmc
