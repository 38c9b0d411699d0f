"""One derivative in three forms: its numbers are the server's, and what is pointed at is lit everywhere."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import ask, number, pause, paused, tau
from tests.browser.test_complaints import front

MOMENT = "#h=b60.s1&step=61&tau=7"
DEEP = "#h=b6.s1&step=7&tau=11&hidden=1,1,1,1"


@pytest.fixture
def inspect(open_lab: Callable[..., Page]) -> Callable[..., Page]:
    def open_at(target: str, moment: str = MOMENT, **options: Any) -> Page:
        lab = paused(open_lab(f"{moment}&sel={target}", reduced_motion="reduce", **options))
        expect(lab.locator("#inspector .form-block")).to_have_count(3)
        return lab

    return open_at


def block(lab: Page, name: str) -> Locator:
    return lab.get_by_role("region", name=name, exact=True)


def term(lab: Page, form: str, name: str) -> Locator:
    return lab.locator(f'#inspector [data-form="{form}"][data-term="{name}"]').first


def chosen(lab: Page, forms: dict[str, Any]) -> dict[str, int]:
    """The number of each letter, as the fields show it."""
    found = {}
    for index in forms["indices"]:
        field = lab.get_by_label(f"Show the numbers of {index['letter']} =")
        found[index["letter"]] = index["value"] if index["value"] is not None else int(field.input_value())
    return found


def value_of(told: dict[str, Any], letters: dict[str, int]) -> float | None:
    """The server's number of a term, at the neuron that stands in for each letter that runs."""
    value = told["value"]
    for index in told["indices"]:
        if isinstance(index, str) and isinstance(value, list):
            value = value[letters[index]]
    return None if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("target", "query"),
    [
        ("w3.8.2", "layer=3&to=8&from=2"),
        ("w2.13.2", "layer=2&to=13&from=2"),
        ("w1.3.406", "layer=1&to=3&from=406"),
        ("b2.13", "layer=2&to=13"),
        ("n2.3", "layer=2&neuron=3"),
    ],
)
def test_the_numbers_beneath_the_symbols_are_the_server_s(inspect: Callable[..., Page], target: str, query: str):
    lab = inspect(target)
    told = ask(lab, f"/forms?{query}")
    letters, terms = chosen(lab, told), {each["id"]: each for each in told["terms"]}
    compared = set()
    for cell in lab.locator('#inspector .term[data-form="index"]').all():
        name = cell.get_attribute("data-term")
        assert name is not None
        text = cell.locator("> .below").inner_text()
        value = value_of(terms[name], letters)
        if value is None:  # of a batch, or both indices run
            continue
        compared.add(name)
        assert number(text) == pytest.approx(value, rel=0.05, abs=1e-12)
        assert cell.get_attribute("aria-label", timeout=1000).endswith(": " + text)  # type: ignore[union-attr]
    assert {"delta3", "a3", "slope3"} <= compared
    code = block(lab, "In NumPy")
    last = code.locator(".code-line:has-text('derivative')")
    assert number(last.locator(".below").inner_text()) == pytest.approx(told["derivative"], rel=0.05)
    written = ["".join(t["text"] for t in line["code"]) for line in reversed(told["lines"])]
    assert code.locator("code").all_inner_texts()[: len(written)] == written


def test_pointing_at_a_term_lights_all_forms_and_the_picture(inspect: Callable[..., Page]):
    lab = inspect("w2.13.2")
    plain = front(lab)
    pictures = set()
    for form in ("index", "matrix", "code"):
        pointed = term(lab, form, "W3")
        pointed.scroll_into_view_if_needed()
        pointed.hover()
        for other in ("index", "matrix", "code"):
            expect(term(lab, other, "W3")).to_have_class(re.compile("is-lit"))
            expect(term(lab, other, "a1")).not_to_have_class(re.compile("is-lit"))
        pictures.add(front(lab))
    assert plain not in pictures
    assert len(pictures) == 2  # by index it is a row of edges; as a matrix, and in the code, all of the layer
    lab.locator("#sentence").hover()
    expect(lab.locator("#inspector .is-lit")).to_have_count(0)
    assert front(lab) == plain


