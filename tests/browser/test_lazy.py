"""What is opened by a click is fetched by that click; what the first visit needs is preloaded, and nothing else is."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import pause, visitor
from tests.server import Server

FETCHED = """() => performance.getEntriesByType('resource')
    .map(({ name }) => new URL(name).pathname)
    .filter((path) => path.endsWith('.js'))"""


def fetched(lab: Page) -> set[str]:
    return set(lab.evaluate(FETCHED))


def test_a_first_visit_fetches_what_is_preloaded_and_nothing_else(open_lab: Callable[..., Page]):
    lab = open_lab()
    pause(lab)
    preloaded = lab.locator("link[rel=modulepreload]").evaluate_all(
        "(links) => links.map(({ href }) => new URL(href).pathname)"
    )
    assert fetched(lab) - {"/static/js/first.js", "/static/js/main.js"} == set(preloaded)


def test_a_drawer_is_fetched_when_it_is_first_opened(open_lab: Callable[..., Page]):
    lab = open_lab()
    pause(lab)
    for button, drawer, module in (
        ("#open-settings", "#settings", "settings.js"),
        ("#open-examples", "#examples", "examples.js"),
        ("#open-table", "#twin", "twin.js"),
        ("#open-help", "#help", "help.js"),
    ):
        address = f"/static/js/panels/{module}"
        assert address not in fetched(lab)
        lab.locator(button).click()
        expect(lab.locator(drawer)).to_be_visible()
        assert address in fetched(lab)
        lab.keyboard.press("Escape")
        expect(lab.locator(drawer)).to_be_hidden()


def test_the_panels_of_a_selection_are_fetched_with_the_first_one(open_lab: Callable[..., Page]):
    lab = open_lab()
    pause(lab)
    assert "/static/js/panels/neuron.js" not in fetched(lab)
    expect(lab.locator("body")).not_to_have_class(re.compile("has-selection"))
    lab.locator("#picture").focus()
    lab.keyboard.press("Enter")
    expect(lab.locator("#inspector h2")).to_contain_text("Neuron")
    assert "/static/js/panels/neuron.js" in fetched(lab)


def test_a_selection_whose_panel_cannot_be_fetched_is_let_go_of_with_a_word(browser: Browser, server: Server):
    with visitor(browser, server.address) as lab:
        pause(lab)
        lab.route("**/panels/selected.js", lambda route: route.abort())
        lab.keyboard.press("Enter")
        expect(lab.locator("#sentence")).to_contain_text("open it again")
        expect(lab).not_to_have_url(re.compile("sel="))
        lab.unroute("**/panels/selected.js")
        lab.keyboard.press("Enter")
        expect(lab.locator("#inspector h2")).to_contain_text("Neuron")


def test_a_drawer_that_cannot_be_fetched_says_what_to_do_and_opens_the_next_time(browser: Browser, server: Server):
    with visitor(browser, server.address) as lab:
        pause(lab)
        lab.route("**/panels/settings.js", lambda route: route.abort())
        lab.locator("#open-settings").click()
        expect(lab.locator("#sentence")).to_contain_text("open it again")
        expect(lab.locator("#settings")).to_be_hidden()
        expect(lab.locator("#open-settings")).to_have_attribute("aria-expanded", "false")
        lab.unroute("**/panels/settings.js")
        lab.locator("#open-settings").click()
        expect(lab.locator("#settings")).to_be_visible()
        expect(lab.locator("#setting-network-init-seed")).to_have_value(re.compile(r"\d"))
