//===- EmitProgram.cpp - The tables the runtime reads ---------------------===//

#include "codegen/common/program/EmitProgram.h"
#include "codegen/common/program/ConstantTable.h"
#include "codegen/common/program/Grid.h"
#include "codegen/common/program/Location.h"
#include "ir/Alignment.h"
#include "ir/BmcOps.h"
#include "ir/CarriedState.h"
#include "ir/DerivedSize.h"
#include "ir/KernelCost.h"
#include "ir/KernelDims.h"
#include "ir/KernelKind.h"
#include "ir/LaunchLocation.h"
#include "ir/Shape.h"
#include "ir/optimizers/Rules.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Compression.h"

#include <map>
#include <vector>

using namespace mlir;

namespace bmc {

static_assert(kTensorAlignment == kBmrtTensorAlignment,
              "the memory plan keeps what the runtime is promised");

namespace {

/// A place as the memory plan encodes it: negative means state.
struct Place {
  explicit Place(int64_t encoded)
      : section(encoded < 0 ? kBmrtState : kBmrtArena),
        offset(encoded < 0 ? -1 - encoded : encoded) {}
  BmrtSection section;
  uint64_t offset;
};

class ProgramEmitter {
public:
  ProgramEmitter(const ImageSource &image, ConstantTable &table)
      : image(image), program(image.planned), symbols(program), table(table) {
    for (auto dim : program.getOps<DimOp>())
      dims.push_back(dim);
    if (ModuleOp grids = image.grids)
      for (auto function : grids.getOps<LLVM::LLVMFuncOp>())
        if (auto attribute =
                function->getAttrOfType<DictionaryAttr>(Grid::kAttribute))
          addGrid(function, Grid::fromAttribute(attribute));
  }

  /// Address of the program's tables.
  llvm::Constant *emit(StringRef compiler);

private:
  llvm::Constant *tensor(StringRef name, Type type, Place place);
  llvm::Constant *state(StringRef group, ParameterOp parameter, int64_t offset);
  llvm::Constant *states();
  llvm::Constant *dimTable();
  llvm::Constant *sizes(ArrayRef<StringAttr> names,
                        ArrayRef<int64_t> constants);
  llvm::Constant *size(int64_t factor, ArrayRef<StringAttr> names);
  llvm::Constant *exponents(ArrayRef<StringAttr> names);
  llvm::Constant *terms(const Amount &amount);
  llvm::Constant *cost(StringAttr kernel);
  uint32_t bytesOf(int64_t factor, ArrayRef<StringAttr> names);
  uint32_t bytesOf(Type type, bool withPadding);
  llvm::Constant *gridFactor(const GridFactor &factor);
  void addGrid(LLVM::LLVMFuncOp function, const Grid &grid);
  llvm::Constant *positions(ArrayRef<int64_t> numbers);
  llvm::Constant *operands(LaunchOp launch);
  llvm::Constant *launch(LaunchOp launch);
  llvm::Constant *function(func::FuncOp function);
  void inputs(func::FuncOp function, SmallVectorImpl<llvm::Constant *> &out);
  void outputs(func::FuncOp function, SmallVectorImpl<llvm::Constant *> &out);
  int64_t placeOf(Value value);
  /// kernelDims of a kernel, which many launches share.
  ArrayRef<StringAttr> dimsOf(StringAttr kernel) {
    auto [it, isNew] = kernelSizes.try_emplace(kernel);
    if (isNew)
      it->second = kernelDims(symbols.lookup<func::FuncOp>(kernel));
    return it->second;
  }
  StringRef text(StringRef attribute) {
    auto attr = program->getAttrOfType<StringAttr>(attribute);
    return attr ? attr.getValue() : "";
  }

