//===- IndexRanges.cpp - What integers inputs may hold --------------------===//

#include "frontend/IndexRanges.h"

using namespace llvm;

namespace bmc {

/// Limits every input that reaches `indices`, through ops that move elements.
static void limitInputs(const Program &program, NodeId indices,
                        IndexRange range, StringMap<IndexRange> &ranges) {
  SmallVector<NodeId> pending{indices};
  while (!pending.empty()) {
    const Node &node = program.nodes[pending.pop_back_val()];
    if (node.op == OpKind::Input) {
      IndexRange &found = ranges[node.name];
      found.min = std::max(found.min, range.min);
      found.below = std::min(found.below, range.below);
    }
    // Positions of floats are in range by themselves, and what is computed was
    // checked for all values that there may be.
    if (node.op == OpKind::Integer || node.op == OpKind::Sum)
      continue;
    for (NodeId operand : node.operands)
      if (program.nodes[operand].type.element == ast::ElementType::I32)
        pending.push_back(operand);
  }
}

StringMap<IndexRange> indexRanges(const Program &program) {
  StringMap<IndexRange> ranges;
  for (const Node &node : program.nodes) {
    if (node.op == OpKind::Embedding)
      limitInputs(program, node.operands[0],
                  {0, program.nodes[node.operands[1]].type.shape[0].value},
                  ranges);
    if (node.op == OpKind::Gather) {
      const Size &extent = program.nodes[node.operands[0]].type.shape.back();
      if (extent.isStatic())
        limitInputs(program, node.operands[1], {0, extent.value}, ranges);
    }
    // The last of those that are there.
    if (node.op == OpKind::Recurrent && node.integers.back())
      limitInputs(program, node.operands.back(),
                  {0, program.nodes[node.operands[0]].type.shape[1].value + 1},
                  ranges);
    if (node.op == OpKind::CrossEntropy)
      limitInputs(
          program, node.operands[1],
          {INT64_MIN, program.nodes[node.operands[0]].type.shape.back().value},
          ranges);
  }
  return ranges;
}

} // namespace bmc
