//===- main.cpp - bmc: the Big Model Compiler -----------------------------===//

#include "codegen/cpu/target/Target.h"
#include "codegen/nvptx/target/GpuTarget.h"
#include "tools/bmc/Input.h"
#include "tools/bmc/NewModel.h"
#include "tools/bmc/Output.h"
#include "tools/bmc/Process.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/WithColor.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

using namespace bmc;
namespace cl = llvm::cl;

static cl::OptionCategory category("Options");
static cl::SubCommand
    checkCommand("check",
                 "Report errors and warnings of a model, build nothing");
static cl::SubCommand explainCommand("explain",
                                     "Explain an error code such as BMC0104");

static cl::SubCommand
    helpCommand("help", "Explain a function, layer, loss, metric, optimizer, "
                        "schedule or kind of data");

// For the help: startTokenize does it.
static cl::SubCommand
    tokenizeCommand("tokenize",
                    "Learn a tokenizer, show its tokens, encode a file");
static cl::SubCommand newCommand("new", "Write a first model for a table");

static cl::opt<std::string> input(cl::Positional, cl::desc("FILE.model"),
                                  cl::cat(category));
static cl::opt<std::string>
    output("o",
           cl::desc("Output file (default: FILE without its ending; of new, "
                    "standard output)"),
           cl::value_desc("path"), cl::cat(category),
           cl::sub(cl::SubCommand::getTopLevel()), cl::sub(newCommand));
static cl::opt<std::string>
    newTable("from", cl::desc("The table: CSV, TSV or JSON objects"),
             cl::value_desc("FILE"), cl::Required, cl::cat(category),
             cl::sub(newCommand));
static cl::opt<std::string>
    newTarget("target",
              cl::desc("The column to predict (default: the last that is a "
                       "number or a category)"),
              cl::value_desc("COLUMN"), cl::cat(category), cl::sub(newCommand));
static cl::opt<std::string>
    emit("emit",
         cl::desc("Stop and print at: ast, graph, fused, typed, grad, step, "
                  "kernels, planned, cost, ptx, llvm, asm, obj, exe (default)"),
         cl::init("exe"), cl::value_desc("phase"), cl::cat(category));
static cl::list<std::string> defines("D", cl::desc("Set a param of the model"),
                                     cl::Prefix, cl::value_desc("NAME=value"),
                                     cl::cat(category),
                                     cl::sub(cl::SubCommand::getTopLevel()),
                                     cl::sub(checkCommand));
static cl::opt<std::string>
    mcpu("mcpu", cl::desc("CPU: native (default), avx512, avx2, portable"),
         cl::init("native"), cl::value_desc("cpu"), cl::cat(category));
static cl::opt<std::string>
    target("target",
           cl::desc("Devices the program can run on, separated by commas: cpu "
                    "(default), sm_80, sm_86, sm_89, sm_90a, sm_100"),
           cl::init("cpu"), cl::value_desc("list"), cl::cat(category));
static cl::opt<std::string>
    precision("precision", cl::desc("Element type: f32 (default) or f64"),
              cl::init("f32"), cl::value_desc("type"), cl::cat(category));
static cl::opt<bool> noFuse("no-fuse",
                            cl::desc("Compile without recognising fused ops"),
                            cl::cat(category));
static cl::opt<bool>
    remarks("remarks",
            cl::desc("Say at the source line what was fused, and why not"),
            cl::cat(category));
static cl::opt<std::string>
    dumpDir("dump-dir", cl::desc("Write the program after every phase"),
            cl::value_desc("directory"), cl::cat(category));
static cl::opt<std::string>
    chip("chip",
         cl::desc("Of --emit=cost: a chip such as h100-sxm, or what "
                  "'tools/bench/run rates' prints for a CPU"),
         cl::value_desc("name"), cl::cat(category));
static cl::opt<std::string>
    dims("dims", cl::desc("Of --emit=cost: run-time sizes; default: bounds"),
         cl::value_desc("B=64,S=1024"), cl::cat(category));
static cl::opt<bool>
    noCache("no-cache",
            cl::desc("Compile every kernel, also those kept from before "
                     "(in $XDG_CACHE_HOME/bmc or ~/.cache/bmc)"),
            cl::cat(category));
static cl::opt<bool> timePhases("time-phases",
                                cl::desc("Print the time of each phase"),
                                cl::cat(category));
static cl::opt<std::string>
    injectFailure("inject-failure",
                  cl::desc("Fail on the way to a phase (tests the reproducer)"),
                  cl::value_desc("phase[:fatal]"), cl::Hidden,
                  cl::cat(category));
