//===- TokenIds.cpp - The tokens of a long text ---------------------------===//
#include "runtime/tokenizer/TokenIds.h"

#include <algorithm>

using namespace bmc;

namespace {

template <typename Id>
void store(std::span<const int32_t> ids, uint8_t *bytes) {
  std::ranges::copy(ids, reinterpret_cast<Id *>(bytes));
}

template <typename Id>
void load(const uint8_t *bytes, size_t begin, size_t count, int32_t *to) {
  std::copy_n(reinterpret_cast<const Id *>(bytes) + begin, count, to);
}

} // namespace

TokenIds::Block TokenIds::pack(std::span<const int32_t> ids) {
  uint32_t all = 0;
  for (int32_t id : ids)
    all |= static_cast<uint32_t>(id);
  int width = all < 0x100 ? 1 : all < 0x10000 ? 2 : 4;
  Block block{width, std::make_unique_for_overwrite<uint8_t[]>(
                         ids.size() * static_cast<size_t>(width))};
  auto *bytes = block.bytes.get();
  if (width == 1)
    store<uint8_t>(ids, bytes);
  else if (width == 2)
    store<uint16_t>(ids, bytes);
  else
    store<int32_t>(ids, bytes);
  return block;
}

void TokenIds::append(std::span<const int32_t> ids) {
  while (!ids.empty()) {
    size_t part = std::min(ids.size(), kBlock - open.size());
    open.insert(open.end(), ids.begin(),
                ids.begin() + static_cast<ptrdiff_t>(part));
    ids = ids.subspan(part);
    if (open.size() < kBlock)
      continue;
    blocks.push_back(pack(open));
    open.clear();
  }
}

void TokenIds::copy(size_t position, size_t count, int32_t *to) const {
  while (count > 0) {
    size_t index = position / kBlock, begin = position % kBlock;
    size_t part = std::min(count, kBlock - begin);
    if (index == blocks.size()) {
      std::copy_n(open.begin() + static_cast<ptrdiff_t>(begin), part, to);
    } else {
      const Block &block = blocks[index];
      if (block.width == 1)
        load<uint8_t>(block.bytes.get(), begin, part, to);
      else if (block.width == 2)
        load<uint16_t>(block.bytes.get(), begin, part, to);
      else
        load<int32_t>(block.bytes.get(), begin, part, to);
    }
    position += part;
    count -= part;
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

void TokenIds::renumber(std::span<const int32_t> to) {
  auto replace = [to](int32_t &id) { id = to[static_cast<size_t>(id)]; };
  std::vector<int32_t> ids(kBlock);
  for (size_t i = 0; i < blocks.size(); ++i) {
    copy(i * kBlock, kBlock, ids.data());
    std::ranges::for_each(ids, replace);
    blocks[i] = pack(ids);
  }
  std::ranges::for_each(open, replace);
}
