//===- DataFields.cpp - What a loss may read of data by name --------------===//

#include "frontend/sema/DataFields.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

SmallVector<std::pair<StringRef, SourceRange>>
fieldsOf(const DataDecl &data, std::deque<std::string> &derived) {
  SmallVector<StringRef, 3> known = {"tokens", "targets"};
  if (data.kind.text == "csv")
    known = {};
  else if (data.kind.text == "images")
    known = {"image", "label", "label_one_hot"};
  else if (data.kind.text == "lines" || data.kind.text == "chat")
    known = {"tokens", "targets", "segments", "positions", "lengths"};
  else if (data.kind.text == "pairs")
    known = {"source", "target", "targets", "source_lengths", "target_lengths"};
  SmallVector<std::pair<StringRef, SourceRange>> fields;
  for (StringRef field : known)
    fields.emplace_back(field, data.name.range);
  auto add = [&](const Name &column, StringRef ending) {
    derived.push_back((column.text + ending).str());
    fields.emplace_back(derived.back(), column.range);
  };
  bool isMasked = any_of(data.settings, [](const Setting &setting) {
    return setting.name.text == "masking";
  });
  for (const ColumnDecl &column : data.columns) {
    fields.emplace_back(column.name.text, column.name.range);
    auto *call = dyn_cast<CallExpr>(column.type.get());
    auto *kind = call ? dyn_cast<NameExpr>(call->callee.get()) : nullptr;
    if (kind && kind->name == "text")
      add(column.name, "_length");
    if (kind && kind->name == "text" && isMasked)
      add(column.name, "_targets");
    if (kind && kind->name == "category")
      for (StringRef ending : {"_weight", "_one_hot"})
        add(column.name, ending);
  }
  for (const Setting &setting : data.settings)
    if (auto *rules = dyn_cast<DictionaryExpr>(setting.value.get());
        rules && setting.name.text == "missing")
      for (const Argument &entry : rules->entries)
        add(entry.name, "_missing");
  return fields;
}

} // namespace bmc
