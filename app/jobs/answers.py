"""Questions under way: each has a number, and somebody who waits for its answer.

Knows futures by number. Does not know what is asked or who answers.
"""

import asyncio
import itertools
from typing import Any


class Answers:
    """The questions of all jobs that have not been answered yet."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._waiting: dict[int, tuple[str, asyncio.Future[dict[str, Any]]]] = {}

    def expect(self, job: str) -> tuple[int, asyncio.Future[dict[str, Any]]]:
        """A number for a question to a job, and the future of its answer."""
        number, answer = next(self._numbers), asyncio.get_running_loop().create_future()
        self._waiting[number] = job, answer
        answer.add_done_callback(lambda _: self._waiting.pop(number, None))
        return number, answer

    def give(self, number: int, answer: dict[str, Any]) -> None:
        """The answer to a question, if somebody still waits for it."""
        if number in self._waiting and not self._waiting[number][1].done():
            self._waiting[number][1].set_result(answer)

    def refuse(self, number: int, error: Exception) -> None:
        """Why a question cannot be answered."""
        if number in self._waiting and not self._waiting[number][1].done():
            self._waiting[number][1].set_exception(error)

    def refuse_all(self, job: str, error: Exception) -> None:
        """Nothing asked of this job will be answered."""
        for number, (owner, _) in list(self._waiting.items()):
            if owner == job:
                self.refuse(number, error)

    def close(self) -> None:
        """Nobody will answer any more."""
        for _, answer in list(self._waiting.values()):
            answer.cancel()
