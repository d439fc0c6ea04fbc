//===- Embedding.cpp - Table look-up --------------------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"

using namespace mlir;

namespace bmc {

LogicalResult EmbeddingOp::inferReturnTypes(MLIRContext *context,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named indices("indices", adaptor.getIndices());
  Named weight("weight", adaptor.getWeight());
  if (failed(require.rank("embedding_c1", weight, 2)))
    return failure();
  for (Extent extent : weight.extents())
    if (failed(require.isStatic("embedding_c1", weight, extent)))
      return failure();
  Extents extents = indices.extents();
  extents.push_back(weight.last());
  types.push_back(makeTensorType(extents, weight.element()));
  return success();
}

LogicalResult EmbeddingBackwardOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named dy("dy", adaptor.getDy()), indices("indices", adaptor.getIndices());
  StringRef shapes = "embedding_backward_c1";
  if (failed(require.minRank(shapes, dy, 1)) ||
      failed(require.sameExtents(shapes, "leading axes of dy", dy.leading(),
                                 "those of indices", indices.extents())) ||
      failed(require.isStatic(shapes, dy, dy.last())))
    return failure();
  int64_t rows = adaptor.getNumEmbeddings();
  if (rows < 1)
    return require.violated("embedding_backward_c2",
                            "num_embeddings is " + Twine(rows) +
                                ", expected at least 1");
  Type type = makeTensorType({Extent::fixed(rows), dy.last()}, dy.element());
  if (adaptor.getInit() &&
      failed(require.type("embedding_backward_c3", {"init", adaptor.getInit()},
                          type)))
    return failure();
  types.push_back(type);
  return success();
}

LogicalResult EmbeddingBackwardRowsOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named init("init", adaptor.getInit()), marked("marked", adaptor.getMarked());
  StringRef lookups = "embedding_backward_rows_c1";
  StringRef table = "embedding_backward_rows_c2";
  StringRef marks = "embedding_backward_rows_c3";
  if (adaptor.getDys().empty())
    return require.violated(lookups, "there is no dy, expected one");
  if (failed(require.rank(table, init, 2)))
    return failure();
  for (Extent extent : init.extents())
    if (failed(require.isStatic(table, init, extent)))
      return failure();
  for (auto [value, of] :
       llvm::zip_equal(adaptor.getDys(), adaptor.getIndices())) {
    Named dy("dy", value), indices("indices", of);
    if (failed(require.minRank(lookups, dy, 1)) ||
        failed(require.sameExtents(lookups, "leading axes of dy", dy.leading(),
                                   "those of indices", indices.extents())) ||
        failed(require.sameElements(table, {dy, init})) ||
        failed(require.sameExtents(table, "columns of dy", {dy.last()},
                                   "those of init", {init.last()})))
      return failure();
  }
  types.append({init.type, marked.type});
  return require.sameExtents(marks, "extents of marked", marked.extents(),
                             "rows of init", init.leading());
}

unsigned GatherOp::numRowOperands() { return 2; }

LogicalResult GatherOp::inferReturnTypes(MLIRContext *context,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  Constraints require(location);
  Named x("x", adaptor.getX()), indices("indices", adaptor.getIndices());
  if (failed(require.minRank("gather_c1", x, 1)) ||
      failed(require.minRank("gather_c1", indices, 1)) ||
      failed(require.sameExtents("gather_c2", "leading axes of x", x.leading(),
                                 "those of indices", indices.leading())))
    return failure();
  types.push_back(makeTensorType(indices.extents(), x.element()));
  return success();
}

LogicalResult ScatterAddOp::verify() {
  Constraints require(getLoc());
  Named src("src", getSrc()), indices("indices", getIndices()), y("y", getY());
  if (failed(require.minRank("scatter_add_c1", src, 1)) ||
      failed(require.minRank("scatter_add_c1", y, 1)) ||
      failed(require.sameExtents("scatter_add_c2", "src", src.extents(),
                                 "indices", indices.extents())) ||
      failed(require.sameExtents("scatter_add_c3", "leading axes of y",
                                 y.leading(), "those of src", src.leading())))
    return failure();
  return require.sameElements("scatter_add_c3", {src, y});
}

LogicalResult OneHotOp::inferReturnTypes(MLIRContext *context,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  int64_t classes = adaptor.getNumClasses();
  if (classes < 1)
    return Constraints(location).violated("one_hot_c1",
                                          "num_classes is " + Twine(classes) +
                                              ", expected at least 1");
  Extents extents = getExtents(adaptor.getIndices().getType());
  extents.push_back(Extent::fixed(classes));
  types.push_back(makeTensorType(extents, adaptor.getElementType()));
  return success();
}

} // namespace bmc
