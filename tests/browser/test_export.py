"""What is taken along is what is on the screen: files arrive, and they say the same."""

import base64
import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Download, Page, expect

from tests.browser.acts import ask, job, number, paused
from tests.browser.pictures import blocks, pixels

SVG = "{http://www.w3.org/2000/svg}"
# The end of the way back: every nudge is on the picture.
DIGITS = "#h=b300.s9&step=309&tau=7"
POINTS = "#data=moons&hidden=4&h=b60.s1&step=61&tau=5"
COMPOSE = """() => {
    const [back, ...others] = document.querySelectorAll('#picture canvas');
    const whole = document.createElement('canvas');
    [whole.width, whole.height] = [back.width, back.height];
    const c = whole.getContext('2d');
    c.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--bg');
    c.fillRect(0, 0, whole.width, whole.height);
    for (const part of [back, ...others]) c.drawImage(part, 0, 0);
    return whole.toDataURL('image/png').split(',')[1];
}"""
RASTER = """async (text) => {
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/png').split(',')[1];
}"""


def png(page: Page, program: str, *given: str) -> np.ndarray:
    return pixels(page, base64.b64decode(page.evaluate(program, *given)))


def still(open_lab: Callable[..., Page], hash_: str, theme: str) -> Page:
    """The moment, with its texture baked and nothing hovered."""
    lab = paused(open_lab(hash_, color_scheme=theme, reduced_motion="reduce", accept_downloads=True))
    lab.wait_for_timeout(400)
    return lab


def opened(lab: Page) -> Page:
    lab.locator("#share").click()
    expect(lab.locator("#copy-link")).to_be_focused()
    return lab


def downloaded(lab: Page, role: str, name: str) -> Download:
    with lab.expect_download() as waiting:
        lab.locator("#export").get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]
    assert waiting.value.failure() is None
    return waiting.value


def text_of(download: Download) -> str:
    return Path(download.path()).read_text()


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("moment", [DIGITS, POINTS], ids=["digits", "points"])
def test_the_svg_is_the_picture(open_lab: Callable[..., Page], browser: Browser, moment: str, theme: str):
    lab = still(open_lab, moment, theme)
    on_screen = png(lab, COMPOSE)
    text = text_of(downloaded(opened(lab), "button", "SVG"))
    assert len(text) < 2_000_000
    height, width = on_screen.shape[:2]
    blank = browser.new_page()
    drawn = png(blank, RASTER, text)
    blank.close()
    assert drawn.shape[1] == width
    assert drawn.shape[0] > height
    pad = lab.locator("#pad-head").bounding_box()
    stage = lab.locator("#stage").bounding_box()
    assert pad is not None
    assert stage is not None
    left, top = int(pad["x"] - stage["x"]), int(pad["y"] - stage["y"])
    for picture in (drawn, on_screen):  # the page writes the pad's title beside the canvases
        picture[top : top + int(pad["height"]), left : left + int(pad["width"])] = 0
    difference = np.abs(blocks(drawn[:height]) - blocks(on_screen)).max(axis=2)
    assert (difference > 22).mean() < 0.002
    assert difference.mean() < 1.0
    # A picture without its edges would not pass.
    empty = re.sub(r'<g id="edges".*?</g>\n<g id="front"', '<g id="front"', text, flags=re.DOTALL)
    bare = png(lab, RASTER, empty)
    bare[top : top + int(pad["height"]), left : left + int(pad["width"])] = 0
    assert (np.abs(blocks(bare[:height]) - blocks(on_screen)).max(axis=2) > 22).mean() > 0.01


def words(root: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in root.iter(f"{SVG}text")]


