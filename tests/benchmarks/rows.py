"""What a benchmark says: one line of the table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was measured, what came out, and what was hoped for."""

    what: str
    found: str
    goal: str = ""

    def __str__(self) -> str:
        return f"| {self.what} | {self.found} | {self.goal} |"
