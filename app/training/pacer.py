"""How fast a run goes: steps a second, or as fast as it can.

Knows a rate and the time it is told. Does not know clocks or runs.
"""


class Pacer:
    """Lets `rate` steps a second through; a rate of 0 lets everything through."""

    def __init__(self, rate: float = 0.0) -> None:
        self.rate = rate
        self._next = 0.0

    def allows(self, now: float) -> bool:
        """Whether a step may be taken at `now`, in seconds; taking it is counted."""
        if self.rate <= 0:
            return True
        if now < self._next:
            return False
        # A pause does not save up steps: at most one period is made good.
        self._next = max(self._next + 1 / self.rate, now)
        return True

    def wait(self, now: float) -> float:
        """Seconds until the next step may be taken."""
        return max(0.0, self._next - now) if self.rate > 0 else 0.0
