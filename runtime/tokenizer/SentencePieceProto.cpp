//===- SentencePieceProto.cpp - What a .model says ------------------------===//
//
// ModelProto: pieces = 1 (piece = 1, score = 2, type = 3), trainer_spec = 2
// (model_type = 3, treat_whitespace_as_suffix = 24, byte_fallback = 35),
// normalizer_spec = 3 (precompiled_charsmap = 2, add_dummy_prefix = 3,
// remove_extra_whitespaces = 4, escape_whitespaces = 5).
//
//===----------------------------------------------------------------------===//
#include "runtime/tokenizer/SentencePieceProto.h"

#include "runtime/tokenizer/ModelJson.h"
#include "runtime/tokenizer/Protobuf.h"
#include "runtime/tokenizer/Utf8.h"

#include <cmath>

using namespace bmc;

namespace {

/// Calls use(field), which gives a Status, for each field of a message.
template <typename Use>
Status eachField(std::string_view text, const Use &use) {
  ProtoReader reader(text);
  ProtoField field;
  bool isThere = false;
  while (true) {
    BMRT_TRY(reader.next(field, isThere));
    if (!isThere)
      return {};
    BMRT_TRY(use(field));
  }
}

Status addPiece(std::string_view message, SentencePieceProto &out) {
  std::string_view text;
  Piece piece;
  BMRT_TRY(eachField(message, [&](const ProtoField &field) -> Status {
    if (field.isBytes(1))
      text = field.bytes;
    else if (field.number == 2 && field.wire == ProtoField::Wire::Fixed32)
      piece.score = static_cast<double>(field.real());
    else if (field.isFlag(3) && field.value >= 1 && field.value <= 6)
      piece.type = static_cast<PieceType>(field.value);
    else if (field.isFlag(3))
      return badInput("type {} of a piece is not known", field.value);
    return {};
  }));
  if (!std::isfinite(piece.score))
    return badInput("the score is not finite");
  if (text.empty() || findInvalidUtf8(text) != text.npos ||
      !out.tokens.set(out.tokens.size(), text))
    return badInput("expected a text of its own");
  if (piece.type == PieceType::Unknown) {
    if (out.unknown >= 0)
      return badInput("found a second piece for what is unknown");
    out.unknown = out.tokens.size() - 1;
  }
  out.pieces.push_back(piece);
  return {};
}

Status readTrainer(std::string_view message, SentencePieceProto &out) {
  return eachField(message, [&](const ProtoField &field) -> Status {
    if (field.isFlag(3)) {
      out.isBpe = field.value == 2;
      if (field.value != 1 && field.value != 2)
        return badInput("model_type {} is not supported, expected unigram (1) "
                        "or BPE (2)",
                        field.value);
    } else if (field.isFlag(24) && field.value) {
      return badInput("treat_whitespace_as_suffix is not supported");
    } else if (field.isFlag(35)) {
      out.byteFallback = field.value != 0;
    }
    return {};
  });
}

Status readNormalizer(std::string_view message, SentencePieceProto &out) {
  return eachField(message, [&](const ProtoField &field) -> Status {
    if (field.isBytes(2))
      return CharsMap::parse(field.bytes, out.rules);
    if (field.isFlag(3))
      out.addsSpace = field.value != 0;
    if (field.isFlag(4))
      out.removesSpaces = field.value != 0;
    if (field.isFlag(5))
      out.escapesSpaces = field.value != 0;
    return {};
  });
}

} // namespace

Status bmc::readProto(std::string_view contents, SentencePieceProto &out) {
  size_t bytes = 0;
  BMRT_TRY(eachField(contents, [&](const ProtoField &field) -> Status {
    std::string place = fmt::format("byte {}", field.at);
    bytes += field.isBytes(1) ? field.bytes.size() : 0;
    if (bytes > kMaxTrieBytes)
      return badInput("found more than {} bytes of pieces", kMaxTrieBytes);
    if (field.isBytes(1))
      return addPiece(field.bytes, out)
          .withContext(fmt::format("{}: piece {}", place, out.tokens.size()));
    if (field.isBytes(2))
      return readTrainer(field.bytes, out)
          .withContext(place + ": trainer_spec");
    if (field.isBytes(3))
      return readNormalizer(field.bytes, out)
          .withContext(place + ": normalizer_spec");
    return {};
  }));
  if (out.unknown < 0)
    return badInput("found no piece for what is unknown, expected a "
                    "SentencePiece model");
  return {};
}
