//===- PtxVersion.cpp - Versions of PTX and the drivers for them ----------===//
#include "runtime/cuda/PtxVersion.h"

#include <charconv>
#include <fmt/core.h>

namespace bmc::cuda {
namespace {

/// The first CUDA with a version of PTX, and the first branch of Linux drivers
/// made for it.
struct Release {
  int ptxMajor, ptxMinor, cudaMajor, cudaMinor, branch;
};

constexpr Release kReleases[] = {
    {7, 0, 11, 0, 450}, {7, 1, 11, 1, 455}, {7, 2, 11, 2, 460},
    {7, 3, 11, 3, 465}, {7, 4, 11, 4, 470}, {7, 5, 11, 5, 495},
    {7, 6, 11, 6, 510}, {7, 7, 11, 7, 515}, {7, 8, 11, 8, 520},
    {8, 0, 12, 0, 525}, {8, 1, 12, 1, 530}, {8, 2, 12, 2, 535},
    {8, 3, 12, 3, 545}, {8, 4, 12, 4, 550}, {8, 5, 12, 5, 555},
    {8, 6, 12, 7, 565}, {8, 7, 12, 8, 570}, {8, 8, 12, 9, 575},
    {9, 0, 13, 0, 580},
};

} // namespace

PtxVersion ptxVersionOf(std::string_view ptx) {
  constexpr std::string_view kWord = ".version";
  PtxVersion version;
  size_t at = ptx.find(kWord);
  if (at == std::string_view::npos)
    return version;
  const char *end = ptx.data() + ptx.size();
  const char *next = ptx.data() + at + kWord.size();
  while (next != end && *next == ' ')
    ++next;
  next = std::from_chars(next, end, version.major).ptr;
  if (next != end && *next == '.')
    std::from_chars(next + 1, end, version.minor);
  return version;
}

std::string driverForPtx(PtxVersion version) {
  for (const Release &release : kReleases)
    if (release.ptxMajor == version.major && release.ptxMinor == version.minor)
      return fmt::format("an NVIDIA driver for CUDA {}.{} or newer (on Linux "
                         "{} or newer)",
                         release.cudaMajor, release.cudaMinor, release.branch);
  return "a newer NVIDIA driver";
}

} // namespace bmc::cuda
