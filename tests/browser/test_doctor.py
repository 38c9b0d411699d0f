"""The gradient doctor as people use it: the example, pasting, dropping files, saying what a tensor is, and refusals."""

import base64
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.server import Server

GOOD = {
    "network": {"activations": ["identity"], "weights": [[[2, 1]]], "biases": [[0]]},
    "cost": "half_quadratic",
    "input": [1, 3],
    "target": [4],
    "gradients": {"weights": [[[1, 3]]], "biases": [[1]]},
}
TENSORS = {"W1": [[2.0, 1.0]], "b1": [0.0], "x": [1.0, 3.0], "y": [4.0], "dW1": [[-1.0, -3.0]], "db1": [-1.0]}


@pytest.fixture
def doctor(open_lab: Callable[..., Page]) -> Page:
    return open_lab("doctor")


@pytest.fixture
def strict(page: Page, server: Server) -> Page:
    """The page as the browser shows it; that the server refuses something is no error of the page here."""
    page.goto(f"{server.address}/doctor")
    return page


def report(page: Page) -> Locator:
    return page.get_by_role("region", name="Report")


def paste(page: Page, text: str) -> None:
    page.get_by_label(re.compile("Weights, samples and gradients")).fill(text)
    page.get_by_role("button", name="Check these gradients").press("Enter")


def drop(page: Page, **files: bytes) -> None:
    """Lets files fall on the page, under names with `__` for the dot."""
    given = [[name.replace("__", "."), base64.b64encode(data).decode()] for name, data in files.items()]
    transfer = page.evaluate_handle(
        """(files) => {
            const transfer = new DataTransfer();
            for (const [name, text] of files) {
                const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
                transfer.items.add(new File([bytes], name));
            }
            return transfer;
        }""",
        given,
    )
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})


def choose(page: Page, output: str, cost: str) -> None:
    page.get_by_label("Activation of layer 1").select_option(output)
    page.get_by_label("Cost", exact=True).select_option(cost)


def npz(**arrays: object) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **{name: np.asarray(values) for name, values in arrays.items()})  # type: ignore[arg-type]
    return buffer.getvalue()


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("W1.npy", bytes(40 * 2**20))
    return buffer.getvalue()


def test_the_example_is_diagnosed_with_its_line_its_tensors_and_its_step(doctor: Page):
    doctor.get_by_role("button", name="An example with a bug").click()
    expect(report(doctor).get_by_role("heading", level=3).first).to_have_text("missing-hidden-slope")
    expect(report(doctor).locator(".finding code")).to_contain_text("slope(z[l])")
    expect(report(doctor).locator("td.wrong")).to_have_count(2)
    expect(report(doctor).locator("td.correct")).to_have_count(2)
    picture = report(doctor).get_by_role("img", name="Yours / right for dC/dW1: one ratio for each row")
    expect(picture).to_be_visible()
    expect(report(doctor).locator("figure.wrong rect.heat-up")).to_have_count(6)
    row = report(doctor).get_by_role("row", name=re.compile(r"^W1\[1, 1\]"))
    for text in ("0.300000", "0.000995425", "0.00413703", "0.299502", "0.297931"):
        expect(row).to_contain_text(text)


def test_the_wrong_weight_opens_in_the_lab_with_the_numbers_that_were_given(doctor: Page):
    doctor.get_by_role("button", name="An example with a bug").click()
    doctor.get_by_role("link", name="See W1[1, 1] in the lab").click()
    expect(doctor.locator("#inspector h2")).to_contain_text("Weight", timeout=30_000)
    expect(doctor.locator("#inspector")).to_contain_text("0.0010")


def test_pasted_gradients_are_judged_by_the_server(doctor: Page):
    paste(doctor, json.dumps(GOOD))
    expect(report(doctor)).to_contain_text("These gradients are correct.")
    paste(doctor, json.dumps({**GOOD, "gradients": {"weights": [[[-1, -3]]], "biases": [[-1]]}}))
    expect(report(doctor)).to_contain_text("W1, b1 differ: sign-flipped.")


