//===- Remarks.cpp - What fused and what did not --------------------------===//

#include "passes/fusion/Remarks.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace bmc {

/// The line alone: member paths around it differ between the layers of a loop.
static Location getUserLine(Location loc) {
  if (auto line = loc->findInstanceOf<FileLineColLoc>())
    return line;
  return loc;
}

void Remarks::emit(Location loc, const Twine &text) {
  std::string key;
  llvm::raw_string_ostream(key) << getUserLine(loc) << text;
  if (seen.insert(key).second)
    emitRemark(loc, text);
}

void Remarks::fused(Location loc, const Twine &text) {
  emit(loc, "fused: " + text);
}

void Remarks::notFused(Location loc, const Twine &text) {
  emit(loc, "not fused: " + text);
}

void Remarks::recognised(Location loc, const Twine &text) {
  emit(loc, "recognised: " + text);
}

void Remarks::notRecognised(Location loc, const Twine &text) {
  emit(loc, "not recognised: " + text);
}

void Remarks::streamed(Location loc, const Twine &text) {
  emit(loc, "streamed: " + text);
}

void Remarks::notStreamed(Location loc, const Twine &text) {
  emit(loc, "not streamed: " + text);
}

} // namespace bmc
