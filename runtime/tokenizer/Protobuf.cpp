//===- Protobuf.cpp - Fields of a protocol buffer -------------------------===//
#include "runtime/tokenizer/Protobuf.h"

#include <bit>
#include <cstring>

using namespace bmc;

using Wire = ProtoField::Wire;

float ProtoField::real() const {
  return std::bit_cast<float>(static_cast<uint32_t>(value));
}

bool ProtoReader::takeVarint(uint64_t &value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && at < message.size(); shift += 7) {
    auto byte = static_cast<unsigned char>(message[at++]);
    value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80)
      return true;
  }
  return false;
}

bool ProtoReader::takeFixed(size_t bytes, uint64_t &value) {
  if (message.size() - at < bytes)
    return false;
  value = 0;
  std::memcpy(&value, message.data() + at, bytes);
  at += bytes;
  return true;
}

bool ProtoReader::takeValue(uint64_t wire, ProtoField &field) {
  switch (wire) {
  case 0:
    field.wire = Wire::Varint;
    return takeVarint(field.value);
  case 1:
    field.wire = Wire::Fixed64;
    return takeFixed(8, field.value);
  case 2:
    field.wire = Wire::Bytes;
    if (!takeVarint(field.value) || field.value > message.size() - at)
      return false;
    field.bytes = message.substr(at, field.value);
    at += field.value;
    return true;
  case 5:
    field.wire = Wire::Fixed32;
    return takeFixed(4, field.value);
  default:
    return false;
  }
}

Status ProtoReader::next(ProtoField &field, bool &isThere) {
  isThere = at < message.size();
  if (!isThere)
    return {};
  field = {.at = at};
  uint64_t tag = 0;
  bool isGood = takeVarint(tag);
  field.number = tag >> 3;
  if (isGood && field.number > 0 && takeValue(tag & 7, field))
    return {};
  return badInput("byte {}: found no field of a protocol buffer", field.at);
}
