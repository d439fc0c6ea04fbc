//===- DecodeSources.h - What is decoded from sources -----------*- C++ -*-===//
//
// A model that generates targets reads sources beside them. What it makes of a
// source alone is the same for every token of the target.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_PASSES_TRAINING_DECODESOURCES_H
#define BMC_PASSES_TRAINING_DECODESOURCES_H

#include "ir/BmcOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"

namespace bmc {

/// Whether a value depends on anything that is another one for the next token:
/// on the tokens, the position, random numbers or what is carried. Else it is
/// made of sources and parameters alone.
bool dependsOnTokens(mlir::Value value);

/// Whether an argument is an input other than tokens, position and rng.
bool isSource(mlir::BlockArgument argument);

/// The values made of a source that are read together with what depends on
/// tokens, in the order of the function.
llvm::SmallVector<mlir::Value> findSourceValues(mlir::func::FuncOp function);

/// Whether keys or values are those of tokens, one more with each; else all are
/// there before the first.
bool looksAtTokens(AttentionOp op);

/// The position that `select` takes of attention whose keys and values depend
/// on no token: it looks at all of them.
mlir::Value attendFromPosition(AttentionOp op, SelectRowOp select,
                               mlir::RewriterBase &rewriter);

/// What is added to the scores of the query at this position, as [B, H, keys],
/// minus infinity for keys of other segments; null where the attention has
/// neither bias nor segments.
mlir::Value biasOfPosition(AttentionOp op, mlir::Value position,
                           mlir::RewriterBase &rewriter);

} // namespace bmc

#endif // BMC_PASSES_TRAINING_DECODESOURCES_H
