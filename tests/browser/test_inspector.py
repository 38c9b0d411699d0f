"""The inspector: a weight, a bias, a neuron, an input; verifying, editing, and numbers that live while a run trains."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import at, number, paused

MOMENT = "#h=b60.s1&step=61&tau=7"


@pytest.fixture
def inspect(open_lab: Callable[..., Page]) -> Callable[[str], Page]:
    return lambda target: paused(open_lab(f"{MOMENT}&sel={target}"))


def factors(lab: Page) -> list[float]:
    return [number(text) for text in lab.locator(".chain .number:not(.operator)").all_inner_texts()]


def test_a_weight_s_factors_multiply_to_its_nudge(inspect: Callable[[str], Page]):
    lab = inspect("w3.4.2")
    expect(lab.locator("#inspector h2")).to_contain_text("Weight")
    expect(lab.locator("#inspector .sub").first).to_have_text("From neuron 2 of layer 2 to the output for digit 4")
    nudge, heard, slope, miss = factors(lab)
    assert nudge == pytest.approx(heard * slope * miss, rel=0.02)
    words = "Lowering" if nudge > 0 else "Raising"
    expect(lab.locator("#inspector .plain")).to_contain_text(f"{words} this weight by 0.1 would lower the cost")


def test_the_update_line_is_true(inspect: Callable[[str], Page]):
    lab = inspect("w3.4.2&tab=step")
    line = lab.locator("#inspector .update > div").last.inner_text().replace("−", "-")
    left, right = line.split("=")
    before, _, rest = left.partition(" - ")
    rate, _, nudge = rest.partition(" × ")
    assert number(before) - number(rate) * number(nudge.strip(" ()")) == pytest.approx(number(right), abs=2e-3)


def test_a_batch_step_is_told_as_a_mean(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#h=b60&step=60&tau=7&sel=w3.4.2&tab=step"))
    expect(lab.locator("#inspector .update")).to_contain_text("mean of 10 nudges")


@pytest.mark.parametrize(("target", "title"), [("w1.3.406", "Weight"), ("b2.5", "Bias")])
def test_verify_agrees_with_a_central_difference(inspect: Callable[[str], Page], target: str, title: str):
    lab = inspect(target)
    expect(lab.locator("#inspector h2")).to_contain_text(title)
    lab.get_by_role("button", name="Verify").click()
    cells = lab.locator(".check-table td")
    expect(cells.first).not_to_be_empty()
    expect(lab.locator(".check-table")).to_be_visible()
    rule, difference = (number(text) for text in cells.all_inner_texts()[:2])
    assert rule == pytest.approx(difference, rel=1e-4, abs=1e-9)


def test_an_input_shows_what_the_cost_wishes_of_it(inspect: Callable[[str], Page]):
    lab = inspect("p406")
    expect(lab.locator("#inspector h2")).to_contain_text("Input")
    expect(lab.locator("#inspector .sub").first).to_have_text("The pixel in row 14, column 14")
    expect(lab.locator("#inspector")).to_contain_text("Complaints from layer 1")
    rows = lab.locator("#inspector .part").last.locator("button.row")
    sizes = [abs(number(text.split("δ")[1])) for text in rows.all_inner_texts()]
    assert sizes == sorted(sizes, reverse=True)


def test_a_weight_can_be_set_and_nonsense_is_refused(inspect: Callable[[str], Page]):
    lab = inspect("w3.4.2&tab=nudge")
    value = lab.get_by_label("New value of this weight")
    value.fill("much")
    value.press("Enter")
    expect(lab.locator("#inspector .form-note")).to_have_text("A number, please.")
    expect(value).to_have_attribute("aria-invalid", "true")
    value.fill("1.25")
    value.press("Enter")
    expect(lab.locator("#inspector .form-note")).to_be_empty()
    expect(lab).to_have_url(re.compile("edit"))
    lab.get_by_role("tab", name="The step").click()
    expect(lab.locator("#inspector .update > div").last).to_contain_text("1.250")


def test_tabs_are_walked_by_arrows_kept_by_the_next_selection_and_held_by_the_link(inspect: Callable[[str], Page]):
    lab = inspect("w3.4.2&tab=step")
    step = lab.get_by_role("tab", name="The step")
    expect(step).to_have_attribute("aria-selected", "true")
    step.press("ArrowRight")
    ways = lab.get_by_role("tab", name="Ways")
    expect(ways).to_be_focused()
    expect(ways).to_have_attribute("aria-selected", "true")
    expect(lab).to_have_url(re.compile("tab=ways"))
    expect(lab.get_by_role("tabpanel", name="Ways")).to_contain_text("One way only")
    at(lab, 7)  # arrows between tabs are not those between phases
    lab.locator("#picture").focus()
    lab.keyboard.press("ArrowDown")
    expect(lab.locator("#inspector h2")).to_contain_text("Neuron")
    expect(lab.get_by_role("tab", name="Ways")).to_have_attribute("aria-selected", "true")


def test_numbers_live_while_the_run_trains(open_lab: Callable[..., Page]):
    lab = open_lab("#sel=w3.4.2")
    first = lab.locator(".chain .number").first
    expect(first).not_to_be_empty()
    before = first.inner_text()
    expect(lab.locator("#status")).to_contain_text("Training")
    expect(first).not_to_have_text(before)
    expect(lab.locator("#inspector h2")).to_contain_text("Weight")
