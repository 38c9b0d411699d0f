"""What is to be trained: one frozen value that, with a log of commands, determines a run to the byte.

Knows names, ranges and defaults. Does not know JSON, jobs or time.
The classes are plain dataclasses; `__pydantic_config__` tells the roof how strictly to read them.
"""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from app import datasets
from app.datasets import brought
from app.datasets.brought import Brought
from app.datasets.dataset import Dataset, Entry
from app.datasets.rows import Rows
from app.datasets.shelf import UnknownTableError
from app.datasets.table import TableError, share
from app.nn.bugs import BUGS, BugName, why_not
from app.nn.network import Network, check_activations, initial, parameter_count
from app.nn.optimizers import OptimizerName
from app.training.refusal import MAX_SAMPLES, SpecError, check_batch_size, check_learning_rate, require

Activation = Literal["sigmoid", "tanh", "relu", "leaky_relu", "softplus", "identity"]
OutputActivation = Literal["sigmoid", "tanh", "relu", "leaky_relu", "softplus", "identity", "softmax"]
CostName = Literal["quadratic", "half_quadratic", "cross_entropy", "categorical_cross_entropy"]
Scheme = Literal["xavier", "he", "normal", "uniform", "zeros", "constant"]
DatasetName = Literal["pen", "mnist", "xor", "circles", "moons", "spiral", "blobs", "table"]

MAX_PARAMETERS = 1_000_000
MAX_LAYERS = 8
STRICT = {"extra": "forbid", "allow_inf_nan": False}


@dataclass(frozen=True)
class DatasetSpec:
    """Which samples. `train` and `test` are how many; where left out, the catalogue's number, or four rows in five.

    A `table` has its `rows` here, or the id of an uploaded `table`. Its last column is the class; or its last
    `targets` columns are the numbers that should come out. The columns before are scaled to mean 0, deviation 1;
    without `scale` they are taken as they are, and then a single row of numbers will do.
    """

    __pydantic_config__ = STRICT
    name: DatasetName = "pen"
    seed: int = 0
    train: int | None = None
    test: int | None = None
    fresh: bool = True
    rows: Rows | None = None
    table: str | None = None
    targets: int | None = None
    scale: bool = True

    def __post_init__(self) -> None:
        require(self.seed >= 0, "seed", "A seed is a whole number from 0.")
        train, test = self._counts_of_table() if self.name == brought.NAME else self._counts()
        for part, count in (("train", train), ("test", test)):
            object.__setattr__(self, part, count)
            require(1 <= count <= MAX_SAMPLES, part, f"Take 1 to {MAX_SAMPLES:,} samples for {part}.")

    def _counts(self) -> tuple[int, int]:
        entry = datasets.CATALOGUE.get(self.name)
        require(entry is not None, "name", f"Unknown data set {self.name!r}.")
        assert entry is not None
        for name in ("rows", "table", "targets"):
            require(getattr(self, name) is None, name, f"{self.name} has no {name}: only 'table' does.")
        require(self.scale, "scale", f"{self.name} is taken as it is anyway: only a 'table' is scaled.")
        return entry.train if self.train is None else self.train, entry.test if self.test is None else self.test

    def _counts_of_table(self) -> tuple[int, int]:
        if self.rows is not None:
            object.__setattr__(self, "rows", tuple(map(tuple, self.rows)))
        try:
            return share(self._brought().shape.rows, self.train, self.test)
        except TableError as error:
            raise SpecError(error.field or "rows", str(error)) from None
        except UnknownTableError as error:
            raise SpecError("table", str(error)) from None

    def _brought(self) -> Brought:
        return Brought(self.rows, self.table, self.targets, self.scale)

    @property
    def brought(self) -> Brought | None:
        """The table, where this is one."""
        return self._brought() if self.name == brought.NAME else None

    @property
    def sizes(self) -> tuple[int, int]:
        """How many numbers go in and come out."""
        if self.brought is not None:
            shape = self.brought.shape
            return shape.inputs(self.targets), shape.outputs(self.targets)
        entry = datasets.CATALOGUE[self.name]
        return entry.inputs, entry.outputs

    def entry(self, folder: Path | None) -> Entry:
        """What the data set is; of a table whose file is gone, as much as its id tells."""
        if self.brought is not None:
            return self.brought.outline(self.train, self.test, folder)
        return datasets.CATALOGUE[self.name]

    def load(self, folder: Path | None) -> Dataset:
        """The data set itself. Raises FileNotFoundError when its files are not in `folder` yet."""
        counts = self.train or 1, self.test or 1
        return datasets.load(self.name, self.seed, *counts, self.fresh, folder, self.brought)


