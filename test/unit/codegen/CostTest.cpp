//===- CostTest.cpp - Bytes and operations against hand counts ------------===//
//
// A kernel of every family, at sizes whose products are all different, with the
// numbers that a person gets who reads the formula of the op.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/builder/KernelScratch.h"
#include "ir/BmcDialect.h"
#include "ir/BmcOps.h"
#include "ir/KernelCost.h"
#include "ir/KernelKind.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringSet.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace bmc;

namespace {

struct HandCount {
  const char *family;
  /// Of the kernel, with types as `expanded` reads them.
  std::string arguments, results, body;
  /// At B = 3, S = 5.
  double bytes, products, operations;
};

/// "{B,S,4}" is short for tensor<?x?x4xf32, #bmc.dims<"B", "S">>, "{4,i32}" for
/// tensor<4xi32>.
std::string typeOf(StringRef shorthand) {
  SmallVector<StringRef> parts;
  shorthand.split(parts, ',', -1, false);
  std::string shape, names;
  StringRef element = "f32";
  for (StringRef part : parts) {
    bool isDim = part == "B" || part == "S";
    if (isDim)
      names += (names.empty() ? "\"" : ", \"") + part.str() + "\"";
    if (part.starts_with("i") || part.starts_with("f"))
      element = part;
    else
      shape += (isDim ? "?" : part.str()) + "x";
  }
  if (!names.empty())
    names = ", #bmc.dims<" + names + ">";
  return "tensor<" + shape + element.str() + names + ">";
}

/// Replaces the types; braces with a '=' are attributes.
std::string expanded(const std::string &text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    size_t end = text[at] == '{' ? text.find('}', at) : std::string::npos;
    StringRef inner = end == std::string::npos
                          ? StringRef()
                          : StringRef(text).slice(at + 1, end);
    if (end == std::string::npos || inner.contains('=')) {
      out += text[at];
      continue;
    }
    out += typeOf(inner);
    at = end;
  }
  return out;
}

class CostTest : public ::testing::Test {
protected:
  void SetUp() override {
    context.loadDialect<BmcDialect, func::FuncDialect>();
  }

  void parse(const HandCount &count) {
    std::string text = "func.func private @k(" + count.arguments + ") -> (" +
                       count.results + ") {" + count.body + "}";
    text = "bmc.dim @B max 8\nbmc.dim @S max 8\n" + expanded(text);
    module = parseSourceString<ModuleOp>(text, &context);
    ASSERT_TRUE(module) << text;
  }

