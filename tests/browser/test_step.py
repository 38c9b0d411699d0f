"""What a step does: the rule with its numbers, nudges that form a mean, gradients side by side, the work."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import ask, number, pause, paused

BATCH = "#h=b60&step=60&tau=7&tab=step&sel=w2.13.2"
SAMPLE = "#h=b60.s1&step=61&tau=7&tab=step&sel=w2.13.2"


def told(lab: Page) -> dict:
    return ask(lab, "/update?layer=2&to=13&from=2")


def values(lab: Page, selector: str) -> list[float]:
    return [number(text) for text in lab.locator(selector).all_inner_texts()]


def test_a_batch_step_is_the_mean_of_nudges_that_are_all_there(open_lab: Callable[..., Page]):
    lab = paused(open_lab(BATCH))
    sticks = lab.locator(".stick")
    expect(sticks).to_have_count(10)
    update = told(lab)
    for stick, sample in zip(sticks.all(), update["batch"]["samples"], strict=True):
        name = stick.get_attribute("aria-label") or ""
        assert number(name.split(": ")[1].split(". Mean")[0].rstrip(".")) == pytest.approx(sample["nudge"], rel=0.03)
        assert f"Digit {sample['label']}, number {sample['index'] + 1:,}" in name
    expect(lab.locator(".batch .hint")).to_contain_text("These 10 digits made the step")
    line = lab.locator(".update > div").last.inner_text()
    gradient = number(line.split(" × ")[1].split(" = ")[0].strip("()"))
    assert gradient == pytest.approx(update["gradient"], rel=0.03)
    assert gradient == pytest.approx(update["batch"]["mean"], rel=0.03)


def test_a_stick_tells_its_sample_and_leads_to_it(open_lab: Callable[..., Page]):
    lab = paused(open_lab(SAMPLE))
    expect(lab.locator(".batch .hint")).to_contain_text("In a batch, these 10 digits would move it by their mean")
    third = lab.locator(".stick").nth(2)
    sample = told(lab)["batch"]["samples"][2]
    third.focus()
    expect(lab.locator(".batch .hint")).to_contain_text(f"number {sample['index'] + 1:,}")
    expect(lab.locator(".batch .hint")).to_contain_text("Mean of the first 3")
    lab.keyboard.press("Enter")
    expect(lab).to_have_url(re.compile(rf"watch=s{sample['index']}"))
    expect(lab.locator("#pad-head b")).to_have_text(f"Digit {sample['index'] + 1:,}")


def test_gradients_of_one_digit_a_batch_and_all_stand_side_by_side(open_lab: Callable[..., Page]):
    lab = paused(open_lab(SAMPLE))
    expect(lab.locator(".direction")).to_have_count(3)
    compared = ask(lab, "/directions")
    rows = lab.locator(".directions-table tbody tr")
    expect(rows).to_have_count(3)
    degrees = {tuple(each["between"]): each["degrees"] for each in compared["angles"]}
    for row, each in zip(rows.all(), compared["directions"], strict=True):
        length, turn, moved = row.locator("td").all_inner_texts()
        assert number(length) == pytest.approx(each["length"], rel=0.01)
        assert number(turn.rstrip("°")) == pytest.approx(degrees.get((each["name"], "all"), 0), abs=0.51)
        assert number(moved) == each["moved"]
    expect(rows.last).to_contain_text("all 10,000 digits")


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov", "rmsprop", "adam"])
def test_an_optimiser_shows_its_memory(open_lab: Callable[..., Page], optimizer: str):
    lab = paused(open_lab(f"{BATCH}&opt={optimizer}&lr=0.01"))
    update = told(lab)
    rule = lab.locator(".rule")
    expect(rule).to_be_visible()
    text = rule.inner_text()
    for value in update["memory_after"].values():
        assert any(number(found) == pytest.approx(value, rel=0.05) for found in re.findall(r"= (\S+)", text)), text
    before, after = values(lab, ".update > div:last-child > span.w, .update > div:last-child > b")
    assert after == pytest.approx(update["after"], rel=5e-3)
    assert before == pytest.approx(update["before"], rel=5e-3)


def test_going_back_is_set_against_wiggling(open_lab: Callable[..., Page]):
    lab = paused(open_lab(SAMPLE))
    expect(lab.locator(".counts")).to_contain_text("Forward 12,960, backward 13,418: that is all 13,002 nudges")
    expect(lab.locator(".counts")).to_contain_text("168,505,920")


def test_it_waits_for_its_phase_and_for_a_pause(open_lab: Callable[..., Page]):
    lab = paused(open_lab(SAMPLE.replace("tau=7", "tau=4.5")))
    panel = lab.get_by_role("tabpanel")
    expect(panel).to_contain_text("Not yet: the complaints have not come back this far.")
    expect(lab.locator(".stick").first).to_be_hidden()
    running = open_lab("#sel=w3.4.2&tab=step")
    expect(running.get_by_role("tabpanel")).to_contain_text("Pause, and the samples behind this step can be seen")
    pause(running)
    expect(running.locator(".stick").first).to_be_visible()


def test_one_linear_layer_goes_to_what_the_formula_of_least_squares_says(open_lab: Callable[..., Page]):
    rows = "x_y*0_1*1_3.5*2_4.5*3_7"
    line = f"#data=table&rows={rows}&targets=1&scaled=false&hidden=&out=identity&lr=0.05&batch=4&h=b400&step=400&tau=3"
    lab = paused(open_lab(f"{line}&sel=w1.0.0&tab=step"))
    cells = lab.locator(".closed-form td")
    expect(cells).to_have_count(4)
    slope, formula, bias, start = (number(text) for text in cells.all_inner_texts())
    assert (formula, start) == pytest.approx((1.9, 1.15), abs=1e-5)
    assert (slope, bias) == pytest.approx((1.9, 1.15), abs=1e-3)
    told = ask(lab, "/least-squares")
    expect(lab.locator(".closed-form .hint")).to_contain_text("Over 4 rows")
    assert told["cost"] == pytest.approx(told["least_cost"], rel=1e-3)
