//===- Grid.cpp - How many blocks and threads a grid has ------------------===//

#include "codegen/common/program/Grid.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace bmc {

/// [divisor, extent..]: a number, or a string for a dim.
static Attribute factorAttribute(Builder &b, const GridFactor &factor) {
  SmallVector<Attribute> parts{b.getI64IntegerAttr(factor.divisor)};
  for (const Extent &extent : factor.extents)
    parts.push_back(extent.isStatic()
                        ? Attribute(b.getI64IntegerAttr(extent.size))
                        : Attribute(extent.name));
  return b.getArrayAttr(parts);
}

static GridFactor parseFactor(ArrayAttr attribute) {
  GridFactor factor;
  factor.divisor = cast<IntegerAttr>(attribute[0]).getInt();
  for (Attribute part : attribute.getValue().drop_front()) {
    auto number = dyn_cast<IntegerAttr>(part);
    factor.extents.push_back(number ? Extent::fixed(number.getInt())
                                    : Extent::named(cast<StringAttr>(part)));
  }
  return factor;
}

DictionaryAttr Grid::toAttribute(MLIRContext *context) const {
  Builder b(context);
  SmallVector<Attribute> factors;
  for (const GridFactor &factor : shape)
    factors.push_back(factorAttribute(b, factor));
  return b.getDictionaryAttr({
      b.getNamedAttr("kernel", b.getStringAttr(kernel)),
      b.getNamedAttr("shape", b.getArrayAttr(factors)),
      b.getNamedAttr("threads", b.getI64IntegerAttr(threads)),
      b.getNamedAttr("shared", b.getI64IntegerAttr(sharedBytes)),
      b.getNamedAttr("operands", b.getDenseI64ArrayAttr(operands)),
      b.getNamedAttr("sizes", b.getDenseI64ArrayAttr(sizes)),
      b.getNamedAttr("loop_grids", b.getI64IntegerAttr(loopGrids)),
      b.getNamedAttr("loop", factorAttribute(b, loop)),
  });
}

Grid Grid::fromAttribute(DictionaryAttr attribute) {
  Grid grid;
  grid.kernel = attribute.getAs<StringAttr>("kernel").str();
  for (Attribute factor : attribute.getAs<ArrayAttr>("shape"))
    grid.shape.push_back(parseFactor(cast<ArrayAttr>(factor)));
  grid.threads = attribute.getAs<IntegerAttr>("threads").getInt();
  grid.sharedBytes = attribute.getAs<IntegerAttr>("shared").getInt();
  grid.loopGrids = attribute.getAs<IntegerAttr>("loop_grids").getInt();
  grid.loop = parseFactor(attribute.getAs<ArrayAttr>("loop"));
  auto numbers = [&](StringRef name) {
    return attribute.getAs<DenseI64ArrayAttr>(name).asArrayRef();
  };
  llvm::append_range(grid.operands, numbers("operands"));
  llvm::append_range(grid.sizes, numbers("sizes"));
  return grid;
}

} // namespace bmc
