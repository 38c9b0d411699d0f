"""Which queued job starts next: fair shares between groups, and a limit for each and for all.

Knows ids, groups and numbers. Does not know jobs, runs or time. A group is a sweep, or everything that
belongs to none; the group with the fewest running jobs goes first, and within it the oldest.
"""

from collections import Counter, OrderedDict


class Scheduler:
    """At most `limit` jobs run at a time, and of a group at most the limit it was given."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._queued: OrderedDict[str, str] = OrderedDict()  # job: group
        self._running: dict[str, str] = {}
        self._limits: dict[str, int] = {}
        self._held: set[str] = set()

    def add(self, job: str, group: str, limit: int | None = None) -> None:
        """A job waits for its turn."""
        self._queued[job] = group
        if limit is not None:
            self._limits[group] = limit

    def remove(self, job: str) -> None:
        """A job has ended, or waits no longer."""
        self._queued.pop(job, None)
        self._running.pop(job, None)

    def hold(self, group: str, held: bool) -> None:
        """Let no more jobs of a group start, or let them start again."""
        (self._held.add if held else self._held.discard)(group)

    def waiting(self) -> int:
        """How many jobs wait."""
        return len(self._queued)

    def next(self) -> str | None:
        """The job that starts now, if one may; it counts as running from here on."""
        if len(self._running) >= self._limit:
            return None
        shares = Counter(self._running.values())
        ready = [group for group in dict.fromkeys(self._queued.values()) if self._may_start(group, shares[group])]
        if not ready:
            return None
        group = min(ready, key=lambda each: shares[each])
        job = next(job for job, owner in self._queued.items() if owner == group)
        self._running[job] = self._queued.pop(job)
        return job

    def _may_start(self, group: str, running: int) -> bool:
        return group not in self._held and running < self._limits.get(group, self._limit)
