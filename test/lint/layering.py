"""Checks who includes whom: frontend, passes and codegen see ir only, codegen
also runtime/abi, the frontend its rules of training, and the runtime nothing
of the compiler or of LLVM. The emulator of CUDA knows neither: it shares with
the runtime what the driver's functions and numbers are.

Usage: layering.py REPOSITORY
"""

import pathlib
import re
import sys

ALLOWED = {
    "ir": ["ir/"],
    "frontend": ["frontend/", "ir/", "runtime/abi/Decoding.h", "runtime/abi/TrainingRules.h", "runtime/abi/Schedules.h"],
    "passes": ["passes/", "ir/"],
    "codegen": ["codegen/", "ir/", "runtime/abi/"],
    "runtime": ["runtime/"],
    "tools/cuda-emulator": ["tools/cuda-emulator/", "runtime/cuda/CudaTypes.h", "runtime/cuda/Driver.def"],
}
NO_COMPILER = ["runtime", "tools/cuda-emulator"]
COMPILER_LIBRARIES = ["mlir/", "llvm/", "llvm-c/", "mlir-c/"]
INCLUDE = re.compile(r"^\s*#?\s*include\s+[\"<]([^\">]+)[\">]", re.MULTILINE)


def violations(root, folder):
    ours = [name + "/" for name in [*ALLOWED, "tools", "test"]]
    forbidden = ours + (COMPILER_LIBRARIES if folder in NO_COMPILER else [])
    for path in sorted((root / folder).rglob("*")):
        if path.suffix not in (".h", ".cpp", ".td", ".def", ".inc"):
            continue
        for included in INCLUDE.findall(path.read_text()):
            if included.startswith(tuple(forbidden)) and not included.startswith(tuple(ALLOWED[folder])):
                yield f"{path.relative_to(root)} includes {included}; {folder}/ may see {', '.join(ALLOWED[folder])}"


def main():
    root = pathlib.Path(sys.argv[1])
    found = [problem for folder in ALLOWED for problem in violations(root, folder)]
    for problem in found:
        print(problem)
    return 1 if found else 0


sys.exit(main())
