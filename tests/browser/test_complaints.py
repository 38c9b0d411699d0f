"""What the next layer wants of a neuron, and all ways from it to the cost: lists that add up, and what they light."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import ask, number, pause, paused

MOMENT = "#h=b60.s1&step=61&tau=7&tab=ways"


@pytest.fixture
def inspect(open_lab: Callable[..., Page]) -> Callable[[str], Page]:
    return lambda target: paused(open_lab(f"{MOMENT}&sel={target}", reduced_motion="reduce"))


def complaints(lab: Page) -> Locator:
    return lab.locator("#inspector .complaints")


def ways(lab: Page) -> Locator:
    return lab.locator("#inspector .ways")


def numbers(part: Locator) -> tuple[list[float], float]:
    """The numbers of all rows with the rest, and the sum below them."""
    expect(part.locator(".shares")).to_have_attribute("aria-busy", "false")
    found = [number(text) for text in part.locator(".share-number").all_inner_texts()]
    return found[:-1], found[-1]


# The sheet in front of the edges as one number: it differs when something else is lit.
FRONT = """canvas => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) sum += (i % 8191) * data[i + 3];
    return sum;
}"""


def front(lab: Page) -> float:
    lab.wait_for_timeout(150)
    return float(lab.locator("#picture canvas").last.evaluate(FRONT))


@pytest.mark.parametrize(("target", "query"), [("n2.3", "layer=2&to=3"), ("w1.3.406", "layer=1&to=3&from=406")])
def test_wishes_add_up_to_the_neuron_s_and_ways_to_the_derivative(
    inspect: Callable[[str], Page], target: str, query: str
):
    lab = inspect(target)
    told = ask(lab, f"/factors?{query}")
    for part, value in ((complaints(lab), told["dC_da"]), (ways(lab), told["derivative"])):
        rows, total = numbers(part)
        assert total == pytest.approx(value, rel=2e-3)
        assert sum(rows) == pytest.approx(total, abs=abs(max(rows, key=abs)) * 5e-3)
    for row, wish in zip(complaints(lab).locator("button.row").all(), told["complaints"], strict=False):
        weight, delta = re.split(" × ", row.locator(".share-means").inner_text())
        assert number(weight) * number(delta.strip("()")) == pytest.approx(wish["wish"], rel=0.03, abs=1e-6)
        expect(row).to_contain_text("raise" if wish["wish"] < 0 else "lower")


def test_a_neuron_has_no_desired_value_and_its_complaints_open_their_edge(inspect: Callable[[str], Page]):
    lab = inspect("n2.3")
    expect(complaints(lab)).to_contain_text("Is there a desired value for a hidden neuron? No")
    sizes = [abs(value) for value in numbers(complaints(lab))[0]][:-1]  # the last one is the rest
    assert sizes == sorted(sizes, reverse=True)
    rows = complaints(lab).locator("button.row")
    rows.first.focus()
    lab.keyboard.press("Tab")
    expect(rows.nth(1)).to_be_focused()
    lab.keyboard.press("Enter")
    expect(lab.locator("#inspector h2")).to_contain_text("Weight")
    expect(lab).to_have_url(re.compile(r"sel=w3\.\d\.3"))
    expect(complaints(lab)).to_contain_text("its complaint is the cost itself")
    expect(ways(lab)).to_contain_text("One way only")


def test_a_way_is_lit_by_pointer_and_by_keyboard_and_kept_by_a_press(inspect: Callable[[str], Page]):
    lab = inspect("w1.3.406")
    numbers(ways(lab))
    rows = ways(lab).locator("button.row")
    plain = front(lab)
    rows.nth(1).hover()
    second = front(lab)
    assert second != plain
    lab.locator("#sentence").hover()
    assert front(lab) == plain
    rows.nth(1).focus()
    assert front(lab) == second
    lab.keyboard.press("Enter")
    expect(rows.nth(1)).to_have_attribute("aria-pressed", "true")
    lab.locator("#picture").focus()
    assert front(lab) == second


def test_the_lists_follow_the_moment_and_wait_for_their_phase(inspect: Callable[[str], Page]):
    lab = inspect("w1.3.406")
    before = numbers(ways(lab))
    lab.get_by_role("button", name="Next sample").click()
    expect(ways(lab)).to_contain_text("Not yet: the complaints have not come back this far.")
    lab.locator("#picture").focus()
    lab.keyboard.press("End")
    expect(ways(lab).locator(".shares")).to_be_visible()
    now = numbers(ways(lab))
    assert now != before
    assert now[1] == pytest.approx(ask(lab, "/factors?layer=1&to=3&from=406")["derivative"], rel=2e-3, abs=1e-12)


def test_while_it_trains_the_lists_say_when_they_can_be_seen(open_lab: Callable[..., Page]):
    lab = open_lab("#sel=n2.3&tab=ways")
    expect(lab.locator("#status")).to_contain_text("Training")
    expect(complaints(lab)).to_contain_text("Pause, and this can be seen")
    expect(complaints(lab).locator(".shares")).to_be_hidden()
    pause(lab)
    rows, total = numbers(complaints(lab))
    assert sum(rows) == pytest.approx(total, abs=abs(max(rows, key=abs)) * 5e-3)
