//===- Program.h - A compiled program in memory -----------------*- C++ -*-===//
//
// Owns the state and arena sections of one BmrtProgram and calls its functions
// on a device. Not thread-safe: one call at a time.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_CORE_PROGRAM_H
#define BMC_RUNTIME_CORE_PROGRAM_H

#include "runtime/abi/Abi.h"
#include "runtime/core/Memory.h"
#include "runtime/core/Profile.h"
#include "runtime/core/Status.h"
#include "runtime/core/Tensor.h"
#include "runtime/device/Device.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// Bytes calls of some functions can touch, with every dim at its bound.
struct MemoryNeed {
  uint64_t state = 0;
  uint64_t arena = 0;
  uint64_t total() const { return state + arena; }
};

/// The functions of a training run.
constexpr std::string_view kTrainingFunctions[] = {
    "totals", "train", "train_accumulate", "update", "eval", "metrics"};

/// What the named functions need; names the program lacks count nothing. They
/// share one arena, as large as the largest of them needs. Parameters always
/// count, gradients with `train`, with `decode` what is carried of so many
/// `sequences`, and `update` uses the whole state but that.
MemoryNeed memoryNeed(const BmrtProgram &program,
                      std::span<const std::string_view> functions,
                      int64_t sequences = 1);

/// Where the first bad number of a function came from.
struct NonFinite {
  enum class Source {
    None,      ///< everything was finite
    Input,     ///< a tensor the caller passed
    Parameter, ///< a parameter before the call
    Launch,    ///< a kernel made it from finite numbers
  };
  Source source = Source::None;
  std::string location; ///< see BmrtLaunch::locations; launches only
  std::string kernel;   ///< kernel symbol; launches only
  std::string tensor;   ///< input, parameter or output name
  int64_t element = 0;  ///< flat index of the first bad element
  double value = 0;     ///< NaN, +Inf or -Inf

  /// One line for the user, e.g. "NaN in output 'y' (element 3) at
  /// gpt.model:..".
  std::string describe() const;
};

/// A call that was started.
struct StartedCall {
  std::vector<HostTensor> outputs; ///< once it is done
  std::unique_ptr<Delivery> delivery;
  /// Whether the outputs are there.
  bool isDone() const { return !delivery; }
};

class Program {
public:
  /// Checks the description and maps both sections; all state is zero. Pages
  /// cost memory once they are used: see memoryNeed. `description` must outlive
  /// the program. Runs on the CPU, or on a device that has the image's code and
  /// takes memory for what the program is used for.
  static Status create(const BmrtProgram &description, Program &out);
  static Status create(const BmrtProgram &description,
                       std::unique_ptr<Device> device, ProgramUse use,
                       Program &out);

  const BmrtProgram &description() const { return *program; }
  /// nullptr when the program has no such function.
  const BmrtFunction *function(std::string_view name) const;
  /// nullptr when there is no such dim.
  const BmrtDim *dim(std::string_view name) const;

  /// Fills parameters from `seed` as Abi.h says and zeroes all other state.
  /// Fails with Resource when memory runs out.
  Status initialize(uint64_t seed);

  /// Views of the host's copy of all state of a role in program order; `name`
  /// is the checkpoint key, with ".GROUP" appended for kBmrtOptimizer.
  std::vector<TensorView> states(BmrtStateRole role) const;

  /// The weights that a model is used with: of each parameter its average, if
  /// there is one, else itself.
  std::vector<TensorView> weights() const;
  /// The parameters that have an average, named PATH.param: what a checkpoint
  /// keeps of them beside the weights.
  std::vector<TensorView> averagedParameters() const;
  /// Lets every average be its parameter: before training begins.
  void resetAverages();

  /// What calls of a function leave for the next: a slot for each sequence.
  std::vector<BmrtTensor> carriedBy(const BmrtFunction &function) const;
  /// Lets slot `to` of such a tensor be what slot `from` is: all of it, but of
  /// what is kept for each position, positions [first, last) only.
  Status copyCarried(const BmrtTensor &tensor, int64_t from, int64_t to,
                     int64_t first, int64_t last);

  /// Makes the host's copy of the state what the device has: before states()
  /// are read. Costs nothing on a CPU or if it is current.
  Status fetchState();
  /// The host's copy was changed: after states() were written.
  void stateChanged() { stateToSend = !device->usesHostMemory(); }

  const Device &getDevice() const { return *device; }

  /// From now on calls are measured; null ends that. The profile must outlive
  /// them.
  void setProfile(Profile *newProfile) { profile = newProfile; }

  /// Calls a function. Inputs are found by name: extra ones are ignored, a
  /// missing one is an error. Run-time dims are read off the input shapes; all
  /// uses of a dim must agree and stay within its bound (BadInput otherwise).
  /// Element types are converted as convertElements does. `outputs` is resized
  /// to the function's outputs, in its order and types; storage is reused.
  Status call(const BmrtFunction &function, std::span<const TensorView> inputs,
              std::vector<HostTensor> &outputs);

  /// Starts a call of a function whose outputs are numbers: on a device that
  /// works on its own they arrive later, elsewhere `call` is done. Calls run in
  /// the order of their starts. After one that returns a number that is not
  /// finite, updates which were started before anybody could know leave the
  /// state alone (Device::start).
  Status start(const BmrtFunction &function, std::span<const TensorView> inputs,
               StartedCall &call);
  /// Waits until it is done.
  Status finish(StartedCall &call);

  /// Runs the function like `call`, checking after each launch, and reports the
  /// first number that is NaN or +Inf. A -Inf (legitimate in attention masks)
  /// is reported only if nothing else is found. State changes as in `call`.
  Status findNonFinite(const BmrtFunction &function,
                       std::span<const TensorView> inputs, NonFinite &found);

private:
  Status check() const;
  Status checkTensor(const BmrtTensor &tensor, const char *what) const;
  Status checkFunction(const BmrtFunction &function) const;
  Status bindDim(const BmrtFunction &function, const TensorView &input,
                 uint32_t axis, uint32_t index,
                 std::vector<int64_t> &dims) const;
  Status bindInputs(const BmrtFunction &function,
                    std::span<const TensorView> inputs,
                    std::vector<int64_t> &dims,
                    std::vector<const TensorView *> &bound) const;
  Status begin(const BmrtFunction &function, std::span<const TensorView> inputs,
               std::vector<int64_t> &dims);
  Status fetch(const BmrtTensor &tensor, const std::vector<int64_t> &dims,
               TensorView &view);
  Status shapeOutputs(const BmrtFunction &function,
                      const std::vector<int64_t> &dims,
                      std::vector<HostTensor> &outputs) const;
  Status readOutputs(const BmrtFunction &function,
                     const std::vector<int64_t> &dims,
                     std::vector<HostTensor> &outputs);
  Status shapeOf(const BmrtTensor &tensor, const std::vector<int64_t> &dims,
                 Shape &shape) const;
  const BmrtState *averageOf(std::string_view name) const;

  const BmrtProgram *program = nullptr;
  ProgramUse use;
  /// Kept where it is when the program moves: the device knows it.
  std::unique_ptr<Sections> sections;
  std::unique_ptr<Device> device;
  Profile *profile = nullptr;
  bool stateToSend = false;  ///< the host's state is newer than the device's
  bool stateToFetch = false; ///< the device's is newer
};

} // namespace bmc

#endif // BMC_RUNTIME_CORE_PROGRAM_H
