//===- Progress.h - What a user watches while training ----------*- C++ -*-===//
//
// Everything goes to standard error. On a terminal: one line that is redrawn,
// fitted to the width at that moment; NO_COLOR switches colours off. Elsewhere,
// and with TERM=dumb: plain lines that are only ever appended.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_TRAIN_PROGRESS_H
#define BMC_RUNTIME_TRAIN_PROGRESS_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

struct StepReport {
  int64_t step = 0;
  int64_t maxSteps = 0;
  double loss = 0;
  /// Nothing in the batch counts in the loss, which is 0.
  bool countsNothing = false;
  double lr = 0;
  double gradNorm = 0;
  double milliseconds = 0;
  double units = 0;      ///< tokens or rows this step processed
  const char *unit = ""; ///< "tokens" or "rows"
};

class Progress {
public:
  enum class Style { Quiet, Lines, Bar, Json };
  /// The style for the current standard error.
  static Style detect(bool quiet, bool json);

  Progress(Style style, int64_t firstStep);
  ~Progress() { clear(); }
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  /// Reports a step; shown at most ten times a second, or for plain lines about
  /// every 5 % of the run and at least every 10 s.
  void step(const StepReport &report);
  /// What the last evaluation said, to be seen from now on.
  void evaluated(std::vector<std::string> parts) {
    lastEvaluation = std::move(parts);
  }
  /// A line that stays: evaluations, checkpoints, notes. Not shown by Json.
  void message(std::string_view text);
  /// One JSON document and its line break; shown by Json only.
  void json(std::string_view line);
  /// Removes the redrawn line.
  void clear();

private:
  void draw(const StepReport &report, double now);
  void appendLine(const StepReport &report, double now);
  std::string bar(const StepReport &report, int width) const;
  double eta(const StepReport &report) const;

  Style style;
  bool isColored = false;
  bool isUnicode = false;
  int64_t firstStep;
  double lastShown = -1;
  std::vector<std::string> lastEvaluation;
  /// Moving average of the time of a step.
  double averageMs = 0;
  /// Columns of the line on the terminal, 0 if there is none.
  int drawnColumns = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_PROGRESS_H
