//===- EmitOps.cpp - One node as one op -----------------------------------===//

#include "frontend/emit/EmitOps.h"
#include "ir/BmcOps.h"
#include "ir/Shape.h"

using namespace mlir;

namespace bmc {

RankedTensorType convertType(const TensorType &type, MLIRContext &context) {
  Type element;
  switch (type.element) {
  case ast::ElementType::F32:
    element = Float32Type::get(&context);
    break;
  case ast::ElementType::I32:
    element = IntegerType::get(&context, 32);
    break;
  case ast::ElementType::Bool:
    element = IntegerType::get(&context, 1);
    break;
  }
  Extents extents;
  for (const Size &size : type.shape)
    extents.push_back(
        size.dim ? Extent::named(StringAttr::get(&context, size.dim->name))
                 : Extent::fixed(size.value));
  return makeTensorType(extents, element);
}

static Predicate convertPredicate(ast::BinaryOp op) {
  switch (op) {
  case ast::BinaryOp::Equal:
    return Predicate::EQ;
  case ast::BinaryOp::NotEqual:
    return Predicate::NE;
  case ast::BinaryOp::Less:
    return Predicate::LT;
  case ast::BinaryOp::LessEqual:
    return Predicate::LE;
  case ast::BinaryOp::Greater:
    return Predicate::GT;
  default:
    return Predicate::GE;
  }
}

namespace {

/// Builds ops whose result types are those of the node.
struct OpEmitter {
  OpBuilder &builder;
  Location loc;
  const Node &node;
  ArrayRef<Value> operands;
  RankedTensorType type;

  NamedAttribute attribute(StringRef name, Attribute value) {
    return builder.getNamedAttr(name, value);
  }
  NamedAttribute integer(StringRef name, int64_t value) {
    return attribute(name, builder.getI64IntegerAttr(value));
  }
  NamedAttribute real(StringRef name, double value) {
    return attribute(name, builder.getF64FloatAttr(value));
  }
  NamedAttribute array(StringRef name) {
    return attribute(name, builder.getDenseI64ArrayAttr(node.integers));
  }
  template <typename Op> Value emit(ArrayRef<NamedAttribute> attributes = {}) {
    return Op::create(builder, loc, TypeRange(type), operands, attributes)
        ->getResult(0);
  }

