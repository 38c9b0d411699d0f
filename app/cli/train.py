"""`nudge train`: train here and now, or on a server, with a line that shows how it goes.

Knows options and progress lines. Does not know the mathematics.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from app import settings as setup
from app.cli.client import Client
from app.datasets import CATALOGUE, mnist
from app.explain.export import FORMATS
from app.nn.bugs import BUGS
from app.nn.costs import COSTS
from app.training.meter import Metric
from app.training.refusal import SpecError
from app.training.run import Run
from app.training.spec import DatasetSpec, InitSpec, NetworkSpec, OptimizerSpec, TrainingSpec, plain

BAR = 24


def add_to(commands: Any) -> None:
    """Add the command and its options."""
    options = commands.add_parser("train", help="train a network, here or on a server")
    options.add_argument("--data", choices=sorted(CATALOGUE), default="pen", help="data set (default pen)")
    options.add_argument("--hidden", default="16,16", help="neurons of the hidden layers, as 16,16; empty for none")
    options.add_argument("--activation", default="sigmoid", help="of the hidden layers")
    options.add_argument("--output", default="sigmoid", help="activation of the output layer")
    options.add_argument("--cost", default="quadratic", choices=sorted(COSTS))
    options.add_argument("--optimizer", default="sgd")
    options.add_argument("--rate", type=float, default=OptimizerSpec.learning_rate, help="learning rate")
    options.add_argument("--batch", type=int, default=10, help="samples in a batch")
    options.add_argument("--epochs", type=int, default=10)
    options.add_argument("--seed", type=int, default=0, help="of the initial weights")
    options.add_argument("--bug", action="append", default=[], metavar="NAME", help=f"train with it: {', '.join(BUGS)}")
    options.add_argument("--save", type=Path, help="write the network to this .json, .npz, .safetensors or .py file")
    options.add_argument("--server", nargs="?", const="", help="train on a server (default: this machine's) as a job")
    options.add_argument("--json", action="store_true", help="print one JSON object a line instead of a progress bar")
    options.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    try:
        spec = _spec(given)
        if given.save and given.save.suffix[1:] not in FORMATS:
            raise SpecError("save", f"--save {given.save}: the name must end in .json, .npz, .safetensors or .py.")
    except (SpecError, ValueError) as error:
        print(f"nudge train: {error}", file=sys.stderr)
        return 2
    line = _Line(given.json)
    return _on_server(given, spec, line) if given.server is not None else _here(given, spec, line)


def _spec(given: argparse.Namespace) -> TrainingSpec:
    hidden = [int(part) for part in given.hidden.split(",") if part.strip()]
    network = NetworkSpec(hidden, given.activation, given.output, InitSpec(seed=given.seed))
    optimizer = OptimizerSpec(given.optimizer, given.rate)
    plan = given.cost, optimizer, given.batch, given.epochs
    return TrainingSpec(DatasetSpec(given.data), network, *plan, bugs=given.bug)


def _here(given: argparse.Namespace, spec: TrainingSpec, line: "_Line") -> int:
    folder = setup.read(os.environ).data_dir
    place = folder / mnist.FOLDER
    if spec.dataset.name == "mnist" and not mnist.is_present(place):
        try:
            mnist.download(place, lambda share: line.say(f"downloading MNIST {share:.0%}"))
        except OSError as error:
            print(f"nudge train: {error}", file=sys.stderr)
            return 1
    run = Run(spec, spec.dataset.load(folder))
    while not run.finished and run.divergence is None:
        run.course.ready()
        run.train()
        if run.due or run.finished:
            line.show(_measured(run), spec.epochs * run.course.epoch_size)
    line.end()
    if run.divergence is not None:
        found = run.divergence
        where = f"at step {found.step}, first in {found.what} of layer {found.layer}"
        print(f"nudge train: the cost is not a number {where}. Lower --rate.", file=sys.stderr)
        return 1
    if given.save:
        given.save.write_bytes(FORMATS[given.save.suffix[1:]][0](run.network))
    return 0


def _measured(run: Run) -> dict[str, Any]:
    work = run.evaluate()
    while True:
        try:
            next(work)
        except StopIteration as done:
            metric: Metric = done.value
            return {name: getattr(metric, name) for name in ("step", "epoch", "samples", "test_cost", "test_accuracy")}


def _on_server(given: argparse.Namespace, spec: TrainingSpec, line: "_Line") -> int:
    client = Client(given.server or None)
    job = client.ask("/jobs", plain(spec))
    whole = spec.epochs * job["dataset"]["train"]
    ending: dict[str, Any] = {}
    for event in client.events(job["id"]):
        if event["kind"] == "metric":
            line.show({name: event[name] for name in ("step", "epoch", "samples", "test_cost", "test_accuracy")}, whole)
        elif event["kind"] == "state":
            ending = event
    line.end()
    if given.save:
        given.save.write_bytes(client.fetch(f"/jobs/{job['id']}/network?format={given.save.suffix[1:]}"))
    print(f"job {job['id']} has {ending.get('state')}", file=sys.stderr)
    return 0 if ending.get("state") == "succeeded" else 1


class _Line:
    """One line on the terminal, rewritten as training goes on; or JSON lines."""

    def __init__(self, as_json: bool) -> None:
        self._json, self._start, self._live = as_json, time.monotonic(), sys.stderr.isatty()

    def show(self, metric: dict[str, Any], whole: int) -> None:
        """How far the training is, how well it does, and how long it will take."""
        if self._json:
            print(json.dumps(metric), flush=True)
            return
        share = min(1.0, metric["samples"] / whole)
        left = (time.monotonic() - self._start) * (1 - share) / share if share else 0.0
        bar = "#" * round(BAR * share)
        cost, right = metric["test_cost"], metric["test_accuracy"]
        known = f"cost {cost:.4f}" if cost is not None else "cost not finite"
        said = known if right is None else f"{known}  {right:6.1%} right"  # numbers are not right or wrong
        self.say(f"[{bar:<{BAR}}] {share:4.0%}  {said}  {left:.0f} s left")

    def say(self, text: str) -> None:
        """Put a text on the line."""
        if not self._json:
            print(f"\r{text:<78}" if self._live else text, end="" if self._live else "\n", file=sys.stderr, flush=True)

    def end(self) -> None:
        """The line stays as it is."""
        if self._live and not self._json:
            print(file=sys.stderr)