  const ImageSource &image;
  ModuleOp program;
  SymbolTable symbols;
  ConstantTable &table;
  SmallVector<DimOp> dims;
  /// Grids of each kernel, in order, and the address of each list.
  llvm::StringMap<SmallVector<llvm::Constant *>> grids;
  llvm::StringMap<llvm::Constant *> gridLists;
  DenseMap<StringAttr, SmallVector<StringAttr>> kernelSizes;
  DenseMap<StringAttr, llvm::Constant *> kernelCosts;
  /// Size tables by the dims they hold: most kernels share one.
  std::map<std::pair<std::vector<const void *>, std::vector<int64_t>>,
           llvm::Constant *>
      sizeTables;
  /// BmrtProgram::operandBytes, and where each entry stands.
  SmallVector<llvm::Constant *> operandBytes;
  DenseMap<llvm::Constant *, uint32_t> operandBytesNumbers;
  uint32_t numStates = 0;
  uint64_t arenaBytes = 0;
};

} // namespace

static BmrtDType dtypeOf(Type type) {
  if (type.isF64())
    return kBmrtF64;
  if (type.isF32())
    return kBmrtF32;
  if (type.isInteger(64))
    return kBmrtI64;
  return kBmrtI32;
}

llvm::Constant *ProgramEmitter::tensor(StringRef name, Type type, Place place) {
  SmallVector<llvm::Constant *> extents;
  for (const Extent &extent : getExtents(type)) {
    auto it = llvm::find_if(
        dims, [&](DimOp dim) { return dim.getSymNameAttr() == extent.name; });
    extents.push_back(
        table.i64(extent.isStatic() ? extent.size : -1 - (it - dims.begin())));
  }
  uint32_t rank = extents.size();
  while (extents.size() < kBmrtMaxRank)
    extents.push_back(table.i64(0));
  return table.record(
      {table.string(name), table.u32(dtypeOf(getElementTypeOrSelf(type))),
       table.u32(rank), table.array(extents.front()->getType(), extents),
       table.u32(place.section), table.u32(0), table.i64(place.offset)},
      sizeof(BmrtTensor));
}

llvm::Constant *ProgramEmitter::state(StringRef group, ParameterOp parameter,
                                      int64_t offset) {
  BmrtStateRole role = group == "param"              ? kBmrtParameter
                       : group == "grad"             ? kBmrtGradient
                       : group == kAverageState      ? kBmrtAverage
                       : group == kTouchedRows       ? kBmrtTouched
                       : group == kCarriedState      ? kBmrtCarried
                       : group == kEvaluationCarried ? kBmrtEvalCarried
                                                     : kBmrtOptimizer;
  InitAttr init = parameter.getInit();
  bool isParameter = role == kBmrtParameter;
  return table.record(
      {tensor(parameter.getSymName(), parameter.getStateType(group),
              Place(-1 - offset)),
       table.u32(role),
       table.u32(isParameter ? static_cast<uint32_t>(init.getKind()) : 0),
       table.f64(isParameter ? init.getA() : 0),
       table.f64(isParameter ? init.getB() : 0), table.string(group),
       table.f64(isParameter ? init.getLow() : 0),
       table.f64(isParameter ? init.getHigh() : 0)},
      sizeof(BmrtState));
}

llvm::Constant *ProgramEmitter::states() {
  ArrayRef<Attribute> groups =
      program->getAttrOfType<ArrayAttr>("bmc.state_groups").getValue();
  ArrayRef<Attribute> offsets =
      program->getAttrOfType<ArrayAttr>("bmc.state_offsets").getValue();
  SmallVector<llvm::Constant *> entries;
  for (auto [group, own] : llvm::zip_equal(groups, offsets))
    for (auto [parameter, offset] :
         llvm::zip_equal(program.getOps<ParameterOp>(),
                         cast<DenseI64ArrayAttr>(own).asArrayRef()))
      if (offset >= 0)
        entries.push_back(
            state(cast<StringAttr>(group).getValue(), parameter, offset));
  numStates = entries.size();
  return table.pointerTo(entries);
}

llvm::Constant *ProgramEmitter::dimTable() {
  auto position = [&](StringRef name) {
    return llvm::find_if(dims,
                         [&](DimOp dim) { return dim.getSymName() == name; }) -
           dims.begin();
  };
  auto sizes = llvm::map_to_vector(
      dims, [](DimOp dim) { return DerivedSize::parse(dim.getSymName()); });
  SmallVector<int64_t> least(dims.size(), 1);
  for (size_t i = dims.size(); i-- > 0;)
    if (sizes[i]) {
      int64_t &base = least[position(sizes[i]->base)];
      base = std::max(base, sizes[i]->leastBase(least[i]));
    }
  SmallVector<llvm::Constant *> entries;
  for (auto [dim, smallest, derived] : llvm::zip_equal(dims, least, sizes)) {
    int64_t base = derived ? position(derived->base) : -1;
    DerivedSize size = derived.value_or(DerivedSize());
    entries.push_back(table.record(
        {table.string(dim.getSymName()), table.i64(dim.getMax()),
         table.i64(smallest), table.i64(base), table.i64(size.factor),
         table.i64(size.offset), table.i64(size.divisor)},
        sizeof(BmrtDim)));
  }
  return table.pointerTo(entries);
}

/// How often each dim of the program is among the names.
llvm::Constant *ProgramEmitter::exponents(ArrayRef<StringAttr> names) {
  SmallVector<llvm::Constant *> exponents;
  for (size_t k = 0; k < kBmrtMaxDims; ++k) {
    auto isThis = [&](StringAttr name) {
      return k < dims.size() && dims[k].getSymNameAttr() == name;
    };
    exponents.push_back(table.u8(llvm::count_if(names, isThis)));
  }
  return table.array(exponents.front()->getType(), exponents);
}

/// factor * product of the named dims, which may repeat.
llvm::Constant *ProgramEmitter::size(int64_t factor,
                                     ArrayRef<StringAttr> names) {
  return table.record({table.i64(factor), exponents(names)}, sizeof(BmrtSize));
}

llvm::Constant *ProgramEmitter::terms(const Amount &amount) {
  SmallVector<llvm::Constant *> entries;
  for (const CostTerm &term : amount.terms())
    entries.push_back(table.record(
        {table.f64(term.factor), table.f64(term.most), exponents(term.dims)},
        sizeof(BmrtCostTerm)));
  return table.pointerTo(entries);
}

/// Address of the cost of a kernel, which many launches share.
llvm::Constant *ProgramEmitter::cost(StringAttr kernel) {
  llvm::Constant *&shared = kernelCosts[kernel];
  if (shared)
    return shared;
  KernelCost cost = kernelCost(symbols.lookup<func::FuncOp>(kernel));
  auto count = [&](const Amount &amount) {
    return table.u32(amount.terms().size());
  };
  return shared = table.pointerTo(table.record(
             {terms(cost.bytes), terms(cost.products), terms(cost.operations),
              count(cost.bytes), count(cost.products), count(cost.operations),
              table.u32(dtypeOf(cost.element)), table.string(cost.family)},
             sizeof(BmrtCost)));
}

/// Number of a size in the table of operands' bytes.
uint32_t ProgramEmitter::bytesOf(int64_t factor, ArrayRef<StringAttr> names) {
  llvm::Constant *entry = size(factor, names);
  auto [it, isNew] =
      operandBytesNumbers.try_emplace(entry, operandBytes.size());
  if (isNew)
    operandBytes.push_back(entry);
  return it->second;
}

uint32_t ProgramEmitter::bytesOf(Type type, bool withPadding) {
  unsigned bits = getElementTypeOrSelf(type).getIntOrFloatBitWidth();
  int64_t bytes = std::max(1u, bits / 8);
  SmallVector<StringAttr> names;
  for (const Extent &extent : getExtents(type))
    if (extent.isStatic())
      bytes *= extent.size;
    else
      names.push_back(extent.name);
  return bytesOf(withPadding ? llvm::alignTo(bytes, kTensorAlignment) : bytes,
                 names);
}

llvm::Constant *ProgramEmitter::positions(ArrayRef<int64_t> numbers) {
  SmallVector<llvm::Constant *> entries;
  for (int64_t number : numbers)
    entries.push_back(table.u32(number));
  return table.pointerTo(entries);
}

llvm::Constant *ProgramEmitter::gridFactor(const GridFactor &factor) {
  SmallVector<StringAttr> names;
  for (const Extent &extent : factor.extents)
    if (!extent.isStatic())
      names.push_back(extent.name);
  return table.record({size(staticProduct(factor.extents).value(), names),
                       table.i64(factor.divisor)},
                      sizeof(BmrtGridFactor));
}

void ProgramEmitter::addGrid(LLVM::LLVMFuncOp function, const Grid &grid) {
  SmallVector<llvm::Constant *> factors;
  for (unsigned k = 0; k < kBmrtMaxGridFactors; ++k)
    factors.push_back(
        gridFactor(k < grid.shape.size() ? grid.shape[k] : GridFactor()));
  grids[grid.kernel].push_back(table.record(
      {table.string(function.getName()),
       table.array(factors.front()->getType(), factors),
       table.u32(grid.threads), table.u32(grid.sharedBytes),
       positions(grid.operands), positions(grid.sizes),
       table.u32(grid.operands.size()), table.u32(grid.sizes.size()),
       gridFactor(grid.loop), table.u32(grid.loopGrids), table.u32(0)},
      sizeof(BmrtGrid)));
}

/// The sizes a kernel takes: its dims as they are, then the numbers of its
/// random streams.
llvm::Constant *ProgramEmitter::sizes(ArrayRef<StringAttr> names,
                                      ArrayRef<int64_t> constants) {
  std::vector<const void *> key;
  for (StringAttr name : names)
    key.push_back(name.getAsOpaquePointer());
  llvm::Constant *&shared = sizeTables[{key, constants.vec()}];
  if (shared)
    return shared;
  SmallVector<llvm::Constant *> entries;
  for (StringAttr name : names)
    entries.push_back(size(1, name));
  for (int64_t constant : constants)
    entries.push_back(size(constant, {}));
  return shared = table.pointerTo(entries);
}

int64_t ProgramEmitter::placeOf(Value value) {
  value = viewRoot(value);
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto function = cast<func::FuncOp>(argument.getOwner()->getParentOp());
    return function
        .getArgAttrOfType<IntegerAttr>(argument.getArgNumber(), "bmc.offset")
        .getInt();
  }
  auto launch = value.getDefiningOp<LaunchOp>();
  unsigned number = cast<OpResult>(value).getResultNumber();
  return launch.getPlacement()->drop_front(number).front();
}

