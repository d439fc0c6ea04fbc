//===- Native.cpp - Running functions as compiled code --------------------===//

#include "tools/bmc-eval/Native.h"
#include "codegen/CompileProgram.h"
#include "codegen/Passes.h"
#include "codegen/link/LinkExecutable.h"
#include "codegen/link/TemporaryFile.h"
#include "ir/BmcOps.h"
#include "ir/DerivedSize.h"
#include "passes/Passes.h"
#include "passes/Pipelines.h"
#include "runtime/device/OpenDevice.h"
#include "tools/bmc-eval/Format.h"
#include "tools/bmc-eval/Names.h"

#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/DynamicLibrary.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"

#include <cstring>
#include <memory>

using namespace mlir;
using bmc::reference::Tensor;

namespace bmc {

namespace {

/// A compiled module on a device, with memory in the host.
class NativeProgram {
public:
  explicit NativeProgram(const BmrtImage &image) : program(*image.program) {}

  /// Opens the device.
  Status open(DeviceChoice &choice) {
    BMRT_TRY(openDevice(choice, device));
    BMRT_TRY(sections.state.allocate(program.stateBytes, "state"));
    BMRT_TRY(sections.arena.allocate(program.arenaBytes, "activations"));
    return device->allocate(program, sections, ProgramUse::all(program));
  }