static cl::opt<std::string> checkInput(cl::Positional, cl::desc("FILE.model"),
                                       cl::Required, cl::sub(checkCommand));
static cl::opt<std::string> explainedCode(cl::Positional, cl::desc("[CODE]"),
                                          cl::sub(explainCommand));

static cl::opt<std::string> helpName(cl::Positional, cl::desc("[NAME]"),
                                     cl::sub(helpCommand));
static cl::opt<bool> helpModel("model",
                               cl::desc("Print a whole model around the line"),
                               cl::cat(category), cl::sub(helpCommand));
static cl::opt<bool> helpMarkdown("markdown",
                                  cl::desc("Print all as a page in Markdown"),
                                  cl::cat(category), cl::sub(helpCommand));

static constexpr const char *kOverview =
    "The Big Model Compiler: turns a .model file into one native program that\n"
    "trains, evaluates and runs the model.\n\n"
    "  bmc gpt.model -o gpt               compile; then ./gpt train --help\n"
    "  bmc gpt.model -D L=12 --emit=step  print the training step\n"
    "  bmc check gpt.model                report errors only\n"
    "  bmc new --from houses.csv          write a first model for a table\n"
    "  bmc help LSTM                      what it is and how it is written\n"
    "  bmc tokenize --help                learn and use tokenizers\n";

std::string bmc::versionString() {
  return "bmc " BMC_VERSION " (LLVM " LLVM_VERSION_STRING ")";
}

bool bmc::useColour() {
  const char *noColour = std::getenv("NO_COLOR");
  if (noColour && *noColour)
    return false;
  return llvm::sys::Process::StandardErrHasColors();
}

static void printVersion(llvm::raw_ostream &os) {
  os << versionString() << "\n";
  auto native = llvm::cantFail(parseCpuTarget("native"));
  os << "targets: x86-64 avx512, avx2, portable (this CPU: " << native.name()
     << ")\n         ptx";
  for (const GpuTarget &gpu : gpuTargets())
    os << (&gpu == gpuTargets().begin() ? " " : ", ") << gpu.arch;
  os << "\n";
}

static int usageError(const llvm::Twine &message) {
  llvm::WithColor::error(llvm::errs(), "bmc")
      << message << " (see bmc --help)\n";
  return kExitUsage;
}

/// Splits the -D options.
static bool parseDefines(FrontendOptions &options) {
  for (const std::string &define : defines) {
    auto [name, value] = llvm::StringRef(define).split('=');
    if (name.empty() || value.empty()) {
      usageError("-D " + define + ": expected NAME=value");
      return false;
    }
    options.defines.push_back({name.str(), value.str()});
  }
  return true;
}

/// Splits --target and checks it against what --emit prints.
static bool parseTargets(Phase phase, std::vector<std::string> &targets) {
  targets.clear();
  llvm::SmallVector<llvm::StringRef> names;
  llvm::StringRef(target).split(names, ',');
  for (llvm::StringRef name : names) {
    if (llvm::is_contained(targets, name)) {
      usageError("--target=" + target + ": '" + name + "' is there twice");
      return false;
    }
    if (name != "cpu" && !parseGpuTarget(name)) {
      usageError("--target=" + target + ": no such target: '" + name + "'");
      return false;
    }
    targets.push_back(name.str());
  }
  bool one = phase == Phase::kernels || phase == Phase::planned ||
             phase == Phase::cost || phase == Phase::ptx;
  if (one && targets.size() > 1) {
    usageError("--emit=" + emit + " prints one target; choose it by --target");
    return false;
  }
  if (phase == Phase::ptx && targets.front() == "cpu") {
    usageError("--emit=ptx needs a GPU, such as --target=sm_80");
    return false;
  }
  return true;
}

static int runCheck(FrontendOptions options) {
  std::string text;
  options.readImport = importReader(checkInput);
  setSubject(checkInput);
  if (int code = readInput(checkInput, text))
    return code;
  return checkModel(text, checkInput, options, llvm::errs(), useColour())
             ? kExitDone
             : kExitBadInput;
}

static int runExplain() {
  if (explainedCode.empty()) {
    for (auto &[code, title] : listCodes())
      llvm::outs() << code << "  " << title << '\n';
    return kExitDone;
  }
  if (std::optional<std::string> text = explainCode(explainedCode)) {
    llvm::outs() << *text;
    return kExitDone;
  }
  return usageError("there is no code '" + explainedCode +
                    "'; 'bmc explain' lists all");
}