def test_pointing_at_a_factor_or_at_the_picture_lights_the_terms(inspect: Callable[..., Page]):
    lab = inspect("w2.13.2")
    lab.locator("#inspector .chain .factor").nth(1).hover()
    for form in ("index", "matrix", "code"):
        expect(term(lab, form, "a1")).to_have_class(re.compile("is-lit"))
    lab.locator("#sentence").hover()
    picture = lab.locator("#picture")
    picture.focus()
    box = picture.bounding_box()
    assert box is not None
    field = lab.get_by_label("Show the numbers of i =")
    before = field.input_value()
    x = box["x"] + box["width"] * 0.7157
    for y in range(int(box["y"]) + 60, int(box["y"]) + 620, 6):  # down the outputs
        lab.mouse.move(x, y)
        lab.wait_for_timeout(20)
        if field.input_value() != before:
            break
    assert field.input_value() != before
    for form in ("index", "matrix", "code"):
        for name in ("delta3", "a3", "slope3"):
            expect(term(lab, form, name)).to_have_class(re.compile("is-lit"))
        expect(term(lab, form, "delta2")).not_to_have_class(re.compile("is-lit"))


def test_the_index_that_is_chosen_decides_whose_numbers_are_shown(inspect: Callable[..., Page]):
    lab = inspect("w2.13.2")
    told = {each["id"]: each for each in ask(lab, "/forms?layer=2&to=13&from=2")["terms"]}
    for i in (0, 9):
        lab.get_by_label("Show the numbers of i =").fill(str(i))
        below = term(lab, "index", "W3").locator(".below")
        assert number(below.inner_text()) == pytest.approx(told["W3"]["value"][i], rel=0.05)
    chips = lab.locator("#inspector .chip")
    chips.nth(0).hover()
    sentence = lab.locator("#inspector .index-sentence")
    expect(sentence).to_have_text("j runs over the 16 neurons of layer 2 (rows of W of layer 2). This one is j = 13.")
    chips.nth(1).focus()
    expect(sentence).to_have_text("k runs over the 16 neurons of layer 1 (columns of W of layer 2). This one is k = 2.")
    lab.locator("#inspector math [data-letter=i]").first.hover()
    expect(sentence).to_contain_text("i runs over the 10 neurons of layer 3 (rows of W of layer 3); the sum adds them")


def test_no_number_is_shown_before_its_phase(inspect: Callable[..., Page]):
    lab = inspect("w2.13.2", "#h=b60.s1&step=61&tau=3")
    below = {name: term(lab, "index", name).locator("> .below") for name in ("a1", "slope2", "delta3", "dC_dW2")}
    for name in ("a1", "slope2"):
        assert number(below[name].inner_text()) != 0
    for name in ("delta3", "dC_dW2"):
        expect(below[name]).to_have_text("not yet")
    lab.locator("#picture").focus()
    lab.keyboard.press("End")
    expect(below["dC_dW2"]).not_to_have_text("not yet")


def test_the_numbers_live_while_the_run_trains_and_nothing_moves(open_lab: Callable[..., Page]):
    lab = open_lab("#sel=w2.13.2")
    expect(lab.locator("#status")).to_contain_text("Training")
    expect(lab.locator("#inspector .form-block")).to_have_count(3)
    below = term(lab, "index", "delta2").locator("> .below")
    places, seen = set(), set()
    for _ in range(12):
        lab.wait_for_timeout(150)
        seen.add(below.inner_text())
        places.add(str(term(lab, "index", "W3").bounding_box()))
    assert len(seen) > 3
    assert len(places) == 1
    pause(lab)
    told = {each["id"]: each for each in ask(lab, "/forms?layer=2&to=13&from=2")["terms"]}
    expect(below).not_to_have_text("not yet")
    assert number(below.inner_text()) == pytest.approx(told["delta2"]["value"], rel=0.05, abs=1e-12)


