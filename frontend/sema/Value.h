//===- Value.h - What an expression evaluates to ----------------*- C++ -*-===//
#ifndef BMC_FRONTEND_SEMA_VALUE_H
#define BMC_FRONTEND_SEMA_VALUE_H

#include "frontend/Program.h"

#include "llvm/ADT/StringMap.h"

namespace bmc {

/// Largest number of elements of one tensor, and of all parameters together.
constexpr int64_t kMaxElements = int64_t(1) << 40;

struct Instance;

/// A value of the language. `Error` stands for something already reported and
/// silences everything computed from it.
struct Value {
  enum class Kind {
    Error,
    None,
    Boolean,
    Integer,
    Float,
    String,
    Dim,
    Init,
    Type,
    Tensor,
    Sequence, ///< list or tuple
    Block,    ///< an instance of a block
    Data,
  };

  Kind kind = Kind::Error;
  bool boolean = false;
  int64_t integer = 0;
  double real = 0;
  /// String: its content. Integer: how the file writes it ("4*D").
  std::string text;
  const DimInfo *dim = nullptr;
  InitSpec init;
  std::shared_ptr<TensorType> type;
  NodeId node = -1;
  std::shared_ptr<const std::vector<Value>> items;
  /// Of a Sequence of named results; else null.
  std::shared_ptr<const std::vector<std::string>> names;
  Instance *instance = nullptr;
  /// Of a Tensor that torch has as the first of a pair, such as max(x, dim):
  /// the pair.
  std::shared_ptr<const Value> pair;
  /// Of a Sequence: a call applies its blocks one after the other.
  bool isSequential = false;

  /// Of a Sequence.
  const std::vector<Value> &elements() const { return *items; }
  bool isError() const { return kind == Kind::Error; }
  bool isNone() const { return kind == Kind::None; }
  bool isInteger() const { return kind == Kind::Integer; }
  bool isTensor() const { return kind == Kind::Tensor; }
  bool isSequence() const { return kind == Kind::Sequence; }
  /// Integer or Float.
  bool isNumber() const { return isInteger() || kind == Kind::Float; }
  double asDouble() const { return isInteger() ? double(integer) : real; }

  static Value error() { return {}; }
  static Value none();
  static Value fromBoolean(bool value);
  static Value fromInteger(int64_t value, std::string text = "");
  static Value fromFloat(double value);
  static Value fromString(std::string text);
  static Value fromDim(const DimInfo *dim);
  static Value fromInit(InitSpec init);
  static Value fromType(TensorType type);
  static Value fromTensor(NodeId node);
  static Value fromSequence(std::vector<Value> elements);
  /// One name per element.
  static Value fromNamed(std::vector<Value> elements,
                         std::vector<std::string> names);
  /// The first of a pair, a Sequence, that stands for all of it.
  static Value fromPair(Value pair);
  /// The sizes of a tensor, numbers and dims.
  static Value fromShape(llvm::ArrayRef<Size> shape);
  static Value fromInstance(Instance *instance);
};

/// A constructed block: constructor arguments, then members in order.
struct Instance {
  const ast::BlockDecl *block = nullptr;
  std::string path; ///< "blocks.3.attn"; "" for the model
  llvm::StringMap<Value> arguments;
  llvm::StringMap<Value> members;
  /// The member declaration that built it.
  SourceRange declaration;

  /// "Linear 'up'" for messages.
  std::string describe() const;
};

/// "3000000000", "1e+39", "0.1".
std::string formatConstant(double value);

/// "an integer", "a tensor f32[B, D]", ...
std::string describe(const Value &value, const Program &program);

/// Whether a value can be the size of an axis: a positive integer or a dim.
bool isNewSize(const Value &value);
/// The size a number or dim stands for in a type.
Size toSize(const Value &value);

} // namespace bmc

#endif // BMC_FRONTEND_SEMA_VALUE_H