  func::FuncOp kernel() { return module->lookupSymbol<func::FuncOp>("k"); }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

int64_t sizeOf(StringAttr name) { return name.getValue() == "B" ? 3 : 5; }

/// 15 rows of 4 are 60 elements, 240 bytes.
const HandCount kCounts[] = {
    // Reads 2, writes 1; an addition and a function.
    {"pointwise", "%a: {B,S,4}, %b: {B,S,4}", "{B,S,4}",
     R"(%s = bmc.add %a, %b : {B,S,4}
        %y = bmc.exp %s : {B,S,4}
        return %y : {B,S,4})",
     720, 0, 120},
    // 60 bytes of indices, all 28 elements of a table with less than 15 rows.
    {"pointwise", "%i: {B,S,i32}, %w: {7,4}", "{B,S,4}",
     R"(%y = bmc.embedding %i, %w : {B,S,i32}, {7,4} -> {B,S,4}
        return %y : {B,S,4})",
     60 + 112 + 240, 0, 0},
    // Of 100 rows 15.
    {"pointwise", "%i: {B,S,i32}, %w: {100,4}", "{B,S,4}",
     R"(%y = bmc.embedding %i, %w : {B,S,i32}, {100,4} -> {B,S,4}
        return %y : {B,S,4})",
     60 + 240 + 240, 0, 0},
    // One of five positions.
    {"pointwise", "%x: {B,S,4}, %i: {i32}", "{B,4}",
     R"(%y = bmc.select_row %x, %i axis 1 : ({B,S,4}, {i32}) -> {B,4}
        return %y : {B,4})",
     48 + 4 + 48, 0, 0},
    // 16 bytes of seed and draw; a multiplication.
    {"pointwise", "%x: {B,S,4}, %r: {2,i64}", "{B,S,4}",
     R"(%y = bmc.dropout %x, %r p 0.5 stream 0 : {B,S,4}, {2,i64}
        return %y : {B,S,4})",
     240 + 16 + 240, 0, 60},
    {"pointwise", "%r: {2,i64}", "{B,S,4}",
     R"(%y = bmc.uniform %r stream 0 : {2,i64} -> {B,S,4}
        return %y : {B,S,4})",
     16 + 240, 0, 60},
    // Zeros are written, not read; what is left out is neither.
    {"pointwise", "%x: {B,S,4}", "{B,S,6}",
     R"(%y = bmc.pad %x axis 2 shift 1 : {B,S,4} -> {B,S,6}
        return %y : {B,S,6})",
     240 + 360, 0, 0},
    {"pointwise", "%x: {B,S,4}", "{B,2,4}",
     R"(%y = bmc.pad %x axis 1 shift -1 : {B,S,4} -> {B,2,4}
        return %y : {B,2,4})",
     96 + 96, 0, 0},
    {"pointwise", "%n: {f64}", "{f64}",
     R"(%y = bmc.clip_coefficient %n max_norm 1.0 : {f64} -> {f64}
        return %y : {f64})",
     16, 0, 3},
    // Half of x; 15 x 6 sums of 4 products, a bias.
    {"linear", "%x: {B,S,8}, %w: {6,4}, %b: {6}", "{B,S,6}",
     R"(%h = bmc.slice %x axis 2 offset 4 size 4 : {B,S,8} -> {B,S,4}
        %y = bmc.linear %h, %w, %b : ({B,S,4}, {6,4}, {6}) -> {B,S,6}
        return %y : {B,S,6})",
     240 + 96 + 24 + 360, 15 * 6 * 4 * 2, 90},
    // Overlapping slices read no more than there is; an epilogue of two.
    {"linear", "%x: {B,4}, %w: {2,3}", "{B,2}",
     R"(%g = bmc.slice %x axis 1 offset 0 size 3 : {B,4} -> {B,3}
        %h = bmc.slice %x axis 1 offset 1 size 2 : {B,4} -> {B,2}
        %p = bmc.linear %g, %w : ({B,3}, {2,3}) -> {B,2}
        %s = bmc.add %p, %h : {B,2}
        %y = bmc.relu %s : {B,2}
        return %y : {B,2})",
     48 + 24 + 24, 3 * 2 * 3 * 2, 12},
    // 3 x 4 x 6 sums over S.
    {"matmul", "%a: {B,S,4}, %b: {B,S,6}", "{B,4,6}",
     R"(%y = bmc.matmul %a, %b transpose_a : {B,S,4}, {B,S,6} -> {B,4,6}
        return %y : {B,4,6})",
     240 + 360 + 288, 3 * 4 * 6 * 5 * 2, 0},
    {"linear_dweight", "%d: {B,S,6}, %x: {B,S,4}", "{6,4}",
     R"(%y = bmc.linear_dweight %d, %x : {B,S,6}, {B,S,4} -> {6,4}
        return %y : {6,4})",
     360 + 240 + 96, 6 * 4 * 15 * 2, 0},
    {"sum", "%x: {B,S,4}", "{4}",
     R"(%y = bmc.sum %x, [0, 1] : {B,S,4} -> {4}
        return %y : {4})",
     240 + 16, 0, 60},
    // 15 quotients.
    {"mean", "%x: {B,S,4,f64}", "{B,S,f64}",
     R"(%y = bmc.mean %x, [2] : {B,S,4,f64} -> {B,S,f64}
        return %y : {B,S,f64})",
     480 + 120, 0, 75},
    {"max", "%x: {B,S,4}", "{S,4}",
     R"(%y = bmc.max %x, [0] : {B,S,4} -> {S,4}
        return %y : {S,4})",
     240 + 80, 0, 60},
    {"concat", "%a: {B,S,4}, %b: {B,S,6}", "{B,S,10}",
     R"(%y = bmc.concat %a, %b axis 2 : {B,S,4}, {B,S,6} -> {B,S,10}
        return %y : {B,S,10})",
     240 + 360 + 600, 0, 0},
    {"softmax", "%x: {B,S,4}", "{B,S,4}",
     R"(%y = bmc.softmax %x : {B,S,4}
        return %y : {B,S,4})",
     480, 0, 5 * 60},
    {"log_softmax", "%x: {B,S,4}", "{B,S,4}",
     R"(%y = bmc.log_softmax %x : {B,S,4}
        return %y : {B,S,4})",
     480, 0, 5 * 60 + 15},
    // x, weight and bias; y, mean and rstd.
    {"layer_norm", "%x: {B,S,4}, %w: {4}, %b: {4}", "{B,S,4}, {B,S}, {B,S}",
     R"(%y, %m, %r = bmc.layer_norm %x weight %w bias %b eps 1.0e-5
          : ({B,S,4}, {4}, {4}) -> ({B,S,4}, {B,S}, {B,S})
        return %y, %m, %r : {B,S,4}, {B,S}, {B,S})",
     240 + 16 + 16 + 240 + 60 + 60, 0, 7 * 60 + 4 * 15},
    {"add_layer_norm", "%a: {B,S,4}, %b: {B,S,4}",
     "{B,S,4}, {B,S,4}, {B,S}, {B,S}",
     R"(%s, %y, %m, %r = bmc.add_layer_norm %a, %b eps 1.0e-5
          : ({B,S,4}, {B,S,4}) -> ({B,S,4}, {B,S,4}, {B,S}, {B,S})
        return %s, %y, %m, %r : {B,S,4}, {B,S,4}, {B,S}, {B,S})",
     4 * 240 + 2 * 60, 0, 6 * 60 + 4 * 15},
    // dy, x, residual and dx; mean, rstd; weight, dweight, dbias.
    {"layer_norm_backward",
     "%d: {B,S,4}, %x: {B,S,4}, %m: {B,S}, %r: {B,S}, %w: {4}, %e: {B,S,4}",
     "{B,S,4}, {4}, {4}",
     R"(%g, %p:2 = bmc.layer_norm_backward %d, %x, %m, %r weight %w residual %e
          has_bias : ({B,S,4}, {B,S,4}, {B,S}, {B,S}, {4}, {B,S,4})
          -> ({B,S,4}, {4}, {4})
        return %g, %p#0, %p#1 : {B,S,4}, {4}, {4})",
     4 * 240 + 2 * 60 + 3 * 16, 0, 16 * 60 + 3 * 15},
    {"rms_norm", "%x: {B,S,4}, %w: {4}", "{B,S,4}, {B,S}",
     R"(%y, %r = bmc.rms_norm %x weight %w eps 1.0e-5
          : ({B,S,4}, {4}) -> ({B,S,4}, {B,S})
        return %y, %r : {B,S,4}, {B,S})",
     240 + 16 + 240 + 60, 0, 4 * 60 + 3 * 15},
    {"add_rms_norm", "%a: {B,S,4}, %b: {B,S,4}", "{B,S,4}, {B,S,4}, {B,S}",
     R"(%s, %y, %r = bmc.add_rms_norm %a, %b eps 1.0e-5
          : ({B,S,4}, {B,S,4}) -> ({B,S,4}, {B,S,4}, {B,S})
        return %s, %y, %r : {B,S,4}, {B,S,4}, {B,S})",
     4 * 240 + 60, 0, 4 * 60 + 3 * 15},
    // dy, x, residual and dx; rstd; weight and dweight.
    {"rms_norm_backward",
     "%d: {B,S,4}, %x: {B,S,4}, %r: {B,S}, %w: {4}, %e: {B,S,4}",
     "{B,S,4}, {4}",
     R"(%g, %p = bmc.rms_norm_backward %d, %x, %r weight %w residual %e
          : ({B,S,4}, {B,S,4}, {B,S}, {4}, {B,S,4}) -> ({B,S,4}, {4})
        return %g, %p : {B,S,4}, {4})",
     4 * 240 + 60 + 2 * 16, 0, 10 * 60 + 15},
    // 432 sums of 2 channels and 9 places.
    {"conv", "%x: {B,4,6,8}, %w: {6,2,3,3}", "{B,6,3,8}",
     R"(%y = bmc.conv %x, %w strides [2, 1] padding [1, 0, 1, 1]
          dilation [1, 1] groups 2 : {B,4,6,8}, {6,2,3,3} -> {B,6,3,8}
        return %y : {B,6,3,8})",
     2304 + 432 + 1728, 432 * 2 * 9 * 2, 0},
    {"conv_dinput", "%d: {B,6,3,8}, %w: {6,2,3,3}", "{B,4,6,8}",
     R"(%y = bmc.conv_dinput %d, %w strides [2, 1]
          padding [1, 0, 1, 1] dilation [1, 1] groups 2
          : {B,6,3,8}, {6,2,3,3} -> {B,4,6,8}
        return %y : {B,4,6,8})",
     2304 + 432 + 1728, 432 * 2 * 9 * 2, 0},
    {"conv_dweight", "%d: {B,6,3,8}, %x: {B,4,6,8}", "{6,2,3,3}",
     R"(%y = bmc.conv_dweight %d, %x kernel [3, 3] strides [2, 1]
          padding [1, 0, 1, 1] dilation [1, 1] groups 2
          : {B,6,3,8}, {B,4,6,8} -> {6,2,3,3}
        return %y : {6,2,3,3})",
     2304 + 432 + 1728, 432 * 2 * 9 * 2, 0},
    // 18 windows of 4.
    {"max_pool", "%x: {B,4,6}", "{B,2,3}, {B,2,3,i32}",
     R"(%y, %i = bmc.max_pool %x kernel [2, 2] strides [2, 2]
          padding [0, 0, 0, 0] dilation [1, 1] : {B,4,6} -> {B,2,3}, {B,2,3,i32}
        return %y, %i : {B,2,3}, {B,2,3,i32})",
     288 + 72 + 72, 0, 72},
    {"max_pool_backward", "%d: {B,2,3}, %i: {B,2,3,i32}", "{B,4,6}",
     R"(%y = bmc.max_pool_backward %d, %i kernel [2, 2]
          strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1]
          : {B,2,3}, {B,2,3,i32} -> {B,4,6}
        return %y : {B,4,6})",
     288 + 72 + 72, 0, 72},
    {"sum_pool", "%x: {B,4,6}", "{B,2,3}",
     R"(%y = bmc.sum_pool %x kernel [2, 2] strides [2, 2]
          padding [0, 0, 0, 0] dilation [1, 1] : {B,4,6} -> {B,2,3}
        return %y : {B,2,3})",
     288 + 72, 0, 72},
    {"sum_pool_backward", "%d: {B,2,3}", "{B,4,6}",
     R"(%y = bmc.sum_pool_backward %d kernel [2, 2]
          strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1]
          : {B,2,3} -> {B,4,6}
        return %y : {B,4,6})",
     288 + 72, 0, 72},
    // 60 elements in 5 channels.
    {"batch_norm", "%x: {B,5,4}, %w: {5}, %b: {5}", "{B,5,4}, {5}, {5}",
     R"(%y, %m, %v = bmc.batch_norm %x weight %w bias %b eps 1.0e-5
          : ({B,5,4}, {5}, {5}) -> ({B,5,4}, {5}, {5})
        return %y, %m, %v : {B,5,4}, {5}, {5})",
     240 + 240 + 4 * 20, 0, 8 * 60 + 5 * 5},
    {"batch_norm_backward",
     "%d: {B,5,4}, %x: {B,5,4}, %m: {5}, %v: {5}, %w: {5}", "{B,5,4}, {5}, {5}",
     R"(%g, %h, %c = bmc.batch_norm_backward %d, %x, %m, %v weight %w
          eps 1.0e-5 : ({B,5,4}, {B,5,4}, {5}, {5}, {5}) -> ({B,5,4}, {5}, {5})
        return %g, %h, %c : {B,5,4}, {5}, {5})",
     3 * 240 + 5 * 20, 0, 9 * 60 + 6 * 5},
    {"cross_entropy", "%x: {B,S,4}, %t: {B,S,i32}", "{f32}",
     R"(%y = bmc.cross_entropy %x, %t : {B,S,4}, {B,S,i32} -> {f32}
        return %y : {f32})",
     240 + 60 + 4, 0, 4 * 60 + 4 * 15},
    {"cross_entropy_backward", "%d: {f32}, %x: {B,S,4}, %t: {B,S,i32}",
     "{B,S,4}",
     R"(%y = bmc.cross_entropy_backward %d, %x, %t
          : {f32}, {B,S,4}, {B,S,i32} -> {B,S,4}
        return %y : {B,S,4})",
     4 + 240 + 60 + 240, 0, 6 * 60 + 15},
    // 105 logits that are not in memory.
    {"linear_cross_entropy", "%x: {B,S,4}, %w: {7,4}, %t: {B,S,i32}, %b: {7}",
     "{f32}",
     R"(%y = bmc.linear_cross_entropy %x, %w, %t, %b
          : {B,S,4}, {7,4}, {B,S,i32}, {7} -> {f32}
        return %y : {f32})",
     240 + 112 + 60 + 28 + 4, 105 * 4 * 2, 4 * 105 + 4 * 15 + 105},
    // Three products; bias and its gradient.
    {"linear_cross_entropy_grad",
     "%d: {f32}, %x: {B,S,4}, %w: {7,4}, %t: {B,S,i32}, %b: {7}",
     "{f32}, {B,S,4}, {7,4}, {7}",
     R"(%l, %g, %h, %c = bmc.linear_cross_entropy_grad %d, %x, %w, %t, %b
          : ({f32}, {B,S,4}, {7,4}, {B,S,i32}, {7})
          -> ({f32}, {B,S,4}, {7,4}, {7})
        return %l, %g, %h, %c : {f32}, {B,S,4}, {7,4}, {7})",
     2 * 4 + 2 * (240 + 112 + 28) + 60, 3 * 105 * 4 * 2,
     6 * 105 + 15 + 4 * 15 + 2 * 105},
    // 3 batches, 2 heads of 2 columns, 15 of 25 pairs; q, k, v are one tensor.
    {"attention", "%x: {B,S,12}", "{B,S,4}, {B,2,S,2}",
     R"(%q = bmc.slice %x axis 2 offset 0 size 4 : {B,S,12} -> {B,S,4}
        %k = bmc.slice %x axis 2 offset 4 size 4 : {B,S,12} -> {B,S,4}
        %v = bmc.slice %x axis 2 offset 8 size 4 : {B,S,12} -> {B,S,4}
        %y, %l = bmc.attention %q, %k, %v heads 2 scale 0.5 causal
          : ({B,S,4}, {B,S,4}, {B,S,4}) -> ({B,S,4}, {B,2,S,2})
        return %y, %l : {B,S,4}, {B,2,S,2})",
     720 + 240 + 240, 3 * 2 * 15 * 2 * 4, 3 * 2 * 15 * 6},
    // 5 queries, 9 keys.
    {"attention", "%q: {B,S,4}, %k: {B,9,4}, %v: {B,9,4}", "{B,S,4}, {B,2,S,2}",
     R"(%y, %l = bmc.attention %q, %k, %v heads 2 scale 0.5
          : ({B,S,4}, {B,9,4}, {B,9,4}) -> ({B,S,4}, {B,2,S,2})
        return %y, %l : {B,S,4}, {B,2,S,2})",
     240 + 2 * 432 + 240 + 240, 3 * 2 * 45 * 2 * 4, 3 * 2 * 45 * 6},
    {"attention_backward",
     "%d: {B,S,4}, %q: {B,S,4}, %k: {B,S,4}, %v: {B,S,4}, %o: {B,S,4}, "
     "%l: {B,2,S,2}",
     "{B,S,4}, {B,S,4}, {B,S,4}",
     R"(%x, %y, %z = bmc.attention_backward %d, %q, %k, %v, %o, %l heads 2
          scale 0.5 causal
          : ({B,S,4}, {B,S,4}, {B,S,4}, {B,S,4}, {B,S,4}, {B,2,S,2})
          -> ({B,S,4}, {B,S,4}, {B,S,4})
        return %x, %y, %z : {B,S,4}, {B,S,4}, {B,S,4})",
     8 * 240 + 240, 3 * 2 * 15 * 2 * 10, 3 * 2 * 15 * 7 + 2 * 60},
    // Two heads share keys of 2 columns; dropout reads 2 numbers of 64 bits.
    {"attention", "%q: {B,S,4}, %k: {B,S,2}, %v: {B,S,2}, %r: {2,i64}",
     "{B,S,4}, {B,2,S,2}",
     R"(%y, %l = bmc.attention %q, %k, %v dropout %r p 0.5 stream 0 heads 2
          scale 0.5
          : ({B,S,4}, {B,S,2}, {B,S,2}, {2,i64}) -> ({B,S,4}, {B,2,S,2})
        return %y, %l : {B,S,4}, {B,2,S,2})",
     240 + 2 * 120 + 240 + 240 + 16, 3 * 2 * 25 * 2 * 4, 3 * 2 * 25 * 7},
    // Segments, and a softcap of three operations.
    {"attention", "%q: {B,S,4}, %s: {B,S,i32}", "{B,S,4}, {B,2,S,2}",
     R"(%y, %l = bmc.attention %q, %q, %q segments %s, %s heads 2 scale 0.5
          softcap 2.0
          : ({B,S,4}, {B,S,4}, {B,S,4}, {B,S,i32}, {B,S,i32})
          -> ({B,S,4}, {B,2,S,2})
        return %y, %l : {B,S,4}, {B,2,S,2})",
     240 + 60 + 240 + 240, 3 * 2 * 25 * 2 * 4, 3 * 2 * 25 * 9},
    {"attention_backward",
     "%d: {B,S,4}, %q: {B,S,4}, %s: {B,S,i32}, %l: {B,2,S,2}",
     "{B,S,4}, {B,S,4}, {B,S,4}",
     R"(%x, %y, %z = bmc.attention_backward %d, %q, %q, %q, %q, %l
          segments %s, %s heads 2 scale 0.5 softcap 2.0 causal
          : ({B,S,4}, {B,S,4}, {B,S,4}, {B,S,4}, {B,S,4}, {B,2,S,2},
             {B,S,i32}, {B,S,i32})
          -> ({B,S,4}, {B,S,4}, {B,S,4})
        return %x, %y, %z : {B,S,4}, {B,S,4}, {B,S,4})",
     5 * 240 + 60 + 240, 3 * 2 * 15 * 2 * 10, 3 * 2 * 15 * 14 + 2 * 60},
    // The same with a bias of every head, and its gradient.
    {"attention_backward",
     "%d: {B,S,4}, %q: {B,S,4}, %k: {B,S,2}, %v: {B,S,2}, %o: {B,S,4}, "
     "%l: {B,2,S,2}, %b: {1,2,S,S}, %r: {2,i64}",
     "{B,S,4}, {B,S,2}, {B,S,2}, {1,2,S,S}",
     R"(%x, %y, %z, %c = bmc.attention_backward %d, %q, %k, %v, %o, %l bias %b
          dropout %r p 0.5 stream 0 heads 2 scale 0.5
          : ({B,S,4}, {B,S,4}, {B,S,2}, {B,S,2}, {B,S,4}, {B,2,S,2},
             {1,2,S,S}, {2,i64})
          -> ({B,S,4}, {B,S,2}, {B,S,2}, {1,2,S,S})
        return %x, %y, %z, %c : {B,S,4}, {B,S,2}, {B,S,2}, {1,2,S,S})",
     4 * 240 + 4 * 120 + 240 + 2 * 200 + 16, 3 * 2 * 25 * 2 * 10,
     3 * 2 * 25 * 11 + 2 * 60},
    // 3 rows, 2 heads of 2 columns: 5 of 9 keys are seen, 4 of them read. Those
    // are 3 * 4 * 4 elements of keys and of values; 3 * 4 are written.
    {"attention_step",
     "%q: {B,4}, %k: {B,4}, %v: {B,4}, %x: {B,9,4}, %y: {B,9,4}, %p: {i32}, "
     "%b: {1,2,9}",
     "{B,4}, {B,9,4}, {B,9,4}",
     R"(%o, %n, %w = bmc.attention_step %q, %k, %v into %x, %y at %p bias %b
          heads 2 scale 0.5
          : ({B,4}, {B,4}, {B,4}, {B,9,4}, {B,9,4}, {i32}, {1,2,9})
          -> ({B,4}, {B,9,4}, {B,9,4})
        return %o, %n, %w : {B,4}, {B,9,4}, {B,9,4})",
     4 * 48 + 2 * 192 + 4 + 40 + 2 * 48, 3 * 2 * 5 * 2 * 4, 3 * 2 * 5 * 7},
    // The rows that are there are moved.
    {"store_rows", "%x: {B,S,4}, %i: {B,9,4}", "{B,9,4}",
     R"(%y = bmc.store_rows %x into %i : {B,S,4} into {B,9,4} -> {B,9,4}
        return %y : {B,9,4})",
     240 + 240, 0, 0},
    {"embedding_backward", "%d: {B,S,4}, %i: {B,S,i32}", "{7,4}",
     R"(%y = bmc.embedding_backward %d, %i num_embeddings 7
          : ({B,S,4}, {B,S,i32}) -> {7,4}
        return %y : {7,4})",
     240 + 60 + 112, 0, 60},
    // 85 of 100 rows stay.
    {"embedding_backward", "%d: {B,S,4}, %i: {B,S,i32}, %w: {100,4}", "{100,4}",
     R"(%y = bmc.embedding_backward %d, %i init %w num_embeddings 100
          : ({B,S,4}, {B,S,i32}, {100,4}) -> {100,4}
        return %y : {100,4})",
     240 + 60 + 240 + 240, 0, 60},
    // 15 rows of 4 and 3 rows of 4, of which 18 may differ; 100 marks twice.
    {"embedding_backward_rows",
     "%d: {B,S,4}, %i: {B,S,i32}, %e: {B,4}, %j: {B,i32}, %w: {100,4}, "
     "%m: {100,i32}",
     "{100,4}, {100,i32}",
     R"(%y, %t = bmc.embedding_backward_rows %d, %e at %i, %j into %w marked %m
          : {B,S,4}, {B,4} at {B,S,i32}, {B,i32} into {100,4} marked {100,i32}
          -> {100,4}, {100,i32}
        return %y, %t : {100,4}, {100,i32})",
     240 + 60 + 48 + 12 + 2 * 288 + 2 * 400, 0, 72},
    // 15 rows of 4, a position for each.
    {"argmax", "%x: {B,S,4}", "{B,S,i32}",
     R"(%y = bmc.argmax %x : {B,S,4} -> {B,S,i32}
        return %y : {B,S,i32})",
     240 + 60, 0, 60},
    // log2 of 4 comparisons per element; of two positions one.
    {"argsort", "%x: {B,S,4}", "{B,S,4,i32}",
     R"(%y = bmc.argsort %x : {B,S,4} -> {B,S,4,i32}
        return %y : {B,S,4,i32})",
     240 + 240, 0, 2 * 60},
    {"argsort", "%x: {B,S,4}", "{B,S,2,i32}",
     R"(%y = bmc.argsort %x first 2 : {B,S,4} -> {B,S,2,i32}
        return %y : {B,S,2,i32})",
     240 + 120, 0, 60},
    {"cumsum", "%x: {B,S,4}", "{B,S,4}",
     R"(%y = bmc.cumsum %x axis 1 : {B,S,4}
        return %y : {B,S,4})",
     480, 0, 60},
    {"cumprod", "%x: {B,S,4}", "{B,S,4}",
     R"(%y = bmc.cumprod %x axis 1 : {B,S,4}
        return %y : {B,S,4})",
     480, 0, 60},
    // Two products forwards and back, a sum, and the product of both.
    {"cumprod_backward", "%d: {B,S,4}, %x: {B,S,4}", "{B,S,4}",
     R"(%y = bmc.cumprod_backward %d, %x axis 1 : {B,S,4}
        return %y : {B,S,4})",
     720, 0, 4 * 60},
    // One of four elements for each of 15 positions.
    {"pointwise", "%x: {B,S,4}, %i: {B,S,1,i32}", "{B,S,1}",
     R"(%y = bmc.gather %x, %i : {B,S,4}, {B,S,1,i32} -> {B,S,1}
        return %y : {B,S,1})",
     3 * 60, 0, 0},
    {"scatter_add", "%d: {B,S,1}, %i: {B,S,1,i32}", "{B,S,4}",
     R"(%y = bmc.scatter_add %d, %i : {B,S,1}, {B,S,1,i32} -> {B,S,4}
        return %y : {B,S,4})",
     60 + 60 + 240, 0, 15},
    {"global_norm", "%a: {4,3}, %b: {5}", "{f64}",
     R"(%y = bmc.global_norm %a, %b : {4,3}, {5} -> {f64}
        return %y : {f64})",
     17 * 4 + 8, 0, 2 * 17 + 1},
    {"rows_norm", "%x: {5,3}, %t: {5,i32}", "{f64}",
     R"(%y = bmc.rows_norm %x touched %t : {5,3}, {5,i32} -> {f64}
        return %y : {f64})",
     5 * 4 + 8, 0, 1},
    {"update",
     "%p: {4,3}, %g: {4,3}, %l: {f64}, %t: {f64}, %n: {f64}, %c: {f64}, "
     "%r: {4,i32}",
     "{4,3}",
     R"(%y = bmc.update "SGD" {weight_decay = 0.0 : f64}
          parameters (%p) gradients (%g) states () lr %l
          step %t norm %n scale %c touched %r
          : {4,3}, {4,3}, {f64}, {f64}, {f64}, {f64}, {4,i32} -> ({4,3})
        return %y : {4,3})",
     4 * 4 + 32, 0, 0},
    {"update",
     "%p: {4,3}, %g: {4,3}, %l: {f64}, %t: {f64}, %n: {f64}, %c: {f64}",
     "{4,3}",
     R"(%y = bmc.update "SGD" {weight_decay = 0.0 : f64}
          parameters (%p) gradients (%g) states () lr %l
          step %t norm %n scale %c
          : {4,3}, {4,3}, {f64}, {f64}, {f64}, {f64} -> ({4,3})
        return %y : {4,3})",
     3 * 48 + 32, 0, 3 * 12},
    {"update",
     "%p: {4,3}, %g: {4,3}, %m: {4,3}, %l: {f64}, %t: {f64}, %n: {f64}, "
     "%c: {f64}",
     "{4,3}, {4,3}",
     R"(%y, %z = bmc.update "SGD"
          {momentum = 0.9 : f64, weight_decay = 0.1 : f64, nesterov = 1.0 : f64}
          parameters (%p) gradients (%g) states (%m) lr %l step %t norm %n
          scale %c
          : {4,3}, {4,3}, {4,3}, {f64}, {f64}, {f64}, {f64}
          -> ({4,3}) states ({4,3})
        return %y, %z : {4,3}, {4,3})",
     5 * 48 + 32, 0, 9 * 12},
    {"update",
     "%p: {4,3}, %g: {4,3}, %m: {4,3}, %v: {4,3}, %l: {f64}, %t: {f64}, "
     "%n: {f64}, %c: {f64}",
     "{4,3}, {4,3}, {4,3}",
     R"(%x, %y:2 = bmc.update "AdamW" {weight_decay = 0.1 : f64}
          parameters (%p) gradients (%g) states (%m, %v)
          lr %l step %t norm %n scale %c
          : {4,3}, {4,3}, {4,3}, {4,3}, {f64}, {f64}, {f64}, {f64}
          -> ({4,3}) states ({4,3}, {4,3})
        return %x, %y#0, %y#1 : {4,3}, {4,3}, {4,3})",
     7 * 48 + 32, 0, 15 * 12},
    // Ops that anchor no kernel, but have a cost where they are.
    {"feed_forward", "%x: {B,S,4}, %w: {6,4}, %b: {6}, %v: {3,6}, %c: {3}",
     "{B,S,3}, {B,S,6}",
     R"(%y, %u = bmc.feed_forward %x w1 %w b1 %b w2 %v b2 %c gelu
          : ({B,S,4}, {6,4}, {6}, {3,6}, {3}) -> ({B,S,3}, {B,S,6})
        return %y, %u : {B,S,3}, {B,S,6})",
     240 + 96 + 24 + 72 + 12 + 180 + 360, 15 * (24 + 18) * 2, 90 + 90 + 45},
    {"feed_forward_backward",
     "%d: {B,S,3}, %x: {B,S,4}, %u: {B,S,6}, %w: {6,4}, %v: {3,6}",
     "{B,S,4}, {6,4}, {6}, {3,6}, {3}",
     R"(%r:5 = bmc.feed_forward_backward %d, %x, %u, %w, %v gelu b1 b2
          : ({B,S,3}, {B,S,4}, {B,S,6}, {6,4}, {3,6})
          -> ({B,S,4}, {6,4}, {6}, {3,6}, {3})
        return %r#0, %r#1, %r#2, %r#3, %r#4
          : {B,S,4}, {6,4}, {6}, {3,6}, {3})",
     180 + 360 + 2 * (240 + 96 + 72) + 24 + 12, 2 * 15 * (24 + 18) * 2,
     3 * 90 + 90 + 45},
    // Two products of 6 columns and one of 3; activation, product and biases.
    {"gated_feed_forward",
     "%x: {B,S,4}, %w: {6,4}, %b: {6}, %u: {6,4}, %a: {6}, %v: {3,6}, %c: {3}",
     "{B,S,3}, {B,S,6}, {B,S,6}",
     R"(%y, %h, %g = bmc.gated_feed_forward %x w1 %w b1 %b v1 %u c1 %a w2 %v
          b2 %c silu : ({B,S,4}, {6,4}, {6}, {6,4}, {6}, {3,6}, {3})
          -> ({B,S,3}, {B,S,6}, {B,S,6})
        return %y, %h, %g : {B,S,3}, {B,S,6}, {B,S,6})",
     240 + 2 * (96 + 24) + 72 + 12 + 180 + 2 * 360, 15 * (2 * 24 + 18) * 2,
     2 * 90 + 2 * 90 + 45},
    // One product of 12 columns, halves of 6.
    {"gated_feed_forward", "%x: {B,S,4}, %w: {12,4}, %v: {3,6}",
     "{B,S,3}, {B,S,12}",
     R"(%y, %h = bmc.gated_feed_forward %x w1 %w w2 %v silu
          : ({B,S,4}, {12,4}, {3,6}) -> ({B,S,3}, {B,S,12})
        return %y, %h : {B,S,3}, {B,S,12})",
     240 + 192 + 72 + 180 + 720, 15 * (48 + 18) * 2, 2 * 90},
    {"gated_feed_forward_backward",
     "%d: {B,S,3}, %x: {B,S,4}, %h: {B,S,6}, %g: {B,S,6}, %w: {6,4}, "
     "%u: {6,4}, %v: {3,6}",
     "{B,S,4}, {6,4}, {6}, {6,4}, {3,6}",
     R"(%r:5 = bmc.gated_feed_forward_backward %d, %x, %h v %g w1 %w v1 %u
          w2 %v silu b1
          : ({B,S,3}, {B,S,4}, {B,S,6}, {B,S,6}, {6,4}, {6,4}, {3,6})
          -> ({B,S,4}, {6,4}, {6}, {6,4}, {3,6})
        return %r#0, %r#1, %r#2, %r#3, %r#4
          : {B,S,4}, {6,4}, {6}, {6,4}, {3,6})",
     180 + 2 * 360 + 2 * (240 + 2 * 96 + 72) + 24, 2 * 15 * (48 + 18) * 2,
     6 * 90 + 60 + 90},
    // A state of 2 columns: 8 sums of 2 products in each of 15 steps, to which
    // bias and x are added; 9 operations an element of the state.
    {"recurrent", "%x: {B,S,8}, %w: {8,2}, %b: {8}, %l: {B,i32}",
     "{B,S,2}, {B,2}, {B,2}, {B,S,12}",
     R"(%r:4 = bmc.recurrent lstm %x, %w bias %b lengths %l
          : ({B,S,8}, {8,2}, {8}, {B,i32}) -> ({B,S,2}, {B,2}, {B,2}, {B,S,12})
        return %r#0, %r#1, %r#2, %r#3 : {B,S,2}, {B,2}, {B,2}, {B,S,12})",
     480 + 64 + 32 + 12 + 120 + 24 + 24 + 720, 15 * 8 * 2 * 2,
     2 * 120 + 30 * 9},
    // 6 gradients against 2 columns; 17 operations an element, and the mask.
    {"recurrent_backward", "%s: {B,S,10}, %w: {6,2}, %d: {B,S,2}, %m: {B,2}",
     "{B,S,6}, {B,2}",
     R"(%r:2 = bmc.recurrent_backward gru %s, %w dy %d mask %m
          : ({B,S,10}, {6,2}, {B,S,2}, {B,2}) -> ({B,S,6}, {B,2})
        return %r#0, %r#1 : {B,S,6}, {B,2})",
     600 + 48 + 120 + 24 + 360 + 24, 15 * 6 * 2 * 2, 30 * 17 + 30},
};

