//===- ProfileReport.cpp - The option --profile ---------------------------===//
#include "runtime/train/ProfileReport.h"

#include "runtime/core/CpuRates.h"
#include "runtime/core/OutputFile.h"
#include "runtime/core/ThreadPool.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace bmc {
namespace {

/// Launches that the table shows one by one.
constexpr size_t kShown = 40;

//===----------------------------------------------------------------------===//
// The floor
//===----------------------------------------------------------------------===//

/// Whether `words` stand in `name` as whole words: "A10" is not an A100.
bool names(std::string_view name, std::string_view words) {
  auto isPart = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
  };
  for (size_t at = name.find(words); at != std::string_view::npos;
       at = name.find(words, at + 1)) {
    size_t end = at + words.size();
    if ((at == 0 || !isPart(name[at - 1])) &&
        (end == name.size() || !isPart(name[end])))
      return true;
  }
  return false;
}

Status chooseChip(const Session &session, const Program &program,
                  Profile::Chip &chosen) {
  if (session.device.image->kind != kBmrtCpu) {
    const Chip &chip =
        findChip(program.getDevice().name(), session.device.image->arch);
    chosen = {std::string(chip.title), std::string(chip.name), chip.rates};
    return {};
  }
  ChipRates rates;
  BMRT_TRY(measureCpuRates(CLOCK_MONOTONIC, rates));
  const char *plural = threadCount() == 1 ? "" : "s";
  chosen = {
      fmt::format("{} thread{} of this CPU, measured", threadCount(), plural),
      fmt::format("cpu:{:.4g}:{:.4g}:{:.4g}", rates.f32 * 1e-9,
                  rates.f64 * 1e-9, rates.bytes * 1e-9),
      rates};
  return {};
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

const BmrtLaunch &launchOf(const LaunchProfile &entry) {
  return entry.function->launches[entry.launch];
}

const char *familyOf(const BmrtLaunch &launch) {
  return launch.cost ? launch.cost->family : "unknown";
}

const char *locationOf(const BmrtLaunch &launch) {
  return launch.location ? launch.location : "";
}

/// Launches of one family in one function, in a call.
struct Family {
  std::string function, name;
  int launches = 0;
  double seconds = 0, floor = 0;

  double distance() const { return seconds - floor; }
};

std::string times(double seconds, double floor) {
  std::string part = seconds > 0 ? fmt::format("{:.2f}", floor / seconds) : "-";
  return fmt::format("{:>10.3f} {:>10.3f} {:>8} {:>10.3f}", seconds * 1e3,
                     floor * 1e3, part, (seconds - floor) * 1e3);
}

constexpr const char *kTimes = "        ms   floor ms of floor    lost ms";

std::string familyTable(const std::vector<LaunchProfile> &launches) {
  std::vector<Family> families;
  for (const LaunchProfile &entry : launches) {
    const char *name = familyOf(launchOf(entry));
    auto found = std::ranges::find_if(families, [&](const Family &family) {
      return family.function == entry.function->name && family.name == name;
    });
    if (found == families.end())
      found = families.insert(found, {entry.function->name, name});
    ++found->launches;
    found->seconds += entry.seconds;
    found->floor += entry.floor;
  }
  std::ranges::sort(families, std::ranges::greater(), &Family::distance);
  std::string text =
      fmt::format("{}  {:<17} {:<26} launches\n", kTimes, "function", "family");
  for (const Family &family : families)
    text += fmt::format("{}  {:<17} {:<26} {}\n",
                        times(family.seconds, family.floor), family.function,
                        family.name, family.launches);
  return text;
}

std::string launchTable(const std::vector<LaunchProfile> &launches) {
  std::string text = fmt::format("{}  {:<17} {:<26} kernel and line\n", kTimes,
                                 "function", "family");
  for (const LaunchProfile &entry :
       std::span(launches).first(std::min(kShown, launches.size()))) {
    const BmrtLaunch &launch = launchOf(entry);
    text += fmt::format("{}  {:<17} {:<26} {}  {}\n",
                        times(entry.seconds, entry.floor), entry.function->name,
                        familyOf(launch), launch.name, locationOf(launch));
  }
  if (launches.size() <= kShown)
    return text;
  double seconds = 0, floor = 0;
  for (const LaunchProfile &entry : std::span(launches).subspan(kShown)) {
    seconds += entry.seconds;
    floor += entry.floor;
  }
  return text + fmt::format("{}  {} more\n", times(seconds, floor),
                            launches.size() - kShown);
}

/// Sums of each function, in the order of the program.
std::string functionTable(const std::vector<LaunchProfile> &launches) {
  std::map<const BmrtFunction *, Family> functions;
  std::map<const BmrtFunction *, int64_t> calls;
  for (const LaunchProfile &entry : launches) {
    Family &sum = functions[entry.function];
    ++sum.launches;
    sum.seconds += entry.seconds;
    sum.floor += entry.floor;
    calls[entry.function] = entry.calls;
  }
  std::string text = fmt::format("{}  function\n", kTimes);
  for (const auto &[function, sum] : functions)
    text +=
        fmt::format("{}  {}: {} launches, mean of {} call{}\n",
                    times(sum.seconds, sum.floor), function->name, sum.launches,
                    calls[function], calls[function] == 1 ? "" : "s");
  return text;
}

//===----------------------------------------------------------------------===//
// The trace
//===----------------------------------------------------------------------===//

/// A complete event ("X"): `more` are its arguments.
std::string event(const std::string &name, const char *category, double begin,
                  double seconds, const Json &more) {
  return fmt::format("{{\"name\":{},\"cat\":\"{}\",\"ph\":\"X\",\"ts\":{:.3f},"
                     "\"dur\":{:.3f},\"pid\":1,\"tid\":1,\"args\":{}}}",
                     dumpJson(name), category, begin * 1e6, seconds * 1e6,
                     dumpJson(more));
}

void addCall(const Profile::Call &call, std::string &text) {
  double all = 0, begin = call.begin;
  for (float seconds : call.seconds)
    all += static_cast<double>(seconds);
  text += ",\n" +
          event(call.function->name, "function", begin, all, Json::object());
  for (uint32_t i = 0; i < call.function->numLaunches; ++i) {
    const BmrtLaunch &launch = call.function->launches[i];
    auto seconds = static_cast<double>(call.seconds[i]);
    Json more = {{"kernel", launch.name},
                 {"line", locationOf(launch)},
                 {"floor_us", static_cast<double>(call.floors[i]) * 1e6},
                 {"launch", i}};
    text += ",\n" + event(familyOf(launch), "launch", begin, seconds, more);
    begin += seconds;
  }
}

} // namespace

