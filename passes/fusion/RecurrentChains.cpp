//===- RecurrentChains.cpp - Products of one weight after another ---------===//

#include "passes/fusion/Matchers.h"
#include "passes/fusion/RecurrentLoop.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace bmc {

namespace {

/// Splits products with one weight into chains: a weight may be that of several
/// loops.
class ChainBuilder {
public:
  /// `products` in order of their block.
  explicit ChainBuilder(ArrayRef<LinearOp> products)
      : products(products.begin(), products.end()) {
    Block::iterator op(products.front()), last(products.back());
    for (++last; op != last; ++op)
      visit(&*op);
  }

  SmallVector<ProductChain> chains;

private:
  void visit(Operation *op) {
    SmallVector<unsigned, 1> sources;
    for (Value operand : op->getOperands())
      if (auto it = chainOf.find(operand); it != chainOf.end())
        sources.push_back(it->second);
    auto product = dyn_cast<LinearOp>(op);
    if (product && products.contains(product)) {
      if (sources.empty()) {
        sources.push_back(chains.size());
        chains.emplace_back();
      }
      chains[sources.front()].push_back(product);
    }
    if (!sources.empty())
      for (Value result : op->getResults())
        chainOf[result] = sources.front();
  }

  llvm::SmallPtrSet<Operation *, 16> products;
  DenseMap<Value, unsigned> chainOf;
};

} // namespace

/// Whether each round of both multiplies the same values.
static bool haveSameOperands(const ProductChain &a, const ProductChain &b) {
  return a.size() == b.size() &&
         llvm::all_of(llvm::zip_equal(a, b), [](auto pair) {
           LinearOp left = std::get<0>(pair), right = std::get<1>(pair);
           return left.getX() == right.getX() &&
                  left.getType() == right.getType() &&
                  !left.getBias() == !right.getBias() &&
                  left.getTransposed() == right.getTransposed();
         });
}

SmallVector<SmallVector<ProductChain>>
findProductChains(func::FuncOp function) {
  using Key = std::tuple<Value, Value, unsigned>;
  llvm::MapVector<Key, ProductChain> sameWeight;
  for (auto op : function.getOps<LinearOp>())
    if (getRank(op.getX()) == 2)
      sameWeight[{op.getWeight(), op.getBias(), op.getTransposed() ? 1U : 0U}]
          .push_back(op);
  SmallVector<SmallVector<ProductChain>> all;
  for (auto &[key, products] : sameWeight) {
    if (products.size() < kMinRounds)
      continue;
    for (ProductChain &chain : ChainBuilder(products).chains) {
      if (chain.size() < kMinRounds)
        continue;
      auto *alike = llvm::find_if(all, [&](const auto &chains) {
        return haveSameOperands(chains.front(), chain);
      });
      if (alike == all.end())
        alike = &all.emplace_back();
      alike->push_back(std::move(chain));
    }
  }
  return all;
}

} // namespace bmc
