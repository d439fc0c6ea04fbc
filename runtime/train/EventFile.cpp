//===- EventFile.cpp - Curves for TensorBoard -----------------------------===//
#include "runtime/train/EventFile.h"

#include "runtime/core/Crc32c.h"

#include <chrono>
#include <cstring>
#include <unistd.h>

namespace bmc {
namespace {

// Field numbers of tensorflow/core/util/event.proto and summary.proto.
constexpr int kWallTime = 1, kStep = 2, kFileVersion = 3, kSummary = 5,
              kSessionLog = 7;
constexpr int kSummaryValue = 1, kValueTag = 1, kSimpleValue = 2;
constexpr int kSessionStatus = 1, kSessionStart = 1;
// Wire types.
constexpr int kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5;

template <typename T> void putFixed(std::string &out, T value) {
  out.append(reinterpret_cast<const char *>(&value), sizeof value);
}

void putVarint(std::string &out, uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void putKey(std::string &out, int field, int wireType) {
  putVarint(out, static_cast<uint64_t>(field << 3 | wireType));
}

void putBytes(std::string &out, int field, std::string_view bytes) {
  putKey(out, field, kBytes);
  putVarint(out, bytes.size());
  out += bytes;
}

double wallTime() {
  using namespace std::chrono;
  return duration<double>(system_clock::now().time_since_epoch()).count();
}

std::string event(int64_t step) {
  std::string out;
  putKey(out, kWallTime, kFixed64);
  putFixed(out, wallTime());
  putKey(out, kStep, kVarint);
  putVarint(out, static_cast<uint64_t>(step));
  return out;
}

/// One Summary.Value.
void putScalar(std::string &summary, std::string_view tag, double number) {
  std::string value;
  putBytes(value, kValueTag, tag);
  putKey(value, kSimpleValue, kFixed32);
  putFixed(value, static_cast<float>(number));
  putBytes(summary, kSummaryValue, value);
}

uint32_t maskedCrc(const void *data, uint64_t bytes) {
  uint32_t crc = crc32c(0, data, bytes);
  return (crc >> 15 | crc << 17) + 0xa282ead8;
}

std::string hostName() {
  char name[256] = "localhost";
  ::gethostname(name, sizeof name - 1);
  return name;
}

} // namespace

Status EventFile::open(const std::string &directory, int64_t lastStep) {
  // TensorBoard orders the files of a run by name.
  BMRT_TRY(
      file.open(fmt::format("{}/events.out.tfevents.{:.0f}.{}.{}", directory,
                            wallTime() * 1000, hostName(), ::getpid())));
  std::string version = event(0);
  putBytes(version, kFileVersion, "brain.Event:2");
  BMRT_TRY(addEvent(version));
  std::string start = event(lastStep + 1), status;
  putKey(status, kSessionStatus, kVarint);
  putVarint(status, kSessionStart);
  putBytes(start, kSessionLog, status);
  return addEvent(start);
}

Status EventFile::addStep(const StepReport &report) {
  std::string summary, out = event(report.step);
  putScalar(summary, "train/loss", report.loss);
  putScalar(summary, "train/lr", report.lr);
  putScalar(summary, "train/grad_norm", report.gradNorm);
  putBytes(out, kSummary, summary);
  return addEvent(out);
}

Status EventFile::addEval(int64_t step, double valLoss,
                          const std::vector<MetricValue> &metrics) {
  std::string summary, out = event(step);
  putScalar(summary, "val/loss", valLoss);
  for (const MetricValue &metric : metrics)
    if (metric.isNumber())
      putScalar(summary, "val/" + metric.name, metric.number());
  putBytes(out, kSummary, summary);
  return addEvent(out);
}

Status EventFile::addEvent(const std::string &payload) {
  std::string record;
  putFixed(record, static_cast<uint64_t>(payload.size()));
  putFixed(record, maskedCrc(record.data(), record.size()));
  record += payload;
  putFixed(record, maskedCrc(payload.data(), payload.size()));
  return file.append(record);
}

} // namespace bmc
