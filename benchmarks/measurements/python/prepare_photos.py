#!/usr/bin/python3
"""Makes JPEGs of exactly 500 x 375 pixels from a folder of photos: prepare_photos.py SOURCE TARGET [COUNT]

Each photo is scaled to cover 500 x 375, cut in the middle and written with quality 92 and 4:2:0, about the size in bytes of
an ImageNet photo. The same files go to both sides of the comparison.
"""

import os
import sys

from PIL import Image, ImageOps


def main():
    source, target = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 400
    found = sorted(
        os.path.join(folder, name)
        for folder, _, names in os.walk(source)
        for name in names
        if name.endswith(".jpg")
    )
    os.makedirs(target, exist_ok=True)
    size = 0
    # Every k-th, so that all classes are there.
    chosen = found[:: max(len(found) // count, 1)][:count]
    for number, path in enumerate(chosen):
        photo = ImageOps.fit(Image.open(path).convert("RGB"), (500, 375), Image.BICUBIC)
        out = os.path.join(target, "%04d.jpg" % number)
        photo.save(out, quality=92, subsampling=2)
        size += os.path.getsize(out)
    print("%d photos of 500 x 375, %d bytes in the mean" % (len(chosen), size / len(chosen)))


if __name__ == "__main__":
    main()
