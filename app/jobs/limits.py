"""What a server takes on at most: how large a job may be, how long it may run, how many there may be.

Knows numbers, and what to say where one is passed. Does not know jobs' states or files.
"""

from dataclasses import dataclass

from app.training.refusal import MAX_SAMPLES, SpecError
from app.training.spec import MAX_PARAMETERS, TrainingSpec


@dataclass(frozen=True)
class Limits:
    """`jobs` kept, `queued` ones among them; of one job its size, steps and running time; bytes of the data folder."""

    jobs: int = 20_000
    queued: int = 1_000
    parameters: int = MAX_PARAMETERS
    samples: int = MAX_SAMPLES
    steps: int = 1_000_000_000
    job_seconds: int = 86_400
    stored_bytes: int = 10 * 2**30

    def check(self, spec: TrainingSpec, to_the_end: bool) -> None:
        """Raise SpecError where a job is too large; one that is to run `to_the_end` must be able to get there."""
        parameters = spec.parameter_count()
        if parameters > self.parameters:
            found = f"This network has {parameters:,} weights and biases; at most {self.parameters:,} are possible here"
            raise SpecError("network.hidden", f"{found} (NUDGE_MAX_PARAMETERS).")
        for part, count in (("train", spec.dataset.train or 0), ("test", spec.dataset.test or 0)):
            if count > self.samples:
                most = f"At most {self.samples:,} samples are possible here (NUDGE_MAX_SAMPLES)"
                raise SpecError(f"dataset.{part}", f"{most}: ask for fewer than {count:,}.")
        steps = spec.epochs * -(-(spec.dataset.train or 1) // spec.batch_size)
        if to_the_end and steps > self.steps:
            most = f"at most {self.steps:,} are possible here (NUDGE_MAX_STEPS)"
            raise SpecError("epochs", f"This job would take {steps:,} steps; {most}. Ask for fewer epochs.")

    def overrun(self, steps: int, seconds: float) -> str | None:
        """Why a job that has taken so many steps in so much running time ends now, if it does."""
        more = "Fork it to go on from here."
        if seconds >= self.job_seconds:
            return f"It has run for {self.job_seconds:,} seconds, as long as a job may (NUDGE_MAX_JOB_SECONDS). {more}"
        if steps >= self.steps:
            return f"It has taken {steps:,} steps; a job may take {self.steps:,} (NUDGE_MAX_STEPS). {more}"
        return None
