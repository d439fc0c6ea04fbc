//===- Safetensors.cpp - Tensors in files ---------------------------------===//

#include "tools/bmc-eval/Safetensors.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace llvm::support;
using bmc::reference::Tensor;

namespace bmc {

template <typename... Parts> static llvm::Error makeError(Parts &&...parts) {
  std::string text;
  llvm::raw_string_ostream os(text);
  (os << ... << parts);
  return llvm::createStringError(text);
}

/// Null for an element type that is not read.
static Type parseDType(StringRef name, MLIRContext *context) {
  Builder builder(context);
  return llvm::StringSwitch<Type>(name)
      .Case("F64", builder.getF64Type())
      .Case("F32", builder.getF32Type())
      .Case("F16", builder.getF16Type())
      .Case("BF16", builder.getBF16Type())
      .Case("I64", builder.getI64Type())
      .Case("I32", builder.getI32Type())
      .Case("BOOL", builder.getI1Type())
      .Default(nullptr);
}

static StringRef formatDType(Type type) {
  if (type.isF64())
    return "F64";
  if (type.isF32())
    return "F32";
  if (type.isF16())
    return "F16";
  if (type.isBF16())
    return "BF16";
  if (type.isInteger(64))
    return "I64";
  return type.isInteger(32) ? "I32" : "BOOL";
}

/// Bytes per element; a boolean takes one.
static int64_t getByteWidth(Type type) {
  return llvm::divideCeil(type.getIntOrFloatBitWidth(), 8);
}

static void decode(Tensor &tensor, const char *data) {
  Type type = tensor.getElementType();
  unsigned width = getByteWidth(type);
  for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
    uint64_t bits = 0;
    std::memcpy(&bits, data + i * width, width);
    if (auto floatType = dyn_cast<FloatType>(type)) {
      llvm::APFloat value(floatType.getFloatSemantics(),
                          llvm::APInt(width * 8, bits));
      bool losesInfo;
      value.convert(llvm::APFloat::IEEEdouble(),
                    llvm::APFloat::rmNearestTiesToEven, &losesInfo);
      tensor.floats()[i] = value.convertToDouble();
    } else {
      tensor.ints()[i] =
          width == 1 ? bits : llvm::SignExtend64(bits, width * 8);
    }
  }
}

static void encode(const Tensor &tensor, llvm::raw_ostream &os) {
  Type type = tensor.getElementType();
  unsigned width = getByteWidth(type);
  for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
    uint64_t bits;
    if (auto floatType = dyn_cast<FloatType>(type)) {
      llvm::APFloat value(tensor.floats()[i]);
      bool losesInfo;
      value.convert(floatType.getFloatSemantics(),
                    llvm::APFloat::rmNearestTiesToEven, &losesInfo);
      bits = value.bitcastToAPInt().getZExtValue();
    } else {
      bits = tensor.ints()[i];
    }
    os.write(reinterpret_cast<const char *>(&bits), width);
  }
}

/// One entry of the header, its data at `data[begin, end)`.
static llvm::Expected<Tensor> readEntry(const llvm::json::Object &entry,
                                        StringRef data, MLIRContext *context) {
  const llvm::json::Array *shapeJson = entry.getArray("shape");
  const llvm::json::Array *range = entry.getArray("data_offsets");
  std::optional<StringRef> dtype = entry.getString("dtype");
  if (!shapeJson || !range || range->size() != 2 || !dtype)
    return makeError("expected dtype, shape and data_offsets");
  Type type = parseDType(*dtype, context);
  if (!type)
    return makeError("element type ", *dtype, " is not supported");
  SmallVector<int64_t> shape;
  for (const llvm::json::Value &extent : *shapeJson)
    shape.push_back(extent.getAsInteger().value_or(-1));
  std::optional<int64_t> count = reference::countElements(shape);
  if (!count)
    return makeError("the shape is malformed or too large");
  std::optional<int64_t> begin = (*range)[0].getAsInteger();
  std::optional<int64_t> end = (*range)[1].getAsInteger();
  if (!begin || !end || *begin < 0 || *end < *begin ||
      *end > static_cast<int64_t>(data.size()) ||
      *end - *begin != *count * getByteWidth(type))
    return makeError("data_offsets do not match the shape or the file");
  Tensor tensor(shape, type);
  decode(tensor, data.data() + *begin);
  return tensor;
}

llvm::Expected<TensorMap> readSafetensors(StringRef path,
                                          MLIRContext *context) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  if (!file)
    return makeError(path, ": ", file.getError().message());
  StringRef content = (*file)->getBuffer();
  if (content.size() < 8)
    return makeError(path, ": too short for a safetensors file");
  uint64_t headerSize = endian::read64le(content.data());
  content = content.drop_front(8);
  if (headerSize > content.size())
    return makeError(path, ": the header is longer than the file");
  llvm::Expected<llvm::json::Value> header =
      llvm::json::parse(content.take_front(headerSize));
  if (!header)
    return makeError(path, ": ", llvm::toString(header.takeError()));
  const llvm::json::Object *entries = header->getAsObject();
  if (!entries)
    return makeError(path, ": the header is not an object");
  TensorMap tensors;
  for (const auto &[key, value] : *entries) {
    if (key == "__metadata__")
      continue;
    const llvm::json::Object *entry = value.getAsObject();
    if (!entry)
      return makeError(path, ": ", key, ": expected an object");
    llvm::Expected<Tensor> tensor =
        readEntry(*entry, content.drop_front(headerSize), context);
    if (!tensor)
      return makeError(path, ": ", key, ": ",
                       llvm::toString(tensor.takeError()));
    tensors[key] = std::move(*tensor);
  }
  return tensors;
}

llvm::Error writeSafetensors(StringRef path, const NamedTensors &tensors) {
  llvm::json::Object header;
  int64_t offset = 0;
  for (const auto &[name, tensor] : tensors) {
    int64_t end = offset + tensor.getNumElements() *
                               getByteWidth(tensor.getElementType());
    llvm::json::Object entry{{"dtype", formatDType(tensor.getElementType())},
                             {"shape", llvm::json::Array(tensor.getShape())},
                             {"data_offsets", llvm::json::Array{offset, end}}};
    if (!header.try_emplace(name, std::move(entry)).second)
      return makeError(path, ": two tensors are called '", name, "'");
    offset = end;
  }
  std::string text = llvm::formatv("{0}", llvm::json::Value(std::move(header)));
  // Data starts at a multiple of 256 bytes; JSON allows trailing spaces.
  text.resize(llvm::alignTo(text.size() + 8, 256) - 8, ' ');
  std::error_code error;
  llvm::raw_fd_ostream os(path, error);
  if (error)
    return makeError(path, ": ", error.message());
  char size[8];
  endian::write64le(size, text.size());
  os.write(size, sizeof(size));
  os << text;
  for (const auto &[name, tensor] : tensors)
    encode(tensor, os);
  os.close();
  if (os.has_error())
    return makeError(path, ": ", os.error().message());
  return llvm::Error::success();
}

} // namespace bmc
