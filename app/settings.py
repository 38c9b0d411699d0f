"""How this server is set up: read once from the environment and the command line.

Knows names and defaults of settings. Does not know what they are used for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from platformdirs import user_data_path

from app.datasets.mnist import MIRRORS
from app.jobs.limits import Limits
from app.logs import FORMATS, LEVELS
from app.training.refusal import MAX_SAMPLES
from app.training.spec import MAX_PARAMETERS

BOUNDS = {  # the smallest and the largest value of each limit
    "max_body_bytes": (1024, 2**30),
    "max_jobs": (1, 1_000_000),
    "max_queued": (1, 1_000_000),
    "max_parameters": (1, MAX_PARAMETERS),
    "max_samples": (1, MAX_SAMPLES),
    "max_steps": (1, 10**12),
    "max_job_seconds": (1, 10**9),
    "max_stored_bytes": (2**20, 2**50),
}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Settings:
    """One server's settings; each field has an environment variable `NUDGE_` and its name in capitals."""

    data_dir: Path
    host: str = "127.0.0.1"
    port: int | None = None
    workers: int | None = None
    token: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    mnist_mirrors: tuple[str, ...] = MIRRORS
    max_body_bytes: int = 8 * 2**20
    max_jobs: int = Limits.jobs
    max_queued: int = Limits.queued
    max_parameters: int = Limits.parameters
    max_samples: int = Limits.samples
    max_steps: int = Limits.steps
    max_job_seconds: int = Limits.job_seconds
    max_stored_bytes: int = Limits.stored_bytes
    log_level: str = "warning"
    log_format: str = "text"

    @property
    def limits(self) -> Limits:
        """What the server takes on at most."""
        return Limits(**{each.name: getattr(self, f"max_{each.name}") for each in fields(Limits)})

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in LOOPBACK

    @property
    def needs_token(self) -> bool:
        """Whether every request must show the token."""
        return not self.is_local or self.token is not None


class SettingError(ValueError):
    """An environment variable that cannot be used."""


def read(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment. Raises SettingError naming the variable."""
    given = {
        key.removeprefix("NUDGE_").lower(): value for key, value in environment.items() if key.startswith("NUDGE_")
    }
    return Settings(
        data_dir=Path(given.get("data_dir") or user_data_path("nudge")).expanduser(),
        host=given.get("host", Settings.host),
        port=_whole(given, "port", 0, 65535),
        workers=_whole(given, "workers", 1, 64),
        token=given.get("token") or None,
        allowed_hosts=_list(given, "allowed_hosts"),
        mnist_mirrors=_list(given, "mnist_mirrors") or MIRRORS,
        log_level=_one_of(given, "log_level", LEVELS) or Settings.log_level,
        log_format=_one_of(given, "log_format", FORMATS) or Settings.log_format,
        **{name: found for name, bounds in BOUNDS.items() if (found := _whole(given, name, *bounds)) is not None},
    )


def _list(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in given.get(name, "").split(",") if part.strip())


def _one_of(given: Mapping[str, str], name: str, allowed: Sequence[str]) -> str | None:
    text = given.get(name, "").lower()
    if text and text not in allowed:
        raise SettingError(f"NUDGE_{name.upper()}={text!r}: give one of {', '.join(allowed)}.")
    return text or None


def _whole(given: Mapping[str, str], name: str, low: int, high: int) -> int | None:
    text = given.get(name, "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingError(f"NUDGE_{name.upper()}={text!r}: give a whole number from {low:,} to {high:,}.")
    return int(text)
