//===- Shadow.h - Who touched a place last ----------------------*- C++ -*-===//
#ifndef EMULATOR_CHECK_SHADOW_H
#define EMULATOR_CHECK_SHADOW_H

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace emulator {

/// An access to a place; time 0: none.
struct Touch {
  uint32_t time = 0;
  uint32_t inst = 0;
  uint32_t thread = 0;
  uint32_t block = 0;
};

/// The last two accesses of a kind by different threads: one of them is not of
/// the thread that comes next.
struct Recent {
  Touch last, other;

  void note(const Touch &touch) {
    bool isSame = last.thread == touch.thread && last.block == touch.block;
    if (!isSame && last.time != 0)
      other = last;
    last = touch;
  }
};

struct Place {
  Touch write; ///< the last that is not atomic
  Recent reads, atomics;
  bool isPending = false; ///< a cp.async is to write it
  uint32_t pendingThread = 0, pendingInst = 0;

  bool isWritten() const { return write.time != 0 || atomics.last.time != 0; }
};

/// Places of a launch: pages that come into being when they are touched. A
/// place is as large as the smallest access of the kernel.
class Shadow {
public:
  void start(uint32_t granule) {
    this->granule = granule;
    pages.clear();
    lastPage = nullptr;
  }
  uint32_t placeBytes() const { return granule; }
  Place &at(uint64_t address) {
    uint64_t number = address / granule;
    if (!lastPage || number / kPagePlaces != lastNumber) {
      lastNumber = number / kPagePlaces;
      std::unique_ptr<Page> &page = pages[lastNumber];
      if (!page)
        page = std::make_unique<Page>(kPagePlaces);
      lastPage = page.get();
    }
    return (*lastPage)[number % kPagePlaces];
  }

private:
  static constexpr uint64_t kPagePlaces = 512;
  using Page = std::vector<Place>;
  std::unordered_map<uint64_t, std::unique_ptr<Page>> pages;
  Page *lastPage = nullptr;
  uint64_t lastNumber = 0;
  uint32_t granule = 4;
};

} // namespace emulator

#endif // EMULATOR_CHECK_SHADOW_H
