"""What learners ask after the lesson, and where the answer can be seen: `questions.toml`, read once.

Knows words, and addresses of the lab. Does not know HTTP.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Experiment = Literal["starts", "depth", "memorising", "shared"]


@dataclass(frozen=True)
class Look:
    """Something to look at: `state` is the lab's address after the #, or a page of its own where it begins with /."""

    label: str
    state: str

    @property
    def is_page(self) -> bool:
        """Whether it is a page of its own, not the lab."""
        return self.state.startswith("/")

    @property
    def address(self) -> str:
        """Where it is seen."""
        return self.state if self.is_page else f"/#{self.state}"


@dataclass(frozen=True)
class Question:
    """`name` is the end of its address; `task` is one thing to do with the first of `looks`, or the `experiment`."""

    name: str
    question: str
    answer: str
    task: str
    looks: tuple[Look, ...]
    experiment: Experiment | None = None


def _questions() -> dict[str, Question]:
    given = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        name: Question(name, **{**fields, "looks": tuple(Look(**each) for each in fields["looks"])})
        for name, fields in given.items()
    }


QUESTIONS = _questions()
