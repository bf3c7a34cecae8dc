#!/usr/bin/python3
"""Images per second of torchvision and Pillow on one thread: torchvision_data.py PHOTOS CIFAR_ARCHIVE [SECONDS]

The recipes are those of golden/NOTES.md section 6: CIFAR (crop, flip, AutoAugment, to tensor, cutout, normalise) and
ImageNet (decode, random resized crop 224, flip, jitter, RandAugment n2 m10, to tensor, normalise). Files are in memory.
Prints the median of five rounds; run it in turns with the JMH benchmarks, on the same files.
"""

import io
import os
import random
import statistics
import sys
import tarfile
import time

os.environ["OMP_NUM_THREADS"] = "1"

import numpy
import torch
import torchvision.transforms as transforms
from PIL import Image, ImageEnhance, ImageOps

torch.set_num_threads(1)

FILL = (128, 128, 128)
MEAN_COLOUR = (124, 116, 104)


def affine(image, matrix, resample, fill):
    return image.transform(image.size, Image.AFFINE, matrix, resample, fillcolor=fill)


def sign():
    return random.choice((-1, 1))


def rotate_over_grey(image, degrees):
    turned = image.convert("RGBA").rotate(degrees)
    return Image.composite(turned, Image.new("RGBA", turned.size, (128,) * 4), turned).convert(image.mode)


CIFAR_OPERATIONS = {
    "shearY": lambda i, v: affine(i, (1, 0, 0, v * sign(), 1, 0), Image.BICUBIC, FILL),
    "translateX": lambda i, v: affine(i, (1, 0, v * i.size[0] * sign(), 0, 1, 0), Image.NEAREST, FILL),
    "translateY": lambda i, v: affine(i, (1, 0, 0, 0, 1, v * i.size[1] * sign()), Image.NEAREST, FILL),
    "rotate": rotate_over_grey,
    "color": lambda i, v: ImageEnhance.Color(i).enhance(1 + v * sign()),
    "posterize": lambda i, v: ImageOps.posterize(i, v),
    "solarize": lambda i, v: ImageOps.solarize(i, v),
    "contrast": lambda i, v: ImageEnhance.Contrast(i).enhance(1 + v * sign()),
    "sharpness": lambda i, v: ImageEnhance.Sharpness(i).enhance(1 + v * sign()),
    "brightness": lambda i, v: ImageEnhance.Brightness(i).enhance(1 + v * sign()),
    "autocontrast": lambda i, v: ImageOps.autocontrast(i),
    "equalize": lambda i, v: ImageOps.equalize(i),
    "invert": lambda i, v: ImageOps.invert(i),
}

CIFAR_POLICY = (
    (0.1, "invert", 0, 0.2, "contrast", 0.6),
    (0.7, "rotate", 6.66667, 0.3, "translateX", 0.453172),
    (0.8, "sharpness", 0.1, 0.9, "sharpness", 0.3),
    (0.5, "shearY", 0.266667, 0.7, "translateY", 0.453172),
    (0.5, "autocontrast", 0, 0.9, "equalize", 0),
    (0.2, "shearY", 0.233333, 0.3, "posterize", 5),
    (0.4, "color", 0.3, 0.6, "brightness", 0.7),
    (0.3, "sharpness", 0.9, 0.7, "brightness", 0.9),
    (0.6, "equalize", 0, 0.5, "equalize", 0),
    (0.6, "contrast", 0.7, 0.6, "sharpness", 0.5),
    (0.7, "color", 0.7, 0.5, "translateX", 0.40282),
    (0.3, "equalize", 0, 0.4, "autocontrast", 0),
    (0.4, "translateY", 0.151057, 0.2, "sharpness", 0.6),
    (0.9, "brightness", 0.6, 0.2, "color", 0.8),
    (0.5, "solarize", 199.111, 0.0, "invert", 0),
    (0.2, "equalize", 0, 0.6, "autocontrast", 0),
    (0.2, "equalize", 0, 0.6, "equalize", 0),
    (0.9, "color", 0.9, 0.6, "equalize", 0),
    (0.8, "autocontrast", 0, 0.2, "solarize", 28.4444),
    (0.1, "brightness", 0.3, 0.7, "color", 0),
    (0.4, "solarize", 113.778, 0.9, "autocontrast", 0),
    (0.9, "translateY", 0.453172, 0.7, "translateY", 0.453172),
    (0.9, "autocontrast", 0, 0.8, "solarize", 170.667),
    (0.8, "equalize", 0, 0.1, "invert", 0),
    (0.7, "translateY", 0.453172, 0.9, "autocontrast", 0),
)


def cifar_policy(image):
    p1, first, v1, p2, second, v2 = random.choice(CIFAR_POLICY)
    if random.random() < p1:
        image = CIFAR_OPERATIONS[first](image, v1)
    if random.random() < p2:
        image = CIFAR_OPERATIONS[second](image, v2)
    return image