const HandCount &countOf(StringRef family) {
  return *llvm::find_if(
      kCounts, [&](const HandCount &count) { return count.family == family; });
}

TEST_F(CostTest, EqualsWhatIsCountedByHand) {
  for (const HandCount &count : kCounts) {
    ASSERT_NO_FATAL_FAILURE(parse(count));
    KernelCost cost = kernelCost(kernel());
    EXPECT_EQ(cost.family, count.family) << count.body;
    EXPECT_EQ(cost.bytes.at(sizeOf), count.bytes) << count.body;
    EXPECT_EQ(cost.products.at(sizeOf), count.products) << count.body;
    EXPECT_EQ(cost.operations.at(sizeOf), count.operations) << count.body;
  }
}

/// The norm is f64 whatever it is the norm of.
TEST_F(CostTest, SaysWhatIsComputedIn) {
  ASSERT_NO_FATAL_FAILURE(parse(countOf("global_norm")));
  EXPECT_TRUE(kernelCost(kernel()).element.isF32());
  ASSERT_NO_FATAL_FAILURE(parse(countOf("mean")));
  EXPECT_TRUE(kernelCost(kernel()).element.isF64());
}

/// A new op needs a cost, a new anchor a count above.
TEST_F(CostTest, CoversTheDialect) {
  llvm::StringSet<> counted;
  for (const HandCount &count : kCounts)
    counted.insert(count.family);
  for (RegisteredOperationName op :
       context.getRegisteredOperationsByDialect("bmc")) {
    StringRef name = op.getStringRef();
    bool isProgram = name == DimOp::getOperationName() ||
                     name == ParameterOp::getOperationName() ||
                     name == LaunchOp::getOperationName();
    EXPECT_NE(op.hasInterface<CostOp>(), isProgram)
        << name.str() << " needs Bmc_HasCost or Bmc_CostPerElement";
    EXPECT_TRUE(!hasCpuGenerator(name) || counted.contains(op.stripDialect()))
        << name.str() << " needs a hand count in this test";
  }
}

} // namespace
