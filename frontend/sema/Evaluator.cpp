//===- Evaluator.cpp - Nodes, limits and reports --------------------------===//

#include "frontend/sema/Evaluator.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace bmc {

/// Limits that keep hostile files from using unbounded time and memory.
static constexpr size_t kMaxNodes = 100'000;
static constexpr int64_t kMaxSteps = 2'000'000;

DiagnosticBuilder Evaluator::error(SourceRange range, DiagId id,
                                   const Twine &message) {
  if (!current || !current->isLibrary) {
    auto report = diagnostics.error(range, id, message);
    if (!current || !current->callSite.isValid())
      return report;
    if (!current->self)
      report.note(current->callSite,
                  "in '" + current->function->name.text + "', called here");
    else if (!current->self->block->params.empty())
      report.note(current->callSite,
                  "in " + current->self->describe() + ", used here");
    return report;
  }
  auto report = diagnostics.error(current->callSite, id, message);
  report.note(range, "in the library's " +
                         (current->self ? current->self->block->name.text
                                        : current->function->name.text));
  return report;
}

std::optional<int64_t> Evaluator::countElements(ArrayRef<Size> shape) {
  int64_t count = 1;
  for (const Size &size : shape)
    if (MulOverflow(count, size.value, count) || count > kMaxElements)
      return std::nullopt;
  return count;
}

NodeId Evaluator::unshaped(const Value &tensor) const {
  NodeId node = tensor.node;
  while (program.nodes[node].op == OpKind::Reshape)
    node = program.nodes[node].operands[0];
  return node;
}

/// The values of integers that come from elsewhere: ops that move them have the
/// source first, only concat and select have several. Who computes says so.
IntegerValues Evaluator::valuesOf(OpKind op, ArrayRef<NodeId> operands) const {
  if (op == OpKind::Integer || op == OpKind::Sum || operands.empty())
    return IntegerValues::any();
  if (op == OpKind::Select)
    operands = operands.drop_front(1);
  else if (op != OpKind::Concat)
    operands = operands.take_front(1);
  IntegerValues values;
  for (NodeId operand : operands) {
    const Node &node = program.nodes[operand];
    if (node.type.element != ast::ElementType::I32)
      return IntegerValues::any();
    values.join(node.values);
  }
  return values;
}

Value Evaluator::addNode(OpKind op, ArrayRef<Value> operands, TensorType type,
                         SourceRange range) {
  if (type.rank() > kMaxRank) {
    error(range, DiagId::RankTooLarge,
          "tensor of rank " + Twine(type.rank()) + ", at most " +
              Twine(kMaxRank) + " is possible");
    return Value::error();
  }
  if (!countElements(type.shape)) {
    error(range, DiagId::TensorTooLarge,
          "tensor " + format(type) + " has more than 2^40 elements")
        .help("run-time dims count with their bounds");
    return Value::error();
  }
  if (program.nodes.size() >= kMaxNodes) {
    if (!std::exchange(gaveUp, true))
      error(range, DiagId::ProgramTooLarge,
            "the model has more than " + Twine(kMaxNodes) + " operations");
    return Value::error();
  }
  Node node;
  node.op = op;
  for (const Value &operand : operands)
    node.operands.push_back(operand.node);
  node.type = std::move(type);
  if (node.type.element == ast::ElementType::I32)
    node.values = valuesOf(op, node.operands);
  node.range = current && current->isLibrary ? current->callSite : range;
  if (current && current->owner)
    node.member = current->owner->path;
  program.nodes.push_back(std::move(node));
  return Value::fromTensor(program.nodes.size() - 1);
}

bool reportReserved(Evaluator &evaluator, StringRef name, SourceRange range) {
  static const StringSet<> names{
      "forward", "loss",  "output",   "train",  "train_accumulate",
      "update",  "eval",  "predict",  "rng",    "generate",
      "lr",      "step",  "position", "logits", "grad_norm",
      "totals",  "share", "evaluate", "metrics"};
  if (!names.contains(name) && !name.starts_with("kernel_"))
    return false;
  evaluator
      .error(range, DiagId::ReservedName,
             "'" + name + "' is a name of the compiled program")
      .help("choose another name");
  return true;
}

bool Evaluator::spendStep(SourceRange range) {
  if (gaveUp || diagnostics.exhausted())
    return false;
  if (++steps <= kMaxSteps)
    return true;
  gaveUp = true;
  error(range, DiagId::ProgramTooLarge,
        "evaluating the model takes more than " + Twine(kMaxSteps) + " steps");
  return false;
}

} // namespace bmc
