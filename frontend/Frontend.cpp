//===- Frontend.cpp - From .model text to the graph phase -----------------===//

#include "frontend/Frontend.h"
#include "frontend/Imports.h"
#include "frontend/Parser.h"
#include "frontend/emit/EmitIr.h"
#include "frontend/reference/Reference.h"
#include "frontend/sema/Sema.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace bmc {

namespace {

struct LibraryFile {
  StringRef name, text;
};

/// One run over one file: owns the sources, the trees and the program.
class Session {
public:
  Session(StringRef text, StringRef fileName, const FrontendOptions &options,
          raw_ostream &os, bool colour)
      : fileName(fileName), options(options),
        diagnostics(sources, os, colour, options.maxErrors) {
    // A private copy that ends in a null character, as SourceMgr wants it.
    user = add(text, fileName);
  }

  bool check();

  SourceMgr sources;
  ast::File file, library;
  std::unique_ptr<Program> program;

private:
  StringRef add(StringRef text, StringRef name) {
    auto buffer = MemoryBuffer::getMemBufferCopy(text, name);
    StringRef copy = buffer->getBuffer();
    sources.AddNewSourceBuffer(std::move(buffer), SMLoc());
    return copy;
  }

  StringRef fileName, user;
  const FrontendOptions &options;
  DiagnosticEngine diagnostics;
};

} // namespace

static const LibraryFile kLibrary[] = {
#include "frontend/StandardLibrary.inc"
};

std::vector<std::pair<StringRef, StringRef>> standardLibrary() {
  std::vector<std::pair<StringRef, StringRef>> files;
  for (const LibraryFile &entry : kLibrary)
    files.push_back({entry.name, entry.text});
  return files;
}

bool Session::check() {
  if (user.size() > kMaxModelBytes) {
    diagnostics.error({}, DiagId::FileTooLarge,
                      fileName + " has more than " + Twine(kMaxModelBytes) +
                          " bytes");
    return false;
  }
  if (!parse(user, /*isLibrary=*/false, file, diagnostics) ||
      !Imports(sources, fileName, options, diagnostics).addTo(file))
    return false;
  for (const LibraryFile &entry : kLibrary)
    if (!parse(add(entry.text, entry.name), /*isLibrary=*/true, library,
               diagnostics))
      return false;
  program = analyze(file, library, options.defines, fileName, diagnostics);
  return program != nullptr;
}

mlir::OwningOpRef<mlir::ModuleOp>
compileModel(StringRef text, StringRef fileName, const FrontendOptions &options,
             mlir::MLIRContext &context, raw_ostream &diagnostics,
             bool colour) {
  Session session(text, fileName, options, diagnostics, colour);
  if (!session.check())
    return nullptr;
  return emitIr(*session.program, session.sources, context);
}

bool checkModel(StringRef text, StringRef fileName,
                const FrontendOptions &options, raw_ostream &diagnostics,
                bool colour) {
  return Session(text, fileName, options, diagnostics, colour).check();
}

void inspectModel(StringRef text, raw_ostream &diagnostics,
                  function_ref<void(const Program &)> use) {
  FrontendOptions options;
  Session session(text, "try.model", options, diagnostics, /*colour=*/false);
  if (session.check())
    use(*session.program);
}

static void printProgram(const Program &program, raw_ostream &os) {
  for (auto &[name, value] : program.params)
    os << "param " << name << " = " << value << '\n';
  for (const auto &dim : program.dims)
    os << "dim " << dim->name << " max " << dim->bound
       << (dim.get() == program.batch ? " (batch)" : "") << '\n';
  for (NodeId id : program.inputs)
    os << "input " << program.nodes[id].name << ": "
       << format(program.nodes[id].type) << '\n';
  for (NodeId id : program.targets)
    os << "target " << program.nodes[id].name << ": "
       << format(program.nodes[id].type) << '\n';
  int64_t total = 0;
  for (NodeId id : program.parameters) {
    const Node &node = program.nodes[id];
    os << "parameter " << node.name << ": " << format(node.type) << '\n';
    int64_t count = 1;
    for (const Size &size : node.type.shape)
      count *= size.value;
    total += count;
  }
  os << "parameters " << total << '\n';
  for (const Output &output : program.outputs)
    os << output.name << ": " << format(program.nodes[output.node].type)
       << '\n';
}

bool printAst(StringRef text, StringRef fileName,
              const FrontendOptions &options, raw_ostream &os,
              raw_ostream &diagnostics, bool colour) {
  Session session(text, fileName, options, diagnostics, colour);
  if (!session.check())
    return false;
  ast::print(session.file, os);
  os << "\nresolved\n";
  printProgram(*session.program, os);
  return true;
}

} // namespace bmc
