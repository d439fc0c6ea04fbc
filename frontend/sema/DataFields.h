//===- DataFields.h - What a loss may read of data by name ------*- C++ -*-===//
#ifndef BMC_FRONTEND_SEMA_DATAFIELDS_H
#define BMC_FRONTEND_SEMA_DATAFIELDS_H

#include "frontend/Ast.h"

#include <deque>
#include <string>
#include <utility>

namespace bmc {

/// Names of the fields of the data, found without evaluating anything; those
/// that columns have beside their own are kept in `derived`.
llvm::SmallVector<std::pair<llvm::StringRef, SourceRange>>
fieldsOf(const ast::DataDecl &data, std::deque<std::string> &derived);

} // namespace bmc

#endif // BMC_FRONTEND_SEMA_DATAFIELDS_H
