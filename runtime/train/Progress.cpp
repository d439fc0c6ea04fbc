//===- Progress.cpp - What a user watches while training ------------------===//
#include "runtime/train/Progress.h"

#include "runtime/train/Format.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vector>

namespace bmc {
namespace {

constexpr double kRedrawSeconds = 0.1, kLineSeconds = 10;
constexpr int kMinBar = 10, kMaxBar = 30;

double now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

int terminalWidth() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return 80;
  return size.ws_col;
}

bool isSet(const char *name) {
  const char *value = std::getenv(name);
  return value && *value;
}

bool usesUtf8() {
  for (const char *name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (isSet(name)) {
      std::string_view value = std::getenv(name);
      return value.find("UTF-8") != value.npos ||
             value.find("utf8") != value.npos;
    }
  return false;
}

/// One write per line, so that lines of several processes do not mix. A closed
/// standard error must not stop a training run.
void writeError(const std::string &text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

std::string unitLabel(std::string_view unit) {
  return unit == "tokens" ? "tok/s" : std::string(unit) + "/s";
}

} // namespace

Progress::Style Progress::detect(bool quiet, bool json) {
  if (quiet)
    return Style::Quiet;
  if (json)
    return Style::Json;
  const char *term = std::getenv("TERM");
  bool isDumb = !term || !*term || std::string_view(term) == "dumb";
  return isatty(STDERR_FILENO) && !isDumb ? Style::Bar : Style::Lines;
}

Progress::Progress(Style style, int64_t firstStep)
    : style(style), isColored(style == Style::Bar && !isSet("NO_COLOR")),
      isUnicode(usesUtf8()), firstStep(firstStep) {}

void Progress::step(const StepReport &report) {
  averageMs = averageMs == 0 ? report.milliseconds
                             : 0.9 * averageMs + 0.1 * report.milliseconds;
  if (style == Style::Quiet || style == Style::Json)
    return;
  double time = now();
  bool isEdge = report.step == firstStep || report.step == report.maxSteps;
  if (style == Style::Bar) {
    if (isEdge || time - lastShown >= kRedrawSeconds)
      draw(report, time);
    return;
  }
  int64_t every = std::max<int64_t>(1, report.maxSteps / 20);
  if (isEdge || report.step % every == 0 || time - lastShown >= kLineSeconds)
    appendLine(report, time);
}

double Progress::eta(const StepReport &report) const {
  return static_cast<double>(report.maxSteps - report.step) * averageMs / 1000;
}

void Progress::appendLine(const StepReport &report, double time) {
  lastShown = time;
  writeError(fmt::format(
      "step {}/{} | loss {} | lr {:.2e} | grad {:.3g} | {} | {} {} | eta {}\n",
      report.step, report.maxSteps, formatLoss(report.loss), report.lr,
      report.gradNorm, formatMilliseconds(averageMs),
      formatCount(report.units * 1000 / std::max(averageMs, 1e-6)),
      unitLabel(report.unit), formatDuration(eta(report))));
}

std::string Progress::bar(const StepReport &report, int width) const {
  const char *full = isUnicode ? "━" : "=", *empty = isUnicode ? "─" : "-";
  double fraction = static_cast<double>(report.step) /
                    static_cast<double>(std::max<int64_t>(1, report.maxSteps));
  int filled = static_cast<int>(fraction * width + 0.5);
  std::string text = isColored ? "\x1b[32m" : "";
  for (int i = 0; i < width; ++i) {
    if (i == filled && isColored)
      text += "\x1b[2;39m";
    text += i < filled ? full : empty;
  }
  return text + (isColored ? "\x1b[0m" : "");
}

void Progress::draw(const StepReport &report, double time) {
  lastShown = time;
  std::string head = fmt::format("step {}/{} ", report.step, report.maxSteps);
  // In order of importance: what does not fit is left out.
  std::vector<std::string> parts = {"loss " + formatLoss(report.loss),
                                    "eta " + formatDuration(eta(report))};
  parts.insert(parts.end(), lastEvaluation.begin(), lastEvaluation.end());
  parts.push_back(formatCount(report.units * 1000 / std::max(averageMs, 1e-6)) +
                  " " + unitLabel(report.unit));
  parts.push_back(fmt::format("lr {:.2e}", report.lr));
  parts.push_back(fmt::format("grad {:.3g}", report.gradNorm));
  parts.push_back(formatMilliseconds(averageMs));
  // The last column stays free: terminals differ on what writing it does.
  int room = terminalWidth() - 1 - static_cast<int>(head.size());
  std::string tail;
  for (const std::string &part : parts) {
    int needed = static_cast<int>(part.size()) + 3;
    if (room < needed)
      break;
    tail += " | " + part;
    room -= needed;
  }
  int barWidth = room < kMinBar ? 0 : std::min(room, kMaxBar);
  int columns =
      static_cast<int>(head.size() + tail.size()) + std::max(barWidth, 0);
  if (barWidth == 0 && !tail.empty()) {
    tail.erase(0, 3);
    columns -= 3;
  }
  clear();
  writeError(head + bar(report, barWidth) + tail);
  drawnColumns = columns;
}

void Progress::clear() {
  if (drawnColumns == 0)
    return;
  // A terminal made narrower has wrapped the line onto the rows below it.
  int rows = (drawnColumns - 1) / std::max(1, terminalWidth());
  std::string text = "\r";
  if (rows > 0)
    text += fmt::format("\x1b[{}A", rows);
  writeError(text + "\x1b[J");
  drawnColumns = 0;
}

void Progress::message(std::string_view text) {
  if (style == Style::Quiet || style == Style::Json)
    return;
  clear();
  writeError(std::string(text) + "\n");
}

void Progress::json(std::string_view line) {
  if (style == Style::Json)
    writeError(std::string(line));
}

} // namespace bmc
