"""The worked examples: chosen from the menu, stepped through with the published numbers, and carried by a link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.training.presets import PRESETS
from tests.browser.acts import ask, at, job, number, paused, shown_step

TITLES = {preset.name: preset.title for preset in PRESETS}


def open_example(lab: Page, name: str) -> Page:
    lab.locator("#open-examples").click()
    lab.locator("#examples button").filter(has_text=TITLES[name]).click()
    expect(lab.locator("#run-name")).to_have_text(TITLES[name])
    expect(lab.locator("#examples")).to_be_hidden()
    paused(lab)
    at(lab, 0)
    return lab


@pytest.fixture
def still(open_lab: Callable[..., Page]) -> Page:
    return paused(open_lab("#data=xor&hidden=2&tau=0"))


def inspect(lab: Page, address: str) -> None:
    """Select what the address names."""
    lab.evaluate("part => { location.hash = location.hash.replace(/&sel=[^&]*/, '') + '&sel=' + part; }", address)
    expect(lab).to_have_url(re.compile(f"sel={address}"))


def test_the_menu_lists_what_there_is_and_is_used_by_keyboard_alone(still: Page):
    lab = still
    lab.locator("#open-examples").focus()
    lab.keyboard.press("Enter")
    items = lab.locator("#examples li button")
    expect(items).to_have_count(len(PRESETS))
    expect(items.first).to_be_focused()
    for item, preset in zip(items.all(), PRESETS, strict=True):
        expect(item).to_contain_text(preset.title)
        expect(item).to_contain_text(preset.note)
    lab.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    lab.keyboard.press("Escape")
    expect(lab.locator("#examples")).to_be_hidden()
    lab.locator("#open-examples").focus()
    lab.keyboard.press("Enter")
    expect(items.first).to_be_focused()
    lab.keyboard.press("Enter")
    expect(lab.locator("#run-name")).to_have_text(PRESETS[0].title)
    paused(lab)
    at(lab, 0)
    expect(lab.locator("#run-network")).to_have_text("1–1–1–1 sigmoid")
    lab.keyboard.press("ArrowRight")
    at(lab, 1)


def test_mazurs_example_shows_the_published_numbers(still: Page):
    lab = open_example(still, "mazur")
    expect(lab.locator("#run-network")).to_have_text("2–2–2 sigmoid")
    expect(lab.locator("#sentence")).to_contain_text("The weights are given")
    for _ in range(6):
        lab.keyboard.press("ArrowRight")
    at(lab, 6)
    expect(lab.locator("#sentence")).to_contain_text("Not applied yet")
    lab.locator("#open-table").click()
    expect(lab.locator("#twin td").first).to_be_visible()
    shown = [number(text) for text in lab.locator("#twin td").all_inner_texts() if re.search(r"\d", text)]
    for published in (0.298371, 0.59327, 0.082167, 0.358916):  # cost, a1, dC/dw5 and the new w5
        assert any(abs(value - published) <= 1e-6 for value in shown), (published, shown)
    lab.keyboard.press("Escape")
    lab.locator("#next-sample").click()
    expect(lab.locator("#status span")).not_to_contain_text("step 0")
    assert shown_step(lab) > 0


def test_a_link_to_an_example_builds_it_again_where_its_run_is_gone(still: Page, open_lab: Callable[..., Page]):
    lab = open_example(still, "relu-homework")
    lab.keyboard.press("ArrowRight")
    at(lab, 1)
    expect(lab).to_have_url(re.compile("tau=1"))
    spec, link = ask(lab, "")["spec"], lab.url.split("#")[1]
    assert len(link) < 400
    other = paused(open_lab("#" + re.sub(r"job=\w+&", "", link)))
    at(other, 1)
    assert job(other) != job(lab)
    expect(other.locator("#sentence")).not_to_contain_text("Left out")
    assert ask(other, "")["spec"] == spec
