"""The lab by keyboard alone, by name and role, as tables, read out, zoomed, and in colours that can be read."""

import re
from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import ask, at, number, paused
from tests.conftest import ROOT

MOMENT = "#h=b60&step=60&tau=7"
ORDER = ["top", "pad-controls", "picture", "inspector", "transport", "phases", "chart"]


@pytest.fixture
def moment(open_lab: Callable[..., Page]) -> Page:
    return paused(open_lab(MOMENT, color_scheme="dark"))


def test_every_control_has_a_name_and_a_role(moment: Page):
    nameless = moment.evaluate(
        """() => [...document.querySelectorAll('button, select, input, a, [tabindex="0"]')]
            .filter((node) => node.checkVisibility())
            .filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length))
            .map((node) => node.outerHTML)"""
    )
    assert nameless == []
    for role, name in [
        ("slider", "Phase"),
        ("radiogroup", "It should say"),
        ("button", "Next phase"),
        ("button", "Phase back"),
        ("button", "Play"),
        ("combobox", "Speed"),
        ("button", "Settings"),
        ("button", "Help"),
        ("main", "The network"),
        ("complementary", "Inspector"),
    ]:
        expect(moment.get_by_role(role, name=name, exact=True)).to_be_visible()  # type: ignore[arg-type]


def test_the_focus_walks_the_regions_in_their_order(moment: Page):
    visited: list[str] = []
    for _ in range(60):
        moment.keyboard.press("Tab")
        region = moment.evaluate(
            f"() => document.activeElement.closest('{', '.join('#' + name for name in ORDER)}')?.id"
        )
        if region and (not visited or visited[-1] != region):
            visited.append(region)
        if region == ORDER[-1]:
            break
    assert visited == ORDER


def test_the_lab_works_by_keyboard_alone(moment: Page):
    moment.locator("#picture").focus()
    for key in ("Enter", "ArrowDown", "Shift+ArrowLeft", "]"):
        moment.keyboard.press(key)
    expect(moment.locator("#inspector h2")).to_contain_text("Weight")
    moment.keyboard.press("Escape")
    expect(moment.locator("#inspector h2")).to_have_text("This step")
    expect(moment.locator("#picture")).to_be_focused()
    moment.keyboard.press("ArrowLeft")
    at(moment, 6)
    moment.keyboard.press("4")
    expect(moment.get_by_role("radio", name="4", exact=True)).to_have_attribute("aria-checked", "true")
    moment.keyboard.press("d")
    expect(moment.locator("html")).to_have_attribute("data-theme", "light")
    moment.keyboard.press("?")
    expect(moment.get_by_role("dialog")).to_be_visible()
    moment.keyboard.press("Escape")
    expect(moment.get_by_role("dialog")).to_be_hidden()
    moment.keyboard.press("n")
    expect(moment.locator("#status")).to_contain_text("step 61")


def test_no_single_key_acts_while_a_field_has_the_focus(moment: Page):
    moment.locator("#open-settings").click()
    field = moment.locator("#setting-network-hidden")
    field.fill("")
    field.press_sequentially("nedt ?7")
    expect(field).to_have_value("nedt ?7")
    field.press("ArrowLeft")
    expect(moment.locator("html")).to_have_attribute("data-theme", "dark")
    expect(moment.locator("#twin")).to_be_hidden()
    expect(moment.locator("#status")).to_contain_text("step 60")
    at(moment, 7)


def column(lab: Page, caption: str, place: int) -> list[float]:
    rows = lab.locator("#twin table").filter(has=lab.locator("caption", has_text=re.compile(f"^{caption}$")))
    return [number(text) for text in rows.locator(f"tbody td:nth-child({place})").all_inner_texts()]


def close(shown: Iterable[float], true: Iterable[float]) -> bool:
    return list(shown) == pytest.approx(list(true), rel=2e-2, abs=6e-4)


def test_the_table_twin_has_the_numbers_of_the_api(moment: Page):
    moment.locator("#strip button").nth(1).click()
    name = moment.locator("#strip button").nth(1).get_attribute("aria-label") or ""
    index = int(re.findall(r"\d+", name)[0]) - 1
    expect(moment.locator("#pad-head b")).to_have_text(f"Digit {index + 1:,}")
    moment.locator("#picture").focus()
    moment.keyboard.press("t")
    layers = ask(moment, f"/trace?sample={index}")["layers"]
    outputs = layers[-1]
    assert close(column(moment, "Outputs", 2), outputs["a"])
    assert close(column(moment, "Outputs", 6), outputs["delta"])
    for layer in (1, 2):
        assert close(column(moment, f"Layer {layer}", 2), layers[layer - 1]["a"])
        assert close(column(moment, f"Layer {layer}", 3), layers[layer - 1]["z"])
        assert close(column(moment, f"Layer {layer}", 4), layers[layer - 1]["delta"])


def test_the_table_has_every_parameter_of_a_small_network_before_and_after(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#preset=mazur&tau=6&panel=table"))
    layers = ask(lab, "/trace?sample=0")["layers"]
    edges, biases = (column(lab, caption, 5) for caption in ("Edges, strongest first", "Biases"))
    assert sorted(edges) == pytest.approx(
        sorted(w for layer in layers for row in layer["W_new"] for w in row), abs=1e-6
    )
    assert sorted(biases) == pytest.approx(sorted(b for layer in layers for b in layer["b_new"]), abs=1e-6)


def test_phases_are_read_out_once_with_their_number(moment: Page):
    said = moment.locator("#announcer")
    expect(said).to_have_attribute("aria-live", "polite")
    moment.locator("#picture").focus()
    moment.keyboard.press("ArrowLeft")
    expect(said).to_have_text(re.compile(r"^Backward, layer 2\. .* Largest: neuron \d+, .*, (raise|lower)\.$"))
    moment.keyboard.press("End")
    expect(said).to_have_text(re.compile(r"^Update\. .* from \d\.\d+ to \d\.\d+\."))
    value = moment.locator("#timeline").get_attribute("aria-valuetext") or ""
    assert value.startswith("Update.")


def test_training_is_read_out_once(lab: Page):
    expect(lab.locator("#announcer")).to_have_text("Training.")


def test_zoomed_the_page_never_scrolls_sideways(moment: Page):
    for width, height in ((720, 450), (640, 400), (512, 384), (320, 640)):
        moment.set_viewport_size({"width": width, "height": height})
        expect(moment.locator("#sentence")).to_be_visible()
        moment.locator("#next-phase").scroll_into_view_if_needed()
        moment.locator("#previous-phase").click()
        at(moment, 6)
        moment.locator("#next-phase").click()
        at(moment, 7)
        assert moment.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0, (width, height)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_every_text_colour_can_be_read_on_every_ground():
    text = (ROOT / "static/css/tokens.css").read_text()
    for theme in ("dark", "light"):
        block = text[text.index(f'[data-theme="{theme}"]') :]
        token = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block[: block.index("}")]))
        for role in ("ink", "ink2", "ink3", "up", "down", "C", "w", "b", "a", "z", "d"):
            for ground in ("bg", "bg1"):
                assert contrast(token[role], token[ground]) >= 4.5, (theme, role, ground)
        assert contrast(token["ink2"], token["bg2"]) >= 4.5
