//===- OpenDevice.h - Which device a program runs on ------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DEVICE_OPENDEVICE_H
#define BMC_RUNTIME_DEVICE_OPENDEVICE_H

#include "runtime/device/Device.h"

#include <memory>

namespace bmc {

/// A device and the image for it.
struct DeviceChoice {
  const BmrtImage *image = nullptr;
  int ordinal = 0;    ///< of the GPU
  std::string reason; ///< why no GPU, where "auto" found none; may be empty
  /// What "auto" takes if the GPU it chose cannot be opened; may be null.
  const BmrtImage *fallback = nullptr;
};

/// The image of a kind, the first if there are several; null if there is none.
const BmrtImage *findImage(const BmrtImages &images, BmrtImageKind kind);

/// Whether `text` is a value of --device: auto, cpu, cuda or cuda:N.
bool isDeviceName(const std::string &text);

/// Chooses by the value of --device. "auto" takes a GPU if the program has code
/// that one can run, else the CPU. Of several images for GPUs the newest that
/// the GPU runs is taken. Usage error if the program has no image for what was
/// asked for, resource error if the machine has no device for it.
Status chooseDevice(const BmrtImages &images, const std::string &text,
                    DeviceChoice &choice);

/// Opens what was chosen and loads the code. If that fails, the fallback
/// becomes the choice, with the reason; without one it is a resource error.
Status openDevice(DeviceChoice &choice, std::unique_ptr<Device> &out);

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_OPENDEVICE_H
