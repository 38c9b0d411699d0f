"""What is known of every job: its record, its log, its events and its keyframes, kept in the data folder.

Knows jobs by id and how they are written down. Does not know runs, viewers or why anything changes.
Records are held in memory and written behind; an event is told only once it is committed, and `saved`
waits until everything before it is.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from app.jobs import checkpoints, metrics, sweeps
from app.jobs.database import Folder
from app.jobs.events import event_text
from app.jobs.job import ENDED, Job, State, TransitionError
from app.jobs.journal import Journal, Statement
from app.jobs.keeping import dump_job, dump_log, load_job, load_log
from app.jobs.sweeps import Sweep
from app.training.checkpoint import Checkpoint

RUNNING: frozenset[State] = frozenset({"running", "pausing"})  # the states whose time counts


class UnknownJobError(KeyError):
    """There is no such job."""


class Store:
    """The jobs of a data folder, oldest first; `on_event(job, text)` hears every event once it is kept."""

    def __init__(self, folder: Folder, on_event: Callable[[str, str], None]) -> None:
        self._on_event = on_event
        self.path = folder.path
        self._frames = folder.path / "checkpoints"
        self._reader = folder.connect()
        self._journal = Journal(folder.connect())
        self._files = ThreadPoolExecutor(1, "nudge-checkpoints")
        self._jobs: dict[str, Job] = {}
        self._numbered: dict[str, int] = {}  # the newest event of each job that was given a number
        self._told: dict[str, int] = {}  # the newest that is kept
        self._checkpoints: dict[str, Checkpoint] = {}
        self._sweeps: dict[str, Sweep] = {}
        self._requests: dict[str, tuple[str, str]] = {}  # those that are not written yet
        self._written: dict[str, int] = {}  # the step of the keyframe file of each job written last
        self._moving: dict[str, tuple[float, float]] = {}  # when each job last changed state, and where
        self._counted: dict[str, float] = {}  # up to when the running time of each that runs is in its record
        self._load()

    def _load(self) -> None:
        for (record,) in self._reader.execute("SELECT record FROM jobs ORDER BY number"):
            job = load_job(record)
            self._jobs[job.id], self._numbered[job.id], self._told[job.id] = job, 0, 0
        for (record,) in self._reader.execute("SELECT record FROM sweeps ORDER BY number"):
            sweep = sweeps.load(record)
            self._sweeps[sweep.id] = sweep
        for job_id, seq in self._reader.execute("SELECT job, max(seq) FROM events GROUP BY job"):
            self._numbered[job_id] = self._told[job_id] = seq

    def start(self) -> None:
        """Begin to write, in the running event loop."""
        self._journal.start()

    def close(self) -> None:
        """Write what is left."""
        self._files.shutdown()
        self._journal.close()
        self._reader.close()

    async def saved(self) -> None:
        """Wait until all that is known now would survive the end of this process. Raises StorageError."""
        await self._journal.saved()

    @property
    def problem(self) -> str | None:
        """Why nothing can be written at the moment, if so."""
        return self._journal.problem

    # -- records -----------------------------------------------------------------------------------

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._jobs

    def __len__(self) -> int:
        return len(self._jobs)

    def add(self, job: Job, checkpoint: Checkpoint, request: tuple[str, str] | None = None) -> None:
        """Keep a new job; `request` is the idempotency key it came with and the digest of its body."""
        statements: list[Statement] = [
            ("INSERT INTO jobs (id, record, log) VALUES (?, ?, ?)", (job.id, dump_job(job), dump_log(checkpoint)))
        ]
        if request is not None:
            self._requests[request[0]] = request[1], job.id
            statements.append(
                ("INSERT OR REPLACE INTO requests (key, digest, job) VALUES (?, ?, ?)", (*request, job.id))
            )
        self._journal.write(statements, lambda: self._forget_request(request, job.id))
        self._jobs[job.id], self._numbered[job.id], self._told[job.id] = job, 0, 0
        self._checkpoints[job.id] = checkpoint
        if checkpoint.keyframe is not None:
            self._write_keyframe(job.id, checkpoint)

    def _forget_request(self, request: tuple[str, str] | None, job_id: str) -> None:
        """A request is found in the database from here on, unless its key has been used again since."""
        if request is not None and self._requests.get(request[0]) == (request[1], job_id):
            del self._requests[request[0]]

    def request(self, key: str) -> tuple[str, str] | None:
        """The digest and the job of a request that came with this idempotency key before."""
        if key not in self._requests:
            row = self._reader.execute("SELECT digest, job FROM requests WHERE key = ?", (key,)).fetchone()
            return None if row is None else (row[0], row[1])
        return self._requests[key] if self._requests[key][1] in self._jobs else None

    def get(self, job_id: str) -> Job:
        """A job by its id. Raises UnknownJobError."""
        try:
            return self._jobs[job_id]
        except KeyError:
            raise UnknownJobError(job_id) from None

    def all(self) -> list[Job]:
        """Every job, newest first."""
        return list(reversed(self._jobs.values()))

    def change(self, job_id: str, **changes: Any) -> Job:
        """Change fields of a job other than its state."""
        self._jobs[job_id] = replace(self._timed(self.get(job_id)), **changes)
        return self._jobs[job_id]

    def save(self, job_id: str) -> None:
        """Write down a job's record as it is now."""
        self._journal.write([("UPDATE jobs SET record = ? WHERE id = ?", (dump_job(self._jobs[job_id]), job_id))])

    def move(self, job_id: str, state: State, reason: Any = None, **fields: Any) -> bool:
        """Change a job's state and note it; False where it cannot follow, because something overtook it."""
        try:
            job = self._timed(self.get(job_id)).moved(state, reason)
        except TransitionError:
            return False
        self._jobs[job_id] = job
        now = time.monotonic()
        self._moving[job_id] = now, job.progress
        if state in RUNNING:
            self._counted[job_id] = now
        else:
            self._counted.pop(job_id, None)
        self.note(job_id, "state", state=state, reason=reason, **fields)
        if state in ENDED:
            self.note(job_id, "end")
        return True

    def _timed(self, job: Job) -> Job:
        """A job with its running time up to now: that of its states, so that pauses and restarts count for nothing."""
        if job.id not in self._counted:
            return job
        now = time.monotonic()
        since, self._counted[job.id] = self._counted[job.id], now
        return replace(job, running_seconds=job.running_seconds + now - since)

    def eta(self, job_id: str) -> float | None:
        """Seconds until a running job is done, at the speed since it began to run; None if unknown."""
        job = self.get(job_id)
        since, place = self._moving.get(job_id, (0.0, 1.0))
        if job.state != "running" or job.progress <= place:
            return None
        return round((1 - job.progress) * (time.monotonic() - since) / (job.progress - place), 1)

    def forget(self, job_id: str) -> None:
        """Drop all that is known of a job."""
        self._journal.write([("DELETE FROM jobs WHERE id = ?", (job_id,))])
        self._files.submit(checkpoints.drop, self._frames, job_id)
        memories = self._jobs, self._numbered, self._told, self._checkpoints, self._written, self._moving, self._counted
        for kept in memories:
            kept.pop(job_id, None)

    # -- sweeps ------------------------------------------------------------------------------------

    def add_sweep(self, sweep: Sweep) -> None:
        """Keep a sweep, before its jobs are made."""
        self._sweeps[sweep.id] = sweep
        record = sweeps.dump(sweep)
        self._journal.write([("INSERT OR REPLACE INTO sweeps (id, record) VALUES (?, ?)", (sweep.id, record))])

    def sweep(self, sweep_id: str) -> Sweep | None:
        """A sweep by its id, if there is one."""
        return self._sweeps.get(sweep_id)

    def sweeps(self) -> list[Sweep]:
        """Every sweep, newest first."""
        return list(reversed(self._sweeps.values()))

    # -- events ------------------------------------------------------------------------------------

    def note(self, job_id: str, kind: str, **fields: Any) -> None:
        """Number an event, write it and the job's record down, and tell it then."""
        job = self._jobs[job_id]
        seq = self._numbered[job_id] = self._numbered[job_id] + 1
        text = event_text(seq, kind, **{"step": job.step, "epoch": job.epoch, **fields})
        statements: list[Statement] = [
            ("UPDATE jobs SET record = ? WHERE id = ?", (dump_job(job), job_id)),
            (
                "INSERT OR IGNORE INTO events (job, seq, kind, text) SELECT id, ?, ?, ? FROM jobs WHERE id = ?",
                (seq, kind, text, job_id),
            ),
        ]
        if kind == "metric":
            statements += metrics.added(job_id, fields)
        elif kind == "rewind":
            statements += metrics.rewound(job_id, job.step)
        self._journal.write(statements, lambda: self._tell(job_id, seq, text))

    def _tell(self, job_id: str, seq: int, text: str) -> None:
        if job_id in self._told:
            self._told[job_id] = seq
            self._on_event(job_id, text)

    def events(
        self, job_id: str, after: int, limit: int | None = None, kinds: Sequence[str] | None = None
    ) -> list[str]:
        """The texts of a job's events after number `after` that have been told, oldest first."""
        self.get(job_id)
        chosen = "" if kinds is None else f"AND kind IN ({', '.join(repr(kind) for kind in kinds)})"
        query = f"SELECT text FROM events WHERE job = ? AND seq > ? AND seq <= ? {chosen} ORDER BY seq LIMIT ?"
        rows = self._reader.execute(query, (job_id, max(0, after), self._told[job_id], -1 if limit is None else limit))
        return [text for (text,) in rows]

    def is_over(self, job_id: str, after: int) -> bool:
        """Whether a job has ended, and none of its events come after number `after`."""
        last = self._told[job_id]
        return after >= last > 0 and bool(self.events(job_id, last - 1, kinds=("end",)))

    def metrics(self, job_id: str, since_step: int = 0, most: int | None = None) -> dict[str, list[Any]]:
        """A job's measurements as columns, thinned to a few times `most`."""
        self.get(job_id)
        return metrics.read(self._reader, job_id, since_step, most)

    def last_event(self, job_id: str) -> int:
        """The number of a job's newest event that has been told."""
        return self._told[job_id]

    # -- checkpoints -------------------------------------------------------------------------------

    def keep(self, job_id: str, checkpoint: Checkpoint) -> None:
        """Keep a job's log and record, and its keyframe if that is a new one."""
        self._checkpoints[job_id] = checkpoint
        record, log = dump_job(self.change(job_id)), dump_log(checkpoint)
        self._journal.write([("UPDATE jobs SET record = ?, log = ? WHERE id = ?", (record, log, job_id))])
        if checkpoint.keyframe is not None and checkpoint.keyframe.step != self._written.get(job_id, 0):
            self._write_keyframe(job_id, checkpoint)

    def _write_keyframe(self, job_id: str, kept: Checkpoint) -> None:
        assert kept.keyframe is not None
        self._written[job_id] = kept.keyframe.step
        self._files.submit(checkpoints.save, self._frames, job_id, kept.init_seed, kept.entries, kept.keyframe)

    def checkpoint(self, job_id: str) -> Checkpoint:
        """A job's newest checkpoint: from memory, or from the folder after a restart."""
        if job_id not in self._checkpoints:
            (log,) = self._reader.execute("SELECT log FROM jobs WHERE id = ?", (job_id,)).fetchone()
            kept = load_log(log)
            keyframe = checkpoints.load(self._frames, job_id, kept.init_seed, kept.entries)
            self._checkpoints[job_id] = replace(kept, keyframe=keyframe)
        return self._checkpoints[job_id]
