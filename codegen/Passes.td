//===- Passes.td - From kernels to LLVM ------------------------*- tablegen -*-===//
#ifndef BMC_CODEGEN_PASSES_TD
#define BMC_CODEGEN_PASSES_TD

include "mlir/Pass/PassBase.td"

def AssignScratch : Pass<"bmc-assign-scratch", "::mlir::ModuleOp"> {
  let summary = "reserve the scratch memory that each kernel's generator needs";
  let description = [{
    Sets `scratch` of every launch to the bytes the kernel needs with every dim
    at its bound. The memory plan places them.

    ```mlir
    %y = bmc.launch @linear(%x, %w)
    // becomes
    %y = bmc.launch @linear(%x, %w) {scratch = 1179648}
    ```
  }];
  let options = [
    Option<"target", "target", "std::string", "\"cpu\"", "cpu, or a GPU architecture such as sm_80">
  ];
}

def LowerKernels : Pass<"bmc-lower-kernels", "::mlir::ModuleOp"> {
  let summary = "generate loops and vector code for every kernel";
  let description = [{
    Replaces the module by its kernels: each becomes
    func.func @name(!llvm.ptr buffers, !llvm.ptr sizes) of scf, arith, math,
    vector and llvm ops (BmrtKernel in runtime/abi/Abi.h). Launches and the
    functions that hold them go.

    ```mlir
    func.func private @add(%a: tensor<8xf32>, %b: tensor<8xf32>) -> tensor<8xf32> attributes {bmc.kernel}
    // becomes
    func.func @add(%buffers: !llvm.ptr, %sizes: !llvm.ptr) { .. }
    ```
  }];
  let options = [
    Option<"mcpu", "mcpu", "std::string", "\"native\"", "native, avx512, avx2 or portable">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"
  ];
}

def OutlineParallel : Pass<"bmc-outline-parallel", "::mlir::ModuleOp"> {
  let summary = "turn parallel loops into calls of the thread pool";
  let description = [{
    The body of each scf.parallel becomes a function of a context and an index;
    values from outside travel in the context, constants are repeated inside.
    Stack buffers move to the entry of their function.

    ```mlir
    scf.parallel (%i) = (%c0) to (%n) step (%c1) { use(%i, %x) }
    // becomes
    llvm.store %x, %context
    func.call @bmrt_parallel_for(@k_parallel_0, %context, %n)
    ```

    A loop with the attribute `bmc.stream` calls @bmrt_parallel_stream.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect", "::mlir::LLVM::LLVMDialect"];
}

def ConvertKernelsToLLVM : Pass<"bmc-convert-kernels-to-llvm", "::mlir::ModuleOp"> {
  let summary = "convert scf, arith, math and vector ops of kernels to the LLVM dialect";
  let description = [{
    Transcendental functions of f32 become polynomials; those of f64 become libm
    calls. Anything left that is not LLVM is an internal error.

    ```mlir
    %e = math.exp %x : vector<16xf32>
    // becomes about ten llvm.intr.fma
    ```
  }];
  let options = [
    Option<"mcpu", "mcpu", "std::string", "\"native\"", "native, avx512, avx2 or portable">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::cf::ControlFlowDialect", "::mlir::math::MathDialect",
    "::mlir::vector::VectorDialect"
  ];
}

def LowerGpuKernels : Pass<"bmc-lower-gpu-kernels", "::mlir::ModuleOp"> {
  let summary = "generate what the threads of a GPU do for every kernel";
  let description = [{
    Replaces the module by its kernels: each becomes one or more grids, functions
    over the addresses of operands and the sizes that they use, of scf, arith,
    math, llvm and nvvm ops. `bmc.grid` says how many blocks and threads a grid
    has and what its parameters are. Launches and the functions that hold them
    go.

    ```mlir
    func.func private @add(%a: tensor<8xf32>, %b: tensor<8xf32>) -> tensor<8xf32> attributes {bmc.kernel}
    // becomes
    func.func @add(%a: !llvm.ptr, %b: !llvm.ptr, %y: !llvm.ptr) attributes {bmc.grid = {..}, nvvm.kernel} { .. }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::LLVM::LLVMDialect", "::mlir::math::MathDialect",
    "::mlir::NVVM::NVVMDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect"
  ];
}

def ConvertGpuKernelsToLLVM : Pass<"bmc-convert-gpu-kernels-to-llvm", "::mlir::ModuleOp"> {
  let summary = "convert scf, arith and math ops of grids to the LLVM dialect";
  let description = [{
    Functions such as exp become polynomials, in f32 those of the CPU: a GPU has
    no library to call. Anything left that is not LLVM or NVVM is an internal
    error.

    ```mlir
    %e = math.exp %x : f64
    // becomes about twenty llvm.intr.fma
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::cf::ControlFlowDialect", "::mlir::math::MathDialect",
    "::mlir::vector::VectorDialect"
  ];
}

#endif // BMC_CODEGEN_PASSES_TD
