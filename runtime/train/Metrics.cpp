//===- Metrics.cpp - metrics.jsonl ----------------------------------------===//
#include "runtime/train/Metrics.h"

#include "runtime/core/Files.h"
#include "runtime/core/Json.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace bmc {
namespace {

constexpr double kFlushSeconds = 1;

double now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

/// Adds a line to the curves; false if it is to be dropped.
bool keepLine(std::string_view line, int64_t lastStep, LossCurve &train,
              LossCurve &val) {
  Json json;
  int64_t step = 0;
  double loss = 0;
  if (!parseJson(line, json).ok() || !getInt(json, "step", step).ok() ||
      step > lastStep)
    return false;
  if (getDouble(json, "loss", loss).ok())
    train.add(step, loss);
  else if (getDouble(json, "val_loss", loss).ok())
    val.add(step, loss);
  return true;
}

Status systemError(const std::string &path, const char *what) {
  return resourceError("{}: cannot {}: {}", path, what, std::strerror(errno));
}

} // namespace

std::string stepLine(const StepReport &report) {
  return fmt::format(
      "{{\"step\":{},\"loss\":{},\"lr\":{},\"grad_norm\":{},"
      "\"{}\":{},\"ms\":{:.3f}}}",
      report.step, report.loss, report.lr, report.gradNorm, report.unit,
      report.step * static_cast<int64_t>(report.units), report.milliseconds);
}

std::string evalLine(int64_t step, double valLoss, double milliseconds) {
  return fmt::format("{{\"step\":{},\"val_loss\":{},\"ms\":{:.3f}}}", step,
                     valLoss, milliseconds);
}

MetricsLog::~MetricsLog() {
  if (descriptor >= 0)
    ::close(descriptor);
}

Status MetricsLog::open(const std::string &filePath, int64_t lastStep,
                        LossCurve &train, LossCurve &val) {
  path = filePath;
  std::string old, kept;
  if (pathExists(path))
    BMRT_TRY(readFile(path, old));
  for (size_t begin = 0; begin < old.size();) {
    size_t end = old.find('\n', begin);
    if (end == std::string::npos)
      break;
    std::string_view line(old.data() + begin, end - begin);
    if (keepLine(line, lastStep, train, val))
      kept.append(line).append("\n");
    begin = end + 1;
  }
  BMRT_TRY(writeFileAtomically(path, kept));
  descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (descriptor < 0)
    return systemError(path, "open for appending");
  length = static_cast<int64_t>(kept.size());
  lastFlush = now();
  return {};
}

Status MetricsLog::append(const std::string &line) {
  buffer += line;
  buffer += '\n';
  if (now() - lastFlush < kFlushSeconds)
    return {};
  return flush(/*durable=*/false);
}

Status MetricsLog::flush(bool durable) {
  lastFlush = now();
  size_t done = 0;
  while (done < buffer.size()) {
    ssize_t count =
        ::write(descriptor, buffer.data() + done, buffer.size() - done);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0) {
      Status status = systemError(path, "write");
      // If cutting the file back fails too, the next `open` drops the partial
      // line; the write error is what the user needs to hear.
      [[maybe_unused]] int ignored = ::ftruncate(descriptor, length);
      return status;
    }
    done += static_cast<size_t>(count);
  }
  length += static_cast<int64_t>(buffer.size());
  buffer.clear();
  if (durable && ::fsync(descriptor) != 0)
    return systemError(path, "write");
  return {};
}

} // namespace bmc