/// Whether a kernel walks over whole groups of the state, the padding between
/// tensors included.
static bool walksGroups(func::FuncOp kernel) {
  return isa_and_nonnull<UpdateOp, GlobalNormOp>(findAnchor(kernel));
}

/// Address of a launch's operands: inputs, results, scratch.
llvm::Constant *ProgramEmitter::operands(LaunchOp launch) {
  SmallVector<llvm::Constant *> entries;
  auto add = [&](int64_t encoded, uint32_t bytes) {
    Place place(encoded);
    entries.push_back(table.record(
        {table.u32(place.section), table.u32(bytes), table.i64(place.offset)},
        sizeof(BmrtOperand)));
  };
  bool withPadding = walksGroups(
      symbols.lookup<func::FuncOp>(launch.getKernelAttr().getAttr()));
  auto addTensor = [&](int64_t encoded, Type type) {
    add(encoded, bytesOf(type, withPadding && encoded < 0));
  };
  ArrayRef<int64_t> placement = *launch.getPlacement();
  for (Value input : launch.getInputs())
    addTensor(placeOf(input), input.getType());
  for (auto [result, place] : llvm::zip(launch.getResults(), placement))
    addTensor(place, result.getType());
  add(placement.back(), bytesOf(launch.getScratch(), {}));
  return table.pointerTo(entries);
}

