//===- RunForms.cpp - Forms of instructions on many operands --------------===//
#include "test/unit/cuda-emulator/RunForms.h"

namespace bmc::cuda {
namespace {

constexpr unsigned kThreads = 128;

std::string registerOf(Kind kind, size_t number) {
  return std::string("%") + bankOf(kind) + std::to_string(number);
}

Kind kindOf(const Form &form, size_t number) {
  return number == 0 ? form.result
                     : static_cast<Kind>(form.operands[number - 1]);
}

/// The PTX of a form on registers: result 0, operands from 1 on.
std::string instructions(const Form &form) {
  if (form.text.find('$') == std::string::npos) {
    std::string text = form.text;
    for (size_t i = 0; i <= form.operands.size(); ++i)
      text += (i ? ", " : " ") + registerOf(kindOf(form, i), i);
    return text + ";\n";
  }
  std::string text;
  for (size_t at = 0; at < form.text.size(); ++at) {
    if (form.text[at] != '$') {
      text += form.text[at];
      continue;
    }
    size_t number = static_cast<size_t>(form.text[++at] - '0');
    text += registerOf(kindOf(form, number), number);
  }
  return text + "\n";
}

/// To %d22, from register 0 of the bank.
std::string widened(Kind result) {
  switch (bankOf(result)) {
  case 'p':
    return "selp.b64 %d22, 1, 0, %p0;\n";
  case 'h':
    return "cvt.u64.u16 %d22, %h0;\n";
  case 'r':
    return "cvt.u64.u32 %d22, %r0;\n";
  case 'f':
    return "mov.b32 %r0, %f0;\ncvt.u64.u32 %d22, %r0;\n";
  case 'g':
    return "mov.b64 %d22, %g0;\n";
  default:
    return "mov.b64 %d22, %d0;\n";
  }
}

/// From 64 bits at [%d20 + 8 * (number - 1)].
std::string loaded(Kind kind, size_t number) {
  std::string to = registerOf(kind, number), n = std::to_string(number);
  std::string load =
      "ld.global.u64 %d23, [%d20+" + std::to_string(8 * (number - 1)) + "];\n";
  switch (bankOf(kind)) {
  case 'h':
    return load + "cvt.u16.u64 " + to + ", %d23;\n";
  case 'r':
    return load + "cvt.u32.u64 " + to + ", %d23;\n";
  case 'f':
    return load + "cvt.u32.u64 %r23, %d23;\nmov.b32 " + to + ", %r23;\n";
  default:
    return load + "mov.b64 " + to + ", %d23;\n";
  }
}

std::string moduleOf(const std::string &kinds,
                     const std::vector<const Form *> &forms) {
  std::string body =
      "mov.u32 %r20, %ctaid.x;\nmad.lo.u32 %r20, %r20, " +
      std::to_string(kThreads) +
      ", %r31;\nld.param.u64 %d20, [in];\nmad.wide.u32 %d20, %r20, " +
      std::to_string(8 * kinds.size()) +
      ", %d20;\nld.param.u64 %d21, [out];\nmad.wide.u32 %d21, %r20, 8, %d21;\n";
  for (size_t i = 0; i < kinds.size(); ++i)
    body += loaded(static_cast<Kind>(kinds[i]), i + 1);
  for (size_t i = 0; i < forms.size(); ++i)
    body += "{\n" + instructions(*forms[i]) + widened(forms[i]->result) +
            "st.global.u64 [%d21+" + std::to_string(i * kTuples * 8) +
            "], %d22;\n}\n";
  return kernel(body, "", ", .param .u64 in", "sm_90");
}

} // namespace

std::map<std::string, std::vector<uint64_t>>
runForms(Emulated &device, const std::vector<Form> &forms) {
  std::map<std::string, std::vector<const Form *>> byKinds;
  for (const Form &form : forms)
    byKinds[form.operands].push_back(&form);
  std::map<std::string, std::vector<uint64_t>> results;
  for (const auto &[kinds, group] : byKinds) {
    Function f = device.function(device.load(moduleOf(kinds, group)));
    DevicePtr out = device.allocate(group.size() * kTuples * 8),
              in = device.upload(operandTuples(kinds, kTuples));
    EXPECT_EQ(device.launch(f, {kTuples / kThreads, 1, 1}, {kThreads, 1, 1}, 0,
                            nullptr, out, in),
              Result::Success);
    EXPECT_EQ(device.cu.cuStreamSynchronize(nullptr), Result::Success)
        << device.report();
    auto all = device.download<uint64_t>(out, group.size() * kTuples);
    for (size_t i = 0; i < group.size(); ++i) {
      auto from = all.begin() + static_cast<ptrdiff_t>(i * kTuples);
      auto &of = results[group[i]->text];
      of.assign(from, from + kTuples);
      if (group[i]->anyNaN)
        for (uint64_t &bits : of)
          bits = withOneNaN(group[i]->result, bits);
    }
  }
  return results;
}

} // namespace bmc::cuda
