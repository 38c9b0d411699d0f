"""The settings drawer: live changes, refused values explained at their field, another run, and both resets."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import ask, job, paused, shown_step, visitor
from tests.server import Server


@pytest.fixture
def still(open_lab: Callable[..., Page]) -> Page:
    return paused(open_lab("#h=b20&step=20&tau=7"))


def settings(lab: Page) -> Page:
    lab.locator("#open-settings").click()
    expect(lab.locator("#settings")).to_be_visible()
    return lab


def explained(lab: Page, name: str, text: str) -> None:
    field = lab.locator(".field").filter(has=lab.locator(f"#setting-{name}"))
    expect(field.locator(".why-not")).to_contain_text(text)
    expect(lab.locator(f"#setting-{name}")).to_have_attribute("aria-invalid", "true")


def test_the_rate_and_the_batch_change_while_it_runs(lab: Page):
    settings(lab)
    lab.locator("#setting-live-rate").fill("0.125")
    lab.locator("#setting-live-rate").press("Enter")
    expect(lab.locator("#sentence")).to_contain_text("Changed.")
    lab.get_by_role("button", name="Dismiss").click()
    expect(lab.locator("#sentence")).to_contain_text("Training.")
    lab.locator("#setting-live-batch").fill("20")
    lab.locator("#setting-live-batch").press("Enter")
    expect(lab.locator("#sentence")).to_contain_text("Changed.")
    settings_now = [event["settings"] for event in ask(lab, "/events")["data"] if event.get("settings")][-1]
    assert (settings_now["learning_rate"], settings_now["batch_size"]) == (0.125, 20)


def test_a_live_value_that_cannot_be_is_explained_in_place(still: Page):
    lab = still
    settings(lab)
    lab.locator("#setting-live-rate").fill("-1")
    lab.locator("#setting-live-rate").press("Enter")
    explained(lab, "live-rate", "above 0")
    lab.locator("#setting-live-batch").fill("ten")
    lab.locator("#setting-live-batch").press("Enter")
    explained(lab, "live-batch", "whole number")
    expect(lab.locator("#status")).to_contain_text("step 20")


def test_a_run_that_cannot_be_is_explained_by_the_page_or_by_the_server(browser: Browser, server: Server):
    with visitor(browser, server.address, "#h=b20&step=20&tau=7") as lab:
        before = job(paused(lab))
        settings(lab)
        lab.locator("#setting-network-hidden").fill("16, x")
        lab.get_by_role("button", name="Start", exact=True).click()
        explained(lab, "network-hidden", "whole numbers with commas")
        lab.locator("#setting-network-hidden").fill("16")
        lab.locator("#setting-network-output_activation").select_option("tanh")
        lab.locator("#setting-cost").select_option("cross_entropy")
        lab.get_by_role("button", name="Start", exact=True).click()
        explained(lab, "network-output_activation", "use sigmoid or softmax there, not tanh")
        assert job(lab) == before


def test_another_run_starts_with_other_layers(still: Page):
    lab = still
    before = job(lab)
    settings(lab)
    lab.locator("#setting-network-hidden").fill("12")
    lab.locator("#setting-network-activation").select_option("relu")
    lab.get_by_role("button", name="Start", exact=True).click()
    expect(lab.locator("#run-network")).to_have_text("784–12–10 relu, sigmoid")
    expect(lab.locator("#settings")).to_be_hidden()
    expect(lab.locator("#timeline")).to_have_attribute("aria-valuemax", "6")
    expect(lab).not_to_have_url(re.compile(f"job={before}"))
    assert ask(lab, "")["spec"]["network"]["hidden"] == [12]


def test_a_reset_keeps_the_start_or_takes_a_new_one(still: Page):
    lab = still
    settings(lab)
    weights = []
    for name in ("Same start again", "Same start again", "New random start"):
        lab.get_by_role("button", name=name).click()
        expect(lab.locator("#status")).to_contain_text("step 0")
        expect(lab.locator("#sentence")).to_contain_text("nothing has been learnt")
        trace = ask(lab, "/trace?sample=0")
        weights.append(str(trace["layers"][0]))
        lab.locator("#next-sample").click()
        expect(lab.locator("#status")).not_to_contain_text("step 0")
        assert shown_step(lab) > 0
    assert weights[0] == weights[1]
    assert weights[0] != weights[2]
