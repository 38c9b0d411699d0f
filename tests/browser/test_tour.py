"""The guided tour: every stop a state of the lab, space goes on, each stop has a link, and its numbers are true."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import ask, at, number, paused

COUNT = 11


def stop(lab: Page, place: int) -> None:
    expect(lab.locator(".tour-place")).to_have_text(f"{place} of {COUNT}")
    expect(lab.locator(".tour-words")).not_to_contain_text("A moment.", timeout=60_000)


def test_space_goes_through_all_stops_and_ends(open_lab: Callable[..., Page]):
    lab = open_lab("#tour=1", reduced_motion="reduce")
    names = []
    for place in range(1, COUNT + 1):
        stop(lab, place)
        names.append(lab.locator("#run-name").inner_text())
        expect(lab.locator(".tour-task")).not_to_be_empty()
        assert not re.search("not a number|undefined|NaN", lab.locator(".tour-words").inner_text())
        lab.locator("#picture").focus()
        lab.keyboard.press("Space")
    expect(lab.locator("#tour")).to_be_hidden()
    assert names[0] == names[5] == "The chain"
    assert names[6] == names[7] == "Two by two"
    assert names[8] == "Reading digits"
    expect(lab.locator("#status")).to_contain_text("Training")


def test_a_stop_has_a_link_that_opens_it_and_holds_what_was_done_there(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#tour=4"))
    stop(lab, 4)
    at(lab, 7)
    expect(lab).to_have_url(re.compile(r"sel=w3\.0\.0.*tour=4"))
    lab.locator("#picture").focus()
    lab.keyboard.press("ArrowLeft")
    at(lab, 6)
    expect(lab).to_have_url(re.compile(r"tau=6.*tour=4"))
    lab.reload()
    paused(lab)
    stop(lab, 4)
    at(lab, 6)
    lab.get_by_role("button", name="End the tour").click()
    expect(lab.locator("#tour")).to_be_hidden()
    expect(lab).not_to_have_url(re.compile("tour="))


def test_the_numbers_of_a_stop_are_the_server_s(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#tour=4"))
    stop(lab, 4)
    told = ask(lab, "/factors?layer=3&to=0&from=0")
    words = lab.locator(".tour-words p").first.inner_text()
    found = re.search(r"multiply: (\S+) × (\S+) × \((\S+)\) = (\S+)\.", words)
    assert found is not None, words
    factors = {each["name"]: each["value"] for each in told["factors"]}
    wanted = [factors["dz/dw"], factors["da/dz"], factors["dC/da"], told["derivative"]]
    assert [number(text) for text in found.groups()] == pytest.approx(wanted, abs=6e-4)


def test_back_and_on_keep_the_run_where_it_is_the_same(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#tour=7"))
    stop(lab, 7)
    expect(lab).to_have_url(re.compile(r"job=\w+.*tour=7"))
    job = re.search(r"job=(\w+)", lab.url)
    lab.get_by_role("button", name="Go on").click()
    stop(lab, 8)
    expect(lab).to_have_url(re.compile("tour=8"))
    assert job is not None
    assert f"job={job[1]}" in lab.url
    lab.get_by_role("button", name="Back", exact=True).click()
    stop(lab, 7)
    expect(lab.locator("#inspector h2")).to_contain_text("Neuron")


def test_help_leads_to_the_tour_and_an_example_ends_it(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#data=xor&hidden=2&tau=0"))
    lab.locator("#open-help").click()
    lab.get_by_role("link", name="Take the tour").click()
    expect(lab.locator("#help")).to_be_hidden()
    stop(lab, 1)
    lab.locator("#open-examples").click()
    lab.locator("#examples li button").filter(has_text="Exclusive or").click()
    expect(lab.locator("#tour")).to_be_hidden()


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (390, 844), (320, 640)])
def test_words_and_buttons_of_every_stop_fit(open_lab: Callable[..., Page], width: int, height: int):
    lab = open_lab("#tour=8", width=width, height=height)
    paused(lab)
    stop(lab, 8)
    tour = lab.locator("#tour")
    assert tour.evaluate("node => node.scrollHeight <= node.clientHeight + 1 && node.scrollWidth <= node.clientWidth")


def test_a_link_to_a_stop_that_is_not_there_opens_the_lab(open_lab: Callable[..., Page]):
    lab = open_lab("#tour=99")
    expect(lab.locator("#tour")).to_be_hidden()
