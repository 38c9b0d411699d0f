"""The pad: strokes with the mouse and with a finger, undo, clear, the training order, the point in the plane."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.acts import draw, pad, pause, paused

MOMENT = "#h=b300&step=300&tau=7"


def reads(lab: Page) -> str:
    """What the drawing is read as, once the answer to its last point has come."""
    said = lab.locator("#reading")
    expect(said).to_contain_text("read as")
    text, before = said.inner_text(), ""
    while text != before:
        lab.wait_for_timeout(400)
        text, before = said.inner_text(), text
    return text


def test_a_drawing_is_read_while_the_pen_is_down_and_shows_what_the_network_sees(lab: Page):
    pause(lab)
    left, top, side = pad(lab)
    lab.mouse.move(left + side * 0.5, top + side * 0.2)
    lab.mouse.down()
    lab.mouse.move(left + side * 0.5, top + side * 0.8, steps=8)
    expect(lab.locator("#sentence b")).to_have_text("Reading along.")
    expect(lab.locator("#seen")).to_be_visible()
    expect(lab.locator("#pad-head b")).to_have_text("Your drawing")
    inked = lab.locator("#seen canvas").evaluate(
        """(canvas) => {
            const pixels = canvas.getContext('2d').getImageData(0, 0, 28, 28).data;
            return pixels.filter((value, index) => index % 4 === 3 && value > 0).length;
        }"""
    )
    assert 20 < inked < 200
    lab.mouse.up()
    expect(lab.locator("#seen")).to_be_hidden()
    expect(lab.locator("#sentence b")).not_to_have_text("Reading along.")


def test_undo_takes_strokes_back_and_clear_lets_go(open_lab: Callable[..., Page]):
    lab = paused(open_lab(MOMENT))
    before = lab.locator("#pad-head b").inner_text()
    expect(lab.locator("#undo")).to_be_disabled()
    draw(lab, [(0.3, 0.2), (0.3, 0.8)])
    expect(lab.locator("#pad-head b")).to_have_text("Your drawing")
    first = reads(lab)
    draw(lab, [(0.7, 0.2), (0.7, 0.8), (0.3, 0.5)])
    expect(lab.locator("#reading")).not_to_have_text(first)
    lab.locator("#undo").click()
    expect(lab.locator("#reading")).to_have_text(first)
    lab.locator("#clear").click()
    expect(lab.locator("#pad-head b")).to_have_text(before)
    expect(lab.locator("#undo")).to_be_disabled()
    expect(lab.locator("#pinned")).to_be_hidden()


def test_a_drawing_asks_what_it_should_say(open_lab: Callable[..., Page]):
    lab = paused(open_lab(MOMENT))
    expect(lab.locator("#wish-label")).to_have_text("It should say")
    kept = lab.locator("#classes [aria-checked=true]").inner_text()
    draw(lab, [(0.3, 0.2), (0.7, 0.3), (0.4, 0.5), (0.7, 0.7), (0.3, 0.8)])
    expect(lab.locator("#wish-label")).to_have_text("What should it say?")
    expect(lab.locator("#classes [aria-checked=true]")).to_have_text(kept)
    lab.locator("#picture").focus()
    lab.keyboard.press("3")
    expect(lab.locator("#classes [aria-checked=true]")).to_have_text("3")
    expect(lab.locator("#inspector .plain")).to_contain_text(
        "say 3" if "read as 3" not in reads(lab) else "as it should"
    )


def test_the_training_order_can_be_picked_from(open_lab: Callable[..., Page]):
    lab = paused(open_lab(MOMENT))
    pictures = lab.locator("#strip button")
    expect(pictures).to_have_count(6)
    name = pictures.nth(2).get_attribute("aria-label") or ""
    sample, label = name.removeprefix("Sample ").split(", labelled ")
    pictures.nth(2).click()
    expect(lab.locator("#pad-head b")).to_have_text(f"Digit {int(sample):,}")
    expect(lab.locator("#truth")).to_have_text(f"labelled {label}")
    expect(lab.locator("#learn")).to_be_visible()


def test_a_finger_draws_on_a_phone(open_lab: Callable[..., Page]):
    lab = paused(open_lab(MOMENT, width=390, height=844, has_touch=True, is_mobile=True))
    head = lab.locator("#pad-head").bounding_box()
    beside = lab.locator("#pad-controls").bounding_box()
    assert head is not None
    assert beside is not None
    left, top, side = head["x"], head["y"] + 30, beside["x"] - 16 - head["x"]
    finger = lab.context.new_cdp_session(lab)

    def touch(kind: str, place: tuple[float, float] | None) -> None:
        points = [{"x": left + place[0] * side, "y": top + place[1] * side}] if place else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (0.5, 0.2))
    for step in range(1, 9):
        touch("touchMove", (0.5, 0.2 + 0.075 * step))
    touch("touchEnd", None)
    expect(lab.locator("#pad-head b")).to_have_text("Your drawing")
    expect(lab.locator("#reading")).to_contain_text("read as")
    lab.get_by_role("button", name="Learn from it").tap()
    expect(lab.get_by_role("button", name="Take it back")).to_be_enabled()


def test_a_point_of_the_plane_is_watched(open_lab: Callable[..., Page]):
    lab = paused(open_lab("#data=moons&h=b200&step=200&tau=7"))
    left, top, side = pad(lab)
    lab.mouse.click(left + side * 0.75, top + side * 0.25)
    expect(lab.locator("#pad-head b")).to_have_text("Your point")
    expect(lab.locator("#wish-label")).to_have_text("What should it say?")
    expect(lab).to_have_url(re.compile("watch=i"))
