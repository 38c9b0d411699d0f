"""One run as a worker hosts it: what it is doing now, and what it reports.

Knows a run, its viewers' wishes and the time it is told. Does not know processes or other runs.
`slice` does a little work and returns; everything that leaves goes through `report`.
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from app.jobs.questions import answer
from app.jobs.requests import NO_RUN, GiveUp, Request
from app.training import commands
from app.training.checkpoint import checkpoint
from app.training.commands import Command, CommandError
from app.training.pacer import Pacer
from app.training.run import WAITING, Run, Work
from app.training.shown import Shown
from app.training.view import View
from app.wire.picture import picture

FRAMES_PER_SECOND = 30
CHECKPOINT_EVERY = 2.0  # seconds of training that a lost worker may cost
PROGRESS_EVERY = 0.2
OVER = ("succeeded", "failed")

Report = Callable[..., None]  # report(kind, **fields)


class HostedRun:
    """A run with its state: starting, running, paused, succeeded or failed."""

    def __init__(self, job: str, run: Run, restoring: Work, playing: bool, report: Report) -> None:
        self.job, self.run, self.view, self.report = job, run, View(run), report
        self.pacer, self.state, self.watchers = Pacer(), "starting", 0
        self._requests: deque[tuple[int | None, Command | Request]] = deque()
        self._work: Work | None = self._restore(restoring, playing)
        self._answering: int | None = None  # the number of the request that is being done
        self._breakable = False
        self._wants_frame, self._frame = True, 0
        self._frame_at = self._kept_at = self._told_at = -math.inf

    # -- what is asked -----------------------------------------------------------------------------

    def ask(self, number: int | None, request: Command | Request) -> None:
        """Take a request in turn; a pause also breaks off a long step."""
        if isinstance(request, commands.Pause) and self._breakable and self._work is not None:
            self._work.close()
            self._work = None
            self._finish()
        self._requests.append((number, request))

    def close(self) -> None:
        """The run is given up: whoever waits for an answer is told so."""
        self._answer(problem=NO_RUN)
        while self._requests:
            self._answering = self._requests.popleft()[0]
            self._answer(problem=NO_RUN)

    def watched_by(self, viewers: int) -> None:
        """How many viewers there are now; a new one gets a frame."""
        self._wants_frame = self._wants_frame or viewers > self.watchers
        self.watchers = viewers
        if viewers == 0:  # what was tried was theirs
            self.view.let_go()

    @property
    def urgent(self) -> bool:
        """Whether somebody waits for an answer or a picture."""
        return bool(self._requests) or self._answering is not None or (self._wants_frame and self.watchers > 0)

    @property
    def busy(self) -> bool:
        """Whether there is anything to do."""
        return self.urgent or self._work is not None or self.state == "running"

    # -- what is done ------------------------------------------------------------------------------

    def slice(self, clock: Callable[[], float], until: float) -> bool:
        """Work until `until`, in seconds of `clock`; False when the run waits for digits or its pace."""
        while self.busy:
            now = clock()
            if not self._once(now):
                return False
            if now >= until:
                break
        return True

    def _once(self, now: float) -> bool:
        """The most urgent piece of work; False if it cannot be done now."""
        if self._work is not None:
            return self._go_on()
        if self._requests:
            self._begin(*self._requests.popleft())
            return True
        if self._wants_frame and self.watchers:
            return self._show(now)
        return self._train(now) if self.state == "running" else True

    def _begin(self, number: int | None, request: Command | Request) -> None:
        self._answering = number
        self._work = self._do(request)
        self._breakable = isinstance(request, commands.Step)

    def _go_on(self) -> bool:
        assert self._work is not None
        try:
            return next(self._work) != WAITING
        except StopIteration:
            self._work = None
            self._finish()
        except CommandError as error:
            self._work, self._breakable = None, False
            self._answer(problem=str(error))
        return True

    def _finish(self) -> None:
        """A request is done: answer, unless it has answered itself, and keep what came of it."""
        self._breakable = False
        if self._answering is not None:
            self._keep(self._kept_at)
            self._wants_frame = True
            self.report("progress", **self.position())
            self._answer(ok={"state": self.state, **self.position()})
        self._end_if_over()

    def _do(self, request: Command | Request) -> Work:
        """The work of a request. It raises CommandError where the request cannot be done."""
        yield from self.run.until_ready()
        run, view = self.run, self.view
        if self.state in OVER and isinstance(request, commands.CHANGING) and not isinstance(request, commands.Pause):
            raise CommandError("This run has ended. Fork it to go on from any of its steps.")
        match request:
            case commands.Play():
                view.let_go()
                self._set_state("running")
            case commands.Pause():
                yield from self._pause()
            case commands.Step():
                yield from self._step(request)
            case commands.Seek():
                run.check_step(request.step)  # before pausing: a refused command changes nothing
                yield from self._pause()
                yield from run.seek(request.step)
                self._rewound()
            case commands.Watch():
                view.watch(request)
            case commands.Set():
                self._set(request)
            case commands.Edit():
                yield from self._edit(request)
            case commands.Reset():
                yield from self._pause()
                run.reset(request.keep_init)
                yield from self.run.until_ready()
                self._rewound()
                yield from self._measure()
            case commands.Try():
                self._try(request)
            case GiveUp() if self.state not in OVER:
                self._keep(self._kept_at)
                self._set_state("failed", reason="timeout", detail=request.detail)
            case GiveUp():
                pass  # it is over already
            case _:
                self._answer(ok=(yield from answer(run, view, request)))

    def _pause(self) -> Work:
        if self.state == "running":
            yield from self.run.look_back()
            self._set_state("paused")

    def _step(self, step: commands.Step) -> Work:
        if self.state == "running":
            raise CommandError("The run is going on by itself. Pause it, then step.")
        self.view.let_go()
        yield from self.run.advance(step.unit, step.count, self.view.pinned)
        yield from self.run.until_ready()
        yield from self._measure()

    def _set(self, given: commands.Set) -> None:
        self.run.set(given.learning_rate, given.batch_size)
        if given.pace is not None:
            self.pacer = Pacer(given.pace)
        self.report("settings", settings=self.settings())

    def _edit(self, edit: commands.Edit) -> Work:
        self.run.index(edit.parameter)  # before pausing: a refused command changes nothing
        if edit.shown and self.view.applied is not None:
            shown = self.view.shown()
            yield from self._pause()
            yield from self.run.seek(self.run.step - 1)
            self._rewound(shown)
        self.run.edit(edit.parameter, edit.value)
        self.view.let_go()

    def _try(self, tried: commands.Try) -> None:
        """It leaves the run alone, so unlike after a command there is nothing to keep or to tell."""
        if self.state == "running" and tried.parameter is not None:
            raise CommandError("The run is going on by itself. Pause it, then try a value.")
        self.view.try_out(tried)
        self._wants_frame = True
        self._answer(ok={"state": self.state, **self.position()})

    def _rewound(self, shown: Shown | None = None) -> None:
        self.view.forget(but=shown)
        self.report("rewind", **self.position())

    def _restore(self, restoring: Work, playing: bool) -> Work:
        yield from restoring
        self._set_state("running" if playing else "paused")
        self.report("settings", settings=self.settings())
        yield from self._measure()

    def _measure(self) -> Work:
        if self.run.due and self.run.divergence is None:
            found = asdict((yield from self.run.evaluate()))
            if not self.run.program.bugs:
                del found["bug_ratios"], found["bug_angles"]
            self.report("metric", metric=found)

    def _train(self, now: float) -> bool:
        run = self.run
        if not run.course.ready() or not self.pacer.allows(now):
            return False
        observe = self.watchers > 0 and now - self._frame_at >= 1 / FRAMES_PER_SECOND
        run.train(observe=observe)
        if observe:
            self._show(now)
        if now - self._told_at >= PROGRESS_EVERY:
            self._told_at = now
            self.report("progress", **self.position())
        if now - self._kept_at >= CHECKPOINT_EVERY:
            self._keep(now)
        if run.due:
            self._work = self._measure()
        self._end_if_over()
        return True

    def _end_if_over(self) -> None:
        run = self.run
        if self.state in OVER:
            return
        if run.divergence is not None:
            self._set_state("failed", reason="diverged", divergence=asdict(run.divergence))
        elif (run.finished or run.stopped) and self._work is None:
            self._work = self._end()

    def _end(self) -> Work:
        """The last measurement and the last checkpoint, and then the end: nothing comes after it."""
        run = self.run
        if not any(each.step == run.step for each in run.timeline.measured):
            run.meter.due = run.course.seen
            yield from self._measure()
        self._keep(self._kept_at)
        early = {} if run.finished else {"detail": run.stopped}
        self._set_state("succeeded", reason="early_stopped" if early else "completed", **early)

    # -- what is reported --------------------------------------------------------------------------

    def position(self) -> dict[str, Any]:
        """Where the run stands; `progress` goes from 0 to 1."""
        course = self.run.course
        done = (course.epoch * course.epoch_size + course.cursor) / (self.run.spec.epochs * course.epoch_size)
        return {"step": self.run.step, "epoch": course.epoch, "progress": min(1.0, done)}

    def settings(self) -> dict[str, Any]:
        """What can be turned, as it stands."""
        return {**asdict(self.run.settings), "pace": self.pacer.rate or None}

    def _answer(self, **answer: Any) -> None:
        number, self._answering = self._answering, None
        if number is not None:
            self.report("result", number=number, **answer)

    def _keep(self, now: float) -> None:
        self._kept_at = now
        self.report("checkpoint", checkpoint=checkpoint(self.run))

    def _set_state(self, state: str, **fields: Any) -> None:
        self.state, self._wants_frame = state, True
        self.report("state", state=state, **self.position(), **fields)

    def _show(self, now: float) -> bool:
        if not self.run.course.ready():
            return False
        self._wants_frame, self._frame_at, self._frame = False, now, self._frame + 1
        frame = picture(self.job, self._frame, self.run, self.view, self.state, self.settings())
        self.report("frame", number=self._frame, frame=frame)
        return True
