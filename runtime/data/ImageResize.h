//===- ImageResize.h - Images of another size -------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_IMAGERESIZE_H
#define BMC_RUNTIME_DATA_IMAGERESIZE_H

#include "runtime/data/ImageFile.h"

namespace bmc {

/// Bilinear with antialiasing: torch.nn.functional.interpolate(mode =
/// "bilinear", align_corners = False, antialias = True), which is what Pillow
/// does. The centre of pixel i is at (i + 0.5) * scale with scale = old / new
/// size; pixels around it are weighted by a triangle that reaches max(1, scale)
/// to both sides, cut off at the border and normalised. Sums are of f64 and
/// rounded to the nearest byte once, halves up.
Pixels resizeImage(Pixels image, int64_t height, int64_t width);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_IMAGERESIZE_H
