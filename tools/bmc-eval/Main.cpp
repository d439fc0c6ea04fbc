//===- Main.cpp - bmc-eval: the reference evaluator as a command ----------===//
//
// bmc-eval program.mlir runs functions on the slow evaluator of ir/reference
// and prints their results, or checks them against each other, against their
// decomposition, or against finite differences.
//
//===----------------------------------------------------------------------===//

#include "codegen/link/EndingSignals.h"
#include "codegen/link/LinkExecutable.h"
#include "codegen/nvptx/target/GpuTarget.h"
#include "ir/BmcDialect.h"
#include "tools/bmc-eval/Checks.h"
#include "tools/bmc-eval/Format.h"
#include "tools/bmc-eval/Names.h"
#include "tools/bmc-eval/Native.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "mlir/Support/ToolUtilities.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace bmc;
namespace cl = llvm::cl;

static cl::OptionCategory category("bmc-eval options");

static cl::opt<std::string> inputFile(cl::Positional,
                                      cl::desc("<program.mlir>"), cl::init("-"),
                                      cl::cat(category));
static cl::opt<std::string> function("function",
                                     cl::desc("Function to run (default: all)"),
                                     cl::value_desc("NAME"), cl::cat(category));
static cl::list<std::string>
    inputs("input", cl::desc("Read inputs by name from a safetensors file"),
           cl::value_desc("FILE"), cl::cat(category));
static cl::list<std::string>
    literals("set", cl::desc("Give an input as nested JSON arrays"),
             cl::value_desc("NAME=JSON"), cl::cat(category));
static cl::list<std::string>
    dims("dims",
         cl::desc("Run-time sizes of random inputs; again for a further run"),
         cl::value_desc("B=2,S=5"), cl::cat(category));
static cl::opt<uint64_t>
    randomSeed("random-seed",
               cl::desc("Fill missing inputs with normal values and integers "
                        "(default 1 in checks)"),
               cl::value_desc("N"), cl::cat(category));
static cl::list<std::string>
    intRanges("int-range",
              cl::desc("Random integers of an input are in [0, N)"),
              cl::value_desc("NAME=N"), cl::cat(category));
static cl::opt<std::string> output("output",
                                   cl::desc("Write the results to a file"),
                                   cl::value_desc("FILE"), cl::cat(category));
static cl::opt<unsigned> precision("precision",
                                   cl::desc("Significant digits (default 6)"),
                                   cl::init(6), cl::value_desc("N"),
                                   cl::cat(category));
static cl::opt<bool>
    splitInputFile("split-input-file",
                   cl::desc("Evaluate each part between // ----- by itself"),
                   cl::cat(category));
static cl::opt<bool>
    exact("exact",
          cl::desc("Compute everything in f64, whatever the types say"),
          cl::cat(category));
static cl::list<std::string>
    compareNames("compare", cl::desc("Run two functions on the same inputs"),
                 cl::value_desc("A,B"), cl::CommaSeparated, cl::cat(category));
static cl::opt<bool> decomposeCheck(
    "decompose-check",
    cl::desc("Compare fused ops with their decompositions, in f64"),
    cl::cat(category));
static cl::opt<std::string>
    native("native", cl::ValueOptional, cl::value_desc("TARGET"),
           cl::desc("Compile the functions for cpu (default) or a GPU such as "
                    "sm_80 and compare with the reference"),
           cl::cat(category));
static cl::opt<std::string>
    mcpu("mcpu", cl::desc("CPU for --native: native, avx512, avx2, portable"),
         cl::init("native"), cl::value_desc("CPU"), cl::cat(category));
static cl::opt<bool>
    gradcheck("gradcheck",
              cl::desc("Compare the gradients of --gradient with finite "
                       "differences of --function (default loss), in f64"),
              cl::cat(category));
static cl::opt<std::string>
    gradientFunction("gradient", cl::desc("Gradient function (default train)"),
                     cl::init("train"), cl::value_desc("NAME"),
                     cl::cat(category));
static cl::opt<int64_t>
    maxElements("max-elements",
                cl::desc("Elements per parameter that --gradcheck probes"),
                cl::init(64), cl::value_desc("N"), cl::cat(category));
