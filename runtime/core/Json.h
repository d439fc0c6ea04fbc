//===- Json.h - Strict JSON -------------------------------------*- C++ -*-===//
//
// nlohmann-json behind functions that neither throw nor trust their input.
// Include this in headers, <nlohmann/json.hpp> only in .cpp files that look
// inside a value.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_CORE_JSON_H
#define BMC_RUNTIME_CORE_JSON_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace bmc {

using Json = nlohmann::json;

/// Nesting a document may have.
constexpr int kMaxJsonDepth = 64;

/// Parses exactly one document. Duplicate keys, nesting above kMaxJsonDepth,
/// invalid UTF-8, comments and trailing text are BadInput with the byte offset.
Status parseJson(std::string_view text, Json &value);

/// Never fails: invalid UTF-8 in strings becomes U+FFFD. indent < 0 gives one
/// line. Doubles are written with as many digits as reading back needs.
std::string dumpJson(const Json &value, int indent = -1);

/// Members of an object by dotted path ("train.lr.base"). Each fails with
/// BadInput naming the path when it is missing or of another type.
Status getString(const Json &value, std::string_view path, std::string &out);
Status getInt(const Json &value, std::string_view path, int64_t &out);
Status getDouble(const Json &value, std::string_view path, double &out);
/// nullptr when missing.
const Json *findMember(const Json &value, std::string_view path);

} // namespace bmc

#endif // BMC_RUNTIME_CORE_JSON_H
