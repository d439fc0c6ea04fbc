//===- Status.h - Errors as values ------------------------------*- C++ -*-===//
//
// Every fallible runtime function returns a Status. Its code is the exit code
// the process ends with if nobody handles it; its message is one finished
// diagnostic: lower-case start, what was found and what was expected, no final
// period.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_CORE_STATUS_H
#define BMC_RUNTIME_CORE_STATUS_H

#include <fmt/core.h>
#include <string>
#include <utility>

namespace bmc {

/// The exit codes of every executable of the project.
enum class Code : int {
  Ok = 0,
  BadInput = 1,  ///< model, data or checkpoint; the message has a position
  Usage = 2,     ///< command line
  Resource = 3,  ///< memory, disk, device, driver, peer
  Diverged = 4,  ///< a loss or gradient that is NaN or Inf
  Internal = 70, ///< our bug
  Interrupted = 130,
};

class [[nodiscard]] Status {
public:
  Status() = default;
  Status(Code code, std::string message)
      : statusCode(code), text(std::move(message)) {}

  bool ok() const { return statusCode == Code::Ok; }
  Code code() const { return statusCode; }
  int exitCode() const { return static_cast<int>(statusCode); }
  const std::string &message() const { return text; }

  /// The same error with "PREFIX: " in front; success stays success.
  Status withContext(const std::string &prefix) const {
    return ok() ? Status() : Status(statusCode, prefix + ": " + text);
  }

private:
  Code statusCode = Code::Ok;
  std::string text;
};

template <typename... Args>
Status badInput(fmt::format_string<Args...> format, Args &&...args) {
  return {Code::BadInput, fmt::format(format, std::forward<Args>(args)...)};
}
template <typename... Args>
Status usageError(fmt::format_string<Args...> format, Args &&...args) {
  return {Code::Usage, fmt::format(format, std::forward<Args>(args)...)};
}
template <typename... Args>
Status resourceError(fmt::format_string<Args...> format, Args &&...args) {
  return {Code::Resource, fmt::format(format, std::forward<Args>(args)...)};
}
template <typename... Args>
Status internalError(fmt::format_string<Args...> format, Args &&...args) {
  return {Code::Internal, fmt::format(format, std::forward<Args>(args)...)};
}

} // namespace bmc

/// Returns from the enclosing function if EXPR is an error.
#define BMRT_TRY(EXPR)                                                         \
  do {                                                                         \
    if (::bmc::Status bmrtStatus = (EXPR); !bmrtStatus.ok())                   \
      return bmrtStatus;                                                       \
  } while (false)

#endif // BMC_RUNTIME_CORE_STATUS_H
