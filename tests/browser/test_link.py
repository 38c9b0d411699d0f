"""A link opens the same picture for somebody else, and a broken one says what was left out."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import at, draw, paused, visitor
from tests.server import Server

SHOWN = ("#sentence", "#status span", "#pad-head", "#inspector", "#run-network")


def picture(lab: Page) -> dict[str, str]:
    return {place: lab.locator(place).inner_text() for place in SHOWN}


def same(other: Page, wanted: dict[str, str]) -> None:
    for place, text in wanted.items():
        expect(other.locator(place)).to_have_text(text, use_inner_text=True, timeout=30_000)


def settled(lab: Page) -> str:
    """The address, once it has been written after the last change."""
    lab.wait_for_timeout(500)
    return lab.url


def test_a_copied_link_opens_the_same_picture_in_another_browser(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#h=b100&step=100&tau=7"))
    draw(lab, [(0.3, 0.2), (0.7, 0.3), (0.4, 0.5), (0.7, 0.7), (0.3, 0.8)])
    lab.locator("#inspector .rows button").first.click()
    lab.locator("#picture").focus()
    lab.keyboard.press("ArrowLeft")
    at(lab, 6)
    link = "#" + settled(lab).split("/#")[1]
    same(open_lab(link), picture(lab))


def test_a_link_to_a_run_that_is_gone_builds_it_again(open_lab: Callable[..., Page], browser: Browser, server: Server):
    lab = paused(open_lab("#h=b40.s1&step=41&tau=4&sel=n2.3"))
    expect(lab.locator("#inspector")).to_contain_text("In NumPy")  # the derivation is asked for when it is opened
    wanted = picture(lab)
    link = re.sub(r"job=\w+", "job=nobody", settled(lab).split("/#")[1])
    with visitor(browser, server.address, "#" + link) as other:
        same(other, wanted)


@pytest.mark.parametrize(
    ("link", "names"),
    [
        ("#h=b5&step=5&tau=much&colour=red&lr=fast&watch=d1-2.x", ["tau", "colour", "lr", "watch"]),
        ("#h=b5&step=5&tau=2&sel=w9.9.9", ["sel"]),
    ],
)
def test_a_broken_part_is_named_and_the_rest_is_shown(open_lab: Callable[..., Page], link: str, names: list[str]):
    lab = open_lab(link)
    expect(lab.locator("#sentence")).to_contain_text("Part of the link was not understood.", timeout=30_000)
    for name in names:
        expect(lab.locator("#sentence")).to_contain_text(name)
    expect(lab.locator("#status")).to_contain_text("step 5")
    lab.get_by_role("button", name="Dismiss").click()
    expect(lab.locator("#sentence")).not_to_contain_text("not understood")


def test_of_links_that_come_while_one_is_opened_the_last_is_shown(open_lab: Callable[..., Page], server: Server):
    lab = open_lab("#h=b300&step=300&tau=7")
    for state in ("preset=chain&tau=0&sel=w1.0.0", "preset=mazur&tau=5&sel=n1.0"):
        lab.goto(f"{server.address}/#{state}")
    expect(lab.locator("#run-name")).to_have_text("Mazur's step by step example", timeout=30_000)
    expect(lab).to_have_url(re.compile(r"job=\w+.*tau=5.*sel=n1\.0"))
    expect(lab.locator("#sentence")).not_to_contain_text("not understood")


def test_a_link_names_a_worked_example_and_what_lies_open(open_lab: Callable[..., Page]):
    lab = open_lab("#preset=mazur&tau=5&sel=w1.0.0&panel=graph")
    expect(lab.locator("#graph")).to_be_visible(timeout=30_000)
    expect(lab).to_have_url(re.compile("panel=graph"))
    lab.keyboard.press("Escape")
    expect(lab).not_to_have_url(re.compile("panel="))


def test_a_worked_example_that_is_not_there_is_named(open_lab: Callable[..., Page]):
    lab = open_lab("#preset=nobody&tau=0")
    expect(lab.locator("#sentence")).to_contain_text("Left out: preset.", timeout=30_000)


def test_a_link_that_cannot_be_built_says_why(browser: Browser, server: Server):
    with visitor(browser, server.address, "#hidden=99999999&h=b5&step=5") as lab:
        expect(lab.locator("#sentence")).to_contain_text("The run could not be opened.")
