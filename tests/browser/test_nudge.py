"""Nudging a weight: number lines, a grip on the picture, plain numbers, against traces of networks changed as much."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import ask, at, number, paused, shown_step, visitor
from tests.server import Server

PINNED = "#h=b60&step=60&watch=s5&tau=7&tab=nudge"
WEIGHTS = {"w2.13.2": (2, 13, 2), "w1.3.186": (1, 3, 186), "b2.5": (2, 5, None)}


@pytest.fixture
def nudge(open_lab: Callable[..., Page]) -> Callable[..., Page]:
    def open_nudge(target: str, moment: str = PINNED, **options: Any) -> Page:
        lab = paused(open_lab(f"{moment}&sel={target}", reduced_motion="reduce", **options))
        expect(lab.locator(".nudge .plot-curve")).to_have_attribute("d", re.compile("M.*L"))
        return lab

    return open_nudge


def line(lab: Page, name: str) -> tuple[float, float]:
    """What a number line says: the value, and how far it moved."""
    numbers = lab.locator(f".line[data-line={name}] .line-numbers")
    change = numbers.locator("small").inner_text()
    return number(numbers.locator(".line-value").inner_text()), number(change.lstrip("+")) if change else 0.0


def says(lab: Page, name: str, value: float, moved: float) -> bool:
    """Whether a number line says this, to the last digit that is written."""
    told = lab.locator(f".line[data-line={name}] .line-numbers")
    texts = told.locator(".line-value").inner_text(), told.locator("small").inner_text().lstrip("+")
    return all(rounds_to(text, true) for text, true in zip(texts, (value, moved), strict=True))


def rounds_to(text: str, true: float) -> bool:
    digits = re.sub(r"·10.*", "", text)
    last = number(text.replace(digits, re.sub(r"\d", "0", digits)[:-1] + "1")) if "." in digits else 1.0
    return abs(number(text) - true) <= 0.51 * abs(last)


def truth(lab: Page, target: str, value: float | None) -> dict[str, Any]:
    """The trace of the pinned sample through the run's network, with one parameter changed."""
    layer, to, source = WEIGHTS[target]
    network = ask(lab, "/network")
    if value is not None and source is not None:
        network["weights"][layer - 1][to][source] = value
    elif value is not None:
        network["biases"][layer - 1][to] = value
    inputs = ask(lab, "/trace?sample=5")["input"]
    wished = int(lab.locator("#pad-controls [aria-checked=true]").inner_text())
    body = {
        "network": {name: network[name] for name in ("weights", "biases", "activations")},
        "cost": "quadratic",
        "input": inputs,
        "target": [float(each == wished) for each in range(10)],
    }
    answer = lab.request.post(f"{lab.url.split('/#')[0]}/api/v1/traces", data=body)
    assert answer.ok, answer.text()
    return dict(answer.json())


def drag(lab: Page, share: float) -> None:
    """Takes the handle from the middle of its line to a share of it, and holds it there."""
    slider = lab.get_by_role("slider", name="Nudge this")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    lab.mouse.move(box["x"] + box["width"] / 2, box["y"] + 14)
    lab.mouse.down()
    lab.mouse.move(box["x"] + box["width"] * share, box["y"] + 14, steps=6)


@pytest.mark.parametrize("target", list(WEIGHTS))
def test_what_follows_a_dragged_parameter_is_a_true_pass_and_everything_returns(
    nudge: Callable[..., Page], target: str
):
    lab = nudge(target)
    role, (layer, to, _) = target[0], WEIGHTS[target]
    network, outputs = ask(lab, "/network"), lab.locator("#narration-actions")
    at_rest = [line(lab, name) for name in (role, "z", "a", "C")]
    drag(lab, 0.8)
    expect(lab.locator("#sentence b")).to_have_text(re.compile(rf"Trying {role} = "))
    lab.wait_for_timeout(300)
    value, moved = line(lab, role)
    assert moved > 0.5
    assert value == pytest.approx(at_rest[0][0] + moved, abs=1e-3)
    exact = network["weights"][layer - 1][to][WEIGHTS[target][2]] if role == "w" else network["biases"][layer - 1][to]
    nudged = truth(lab, target, round(exact + round(moved, 2), 6))
    before = truth(lab, target, None)
    here, there = nudged["layers"][layer - 1], before["layers"][layer - 1]
    assert says(lab, "z", here["z"][to], here["z"][to] - there["z"][to])
    assert says(lab, "a", here["a"][to], here["a"][to] - there["a"][to])
    assert says(lab, "C", nudged["cost"], nudged["cost"] - before["cost"])
    lab.mouse.up()
    expect(outputs.get_by_role("button", name="Put it back")).to_have_count(0)
    expect(lab.locator(f".line[data-line={role}] small")).to_be_empty()
    assert [line(lab, name) for name in (role, "z", "a", "C")] == at_rest
    assert ask(lab, "/network") == network
    assert shown_step(lab) == 60


