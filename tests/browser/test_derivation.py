"""One whole derivation, from the first input to the verified derivative: by keyboard alone, and as it is read out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import number, paused

WORKED = "#preset=mazur&tau=0"
FORWARD_AND_BACK = ["Forward, layer 1", "Forward, layer 2", "Cost", "Backward, layer 2", "Backward, layer 1", "Update"]
TERM = re.compile(r'group "(?P<name>[^"]*): (?P<value>[-−\d.·⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)"')


@pytest.fixture
def worked(open_lab: Callable[..., Page]) -> Page:
    return paused(open_lab(WORKED, reduced_motion="reduce"))


def tab_to(lab: Page, wanted: Locator, most: int = 60) -> None:
    """Tab until the focus is there, as somebody without a mouse would."""
    for _ in range(most):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        lab.keyboard.press("Tab")
    raise AssertionError("Tab does not lead there.")


def numbers(cells: Locator) -> list[float]:
    return [number(text) for text in cells.all_inner_texts()]


def test_a_derivation_is_walked_by_keyboard_alone(worked: Page):
    lab = worked
    lab.mouse.move(0, 0)
    tab_to(lab, lab.locator("#picture"))
    for phase in FORWARD_AND_BACK[:-1]:
        lab.keyboard.press("ArrowRight")
        expect(lab.locator("#announcer")).to_contain_text(phase)
    lab.keyboard.press("Enter")
    expect(lab.locator("#inspector h2")).to_contain_text("Neuron")
    lab.keyboard.press("Shift+ArrowLeft")
    lab.keyboard.press("]")
    expect(lab.locator("#inspector h2")).to_contain_text("Weight")

    # The factors, in the order of Tab: each lights what it names, and their product is the derivative.
    chain = lab.locator("#inspector .chain")
    derivative, *factors = numbers(chain.locator(".number:not(.operator)"))
    product = 1.0
    for factor in factors:
        product *= factor
    assert product == pytest.approx(derivative, rel=0.01)
    focusable = chain.locator(".factor[tabindex='0']")
    assert focusable.count() == 1 + len(factors)
    for place in range(1 + len(factors)):
        tab_to(lab, focusable.nth(place))

    verify = lab.get_by_role("button", name="Verify")
    tab_to(lab, verify)
    lab.keyboard.press("Enter")
    rows = lab.locator(".check-table td")
    expect(rows.first).to_be_visible()
    found, difference = numbers(rows)[:2]
    assert found == pytest.approx(difference, rel=1e-6)
    assert found == pytest.approx(derivative, rel=0.01)

    # The formula, term by term, with the arrows.
    tab_to(lab, lab.get_by_role("tab", name="Formula"))
    lab.keyboard.press("Tab")
    first = lab.evaluate("document.activeElement.getAttribute('aria-label')")
    assert first.startswith("derivative of the cost by the weight")
    lab.keyboard.press("ArrowRight")
    assert lab.evaluate("document.activeElement.getAttribute('aria-label')").startswith("activation")

    # Nudge it, and put it back.
    tab_to(lab, lab.get_by_role("tab", name="Formula"))
    lab.keyboard.press("ArrowRight")
    expect(lab.get_by_role("tab", name="Nudge it")).to_be_focused()
    line = lab.get_by_role("tabpanel").get_by_role("slider").first
    tab_to(lab, line)
    before = line.get_attribute("aria-valuenow")
    lab.keyboard.press("ArrowRight")
    expect(line).not_to_have_attribute("aria-valuenow", before or "")
    lab.keyboard.press("Home")
    expect(line).to_have_attribute("aria-valuenow", before or "")

    # The update, and the next step: the one shown is taken, and the one after it seen.
    lab.keyboard.press("Escape")
    expect(lab.locator("#picture")).to_be_focused()
    lab.keyboard.press("End")
    expect(lab.locator("#announcer")).to_contain_text("Update")
    lab.keyboard.press("n")
    expect(lab.locator("#status")).to_contain_text("step 2")


def terms(lab: Page) -> dict[str, float]:
    """Every term of the index form with its number, as the accessibility tree has it."""
    tree = lab.get_by_role("region", name="By index").aria_snapshot()
    return {found["name"]: number(found["value"]) for found in TERM.finditer(tree)}


def test_a_derivation_is_read_out_with_all_its_numbers(worked: Page):
    lab = worked
    expect(lab.get_by_role("main", name="The network")).to_be_visible()
    lab.locator("#picture").focus()
    for phase in FORWARD_AND_BACK[:-1]:
        lab.keyboard.press("ArrowRight")
        said = lab.locator("#announcer")
        expect(said).to_have_text(re.compile(rf"^{phase}\. .*\d"))
    for key in ("Enter", "Shift+ArrowLeft", "]"):
        lab.keyboard.press(key)
    expect(lab.get_by_role("region", name="By index")).to_be_visible()

    said_of = terms(lab)
    (derivative,) = (
        value for name, value in said_of.items() if name.startswith("derivative of the cost by the weight")
    )
    source = next(value for name, value in said_of.items() if name.startswith("activation of input"))
    delta = next(value for name, value in said_of.items() if re.match("delta of neuron . of layer 1", name))
    assert derivative == pytest.approx(source * delta, rel=0.02)
    slope = next(value for name, value in said_of.items() if re.match("slope of neuron . of layer 1", name))
    wish = next(
        v for name, v in said_of.items() if re.match("derivative of the cost by the activation .* layer 1", name)
    )
    assert delta == pytest.approx(slope * wish, rel=0.02)

    # The wish is a sum over the neurons of layer 2; the other one is chosen in the formula itself.
    total = 0.0
    for neuron in ("0", "1"):
        lab.get_by_role("spinbutton", name=re.compile("Show the numbers of i")).fill(neuron)
        expect(lab.get_by_role("region", name="By index")).to_match_aria_snapshot(
            f"- group /delta of neuron {neuron} of layer 2/"
        )
        said_of = terms(lab)
        weight = next(v for name, v in said_of.items() if name.startswith(f"weight into neuron {neuron} of layer 2"))
        total += weight * said_of[f"delta of neuron {neuron} of layer 2"]
        a, y = (said_of[f"{what} of neuron {neuron} of layer 2"] for what in ("activation", "desired output"))
        slope = said_of[f"slope of neuron {neuron} of layer 2"]
        assert said_of[f"delta of neuron {neuron} of layer 2"] == pytest.approx(slope * (a - y), rel=0.02)
    assert total == pytest.approx(wish, rel=0.02)

    # The same numbers as tables, with a caption and heads of their own.
    lab.locator("#picture").focus()
    lab.keyboard.press("t")
    tables = lab.get_by_role("region", name="The picture as tables")
    for caption in ("Outputs", "Cost", "Layer 1", "Edges, strongest first"):
        expect(tables.get_by_role("table", name=caption)).to_be_visible()
