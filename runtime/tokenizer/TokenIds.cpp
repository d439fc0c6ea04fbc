//===- TokenIds.cpp - The tokens of a long text ---------------------------===//
#include "runtime/tokenizer/TokenIds.h"

#include <algorithm>

using namespace bmc;

namespace {

/// Calls `use` with a number of the type that has so many bytes.
template <typename Use> void withType(int width, const Use &use) {
  if (width == 1)
    use(uint8_t());
  else if (width == 2)
    use(uint16_t());
  else
    use(int32_t());
}

/// Bytes that each of the ids needs at most.
int widthOf(std::span<const uint8_t> ids) { return 1; }
int widthOf(std::span<const int32_t> ids) {
  uint32_t all = 0;
  for (int32_t id : ids)
    all |= static_cast<uint32_t>(id);
  return all < 0x100 ? 1 : all < 0x10000 ? 2 : 4;
}

} // namespace

template <typename From>
void TokenIds::Block::store(size_t begin, std::span<const From> ids) {
  withType(width, [&]<typename Id>(Id) {
    std::ranges::copy(ids, reinterpret_cast<Id *>(bytes.get()) + begin);
  });
}

void TokenIds::Block::load(size_t begin, std::span<int32_t> to) const {
  withType(width, [&]<typename Id>(Id) {
    std::copy_n(reinterpret_cast<const Id *>(bytes.get()) + begin, to.size(),
                to.data());
  });
}

/// Makes the `count` ids that are there as wide.
void TokenIds::Block::widen(size_t count, int to) {
  std::vector<int32_t> ids(count);
  if (count > 0)
    load(0, ids);
  width = to;
  bytes = std::make_unique_for_overwrite<uint8_t[]>(kBlock *
                                                    static_cast<size_t>(to));
  store(0, std::span<const int32_t>(ids));
}

template <typename From> void TokenIds::appendAll(std::span<const From> ids) {
  while (!ids.empty()) {
    size_t begin = count % kBlock;
    if (begin == 0)
      blocks.emplace_back();
    auto part = ids.first(std::min(ids.size(), kBlock - begin));
    Block &block = blocks.back();
    if (int width = widthOf(part); width > block.width)
      block.widen(begin, width);
    block.store(begin, part);
    count += part.size();
    ids = ids.subspan(part.size());
  }
}

void TokenIds::append(std::span<const int32_t> ids) { appendAll(ids); }
void TokenIds::append(std::span<const uint8_t> ids) { appendAll(ids); }

void TokenIds::copy(size_t position, size_t number, int32_t *to) const {
  while (number > 0) {
    size_t begin = position % kBlock;
    size_t part = std::min(number, kBlock - begin);
    blocks[position / kBlock].load(begin, {to, part});
    position += part;
    number -= part;
    to += part;
  }
}

void TokenIds::forEach(
    size_t begin, size_t end,
    const std::function<bool(std::span<const int32_t>)> &use) const {
  std::vector<int32_t> ids(std::min(kBlock, end - begin));
  while (begin < end) {
    size_t part = std::min(kBlock, end - begin);
    copy(begin, part, ids.data());
    if (!use(std::span(ids).first(part)))
      return;
    begin += part;
  }
}