def test_with_one_neuron_in_each_layer_the_chain_is_a_product_and_its_middle_waits_behind_a_button(
    inspect: Callable[..., Page],
):
    lab = inspect("w1.0.406", DEEP)
    index = block(lab, "By index")
    expect(index.locator(".formula:visible")).to_have_count(8)  # layers 1, 2 and 5, and the mean
    lab.get_by_role("button", name="4 more lines between here and the cost").first.click()
    expect(index.locator(".formula:visible")).to_have_count(12)
    expect(block(lab, "As matrices").locator(".formula:visible")).to_have_count(12)
    told = {each["id"]: each for each in ask(lab, "/forms?layer=1&to=0&from=406")["terms"]}
    product = told["a0"]["value"]
    for layer in range(1, 5):
        product *= number(term(lab, "index", f"slope{layer}").locator("> .below").inner_text())
    for layer in range(2, 5):
        product *= number(term(lab, "index", f"W{layer}").locator("> .below").inner_text())
    wish = number(term(lab, "index", "dC_da4").locator("> .below").inner_text())
    assert product * wish == pytest.approx(told["dC_dW1"]["value"], rel=0.15, abs=1e-12)


def test_the_matrix_of_a_pixel_s_weight_is_drawn_as_images(inspect: Callable[..., Page]):
    lab = inspect("w1.3.406")
    sizes = lab.locator("#inspector .heat canvas").evaluate_all("all => all.map(one => [one.width, one.height])")
    assert sizes == [[28, 28], [1, 1], [28, 28]]
    expect(block(lab, "As matrices")).to_contain_text("Row 3 of the matrix, as an image.")
    expect(block(lab, "As matrices")).to_contain_text("16 × 784")


def test_terms_are_walked_by_arrows_and_heard_with_their_numbers(inspect: Callable[..., Page]):
    lab = inspect("w2.13.2")
    first = term(lab, "index", "dC_dW2")
    first.focus()
    expect(first).to_have_class(re.compile("is-lit"))
    place = tau(lab)
    lab.keyboard.press("ArrowRight")
    second = lab.locator("#inspector .term:focus")
    expect(second).to_have_attribute("data-term", "a1")
    assert tau(lab) == place  # arrows between terms are not those between phases
    told = {each["id"]: each for each in ask(lab, "/forms?layer=2&to=13&from=2")["terms"]}
    heard = block(lab, "By index").aria_snapshot()
    found = re.search(r'group "activation of neuron 2 of layer 1: ([^"]+)"', heard)
    assert found is not None
    assert number(found[1]) == pytest.approx(told["a1"]["value"], rel=0.01)
    lab.keyboard.press("Tab")
    expect(lab.locator("#inspector .term:focus")).to_have_count(0)  # one stop for the whole block


def test_the_code_can_be_copied(inspect: Callable[..., Page]):
    lab = inspect("w2.13.2", permissions=["clipboard-read", "clipboard-write"])
    lab.get_by_role("button", name="Copy", exact=True).click()
    expect(lab.get_by_role("button", name="Copied")).to_be_visible()
    copied = lab.evaluate("() => navigator.clipboard.readText()")
    assert copied.endswith("dC_dW2 = np.outer(delta2, a1)\nderivative = dC_dW2[13, 2]\n")
    program = lab.get_by_role("link", name="The whole program, with its numbers").get_attribute("href")
    assert program is not None
    assert "import numpy" in lab.request.get(lab.url.split("/#")[0] + program).text()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (720, 450), (390, 844)])
def test_nothing_is_wider_than_the_inspector(inspect: Callable[..., Page], width: int, height: int):
    lab = inspect("w1.3.406", width=width, height=height)
    wide = lab.locator("#inspector").evaluate("one => [one.scrollWidth, one.clientWidth]")
    assert wide[0] <= wide[1]
