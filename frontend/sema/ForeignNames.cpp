//===- ForeignNames.cpp - What other languages and frameworks would say ---===//
//
// Names that users bring from PyTorch and Python, and what is written here.
//
//===----------------------------------------------------------------------===//

#include "frontend/sema/Sema.h"

#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace bmc {

StringRef foreignHint(StringRef name) {
  return StringSwitch<StringRef>(name)
      .Case("self", "members are used by their plain name")
      .Cases({"torch", "nn", "F", "math", "np"},
             "functions and layers need no prefix: "
             "Linear, relu")
      .Case("True", "write 'true'")
      .Case("False", "write 'false'")
      .Case("None", "write 'none'")
      .Case("class", "write 'block Name { .. }' with 'forward'")
      .Case("def", "write 'function name(x: f32[..]) { .. }'")
      .Case("ModuleList", "write '[Layer() for n]'")
      .Cases({"SwiGLU", "GeGLU", "ReGLU"},
             "write GatedFeedForward(d_model, dim_feedforward), whose "
             "activation says which")
      .Case("MSELoss", "write mse(output, target)")
      .Case("L1Loss", "write l1(output, target)")
      .Case("CrossEntropyLoss", "write cross_entropy(output, targets)")
      .Case("BCEWithLogitsLoss", "write bce_with_logits(output, target)")
      .Case("inf", "write 1e30 for infinity: it hides as well, and a row that "
                   "is masked whole stays a number")
      .Cases({"to", "cuda", "cpu", "device", "contiguous", "clone"},
             "tensors need no device or memory format: leave it out")
      .Cases({"double", "half", "bfloat16", "type"},
             "--precision chooses the element type of the whole program")
      .Cases({"t", "mT"}, "'.T' swaps the last two axes")
      .Cases({"item", "numpy", "tolist"},
             "a tensor has no value when compiling; the program prints results")
      .Cases({"detach", "no_grad", "data"},
             "stop_gradient(x) is constant for gradients")
      .Cases({"requires_grad", "requires_grad_", "backward", "zero_grad"},
             "gradients are derived by the compiler: leave it out")
      .Cases({"dim", "numel"}, "x.ndim is the number of axes, x.shape has the "
                               "sizes")
      .Cases({"normal_", "rsample", "sample"},
             "write mean + deviation * randn_like(deviation)")
      .Cases({"fft", "rfft", "ifft", "view_as_complex"},
             "there are no complex numbers; x @ matrix transforms by cosines "
             "and sines")
      .Case("print", "bmc --emit=graph prints the operations with their "
                     "shapes")
      .Cases({"mul", "multiply"}, "write a * b")
      .Cases({"add", "sub", "div"}, "write a + b, a - b or a / b")
      .Cases({"mm", "bmm", "dot"}, "write a @ b")
      .Cases({"concat", "concatenate"}, "write cat([a, b], dim)")
      .Default("");
}

} // namespace bmc
