"""The trainers we are compared with, each in a process of its own with one thread.

`python -m tests.benchmarks.peers NAME SECONDS` prints the samples it trains in a second: 784-30-10,
sigmoid, quadratic cost, SGD, batches of 10.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from tests.benchmarks.digits import training_images

BATCH, HIDDEN, RATE = 10, 30, 0.5


def inputs_and_targets() -> tuple[np.ndarray, np.ndarray]:
    images, labels = training_images()
    return images.reshape(len(images), -1) / 255, np.eye(10)[labels]


def nielsen() -> Iterator[int]:
    """A faithful per-sample loop in the style of `network.py` of "Neural Networks and Deep Learning"."""
    x, y = inputs_and_targets()
    data = [(a[:, None], b[:, None]) for a, b in zip(x, y, strict=True)]
    sizes = [784, HIDDEN, 10]
    biases = [np.random.randn(m, 1) for m in sizes[1:]]
    weights = [np.random.randn(m, n) for n, m in pairwise(sizes)]

    def sigmoid(z: np.ndarray) -> np.ndarray:
        return 1.0 / (1.0 + np.exp(-z))

    def sigmoid_prime(z: np.ndarray) -> np.ndarray:
        return sigmoid(z) * (1 - sigmoid(z))

    def backprop(a: np.ndarray, target: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        nabla_b = [np.zeros(b.shape) for b in biases]
        nabla_w = [np.zeros(w.shape) for w in weights]
        activations, zs = [a], []
        for b, w in zip(biases, weights, strict=True):
            zs.append(np.dot(w, activations[-1]) + b)
            activations.append(sigmoid(zs[-1]))
        delta = (activations[-1] - target) * sigmoid_prime(zs[-1])
        nabla_b[-1], nabla_w[-1] = delta, np.dot(delta, activations[-2].transpose())
        delta = np.dot(weights[-1].transpose(), delta) * sigmoid_prime(zs[-2])
        nabla_b[-2], nabla_w[-2] = delta, np.dot(delta, activations[-3].transpose())
        return nabla_b, nabla_w

    while True:
        random.shuffle(data)
        for k in range(0, len(data), BATCH):
            nabla_b = [np.zeros(b.shape) for b in biases]
            nabla_w = [np.zeros(w.shape) for w in weights]
            for a, target in data[k : k + BATCH]:
                delta_b, delta_w = backprop(a, target)
                nabla_b = [nb + db for nb, db in zip(nabla_b, delta_b, strict=True)]
                nabla_w = [nw + dw for nw, dw in zip(nabla_w, delta_w, strict=True)]
            weights[:] = [w - (RATE / BATCH) * nw for w, nw in zip(weights, nabla_w, strict=True)]
            biases[:] = [b - (RATE / BATCH) * nb for b, nb in zip(biases, nabla_b, strict=True)]
            yield BATCH


def torch_eager() -> Iterator[int]:
    """PyTorch, eager mode, float32 (its default)."""
    import torch

    torch.set_num_threads(1)
    x, y = (torch.tensor(values, dtype=torch.float32) for values in inputs_and_targets())
    network = torch.nn.Sequential(
        torch.nn.Linear(784, HIDDEN), torch.nn.Sigmoid(), torch.nn.Linear(HIDDEN, 10), torch.nn.Sigmoid()
    )
    optimizer = torch.optim.SGD(network.parameters(), RATE)
    while True:
        order = torch.randperm(len(x))
        for k in range(0, len(x), BATCH):
            batch = order[k : k + BATCH]
            optimizer.zero_grad()
            cost = ((network(x[batch]) - y[batch]) ** 2).sum(1).mean()
            cost.backward()
            optimizer.step()
            yield len(batch)


def scikit_learn() -> Iterator[int]:
    """scikit-learn's MLPClassifier, which trains an epoch at a time."""
    from sklearn.neural_network import MLPClassifier

    images, labels = training_images()
    x = images.reshape(len(images), -1) / 255
    network = MLPClassifier(
        (HIDDEN,), activation="logistic", solver="sgd", batch_size=BATCH, learning_rate_init=RATE, momentum=0, alpha=0
    )
    while True:
        network.partial_fit(x, labels, classes=np.arange(10))
        yield len(x)


PEERS: dict[str, Callable[[], Iterator[int]]] = {
    "PyTorch eager": torch_eager,
    "scikit-learn": scikit_learn,
    "per-sample loop": nielsen,
}


def main(name: str, seconds: float) -> None:
    steps = PEERS[name]()
    next(steps)  # the first step compiles and allocates
    start, samples = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        samples += next(steps)
    print(samples / (time.perf_counter() - start))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
