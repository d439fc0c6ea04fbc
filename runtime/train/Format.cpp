//===- Format.cpp - Numbers the way people read them ----------------------===//
#include "runtime/train/Format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace bmc {

std::string formatCount(double value) {
  const char *const units[] = {"", "k", "M", "G", "T"};
  size_t unit = 0;
  while (value >= 999.5 && unit + 1 < std::size(units)) {
    value /= 1000;
    ++unit;
  }
  int decimals = unit == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  if (unit == 0 && value < 10 && value != std::floor(value))
    decimals = 2;
  return fmt::format("{:.{}f}{}", value, decimals, units[unit]);
}

std::string formatDuration(double seconds) {
  auto total = static_cast<int64_t>(std::min(seconds + 0.5, 1e15));
  int64_t s = total % 60, m = total / 60 % 60, h = total / 3600 % 24,
          d = total / 86400;
  if (d > 0)
    return fmt::format("{}d{:02}h", d, h);
  if (h > 0)
    return fmt::format("{}h{:02}m", h, m);
  if (m > 0)
    return fmt::format("{}m{:02}s", m, s);
  return fmt::format("{}s", s);
}

std::string formatMilliseconds(double milliseconds) {
  if (milliseconds >= 10000)
    return fmt::format("{:.1f} s", milliseconds / 1000);
  if (milliseconds < 0.1)
    return fmt::format("{:.1f} us", milliseconds * 1000);
  int decimals = milliseconds >= 100 ? 0 : milliseconds >= 10 ? 1 : 2;
  return fmt::format("{:.{}f} ms", milliseconds, decimals);
}

std::string formatLoss(double value) { return fmt::format("{:#.4g}", value); }

} // namespace bmc
