"""Data over the plane: the regions are drawn, they move while the run learns, a click watches a point."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.acts import number, pad, paused

BACK = "#picture canvas[data-part=back]"


def shades(lab: Page) -> tuple[float, float]:
    """How bright the plane is in its upper left and its lower right corner, where no points lie."""
    left, top, side = pad(lab)
    first, last = lab.locator(BACK).evaluate(
        """(canvas, [left, top, side]) => {
            const box = canvas.getBoundingClientRect();
            const scale = canvas.width / box.width;
            const length = Math.round(side * scale);
            const x = Math.round((left - box.left) * scale), y = Math.round((top - box.top) * scale);
            const { data } = canvas.getContext('2d').getImageData(x, y, length, length);
            const at = (share) => data[4 * (Math.round(share * length) * length + Math.round(share * length))];
            return [at(0.04), at(0.96)];
        }""",
        [left, top, side],
    )
    return first, last


def test_the_moons_get_two_regions(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#data=moons&lr=3&h=b6000&step=6000&tau=7"))
    expect(lab.locator("#run-network")).to_contain_text("2–16–16–2")
    upper, lower = shades(lab)
    assert abs(upper - lower) > 80


def test_the_regions_move_while_it_learns(open_lab: Callable[..., Page]):
    lab = open_lab("#data=moons&lr=3")
    expect(lab.locator("#sentence")).to_contain_text("points seen")
    expect(lab.locator("#speed")).to_have_value("train:1000")
    expect(lab.locator("#sentence")).to_contain_text(re.compile(r"It reads (9\d|100)\.\d %"), timeout=30_000)


def test_a_click_watches_a_point_and_the_table_shows_its_answer(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#data=moons&lr=3&h=b3000&step=3000&tau=7"))
    left, top, side = pad(lab)
    answers = []
    for x, y in ((0.05, 0.05), (0.95, 0.95)):
        lab.mouse.click(left + x * side, top + y * side)
        expect(lab.locator("#pad-head b")).to_have_text("Your point")
        expect(lab.locator("#reading")).to_contain_text("read as")
        lab.wait_for_timeout(300)
        answers.append(lab.locator("#reading").inner_text())
    assert answers[0] != answers[1]
    lab.locator("#picture").focus()
    lab.keyboard.press("t")
    outputs = lab.locator("#twin table").first.locator("tbody tr")
    expect(outputs).to_have_count(2)
    assert 0 <= number(outputs.first.locator("td").first.inner_text()) <= 1