  /// Forgets everything: the state is zero, as the padding between its tensors
  /// is in real programs, and the arena NaN.
  void begin(const reference::DimValues &dims);
  /// Runs a function on what was written; results can be read then.
  Status run(const BmrtFunction &function);
  void write(const BmrtTensor &place, const Tensor &value);
  Tensor read(const BmrtTensor &place, Type elementType);
  const BmrtFunction *find(StringRef name) const;
  const BmrtTensor *findState(StringRef group, StringRef parameter) const;

private:
  const BmrtProgram &program;
  std::unique_ptr<Device> device;
  Sections sections;
  SmallVector<int64_t> sizes;
};

} // namespace

void NativeProgram::begin(const reference::DimValues &dims) {
  sizes.clear();
  // Sizes that the function does not have are 0.
  for (uint32_t i = 0; i < program.numDims; ++i) {
    StringRef name = program.dims[i].name;
    int64_t base = dims.lookup(declaredBase(name));
    if (dims.contains(name) || base == 0)
      sizes.push_back(dims.lookup(name));
    else
      sizes.push_back(sizeAt(name, base).value());
  }
  std::memset(sections.state.data(), 0, program.stateBytes);
  // All bits set is NaN in every type.
  std::memset(sections.arena.data(), 0xff, program.arenaBytes);
}

Status NativeProgram::run(const BmrtFunction &function) {
  BMRT_TRY(device->toDevice(kBmrtState, 0, program.stateBytes));
  BMRT_TRY(device->toDevice(kBmrtArena, 0, program.arenaBytes));
  BMRT_TRY(device->run(function, sizes));
  BMRT_TRY(device->toHost(kBmrtState, 0, program.stateBytes));
  return device->toHost(kBmrtArena, 0, program.arenaBytes);
}

const BmrtFunction *NativeProgram::find(StringRef name) const {
  for (uint32_t i = 0; i < program.numFunctions; ++i)
    if (name == program.functions[i].name)
      return &program.functions[i];
  return nullptr;
}

const BmrtTensor *NativeProgram::findState(StringRef group,
                                           StringRef parameter) const {
  for (uint32_t i = 0; i < program.numStates; ++i)
    if (group == program.states[i].group &&
        parameter == program.states[i].tensor.name)
      return &program.states[i].tensor;
  return nullptr;
}

template <typename Element>
static void copyOut(char *memory, const Tensor &value) {
  for (int64_t i = 0; i < value.getNumElements(); ++i) {
    auto element = value.isFloat() ? static_cast<Element>(value.floats()[i])
                                   : static_cast<Element>(value.ints()[i]);
    std::memcpy(memory + i * sizeof(Element), &element, sizeof(Element));
  }
}

void NativeProgram::write(const BmrtTensor &place, const Tensor &value) {
  char *memory = sections.at(place.section, place.offset);
  if (value.getElementType().isInteger(1))
    return copyOut<int8_t>(memory, value);
  switch (place.dtype) {
  case kBmrtF32:
    return copyOut<float>(memory, value);
  case kBmrtF64:
    return copyOut<double>(memory, value);
  case kBmrtI32:
    return copyOut<int32_t>(memory, value);
  case kBmrtI64:
    return copyOut<int64_t>(memory, value);
  }
}

template <typename Element>
static void copyIn(Tensor &value, const char *memory) {
  for (int64_t i = 0; i < value.getNumElements(); ++i) {
    Element element;
    std::memcpy(&element, memory + i * sizeof(Element), sizeof(Element));
    if (value.isFloat())
      value.floats()[i] = element;
    else
      value.ints()[i] = element;
  }
}

Tensor NativeProgram::read(const BmrtTensor &place, Type elementType) {
  SmallVector<int64_t> shape;
  for (uint32_t i = 0; i < place.rank; ++i)
    shape.push_back(place.extents[i] >= 0 ? place.extents[i]
                                          : sizes[-1 - place.extents[i]]);
  Tensor value(shape, elementType);
  const char *memory = sections.at(place.section, place.offset);
  if (elementType.isInteger(1)) {
    copyIn<int8_t>(value, memory);
    return value;
  }
  switch (place.dtype) {
  case kBmrtF32:
    copyIn<float>(value, memory);
    break;
  case kBmrtF64:
    copyIn<double>(value, memory);
    break;
  case kBmrtI32:
    copyIn<int32_t>(value, memory);
    break;
  case kBmrtI64:
    copyIn<int64_t>(value, memory);
    break;
  }
  return value;
}

/// The tables name inputs and outputs; functions in tests often do not.
static void nameEverything(func::FuncOp func) {
  OpBuilder builder(func.getContext());
  for (unsigned i = 0; i < func.getNumArguments(); ++i)
    if (!func.getArgAttr(i, "bmc.group") && !func.getArgAttr(i, "bmc.name"))
      func.setArgAttr(i, "bmc.name",
                      builder.getStringAttr("arg" + std::to_string(i)));
  for (unsigned i = 0; i < func.getNumResults(); ++i)
    if (!func.getResultAttr(i, "bmc.group") &&
        !func.getResultAttr(i, "bmc.name"))
      func.setResultAttr(i, "bmc.name",
                         builder.getStringAttr("result" + std::to_string(i)));
}

/// Declares a size, and before it the one that it is computed from.
static void declareDim(ModuleOp module, StringRef name,
                       const reference::DimValues &dims) {
  if (module.lookupSymbol(name))
    return;
  std::optional<DerivedSize> derived = DerivedSize::parse(name);
  int64_t bound = dims.lookup(name);
  if (derived) {
    declareDim(module, derived->base, dims);
    int64_t base = module.lookupSymbol<DimOp>(derived->base).getMax();
    bound = derived->at(base).value();
  }
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  auto declared = llvm::to_vector(module.getOps<DimOp>());
  if (!declared.empty())
    builder.setInsertionPointAfter(declared.back());
  DimOp::create(builder, module.getLoc(), name, bound);
}

/// Sizes that a test uses without declaring them are bounded by their value.
static void declareDims(ModuleOp module, const reference::DimValues &dims) {
  for (auto &entry : dims)
    declareDim(module, entry.getKey(), dims);
  module.walk([&](Operation *op) {
    for (Type type : op->getResultTypes())
      if (isa<RankedTensorType>(type))
        for (const Extent &extent : getExtents(type))
          if (!extent.isStatic())
            declareDim(module, extent.name, dims);
  });
}

/// step -> a loaded shared object; the program's only image.
static const BmrtImage *compile(ModuleOp module, const NativeTarget &target) {
  PassManager pm(module.getContext());
  buildKernelsPipeline(pm, {});
  pm.addPass(createAssignScratch(AssignScratchOptions{target.name}));
  buildPlannedPipeline(pm, {});
  if (failed(pm.run(module)))
    return nullptr;
  llvm::LLVMContext context;
  ObjectCache noCache;
  auto llvmModule = compileToLLVMIR({{target.name, module}}, target.mcpu,
                                    "bmc-eval", noCache, context);
  if (!llvmModule)
    return nullptr;
  TemporaryFile object, library;
  int fd = -1;
  if (object.create("bmc-eval", "o", &fd) || library.create("bmc-eval", "so"))
    return nullptr;
  {
    llvm::raw_fd_ostream os(fd, /*shouldClose=*/true);
    auto cpu = llvm::cantFail(parseCpuTarget(target.mcpu));
    os << emitNative(*llvmModule, cpu, NativeFormat::Object);
  }
  if (llvm::Error error = linkProgram({object.name(), target.archive},
                                      library.name(), LinkKind::SharedObject)) {
    module.emitError(llvm::toString(std::move(error)));
    return nullptr;
  }
  std::string message;
  auto handle = llvm::sys::DynamicLibrary::getPermanentLibrary(
      library.name().str().c_str(), &message);
  if (!handle.isValid()) {
    module.emitError(message);
    return nullptr;
  }
  return static_cast<const BmrtImages *>(
             handle.getAddressOfSymbol("bmrt_images"))
      ->images;
}

/// The place of an argument or result: a state tensor or a named one.
static const BmrtTensor *placeOf(NativeProgram &program, Attribute group,
                                 Attribute parameter,
                                 const BmrtTensor *&nextNamed) {
  if (!group)
    return nextNamed++;
  return program.findState(cast<StringAttr>(group).getValue(),
                           cast<FlatSymbolRefAttr>(parameter).getValue());
}

namespace {

/// One function with its inputs and what the reference makes of them.
struct NativeCheck {
  func::FuncOp func;
  reference::DimValues dims;
  SmallVector<Tensor> inputs, expected;
};

} // namespace

static FailureOr<NativeCheck> prepare(func::FuncOp func, CheckOptions options) {
  auto inputs = makeInputs(func, options.sources);
  if (failed(inputs))
    return failure();
  options.eval.dims = options.sources.dims;
  auto expected = reference::evaluate(func, *inputs, options.eval);
  if (failed(expected))
    return failure();
  return NativeCheck{func, options.sources.dims, std::move(*inputs),
                     std::move(*expected)};
}

/// All functions in one program: compiling and linking take most of the time.
static const BmrtImage *compileAll(ArrayRef<NativeCheck> checks,
                                   const NativeTarget &target) {
  func::FuncOp any = checks.front().func;
  auto module = any->getParentOfType<ModuleOp>();
  llvm::StringSet<> names;
  reference::DimValues bounds;
  for (const NativeCheck &check : checks) {
    func::FuncOp func = check.func;
    names.insert(func.getName());
    for (auto &entry : check.dims) {
      int64_t &bound = bounds[entry.getKey()];
      bound = std::max(bound, entry.getValue());
    }
  }
  OwningOpRef<ModuleOp> copy(cast<ModuleOp>(module->clone()));
  for (auto func : llvm::to_vector(copy->getOps<func::FuncOp>()))
    if (names.contains(func.getName()))
      nameEverything(func);
    else if (!func->hasAttr("bmc.kernel"))
      func.erase();
  declareDims(*copy, bounds);
  return compile(*copy, target);
}

static LogicalResult compareResult(NativeCheck &check, unsigned i,
                                   const Tensor &got,
                                   const CheckOptions &options) {
  const Tensor &want = check.expected[i];
  Difference worst = compare(want, got);
  // f32 results are rounded at other places than the evaluator rounds.
  double bound = want.getElementType().isF32()
                     ? std::max(options.tolerance, 1e-5)
                     : options.tolerance;
  options.os << '@' << check.func.getName() << ' '
             << getResultName(check.func, i)
             << llvm::format(": difference %.2g", worst.value);
  bool good = worst.value <= bound;
  if (!good)
    options.os << " at " << formatIndex(got.getShape(), worst.element)
               << llvm::format(" (reference %.17g, native %.17g)",
                               want.number(worst.element),
                               got.number(worst.element));
  options.os << '\n';
  return success(good);
}

static LogicalResult checkFunction(NativeCheck &check, NativeProgram &program,
                                   const CheckOptions &options) {
  func::FuncOp func = check.func;
  program.begin(check.dims);
  const BmrtFunction &function = *program.find(func.getName());
  const BmrtTensor *nextInput = function.inputs;
  for (auto [i, input] : llvm::enumerate(check.inputs))
    program.write(*placeOf(program, func.getArgAttr(i, "bmc.group"),
                           func.getArgAttr(i, "bmc.parameter"), nextInput),
                  input);
  if (Status status = program.run(function); !status.ok())
    return func.emitError(status.message());
  bool agree = true;
  const BmrtTensor *nextOutput = function.outputs;
  for (unsigned i = 0; i < check.expected.size(); ++i) {
    const BmrtTensor *place =
        placeOf(program, func.getResultAttr(i, "bmc.group"),
                func.getResultAttr(i, "bmc.parameter"), nextOutput);
    Tensor got = program.read(*place, check.expected[i].getElementType());
    agree &= succeeded(compareResult(check, i, got, options));
  }
  return success(agree);
}

/// The GPU, or the emulator that stands for one, that the environment offers.
static Status chooseDevice(const BmrtImage &image, DeviceChoice &choice) {
  BmrtImages images = {&image, 1, 0};
  return bmc::chooseDevice(images, image.kind == kBmrtCpu ? "cpu" : "cuda",
                           choice);
}

LogicalResult checkNative(ArrayRef<func::FuncOp> functions,
                          const NativeTarget &target,
                          ArrayRef<reference::DimValues> runs,
                          CheckOptions options) {
  std::vector<NativeCheck> checks;
  for (const reference::DimValues &sizes : runs) {
    options.sources.dims = sizes;
    for (func::FuncOp func : functions) {
      FailureOr<NativeCheck> check = prepare(func, options);
      if (failed(check))
        return failure();
      checks.push_back(std::move(*check));
    }
  }
  if (checks.empty())
    return success();
  const BmrtImage *image = compileAll(checks, target);
  if (!image)
    return failure();
  DeviceChoice choice;
  NativeProgram program(*image);
  Status opened = chooseDevice(*image, choice);
  if (opened.ok())
    opened = program.open(choice);
  if (!opened.ok())
    return checks.front().func.emitError(opened.message());
  bool agree = true;
  for (NativeCheck &check : checks)
    agree &= succeeded(checkFunction(check, program, options));
  return success(agree);
}

} // namespace bmc
