"""What a person does in the lab, as steps that tests share."""

import math

from playwright.sync_api import Page, expect


def pause(lab: Page) -> None:
    lab.locator("#picture").focus()
    lab.keyboard.press("Space")
    expect(lab.locator("#status")).to_contain_text("Paused")


def tau(lab: Page) -> float:
    return float(lab.locator("#timeline").get_attribute("aria-valuenow") or "-1")


def pad(lab: Page) -> tuple[float, float, float]:
    """The pad's left, top and side in page pixels: it stands over its controls."""
    controls = lab.locator("#pad-controls").bounding_box()
    head = lab.locator("#pad-head").bounding_box()
    assert controls is not None
    assert head is not None
    side = controls["width"]
    return controls["x"], controls["y"] - 12 - side, side


def draw(lab: Page, points: list[tuple[float, float]]) -> None:
    """One stroke through points in 0..1 of the pad."""
    left, top, side = pad(lab)
    placed = [(left + x * side, top + y * side) for x, y in points]
    lab.mouse.move(*placed[0])
    lab.mouse.down()
    for place in placed[1:]:
        lab.mouse.move(*place, steps=2)
    lab.mouse.up()


def draw_three(lab: Page) -> None:
    """A round 3: two bows, one above the other."""
    upper = [(-150 + 240 * i / 12, 0.48, 0.34, 0.17, 0.16) for i in range(13)]
    lower = [(-90 + 250 * i / 12, 0.47, 0.66, 0.20, 0.17) for i in range(13)]
    arcs = [
        (x + rx * math.cos(math.radians(t)), y + ry * math.sin(math.radians(t))) for t, x, y, rx, ry in upper + lower
    ]
    draw(lab, arcs)
