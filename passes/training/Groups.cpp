//===- Groups.cpp - Parameters that are trained alike -----------*- C++ -*-===//
#include "passes/training/Groups.h"

#include "passes/training/Training.h"

using namespace mlir;
using namespace bmc;

const UpdateRule *ParameterGroup::rule() const {
  const UpdateRule *rule = findUpdateRule(optimizer.getValue());
  return rule && !rule->isInternal ? rule : nullptr;
}

UpdateFormula ParameterGroup::formula() const {
  return buildFormula(*rule(), [&](StringRef name) -> std::optional<double> {
    if (auto number = numbers.getAs<FloatAttr>(name))
      return number.getValueAsDouble();
    return std::nullopt;
  });
}

double ParameterGroup::averageDecay() const {
  auto decay = numbers.getAs<FloatAttr>(kAverageState);
  return decay ? decay.getValueAsDouble() : 0;
}

ParameterGroup ParameterGroup::withoutAverages() const {
  NamedAttrList rest(numbers);
  rest.erase(kAverageState);
  return {optimizer, rest.getDictionary(numbers.getContext())};
}

FailureOr<SmallVector<ParameterGroup>>
bmc::readGroups(ModuleOp module, DictionaryAttr settings) {
  SmallVector<ParameterGroup> groups;
  auto list = settings.getAs<ArrayAttr>("groups");
  for (Attribute entry : list ? list.getValue() : ArrayRef<Attribute>()) {
    auto group = dyn_cast<DictionaryAttr>(entry);
    auto optimizer =
        group ? group.getAs<StringAttr>("optimizer") : StringAttr();
    auto numbers =
        group ? group.getAs<DictionaryAttr>("numbers") : DictionaryAttr();
    if (!optimizer || !numbers)
      return module.emitError("a group of the train block has no optimizer or "
                              "no numbers");
    groups.push_back({optimizer, numbers});
    if (!groups.back().rule())
      return module.emitError("unknown optimizer ") << optimizer;
  }
  if (groups.empty())
    return module.emitError("train block has no groups");
  return groups;
}

bool bmc::keepsAverages(DictionaryAttr settings) {
  auto groups = settings ? settings.getAs<ArrayAttr>("groups") : ArrayAttr();
  return groups && llvm::any_of(groups, [](Attribute entry) {
           auto group = dyn_cast<DictionaryAttr>(entry);
           auto numbers = group ? group.getAs<DictionaryAttr>("numbers")
                                : DictionaryAttr();
           auto decay =
               numbers ? numbers.getAs<FloatAttr>(kAverageState) : FloatAttr();
           return decay && decay.getValueAsDouble() != 0;
         });
}
