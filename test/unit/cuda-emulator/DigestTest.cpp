//===- DigestTest.cpp - Every form of instruction by its digest -----------===//
//
// Inputs/digests.txt has a line `FNV-1a FORM` for each form: what the device of
// its first line computed for 4,096 tuples of operands
// (tools/cuda-emulator/README.md).
//
//===----------------------------------------------------------------------===//
#include "runtime/abi/Abi.h"
#include "test/unit/cuda-emulator/RunForms.h"

#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <sstream>

using namespace bmc::cuda;

namespace {

using Digests = std::map<std::string, std::string>;

/// 64-bit FNV-1a of the bytes, lowest first.
std::string digestOf(const std::vector<uint64_t> &values) {
  uint64_t hash = bmrtChecksum(reinterpret_cast<const char *>(values.data()),
                               values.size() * sizeof(uint64_t));
  std::ostringstream text;
  text << std::hex << std::setw(16) << std::setfill('0') << hash;
  return text.str();
}

Digests readDigests() {
  Digests digests;
  std::ifstream file(DIGESTS_FILE);
  for (std::string line; std::getline(file, line);)
    if (!line.starts_with('#'))
      digests[line.substr(17)] = line.substr(0, 16);
  return digests;
}

void writeDigests(const char *path, Emulated &device, const Digests &digests) {
  char name[64] = "";
  int driver = 0;
  device.cu.cuDeviceGetName(name, sizeof name, 0);
  device.cu.cuDriverGetVersion(&driver);
  std::ofstream file(path);
  file << "# Computed by " << name << ", driver of CUDA " << driver / 1000
       << "." << driver % 1000 / 10
       << (isHardware() ? "" : "; no GPU has confirmed it yet") << "\n";
  for (const auto &[form, digest] : digests)
    file << digest << " " << form << "\n";
  EXPECT_TRUE(file.flush()) << path;
}

} // namespace

TEST(EmulatorDigest, GivesTheCommittedDigests) {
  Emulated device(sm90Options());
  if (device.major() < 9)
    GTEST_SKIP() << "the forms need a GPU with sm_90 or newer";
  Digests digests;
  for (const auto &[form, values] : runForms(device, exactForms()))
    digests[form] = digestOf(values);
  EXPECT_EQ(digests.size(), exactForms().size()) << "two forms are the same";
  if (const char *path = std::getenv("WRITE_DIGESTS"))
    return writeDigests(path, device, digests);
  Digests committed = readDigests();
  for (const auto &[form, digest] : digests)
    EXPECT_EQ(digest, committed[form]) << form;
  EXPECT_EQ(digests.size(), committed.size());
}

/// Tuple by tuple, with operands: where the digests differ, why.
TEST(EmulatorDigest, DiffersNowhereFromTheGpu) {
  if (!isHardware())
    GTEST_SKIP() << "there is no GPU to compare with";
  Emulated gpu, emulator("sm_90a", false);
  if (gpu.major() < 9)
    GTEST_SKIP() << "the forms need a GPU with sm_90 or newer";
  auto forms = exactForms();
  auto expected = runForms(gpu, forms), computed = runForms(emulator, forms);
  for (const Form &form : forms) {
    const auto &right = expected[form.text], &ours = computed[form.text];
    auto operands = operandTuples(form.operands, kTuples);
    unsigned different = 0;
    std::ostringstream some;
    for (unsigned i = 0; i < kTuples; ++i) {
      if (right[i] == ours[i] || ++different > 5)
        continue;
      some << "\n  " << std::hex;
      for (size_t k = 0; k < form.operands.size(); ++k)
        some << operands[i * form.operands.size() + k] << " ";
      some << "-> " << right[i] << ", emulator " << ours[i];
    }
    EXPECT_EQ(different, 0u) << form.text << some.str();
  }
}

/// One bit of one result changes the digest.
TEST(EmulatorDigest, SeesASingleBit) {
  std::vector<uint64_t> values(kTuples, 1);
  std::string before = digestOf(values);
  values[4000] ^= uint64_t{1} << 63;
  EXPECT_NE(digestOf(values), before);
}