llvm::Constant *ProgramEmitter::launch(LaunchOp launch) {
  SmallVector<llvm::Constant *> outputs, locations;
  for (OpResult result : launch->getResults()) {
    if (!isa<FloatType>(getElementTypeOrSelf(result.getType())))
      continue;
    outputs.push_back(tensor("", result.getType(), Place(placeOf(result))));
    locations.push_back(table.string(describeLocation(resultLocation(result))));
  }
  ArrayRef<StringAttr> kernelSizes = dimsOf(launch.getKernelAttr().getAttr());
  ArrayRef<int64_t> streams = launch.getStreams().value_or(ArrayRef<int64_t>());
  // A kernel's list of grids is shared by its launches.
  llvm::Constant *&gridList = gridLists[launch.getKernel()];
  if (!gridList)
    gridList = table.pointerTo(grids[launch.getKernel()]);
  bool onCpu = image.kind == kBmrtCpu;
  return table.record(
      {onCpu ? table.function(launch.getKernel()) : table.null(),
       operands(launch), sizes(kernelSizes, streams),
       table.u32(launch.getInputs().size() + launch.getPlacement()->size()),
       table.u32(kernelSizes.size() + streams.size()),
       table.u32(launch.getInputs().size()), table.u32(outputs.size()),
       table.string(launch.getKernel()), table.pointerTo(outputs),
       table.pointerTo(locations), gridList,
       table.u32(grids[launch.getKernel()].size()), table.u32(0),
       cost(launch.getKernelAttr().getAttr()),
       table.string(describeLocation(launch.getLoc()))},
      sizeof(BmrtLaunch));
}

