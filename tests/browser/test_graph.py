"""The computation graph: the server's numbers on its nodes, walked, magnified, selected from, and on a phone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import ask, at, job, number, paused
from tests.browser.test_presets import open_example

MOMENT = "#h=b60&step=60&tau=8"


@pytest.fixture
def still(open_lab: Callable[..., Page]) -> Page:
    return paused(open_lab("#data=xor&hidden=2&tau=0"))


def example(lab: Page, name: str) -> Page:
    """A worked example, once the address names its run."""
    before = job(lab)
    open_example(lab, name)
    expect(lab).not_to_have_url(re.compile(f"job={before}"))
    return lab


def opened(lab: Page) -> Page:
    lab.locator("#open-graph").click()
    expect(lab.locator("#graph .node").first).to_be_visible()
    return lab


def node(lab: Page, name: str) -> Locator:
    return lab.locator(f'#graph [data-id="{name}"]')


def shown(lab: Page, name: str) -> tuple[str, str]:
    """What stands above and below a node."""
    return node(lab, name).locator(".value").text_content() or "", node(lab, name).locator(
        ".gradient"
    ).text_content() or ""


def agrees(text: str, value: float) -> bool:
    return abs(number(text) - value) <= 1e-3 * abs(value) + 0.0006


def agree_with_the_server(lab: Page, graph: dict[str, Any]) -> None:
    expect(lab.locator("#graph .node")).to_have_count(len(graph["nodes"]))
    assert lab.locator("#graph path.edge").count() == len(graph["edges"])
    for each in graph["nodes"]:
        value, gradient = shown(lab, each["id"])
        assert agrees(value, each["value"]), each
        assert agrees(gradient, each["gradient"]), each
        tone = node(lab, each["id"]).locator(".gradient").get_attribute("class") or ""
        assert ("up" in tone) == (each["gradient"] < 0)
        assert ("down" in tone) == (each["gradient"] > 0)


@pytest.mark.parametrize("name", ["chain", "mazur", "relu-homework"])
def test_every_node_shows_the_numbers_of_the_server(still: Page, name: str):
    lab = example(still, name)
    lab.keyboard.press("End")
    opened(lab)
    graph = ask(lab, "/graph")
    assert graph["whole"]
    agree_with_the_server(lab, graph)


def test_its_numbers_come_phase_by_phase(still: Page):
    lab = opened(example(still, "chain"))
    assert shown(lab, "w1.0.0") == ("2.000", "·")
    assert shown(lab, "z1.0") == ("·", "·")
    expect(lab.locator(".graph-sentence")).to_contain_text("not yet known")
    lab.locator("#timeline").focus()
    for _ in range(5):
        lab.keyboard.press("ArrowRight")
    at(lab, 5)
    assert "·" not in shown(lab, "C")
    assert "·" not in shown(lab, "w3.0.0")
    assert shown(lab, "w2.0.0")[1] == "·"


def test_it_is_walked_along_its_edges_by_keyboard_alone(still: Page):
    lab = example(still, "chain")
    lab.keyboard.press("End")
    lab.keyboard.press("g")
    expect(node(lab, "w1.0.0")).to_be_focused()
    walk = ["m1.0.0", "z1.0", "a1.0", "m2.0.0", "z2.0", "a2.0", "m3.0.0", "z3.0", "a3.0", "d0", "C"]
    for name in walk:
        lab.keyboard.press("ArrowRight")
        expect(node(lab, name)).to_be_focused()
    expect(lab.locator(".graph-sentence")).to_contain_text("Its gradient is 1")
    lab.keyboard.press("ArrowLeft")
    expect(node(lab, "d0")).to_be_focused()
    graph = {each["id"]: each for each in ask(lab, "/graph")["nodes"]}
    said = lab.locator(".graph-sentence").inner_text().split("Its gradient is ")[1]
    one, local, product = (number(text.strip("()")) for text in re.split(" × | = ", said.split(":")[0]))
    assert one == graph["C"]["gradient"]
    assert abs(one * local - product) < 0.001
    assert agrees(str(product), graph["d0"]["gradient"])
    lab.keyboard.press("Escape")
    expect(lab.locator("#graph")).to_be_hidden()
    expect(lab.locator("#picture")).to_be_focused()


def test_hovering_lights_what_comes_in_and_what_goes_out(still: Page):
    lab = example(still, "mazur")
    lab.keyboard.press("End")
    node(opened(lab), "a1.0").hover()
    expect(lab.locator("#graph .edge.into")).to_have_count(1)
    expect(lab.locator("#graph .edge.out")).to_have_count(2)
    locals_ = {edge["local"] for edge in ask(lab, "/graph")["edges"] if "a1.0" in (edge["from"], edge["to"])}
    texts = lab.locator("#graph .local").all_text_contents()
    assert len(texts) == 3
    for text in texts:
        assert any(agrees(text.removeprefix("× "), local) for local in locals_), text


def width_of_view(lab: Page) -> float:
    box = lab.locator("#graph svg.graph-surface").get_attribute("viewBox") or ""
    return float(box.split()[2])


def test_it_is_magnified_and_moved(still: Page):
    lab = opened(example(still, "mazur"))
    whole = width_of_view(lab)
    lab.get_by_role("button", name="Zoom in").click()
    assert width_of_view(lab) < whole
    lab.keyboard.press("-")
    assert abs(width_of_view(lab) - whole) < 1
    node(lab, "z1.0").hover()
    surface = lab.locator("#graph svg.graph-surface")
    box = surface.get_attribute("viewBox") or ""
    lab.mouse.wheel(0, -400)
    expect(surface).not_to_have_attribute("viewBox", box)
    assert width_of_view(lab) < whole * 0.8
    before = node(lab, "z1.0").bounding_box()
    lab.mouse.down()
    lab.mouse.move(700, 480, steps=4)
    lab.mouse.up()
    after = node(lab, "z1.0").bounding_box()
    assert before != after
    assert "sel=" not in lab.url
    lab.get_by_role("button", name="Fit").click()
    assert abs(width_of_view(lab) - whole) < 1


def test_a_node_selects_what_it_is_in_the_lab(still: Page):
    lab = opened(example(still, "mazur"))
    node(lab, "w2.1.0").click()
    expect(lab.locator("#inspector h2")).to_contain_text("Weight")
    expect(node(lab, "w2.1.0")).to_have_attribute("aria-current", "true")
    node(lab, "z1.1").focus()
    lab.keyboard.press("Enter")
    expect(lab.locator("#inspector h2")).to_contain_text("Neuron")
    expect(lab).to_have_url(re.compile(r"sel=n1\.1"))


def test_a_large_network_is_shown_around_the_selection_and_says_what_is_left_out(open_lab: Callable[..., Page]):
    lab = opened(paused(open_lab(MOMENT + "&sel=w2.3.5")))
    graph = ask(lab, "/graph?layer=2&to=3&from=5")
    assert not graph["whole"]
    agree_with_the_server(lab, graph)
    expect(lab.locator(".graph-rest")).to_contain_text(f"{graph['left_out']['products']:,} products")
    node(lab, "a1.5").focus()
    lab.keyboard.press("Enter")
    expect(lab).to_have_url(re.compile(r"sel=n1\.5"))
    expect(node(lab, "b1.5")).to_be_visible()


def test_the_same_graph_is_a_list(still: Page):
    lab = example(still, "mazur")
    lab.keyboard.press("End")
    opened(lab).get_by_role("button", name="List").click()
    graph = ask(lab, "/graph")
    rows = lab.locator("#graph tbody tr")
    expect(rows).to_have_count(len(graph["nodes"]))
    for row, each in zip(rows.all(), graph["nodes"], strict=True):
        _, value, gradient, _ = row.locator("td").all_inner_texts()
        assert number(value) == pytest.approx(each["value"], rel=1e-5)
        assert number(gradient) == pytest.approx(each["gradient"], rel=1e-5)


def test_while_the_run_trains_it_asks_for_a_pause(lab: Page):
    lab.locator("#open-graph").click()
    expect(lab.locator("#graph")).to_contain_text("Pause, and this can be seen")
    expect(lab.locator("#graph .graph-surface")).to_be_hidden()
    lab.locator("#play").click()
    expect(lab.locator("#graph .node").first).to_be_visible()


def test_its_scripts_come_when_it_is_first_opened(still: Page):
    asked: list[str] = []
    still.on("request", lambda request: asked.append(request.url))
    already = still.evaluate("() => performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert not [name for name in already if "graph_layout" in name]
    opened(still)
    assert [name for name in asked if "graph_layout" in name]


def test_on_a_phone_it_is_read_moved_and_pinched(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#data=xor&hidden=2&tau=6", 390, 844, has_touch=True))
    opened(lab)
    size = lab.evaluate(
        """() => {
          const text = document.querySelector('#graph .value');
          return parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
        }"""
    )
    assert size >= 12
    assert lab.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    before = width_of_view(lab)
    pinch(lab, [(150, 400), (250, 400)], [(100, 400), (300, 400)])
    assert abs(width_of_view(lab) - before / 2) < 0.02 * before
    box = node(lab, "w1.0.0").bounding_box()
    lab.get_by_role("button", name="Fit").tap()
    assert node(lab, "w1.0.0").bounding_box() != box
    node(lab, "b2.0").tap(force=True)
    expect(lab).to_have_url(re.compile(r"sel=b2\.0"))


def pinch(lab: Page, start: list[tuple[int, int]], end: list[tuple[int, int]]) -> None:
    """Two fingers from their starts to their ends."""
    touch = lab.context.new_cdp_session(lab)

    def send(kind: str, places: list[tuple[float, float]]) -> None:
        points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(places)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", [(float(x), float(y)) for x, y in start])
    for part in range(1, 11):
        places = [(a + (c - a) * part / 10, b + (d - b) * part / 10) for (a, b), (c, d) in zip(start, end, strict=True)]
        send("touchMove", places)
    send("touchEnd", [])