def test_the_whole_picture_follows(nudge: Callable[..., Page]):
    lab = nudge("w2.13.2")
    slider = lab.get_by_role("slider", name="Nudge this")
    slider.press("Shift+ArrowRight")
    expect(lab.locator(".line[data-line=w] small")).to_have_text("+0.500")
    lab.keyboard.press("t")
    found = truth(lab, "w2.13.2", round(ask(lab, "/network")["weights"][1][13][2] + 0.5, 6))
    answers = lab.locator("#twin table").filter(has_text="Outputs").locator("tbody tr")
    shown = [cells.locator("td").first.inner_text() for cells in answers.all()]
    assert [rounds_to(*pair) for pair in zip(shown, found["layers"][2]["a"], strict=True)] == [True] * 10


def test_keys_nudge_and_home_takes_it_back(nudge: Callable[..., Page]):
    lab = nudge("w2.13.2")
    slider, change = lab.get_by_role("slider", name="Nudge this weight"), lab.locator(".line[data-line=w] small")
    for key, says in (("ArrowRight", "+0.0500"), ("ArrowRight", "+0.100"), ("Shift+ArrowLeft", "−0.400")):
        slider.press(key)
        expect(change).to_have_text(says)
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"the cost goes from [\d.]+ to [\d.]+"))
    at(lab, 7)  # arrows on the line are not those between phases
    slider.press("Home")
    expect(change).to_be_empty()
    assert not [entry for entry in lab.url.split("&") if "edit" in entry]


def test_as_the_nudge_shrinks_the_secant_becomes_the_tangent(nudge: Callable[..., Page]):
    lab = nudge("w2.13.2")
    heading, limit = lab.locator(".nudge-head span"), lab.locator(".nudge-head b")
    gaps = []
    for size, moved in (("+1", "+1.000"), ("+0.1", "+0.100"), ("+0.01", "+0.0100")):
        lab.get_by_role("button", name=size, exact=True).click()
        expect(lab.locator(".line[data-line=w] small")).to_have_text(moved)
        secant, tends = (number(each.inner_text().split(" ")[-1]) for each in (heading, limit))
        gaps.append(abs(secant - tends))
    assert gaps[0] > gaps[1] >= gaps[2]
    ratios = [number(text) for text in lab.locator(".ratios tbody td:nth-of-type(1)").all_inner_texts()]
    assert ratios[0] * ratios[1] * ratios[2] == pytest.approx(ratios[3], rel=0.02)
    tends = [number(text) for text in lab.locator(".ratios tbody td:nth-of-type(3)").all_inner_texts()]
    assert ratios == pytest.approx(tends, rel=0.02)
    assert ratios[0] == tends[0]  # z moves by the activation before it, exactly
    expect(lab.locator(".predicted")).to_contain_text("actual")


def test_against_its_activation_the_cost_of_an_output_is_a_parabola(nudge: Callable[..., Page]):
    lab = nudge("w3.4.2")
    lab.get_by_role("button", name="against a", exact=True).click()
    expect(lab.locator(".nudge .plot")).to_have_attribute("aria-label", re.compile("^Cost against a,"))
    drawn = lab.locator(".nudge .plot-curve").get_attribute("d") or ""
    points = [tuple(map(float, point.split())) for point in re.split("[ML]", drawn) if point]
    xs, ys = zip(*points, strict=True)
    assert len(points) == 81
    lows = [index for index in range(1, 80) if ys[index] > max(ys[index - 1], ys[index + 1])]
    assert len(lows) <= 1  # one valley at most: down is larger on a screen
    assert list(xs) == sorted(xs)


