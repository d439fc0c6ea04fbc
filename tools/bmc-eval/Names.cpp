//===- Names.cpp - What files and reports call inputs and results ---------===//

#include "tools/bmc-eval/Names.h"

using namespace mlir;

namespace bmc {

static std::string getName(DictionaryAttr attributes, bool isResult,
                           unsigned i) {
  if (attributes) {
    if (auto name = attributes.getAs<StringAttr>("bmc.name"))
      return name.str();
    if (auto parameter = attributes.getAs<FlatSymbolRefAttr>("bmc.parameter")) {
      auto group = attributes.getAs<StringAttr>("bmc.group");
      bool plain = !group || group == "param" || (isResult && group == "grad");
      return plain ? parameter.getValue().str()
                   : (parameter.getValue() + "." + group.getValue()).str();
    }
  }
  return (isResult ? "result" : "arg") + std::to_string(i);
}

std::string getInputName(func::FuncOp func, unsigned i) {
  return getName(func.getArgAttrDict(i), /*isResult=*/false, i);
}

std::string getResultName(func::FuncOp func, unsigned i) {
  return getName(func.getResultAttrDict(i), /*isResult=*/true, i);
}

} // namespace bmc
