"""What is opened by a click is fetched by that click; what the first frame needs is preloaded, and nothing else is."""

import contextlib
import re
from collections.abc import Callable, Iterator

from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import pause
from tests.server import Server

SELECTED = "**/panels/inspector/selected.js"
FETCHED = """() => performance.getEntriesByType('resource')
    .map(({ name }) => new URL(name).pathname)
    .filter((path) => path.endsWith('.js'))"""


def fetched(lab: Page) -> set[str]:
    return set(lab.evaluate(FETCHED))


ARRIVES = """async (path) => {
    const isHere = () => performance.getEntriesByType('resource').some(({ name }) => name.endsWith(path));
    for (let i = 0; i < 150 && !isHere(); i++) await new Promise((resolve) => setTimeout(resolve, 100));
    return isHere();
}"""


def arrives(lab: Page, path: str) -> bool:
    """Whether a script is fetched sooner or later."""
    return bool(lab.evaluate(ARRIVES, path))


@contextlib.contextmanager
def lab_without(browser: Browser, server: Server, module: str) -> Iterator[Page]:
    """A paused first visit to which one module never comes."""
    with browser.new_context() as context:
        lab = context.new_page()
        lab.route(module, lambda route: route.abort())
        lab.goto(server.address)
        pause(lab)
        yield lab


def test_what_the_first_frame_needs_is_what_is_preloaded(browser: Browser, server: Server):
    with lab_without(browser, server, SELECTED) as lab:
        preloaded = lab.locator("link[rel=modulepreload]").evaluate_all(
            "(links) => links.map(({ href }) => new URL(href).pathname)"
        )
        entries = {"/static/js/first.js", "/static/js/main.js", "/static/js/panels/inspector/selected.js"}
        assert fetched(lab) - entries == set(preloaded)


def test_a_drawer_is_fetched_when_it_is_first_opened(open_lab: Callable[..., Page]):
    lab = open_lab()
    pause(lab)
    for button, drawer, module in (
        ("#open-settings", "#settings", "settings.js"),
        ("#open-examples", "#examples", "examples.js"),
        ("#open-table", "#twin", "twin.js"),
        ("#share", "#export", "share.js"),
        ("#open-help", "#help", "help.js"),
    ):
        address = f"/static/js/panels/drawers/{module}"
        assert address not in fetched(lab)
        lab.locator(button).click()
        expect(lab.locator(drawer)).to_be_visible()
        assert arrives(lab, address)
        lab.keyboard.press("Escape")
        expect(lab.locator(drawer)).to_be_hidden()


def test_the_panels_of_a_selection_come_by_themselves_after_the_first_frame(lab: Page):
    assert "/static/js/panels/inspector/neuron.js" not in lab.content()
    assert arrives(lab, "/static/js/panels/inspector/neuron.js")


def test_a_selection_whose_panel_cannot_be_fetched_is_let_go_of_with_a_word(browser: Browser, server: Server):
    with lab_without(browser, server, SELECTED) as lab:
        lab.keyboard.press("Enter")
        expect(lab.locator("#sentence")).to_contain_text("open it again")
        expect(lab).not_to_have_url(re.compile("sel="))
        lab.unroute(SELECTED)
        lab.keyboard.press("Enter")
        expect(lab.locator("#inspector h2")).to_contain_text("Neuron")


def test_a_drawer_that_cannot_be_fetched_says_what_to_do_and_opens_the_next_time(browser: Browser, server: Server):
    with lab_without(browser, server, "**/panels/drawers/settings.js") as lab:
        lab.locator("#open-settings").click()
        expect(lab.locator("#sentence")).to_contain_text("open it again")
        expect(lab.locator("#settings")).to_be_hidden()
        expect(lab.locator("#open-settings")).to_have_attribute("aria-expanded", "false")
        lab.unroute("**/panels/drawers/settings.js")
        lab.locator("#open-settings").click()
        expect(lab.locator("#settings")).to_be_visible()
        expect(lab.locator("#setting-network-init-seed")).to_have_value(re.compile(r"\d"))