def test_the_number_on_the_picture_is_a_grip(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#h=b60&step=60&watch=s5&tau=7&sel=w2.13.2", reduced_motion="reduce"))
    picture = lab.locator("#picture")
    box = picture.bounding_box()
    assert box is not None
    # The middle of the edge is where the pointer becomes a grip.
    spots = ((box["x"] + x, box["y"] + y) for x in range(420, 640, 20) for y in range(100, 560, 10))
    for spot in spots:
        lab.mouse.move(*spot)
        if picture.get_attribute("data-over") == "grip":
            break
    expect(picture).to_have_attribute("data-over", "grip")
    lab.mouse.down()
    lab.mouse.up()
    expect(lab.locator("#inspector h2")).to_contain_text("Weight")
    lab.mouse.down()
    lab.mouse.move(spot[0], spot[1] - 50, steps=5)
    expect(lab.get_by_role("tab", name="Nudge it")).to_have_attribute("aria-selected", "true")
    expect(lab.locator(".line[data-line=w] small")).to_have_text("+0.500")
    assert line(lab, "C")[0] == pytest.approx(
        truth(lab, "w2.13.2", round(ask(lab, "/network")["weights"][1][13][2] + 0.5, 6))["cost"], rel=2e-3
    )
    lab.mouse.up()
    expect(lab.locator(".line[data-line=w] small")).to_be_empty()


def test_plain_numbers_try_up_and_down_keep_what_helped_and_undo(nudge: Callable[..., Page]):
    lab = nudge("w2.13.2")
    was = ask(lab, "/network")["weights"][1][13][2]
    lab.get_by_role("button", name="Plain numbers").click()
    expect(lab).to_have_url(re.compile("plain=1"))
    expect(lab.locator("#inspector .chain")).to_be_hidden()
    verdict, costs = lab.locator(".plain-verdict"), {}
    for way, sign in (("Try up", 1), ("Try down", -1)):
        lab.get_by_role("button", name=way).click()
        expect(verdict).to_contain_text("Up to" if sign > 0 else "Down to")
        costs[way] = truth(lab, "w2.13.2", round(was + sign * 0.1, 6))["cost"]
        better = costs[way] < truth(lab, "w2.13.2", None)["cost"]
        expect(verdict).to_contain_text("that helped" if better else "that did not help")
        if sign > 0:
            lab.locator(".plain-numbers").get_by_role("button", name="Put it back").click()
            expect(verdict).to_be_empty()
            expect(lab.locator(".attempts li").first).to_contain_text("put back")
            assert ask(lab, "/network")["weights"][1][13][2] == was
    lab.get_by_role("button", name="Keep it").click()
    expect(lab.locator(".attempts li").first.get_by_role("button", name="Undo")).to_be_visible()
    expect(lab).to_have_url(re.compile("edit"))
    assert ask(lab, "/network")["weights"][1][13][2] == pytest.approx(was - 0.1, abs=1e-6)
    assert ask(lab, "/trace?sample=5")["cost"] == pytest.approx(costs["Try down"], rel=1e-9)
    lab.locator(".attempts").get_by_role("button", name="Undo").click()
    expect(lab.locator(".attempts li").first).to_contain_text("undone")
    assert ask(lab, "/network")["weights"][1][13][2] == was


def test_keeping_a_value_of_an_applied_picture_takes_its_step_back_and_shows_what_was_promised(
    nudge: Callable[..., Page],
):
    lab = nudge("w2.13.2", "#h=b60.s1&step=61&tau=7&tab=nudge")
    lab.get_by_role("button", name="+1", exact=True).click()
    expect(lab.locator(".line[data-line=w] small")).to_have_text("+1.000")
    expect(lab.locator(".nudge-lines > .hint")).to_contain_text("before step 61")
    promised, value = line(lab, "C")[0], line(lab, "w")[0]
    lab.get_by_role("button", name="Keep w = ").click()
    expect(lab.locator(".line[data-line=w] small")).to_be_empty()
    assert (line(lab, "C")[0], line(lab, "w")[0]) == (promised, value)
    assert shown_step(lab) == 60


def test_nothing_is_shown_before_its_phase_and_trying_takes_the_picture_there(
    open_lab: Callable[..., Page],
):
    lab = paused(open_lab("#h=b60&step=60&watch=s5&tau=1.9&tab=nudge&sel=w1.3.406", reduced_motion="reduce"))
    values = {name: lab.locator(f".line[data-line={name}] .line-value") for name in ("w", "z", "a", "C")}
    expect(values["C"]).to_have_text("not yet")
    expect(values["z"]).not_to_have_text("not yet")
    expect(lab.locator(".nudge .plot-curve")).to_be_hidden()
    lab.get_by_role("slider", name="Nudge this").press("ArrowRight")
    expect(values["C"]).not_to_have_text("not yet")
    at(lab, 7)


def test_while_the_run_trains_it_says_to_pause(open_lab: Callable[..., Page]):
    lab = open_lab("#sel=w3.4.2&tab=nudge")
    expect(lab.locator(".nudge-lines > .hint")).to_contain_text("Pause, and you can nudge it")
    expect(lab.get_by_role("slider", name="Nudge this")).to_have_attribute("aria-disabled", "true")


def test_a_lost_connection_is_said_and_nothing_can_be_tried(browser: Browser, server: Server):
    with visitor(browser, server.address, f"{PINNED}&sel=w2.13.2", reduced_motion="reduce") as lab:
        paused(lab)
        slider = lab.get_by_role("slider", name="Nudge this")
        expect(slider).to_have_attribute("aria-disabled", "false")
        sockets = "() => { WebSocket.prototype.send = function () { this.close(); }; }"
        lab.evaluate(sockets)
        slider.press("ArrowRight")
        expect(lab.locator(".nudge-lines > .hint")).to_contain_text("Not while the connection is lost")
        expect(slider).to_have_attribute("aria-disabled", "true")
        for name in ("+1", "Put it back"):
            expect(lab.locator(".nudge").get_by_role("button", name=name, exact=True).first).to_be_disabled()


def test_numbers_that_are_not_finite_are_explained_and_not_drawn(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#data=moons&hidden=4&act=relu&out=identity&step=0&tau=7&watch=s1&sel=b2.0&tab=nudge"))
    value = lab.get_by_label("New value of this bias")
    value.fill("1e300")
    value.press("Enter")
    expect(lab.locator(".line[data-line=C] .line-value")).to_have_text("not a number")
    expect(lab.locator(".nudge .plot-curve")).to_be_hidden()
    expect(lab.locator(".nudge")).to_contain_text("there is nothing to draw")


def test_another_viewer_sees_what_is_tried_and_can_put_it_back(
    nudge: Callable[..., Page], browser: Browser, server: Server
):
    lab = nudge("w2.13.2")
    with visitor(browser, server.address, "#" + lab.url.split("#")[1]) as other:
        expect(other.locator("#status span")).to_contain_text("Paused")
        lab.get_by_role("slider", name="Nudge this").press("Shift+ArrowRight")
        expect(other.locator("#sentence b")).to_have_text(re.compile("Trying w = "))
        expect(other.locator(".line[data-line=w] small")).to_have_text("+0.500")
        other.locator("#narration-actions").get_by_role("button", name="Put it back").click()
        expect(lab.locator(".line[data-line=w] small")).to_be_empty()


def test_a_finger_can_use_everything_on_a_phone(nudge: Callable[..., Page]):
    lab = nudge("w2.13.2", width=390, height=844, has_touch=True)
    for part in (*lab.locator(".nudge button:visible").all(), lab.get_by_role("slider", name="Nudge this")):
        box = part.bounding_box()
        assert box is not None
        assert box["height"] >= 43.5, part
    assert lab.evaluate("document.documentElement.scrollWidth") <= 390
