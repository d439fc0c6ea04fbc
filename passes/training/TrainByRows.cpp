//===- TrainByRows.cpp - Gradients of the rows that a batch names
//----------===//
//
// A table that is only looked up in has a gradient in the rows of the batch. If
// it is to be trained by these rows alone, @train takes the gradient of the
// step before with the marks of its rows, and hands on new ones.
//
//===----------------------------------------------------------------------===//
#include "ir/BmcOps.h"
#include "ir/Shape.h"
#include "passes/training/Groups.h"
#include "passes/training/Training.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace bmc;

namespace {
/// Look-ups of one table.
struct Lookups {
  SmallVector<Value> dys, indices;
};

/// A table and the result of @train that is its gradient.
struct Table {
  mutable ParameterOp parameter;
  unsigned result;
  Lookups lookups;
};
} // namespace

/// Whether `gradient` is nothing but the sum over look-ups, in this order.
static bool collectLookups(Value gradient, Lookups &lookups) {
  if (auto sum = gradient.getDefiningOp<AddOp>())
    return collectLookups(sum.getA(), lookups) &&
           collectLookups(sum.getB(), lookups);
  auto backward = gradient.getDefiningOp<EmbeddingBackwardOp>();
  if (!backward ||
      (backward.getInit() && !collectLookups(backward.getInit(), lookups)))
    return false;
  lookups.dys.push_back(backward.getDy());
  lookups.indices.push_back(backward.getIndices());
  return true;
}

/// How many rows a batch names at most.
static int64_t mostRows(ModuleOp module, const Lookups &lookups) {
  SymbolTable symbols(module);
  int64_t rows = 0;
  for (Value indices : lookups.indices) {
    int64_t count = 1;
    for (const Extent &extent : getExtents(indices.getType())) {
      auto dim =
          extent.isStatic() ? DimOp() : symbols.lookup<DimOp>(extent.name);
      int64_t size = dim ? static_cast<int64_t>(dim.getMax()) : extent.size;
      count = llvm::SaturatingMultiply<uint64_t>(count, size);
    }
    rows = llvm::SaturatingAdd<uint64_t>(rows, count);
  }
  return rows;
}

/// Rows without a gradient stay as they are anyhow, and there are such rows.
static bool isWorthwhile(ModuleOp module, const Table &table,
                         const ParameterGroup &group) {
  auto type = cast<RankedTensorType>(table.parameter.getType());
  return group.withoutAverages().formula().keepsUntouched() &&
         mostRows(module, table.lookups) < type.getDimSize(0);
}

/// The tables to train by rows, and says so at each parameter. What the model
/// asks for in vain it is told.
static FailureOr<SmallVector<Table>>
chooseTables(ModuleOp module, func::FuncOp train,
             ArrayRef<ParameterGroup> groups) {
  SymbolTable symbols(module);
  SmallVector<Table> tables;
  Operation *terminator = train.front().getTerminator();
  for (unsigned i = 0; i < train.getNumResults(); ++i) {
    auto group = train.getResultAttrOfType<StringAttr>(i, "bmc.group");
    auto name =
        train.getResultAttrOfType<FlatSymbolRefAttr>(i, "bmc.parameter");
    if (!name || !group || group.getValue() != "grad")
      continue;
    Table table{symbols.lookup<ParameterOp>(name.getAttr()), i, {}};
    if (!table.parameter)
      continue;
    const ParameterGroup &trained =
        groups[table.parameter.getGroup().value_or(0)];
    bool isAsked = table.parameter.getSparse();
    bool isTable = collectLookups(terminator->getOperand(i), table.lookups);
    bool byRows = isTable && trained.rule()->scope != UpdateScope::Matrices &&
                  (isAsked || isWorthwhile(module, table, trained));
    if (trained.rule()->scope == UpdateScope::Rows && !byRows)
      return table.parameter.emitError()
             << trained.optimizer.getValue()
             << " trains tables that are looked "
             << "up in and nothing else, with sparse = true; "
             << name.getValue() << " is none";
    if (isAsked && !byRows)
      table.parameter.emitWarning()
          << "'sparse' of " << name.getValue() << " changes nothing: the model "
          << "does not only look up in it, so all its rows have gradients";
    table.parameter.setSparse(byRows);
    if (byRows)
      tables.push_back(std::move(table));
  }
  return tables;
}

/// Inserts arguments of @train for gradient and marks of the step before, and
/// returns what replaces them.
static void computeByRows(func::FuncOp train, ArrayRef<Table> tables) {
  unsigned end = endOfParameters(train);
  Builder attributes(train.getContext());
  auto insert = [&](StringRef group) {
    for (const Table &table : tables) {
      LogicalResult inserted = train.insertArgument(
          end, table.parameter.getStateType(group),
          attributes.getDictionaryAttr(
              {attributes.getNamedAttr(
                   "bmc.parameter",
                   FlatSymbolRefAttr::get(table.parameter.getSymNameAttr())),
               attributes.getNamedAttr("bmc.group",
                                       attributes.getStringAttr(group))}),
          table.parameter.getLoc());
      assert(succeeded(inserted) && "a func.func takes any arguments");
      (void)inserted;
      ++end;
    }
  };
  unsigned first = end;
  insert("grad");
  insert(kTouchedRows);
  Operation *terminator = train.front().getTerminator();
  SmallVector<Value> results(terminator->getOperands());
  SmallVector<DictionaryAttr> resultAttributes;
  train.getAllResultAttrs(resultAttributes);
  for (auto [i, table] : llvm::enumerate(tables)) {
    Value init = train.getArgument(first + i);
    unsigned marked = first + tables.size() + i;
    OpBuilder builder(terminator);
    auto op = EmbeddingBackwardRowsOp::create(
        builder, results[table.result].getLoc(), table.lookups.dys,
        table.lookups.indices, init, train.getArgument(marked),
        /*accumulate=*/false);
    results[table.result] = op.getDweight();
    results.push_back(op.getTouched());
    resultAttributes.push_back(train.getArgAttrDict(marked));
  }
  terminator->setOperands(results);
  train.setFunctionType(FunctionType::get(train.getContext(),
                                          train.getArgumentTypes(),
                                          TypeRange(ValueRange(results))));
  train.setAllResultAttrs(resultAttributes);
}

LogicalResult bmc::trainByRows(ModuleOp module, func::FuncOp train,
                               DictionaryAttr settings) {
  auto groups = readGroups(module, settings);
  if (failed(groups))
    return failure();
  FailureOr<SmallVector<Table>> tables = chooseTables(module, train, *groups);
  if (failed(tables))
    return failure();
  if (!tables->empty())
    computeByRows(train, *tables);
  return success();
}