static cl::opt<double>
    tolerance("tolerance",
              cl::desc("Largest relative difference that passes (default 1e-10 "
                       "in f64, 1e-5 in f32, 1e-7 for --gradcheck)"),
              cl::value_desc("X"), cl::cat(category));

static LogicalResult fail(const llvm::Twine &message) {
  llvm::errs() << "bmc-eval: error: " << message << '\n';
  return failure();
}

/// Splits NAME=N.
static LogicalResult parseNumber(StringRef option, StringRef text,
                                 llvm::StringMap<int64_t> &values) {
  auto [name, value] = text.split('=');
  if (name.empty() || value.getAsInteger(10, values[name]) || values[name] < 1)
    return fail("--" + option + "=" + text +
                ": expected NAME=N with N at least 1");
  return success();
}

/// The sizes of each run: those of one --dims, or none.
static FailureOr<SmallVector<reference::DimValues>> readRuns() {
  SmallVector<reference::DimValues> runs(std::max<size_t>(dims.size(), 1));
  for (auto [text, sizes] : llvm::zip(dims, runs))
    for (StringRef size : llvm::split(text, ','))
      if (failed(parseNumber("dims", size, sizes)))
        return failure();
  return runs;
}

static LogicalResult readSources(MLIRContext *context, InputSources &sources) {
  for (StringRef text : intRanges)
    if (failed(parseNumber("int-range", text, sources.intRanges)))
      return failure();
  for (const std::string &text : literals) {
    auto [name, value] = StringRef(text).split('=');
    if (value.empty())
      return fail("--set=" + text + ": expected NAME=JSON");
    sources.literals[name] = value.str();
  }
  for (const std::string &path : inputs) {
    llvm::Expected<TensorMap> tensors = readSafetensors(path, context);
    if (!tensors)
      return fail(llvm::toString(tensors.takeError()));
    for (auto &[name, tensor] : *tensors)
      sources.files[name] = std::move(tensor);
  }
  if (randomSeed.getNumOccurrences())
    sources.seed = randomSeed;
  return success();
}

static FailureOr<func::FuncOp> findFunction(ModuleOp module, StringRef name) {
  if (auto func = module.lookupSymbol<func::FuncOp>(name))
    return func;
  return fail("there is no function '" + name + "'");
}

/// --function, or all functions that are no kernels.
static FailureOr<SmallVector<func::FuncOp>> findFunctions(ModuleOp module) {
  if (function.empty())
    return llvm::to_vector(
        llvm::make_filter_range(module.getOps<func::FuncOp>(), [](auto func) {
          return !func->hasAttr("bmc.kernel") && !func.isExternal();
        }));
  FailureOr<func::FuncOp> func = findFunction(module, function);
  if (failed(func))
    return failure();
  return SmallVector<func::FuncOp>{*func};
}

static LogicalResult print(ModuleOp module, const InputSources &sources) {
  auto functions = findFunctions(module);
  if (failed(functions))
    return failure();
  NamedTensors written;
  for (func::FuncOp func : *functions) {
    InputSources own = sources;
    auto arguments = makeInputs(func, own);
    if (failed(arguments))
      return failure();
    auto results = reference::evaluate(func, *arguments, {exact, own.dims});
    if (failed(results))
      return failure();
    if (function.empty())
      llvm::outs() << '@' << func.getName() << '\n';
    for (auto [i, result] : llvm::enumerate(*results)) {
      printTensor(llvm::outs(), getResultName(func, i), result, precision);
      written.push_back({getResultName(func, i), std::move(result)});
    }
  }
  if (output.empty())
    return success();
  if (llvm::Error error = writeSafetensors(output, written))
    return fail(llvm::toString(std::move(error)));
  return success();
}

/// 1e-10 where numbers are doubles, 1e-5 where they are rounded to less.
static double defaultTolerance(func::FuncOp func) {
  bool narrow = llvm::any_of(func.getResultTypes(), [](Type type) {
    Type element = getElementTypeOrSelf(type);
    return element.isFloat() && !element.isF64();
  });
  return exact || !narrow ? 1e-10 : 1e-5;
}