void ProgramEmitter::inputs(func::FuncOp function,
                            SmallVectorImpl<llvm::Constant *> &out) {
  for (BlockArgument argument : function.getArguments())
    if (auto name = function.getArgAttrOfType<StringAttr>(
            argument.getArgNumber(), "bmc.name"))
      out.push_back(tensor(name.getValue(), argument.getType(),
                           Place(placeOf(argument))));
}

void ProgramEmitter::outputs(func::FuncOp function,
                             SmallVectorImpl<llvm::Constant *> &out) {
  auto *terminator = function.getBody().front().getTerminator();
  for (auto [i, value] : llvm::enumerate(terminator->getOperands()))
    if (auto name = function.getResultAttrOfType<StringAttr>(i, "bmc.name"))
      out.push_back(
          tensor(name.getValue(), value.getType(), Place(placeOf(value))));
}

llvm::Constant *ProgramEmitter::function(func::FuncOp function) {
  SmallVector<llvm::Constant *> ins, outs, launches;
  inputs(function, ins);
  outputs(function, outs);
  function.walk([&](LaunchOp op) { launches.push_back(launch(op)); });
  int64_t bytes =
      function->getAttrOfType<IntegerAttr>("bmc.arena_bytes").getInt();
  arenaBytes = std::max<uint64_t>(arenaBytes, bytes);
  return table.record({table.string(function.getName()), table.pointerTo(ins),
                       table.pointerTo(outs), table.pointerTo(launches),
                       table.u32(ins.size()), table.u32(outs.size()),
                       table.u32(launches.size()), table.u32(0),
                       table.i64(bytes)},
                      sizeof(BmrtFunction));
}

llvm::Constant *ProgramEmitter::emit(StringRef compiler) {
  SmallVector<llvm::Constant *> functions;
  for (auto op : program.getOps<func::FuncOp>())
    if (!op->hasAttr("bmc.kernel"))
      functions.push_back(function(op));
  llvm::Constant *stateTable = states();
  return table.pointerTo(table.record(
      {table.u32(kBmrtAbiVersion), table.u32(dims.size()), table.u32(numStates),
       table.u32(functions.size()), table.string(text("bmc.name")), dimTable(),
       stateTable, table.pointerTo(functions),
       table.i64(
           program->getAttrOfType<IntegerAttr>("bmc.state_bytes").getInt()),
       table.i64(arenaBytes), table.string(text("bmc.config")),
       table.string(compiler), table.string(image.target),
       table.pointerTo(operandBytes), table.u32(operandBytes.size()),
       table.u32(0)},
      sizeof(BmrtProgram)));
}

/// What BmrtImage promises of the images of one program.
static void checkSameState(ArrayRef<ImageSource> images) {
  for (StringRef name :
       {"bmc.state_bytes", "bmc.state_offsets", "bmc.state_groups"})
    for (const ImageSource &image : images.drop_front())
      if (image.planned->getAttr(name) != images[0].planned->getAttr(name))
        llvm::report_fatal_error("images differ in " + name);
}

void emitImages(ArrayRef<ImageSource> images, llvm::Module &module,
                StringRef compiler) {
  checkSameState(images);
  ConstantTable table(module);
  SmallVector<llvm::Constant *> entries;
  for (const ImageSource &image : images) {
    bool hasCode = image.kind != kBmrtCpu;
    SmallVector<uint8_t> packed;
    if (hasCode)
      llvm::compression::zlib::compress(llvm::arrayRefFromStringRef(image.code),
                                        packed);
    StringRef code = llvm::toStringRef(packed);
    entries.push_back(table.record(
        {table.u32(image.kind), table.u32(0), table.string(image.arch),
         ProgramEmitter(image, table).emit(compiler),
         hasCode ? table.string(code) : table.null(), table.i64(code.size()),
         table.i64(image.code.size()),
         table.i64(bmrtChecksum(code.data(), code.size()))},
        sizeof(BmrtImage)));
  }
  table.define("bmrt_images",
               table.record({table.pointerTo(entries),
                             table.u32(entries.size()), table.u32(0)},
                            sizeof(BmrtImages)));
}

} // namespace bmc
