"""A network of one's own: typed into a table, its layers changed, wrong cells explained, and opened as a run."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import ask, paused


@pytest.fixture
def typing(open_lab: Callable[..., Page]) -> Page:
    """The drawer, over a run that is too large to be typed."""
    lab = paused(open_lab("#h=b3&step=3&tau=0"))
    lab.locator("#open-examples").click()
    lab.get_by_role("button", name="Type in your own numbers").click()
    expect(lab.get_by_label("Layers", exact=True)).to_be_focused()
    return lab


def cell(lab: Page, row: str, column: str, grid: int = 0):
    return lab.locator("#numbers .grid").nth(grid).get_by_label(f"{row}, {column}", exact=True)


def opened(lab: Page) -> dict:
    lab.get_by_role("button", name="Open this network").click()
    expect(lab.locator("#run-name")).to_have_text("Your own numbers")
    paused(lab)
    expect(lab).to_have_url(re.compile("data=table"))
    return ask(lab, "/network")


def test_typed_numbers_become_the_network_and_the_sample(typing: Page):
    lab = typing
    layers = lab.get_by_label("Layers", exact=True)
    layers.fill("3, 2, 1")
    layers.press("Tab")
    for column, value in zip(("x0", "x1", "x2", "b"), ("0.1", "−0,2", "3e-1", "1"), strict=True):
        cell(lab, "neuron 1", column).fill(value)
    cell(lab, "neuron 0", "x2").fill("2")
    for column, value in zip(("x0", "x1", "x2", "y0"), ("1", "0", "0.5", "0.25"), strict=True):
        cell(lab, "sample 1", column, 2).fill(value)
    lab.get_by_label("Cost", exact=True).select_option("half_quadratic")
    lab.get_by_label("Rate η").last.fill("0.125")
    network = opened(lab)
    assert network["weights"][0] == [[1, -2, 2], [0.1, -0.2, 0.3]]
    assert network["biases"][0] == [-0.4, 1]
    spec = ask(lab, "")["spec"]
    assert (spec["cost"], spec["optimizer"]["learning_rate"]) == ("half_quadratic", 0.125)
    traced = ask(lab, "/trace?sample=0")
    assert traced["input"] == [1, 0, 0.5]
    lab.reload()
    paused(lab)
    assert ask(lab, "/network") == network  # the link carries every number


def test_a_block_from_a_spreadsheet_fills_the_cells(typing: Page):
    lab = typing
    first = cell(lab, "neuron 0", "x0")
    first.focus()
    first.evaluate(
        """node => { const data = new DataTransfer(); data.setData('text', '5\\t6\\n7\\t8');
        node.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }"""
    )
    expect(cell(lab, "neuron 1", "x1")).to_have_value("8")
    assert opened(lab)["weights"][0] == [[5, 6], [7, 8]]


def test_what_is_wrong_is_said_in_place_and_nothing_is_lost(typing: Page):
    lab = typing
    layers = lab.get_by_label("Layers", exact=True)
    layers.fill("2, 9, 1")
    layers.press("Tab")
    expect(lab.locator("#own-layers-why")).to_have_text("Each layer has 1 to 6 neurons.")
    layers.fill("2, 3, 1")
    layers.press("Tab")
    expect(lab.locator("#own-layers-why")).to_be_empty()
    lab.get_by_role("button", name="Open this network").click()
    expect(lab.locator("#numbers .form-note")).to_have_text("4 cells hold no number yet.")
    expect(cell(lab, "neuron 2", "x0")).to_have_attribute("aria-invalid", "true")
    expect(cell(lab, "neuron 0", "x1")).to_have_value("-2")
    lab.keyboard.press("Escape")
    lab.locator("#open-examples").click()
    lab.get_by_role("button", name="Type in your own numbers").click()
    expect(lab.get_by_label("Layers", exact=True)).to_have_value("2, 3, 1")


def test_more_samples_are_stepped_through_one_by_one(typing: Page):
    lab = typing
    lab.get_by_role("button", name="One more sample").click()
    for column, value in zip(("x0", "x1", "y0"), ("1", "1", "0"), strict=True):
        cell(lab, "sample 2", column, 2).fill(value)
    opened(lab)
    assert ask(lab, "")["spec"]["dataset"]["rows"][1:] == [[0.8, 0.2, 1], [1, 1, 0]]


def test_a_small_network_on_the_picture_is_what_is_typed_over(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#data=xor&hidden=2&net=1_2_0.5*-1_3_0**2_-2_0.25&tau=0"))
    lab.locator("#open-examples").click()
    lab.get_by_role("button", name="Type in your own numbers").click()
    expect(lab.get_by_label("Layers", exact=True)).to_have_value("2, 2, 1")
    expect(cell(lab, "neuron 0", "b")).to_have_value("0.5")
    expect(cell(lab, "neuron 0", "a1", 1)).to_have_value("-2")


def test_it_fits_a_phone(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#data=xor&hidden=6,6&tau=0", width=390, height=844))
    lab.locator("#open-examples").click()
    lab.get_by_role("button", name="Type in your own numbers").click()
    drawer = lab.locator("#numbers")
    expect(drawer).to_be_visible()
    assert drawer.evaluate("node => node.scrollWidth <= node.clientWidth")
