"""Print the path of a Chromium that the browser tests can drive, getting one if there is none.

In this order: a Chromium or Chrome on PATH; Debian's package, as root on Debian; Playwright's own
download. Fails with what to do when none of them works.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
HELP = """\
No Chromium or Chrome was found, and none could be installed.
Install one so that it is on PATH (Debian: apt-get install chromium; macOS: brew install --cask google-chrome),
or set NUDGE_TEST_BROWSER to the path of its program; then run the tests again."""


def on_this_machine() -> str | None:
    """A browser that is here already."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return str(MAC) if MAC.exists() else None


def from_debian() -> str | None:
    """Debian's package, where we may install it."""
    if not shutil.which("apt-get") or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    commands = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"])
    for command in commands:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, check=False, stdout=sys.stderr, stdin=subprocess.DEVNULL, env=environment)
    return on_this_machine()


def from_playwright() -> str | None:
    """Playwright's own download."""
    install = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(install, check=False, stdout=sys.stderr).returncode != 0:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> int:
    """Print the first that is found."""
    for source in (lambda: os.environ.get("NUDGE_TEST_BROWSER"), on_this_machine, from_debian, from_playwright):
        if path := source():
            print(path)
            return 0
    print(HELP, file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
