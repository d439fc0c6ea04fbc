//===- BuiltinsRecurrent.cpp - Steps along a sequence ---------------------===//

#include "frontend/sema/Builtins.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

namespace {

/// The kinds of a step, as bmc::RecurrentCell names them, and their gates.
constexpr std::pair<const char *, int64_t> kCells[] = {
    {"rnn_tanh", 1}, {"rnn_relu", 1}, {"lstm", 4}, {"gru", 3}};

/// The arguments of `recurrent`, in order.
enum Argument { X, Weight, Bias, H0, C0, Mask, Lengths, Cell, Reverse };

class RecurrentCall {
public:
  explicit RecurrentCall(BuiltinCall &call) : call(call) {}
  Value emit();

private:
  bool checkKinds();
  bool checkSizes();
  bool expect(size_t i, const TensorType &expected);
  bool chooseCell();

  BuiltinCall &call;
  std::string cell;
  int64_t gates = 0;
  Size hidden;
};

} // namespace

bool RecurrentCall::chooseCell() {
  std::vector<std::string> names;
  for (auto [name, count] : kCells)
    names.push_back(name);
  std::optional<std::string> choice = call.choice(Cell, names);
  if (!choice)
    return false;
  cell = *choice;
  for (auto [name, count] : kCells)
    if (cell == name)
      gates = count;
  return true;
}

bool RecurrentCall::checkKinds() {
  if (!call.isFloatTensor(X) || !call.isFloatTensor(Weight))
    return false;
  for (size_t i : {Bias, H0, C0, Mask})
    if (!call.isTensorOrNone(i))
      return false;
  if (call[Lengths].isNone())
    return true;
  // A length is at most that of the sequences, whose axis is checked later.
  return call.isIntegerTensor(Lengths) &&
         (call.type(X).rank() < 2 ||
          call.stayBelow(Lengths, call.type(X).shape[1].value + 1, "lengths",
                         "the sequences have at most " +
                             format(call.type(X).shape[1]) + " steps"));
}

bool RecurrentCall::expect(size_t i, const TensorType &expected) {
  if (call[i].isNone() || call.type(i) == expected)
    return true;
  call.error(i, DiagId::ShapeMismatch,
             "'" + call.formals[i] + "' must be " + format(expected) +
                 ", got " + format(call.type(i)));
  return false;
}

bool RecurrentCall::checkSizes() {
  const TensorType &x = call.type(X), &weight = call.type(Weight);
  if (x.rank() != 3) {
    call.error(X, DiagId::RankMismatch,
               "needs a tensor [B, S, gates*H], got " + format(x));
    return false;
  }
  if (weight.rank() != 2 || !weight.shape[0].isStatic() ||
      !weight.shape[1].isStatic()) {
    call.error(Weight, DiagId::RankMismatch,
               "'weight' must be f32[gates*H, H], got " + format(weight));
    return false;
  }
  hidden = weight.shape[1];
  Size columns{gates * hidden.value, nullptr, ""};
  TensorType state{ElementType::F32, {x.shape[0], hidden}};
  return expect(Weight, {ElementType::F32, {columns, hidden}}) &&
         expect(X, {ElementType::F32, {x.shape[0], x.shape[1], columns}}) &&
         expect(Bias, {ElementType::F32, {columns}}) && expect(H0, state) &&
         expect(C0, state) && expect(Mask, state) &&
         expect(Lengths, {ElementType::I32, {x.shape[0]}});
}

Value RecurrentCall::emit() {
  std::optional<bool> reverse = call.boolean(Reverse);
  if (!reverse || !chooseCell() || !checkKinds())
    return Value::error();
  bool isLstm = cell == "lstm";
  if (!isLstm && !call[C0].isNone()) {
    call.error(C0, DiagId::BadArguments, "only the lstm has a state 'c_0'");
    return Value::error();
  }
  if (!checkSizes())
    return Value::error();
  const Shape x = call.type(X).shape;
  SmallVector<Value> operands{call[X], call[Weight]};
  SmallVector<int64_t> exists;
  for (size_t i : {Bias, H0, C0, Mask, Lengths}) {
    exists.push_back(!call[i].isNone());
    if (!call[i].isNone())
      operands.push_back(call[i]);
  }
  std::vector<Value> results{call.node(
      OpKind::Recurrent, operands, {ElementType::F32, {x[0], x[1], hidden}})};
  if (results[0].isError())
    return Value::error();
  Node &node = call.evaluator.lastNode();
  node.name = cell;
  node.integers.append(exists.begin(), exists.end());
  node.flags[0] = *reverse;
  for (int64_t i = 1; i <= (isLstm ? 2 : 1); ++i) {
    results.push_back(call.node(OpKind::Result, results[0],
                                {ElementType::F32, {x[0], hidden}}));
    if (results.back().isError())
      return Value::error();
    call.evaluator.lastNode().integers.push_back(i);
  }
  std::vector<std::string> names{"output", "h_n", "c_n"};
  names.resize(results.size());
  return Value::fromNamed(std::move(results), std::move(names));
}

static Value recurrent(BuiltinCall &call) { return RecurrentCall(call).emit(); }

ArrayRef<Builtin> recurrentBuiltins() {
  static const Builtin rows[] = {
      {"recurrent",
       "x, weight, bias=none, h_0=none, c_0=none, mask=none, lengths=none, "
       "cell=\"lstm\", reverse=false",
       recurrent,
       "One layer and direction of LSTM, GRU or RNN over gates that the input "
       "has made; mask multiplies the state before the product. cell: "
       "\"lstm\", \"gru\", \"rnn_tanh\", \"rnn_relu\".\n"
       "shape: x f32[B, S, gates*H], weight f32[gates*H, H], bias "
       "f32[gates*H], h_0 and c_0 f32[B, H], lengths i32[B] -> output f32[B, "
       "S, H], h_n f32[B, H] and, of lstm, c_n f32[B, H]\n"
       "torch: none: what nn.LSTM does behind its input product\n"
       "try: w = parameter(f32[8, 2], init = normal(0, 1)); "
       "recurrent(sequence, w).output"},
  };
  return rows;
}

} // namespace bmc