def test_the_svg_is_xml_with_every_edge_and_the_numbers_of_the_frame(open_lab: Callable[..., Page]):
    lab = still(open_lab, POINTS, "dark")
    text = text_of(downloaded(opened(lab), "button", "SVG"))
    root = ElementTree.fromstring(text)
    (edges,) = (group for group in root if group.get("id") == "edges")
    curves = [path for path in edges.iter(f"{SVG}path") if "C" in path.get("d", "")]
    address = lab.url.split("/#")[0]
    table = lab.request.get(f"{address}/api/v1/jobs/{job(lab)}/worksheet?format=csv").text()
    values = list(csv.DictReader(io.StringIO(table)))
    nudges = [float(row["value"]) for row in values if row["quantity"] == "dC_dW"]
    assert len(curves) == len(nudges) == 2 * 4 + 4 * 2
    raised = [path for path in curves if path.get("stroke-dasharray") == "11 5"]
    assert len(raised) == sum(value < 0 for value in nudges)
    shown = words(root)
    (cost,) = (float(row["value"]) for row in values if row["quantity"] == "C")
    assert number(shown[shown.index("C₀ =") - 1]) == pytest.approx(cost, abs=6e-4)
    outputs = [float(row["value"]) for row in values if row["quantity"] == "a" and row["layer"] == "2"]
    assert all(f"{a:.2f}" in shown for a in outputs)
    caption = " ".join(shown)
    assert "Step 61" in caption
    assert "Backward, layer 1" in caption
    assert lab.locator("#run-name").inner_text() in caption
    assert lab.url.split("/#")[1] in caption.replace(" ", "")
    references = re.findall(r'href="([^"]{0,22})', text) + re.findall(r"url\(([^)]*)\)", text)
    assert all(each.startswith(("data:image/png;base64", "#")) for each in references)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_png_is_the_picture_at_twice_its_size_on_its_background(open_lab: Callable[..., Page], theme: str):
    lab = still(open_lab, DIGITS, theme)
    on_screen = png(lab, COMPOSE)
    found = pixels(lab, Path(downloaded(opened(lab), "button", "PNG").path()).read_bytes())
    height, width = on_screen.shape[:2]
    assert found.shape[1] == 2 * width
    assert found.shape[0] > 2 * height
    half = found[: 2 * height].reshape(height, 2, width, 2, 3).mean(axis=(1, 3))
    title = 60  # of the pad's title, which the page writes itself
    top = int((lab.locator("#pad-head").bounding_box() or {})["y"] - 48) - 8
    half[top : top + title] = on_screen[top : top + title]
    assert (np.abs(blocks(half) - blocks(on_screen)).max(axis=2) > 22).mean() < 0.01
    background = lab.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--bg')")
    assert found[-1, -1].tolist() == [int(background[i : i + 2], 16) for i in (1, 3, 5)]


def test_the_link_is_copied_by_share_and_enter(open_lab: Callable[..., Page]):
    lab = still(open_lab, POINTS, "dark")
    lab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lab.locator("#share").focus()
    lab.keyboard.press("Enter")
    expect(lab.locator("#copy-link")).to_be_focused()
    expect(lab.locator("#share")).to_have_attribute("aria-expanded", "true")
    lab.keyboard.press("Enter")
    expect(lab.locator("#sentence")).to_contain_text("Link copied.")
    assert lab.evaluate("navigator.clipboard.readText()") == lab.url
    assert "tau=5" in lab.url
    lab.locator("#export").get_by_role("button", name="Close").click()
    expect(lab.locator("#share")).to_be_focused()


def test_many_steps_come_as_one_table_and_the_run_stays(open_lab: Callable[..., Page]):
    lab = opened(still(open_lab, POINTS, "dark"))
    before = ask(lab, "")
    lab.get_by_label("From step").fill("60")
    lab.get_by_label("How many").fill("5")
    rows = list(csv.DictReader(io.StringIO(text_of(downloaded(lab, "link", "Every value of these steps (CSV)")))))
    assert {row["step"] for row in rows} == {"60", "61", "62", "63", "64"}
    after = ask(lab, "")
    assert (after["step"], after["last_event"]) == (before["step"], before["last_event"])

    def weights(step: str, quantity: str) -> list[str]:
        return [row["value"] for row in rows if (row["step"], row["quantity"]) == (step, quantity)]

    for step in range(60, 64):
        assert [float(v) for v in weights(str(step), "W_after")] == [float(v) for v in weights(str(step + 1), "W")]
    lab.get_by_label("How many").fill("1001")
    expect(lab.locator("#export .form-note")).to_have_text("1 to 1,000 steps fit into one file.")
    expect(lab.locator("#export a", has_text="these steps")).not_to_have_attribute("href", re.compile("."))


