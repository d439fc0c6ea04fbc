//===- TokenIds.h - The tokens of a long text -------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_TOKENIDS_H
#define BMC_RUNTIME_TOKENIZER_TOKENIDS_H

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace bmc {

/// A long list of ids, which are not negative. They lie in blocks, each of 1, 2
/// or 4 bytes an id as its largest needs, so that growing moves nothing.
class TokenIds {
public:
  size_t size() const { return count; }
  void append(std::span<const int32_t> ids);
  void append(std::span<const uint8_t> ids);
  /// Ids position .. position + number - 1, which are there.
  void copy(size_t position, size_t number, int32_t *to) const;
  /// Calls `use` with a block of ids after the other, of those in
  /// [begin, end), until it gives false.
  void forEach(size_t begin, size_t end,
               const std::function<bool(std::span<const int32_t>)> &use) const;

private:
  static constexpr size_t kBlock = size_t{1} << 16;
  struct Block {
    int width = 0; ///< bytes of an id; 0: there is none yet
    std::unique_ptr<uint8_t[]> bytes;

    template <typename From>
    void store(size_t begin, std::span<const From> ids);
    void load(size_t begin, std::span<int32_t> to) const;
    void widen(size_t count, int to);
  };

  template <typename From> void appendAll(std::span<const From> ids);

  std::vector<Block> blocks; ///< all full but the last
  size_t count = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_TOKENIDS_H
