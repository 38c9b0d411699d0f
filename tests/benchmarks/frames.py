"""Frames: their size against the same content as JSON, and the time to make one."""

import json
import time
from collections.abc import Callable, Iterator

from app.training.run import Run
from app.training.spec import TrainingSpec
from app.training.view import View
from app.wire.frame import decode
from app.wire.picture import picture
from tests.benchmarks.rows import Row


def rows() -> Iterator[Row]:
    spec = TrainingSpec()
    run = Run(spec, spec.dataset.load(None))
    view = View(run)
    run.course.ready()
    for _ in range(200):
        run.train(observe=True)
    frame = picture("job", 1, run, view, "running", {})
    header, arrays = decode(frame)
    content = {**header, "arrays": {name: array.tolist() for name, array in arrays.items()}}
    text = json.dumps(content, separators=(",", ":"))
    yield Row("a frame of 784-16-16-10", f"{len(frame) / 1e3:.0f} kB, {len(frame) / len(text):.2f} of its JSON", "1/4")
    yield Row(
        "making one (trace, step forward, encode)",
        f"{_best(lambda: picture('job', 1, run, view, 'running', {})):.2f} ms",
    )
    yield Row("... the JSON of it alone", f"{_best(lambda: json.dumps(content)):.1f} ms")


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(20):
        start = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - start))
    return min(times)
