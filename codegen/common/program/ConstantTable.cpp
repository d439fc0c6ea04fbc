//===- ConstantTable.cpp - Constant structs in an LLVM module -------------===//

#include "codegen/common/program/ConstantTable.h"

#include "llvm/IR/DataLayout.h"
#include "llvm/IR/DerivedTypes.h"

using namespace llvm;

namespace bmc {

ConstantTable::ConstantTable(Module &module)
    : module(module), context(module.getContext()) {}

Constant *ConstantTable::u8(uint8_t value) {
  return ConstantInt::get(Type::getInt8Ty(context), value);
}

Constant *ConstantTable::u32(uint32_t value) {
  return ConstantInt::get(Type::getInt32Ty(context), value);
}

Constant *ConstantTable::i64(int64_t value) {
  return ConstantInt::getSigned(Type::getInt64Ty(context), value);
}

Constant *ConstantTable::f64(double value) {
  return ConstantFP::get(Type::getDoubleTy(context), value);
}

Constant *ConstantTable::null() {
  return ConstantPointerNull::get(PointerType::getUnqual(context));
}

Constant *ConstantTable::string(StringRef text) {
  Constant *&shared = strings[text];
  if (!shared) {
    Constant *data = ConstantDataArray::getString(context, text);
    shared = new GlobalVariable(module, data->getType(), /*isConstant=*/true,
                                GlobalValue::PrivateLinkage, data, "str");
  }
  return shared;
}

Constant *ConstantTable::record(ArrayRef<Constant *> fields, size_t size) {
  Constant *value = ConstantStruct::getAnon(context, fields);
  if (module.getDataLayout().getTypeAllocSize(value->getType()) != size)
    report_fatal_error("a table entry does not match runtime/abi/Abi.h");
  return value;
}

Constant *ConstantTable::array(Type *type, ArrayRef<Constant *> elements) {
  return ConstantArray::get(ArrayType::get(type, elements.size()), elements);
}

Constant *ConstantTable::pointerTo(ArrayRef<Constant *> elements) {
  if (elements.empty())
    return null();
  Constant *data = array(elements.front()->getType(), elements);
  return new GlobalVariable(module, data->getType(), /*isConstant=*/true,
                            GlobalValue::PrivateLinkage, data, "table");
}

Constant *ConstantTable::function(StringRef name) {
  return module.getFunction(name);
}

void ConstantTable::define(StringRef name, Constant *value) {
  new GlobalVariable(module, value->getType(), /*isConstant=*/true,
                     GlobalValue::ExternalLinkage, value, name);
}

} // namespace bmc
