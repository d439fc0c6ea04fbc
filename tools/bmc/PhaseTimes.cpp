//===- PhaseTimes.cpp - How long each phase took --------------------------===//

#include "tools/bmc/PhaseTimes.h"

#include "llvm/Support/Format.h"

namespace bmc {

void PhaseTimes::Scope::stop() {
  if (stopped)
    return;
  stopped = true;
  std::chrono::duration<double> elapsed =
      std::chrono::steady_clock::now() - start;
  times.entries.push_back({name, elapsed.count(), note});
}

void PhaseTimes::print(llvm::raw_ostream &os) const {
  if (!enabled)
    return;
  double total = 0;
  for (const Entry &entry : entries) {
    os << llvm::format("%-8s %8.3f s", entry.name.c_str(), entry.seconds);
    if (!entry.note.empty())
      os << "   " << entry.note;
    os << '\n';
    total += entry.seconds;
  }
  os << llvm::format("%-8s %8.3f s\n", "total", total);
}

} // namespace bmc
