"""The questions: found by their words, their states open as meant, experiments show what the server found."""

import json
import re
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.web.questions import QUESTIONS
from tests.server import Server

STATES = {
    f"{name}: {look.label}": look.state for name, asked in QUESTIONS.items() for look in asked.looks if not look.is_page
}
TABS = {"forms": "Formula", "nudge": "Nudge it", "step": "The step", "ways": "Ways"}


@pytest.fixture
def open_question(open_lab: Callable[..., Page]) -> Callable[..., Page]:
    def open_page(name: str = "", **options: Any) -> Page:
        return open_lab(f"questions{name and '/' + name}", **options)

    return open_page


def ask(server: Server, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server.address}/api/v1{path}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def test_words_find_questions_and_stay_in_the_address(open_question: Callable[..., Page]):
    page = open_question()
    expect(page.locator("#found")).to_have_text("24 questions")
    page.get_by_role("searchbox", name="Search").fill("hadamard transpose")
    expect(page.locator("#questions > li:visible")).to_have_count(1)
    expect(page.locator("#questions > li:visible h2")).to_contain_text("Hadamard")
    expect(page).to_have_url(re.compile(r"\?q=hadamard"))
    page.reload()
    expect(page.locator("#questions > li:visible")).to_have_count(1)
    page.get_by_role("searchbox", name="Search").fill("nothing has this")
    expect(page.locator("#found")).to_contain_text("Try fewer")
    expect(page.locator("#questions > li:visible")).to_have_count(0)


@pytest.mark.parametrize("part", range(4))
def test_every_state_opens_as_the_question_means_it(open_lab: Callable[..., Page], server: Server, part: int):
    lab = open_lab("#preset=chain&tau=0")
    for about, state in list(STATES.items())[part::4]:
        lab.goto(f"{server.address}/#{state}")
        expect(lab, about).to_have_url(re.compile("#job="), timeout=60_000)
        expect(lab.locator("#sentence"), about).not_to_contain_text(re.compile("not understood|rebuilt in full"))
        wanted = dict(part.split("=", 1) for part in state.split("&"))
        for name in {"sel", "tau", "panel"} & set(wanted):
            expect(lab, about).to_have_url(re.compile(rf"{name}={re.escape(wanted[name])}(&|$)"))
        if tab := wanted.get("tab"):
            chosen = lab.locator("#inspector [role=tab][aria-selected=true]")
            expect(chosen, about).to_have_text(TABS[tab])


def test_a_question_s_page_holds_the_lab_at_its_state(open_question: Callable[..., Page]):
    page = open_question("q8")
    lab = page.frame_locator("iframe[name=live]")
    expect(lab.locator("#inspector h2")).to_contain_text("Bias", timeout=30_000)
    page.get_by_role("link", name="The same, with an input that is always 1").click()
    expect(lab.locator("#inspector h2")).to_contain_text("Weight", timeout=30_000)
    expect(page).to_have_url(re.compile("/questions/q8"))


def test_sixteen_starts_mark_the_neurons_that_the_server_calls_dead(open_question: Callable[..., Page], server: Server):
    page = open_question("q17")
    page.get_by_role("button", name="ReLU").click()
    page.get_by_role("button", name="Train the sixteen").click()
    expect(page.locator("#experiment .said")).to_contain_text("of 16 starts solved it", timeout=90_000)
    tiles = page.locator(".starts li")
    expect(tiles).to_have_count(16)
    dead = 0
    for tile in tiles.all():
        job = (tile.locator("a").get_attribute("href") or "").removeprefix("/#job=")
        neurons = [each["state"] for layer in ask(server, f"/jobs/{job}/neurons")["layers"] for each in layer]
        assert [tile.locator(f".{state}").count() for state in ("dead", "saturated")] == [
            neurons.count("dead"),
            neurons.count("saturated"),
        ]
        dead += neurons.count("dead")
    assert dead > 0, "with ReLU some of these starts die"


def test_depth_shows_the_norms_of_each_network_and_the_first_layer_s_vanishes(
    open_question: Callable[..., Page], server: Server
):
    page = open_question("q21")
    page.get_by_role("button", name="Measure").click()
    expect(page.locator("#experiment .said")).to_contain_text("logarithmic", timeout=90_000)
    ratios = []
    sweep = ask(server, f"/sweeps/{ask(server, '/sweeps')['data'][0]['id']}")
    for depth in (1, 7):
        page.get_by_label("Depth").fill(str(depth))
        expect(page.locator(".norms rect")).to_have_count(depth + 1)
        norms = ask(server, f"/jobs/{sweep['jobs'][depth - 1]['id']}/metrics")["gradient_norms"][0]
        shown = [text or "" for text in page.locator(".norms .value").all_text_contents()]
        assert len(shown) == len(norms)
        if all(re.fullmatch(r"[\d.]+", text) for text in shown):
            assert [float(text) for text in shown] == pytest.approx(norms, rel=0.05)
        ratios.append(norms[0] / norms[-1])
    assert ratios[1] < ratios[0] / 10


def test_a_hundred_digits_are_learnt_by_heart(open_question: Callable[..., Page]):
    page = open_question("q22")
    page.get_by_role("button", name="Train", exact=True).click()
    words = page.locator("#experiment .found")
    expect(words).to_contain_text("At the end", timeout=90_000)
    train, test = (float(number) for number in re.findall(r"\d\.\d+", words.inner_text())[:2])
    assert train < test / 10


def test_the_nudges_of_a_shared_weight_are_those_the_server_adds_up(open_question: Callable[..., Page], server: Server):
    page = open_question("q24")
    page.get_by_label("Used").fill("5")
    page.get_by_label("w", exact=True).fill("1.2")
    expect(page.locator(".shared line")).to_have_count(5)
    network = {"activations": ["tanh"] * 5, "weights": [[[1.2]]] * 5, "biases": [[0.1]] * 5}
    uses = [{"layer": layer, "to": 0, "from": 0} for layer in range(1, 6)]
    found = ask(server, "/traces/shared", {"network": network, "input": [1], "target": [0.8], "uses": uses})
    shown = page.locator("#experiment .sum b")
    expect(shown).to_have_text(re.compile(f"{found['gradient']:.2g}"[:4].replace("-", "−")))
    page.get_by_role("button", name="A convolution").click()
    expect(page.locator("#experiment .sum")).to_contain_text("∂C/∂w")
    expect(page.locator(".shared line.up, .shared line.down")).to_have_count(5)
