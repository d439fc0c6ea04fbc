"""Writes folders of damaged images and labels."""

import gzip
import os
import struct

IMAGES, LABELS = "digits-images-idx3-ubyte.gz", "digits-labels-idx1-ubyte.gz"
images, labels = (open(name, "rb").read() for name in (IMAGES, LABELS))
pixels, classes = gzip.decompress(images), gzip.decompress(labels)


def folder(name, images=images, labels=labels):
    os.makedirs(name)
    for file, content in ((IMAGES, images), (LABELS, labels)):
        if content is not None:
            with open(os.path.join(name, file), "wb") as out:
                out.write(content)


folder("cut", images[:2000])
folder("damaged", images[:1000] + bytes(64) + images[1064:])
folder("few", pixels[:16 + 784 * 20 + 300])
folder("more", pixels + b"x")
folder("text", b"no images")
folder("floats", pixels[:2] + b"\x0d" + pixels[3:])
folder("huge", struct.pack(">BBBBIII", 0, 0, 8, 3, 1 << 20, 1 << 16, 28))
folder("wide", pixels[:8] + struct.pack(">II", 14, 56) + pixels[16:])
folder("eleven", labels=classes[:11] + b"\x0a" + classes[12:])
folder("unlabelled", labels=classes[:4] + struct.pack(">I", 999) + classes[8:-1])
folder("alone", labels=None)
