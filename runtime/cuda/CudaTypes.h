//===- CudaTypes.h - Types and numbers of the CUDA driver -------*- C++ -*-===//
//
// What Driver.def's functions take and return, in our own names: neither the
// runtime nor tools/cuda-emulator includes cuda.h. The numbers are those of the
// driver's public interface on 64-bit systems.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_CUDA_CUDATYPES_H
#define BMC_RUNTIME_CUDA_CUDATYPES_H

#include <cstddef>
#include <cstdint>

/// X(enumerator of cuda::Result, number, name that cuGetErrorName returns)
#define BMC_CUDA_RESULTS(X)                                                    \
  X(Success, 0, "CUDA_SUCCESS")                                                \
  X(InvalidValue, 1, "CUDA_ERROR_INVALID_VALUE")                               \
  X(OutOfMemory, 2, "CUDA_ERROR_OUT_OF_MEMORY")                                \
  X(NotInitialized, 3, "CUDA_ERROR_NOT_INITIALIZED")                           \
  X(Deinitialized, 4, "CUDA_ERROR_DEINITIALIZED")                              \
  X(StubLibrary, 34, "CUDA_ERROR_STUB_LIBRARY")                                \
  X(CallRequiresNewerDriver, 36, "CUDA_ERROR_CALL_REQUIRES_NEWER_DRIVER")      \
  X(DeviceUnavailable, 46, "CUDA_ERROR_DEVICE_UNAVAILABLE")                    \
  X(NoDevice, 100, "CUDA_ERROR_NO_DEVICE")                                     \
  X(InvalidDevice, 101, "CUDA_ERROR_INVALID_DEVICE")                           \
  X(InvalidImage, 200, "CUDA_ERROR_INVALID_IMAGE")                             \
  X(InvalidContext, 201, "CUDA_ERROR_INVALID_CONTEXT")                         \
  X(NoBinaryForGpu, 209, "CUDA_ERROR_NO_BINARY_FOR_GPU")                       \
  X(EccUncorrectable, 214, "CUDA_ERROR_ECC_UNCORRECTABLE")                     \
  X(InvalidPtx, 218, "CUDA_ERROR_INVALID_PTX")                                 \
  X(NvlinkUncorrectable, 220, "CUDA_ERROR_NVLINK_UNCORRECTABLE")               \
  X(JitCompilerNotFound, 221, "CUDA_ERROR_JIT_COMPILER_NOT_FOUND")             \
  X(UnsupportedPtxVersion, 222, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION")          \
  X(JitCompilationDisabled, 223, "CUDA_ERROR_JIT_COMPILATION_DISABLED")        \
  X(OperatingSystem, 304, "CUDA_ERROR_OPERATING_SYSTEM")                       \
  X(InvalidHandle, 400, "CUDA_ERROR_INVALID_HANDLE")                           \
  X(IllegalState, 401, "CUDA_ERROR_ILLEGAL_STATE")                             \
  X(NotFound, 500, "CUDA_ERROR_NOT_FOUND")                                     \
  X(NotReady, 600, "CUDA_ERROR_NOT_READY")                                     \
  X(IllegalAddress, 700, "CUDA_ERROR_ILLEGAL_ADDRESS")                         \
  X(LaunchOutOfResources, 701, "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES")           \
  X(LaunchTimeout, 702, "CUDA_ERROR_LAUNCH_TIMEOUT")                           \
  X(ContextIsDestroyed, 709, "CUDA_ERROR_CONTEXT_IS_DESTROYED")                \
  X(Assert, 710, "CUDA_ERROR_ASSERT")                                          \
  X(HardwareStackError, 714, "CUDA_ERROR_HARDWARE_STACK_ERROR")                \
  X(IllegalInstruction, 715, "CUDA_ERROR_ILLEGAL_INSTRUCTION")                 \
  X(MisalignedAddress, 716, "CUDA_ERROR_MISALIGNED_ADDRESS")                   \
  X(InvalidAddressSpace, 717, "CUDA_ERROR_INVALID_ADDRESS_SPACE")              \
  X(InvalidPc, 718, "CUDA_ERROR_INVALID_PC")                                   \
  X(LaunchFailed, 719, "CUDA_ERROR_LAUNCH_FAILED")                             \
  X(NotPermitted, 800, "CUDA_ERROR_NOT_PERMITTED")                             \
  X(NotSupported, 801, "CUDA_ERROR_NOT_SUPPORTED")                             \
  X(SystemNotReady, 802, "CUDA_ERROR_SYSTEM_NOT_READY")                        \
  X(SystemDriverMismatch, 803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH")            \
  X(CompatNotSupportedOnDevice, 804,                                           \
    "CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE")                               \
  X(StreamCaptureUnsupported, 900, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED")    \
  X(StreamCaptureInvalidated, 901, "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED")    \
  X(StreamCaptureUnmatched, 903, "CUDA_ERROR_STREAM_CAPTURE_UNMATCHED")        \
  X(StreamCaptureImplicit, 906, "CUDA_ERROR_STREAM_CAPTURE_IMPLICIT")          \
  X(CapturedEvent, 907, "CUDA_ERROR_CAPTURED_EVENT")                           \
  X(StreamCaptureWrongThread, 908, "CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD")   \
  X(Unknown, 999, "CUDA_ERROR_UNKNOWN")

namespace bmc::cuda {

/// What every function returns. A driver may return numbers without a name
/// here; cuGetErrorName knows them.
enum class Result : int {
#define BMC_CUDA_RESULT(NAME, NUMBER, STRING) NAME = NUMBER,
  BMC_CUDA_RESULTS(BMC_CUDA_RESULT)
#undef BMC_CUDA_RESULT
};

using Device = int;
using DevicePtr = uint64_t;

/// Opaque to callers; only the driver looks inside.
using Context = struct ContextObject *;
using Module = struct ModuleObject *;
using Function = struct FunctionObject *;
using Stream = struct StreamObject *;
using Event = struct EventObject *;
using Graph = struct GraphObject *;
using GraphExec = struct GraphExecObject *;

enum class DeviceAttribute : int {
  MaxThreadsPerBlock = 1,
  MaxBlockDimX = 2,
  MaxBlockDimY = 3,
  MaxBlockDimZ = 4,
  MaxGridDimX = 5,
  MaxGridDimY = 6,
  MaxGridDimZ = 7,
  MaxSharedMemoryPerBlock = 8,
  TotalConstantMemory = 9,
  WarpSize = 10,
  MaxRegistersPerBlock = 12,
  ClockRateKhz = 13,
  MultiprocessorCount = 16,
  MemoryClockRateKhz = 36,
  MemoryBusWidthBits = 37,
  L2CacheBytes = 38,
  MaxThreadsPerMultiprocessor = 39,
  ComputeCapabilityMajor = 75,
  ComputeCapabilityMinor = 76,
  MaxSharedMemoryPerMultiprocessor = 81,
  MaxRegistersPerMultiprocessor = 82,
  /// What MaxDynamicSharedBytes of a function may be raised to, static
  /// variables included.
  MaxSharedMemoryPerBlockOptin = 97,
};

enum class FunctionAttribute : int {
  MaxThreadsPerBlock = 0,
  StaticSharedBytes = 1,
  ConstantBytes = 2,
  LocalBytes = 3,
  Registers = 4,
  PtxVersion = 5,
  BinaryVersion = 6,
  /// Settable; more than 48 KiB must be asked for before a launch.
  MaxDynamicSharedBytes = 8,
  /// Settable; in percent.
  PreferredSharedCarveout = 9,
};

/// Options of cuModuleLoadDataEx. The value goes into the parallel array of
/// void *: numbers as such, sizes of logs in and out.
enum class JitOption : int {
  MaxRegisters = 0,
  WallTime = 2,
  InfoLogBuffer = 3,
  InfoLogBufferBytes = 4,
  ErrorLogBuffer = 5,
  ErrorLogBufferBytes = 6,
  OptimizationLevel = 7,
  GenerateDebugInfo = 11,
  LogVerbose = 12,
  GenerateLineInfo = 13,
};

enum class CaptureMode : int { Global = 0, ThreadLocal = 1, Relaxed = 2 };

/// Flags of cuStreamCreate: a non-blocking stream does not wait for the default
/// stream.
constexpr unsigned kStreamDefault = 0, kStreamNonBlocking = 1;

/// Flags of cuEventCreate.
constexpr unsigned kEventDefault = 0, kEventBlockingSync = 1,
                   kEventDisableTiming = 2;

/// What an emulator is told that the next launch uses: an optional function
/// `bmcEmulatorAnnounce(count, operands)` of its library.
struct AnnouncedOperand {
  uint64_t address, bytes;
  uint32_t access; ///< kAnnounceRead, kAnnounceWritten, or both
};
constexpr uint32_t kAnnounceRead = 1, kAnnounceWritten = 2;

} // namespace bmc::cuda

#endif // BMC_RUNTIME_CUDA_CUDATYPES_H
