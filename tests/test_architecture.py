"""The house keeps to its plan: stairs only go down, and rooms hold what the map says."""

import ast
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT

APP = ROOT / "app"
STANDARD = {
    "asyncio",
    "sqlite3",
    "multiprocessing",
    "socket",
    "threading",
    "signal",
    "time",
    "logging",
    "struct",
    "json",
}

# package: (our packages it may import, third-party and watched standard modules it may import)
FLOORS = {
    "nn": (set(), {"numpy"}),
    "datasets": (set(), {"numpy", "struct"}),
    "explain": ({"nn"}, {"numpy", "json", "struct"}),
    "training": ({"nn", "datasets"}, {"numpy"}),
    "wire": ({"training"}, {"numpy", "json", "struct"}),
    "jobs": (
        {"training", "wire", "datasets"},
        {"asyncio", "sqlite3", "multiprocessing", "threading", "signal", "time", "json"},
    ),
    "live": (set(), {"asyncio", "json"}),
}
EXTRA = {"datasets/mnist.py": {"pooch", "requests"}, "datasets/shelf.py": {"json"}}
OUTSIDE = {"fastapi", "starlette", "pydantic", "uvicorn", "jinja2", "numpy", "pooch", "requests", "platformdirs"}


def modules():
    return sorted(APP.rglob("*.py"))


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(APP)))
def test_stairs_only_go_down(path):
    room = path.relative_to(APP).parts[0]
    if room not in FLOORS:
        return
    ours, theirs = FLOORS[room]
    allowed = theirs | EXTRA.get(str(path.relative_to(APP)), set())
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "app" and len(parts) > 1:
            assert parts[1] in ours | {room}, f"{path} imports {name}"
        elif parts[0] in OUTSIDE | STANDARD:
            assert parts[0] in allowed, f"{path} imports {name}"


def test_only_the_roof_knows_fastapi():
    knowing = {
        path.relative_to(APP).parts[0] for path in modules() if any(n.startswith("fastapi") for n in imports(path))
    }
    assert knowing == {"web"}


def test_a_process_that_trains_starts_without_the_web():
    """It imports the main module again, and then its own: half a second and 35 MB less for each."""
    code = "import sys, app.__main__, app.jobs.worker; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "app.jobs.drawer" in loaded.split()
    assert not {"fastapi", "uvicorn", "app.cli", "app.web"} & set(loaded.split())


def test_web_touches_no_arrays():
    touching = {path.name for path in (APP / "web").glob("*.py") if "numpy" in set(imports(path))}
    assert touching == set()


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(APP)))
def test_modules_say_what_they_know_and_stay_small(path):
    text = path.read_text()
    assert ast.get_docstring(ast.parse(text)), f"{path} does not say what it is for"
    assert text.count("\n") <= 300, f"{path} has {text.count(chr(10))} lines"


@pytest.mark.parametrize("path", sorted((ROOT / "static/js").rglob("*.js")), ids=lambda p: p.name)
def test_scripts_stay_small_and_import_relatively(path):
    text = path.read_text()
    assert text.count("\n") <= 300
    at_once = re.findall(r"^(?:import|export)\b[^;]*? from '([^']*)'", text, re.M)
    for source in [*at_once, *re.findall(r"\bimport\('?(.*?)'?\)", text)]:
        assert source.startswith(("./", "../")), f"{path} imports {source}"


def test_there_is_no_drawer_for_leftovers():
    names = {path.stem for folder in ("app", "static/js", "tests") for path in (ROOT / folder).rglob("*.*")}
    assert not names & {"utils", "helpers", "common", "misc", "util"}


TEXTS = {".py", ".md", ".toml", ".js", ".html", ".css", ".json", ".sh", ""}


def test_no_file_names_a_package_registry():
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "deb.debian" + ".org"]
    for path in ROOT.rglob("*"):
        hidden = any(part.startswith(".") or part in ("node_modules", "build") for part in path.relative_to(ROOT).parts)
        if (
            path.is_file()
            and not hidden
            and path.suffix in {".py", ".md", ".toml", ".js", ".html", ".css", ".json", ".sh", ""}
        ):
            text = path.read_text(errors="ignore")
            assert not [host for host in hosts if host in text], path
