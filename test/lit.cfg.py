"""lit configuration: one suite, the folders mirror the source tree."""

import ctypes
import os
import stat
import tempfile

import lit.formats

config.name = "bmc"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".mlir", ".model", ".test"]
config.excludes = ["Inputs", "corpus", "unit"]
config.test_source_root = os.path.dirname(__file__)

bin_dir = os.path.join(config.bmc_binary_dir, "bin")
config.environment["PATH"] = os.pathsep.join(
    [bin_dir, config.llvm_tools_dir, os.environ.get("PATH", "")]
)
config.environment["HOME"] = os.environ.get("HOME", "/")
config.environment["TMPDIR"] = config.test_exec_root
# Kernels that many tests have in common are compiled once. The cache knows
# compilers apart.
config.environment["XDG_CACHE_HOME"] = os.path.join(config.test_exec_root, "cache")


def compute_capability():
    """Of the first GPU of this machine, as (9, 0); None if there is none."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return None
    device, parts = ctypes.c_int(), (ctypes.c_int(), ctypes.c_int())
    calls = [(driver.cuInit, 0), (driver.cuDeviceGet, ctypes.byref(device), 0)]
    if any(call(*arguments) for call, *arguments in calls):
        return None
    for part, attribute in zip(parts, (75, 76)):
        driver.cuDeviceGetAttribute(ctypes.byref(part), attribute, device)
    return tuple(part.value for part in parts)


# A program's GPU is the emulator: the same program, PTX and driver calls. With
# --param gpu=1 it is that of the machine (test/README.md).
if lit_config.params.get("gpu"):
    if compute_capability() != (9, 0):
        lit_config.fatal("--param gpu=1 needs a GPU of compute capability 9.0, which runs code for sm_80 and sm_90a")
    config.substitutions.append(("%gpu", "env -u BMC_LIBCUDA"))
else:
    emulator = os.path.join(config.bmc_binary_dir, "lib", "libbmc-cuda-emulator.so")
    config.available_features.add("emulator")
    config.environment["BMC_LIBCUDA"] = emulator
    config.environment["BMC_EMULATOR"] = "report"
    config.substitutions.append(("%gpu", f"env BMC_LIBCUDA={emulator}"))
config.substitutions.append(("%inputs", os.path.join(config.test_source_root, "Inputs")))
config.substitutions.append(("%examples", os.path.join(config.bmc_source_dir, "examples")))
config.substitutions.append(("%root", config.bmc_source_dir))
config.substitutions.append(("%build", config.bmc_binary_dir))

# Data that is not the project's to carry, beside the repository.
mnist = os.path.join(os.path.dirname(config.bmc_source_dir), "shared", "data")
if os.path.exists(os.path.join(mnist, "mnist-t10k-images-idx3-ubyte.gz")):
    config.available_features.add("mnist")
else:
    lit_config.note("no digits in ../shared/data: e2e/examples/mnist.test is left out")
config.substitutions.append(("%mnist", mnist))

# Hours instead of minutes (test/README.md).
if lit_config.params.get("soak"):
    config.available_features.add("soak")

# Sanitized programs are larger and take more memory than bmc says.
if config.bmc_sanitize:
    config.available_features.add("asan")
    config.environment["BMC_SANITIZE"] = "1"

# Device nodes of a test's own, where they may be made and opened.
with tempfile.TemporaryDirectory() as folder:
    try:
        os.mknod(os.path.join(folder, "null"), stat.S_IFCHR | 0o666, os.makedev(1, 3))
        open(os.path.join(folder, "null"), "wb").close()
        config.available_features.add("mknod")
    except OSError:
        pass

# What the host can run, for RUN lines of the form %if avx512 %{ .. %}.
if os.path.exists("/proc/cpuinfo"):
    with open("/proc/cpuinfo") as cpuinfo:
        flags = set(next((line for line in cpuinfo if line.startswith("flags")), "").split())
    if {"avx2", "fma", "bmi2"} <= flags:
        config.available_features.add("avx2")
    if {"avx512f", "avx512dq", "avx512bw", "avx512vl", "fma"} <= flags:
        config.available_features.add("avx512")
