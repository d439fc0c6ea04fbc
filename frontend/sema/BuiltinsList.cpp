//===- BuiltinsList.cpp - Lists and named numbers -------------------------===//

#include "frontend/sema/Builtins.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <numbers>

using namespace llvm;

namespace bmc {

std::optional<double> constantNamed(StringRef name) {
  return StringSwitch<std::optional<double>>(name)
      .Case("pi", std::numbers::pi)
      .Default(std::nullopt);
}

/// range(stop), range(start, stop), range(start, stop, step)
static Value range(BuiltinCall &call) {
  bool hasStart = !call[1].isNone();
  auto first = call.integer(0);
  auto second = hasStart ? call.integer(1) : first;
  auto step = call.integer(2);
  if (!first || !second || !step)
    return Value::error();
  if (*step == 0) {
    call.error(2, DiagId::BadValue, "'step' must not be 0");
    return Value::error();
  }
  std::vector<Value> values;
  int64_t at = hasStart ? *first : 0;
  while (*step > 0 ? at < *second : at > *second) {
    if (values.size() == kMaxListLength) {
      call.error(0, DiagId::ProgramTooLarge,
                 "a list of more than " + Twine(kMaxListLength) + " values");
      return Value::error();
    }
    values.push_back(Value::fromInteger(at));
    if (AddOverflow(at, *step, at))
      break;
  }
  return Value::fromSequence(std::move(values));
}

static Value len(BuiltinCall &call) {
  if (call[0].isSequence())
    return Value::fromInteger(call[0].elements().size());
  if (!call.isTensor(0))
    return Value::error();
  if (call.type(0).rank() > 0)
    return Value::fromShape(call.type(0).shape).elements().front();
  call.error(0, DiagId::BadOperand, "a number has no length");
  return Value::error();
}

/// enumerate(items, start)
static Value enumerateList(BuiltinCall &call) {
  auto start = call.integer(1);
  if (!start || !call.isList(0))
    return Value::error();
  std::vector<Value> pairs;
  for (auto [i, item] : enumerate(call[0].elements()))
    pairs.push_back(
        Value::fromSequence({Value::fromInteger(*start + i), item}));
  return Value::fromSequence(std::move(pairs));
}

/// zip(a, b, ..)
static Value zipLists(BuiltinCall &call) {
  size_t count = kMaxListLength;
  for (const Value &list : call[0].elements()) {
    if (!list.isSequence()) {
      call.error(0, DiagId::BadOperand,
                 "needs lists, got " + describe(list, call.evaluator.program));
      return Value::error();
    }
    count = std::min(count, list.elements().size());
  }
  std::vector<Value> rows;
  for (size_t i = 0; i < count && !call[0].elements().empty(); ++i) {
    std::vector<Value> row;
    for (const Value &list : call[0].elements())
      row.push_back(list.elements()[i]);
    rows.push_back(Value::fromSequence(std::move(row)));
  }
  return Value::fromSequence(std::move(rows));
}

static Value pair(BuiltinCall &call) {
  return Value::fromPair(Value::fromSequence({call[0], call[1]}));
}

static const Builtin kRows[] = {
    {"range", "start, stop=none, step=1", range,
     "The list of integers from start, 0 if only one is given, to below "
     "stop.\n"
     "shape: integers -> a list\n"
     "torch: none: Python's range\n"
     "try: cat([x * i for i in range(2, 8, 2)], dim = -1)"},
    {"len", "x", len,
     "How many elements a list has, or the size of a tensor's first axis.\n"
     "shape: a list, or f32[..] -> an integer\n"
     "torch: none: Python's len\n"
     "try: x * len([1, 2, 3])"},
    {"enumerate", "items, start=0", enumerateList,
     "The elements of a list, each with its number, for a loop of two "
     "variables.\n"
     "shape: a list -> a list of [number, element]\n"
     "torch: none: Python's enumerate\n"
     "try: sum([x * (i + w) for i, w in enumerate([0.5, 0.25])])"},
    {"zip", "*lists", zipLists,
     "The first elements of all lists, the second ones, .. up to the end of "
     "the shortest, for a loop of as many variables.\n"
     "shape: lists -> a list of [a, b, ..]\n"
     "torch: none: Python's zip\n"
     "try: sum([t * w for t, w in zip([x, y], [0.25, 0.75])])"},
    {"pair", "first, second", pair,
     "Part of MultiheadAttention: first, with what torch gives beside it."},
};

ArrayRef<Builtin> listBuiltins() { return kRows; }

} // namespace bmc
