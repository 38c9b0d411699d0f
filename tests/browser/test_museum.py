"""The museum of bugs: predict, see it measured, open it in the lab, and find it labelled and caught there."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from app.nn.bugs import BUGS
from tests.browser.acts import at, job, paused, visitor
from tests.server import Server

BADGE = "#bug-badge"


@pytest.fixture
def museum(open_lab: Callable[..., Page]) -> Page:
    lab = paused(open_lab("#data=xor&hidden=2&tau=0"))
    lab.locator("#open-examples").click()
    lab.locator("#open-museum").click()
    expect(lab.locator("#museum li")).to_have_count(len(BUGS))
    return lab


def enter(lab: Page, network: str, bug: str) -> None:
    lab.locator("#museum-network").select_option(label=network)
    lab.locator("#museum li button").filter(has_text=re.compile(f"{bug}$")).click()
    expect(lab.locator(".museum-line code").first).to_have_text(BUGS[bug].wrong)
    expect(lab.locator(".museum-line code").last).to_have_text(BUGS[bug].line)


def predict(lab: Page, answer: str) -> None:
    see = lab.get_by_role("button", name="See", exact=True)
    expect(see).to_be_disabled()
    lab.get_by_label(answer).check()
    see.click()
    expect(lab.locator(".museum-verdict p").first).to_be_visible(timeout=60_000)


def open_in_lab(lab: Page) -> None:
    lab.get_by_role("button", name="Open it in the lab").click()
    expect(lab.locator("#museum")).to_be_hidden()
    expect(lab.locator(BADGE)).to_be_visible()
    paused(lab)
    at(lab, 0)


def test_a_bug_is_predicted_then_seen_then_opened_in_the_lab(museum: Page):
    lab = museum
    enter(lab, "Two moons", "sign-flipped")
    predict(lab, "No, it stays where it is")
    verdict = lab.locator(".museum-verdict p").first
    expect(verdict).to_contain_text("The cost grows. You predicted: no, it stays where it is.")
    expect(lab.locator(".museum-ratios td")).to_have_text(["× 1.000", "× 1.000", "180.0°"] * 2)
    open_in_lab(lab)
    label = BUGS["sign-flipped"].label
    expect(lab.locator(BADGE)).to_have_text(f"With a bug: {label}.")
    expect(lab.locator("#run-bug")).to_have_text("with a bug")
    expect(lab.locator("#inspector .bug-note")).to_contain_text(label)
    expect(lab).to_have_url(re.compile("bug=sign-flipped"))
    for place in range(1, 5):
        lab.keyboard.press("ArrowRight")
        at(lab, place)
    expect(lab.locator("#sentence")).to_contain_text(f"With a bug: {label}.")
    lab.keyboard.press("t")
    expect(lab.locator("#twin")).to_contain_text(label)
    expect(lab.locator("#twin th").filter(has_text="right nudge").first).to_be_visible()


def test_verify_disagrees_with_a_run_that_has_a_bug_and_the_factors_stay_right(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#data=xor&hidden=2&tau=5&bug=missing-hidden-slope&sel=w1.0.0"))
    lab.get_by_role("button", name="Verify").click()
    expect(lab.locator(".check-verdict")).to_contain_text("They disagree: this is the bug.")
    computed, chain, difference = (
        float(text.replace("−", "-")) for text in lab.locator(".check-table td").all_inner_texts()[:3]
    )
    assert chain == pytest.approx(difference, rel=1e-5)
    assert abs(computed) > 3 * abs(chain), "a slope is at most a quarter"
    expect(lab.locator("#inspector .bug-note")).to_contain_text("right derivative")


def test_verify_agrees_where_the_bug_does_not_reach(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#data=xor&hidden=2&tau=5&bug=missing-hidden-slope&sel=w2.0.1"))
    lab.get_by_role("button", name="Verify").click()
    expect(lab.locator(".check-verdict")).to_contain_text("They agree")


def test_a_run_without_a_bug_says_nothing_of_one(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#data=xor&hidden=2&tau=5&sel=w1.0.0"))
    lab.get_by_role("button", name="Verify").click()
    expect(lab.locator(".check-table td").first).to_be_visible()
    for place in (BADGE, "#run-bug", ".check-verdict", "#inspector .bug-note"):
        expect(lab.locator(place)).to_be_hidden()


def test_mazurs_printed_figure_comes_out_with_the_bug_that_made_it(museum: Page):
    lab = museum
    enter(lab, "Mazur's step by step example", "updated-weights-used")
    expect(lab.get_by_label("Leave the biases alone")).to_be_checked()
    predict(lab, "Yes, as fast or faster")
    expect(lab.locator(".museum-verdict p").first).to_contain_text("That is what you predicted.")
    open_in_lab(lab)
    expect(lab).to_have_url(re.compile("bug=updated-weights-used%2Cbias-not-updated"))
    for place in range(1, 7):
        lab.keyboard.press("ArrowRight")
        at(lab, place)
    lab.keyboard.press("t")
    cost = lab.locator("#twin tr").filter(has_text="C₀ after the step")
    expect(cost).to_contain_text("0.291027924")


def test_a_network_that_cannot_have_the_bug_is_refused_in_words(server: Server, browser: Browser):
    with visitor(browser, server.address, "#data=xor&hidden=2&tau=0") as lab:
        paused(lab)
        lab.locator("#open-examples").click()
        lab.locator("#open-museum").click()
        enter(lab, "Exclusive or", "gradient-transposed")
        expect(lab.locator(".exhibit")).to_contain_text("It needs as many inputs as outputs")
        lab.get_by_label("No, it grows").check()
        lab.get_by_role("button", name="See", exact=True).click()
        expect(lab.locator("#museum [role=alert]").last).to_contain_text("gradient-transposed needs as many inputs")
        lab.locator("#museum-network").select_option(label="Mazur's step by step example")
        predict(lab, "No, it grows")
        lab.get_by_role("button", name="All bugs").click()
        expect(lab.locator("#museum li button").filter(has_text="gradient-transposed")).to_be_focused()


@pytest.mark.parametrize("size", [(1024, 768), (390, 844)])
def test_what_came_of_it_is_in_sight_without_scrolling(museum: Page, size: tuple[int, int]):
    lab = museum
    lab.set_viewport_size({"width": size[0], "height": size[1]})
    enter(lab, "Two moons", "sign-flipped")
    predict(lab, "No, it grows")
    for place in (".museum-chart", ".museum-verdict p", ".museum-ratios"):
        expect(lab.locator(place).first).to_be_in_viewport(ratio=1)


def test_the_jobs_page_names_the_bug_of_a_run(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#data=xor&hidden=2&tau=0&bug=factor-two"))
    own = job(lab)
    lab.goto(lab.url.split("#")[0] + "jobs")
    expect(lab.locator(f'tr[data-job="{own}"]')).to_contain_text("with a bug: factor-two")
