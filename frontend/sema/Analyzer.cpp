//===- Analyzer.cpp - Which declarations make up the program --------------===//

#include "frontend/sema/Analyzer.h"
#include "ir/DerivedSize.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

template <typename T>
static const T *onlyOne(Evaluator &evaluator, const std::vector<T> &all,
                        StringRef what) {
  if (all.size() > 1)
    evaluator
        .error(all[1].range, DiagId::SeveralDeclarations,
               "more than one " + what + " block")
        .note(all[0].range, "the first is here");
  return all.empty() ? nullptr : &all.front();
}

bool Analyzer::selectDeclarations() {
  train = onlyOne(evaluator, file.trains, "train");
  generate = onlyOne(evaluator, file.generates, "generate");
  std::vector<std::string> models, dataNames;
  for (const auto &block : file.blocks) {
    if (!block->isModel)
      continue;
    models.push_back(block->name.text.str());
    if (model)
      evaluator
          .error(block->name.range, DiagId::SeveralDeclarations,
                 "more than one model")
          .note(model->name.range, "the first is here")
          .help("parts of a model are declared with 'block'");
    else
      model = block.get();
  }
  auto checkModelName = [&](const Name &name) {
    if (!is_contained(models, name.text))
      evaluator
          .error(name.range, DiagId::UnknownName,
                 "no model '" + name.text + "'")
          .help(didYouMean(name.text, models));
  };
  if (!model) {
    SourceRange start = train ? train->range : SourceRange();
    evaluator
        .error(start, DiagId::NoModel, "'" + program.source + "' has no model")
        .help("a model is declared with 'model Name { .. }'");
    return false;
  }
  if (train) {
    checkModelName(train->model);
    for (const DataDecl &candidate : file.data) {
      dataNames.push_back(candidate.name.text.str());
      if (candidate.name.text == train->data.text)
        data = &candidate;
    }
    if (!data)
      evaluator
          .error(train->data.range, DiagId::UnknownName,
                 "no data '" + train->data.text + "'")
          .help(didYouMean(train->data.text, dataNames));
  } else if (!file.data.empty()) {
    data = &file.data.front();
  }
  if (generate)
    checkModelName(generate->model);
  return true;
}

void Analyzer::run(UnresolvedNames unresolved) {
  evaluator.unresolved = std::move(unresolved);
  for (const auto &block : file.blocks)
    evaluator.blocks[block->name.text] = block.get();
  for (const auto &block : library.blocks)
    evaluator.libraryBlocks[block->name.text] = block.get();
  for (const auto &function : file.functions)
    evaluator.functions[function->name.text] = function.get();
  for (const auto &function : library.functions)
    evaluator.libraryFunctions[function->name.text] = function.get();
  Frame frame;
  evaluator.inFrame(frame, [&] {
    evaluateParams();
    declareDims();
    bool holds = true;
    for (const RequireDecl &requirement : file.requirements)
      holds &= evaluator.checkRequirement(*requirement.condition);
    if (!selectDeclarations() || !checkInputs() || !holds)
      return false;
    if (train)
      analyzeTrain();
    findBatchDim();
    boundDims();
    if (data)
      analyzeData();
    buildModel();
    if (train) {
      buildLoss();
      buildMetrics();
      analyzeEarlyStop();
      formGroups();
    }
    if (generate)
      analyzeGenerate();
    return true;
  });
}

/// Marks what loss and metrics read and sorts the inputs of the program.
static void collectTargets(Program &program) {
  std::vector<bool> reached(program.nodes.size());
  SmallVector<NodeId> roots{program.loss};
  for (const Output &output : program.outputs)
    roots.push_back(output.node);
  for (const Metric &metric : program.metrics)
    roots.append({metric.value, metric.scores, metric.labels});
  for (NodeId root : roots)
    if (root >= 0)
      reached[root] = true;
  for (NodeId id = program.nodes.size() - 1; id >= 0; --id)
    if (reached[id])
      for (NodeId operand : program.nodes[id].operands)
        reached[operand] = true;
  for (NodeId id = 0; id < NodeId(program.nodes.size()); ++id)
    if (program.nodes[id].op == OpKind::Input && reached[id] &&
        !is_contained(program.inputs, id))
      program.targets.push_back(id);
}

/// A dim that no input has is used nowhere: checkDimsHaveValues saw to it.
static void dropUnusedDims(Program &program) {
  erase_if(program.dims, [&](const std::unique_ptr<DimInfo> &dim) {
    bool isComputed = DerivedSize::parse(dim->name).has_value();
    return !isComputed && none_of(program.inputs, [&](NodeId id) {
      return any_of(program.nodes[id].type.shape,
                    [&](const Size &size) { return size.dim == dim.get(); });
    });
  });
}

std::unique_ptr<Program> analyze(const File &file, const File &library,
                                 const Defines &defines, StringRef source,
                                 DiagnosticEngine &diagnostics) {
  unsigned before = diagnostics.numErrors();
  UnresolvedNames unresolved = checkNames(file, library, diagnostics);
  auto program = std::make_unique<Program>();
  program->source = source.str();
  Analyzer(file, library, defines, *program, diagnostics)
      .run(std::move(unresolved));
  if (diagnostics.numErrors() != before || program->outputs.empty())
    return nullptr;
  for (const auto &block : file.blocks)
    if (block->isModel)
      program->model = block->name.text.str();
  collectTargets(*program);
  dropUnusedDims(*program);
  return program;
}

} // namespace bmc
