//===- CostTable.cpp - What a program does at least -----------------------===//

#include "tools/bmc/CostTable.h"

#include "codegen/common/program/Location.h"
#include "ir/BmcOps.h"
#include "ir/DerivedSize.h"
#include "ir/KernelCost.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

using namespace mlir;

namespace bmc {

//===----------------------------------------------------------------------===//
// What is asked for
//===----------------------------------------------------------------------===//

/// "cpu:F32:F64:BYTES", in units of 1e9.
static std::optional<ChipChoice> parseMeasured(StringRef text) {
  SmallVector<StringRef> parts;
  text.split(parts, ':');
  double numbers[3] = {};
  if (parts.size() != 4 || parts[0] != "cpu")
    return std::nullopt;
  for (int i = 0; i < 3; ++i)
    if (parts[i + 1].getAsDouble(numbers[i]) || !(numbers[i] > 0))
      return std::nullopt;
  ChipRates rates = {numbers[2] * 1e9, numbers[0] * 1e9, numbers[1] * 1e9,
                     numbers[1] * 1e9, 0};
  return ChipChoice{"this CPU", rates};
}

std::optional<ChipChoice> chooseChip(StringRef name, StringRef target,
                                     std::string &message) {
  if (name.starts_with("cpu:")) {
    std::optional<ChipChoice> measured = parseMeasured(name);
    if (!measured)
      message = ("--chip=" + name +
                 ": expected cpu:GFLOPS:GFLOPS:GBS, in f32, in f64 and of "
                 "memory, as 'tools/bench/run rates' prints it")
                    .str();
    return measured;
  }
  for (const Chip &chip : kChips)
    if (name.empty() ? target == StringRef(chip.arch)
                     : name == StringRef(chip.name))
      return ChipChoice{std::string(chip.title), chip.rates};
  if (name.empty()) {
    message = "--emit=cost for a CPU needs what it can do: "
              "--chip=cpu:GFLOPS:GFLOPS:GBS, as 'tools/bench/run rates' prints "
              "it; or --target=sm_90a";
    return std::nullopt;
  }
  message =
      ("--chip=" + name + ": no such chip; expected cpu:.. or one of ").str();
  for (const Chip &chip : kChips)
    message += (&chip == kChips ? "" : ", ") + std::string(chip.name);
  return std::nullopt;
}

std::optional<llvm::StringMap<int64_t>>
parseDims(ModuleOp planned, StringRef text, std::string &message) {
  llvm::StringMap<int64_t> values;
  for (auto dim : planned.getOps<DimOp>())
    values[dim.getSymName()] = dim.getMax();
  SmallVector<StringRef> parts;
  text.split(parts, ',', -1, /*KeepEmpty=*/false);
  for (StringRef part : parts) {
    auto [name, number] = part.split('=');
    auto found = DerivedSize::parse(name) ? values.end() : values.find(name);
    int64_t value = 0;
    if (found == values.end())
      message = ("--dims: there is no size '" + name + "'").str();
    else if (number.getAsInteger(10, value) || value < 1 ||
             value > found->second)
      message = llvm::formatv("--dims: {0} is '{1}', expected 1 to {2}; -D "
                              "raises bounds that depend on a param",
                              name, number, found->second);
    if (!message.empty())
      return std::nullopt;
    found->second = value;
  }
  for (auto dim : planned.getOps<DimOp>())
    if (auto derived = DerivedSize::parse(dim.getSymName()))
      values[dim.getSymName()] =
          std::max<int64_t>(1, *derived->at(values.lookup(derived->base)));
  return values;
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

namespace {

struct LaunchCost {
  std::string kernel, family, location;
  LaunchWork work;
  LaunchFloor floor;
  double bf16Seconds;
};

/// A function, or a step of several.
struct Sum {
  LaunchWork work;
  double seconds = 0, bf16Seconds = 0;

  void add(const LaunchCost &launch, double times = 1) {
    seconds += times * launch.floor.seconds();
    bf16Seconds += times * launch.bf16Seconds;
    work.bytes += times * launch.work.bytes;
    work.products += times * launch.work.products;
    work.operations += times * launch.work.operations;
  }
};

class CostTable {
public:
  CostTable(ModuleOp planned, const ChipChoice &chip,
            const llvm::StringMap<int64_t> &dims, raw_ostream &os);
  void print();

private:
  LaunchCost costOf(LaunchOp launch);
  void printHead();
  void printRow(unsigned number, const LaunchCost &launch);
  void printSum(StringRef what, const Sum &sum);
  void printStep();
  int64_t microBatches() const;

  ModuleOp planned;
  SymbolTable symbols;
  const ChipChoice &chip;
  const llvm::StringMap<int64_t> &dims;
  raw_ostream &os;
  SmallVector<std::pair<std::string, std::vector<LaunchCost>>> functions;
};

} // namespace

CostTable::CostTable(ModuleOp planned, const ChipChoice &chip,
                     const llvm::StringMap<int64_t> &dims, raw_ostream &os)
    : planned(planned), symbols(planned), chip(chip), dims(dims), os(os) {
  for (auto function : planned.getOps<func::FuncOp>()) {
    if (function->hasAttr("bmc.kernel"))
      continue;
    std::vector<LaunchCost> launches;
    function.walk([&](LaunchOp op) { launches.push_back(costOf(op)); });
    functions.emplace_back(function.getName().str(), std::move(launches));
  }
}

LaunchCost CostTable::costOf(LaunchOp launch) {
  KernelCost cost =
      kernelCost(symbols.lookup<func::FuncOp>(launch.getKernel()));
  auto valueOf = [&](StringAttr dim) { return dims.lookup(dim.getValue()); };
  LaunchWork work = {cost.bytes.at(valueOf), cost.products.at(valueOf),
                     cost.operations.at(valueOf)};
  BmrtDType dtype = cost.element.isF64() ? kBmrtF64 : kBmrtF32;
  return {launch.getKernel().str(),
          cost.family,
          describeLocation(launch.getLoc()),
          work,
          floorOf(work, dtype, chip.rates),
          floorOf(work, dtype, chip.rates, /*asBf16=*/true).seconds()};
}

void CostTable::printHead() {
  os << "floor on " << chip.title
     << llvm::format(": %.4g GFLOP/s in f32, %.4g in f64, %.4g GB/s\n",
                     chip.rates.f32 * 1e-9, chip.rates.f64 * 1e-9,
                     chip.rates.bytes * 1e-9);
  os << "sizes:";
  for (auto dim : planned.getOps<DimOp>())
    os << " " << dim.getSymName() << " = " << dims.lookup(dim.getSymName());
  os << "\neach byte that is needed moves once, each operation is done once: "
        "ir/README.md, Costs\n";
}

void CostTable::printRow(unsigned number, const LaunchCost &launch) {
  bool isMemory = launch.floor.memory >= launch.floor.arithmetic;
  os << llvm::format("%4u %11.4g %-10s %11.6g %11.6g %11.6g  ", number,
                     launch.floor.seconds() * 1e6,
                     isMemory ? "memory" : "arithmetic", launch.work.bytes,
                     launch.work.products, launch.work.operations)
     << llvm::left_justify(launch.family, 26) << launch.kernel
     << (launch.location.empty() ? "" : "  ") << launch.location << "\n";
}

static constexpr const char *kColumns =
    "   #    floor us bound by         bytes    products      others  family   "
    " "
    "                kernel and line\n";

void CostTable::printSum(StringRef what, const Sum &sum) {
  os << what
     << llvm::format(": %.4g ms, %.4g GB, %.4g GFLOP", sum.seconds * 1e3,
                     sum.work.bytes * 1e-9,
                     (sum.work.products + sum.work.operations) * 1e-9);
  if (chip.rates.bf16Products > 0)
    os << llvm::format("; %.4g ms if products were bf16",
                       sum.bf16Seconds * 1e3);
  os << "\n";
}

int64_t CostTable::microBatches() const {
  auto config = planned->getAttrOfType<StringAttr>("bmc.config");
  llvm::Expected<llvm::json::Value> parsed =
      llvm::json::parse(config ? config.getValue() : "{}");
  if (!parsed) {
    llvm::consumeError(parsed.takeError());
    return 1;
  }
  auto *root = parsed->getAsObject();
  auto *train = root ? root->getObject("train") : nullptr;
  return train ? train->getInteger("accumulate").value_or(1) : 1;
}

/// An optimizer step: what the runtime calls for it (train/TrainStep).
void CostTable::printStep() {
  int64_t micro = microBatches();
  llvm::StringMap<int64_t> calls = {{"totals", micro},
                                    {"train", 1},
                                    {"train_accumulate", micro - 1},
                                    {"update", 1}};
  Sum sum;
  std::vector<const LaunchCost *> all;
  for (auto &[name, launches] : functions)
    for (const LaunchCost &launch : launches)
      if (int64_t times = calls.lookup(name)) {
        sum.add(launch, static_cast<double>(times));
        all.push_back(&launch);
      }
  os << "\n";
  printSum(micro > 1 ? llvm::formatv("step of {0} micro-batches", micro).str()
                     : "step",
           sum);
  SmallVector<std::pair<double, size_t>> order; // equal ones as they run
  for (auto [i, launch] : llvm::enumerate(all))
    order.emplace_back(-launch->floor.seconds(), i);
  llvm::sort(order);
  os << "most expensive launches\n" << kColumns;
  for (auto [i, entry] : llvm::enumerate(ArrayRef(order).take_front(10)))
    printRow(i + 1, *all[entry.second]);
}

void CostTable::print() {
  printHead();
  bool canTrain = false;
  for (auto &[name, launches] : functions) {
    canTrain |= name == "train";
    Sum sum;
    for (const LaunchCost &launch : launches)
      sum.add(launch);
    os << "\n";
    printSum(llvm::formatv("function {0}, {1} launches", name, launches.size())
                 .str(),
             sum);
    os << kColumns;
    for (auto [i, launch] : llvm::enumerate(launches))
      printRow(i, launch);
  }
  if (canTrain)
    printStep();
}

void printCostTable(ModuleOp planned, const ChipChoice &chip,
                    const llvm::StringMap<int64_t> &dims, raw_ostream &os) {
  CostTable(planned, chip, dims, os).print();
}

} // namespace bmc