def test_pasted_csv_is_read_section_by_section(doctor: Page):
    paste(doctor, "W1\n2,1\nb1\n0\nx\n1,3\ny\n4\ndW1\n1,3\ndb1\n1\n")
    choose(doctor, "identity", "half_quadratic")
    expect(report(doctor)).to_contain_text("These gradients are correct.")


def test_a_dropped_npz_is_recognised_and_judged(doctor: Page):
    drop(doctor, mine__npz=npz(**TENSORS))
    expect(doctor.locator("#drop-note")).to_have_text("mine.npz: 6 tensors (npz).")
    expect(doctor.locator("#recognised summary")).to_have_text("What was recognised in 6 tensors: a network 2-1")
    choose(doctor, "identity", "half_quadratic")
    expect(report(doctor)).to_contain_text("sign-flipped")


def test_files_of_several_kinds_are_put_together(doctor: Page):
    weights = np.array([[2.0, 1.0]]).tobytes() + np.array([0.0]).tobytes()
    header = json.dumps({
        "__metadata__": {"activations": "identity", "cost": "half_quadratic"},
        "0.weight": {"dtype": "F64", "shape": [1, 2], "data_offsets": [0, 16]},
        "0.bias": {"dtype": "F64", "shape": [1], "data_offsets": [16, 24]},
    }).encode()  # fmt: skip
    grads = npz(**{"0.weight": [[1.0, 3.0]], "0.bias": [1.0]})
    safetensors = len(header).to_bytes(8, "little") + header + weights
    drop(doctor, net__safetensors=safetensors, grads__npz=grads, x__csv=b"1,3\n", y__csv=b"4\n")
    expect(report(doctor)).to_contain_text("These gradients are correct.")


def test_what_is_transposed_is_noticed_and_said(doctor: Page):
    kernels = {"kernel": [[2.0], [1.0]], "bias": [0.0], "kernel_grad": [[1.0], [3.0]], "bias_grad": [1.0]}
    drop(doctor, keras__npz=npz(**kernels, x=[1.0, 3.0], y=[4.0]))
    expect(doctor.get_by_role("row", name=re.compile("^kernel "))).to_contain_text("transposed")
    choose(doctor, "identity", "half_quadratic")
    expect(report(doctor)).to_contain_text("These gradients are correct.")


def test_a_role_that_was_not_recognised_can_be_said(doctor: Page):
    named = {("velocity" if name == "dW1" else name): values for name, values in TENSORS.items()}
    drop(doctor, mine__npz=npz(**named))
    expect(doctor.locator(".problems")).to_contain_text("Not understood, and left out: velocity")
    expect(report(doctor)).to_contain_text("Not yet: Missing: dW1.")
    role = doctor.get_by_label("Role of velocity")
    role.focus()
    role.select_option("gradient dC/dW")
    expect(doctor.locator(".problems")).to_have_count(0)
    expect(doctor.get_by_label("Role of velocity")).to_be_focused()
    choose(doctor, "identity", "half_quadratic")
    expect(report(doctor)).to_contain_text("sign-flipped")


