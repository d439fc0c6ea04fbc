//===- TokenTable.cpp - Token texts and their ids -------------------------===//
#include "runtime/tokenizer/TokenTable.h"

#include <algorithm>
#include <utility>

using namespace bmc;

size_t TokenTable::slotOf(std::string_view text) const {
  size_t mask = slots.size() - 1;
  size_t at = hashBytes(text) & mask;
  while (slots[at] && (*this)[slots[at] - 1] != text)
    at = (at + 1) & mask;
  return at;
}

void TokenTable::grow() {
  if (used * 2 < slots.size())
    return;
  std::vector<int32_t> old(std::max<size_t>(slots.size() * 2, 64));
  old.swap(slots);
  for (int32_t entry : old)
    if (entry)
      slots[slotOf((*this)[entry - 1])] = entry;
}

int32_t TokenTable::find(std::string_view text) const {
  return slots.empty() ? -1 : slots[slotOf(text)] - 1;
}

int32_t TokenTable::add(std::string_view text) {
  int32_t id = find(text);
  if (id >= 0)
    return id;
  set(size(), text);
  return size() - 1;
}

bool TokenTable::set(int32_t id, std::string_view text) {
  grow();
  size_t slot = slotOf(text);
  auto index = static_cast<size_t>(id);
  if (slots[slot] || (index < places.size() && places[index].length))
    return false;
  if (index >= places.size())
    places.resize(index + 1);
  places[index] = {bytes.size(), static_cast<uint32_t>(text.size())};
  bytes += text;
  longestText = std::max(longestText, text.size());
  slots[slot] = id + 1;
  ++used;
  return true;
}

void MergeTable::set(int32_t left, int32_t right, Merge merge) {
  auto place = [&](const Slot &slot) {
    size_t mask = slots.size() - 1;
    size_t at = hashOf(slot.key) & mask;
    while (slots[at].key != kEmpty && slots[at].key != slot.key)
      at = (at + 1) & mask;
    bool isNew = slots[at].key == kEmpty;
    slots[at] = slot;
    return isNew;
  };
  if (used * 2 >= slots.size()) {
    std::vector<Slot> old(std::max<size_t>(slots.size() * 2, 64));
    old.swap(slots);
    for (const Slot &slot : old)
      if (slot.key != kEmpty)
        place(slot);
  }
  used += place({keyOf(left, right), merge});
}
