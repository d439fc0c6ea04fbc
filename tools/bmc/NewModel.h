//===- NewModel.h - A first model for a table -------------------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_NEWMODEL_H
#define BMC_TOOLS_BMC_NEWMODEL_H

#include "runtime/core/Status.h"

#include <string>

namespace bmc {

/// Writes a model that predicts the column `target` of a table, or the last
/// column that can be one if it is empty, from the others. BadInput or Usage
/// where the table has no such column.
Status writeNewModel(const std::string &table, const std::string &target,
                     std::string &model);

} // namespace bmc

#endif // BMC_TOOLS_BMC_NEWMODEL_H
