"""The phases of a step: keys, scrubbing, playing, reduced motion, and a picture that rests when nothing moves."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import at, paused, shown_step

MOMENT = "#h=b60.s1&step=61&tau=0"


@pytest.fixture
def moment(open_lab: Callable[..., Page]) -> Page:
    lab = paused(open_lab(MOMENT))
    lab.locator("#picture").focus()
    return lab


def test_arrows_walk_the_phases_and_the_ends_of_a_step(moment: Page):
    moment.keyboard.press("ArrowRight")
    at(moment, 1)
    moment.keyboard.press("End")
    at(moment, 8)
    moment.keyboard.press("ArrowLeft")
    at(moment, 7)
    moment.keyboard.press("Home")
    at(moment, 0)
    expect(moment.locator("#sentence")).to_have_text(
        "Ready. A new digit is on the pad. Press → to send it through, Space to play through."
    )


def test_presses_in_quick_succession_are_all_carried_out(moment: Page):
    for _ in range(6):
        moment.keyboard.press("ArrowRight")
    at(moment, 6)
    for _ in range(4):
        moment.keyboard.press("ArrowRight")
    at(moment, 1)
    assert shown_step(moment) == 62
    for _ in range(3):
        moment.keyboard.press("ArrowLeft")
    at(moment, 7)
    assert shown_step(moment) == 61


def test_space_plays_into_the_next_step_and_stops(moment: Page):
    moment.locator("#speed").select_option("phases:4")
    moment.locator("#picture").focus()
    moment.keyboard.press("Space")
    expect(moment.locator("#play")).to_have_text("Pause")
    expect(moment.locator("#status")).to_contain_text("step 62", timeout=15_000)
    moment.keyboard.press("Space")
    expect(moment.locator("#play")).to_have_text("Play")
    stands = moment.locator("#timeline").get_attribute("aria-valuenow")
    moment.wait_for_timeout(300)
    expect(moment.locator("#timeline")).to_have_attribute("aria-valuenow", stands or "")


def test_scrubbing_follows_the_hand_and_catches_at_boundaries(moment: Page):
    box = moment.locator("#timeline").bounding_box()
    assert box is not None
    middle = box["y"] + 25
    moment.mouse.move(box["x"] + 10, middle)
    moment.mouse.down()
    moment.mouse.move(box["x"] + box["width"] * 3.5 / 8, middle)
    at(moment, 3.5)
    moment.mouse.move(box["x"] + box["width"] * 5.02 / 8, middle)
    at(moment, 5)
    moment.mouse.up()
    expect(moment.locator("#sentence b")).to_have_text("Backward, layer 3.")


def test_nothing_is_shown_before_its_phase(moment: Page):
    moment.keyboard.press("t")
    outputs = moment.locator("#twin table").first
    expect(outputs.locator("td").first).to_have_text("not yet")
    for _ in range(3):
        moment.keyboard.press("ArrowRight")
    at(moment, 3)
    expect(outputs.locator("td").first).not_to_have_text("not yet")
    expect(outputs.locator("td").last).to_have_text("not yet")


def test_reduced_motion_jumps_to_the_end_of_a_phase(open_lab: Callable[..., Page]):
    lab = paused(open_lab(MOMENT, reduced_motion="reduce"))
    lab.locator("#picture").focus()
    seen = lab.evaluate(
        """() => new Promise((resolve) => {
            const places = [];
            const timeline = document.querySelector('#timeline');
            const watch = new MutationObserver(() => places.push(timeline.getAttribute('aria-valuenow')));
            watch.observe(timeline, { attributeFilter: ['aria-valuenow'] });
            document.querySelector('#next-phase').click();
            setTimeout(() => resolve([...new Set(places)]), 1000);
        })"""
    )
    assert set(seen) == {"0.00", "1.00"}


def test_the_picture_rests_when_nothing_moves(moment: Page):
    moment.keyboard.press("ArrowRight")
    at(moment, 1)
    moment.wait_for_timeout(300)
    picture = moment.locator("#picture")
    before = picture.get_attribute("data-frames")
    assert int(before or "0") > 5
    moment.wait_for_timeout(1000)
    assert picture.get_attribute("data-frames") == before


def test_a_run_that_has_learnt_nothing_says_so(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#tau=0"))
    expect(lab.locator("#sentence")).to_contain_text("nothing has been learnt")
    expect(lab.locator("#status")).to_contain_text("step 0")
