from pathlib import Path

import pytest

from app.jobs.limits import Limits
from app.settings import SettingError, read


def test_nothing_given_is_a_server_for_this_machine():
    settings = read({})
    assert (settings.host, settings.port, settings.token, settings.is_local) == ("127.0.0.1", None, None, True)


def test_every_setting_has_a_variable():
    settings = read(
        {
            "NUDGE_DATA_DIR": "/tmp/nudge",
            "NUDGE_HOST": "0.0.0.0",
            "NUDGE_PORT": "9000",
            "NUDGE_WORKERS": "3",
            "NUDGE_TOKEN": "sesame",
            "NUDGE_ALLOWED_HOSTS": "one.example, two.example",
            "NUDGE_MNIST_MIRRORS": "http://mirror.example/",
            "NUDGE_MAX_BODY_BYTES": "2048",
            "NUDGE_MAX_JOBS": "30",
            "NUDGE_MAX_QUEUED": "20",
            "NUDGE_MAX_PARAMETERS": "5000",
            "NUDGE_MAX_SAMPLES": "400",
            "NUDGE_MAX_STEPS": "6000",
            "NUDGE_MAX_JOB_SECONDS": "60",
            "NUDGE_MAX_STORED_BYTES": "2000000",
            "NUDGE_LOG_LEVEL": "INFO",
            "NUDGE_LOG_FORMAT": "json",
            "PATH": "/bin",
        }
    )
    assert settings.data_dir == Path("/tmp/nudge")
    assert (settings.host, settings.port, settings.workers, settings.is_local) == ("0.0.0.0", 9000, 3, False)
    assert settings.allowed_hosts == ("one.example", "two.example")
    assert settings.mnist_mirrors == ("http://mirror.example/",)
    assert (settings.token, settings.max_body_bytes) == ("sesame", 2048)
    assert settings.limits == Limits(30, 20, 5000, 400, 6000, 60, 2_000_000)
    assert (settings.log_level, settings.log_format) == ("info", "json")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("WORKERS", "0"),
        ("WORKERS", "²"),
        ("MAX_JOBS", "0"),
        ("MAX_PARAMETERS", "1000001"),
        ("MAX_STORED_BYTES", "1 GB"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name, value):
    with pytest.raises(SettingError, match=f"NUDGE_{name}"):
        read({f"NUDGE_{name}": value})
