//===- EmitIr.h - A checked program as the graph phase ----------*- C++ -*-===//
#ifndef BMC_FRONTEND_EMIT_EMITIR_H
#define BMC_FRONTEND_EMIT_EMITIR_H

#include "frontend/Program.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace bmc {

/// One op per node, in order, nodes that nothing needs left out. `sources`
/// turns source ranges into locations.
mlir::OwningOpRef<mlir::ModuleOp> emitIr(const Program &program,
                                         const llvm::SourceMgr &sources,
                                         mlir::MLIRContext &context);

/// The configuration the executable carries (runtime/README.md lists the keys).
std::string formatConfig(const Program &program);

} // namespace bmc

#endif // BMC_FRONTEND_EMIT_EMITIR_H
