"""What the documents say is what the program does."""

import json
import re
import subprocess
from dataclasses import fields

import pytest

from app import datasets
from app.settings import Settings
from app.training.run import Run
from app.training.spec import DatasetSpec, TrainingSpec
from app.training.view import View
from app.wire import messages
from app.wire.frame import decode
from app.wire.picture import picture
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text()
MAP = (ROOT / "app" / "README.md").read_text()
PAGE_MAP = (ROOT / "static" / "README.md").read_text()
PROTOCOL = (ROOT / "app" / "wire" / "PROTOCOL.md").read_text()


def section(text, title):
    return re.split(r"^#{2,3} ", text.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def test_the_map_names_every_module():
    rooms = section(MAP, "Rooms")
    for path in (ROOT / "app").rglob("*.py"):
        parts = path.relative_to(ROOT / "app").with_suffix("").parts
        if parts[-1] in ("__init__", "__main__") or len(parts) == 1 or "runners" in parts:
            continue
        assert re.search(rf"\b{parts[-1]}\b", rooms), f"app/README.md does not say what {'/'.join(parts)} is for"


def test_the_page_map_names_every_room():
    for room in (ROOT / "static" / "js").iterdir():
        assert room.name in PAGE_MAP


def test_every_setting_has_its_line():
    named = set(re.findall(r"`NUDGE_([A-Z_]+)`", README))
    assert named == {field.name.upper() for field in fields(Settings)}


def test_every_data_set_has_its_name():
    for name in datasets.CATALOGUE:
        assert f"`{name}`" in README


def test_every_command_has_its_line():
    told = {name for line in section(PROTOCOL, "From the viewer").splitlines() for name in re.findall(r"`(\w+)`", line)}
    assert set(messages._COMMANDS) <= told


@pytest.mark.parametrize(("name", "state"), [("pen", "paused"), ("moons", "running")])
def test_a_frame_carries_what_the_protocol_says_and_nothing_else(name, state):
    spec = TrainingSpec(dataset=DatasetSpec(name, train=50, test=10))
    run = Run(spec, spec.dataset.load(None))
    run.course.ready()
    run.train(observe=True)
    header, arrays = decode(picture("job", 1, run, View(run), state, {"pace": None}))
    frames = section(PROTOCOL, "Frames")
    documented = set(re.findall(r"`([\w{}]+)`", frames))
    assert {re.sub(r"\d$", "{l}", array) if array != "dC_da0" else array for array in arrays} <= documented
    assert set(header["detail"]) <= documented
    for field in ("job", "frame", "step", "epoch", "phase", "detail", "arrays"):
        assert f"`{field}`" in frames
        assert field in header


def test_the_first_curl_starts_a_job_and_the_second_shows_a_trace(server):
    commands = re.search(r"## From a program.*?```\n(.*?)```", README, re.S).group(1)
    commands = commands.replace("localhost:8000", server.address.removeprefix("http://"))
    first, second = re.split(r"\n(?=curl)", commands.strip())
    job, trace = (json.loads(subprocess.check_output(["sh", "-c", f"{c} -s"])) for c in (first, second))
    assert job["spec"]["epochs"] == 5
    assert trace["cost"] == pytest.approx(0.298371108760003, abs=1e-12)
    assert trace["cost_after"] == pytest.approx(0.291027773693599, abs=1e-12)


def test_the_screenshot_of_the_readme_is_there():
    for picture_path in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / picture_path).is_file()
