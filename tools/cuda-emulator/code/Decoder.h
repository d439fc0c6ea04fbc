//===- Decoder.h - Tree of a module to code ---------------------*- C++ -*-===//
#ifndef EMULATOR_CODE_DECODER_H
#define EMULATOR_CODE_DECODER_H

#include "tools/cuda-emulator/code/Draft.h"
#include "tools/cuda-emulator/code/Form.h"

#include <map>
#include <unordered_map>

namespace emulator {

/// Addresses of a module's .global and .const variables.
using Symbols = std::unordered_map<std::string, uint64_t>;

/// Shared addresses start here, so that 0 is never one.
constexpr uint32_t kSharedStart = 1024;

class Decoder {
public:
  Decoder(const ptx::Module &module, const Symbols &symbols)
      : module(module), symbols(symbols) {}

  /// Throws LoadError for what is outside the subset.
  Code kernel(const ptx::Function &entry);

private:
  struct Frame { ///< where a function's variables lie
    const ptx::Function *function = nullptr;
    std::unordered_map<std::string, uint32_t> local, param;
    uint32_t returnRow = 0; ///< row of return addresses, 0 in a kernel
    Draft draft;
    uint32_t begin = 0; ///< first instruction in the code
  };

  // Decoder.cpp
  void reach(const ptx::Function &function, std::vector<int> &path);
  void layOutFrame(Frame &frame, bool isKernel);
  void layOutParameters(Frame &frame);
  void layOutShared();
  void link();
  void resolve(Frame &frame, const RowAssignment &rows);

  // DecodeInst.cpp
  void decode(Frame &frame);
  void decodeOne(const ptx::Instruction &inst);
  void decodeControl(const ptx::Instruction &inst);
  void parameterSpace(DraftInst &draft, const Form &form,
                      const Selection &selection);
  void noteAccess(const Selection &selection);
  void decodeCall(const ptx::Instruction &inst);
  void copyArguments(const std::vector<ptx::Operand> &arguments,
                     const std::vector<ptx::Variable> &parameters,
                     const Frame &callee, bool back);
  void emit(DraftInst inst);
  void guardBegin(const ptx::Instruction &inst);
  void guardEnd(const ptx::Instruction &inst);
  DraftInst pseudo(Handler handler, const ptx::Instruction &inst,
                   const char *text);
  void skipUnlessGuard(const ptx::Instruction &inst);

  // DecodeOperand.cpp
  void operand(DraftInst &draft, unsigned index, const Slot &slot,
               const ptx::Operand &operand);
  DraftRow input(const Slot &slot, const ptx::Operand &operand);
  DraftRow output(const Slot &slot, const ptx::Operand &operand);
  DraftRow registerRow(const Slot &slot, const ptx::Operand &operand,
                       bool isOut);
  DraftRow special(const std::string &name, Type type);
  void address(DraftInst &draft, unsigned index, const ptx::Operand &operand);
  DraftRow constant(Type type, uint64_t bits);
  uint64_t numberBits(Type type, const ptx::Operand &operand) const;
  bool symbolAddress(const std::string &name, uint64_t &address) const;
  void convert(uint32_t to, uint32_t from, Type type, bool widen);
  [[noreturn]] void unsupported(const std::string &what) const;
  [[noreturn]] void malformed(const std::string &what) const;

  const ptx::Module &module;
  const Symbols &symbols;
  std::vector<Frame> frames; ///< callees first, the kernel last
  std::unordered_map<std::string, int> frameOf;
  std::unordered_map<std::string, uint32_t> shared;
  std::map<std::pair<unsigned, uint64_t>, uint32_t> constants;
  Frame *current = nullptr;
  const ptx::Instruction *at = nullptr;
  std::vector<std::pair<uint32_t, std::pair<uint32_t, Type>>> widenAfter;
  bool hasAddress = false;
  Code code;
  uint32_t rowEnd = 64; ///< row 0 is nobody's: returnRow is not 0
};

} // namespace emulator

#endif // EMULATOR_CODE_DECODER_H