static int runHelp() {
  if (helpMarkdown)
    return printReferencePage(llvm::outs(), llvm::errs()) ? kExitDone
                                                          : kExitInternal;
  if (helpName.empty()) {
    printReferenceNames(llvm::outs());
    return kExitDone;
  }
  std::string problem = printReference(helpName, helpModel, llvm::outs());
  if (problem.empty())
    return kExitDone;
  llvm::WithColor::error(llvm::errs(), "bmc") << problem << '\n';
  return kExitUsage;
}

/// A first model for a table, into `-o` or onto standard output.
static int runNew() {
  std::string text;
  Status status = writeNewModel(newTable, newTarget, text);
  if (!status.ok()) {
    llvm::WithColor::error(llvm::errs(), "bmc") << status.message() << '\n';
    return status.exitCode();
  }
  return writeResult(output, text) ? kExitDone : kExitEnvironment;
}

/// Where the result goes if -o does not say: the input's stem for a program,
/// stem.o for an object, standard output for text.
static std::string defaultOutput(Phase phase) {
  llvm::StringRef stem = llvm::sys::path::stem(input);
  if (phase == Phase::exe)
    return stem.str();
  return phase == Phase::obj ? (stem + ".o").str() : "";
}

static int runCompile(const FrontendOptions &frontend,
                      const char *programName) {
  if (input.empty())
    return usageError("no input file");
  DriverOptions options;
  options.frontend = frontend;
  options.frontend.readImport = importReader(input);
  options.input = input;
  setSubject(input);
  options.output = output;
  std::optional<Phase> phase = parsePhase(emit);
  if (!phase)
    return usageError("--emit=" + emit + ": no such phase");
  options.emit = *phase;
  if (!parseTargets(*phase, options.targets))
    return kExitUsage;
  if (options.emit != Phase::cost && (!chip.empty() || !dims.empty()))
    return usageError("--chip and --dims belong to --emit=cost");
  if (options.output.empty()) {
    options.output = defaultOutput(*phase);
    if (input == "-" && !options.output.empty())
      return usageError("a model from standard input needs -o");
  }
  if (llvm::sys::fs::equivalent(options.input, options.output))
    return usageError("the output would replace '" + options.input +
                      "'; choose another with -o");
  if (llvm::Error error = parseCpuTarget(mcpu).takeError())
    return usageError(llvm::toString(std::move(error)));
  options.mcpu = mcpu;
  if (precision != "f32" && precision != "f64")
    return usageError("--precision=" + precision + ": expected f32 or f64");
  options.precision = precision;
  options.fuse = !noFuse;
  options.remarks = remarks;
  options.dumpDir = dumpDir;
  options.cost = {chip, dims};
  options.timePhases = timePhases;
  options.cache = !noCache;
  auto [failing, manner] = llvm::StringRef(injectFailure).split(':');
  options.injectFailure = parsePhase(failing);
  options.injectFatal = manner == "fatal";
  options.toolPath = llvm::sys::fs::getMainExecutable(
      programName, reinterpret_cast<void *>(&bmc::versionString));
  return compile(options);
}

/// `bmc tokenize` is a program of the runtime beside bmc.
static int startTokenize(char **argv) {
  std::string path = llvm::sys::fs::getMainExecutable(
      argv[0], reinterpret_cast<void *>(&bmc::versionString));
  llvm::SmallString<128> tool(llvm::sys::path::parent_path(path));
  llvm::sys::path::append(tool, "bmc-tokenize");
  execv(tool.c_str(), argv + 1);
  return reportEnvironment(
      llvm::Twine("cannot start '" + tool.str() + "': " + std::strerror(errno))
          .str());
}

int main(int argc, char **argv) {
  if (argc > 1 && llvm::StringRef(argv[1]) == "tokenize")
    return startTokenize(argv);
  Process process(argc, argv);
  if (int code = checkStack())
    return code;
  llvm::WithColor::setAutoDetectFunction(
      [](const llvm::raw_ostream &) { return useColour(); });
  cl::HideUnrelatedOptions(category);
  cl::SetVersionPrinter(printVersion);
  // The command-line library exits with 1; 1 is a bad model here.
  if (!cl::ParseCommandLineOptions(argc, argv, kOverview, &llvm::errs()))
    return kExitUsage;
  FrontendOptions frontend;
  if (!parseDefines(frontend))
    return kExitUsage;
  if (checkCommand)
    return runCheck(frontend);
  if (explainCommand)
    return runExplain();
  if (helpCommand)
    return runHelp();
  if (newCommand)
    return runNew();
  return runCompile(frontend, argv[0]);
}
