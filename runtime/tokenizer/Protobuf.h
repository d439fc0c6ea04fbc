//===- Protobuf.h - Fields of a protocol buffer -----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_PROTOBUF_H
#define BMC_RUNTIME_TOKENIZER_PROTOBUF_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <string_view>

namespace bmc {

/// A field of a message.
struct ProtoField {
  uint64_t number = 0;
  enum class Wire { Varint, Fixed64, Bytes, Fixed32 } wire = Wire::Varint;
  uint64_t value = 0;          ///< all but Bytes
  std::string_view bytes = {}; ///< Bytes: a text or a message
  size_t at = 0;               ///< where it begins in the message

  bool isFlag(uint64_t wanted) const {
    return number == wanted && wire == Wire::Varint;
  }
  bool isBytes(uint64_t wanted) const {
    return number == wanted && wire == Wire::Bytes;
  }
  /// Fixed32 as a number.
  float real() const;
};

/// Walks over the fields of a message.
class ProtoReader {
public:
  explicit ProtoReader(std::string_view message) : message(message) {}

  /// Sets `isThere`, false behind the last field. BadInput with the offset in
  /// the message where it is malformed.
  Status next(ProtoField &field, bool &isThere);

private:
  bool takeVarint(uint64_t &value);
  bool takeFixed(size_t bytes, uint64_t &value);
  bool takeValue(uint64_t wire, ProtoField &field);

  std::string_view message;
  size_t at = 0;
};

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_PROTOBUF_H