def test_the_rest_of_the_drawer_arrives(open_lab: Callable[..., Page]):
    lab = opened(still(open_lab, POINTS, "dark"))
    assert "## Key" in text_of(downloaded(lab, "link", "Worksheet (Markdown)"))
    assert text_of(downloaded(lab, "link", "Every value (CSV)")).startswith("quantity,layer,to,from,value\n")
    compile(text_of(downloaded(lab, "link", "Python code")), "step.py", "exec")
    told = json.loads(text_of(downloaded(lab, "link", "JSON")))
    assert told["sizes"] == [2, 4, 2]
    with zipfile.ZipFile(downloaded(lab, "link", "NumPy archive").path()) as archive:
        assert "W1.npy" in archive.namelist()
    assert downloaded(lab, "link", "safetensors").suggested_filename.endswith(".safetensors")
    for name in ("NumPy code", "PyTorch code"):
        compile(text_of(downloaded(lab, "link", name)), "network.py", "exec")


def test_a_network_too_large_for_paper_says_so(open_lab: Callable[..., Page]):
    lab = opened(still(open_lab, DIGITS, "dark"))
    expect(lab.locator("#export")).to_contain_text("A worksheet is for up to 400 weights and biases")
    expect(lab.locator("#export a", has_text="Worksheet")).to_have_count(0)


def test_the_lab_is_printed_as_picture_sentence_and_tables_on_white(open_lab: Callable[..., Page]):
    lab = still(open_lab, DIGITS, "dark")
    lab.evaluate("window.print = () => { dispatchEvent(new Event('beforeprint')); window.printed = true; }")
    lab.keyboard.press("Control+p")
    lab.wait_for_function("window.printed")
    expect(lab.locator("#paper")).to_be_hidden()
    lab.emulate_media(media="print")
    paper = lab.locator("#paper")
    expect(paper.locator("svg")).to_be_visible()
    expect(paper).to_contain_text("Backward, layer 1.")
    expect(paper.locator("caption").first).to_have_text("Outputs")
    expect(lab.locator("#top")).to_be_hidden()
    expect(lab.locator("#transport")).to_be_hidden()
    shot = pixels(lab, lab.screenshot())
    assert (shot.min(axis=2) > 250).mean() > 0.5
    expected = lab.locator("#paper tbody tr").count()
    assert expected == 10 + 2 + 16 + 16 + 20 + 42
    assert lab.pdf().startswith(b"%PDF")
    lab.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(paper).to_be_empty()


def test_a_worksheet_is_printed_with_its_key_on_a_page_of_its_own(open_lab: Callable[..., Page]):
    lab = opened(still(open_lab, POINTS, "dark"))
    with lab.context.expect_page() as waiting:
        lab.get_by_role("link", name="Worksheet to print").click()
    sheet = waiting.value
    expect(sheet.get_by_role("heading", name="Key")).to_be_visible()
    sheet.evaluate("window.print = () => { window.printed = true; }")
    sheet.get_by_role("button", name="Print").click()
    assert sheet.evaluate("window.printed") is True
    sheet.emulate_media(media="print")
    expect(sheet.locator(".paper-top")).to_be_hidden()
    assert sheet.locator(".sheet-key").evaluate("(node) => getComputedStyle(node).breakBefore") == "page"
    assert sheet.locator("table").first.evaluate("(node) => getComputedStyle(node).breakInside") == "avoid"
    assert len(re.findall(rb"/Type\s*/Page\b", sheet.pdf(format="A4"))) >= 2
    sheet.set_viewport_size({"width": 690, "height": 980})
    assert sheet.evaluate("document.documentElement.scrollWidth") <= 690
    shot = pixels(sheet, sheet.screenshot())
    assert (shot.min(axis=2) > 250).mean() > 0.7
