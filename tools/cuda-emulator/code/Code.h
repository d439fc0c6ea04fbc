//===- Code.h - A kernel ready to run ---------------------------*- C++ -*-===//
//
// A kernel and the functions it calls are one array of decoded instructions.
// Each is a function that does its work for all 32 lanes of a warp in one loop;
// its operands are byte offsets of rows of 32 values.
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_CODE_CODE_H
#define EMULATOR_CODE_CODE_H

#include "tools/cuda-emulator/ptx/Ast.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace emulator {

constexpr unsigned kLanes = 32;

struct Warp;
struct Inst;
using Handler = void (*)(Warp &, const Inst &);

/// An operand is the offset of a row in the warp's registers, or with this bit
/// in the constants of the code.
constexpr uint32_t kConstantRow = 1u << 31;
/// A source predicate with '!'.
constexpr uint32_t kNegatedRow = 1u << 30;
constexpr uint32_t kRowOffset = kNegatedRow - 1;

constexpr unsigned kMaxOperands = 8;

struct Inst {
  Handler run = nullptr;
  int64_t imm = 0;                ///< offset of an address, target, ..
  uint32_t op[kMaxOperands] = {}; ///< rows, in the order written
  uint32_t aux = 0;               ///< what the instruction wants
  uint32_t memory = 0;            ///< number among accesses to memory
  bool ends = false; ///< the handler says where to go on (Warp::pc)
  bool wide = false; ///< the address is a 64-bit row
  bool secondWide = false;
  int32_t second = 0; ///< offset of a second address
};

/// What %tid.x and its like are; rows of 32-bit values that are filled when a
/// warp starts.
enum class Special : uint8_t {
  TidX,
  TidY,
  TidZ,
  NtidX,
  NtidY,
  NtidZ,
  CtaidX,
  CtaidY,
  CtaidZ,
  NctaidX,
  NctaidY,
  NctaidZ,
  LaneId,
  WarpId,
  NwarpId,
  LanemaskEq,
  LanemaskLe,
  LanemaskLt,
  LanemaskGe,
  LanemaskGt,
  SmId,
  NsmId,
  GridId,
  DynamicSmem,
  TotalSmem,
  Count
};

struct Code {
  std::string name;
  std::vector<Inst> insts;
  std::vector<ptx::Where> origins; ///< of each instruction
  std::vector<std::string> texts;  ///< of each instruction: its opcode in full
  std::vector<uint8_t> constants;
  std::vector<std::vector<uint32_t>> tables; ///< targets of brx.idx
  uint32_t entry = 0;
  uint32_t registerBytes = 0; ///< of a warp
  uint32_t localBytes = 0;    ///< of a lane
  uint32_t staticShared = 0;  ///< bytes; dynamic shared memory follows
  uint32_t memoryInsts = 0;
  uint32_t granule = 8;   ///< bytes of the smallest access, at most 8
  uint32_t registers = 0; ///< 32-bit registers a thread needs at once
  std::vector<std::pair<Special, uint32_t>> specials; ///< and their rows

  struct Parameter {
    uint32_t offset, bytes;
  };
  std::vector<Parameter> parameters;
  uint32_t parameterBytes = 0;
  std::array<uint32_t, 3> maxThreads{}, requiredThreads{};

  uint32_t indexOf(const Inst &inst) const {
    return static_cast<uint32_t>(&inst - insts.data());
  }
};

} // namespace emulator

#endif // EMULATOR_CODE_CODE_H
