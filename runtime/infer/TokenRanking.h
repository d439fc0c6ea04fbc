//===- TokenRanking.h - Tokens from the likeliest on ------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_TOKENRANKING_H
#define BMC_RUNTIME_INFER_TOKENRANKING_H

#include <cstdint>
#include <span>
#include <vector>

namespace bmc {

/// The tokens by their logits, the largest first, equal ones by id; NaN counts
/// as -infinity. Sorted only as far as somebody looks.
class TokenRanking {
public:
  /// The logits must outlive the ranking.
  explicit TokenRanking(std::span<const double> logits);

  size_t size() const { return ids.size(); }
  int32_t operator[](size_t rank) {
    while (rank >= sorted)
      sortMore();
    return ids[rank];
  }
  double score(int32_t id) const;

private:
  void sortMore();

  std::span<const double> logits;
  std::vector<int32_t> ids;
  size_t sorted = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_TOKENRANKING_H
