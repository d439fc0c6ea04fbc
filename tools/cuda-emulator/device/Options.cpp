//===- Options.cpp - BMC_EMULATOR -----------------------------------------===//
#include "tools/cuda-emulator/device/Options.h"

#include <charconv>

namespace emulator {
namespace {

constexpr Chip kChips[] = {
    {"sm_80", 8, 0, 108, 163 << 10, 164 << 10, false},
    {"sm_86", 8, 6, 84, 99 << 10, 100 << 10, false},
    {"sm_89", 8, 9, 128, 99 << 10, 100 << 10, false},
    {"sm_90a", 9, 0, 132, 227 << 10, 228 << 10, true},
    {"sm_100", 10, 0, 148, 227 << 10, 228 << 10, false},
};

struct NamedResult {
  std::string_view name;
  bmc::cuda::Result code;
};
constexpr NamedResult kResults[] = {
#define X(NAME, NUMBER, STRING) {STRING, bmc::cuda::Result::NAME},
    BMC_CUDA_RESULTS(X)
#undef X
};

template <class T> bool number(std::string_view text, T &value) {
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() &&
         !text.empty();
}

/// 64M, 2G, 1048576
bool bytes(std::string_view text, uint64_t &value) {
  unsigned shift = 0;
  if (text.ends_with('K'))
    shift = 10;
  else if (text.ends_with('M'))
    shift = 20;
  else if (text.ends_with('G'))
    shift = 30;
  if (shift)
    text.remove_suffix(1);
  if (!number(text, value) || value == 0 ||
      value > (uint64_t{1} << 45 >> shift))
    return false;
  value <<= shift;
  return true;
}

bool order(std::string_view text, Order &order) {
  if (text == "ascending")
    order = {Order::Ascending};
  else if (text == "descending")
    order = {Order::Descending};
  else if (text.starts_with("random:") && number(text.substr(7), order.seed))
    order.kind = Order::Random;
  else
    return false;
  return true;
}

bool resultNamed(std::string_view text, bmc::cuda::Result &code) {
  int value;
  if (number(text, value)) {
    code = static_cast<bmc::cuda::Result>(value);
    return value > 0;
  }
  for (auto [name, known] : kResults)
    if (name == text) {
      code = known;
      return true;
    }
  return false;
}

// CALL:N:CODE; N+ for that call and all later ones.
bool failure(std::string_view text, PlannedFailure &planned) {
  size_t first = text.find(':'), second = text.find(':', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos)
    return false;
  planned.call = text.substr(0, first);
  std::string_view which = text.substr(first + 1, second - first - 1);
  bool open = which.ends_with('+');
  if (open)
    which.remove_suffix(1);
  if (!number(which, planned.from) || planned.from == 0)
    return false;
  planned.to = open ? UINT64_MAX : planned.from;
  static constexpr std::string_view calls[] = {
#define BMC_CUDA_FUNCTION(NAME, ...) #NAME,
#include "runtime/cuda/Driver.def"
  };
  bool isCall = false;
  for (std::string_view call : calls)
    isCall |= call == planned.call;
  return isCall && resultNamed(text.substr(second + 1), planned.code);
}

bool option(std::string_view part, Options &options) {
  for (const Chip &chip : kChips)
    if (part == chip.name) {
      options.chip = &chip;
      return true;
    }
  if (part == "check")
    return options.check = options.report = true;
  if (part == "report")
    return options.report = true;
  if (part.starts_with("order="))
    return order(part.substr(6), options.order);
  if (part.starts_with("memory="))
    return bytes(part.substr(7), options.memory);
  if (part.starts_with("driver="))
    return number(part.substr(7), options.driver);
  if (part.starts_with("timeout="))
    return number(part.substr(8), options.timeout) && options.timeout > 0;
  if (part == "async=late" || part == "async=launch") {
    options.late = part == "async=late";
    return true;
  }
  if (part.starts_with("host=x86-64-v"))
    return number(part.substr(13), options.host) && options.host >= 2 &&
           options.host <= 4;
  if (part.starts_with("trace="))
    return !(options.trace = part.substr(6)).empty();
  if (part.starts_with("fail:"))
    return failure(part.substr(5), options.failures.emplace_back());
  return false;
}

} // namespace

Options parseOptions(std::string_view text, std::string &error) {
  Options options;
  options.chip = &kChips[0];
  while (!text.empty()) {
    size_t comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    if (!part.empty() && !option(part, options))
      error = "BMC_EMULATOR: unknown option '" + std::string(part) + "'";
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return options;
}

unsigned newestPtx(int driver) {
  struct Step {
    int driver;
    unsigned ptx;
  };
  static constexpr Step steps[] = {
      {13000, 90}, {12090, 88}, {12080, 87}, {12070, 86}, {12050, 85},
      {12040, 84}, {12030, 83}, {12020, 82}, {12010, 81}, {12000, 80},
      {11080, 78}, {11070, 77}, {11000, 70}};
  for (auto [version, ptx] : steps)
    if (driver >= version)
      return ptx;
  return 65;
}

} // namespace emulator
