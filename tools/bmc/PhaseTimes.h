//===- PhaseTimes.h - How long each phase took ------------------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_PHASETIMES_H
#define BMC_TOOLS_BMC_PHASETIMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>
#include <string>
#include <vector>

namespace bmc {

/// Wall-clock seconds per phase, for --time-phases.
class PhaseTimes {
public:
  explicit PhaseTimes(bool enabled) : enabled(enabled) {}

  /// Measures from its construction to stop() or its end.
  class Scope {
  public:
    Scope(PhaseTimes &times, llvm::StringRef name)
        : times(times), name(name), start(std::chrono::steady_clock::now()) {}
    ~Scope() { stop(); }
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;
    void stop();
    /// Something to say behind the time.
    void remark(std::string text) { note = std::move(text); }

  private:
    PhaseTimes &times;
    std::string name;
    std::string note;
    std::chrono::steady_clock::time_point start;
    bool stopped = false;
  };

  /// One line per phase and a total; nothing unless enabled.
  void print(llvm::raw_ostream &os) const;

private:
  struct Entry {
    std::string name;
    double seconds;
    std::string note;
  };
  bool enabled;
  std::vector<Entry> entries;
};

} // namespace bmc

#endif // BMC_TOOLS_BMC_PHASETIMES_H