@dataclass(frozen=True)
class InitSpec:
    """How the weights start."""

    __pydantic_config__ = STRICT
    scheme: Scheme = "xavier"
    seed: int = 0
    scale: float = 1.0

    def __post_init__(self) -> None:
        require(self.seed >= 0, "seed", "A seed is a whole number from 0.")
        require(0 <= self.scale <= 100, "scale", "The scale of the start lies between 0 and 100.")


@dataclass(frozen=True)
class ParametersSpec:
    """Every weight and bias of the start, instead of `init`: `weights[l][j][k]` goes into j from k."""

    __pydantic_config__ = STRICT
    weights: list[list[list[float]]]
    biases: list[list[float]]


@dataclass(frozen=True)
class NetworkSpec:
    """The layers between input and output; the data set decides the sizes of those two."""

    __pydantic_config__ = STRICT
    hidden: list[int] = field(default_factory=lambda: [16, 16])
    activation: Activation | list[Activation] = "sigmoid"
    output_activation: OutputActivation = "sigmoid"
    init: InitSpec = field(default_factory=InitSpec)
    parameters: ParametersSpec | None = None

    def __post_init__(self) -> None:
        require(len(self.hidden) < MAX_LAYERS, "hidden", f"A network has at most {MAX_LAYERS - 1} hidden layers.")
        require(all(n >= 1 for n in self.hidden), "hidden", "Every hidden layer has at least 1 neuron.")
        if not isinstance(self.activation, str):
            count = f"Give {len(self.hidden)} activations, one per hidden layer, or a single name for all."
            require(len(self.activation) == len(self.hidden), "activation", count)

    def activations(self) -> list[str]:
        """One name per layer of weights."""
        hidden = [self.activation] * len(self.hidden) if isinstance(self.activation, str) else self.activation
        return [*hidden, self.output_activation]


@dataclass(frozen=True)
class OptimizerSpec:
    """The update rule and how far it steps."""

    __pydantic_config__ = STRICT
    name: OptimizerName = "sgd"
    learning_rate: float = 3.0

    def __post_init__(self) -> None:
        check_learning_rate(self.learning_rate)


@dataclass(frozen=True)
class StopSpec:
    """When to end before the last epoch, decided at each measurement on the test samples.

    At `target_accuracy`; or once `patience` measurements have come without the test cost falling by more than
    `min_delta`. They come every 500 samples, and ever more rarely later on.
    """

    __pydantic_config__ = STRICT
    target_accuracy: float | None = None
    patience: int | None = None
    min_delta: float = 0.0

    def __post_init__(self) -> None:
        either = self.target_accuracy is not None or self.patience is not None
        require(either, "patience", "Say when to stop: at a target_accuracy, after a patience, or both.")
        reachable = self.target_accuracy is None or 0 < self.target_accuracy <= 1
        require(reachable, "target_accuracy", "A target accuracy lies above 0 and is at most 1.")
        patient = self.patience is None or 1 <= self.patience <= 1000
        require(patient, "patience", "A patience is 1 to 1,000 measurements.")
        require(0 <= self.min_delta <= 1e6, "min_delta", "min_delta lies between 0 and 1,000,000.")


