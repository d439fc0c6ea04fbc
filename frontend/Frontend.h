//===- Frontend.h - From .model text to the graph phase ---------*- C++ -*-===//
//
// The only header of the frontend that tools include.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_FRONTEND_FRONTEND_H
#define BMC_FRONTEND_FRONTEND_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringRef.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace bmc {

/// The longest model text.
constexpr size_t kMaxModelBytes = 4 << 20;

struct FrontendOptions {
  /// -D NAME=value, in the order given; the last one of a name wins.
  std::vector<std::pair<std::string, std::string>> defines;
  unsigned maxErrors = 20;
  /// The text of an imported file, at most kMaxModelBytes + 1 of it, by its
  /// path from the folder of the model; nullopt if there is none. Without a
  /// reader nothing can be imported.
  std::function<std::optional<std::string>(llvm::StringRef path)> readImport;
};

/// Parses, checks and emits the graph phase of `text`. `fileName` is used in
/// messages and locations; nothing is read but what `readImport` gives.
/// Diagnostics, warnings included, go to `diagnostics`. Null on error: all
/// errors have been reported.
mlir::OwningOpRef<mlir::ModuleOp>
compileModel(llvm::StringRef text, llvm::StringRef fileName,
             const FrontendOptions &options, mlir::MLIRContext &context,
             llvm::raw_ostream &diagnostics, bool colour);

/// Parses and checks only. True without errors; warnings are reported too.
bool checkModel(llvm::StringRef text, llvm::StringRef fileName,
                const FrontendOptions &options, llvm::raw_ostream &diagnostics,
                bool colour);

/// Checks `text` and prints the tree, then what it resolves to: dims with
/// bounds, parameters with types, inputs, output. False on error.
bool printAst(llvm::StringRef text, llvm::StringRef fileName,
              const FrontendOptions &options, llvm::raw_ostream &os,
              llvm::raw_ostream &diagnostics, bool colour);

/// Title, explanation and example of a code ("BMC0104" or "104"); nullopt if
/// there is no such code.
std::optional<std::string> explainCode(llvm::StringRef code);

/// All codes with their titles, in order.
std::vector<std::pair<std::string, std::string>> listCodes();

/// What is there, by group, each with its signature; or the page of all in
/// Markdown, with false after a report of lines that do not work.
void printReferenceNames(llvm::raw_ostream &os);
bool printReferencePage(llvm::raw_ostream &os, llvm::raw_ostream &diagnostics);

/// How a function, layer, loss, metric, optimizer, schedule, initial value or
/// kind of data is used, as text; torch's name ("nn.LSTM") will do. With
/// `asModel` its line as a model of its own. Returns what there is to say where
/// there is no such thing, else "".
std::string printReference(llvm::StringRef name, bool asModel,
                           llvm::raw_ostream &os);

/// File name ("std/linear.model") and text of every file of the layer library.
std::vector<std::pair<llvm::StringRef, llvm::StringRef>> standardLibrary();

} // namespace bmc

#endif // BMC_FRONTEND_FRONTEND_H
