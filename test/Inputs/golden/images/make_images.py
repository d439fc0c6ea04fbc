#!/usr/bin/env python3
"""Writes image files, what Pillow decodes them to, and what PyTorch makes of them in other sizes.

Needs PyTorch 2 and Pillow; the tests need what is committed only.
"""

import json
import pathlib

import torch
from PIL import Image

FOLDER = pathlib.Path(__file__).parent


def picture(width, height):
    """Ramps, and a pattern without any smoothness."""
    image = Image.new("RGB", (width, height))
    image.putdata(
        [(255 * x // (width - 1), 255 * y // (height - 1), 37 * x * y % 256) for y in range(height) for x in range(width)])
    return image


def soft(width, height):
    """What JPEG keeps well."""
    image = Image.new("RGB", (width, height))
    image.putdata([(40 + 5 * x, 200 - 6 * y, 90 + 2 * x + y) for y in range(height) for x in range(width)])
    return image


def pixels(name, mode):
    return list(Image.open(FOLDER / name).convert(mode).tobytes())


def resized(name, channels, height, width):
    """Bytes of an image as PyTorch resizes it in f64, rounded once, halves up."""
    image = Image.open(FOLDER / name).convert("RGB" if channels == 3 else "L")
    data = torch.tensor(list(image.tobytes()), dtype=torch.float64)
    data = data.view(1, image.height, image.width, channels).permute(0, 3, 1, 2)
    result = torch.nn.functional.interpolate(
        data, (height, width), mode="bilinear", align_corners=False, antialias=True)
    return (result + 0.5).floor().to(torch.uint8).permute(0, 2, 3, 1).flatten().tolist()


def main():
    picture(9, 7).save(FOLDER / "rgb.png")
    picture(9, 7).convert("RGBA").save(FOLDER / "rgba.png")
    picture(9, 7).convert("L").save(FOLDER / "grey.png")
    picture(9, 7).convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(FOLDER / "palette.png")
    soft(20, 13).save(FOLDER / "colour.jpg", quality=95, subsampling=0)
    soft(20, 13).save(FOLDER / "progressive.jpg", quality=95, progressive=True, subsampling=0)
    soft(20, 13).convert("L").save(FOLDER / "grey.jpg", quality=95)
    decoded = [
        # Both round: in JPEG's transformations, and when colours become grey.
        {"file": name, "channels": channels, "tolerance": tolerance, "pixels": pixels(name, {1: "L", 3: "RGB"}[channels])}
        for name, channels, tolerance in (
            ("rgb.png", 3, 0), ("rgba.png", 3, 0), ("grey.png", 1, 0), ("grey.png", 3, 0), ("palette.png", 3, 0), ("rgb.png", 1, 1),
            ("colour.jpg", 3, 3), ("progressive.jpg", 3, 3), ("grey.jpg", 1, 2), ("colour.jpg", 1, 3))
    ]
    sizes = [
        {"file": name, "channels": channels, "height": height, "width": width,
         "pixels": resized(name, channels, height, width)}
        for name, channels, height, width in (
            ("rgb.png", 3, 7, 9), ("rgb.png", 3, 3, 4), ("rgb.png", 3, 14, 20), ("rgb.png", 3, 1, 1), ("grey.png", 1, 5, 13),
            ("grey.png", 1, 20, 2))
    ]
    (FOLDER / "expected.json").write_text(json.dumps({"decoded": decoded, "resized": sizes}))


main()