@dataclass(frozen=True)
class TrainingSpec:
    """A whole training. Every field has a default; equal specifications give equal runs.

    `bugs` are mistakes that the backward pass is to make, to see what they do; none but those asked for.
    """

    __pydantic_config__ = STRICT
    dataset: DatasetSpec = field(default_factory=DatasetSpec)
    network: NetworkSpec = field(default_factory=NetworkSpec)
    cost: CostName = "quadratic"
    optimizer: OptimizerSpec = field(default_factory=OptimizerSpec)
    batch_size: int = 10
    epochs: int = 10
    shuffle_seed: int = 0
    l2: float = 0.0
    precision: Literal["float64", "float32"] = "float64"
    stop: StopSpec | None = None
    bugs: list[BugName] = field(default_factory=list)

    def __post_init__(self) -> None:
        check_batch_size(self.batch_size)
        require(1 <= self.epochs <= 1_000_000, "epochs", "Train for 1 to 1,000,000 epochs.")
        require(self.shuffle_seed >= 0, "shuffle_seed", "A seed is a whole number from 0.")
        require(0 <= self.l2 <= 100, "l2", "l2 lies between 0 and 100.")
        parameters = self.parameter_count()
        many = f"This network has {parameters:,} weights and biases; at most {MAX_PARAMETERS:,} are possible."
        require(parameters <= MAX_PARAMETERS, "network.hidden", many)
        self._check_outputs()
        self._check_bugs()
        counted = self.stop is None or self.stop.target_accuracy is None or self.dataset.targets is None
        require(counted, "stop.target_accuracy", "Numbers have no accuracy: stop by patience instead.")
        if self.network.parameters is not None:
            self.initial_network()

    def sizes(self) -> tuple[int, ...]:
        """Neurons per layer, from the input to the output."""
        inputs, outputs = self.dataset.sizes
        return (inputs, *self.network.hidden, outputs)

    def parameter_count(self) -> int:
        """How many weights and biases there are."""
        return parameter_count(self.sizes())

    def initial_network(self) -> Network:
        """The network as it starts, in the precision it trains in."""
        dtype = np.float32 if self.precision == "float32" else np.float64
        return self._given_network().copy(dtype)

    def _given_network(self) -> Network:
        activations, given, init = self.network.activations(), self.network.parameters, self.network.init
        if given is None:
            return initial(self.sizes(), activations, init.scheme, init.scale, np.random.default_rng((init.seed, 0)))
        try:
            network = Network.of(given.weights, given.biases, activations)
        except ValueError as error:
            raise SpecError("network.parameters", str(error)) from None
        wanted = f"The parameters are those of a {network.sizes} network, but {self.sizes()} is to be trained."
        require(network.sizes == self.sizes(), "network.parameters", wanted)
        return network

    def _check_bugs(self) -> None:
        for bug in self.bugs:
            require(bug in BUGS, "bugs", f"There is no bug {bug!r}: choose from {', '.join(BUGS)}.")
            why = why_not(bug, self.sizes(), self.batch_size)
            require(why is None, "bugs", why or "")
        object.__setattr__(self, "bugs", [bug for bug in BUGS if bug in self.bugs])  # however they were listed

    def _check_outputs(self) -> None:
        output = self.network.output_activation
        try:
            check_activations(self.network.activations())
        except ValueError as error:
            raise SpecError("network.activation", str(error)) from None
        if self.cost.endswith("cross_entropy"):
            why = f"{self.cost} takes logarithms of the outputs: use sigmoid or softmax there, not {output}."
            require(output in ("sigmoid", "softmax"), "network.output_activation", why)
        if output == "softmax":
            one = "softmax shares 1 among the outputs, so a single output is always 1. Use sigmoid."
            require(self.sizes()[-1] > 1, "network.output_activation", one)


# What stands in a specification only where somebody gave it.
OPTIONAL = (("dataset", "rows"), ("dataset", "table"), ("dataset", "targets"), ("network", "parameters"))


def plain(spec: TrainingSpec) -> dict[str, Any]:
    """The specification as plain dictionaries, in the shape of the contract."""
    fields = asdict(spec)
    for part, name in OPTIONAL:
        if fields[part][name] is None:
            del fields[part][name]
    if spec.dataset.scale:
        del fields["dataset"]["scale"]
    for name in ("stop", "bugs"):
        if not fields[name]:
            del fields[name]
    return fields
