"""What a person does in the lab, as steps that tests share."""

import contextlib
import math
import re
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page, expect


def pause(lab: Page) -> None:
    expect(lab.locator("#status")).to_contain_text("Training", timeout=15_000)  # the page listens by then
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


def paused(lab: Page) -> Page:
    """Waits until a link's moment has been rebuilt and stands on the picture."""
    expect(lab.locator("#status span")).to_contain_text("Paused", timeout=60_000)
    expect(lab.locator("#sentence b")).not_to_contain_text("Rebuilding", timeout=60_000)
    return lab


def at(lab: Page, place: float) -> None:
    """The timeline stands there."""
    expect(lab.locator("#timeline")).to_have_attribute("aria-valuenow", f"{place:.2f}")


def job(lab: Page) -> str:
    """The run's id, once the address names it."""
    expect(lab).to_have_url(re.compile(r"job=\w+"))
    found = re.search(r"job=(\w+)", lab.url)
    assert found is not None
    return found[1]


def ask(lab: Page, path: str) -> Any:
    """What the REST API answers about the run on the page."""
    origin = lab.url.split("/#")[0]
    answer = lab.request.get(f"{origin}/api/v1/jobs/{job(lab)}{path}")
    assert answer.ok, answer.text()
    return answer.json()


def shown_step(lab: Page) -> int:
    """The step that the top bar names while the run rests."""
    status = lab.locator("#status span")
    expect(status).to_contain_text("step")
    return int(re.sub(r"\D", "", (status.text_content() or "").split("step")[1]))


def number(text: str) -> float:
    """A number as the page writes it: with a real minus sign, commas and powers of ten."""
    plain = text.strip().replace("−", "-").replace(",", "")
    powers = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    digits, _, power = plain.partition("·10")
    return float(digits) * 10 ** int(power.translate(powers) or "0")


@contextlib.contextmanager
def visitor(browser: Browser, address: str, hash_: str = "", **options: Any) -> Iterator[Page]:
    """A page of its own, for tests in which the browser has reason to complain: a refusal, a server that is gone."""
    context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
    try:
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(f"{address}/{hash_}")
        yield page
    finally:
        context.close()
