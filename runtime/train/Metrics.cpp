//===- Metrics.cpp - metrics.jsonl ----------------------------------------===//
#include "runtime/train/Metrics.h"

#include "runtime/core/Files.h"
#include "runtime/core/Json.h"

#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace bmc {
namespace {

/// Adds a line to the curves; false if it is to be dropped.
bool keepLine(std::string_view line, int64_t lastStep, int64_t lastEval,
              const std::vector<MetricInfo> &infos, Curves &curves) {
  Json json;
  int64_t step = 0;
  double loss = 0;
  if (!parseJson(line, json).ok() || !getInt(json, "step", step).ok() ||
      step > lastStep)
    return false;
  if (findMember(json, "val_loss") && step > lastEval)
    return false;
  if (getDouble(json, "loss", loss).ok())
    curves.train.add(step, loss);
  else if (getDouble(json, "val_loss", loss).ok())
    curves.val.add(step, loss);
  for (const MetricInfo &info : infos)
    if (double value = 0; getDouble(json, "val_" + info.name, value).ok())
      curves.addMetric(info.name, step, value);
  return true;
}

} // namespace

std::string stepLine(const StepReport &report) {
  return fmt::format(
      "{{\"step\":{},\"loss\":{},\"lr\":{},\"grad_norm\":{},"
      "\"{}\":{},\"ms\":{:.3f}}}\n",
      report.step, report.loss, report.lr, report.gradNorm, report.unit,
      report.step * static_cast<int64_t>(report.units), report.milliseconds);
}

std::string evalLine(int64_t step, double valLoss,
                     const std::vector<MetricValue> &metrics,
                     double milliseconds) {
  // JSON has no NaN.
  std::string loss =
      std::isfinite(valLoss) ? fmt::format("{}", valLoss) : "null";
  std::string more;
  for (const MetricValue &metric : metrics)
    more +=
        fmt::format("\"val_{}\":{},", metric.name, dumpJson(toJson(metric)));
  return fmt::format("{{\"step\":{},\"val_loss\":{},{}\"ms\":{:.3f}}}\n", step,
                     loss, more, milliseconds);
}

Status openMetrics(const std::string &path, int64_t lastStep, int64_t lastEval,
                   const std::vector<MetricInfo> &infos, Curves &curves,
                   AppendFile &file) {
  std::string old, kept;
  if (pathExists(path))
    BMRT_TRY(readFile(path, old));
  for (size_t begin = 0; begin < old.size();) {
    size_t end = old.find('\n', begin);
    if (end == std::string::npos)
      break;
    std::string_view line(old.data() + begin, end - begin);
    if (keepLine(line, lastStep, lastEval, infos, curves))
      kept.append(line).append("\n");
    begin = end + 1;
  }
  if (kept != old)
    BMRT_TRY(writeFileAtomically(path, kept));
  return file.open(path);
}

} // namespace bmc