  Value emitCompare();
  Value emitGelu();
  Value emitShape();
  Value emitConcat();
  Value emitPad(Value x, int64_t shift, bool fromEnd);
  Value emitSum(Value a, Value b);
  Value emitMatmul();
  Value emitOneHot();
  Value emitArgsort();
  Value emitLayerNorm();
  Value emitRecurrent();
  Value emitBatchNorm();
  Value emitBatchStatistic();
  Value emitConvolution();
  Value emitPool();
};

} // namespace

Value OpEmitter::emitCompare() {
  return CompareOp::create(builder, loc, type,
                           convertPredicate(ast::BinaryOp(node.integers[0])),
                           operands[0], operands[1])
      .getY();
}

Value OpEmitter::emitGelu() {
  return GeluOp::create(builder, loc, type, operands[0],
                        node.flags[0] ? GeluKind::Tanh : GeluKind::None)
      .getY();
}

Value OpEmitter::emitPad(Value x, int64_t shift, bool fromEnd) {
  return PadOp::create(builder, loc, type, x, node.integers[0], shift, fromEnd)
      .getY();
}

/// Along an axis of run-time size every input stands between zeros, and they
/// are added up.
Value OpEmitter::emitConcat() {
  int64_t axis = node.integers[0];
  auto sizeOf = [&](Value x) { return getExtents(x.getType())[axis]; };
  if (getExtents(type)[axis].isStatic())
    return emit<ConcatOp>(integer("axis", axis));
  const Value *runtime =
      llvm::find_if(operands, [&](Value x) { return !sizeOf(x).isStatic(); });
  int64_t before = 0, after = 0;
  for (const Value *x = runtime + 1; x < operands.end(); ++x)
    after += sizeOf(*x).size;
  Value sum;
  for (const Value &x : operands) {
    bool isBehind = &x > runtime;
    if (isBehind)
      after -= sizeOf(x).size;
    Value part = emitPad(x, isBehind ? after : before, isBehind);
    sum = sum ? emitSum(sum, part) : part;
    if (&x < runtime)
      before += sizeOf(x).size;
  }
  return sum;
}

Value OpEmitter::emitSum(Value a, Value b) {
  Type element = getElementTypeOrSelf(type);
  if (isa<FloatType>(element))
    return AddOp::create(builder, loc, type, a, b).getY();
  if (element.isInteger(1))
    return LogicalOrOp::create(builder, loc, type, a, b).getY();
  return IntegerOp::create(builder, loc, type, IntegerFunction::Add, a, b)
      .getY();
}

/// Ops that move elements.
Value OpEmitter::emitShape() {
  switch (node.op) {
  case OpKind::Reshape:
    return emit<ReshapeOp>();
  case OpKind::Transpose:
    return emit<TransposeOp>(array("permutation"));
  case OpKind::Broadcast:
    return emit<BroadcastOp>(array("axes"));
  case OpKind::Slice:
    return emit<SliceOp>({integer("axis", node.integers[0]),
                          integer("offset", node.integers[1]),
                          integer("size", node.integers[2])});
  case OpKind::Concat:
    return emitConcat();
  case OpKind::Pad:
    return emitPad(operands[0], node.integers[1], node.flags[0]);
  case OpKind::SelectRow:
    return SelectRowOp::create(builder, loc, type, operands[0], operands[1],
                               node.integers[0], node.flags[0])
        .getY();
  case OpKind::Flip:
    return emit<FlipOp>(integer("axis", node.integers[0]));
  case OpKind::Arange:
    return emit<ArangeOp>({integer("start", node.integers[0]),
                           integer("step", node.integers[1])});
  default:
    llvm_unreachable("not an op that moves elements");
  }
}

Value OpEmitter::emitMatmul() {
  SmallVector<NamedAttribute> attributes;
  if (node.flags[0])
    attributes.push_back(attribute("transpose_a", builder.getUnitAttr()));
  if (node.flags[1])
    attributes.push_back(attribute("transpose_b", builder.getUnitAttr()));
  return emit<MatmulOp>(attributes);
}

Value OpEmitter::emitOneHot() {
  return emit<OneHotOp>(
      {integer("num_classes", type.getDimSize(type.getRank() - 1)),
       attribute("element_type", TypeAttr::get(type.getElementType()))});
}

Value OpEmitter::emitArgsort() {
  SmallVector<NamedAttribute> attributes;
  for (int64_t count : node.integers)
    attributes.push_back(integer("count", count));
  if (node.flags[0])
    attributes.push_back(attribute("descending", builder.getUnitAttr()));
  return emit<ArgsortOp>(attributes);
}

/// The op also yields mean and rstd, which its gradient reads.
Value OpEmitter::emitLayerNorm() {
  Value weight = operands.size() > 1 ? operands[1] : Value();
  Value bias = operands.size() > 2 ? operands[2] : Value();
  auto rows = makeTensorType(leadingExtents(type), type.getElementType());
  return LayerNormOp::create(builder, loc, type, rows, rows, operands[0],
                             weight, bias, builder.getF64FloatAttr(node.real))
      .getY();
}

/// Of its results the node is the first; Result nodes are the others.
Value OpEmitter::emitRecurrent() {
  SmallVector<Value, 5> optional;
  size_t next = 2;
  for (int64_t exists : node.integers)
    optional.push_back(exists ? operands[next++] : Value());
  return RecurrentOp::create(builder, loc, operands[0], operands[1],
                             optional[0], optional[1], optional[2], optional[3],
                             optional[4], *symbolizeRecurrentCell(node.name),
                             node.flags[0])
      .getY();
}

Value OpEmitter::emitBatchNorm() {
  Value weight = operands.size() > 1 ? operands[1] : Value();
  Value bias = operands.size() > 2 ? operands[2] : Value();
  return BatchNormOp::create(builder, loc, operands[0], weight, bias,
                             builder.getF64FloatAttr(node.real))
      .getY();
}

Value OpEmitter::emitBatchStatistic() {
  return operands[0].getDefiningOp()->getResult(node.integers[0]);
}

/// Integers of the node are strides, padding, dilation and groups.
Value OpEmitter::emitConvolution() {
  ArrayRef<int64_t> rest = node.integers;
  size_t axes = type.getRank() - 2;
  auto take = [&](size_t count) {
    auto numbers = builder.getDenseI64ArrayAttr(rest.take_front(count));
    rest = rest.drop_front(count);
    return numbers;
  };
  SmallVector<NamedAttribute> attributes{
      attribute("strides", take(axes)), attribute("padding", take(2 * axes)),
      attribute("dilation", take(axes)), integer("groups", rest.front())};
  if (node.op == OpKind::Conv)
    return emit<ConvOp>(attributes);
  return emit<ConvDinputOp>(attributes);
}

/// Integers of the node are kernel, strides, padding and dilation.
Value OpEmitter::emitPool() {
  ArrayRef<int64_t> numbers = node.integers;
  size_t axes = numbers.size() / 5;
  ArrayRef<int64_t> kernel = numbers.take_front(axes);
  ArrayRef<int64_t> strides = numbers.slice(axes, axes);
  ArrayRef<int64_t> padding = numbers.slice(2 * axes, 2 * axes);
  ArrayRef<int64_t> dilation = numbers.take_back(axes);
  if (node.op == OpKind::MaxPool)
    return MaxPoolOp::create(builder, loc, operands[0], kernel, strides,
                             padding, dilation)
        .getY();
  if (node.op == OpKind::SumPool)
    return SumPoolOp::create(builder, loc, operands[0], kernel, strides,
                             padding, dilation);
  return SumPoolBackwardOp::create(builder, loc, type, operands[0], kernel,
                                   strides, padding, dilation);
}

Value emitOp(OpBuilder &builder, Location loc, const Node &node,
             ArrayRef<Value> operands, Value rng) {
  OpEmitter e{builder, loc, node, operands,
              convertType(node.type, *builder.getContext())};
  switch (node.op) {
  case OpKind::Input:
  case OpKind::Parameter:
    break;
  case OpKind::Constant:
    return e.emit<ConstantOp>(e.real("value", node.real));
  case OpKind::Convert:
    return e.emit<ConvertOp>();
  case OpKind::Integer:
    return IntegerOp::create(builder, loc, e.type,
                             *symbolizeIntegerFunction(node.name), operands[0],
                             operands[1]);
  case OpKind::ToInteger:
    return e.emit<ToIntegerOp>();
  case OpKind::Compare:
    return e.emitCompare();
  case OpKind::Select:
    return e.emit<SelectOp>();
  case OpKind::Gelu:
    return e.emitGelu();
  case OpKind::Reshape:
  case OpKind::Transpose:
  case OpKind::Broadcast:
  case OpKind::Slice:
  case OpKind::Concat:
  case OpKind::Pad:
  case OpKind::SelectRow:
  case OpKind::Flip:
  case OpKind::Arange:
    return e.emitShape();
  case OpKind::Linear:
    return e.emit<LinearOp>();
  case OpKind::Matmul:
    return e.emitMatmul();
  case OpKind::BatchNorm:
    return e.emitBatchNorm();
  case OpKind::BatchStatistic:
    return e.emitBatchStatistic();
  case OpKind::Conv:
  case OpKind::ConvDinput:
    return e.emitConvolution();
  case OpKind::MaxPool:
  case OpKind::SumPool:
  case OpKind::SumPoolBackward:
    return e.emitPool();
  case OpKind::Sum:
    return e.emit<SumOp>(e.array("axes"));
  case OpKind::Mean:
    return e.emit<MeanOp>(e.array("axes"));
  case OpKind::Max:
    return e.emit<MaxOp>(e.array("axes"));
  case OpKind::Argmax:
    return e.emit<ArgmaxOp>();
  case OpKind::Argsort:
    return e.emitArgsort();
  case OpKind::Cumsum:
    return e.emit<CumsumOp>(e.integer("axis", node.integers[0]));
  case OpKind::Cumprod:
    return e.emit<CumprodOp>(e.integer("axis", node.integers[0]));
  case OpKind::Gather:
    return e.emit<GatherOp>();
  case OpKind::ScatterAdd:
    return e.emit<ScatterAddOp>();
  case OpKind::LayerNorm:
    return e.emitLayerNorm();
  case OpKind::CausalMask:
    return e.emit<CausalMaskOp>(e.real("fill", node.real));
  case OpKind::OneHot:
    return e.emitOneHot();
  case OpKind::Embedding:
    return e.emit<EmbeddingOp>();
  case OpKind::Dropout:
    return DropoutOp::create(builder, loc, e.type, operands[0], rng,
                             builder.getF64FloatAttr(node.real),
                             builder.getI64IntegerAttr(node.integers[0]))
        .getY();
  case OpKind::Uniform:
    return UniformOp::create(builder, loc, e.type, rng,
                             builder.getI64IntegerAttr(node.integers[0]))
        .getY();
  case OpKind::CrossEntropy:
    return e.emit<CrossEntropyOp>();
  case OpKind::Recurrent:
    return e.emitRecurrent();
  case OpKind::Result:
    return operands[0].getDefiningOp()->getResult(node.integers[0]);
#define UNARY(Kind)                                                            \
  case OpKind::Kind:                                                           \
    return e.emit<Kind##Op>();
#define BINARY(Kind)                                                           \
  case OpKind::Kind:                                                           \
    return e.emit<Kind##Op>();
#include "frontend/Ops.def"
  }
  llvm_unreachable("inputs and parameters are function arguments");
}

} // namespace bmc
