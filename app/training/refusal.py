"""How a value that cannot be trained with is refused: with the name of its field, and what to do instead.

Knows the ranges that hold for a specification and for a run under way alike. Does not know either.
"""

MAX_SAMPLES = 100_000


class SpecError(ValueError):
    """A field of a specification that cannot be trained; `field` is its name, dotted from the class."""

    def __init__(self, field_name: str, message: str) -> None:
        super().__init__(message)
        self.field = field_name


def require(condition: bool, field_name: str, message: str) -> None:
    """Raise SpecError for a field unless the condition holds."""
    if not condition:
        raise SpecError(field_name, message)


def check_learning_rate(rate: float) -> None:
    """Raise SpecError unless the rate can be stepped with."""
    require(0 <= rate <= 1000, "learning_rate", "The learning rate lies between 0 and 1000.")


def check_batch_size(size: int) -> None:
    """Raise SpecError unless a batch can have this size."""
    require(1 <= size <= MAX_SAMPLES, "batch_size", f"A batch has 1 to {MAX_SAMPLES:,} samples.")
