//===- Cases.cpp - Single instructions against literals -------------------===//
#include "test/unit/cuda-emulator/Cases.h"

#include "test/unit/cuda-emulator/Emulated.h"

namespace bmc::cuda {
namespace {

std::string store(char result, size_t index) {
  std::string at = " [%d30+" + std::to_string(8 * index) + "], ";
  switch (result) {
  case 'p':
    return "selp.b32 %r0, 1, 0, %p0;\n@%p14 st.global.u32" + at + "%r0;";
  case 'h':
    return "cvt.u32.u16 %r0, %h0;\n@%p14 st.global.u32" + at + "%r0;";
  case 'r':
    return "@%p14 st.global.u32" + at + "%r0;";
  default:
    return "@%p14 st.global.u64" + at + "%d1;";
  }
}

} // namespace

void expectBits(const std::vector<Case> &cases) {
  // What several threads write to one place is anyone's: one of them writes.
  std::string body = "ld.param.u64 %d30, [out];\nsetp.eq.u32 %p14, %r31, 5;\n";
  for (size_t i = 0; i < cases.size(); ++i)
    body += std::string("{\n") + cases[i].ptx + "\n" +
            store(cases[i].result, i) + "\n}\n";
  Emulated device;
  // Thread 5 alone, then all of a warp: partial and full masks.
  std::string partial = "setp.ne.u32 %p15, %r31, 5;\n@%p15 ret;\n";
  for (const std::string &prologue : {partial, std::string()}) {
    Function f = device.function(device.load(kernel(prologue + body)));
    DevicePtr out = device.allocate(cases.size() * 8);
    device.cu.cuMemsetD8(out, 0, cases.size() * 8);
    ASSERT_EQ(device.launch(f, {1, 1, 1}, {32, 1, 1}, 0, nullptr, out),
              Result::Success);
    ASSERT_EQ(device.cu.cuStreamSynchronize(nullptr), Result::Success)
        << device.report();
    auto bits = device.download<uint64_t>(out, cases.size());
    for (size_t i = 0; i < cases.size(); ++i)
      EXPECT_EQ(bits[i], cases[i].bits)
          << std::hex << "0x" << bits[i] << ", expected 0x" << cases[i].bits
          << ": " << cases[i].ptx;
  }
}

} // namespace bmc::cuda
