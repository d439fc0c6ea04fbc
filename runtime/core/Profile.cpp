//===- Profile.cpp - How long each launch takes ---------------------------===//
#include "runtime/core/Profile.h"

#include <algorithm>
#include <tuple>

namespace bmc {

static double amount(const BmrtCostTerm *terms, uint32_t count,
                     std::span<const int64_t> dims) {
  double total = 0;
  for (const BmrtCostTerm &term : std::span(terms, count)) {
    double value = term.factor;
    for (size_t k = 0; k < dims.size(); ++k)
      for (int power = 0; power < term.exponents[k]; ++power)
        value *= static_cast<double>(dims[k]);
    total += std::min(value, term.most);
  }
  return total;
}

LaunchWork workOf(const BmrtCost *cost, std::span<const int64_t> dims) {
  if (!cost)
    return {};
  return {amount(cost->bytes, cost->numBytes, dims),
          amount(cost->products, cost->numProducts, dims),
          amount(cost->operations, cost->numOperations, dims)};
}

static double floorOf(const BmrtLaunch &launch, const LaunchWork &work,
                      const ChipRates &rates) {
  BmrtDType dtype = launch.cost ? launch.cost->dtype : kBmrtF32;
  return floorOf(work, dtype, rates).seconds();
}

FunctionFloor floorOf(const BmrtFunction &function,
                      std::span<const int64_t> dims, const ChipRates &rates) {
  FunctionFloor sum;
  for (const BmrtLaunch &launch :
       std::span(function.launches, function.numLaunches)) {
    LaunchWork work = workOf(launch.cost, dims);
    sum.work += work;
    sum.seconds += floorOf(launch, work, rates);
  }
  return sum;
}

Status Profile::run(Device &device, const BmrtFunction &function,
                    std::span<const int64_t> dims) {
  Clock::time_point now = Clock::now();
  if (start == Clock::time_point())
    start = now;
  std::vector<double> seconds(function.numLaunches);
  BMRT_TRY(device.runTimed(function, dims, seconds));
  bool isFirst = !first.contains(&function);
  Sums &sums = (isFirst ? first : later)[&function];
  ++sums.calls;
  sums.seconds.resize(seconds.size());
  sums.floors.resize(seconds.size());
  Call call{&function,
            std::chrono::duration<double>(now - start).count(),
            {seconds.begin(), seconds.end()},
            {}};
  for (uint32_t i = 0; i < function.numLaunches; ++i) {
    const BmrtLaunch &launch = function.launches[i];
    double floor = floorOf(launch, workOf(launch.cost, dims), chip.rates);
    sums.seconds[i] += seconds[i];
    sums.floors[i] += floor;
    call.floors.push_back(static_cast<float>(floor));
  }
  cut = cut || events >= kMaxEvents;
  if (!cut) {
    events += seconds.size();
    recorded.push_back(std::move(call));
  }
  return {};
}

std::vector<LaunchProfile> Profile::launches() const {
  std::vector<LaunchProfile> list;
  for (const auto &[function, only] : first) {
    auto more = later.find(function);
    const Sums &sums = more == later.end() ? only : more->second;
    auto calls = static_cast<double>(sums.calls);
    for (uint32_t i = 0; i < function->numLaunches; ++i)
      list.push_back({function, i, sums.calls, sums.seconds[i] / calls,
                      sums.floors[i] / calls});
  }
  // Equal ones in the order of the program.
  std::ranges::sort(list, {}, [](const LaunchProfile &entry) {
    return std::tuple(-entry.distance(), entry.function, entry.launch);
  });
  return list;
}

} // namespace bmc
