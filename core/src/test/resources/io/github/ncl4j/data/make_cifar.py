"""Writes the small archives of CIFAR's version for Python beside this file, with what their names say.

    python2.7 make_cifar.py python2                   NumPy 1.16
    python3 make_cifar.py numpy1 | numpy2             NumPy 1.26 | 2.4
"""
import gzip
import io
import os
import pickle
import sys
import tarfile

import numpy

TRAIN = [3, 0, 9]
TEST = [7, 1]


def pixels(labels):
    """Sample k of an image of label c is (31 k + 7 c) mod 251."""
    return numpy.array([[(31 * k + 7 * c) % 251 for k in range(3072)] for c in labels], dtype=numpy.uint8)


def write(name, entries):
    folder = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(folder, name + ".tar.gz"), "wb") as out:
        zipped = gzip.GzipFile(name, "wb", 9, out, 0)
        with tarfile.open(fileobj=zipped, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            for path, content in entries:
                entry = tarfile.TarInfo(path)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
        zipped.close()


def keys(values, as_bytes):
    return {k.encode() if as_bytes else k: v for k, v in values.items()}


def cifar10(name, dump, as_bytes=False, data=pixels):
    def batch(labels, title):
        text = (lambda t: t.encode()) if as_bytes else (lambda t: t)
        return dump(keys({
            "batch_label": text(title),
            "labels": labels,
            "data": data(labels),
            "filenames": [text("photo_s_%06d.png" % i) for i in range(len(labels))]}, as_bytes))

    names = ["class%d" % c for c in range(10)]
    meta = {"num_cases_per_batch": 10000, "num_vis": 3072,
            "label_names": [n.encode() for n in names] if as_bytes else names}
    write(name, [("cifar-10-batches-py/batches.meta", dump(keys(meta, as_bytes))),
                 ("cifar-10-batches-py/test_batch", batch(TEST, "testing batch 1 of 1")),
                 ("cifar-10-batches-py/data_batch_2", batch(TRAIN[2:], "training batch 2 of 5")),
                 ("cifar-10-batches-py/data_batch_1", batch(TRAIN[:2], "training batch 1 of 5"))])


def cifar100(name, dump):
    def part(labels):
        return dump({"fine_labels": labels, "coarse_labels": [0] * len(labels), "data": pixels(labels)})

    meta = {"coarse_label_names": ["coarse"] * 20, "fine_label_names": ["class%d" % c for c in range(100)]}
    write(name, [("cifar-100-python/meta", dump(meta)), ("cifar-100-python/train", part(TRAIN)),
                 ("cifar-100-python/test", part(TEST))])


def protocol(number):
    return lambda value: pickle.dumps(value, number)


if sys.argv[1] == "python2":
    import cPickle
    cifar10("cifar10-python2", lambda value: cPickle.dumps(value, 2))
    cifar100("cifar100-python2", lambda value: cPickle.dumps(value, 2))
elif sys.argv[1] == "numpy1":
    cifar10("cifar10-numpy1-protocol4", protocol(4), as_bytes=True)
    cifar10("cifar10-numpy1-protocol2", protocol(2))
else:
    cifar10("cifar10-numpy2-protocol5", protocol(5), as_bytes=True)
    cifar10("cifar10-numpy2-columns", protocol(4), data=lambda labels: numpy.asfortranarray(pixels(labels)))
    cifar100("cifar100-numpy2-protocol4", protocol(4))
