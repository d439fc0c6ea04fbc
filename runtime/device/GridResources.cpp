//===- GridResources.cpp - What a GPU gives to each grid ------------------===//
#include "runtime/device/GridResources.h"

#include "runtime/device/Capability.h"
#include "runtime/device/GpuContext.h"
#include "runtime/device/ImageCode.h"

namespace bmc {

using cuda::FunctionAttribute;

static Status findGpu(const cuda::Driver &driver, const BmrtImage &image,
                      int &ordinal) {
  int count = 0;
  BMRT_TRY(driver.check(driver.cuDeviceGetCount(&count), "count the GPUs"));
  for (ordinal = 0; ordinal < count; ++ordinal) {
    cuda::Device device = 0;
    BMRT_TRY(driver.check(driver.cuDeviceGet(&device, ordinal),
                          fmt::format("open cuda:{}", ordinal)));
    Capability found;
    BMRT_TRY(Capability::ofDevice(driver, device, found));
    if (found.runs(Capability::ofArch(image.arch)))
      return {};
  }
  return resourceError("no GPU of this machine runs code for {}", image.arch);
}

static Status ask(const cuda::Driver &driver, cuda::Module module,
                  const BmrtGrid &grid, GridResources &resources) {
  std::string doing =
      fmt::format("ask for the registers of '{}'", grid.function);
  cuda::Function function = nullptr;
  BMRT_TRY(driver.check(
      driver.cuModuleGetFunction(&function, module, grid.function), doing));
  BMRT_TRY(driver.check(driver.cuFuncGetAttribute(&resources.registers,
                                                  FunctionAttribute::Registers,
                                                  function),
                        doing));
  return driver.check(driver.cuFuncGetAttribute(&resources.localBytes,
                                                FunctionAttribute::LocalBytes,
                                                function),
                      doing);
}

Status askGridResources(const BmrtImage &image,
                        std::span<const BmrtGrid *const> grids,
                        std::string &device,
                        std::vector<GridResources> &resources) {
  std::string ptx;
  BMRT_TRY(readCode(image, ptx));
  const cuda::Driver *driver = nullptr;
  BMRT_TRY(cuda::Driver::load(driver));
  int ordinal = 0;
  BMRT_TRY(findGpu(*driver, image, ordinal));
  GpuContext context(*driver);
  BMRT_TRY(context.open(ordinal));
  device = context.name();
  cuda::Module module = nullptr;
  BMRT_TRY(context.load(ptx.c_str(), image.arch, module));
  resources.resize(grids.size());
  Status status;
  for (size_t i = 0; i < grids.size() && status.ok(); ++i)
    status = ask(*driver, module, *grids[i], resources[i]);
  driver->cuModuleUnload(module);
  return status;
}

} // namespace bmc
