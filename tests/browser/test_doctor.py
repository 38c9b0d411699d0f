"""The gradient doctor as people use it: the example, pasting, dropping, and what is no JSON."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

GOOD = {
    "network": {"activations": ["identity"], "weights": [[[2, 1]]], "biases": [[0]]},
    "cost": "half_quadratic",
    "input": [1, 3],
    "target": [4],
    "gradients": {"weights": [[[1, 3]]], "biases": [[1]]},
}


@pytest.fixture
def doctor(page: Page, server) -> Page:
    page.goto(f"{server.address}/doctor")
    return page


def test_the_example_is_diagnosed_and_the_wrong_tensors_stand_out(doctor: Page):
    doctor.get_by_role("button", name="An example with a bug").click()
    report = doctor.get_by_role("region", name="Report")
    expect(report.get_by_role("heading", level=3)).to_have_text("missing-hidden-slope")
    expect(report.locator("td.wrong")).to_have_count(2)
    expect(report.locator("td.correct")).to_have_count(2)


def test_pasted_gradients_are_judged_by_the_server(doctor: Page):
    doctor.get_by_label(re.compile("Network, sample and gradients")).fill(json.dumps(GOOD))
    doctor.get_by_role("button", name="Check these gradients").press("Enter")
    expect(doctor.get_by_role("region", name="Report")).to_contain_text("These gradients are correct.")


def test_a_dropped_file_is_read(doctor: Page):
    flipped = {**GOOD, "gradients": {"weights": [[[-1, -3]]], "biases": [[-1]]}}
    transfer = doctor.evaluate_handle(
        """(text) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], 'gradients.json', { type: 'application/json' }));
            return transfer;
        }""",
        json.dumps(flipped),
    )
    doctor.dispatch_event("#numbers", "drop", {"dataTransfer": transfer})
    expect(doctor.get_by_role("region", name="Report")).to_contain_text("sign-flipped")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Paste numbers first"),
        ('{"network": NaN}', "not JSON"),
        (json.dumps({**GOOD, "gradients": {"weights": [[[1, 2, 3]]], "biases": [[1]]}}), "this layer's is 1 x 2"),
        (json.dumps({**GOOD, "cost": "guess"}), "cost"),
    ],
)
def test_what_cannot_be_judged_is_explained(doctor: Page, text: str, says: str):
    doctor.get_by_label(re.compile("Network, sample and gradients")).fill(text)
    doctor.get_by_role("button", name="Check these gradients").click()
    expect(doctor.get_by_role("region", name="Report")).to_contain_text(says)
