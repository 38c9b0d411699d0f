"""What the lab looks like: one moment at three sizes in both themes, against the pictures in `reference/`."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import paused
from tests.browser.pictures import share_that_differs

REFERENCE = Path(__file__).parent / "reference"
WRITE = os.environ.get("NUDGE_WRITE_REFERENCES") == "1"
# A 4 that a trained network reads as a 9, when its complaints have come back to the image.
MOMENT = "#h=b3000.s378&step=3378&tau=7&sel=w3.4.0"
SIZES = {"lab-1440": (1440, 900), "lab-1024": (1024, 768), "lab-390": (390, 844)}
TOLERATED = 0.01


def picture(lab: Page) -> bytes:
    """The page at rest."""
    lab.wait_for_timeout(250)
    return lab.screenshot()


def chart(lab: Page) -> dict[str, float] | None:
    """It is left out: how far apart its points lie depends on how fast the run was built."""
    return lab.locator("#chart").bounding_box()  # type: ignore[return-value]


@pytest.fixture
def still(open_lab: Callable[..., Page]) -> Page:
    lab = paused(open_lab(MOMENT, reduced_motion="reduce", color_scheme="dark"))
    expect(lab.locator("#inspector h2")).to_contain_text("Weight")
    expect(lab.locator("#inspector .form-block")).to_have_count(3)
    return lab


def test_the_lab_looks_as_it_should(still: Page, browser: Browser):
    blank = browser.new_page()
    found = {}
    for name, (width, height) in SIZES.items():
        still.set_viewport_size({"width": width, "height": height})
        for theme in ("dark", "light"):
            path = REFERENCE / f"{name}-{theme}.png"
            shot = picture(still)
            if WRITE:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(shot)
            else:
                found[path.name] = share_that_differs(blank, shot, path, chart(still))
            still.keyboard.press("d")
        still.keyboard.press("Escape")  # a smaller screen would show the inspector above the picture
    blank.close()
    assert {name: share for name, share in found.items() if share > TOLERATED} == {}
