//===- Muon.h - Directions of whole matrices --------------------*- C++ -*-===//
#ifndef BMC_PASSES_TRAINING_MUON_H
#define BMC_PASSES_TRAINING_MUON_H

#include "ir/ops/Primitives.h"

namespace bmc {

/// The numbers of a Muon group, and what they make of a matrix.
class MuonSettings {
public:
  explicit MuonSettings(mlir::DictionaryAttr numbers);

  bool nesterov, averages;

  /// The gradient as the optimizer sees it: scaled, clipped, with the sign of
  /// what is sought.
  mlir::Value prepareGradient(Primitives &f, mlir::Value gradient,
                              mlir::Value scale) const;
  /// Nesterov's momentum: the gradient moved towards the average.
  mlir::Value lookAhead(Primitives &f, mlir::Value gradient,
                        mlir::Value average) const;
  /// Nearly the orthogonal matrix closest to x: the iteration of Newton and
  /// Schulz with torch.optim.Muon's coefficients, in the type of x.
  mlir::Value orthogonalize(Primitives &f, mlir::Value x) const;

  /// The numbers of the two updates.
  mlir::DictionaryAttr ofMomentum(mlir::Builder &builder) const;
  mlir::DictionaryAttr ofStep(mlir::Builder &builder, mlir::Type matrix) const;

private:
  double number(llvm::StringRef name) const;
  mlir::DictionaryAttr numbers;
};

} // namespace bmc

#endif // BMC_PASSES_TRAINING_MUON_H