const Chip &findChip(std::string_view device, std::string_view arch) {
  for (const Chip &chip : kChips)
    if (names(device, chip.driver))
      return chip;
  auto found = std::ranges::find(kChips, arch, &Chip::arch);
  return found == std::end(kChips) ? kChips[0] : *found;
}

std::string profileText(const Profile &profile) {
  const Profile::Chip &chip = profile.getChip();
  std::vector<LaunchProfile> launches = profile.launches();
  return fmt::format("profile; floor on {} (--chip={}); what caches hold can "
                     "be faster\n",
                     chip.title, chip.option) +
         functionTable(launches) + "\n" + familyTable(launches) + "\n" +
         launchTable(launches);
}

std::string profileTrace(const Profile &profile) {
  std::string text = "{\"displayTimeUnit\":\"ms\",\"otherData\":";
  text += dumpJson(
      Json{{"chip", profile.getChip().option}, {"complete", !profile.isCut()}});
  text += ",\"traceEvents\":[\n{\"name\":\"process_name\",\"ph\":\"M\","
          "\"pid\":1,\"args\":{\"name\":\"kernels\"}}";
  for (const Profile::Call &call : profile.calls())
    addCall(call, text);
  return text + "\n]}\n";
}

Status startProfile(const Session &session, Program &program,
                    std::unique_ptr<Profile> &profile) {
  if (!session.options.profile)
    return {};
  Profile::Chip chip;
  BMRT_TRY(chooseChip(session, program, chip));
  profile = std::make_unique<Profile>(std::move(chip));
  program.setProfile(profile.get());
  return {};
}

Status reportProfile(const Session &session, const Profile *profile) {
  if (!profile || profile->calls().empty())
    return {};
  std::fputs(profileText(*profile).c_str(), stderr);
  const std::string &path = session.options.profilePath;
  if (path.empty())
    return {};
  return writeOutput(path, profileTrace(*profile));
}

} // namespace bmc