static CheckOptions checkOptions(const InputSources &sources, double normal,
                                 bool isExact) {
  double bound = tolerance.getNumOccurrences() ? tolerance : normal;
  return {sources, {isExact, {}}, bound, llvm::outs()};
}

/// All runs of a program that is compiled once.
static LogicalResult checkCompiled(ModuleOp module, const InputSources &sources,
                                   ArrayRef<reference::DimValues> runs) {
  auto functions = findFunctions(module);
  if (failed(functions))
    return failure();
  std::string name = native.empty() ? "cpu" : native.getValue();
  if (name != "cpu" && !parseGpuTarget(name))
    return fail("--native=" + name + ": no such target");
  auto archive =
      findRuntimeArchive(llvm::sys::fs::getMainExecutable(nullptr, nullptr));
  if (!archive)
    return fail(llvm::toString(archive.takeError()));
  return checkNative(*functions, {name, mcpu, *archive}, runs,
                     checkOptions(sources, 1e-10, exact));
}

static LogicalResult check(ModuleOp module, const InputSources &sources) {
  auto options = [&](double normal, bool isExact) {
    return checkOptions(sources, normal, isExact);
  };
  if (gradcheck) {
    auto loss =
        findFunction(module, function.empty() ? "loss" : function.c_str());
    auto gradient = findFunction(module, gradientFunction);
    if (failed(loss) || failed(gradient))
      return failure();
    return checkGradients(*loss, *gradient, maxElements, options(1e-7, true));
  }
  if (!compareNames.empty()) {
    if (compareNames.size() != 2)
      return fail("--compare: expected two functions");
    auto a = findFunction(module, compareNames[0]);
    auto b = findFunction(module, compareNames[1]);
    if (failed(a) || failed(b))
      return failure();
    return compareFunctions(*a, *b, options(defaultTolerance(*a), exact));
  }
  auto functions = findFunctions(module);
  if (failed(functions))
    return failure();
  bool agree = true;
  for (func::FuncOp func : *functions)
    agree &= succeeded(checkDecompositions(func, options(1e-10, true)));
  return success(agree);
}

/// Evaluates one module.
static LogicalResult runModule(std::unique_ptr<llvm::MemoryBuffer> text) {
  DialectRegistry registry;
  registry.insert<BmcDialect, func::FuncDialect>();
  MLIRContext context(registry);
  context.printOpOnDiagnostic(false);
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(std::move(text), llvm::SMLoc());
  SourceMgrDiagnosticHandler diagnostics(sources, &context);
  auto module = parseSourceFile<ModuleOp>(sources, &context);
  InputSources inputSources;
  if (!module || failed(readSources(&context, inputSources)))
    return failure();
  bool isCheck = native.getNumOccurrences() || gradcheck || decomposeCheck ||
                 !compareNames.empty();
  if (isCheck && !inputSources.seed)
    inputSources.seed = 1;
  FailureOr<SmallVector<reference::DimValues>> runs = readRuns();
  if (failed(runs))
    return failure();
  if (native.getNumOccurrences())
    return checkCompiled(*module, inputSources, *runs);
  bool succeeds = true;
  for (const reference::DimValues &sizes : *runs) {
    inputSources.dims = sizes;
    succeeds &= succeeded(isCheck ? check(*module, inputSources)
                                  : print(*module, inputSources));
  }
  return success(succeeds);
}

int main(int argc, char **argv) {
  EndingSignals signals;
  llvm::InitLLVM init(argc, argv);
  signals.install();
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(argc, argv,
                              "runs bmc programs on the reference evaluator\n");
  std::string error;
  std::unique_ptr<llvm::MemoryBuffer> text = openInputFile(inputFile, &error);
  if (!text)
    return failed(fail(error));
  // An empty pipe means that the tool before failed.
  if (text->getBuffer().empty())
    return failed(fail("the program is empty"));
  auto run = [](std::unique_ptr<llvm::MemoryBuffer> part, llvm::raw_ostream &) {
    return runModule(std::move(part));
  };
  return failed(splitAndProcessBuffer(std::move(text), run, llvm::outs(),
                                      splitInputFile ? kDefaultSplitMarker
                                                     : StringRef()));
}
