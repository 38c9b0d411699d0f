"""A run whose numbers blow up: it says where, and the way back that it offers works."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.acts import ask, job


def test_a_diverged_run_is_explained_and_goes_on_with_a_lower_rate(open_lab: Callable[..., Page]):
    lab = open_lab("#act=relu&out=identity&lr=50")
    sentence = lab.locator("#sentence")
    expect(sentence).to_contain_text(re.compile(r"not a number since step \d+, first in layer \d"), timeout=30_000)
    expect(lab.locator("#status")).to_contain_text("Stopped, not a number")
    found = ask(lab, "")
    assert found["state"] == "paused" or found["reason"] == "diverged"
    step = int(re.search(r"since step (\d+)", sentence.inner_text())[1])
    offer = lab.get_by_role("button", name="lower the rate")
    back = int(re.search(r"step ([\d,]+)", offer.inner_text())[1].replace(",", ""))
    assert back < step
    before = job(lab)
    offer.click()
    expect(sentence).to_contain_text(f"goes on from step {back} with a rate of 25")
    expect(lab.locator("#status")).to_contain_text("Paused")
    expect(lab).not_to_have_url(re.compile(f"job={before}"))
    settings = ask(lab, "")
    assert settings["spec"]["optimizer"]["learning_rate"] == 25 or settings["settings"]["learning_rate"] == 25


def test_what_is_not_a_number_is_never_read_as_an_answer(open_lab: Callable[..., Page]):
    lab = open_lab("#act=relu&out=identity&lr=50")
    expect(lab.locator("#status")).to_contain_text("Stopped, not a number", timeout=30_000)
    expect(lab.locator("#inspector .plain")).to_contain_text("no answer to read")
    lab.locator("#picture").focus()
    lab.keyboard.press("t")
    expect(lab.locator("#twin")).to_contain_text(re.compile("not a number|∞"))