def cutout(tensor):
    height, width = tensor.shape[1:]
    y, x = random.randrange(height), random.randrange(width)
    mask = numpy.ones((height, width), numpy.float32)
    mask[max(y - 8, 0) : y + 8, max(x - 8, 0) : x + 8] = 0
    return tensor * torch.from_numpy(mask).expand_as(tensor)


def either_sign(value):
    return -value if random.random() > 0.5 else value


def smooth():
    return random.choice((Image.BILINEAR, Image.BICUBIC))


def solarize_add(image, addend):
    table = [min(255, i + addend) if i < 128 else i for i in range(256)]
    return image.point(table * 3)


RAND_OPERATIONS = (
    lambda i, m: ImageOps.autocontrast(i),
    lambda i, m: ImageOps.equalize(i),
    lambda i, m: ImageOps.invert(i),
    lambda i, m: i.rotate(either_sign(m * 30), smooth(), fillcolor=MEAN_COLOUR),
    lambda i, m: ImageOps.posterize(i, int(m * 4)) if int(m * 4) < 8 else i,
    lambda i, m: ImageOps.solarize(i, int(m * 256)),
    lambda i, m: solarize_add(i, int(m * 110)),
    lambda i, m: ImageEnhance.Color(i).enhance(m * 1.8 + 0.1),
    lambda i, m: ImageEnhance.Contrast(i).enhance(m * 1.8 + 0.1),
    lambda i, m: ImageEnhance.Brightness(i).enhance(m * 1.8 + 0.1),
    lambda i, m: ImageEnhance.Sharpness(i).enhance(m * 1.8 + 0.1),
    lambda i, m: affine(i, (1, either_sign(m * 0.3), 0, 0, 1, 0), smooth(), MEAN_COLOUR),
    lambda i, m: affine(i, (1, 0, 0, either_sign(m * 0.3), 1, 0), smooth(), MEAN_COLOUR),
    lambda i, m: affine(i, (1, 0, either_sign(m * 0.45) * i.size[0], 0, 1, 0), smooth(), MEAN_COLOUR),
    lambda i, m: affine(i, (1, 0, 0, 0, 1, either_sign(m * 0.45) * i.size[1]), smooth(), MEAN_COLOUR),
)


def rand_augment(image):
    for operation in numpy.random.choice(len(RAND_OPERATIONS), 2):
        if random.random() <= 0.5:
            level = min(max(random.gauss(10, 0.5), 0), 10)
            image = RAND_OPERATIONS[operation](image, level / 10)
    return image


CIFAR = transforms.Compose(
    [
        transforms.RandomCrop(32, padding=4),
        transforms.RandomHorizontalFlip(),
        transforms.Lambda(cifar_policy),
        transforms.ToTensor(),
        transforms.Lambda(cutout),
        transforms.Normalize((0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010)),
    ]
)

IMAGENET = transforms.Compose(
    [
        transforms.RandomResizedCrop(224),
        transforms.RandomHorizontalFlip(),
        transforms.ColorJitter(0.4, 0.4, 0.4, 0),
        transforms.Lambda(rand_augment),
        transforms.ToTensor(),
        transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    ]
)


def photos(folder):
    paths = sorted(
        os.path.join(each, name) for each, _, names in os.walk(folder) for name in names if name.endswith(".jpg")
    )
    return [open(path, "rb").read() for path in paths]


def cifar_images(archive):
    """The training images of the CIFAR-100 binary version: two label bytes, then three planes of 32 x 32."""
    with tarfile.open(archive) as files:
        member = next(each for each in files if each.name.endswith("train.bin"))
        records = numpy.frombuffer(files.extractfile(member).read(), numpy.uint8).reshape(-1, 2 + 3 * 1024)
    planes = records[:, 2:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return [Image.fromarray(numpy.ascontiguousarray(each)) for each in planes]


def decode(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def batched(work, batch):
    """What a loader does after the transforms."""
    collected = []

    def run(item):
        collected.append(work(item))
        if len(collected) == batch:
            torch.stack(collected)
            collected.clear()

    return run


def rate(items, work, seconds):
    rounds = []
    cpu_rounds = []
    position = 0
    for turn in range(6):
        start, cpu_start, done = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - start < seconds:
            for _ in range(16):
                work(items[position])
                position = (position + 1) % len(items)
            done += 16
        if turn > 0:
            rounds.append(done / (time.perf_counter() - start))
            cpu_rounds.append(done / (time.process_time() - cpu_start))
    return statistics.median(rounds), statistics.median(cpu_rounds)


def main():
    files = photos(sys.argv[1])
    images = cifar_images(sys.argv[2])
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 4
    line = "%-16s %8.1f images/s, %8.1f per second of processor time"
    print(line % ("cifar recipe", *rate(images, batched(CIFAR, 64), seconds)))
    print(line % ("decode", *rate(files, decode, seconds)))
    print(line % ("imagenet recipe", *rate(files, batched(lambda f: IMAGENET(decode(f)), 32), seconds)))


if __name__ == "__main__":
    main()