def test_gradients_that_are_right_for_other_choices_lead_to_them(doctor: Page):
    right = {name: (-np.array(values) if name.startswith("d") else values) for name, values in TENSORS.items()}
    drop(doctor, mine__npz=npz(**right))
    doctor.get_by_role("button", name="Check with these").first.click()
    expect(report(doctor)).to_contain_text("These gradients are correct.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Paste numbers first"),
        ('{"W1": [NaN]}', "holds nan at"),
        ('{"W1": ', "no JSON that can be read"),
        (json.dumps({**GOOD, "gradients": {"weights": [[[1, 2, 3]]], "biases": [[1]]}}), "dW1 is 1 x 3, but 1 x 2"),
        (json.dumps({**GOOD, "input": [1]}), "input is 1, but 2 would fit"),
    ],
)
def test_what_cannot_be_judged_is_explained(strict: Page, text: str, says: str):
    paste(strict, text)
    expect(report(strict)).to_contain_text(says)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x80\x04\x95.", "This is a pickle"),
        (bomb(), "Unpacked, this archive has more than 32 MB"),
        ((2**40).to_bytes(8, "little") + b"{}" + bytes(20), "The header would have"),
        (npz(W1=np.array([{}], dtype=object)), "array of Python objects"),
        (npz(W1=[[1.0, float("nan")]]), "nan at [0, 1]"),
        (npz(W1=[1.0])[:50], "damaged or cut off"),
        (b"\x00" * (8 * 2**20 + 1), "larger than 8 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_by_name(strict: Page, data: bytes, says: str):
    drop(strict, mine__bin=data)
    expect(report(strict)).to_contain_text(says)
    expect(report(strict)).to_contain_text("mine.bin")


def test_a_file_that_pytorch_saved_is_recognised_and_judged(doctor: Page):
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Sigmoid(), torch.nn.Linear(3, 2), torch.nn.Sigmoid())
    x, y = torch.rand(4, 2), torch.rand(4, 2)
    ((model(x) - y) ** 2).sum(1).mean().backward()
    grads = {f"{name}.grad": -parameter.grad for name, parameter in model.named_parameters()}
    buffer = io.BytesIO()
    torch.save({**model.state_dict(), **grads, "x": x, "y": y}, buffer)
    drop(doctor, mine__pt=buffer.getvalue())
    expect(doctor.locator("#recognised summary")).to_have_text("What was recognised in 10 tensors: a network 2-3-2")
    expect(report(doctor)).to_contain_text("W1, b1, W2, b2 differ: sign-flipped.")


def test_numbers_too_many_to_be_sent_are_told_before_they_are(strict: Page):
    size = 1_000
    square = np.random.default_rng(0).normal(size=(size, size // 3))
    named = {"W1": square, "b1": np.zeros(size), "x": square[0], "y": np.zeros(size)}
    for name, values in (("a", named), ("b", {"dW1": square, "db1": np.zeros(size)})):
        drop(strict, **{f"{name}__npz": npz(**values)})
        expect(strict.locator("#drop-note")).to_contain_text(f"{name}.npz")
    expect(report(strict)).to_contain_text("more than 8 MB of numbers")


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("NumPy", "W1, b1 differ: missing-hidden-slope."),
        ("PyTorch", "W1, b1, W2, b2 differ: gradients-not-zeroed."),
        ("Python alone", "W1, b1 differ: sign-flipped."),
    ],
)
def test_a_program_that_was_copied_is_told_its_bug(open_lab: Callable[..., Page], title: str, says: str):
    if title == "PyTorch":
        pytest.importorskip("torch")
    page = open_lab("doctor", permissions=["clipboard-read", "clipboard-write"])
    programs = page.locator("#snippets details").filter(has=page.locator("summary", has_text=title))
    if programs.get_attribute("open") is None:
        programs.locator("summary").press("Enter")
    button = page.get_by_role("button", name=f"Copy the program for {title}")
    button.press("Enter")
    expect(button).to_have_text("Copied")
    program = page.evaluate("() => navigator.clipboard.readText()")
    environment = {**os.environ, "no_proxy": "127.0.0.1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, env=environment)
    assert done.stdout.strip() == says, done.stderr


def test_it_fits_a_phone(open_lab: Callable[..., Page]):
    page = open_lab("doctor", width=390, height=844)
    page.get_by_role("button", name="An example with a bug").click()
    expect(report(page).locator(".pictures")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_control_has_a_name(doctor: Page):
    doctor.get_by_role("button", name="An example with a bug").click()
    expect(report(doctor).locator(".pictures")).to_be_visible()
    nameless = doctor.evaluate(
        """() => [...document.querySelectorAll('button, select, input, textarea, a, [tabindex="0"]')]
            .filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length))
            .map((node) => node.outerHTML)"""
    )
    assert nameless == []
