//===- ConstantTable.h - Constant structs in an LLVM module -----*- C++ -*-===//
//
// Mirrors the structs of runtime/abi/Abi.h field by field. The struct sizes
// are checked against sizeof in ConstantTable.cpp.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_COMMON_PROGRAM_CONSTANTTABLE_H
#define BMC_CODEGEN_COMMON_PROGRAM_CONSTANTTABLE_H

#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"

namespace bmc {

class ConstantTable {
public:
  explicit ConstantTable(llvm::Module &module);

  llvm::Constant *u8(uint8_t value);
  llvm::Constant *u32(uint32_t value);
  llvm::Constant *i64(int64_t value);
  llvm::Constant *f64(double value);
  llvm::Constant *null();
  /// Address of a shared zero-terminated string.
  llvm::Constant *string(llvm::StringRef text);
  /// A struct; `size` is the sizeof of the C++ type it stands for.
  llvm::Constant *record(llvm::ArrayRef<llvm::Constant *> fields, size_t size);
  llvm::Constant *array(llvm::Type *type,
                        llvm::ArrayRef<llvm::Constant *> elements);
  /// Address of a private array holding `elements`; null if there are none.
  llvm::Constant *pointerTo(llvm::ArrayRef<llvm::Constant *> elements);
  llvm::Constant *function(llvm::StringRef name);
  void define(llvm::StringRef name, llvm::Constant *value);

private:
  llvm::Module &module;
  llvm::LLVMContext &context;
  llvm::StringMap<llvm::Constant *> strings;
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_PROGRAM_CONSTANTTABLE_H
