"""The newcomer's journey, with mouse and keys, from the first visit to a copied link."""

import re

from playwright.sync_api import Page, expect

from tests.browser.acts import draw_three, pause


def test_the_journey_of_a_newcomer(lab: Page):
    watch_it_learn(lab)
    pause(lab)
    draw_and_read_a_three(lab)
    choose_another_answer(lab)
    step_through_every_phase(lab)
    select_and_verify_an_edge(lab)
    learn_and_take_back(lab)
    rewind(lab)
    reload_the_link(lab)


def watch_it_learn(lab: Page):
    expect(lab.locator("#sentence")).to_contain_text(re.compile(r"It reads 8[0-9]\.\d % of the test"), timeout=60_000)


def draw_and_read_a_three(lab: Page):
    draw_three(lab)
    expect(lab.locator("#reading")).to_contain_text(re.compile(r"read as 3, 0\.\d+"))
    expect(lab.locator("#learn")).to_be_visible()


def choose_another_answer(lab: Page):
    lab.get_by_role("radio", name="5", exact=True).click()
    expect(lab.get_by_role("radio", name="5", exact=True)).to_have_attribute("aria-checked", "true")


def step_through_every_phase(lab: Page):
    lab.locator("#picture").focus()
    lab.keyboard.press("Home")
    expected = ["Forward, layer 1.", "Forward, layer 2.", "Forward, layer 3.", "Cost.", "Backward, layer 3."]
    expected += ["Backward, layer 2.", "Backward, layer 1.", "Update."]
    for number, name in enumerate(expected, start=1):
        lab.keyboard.press("ArrowRight")
        expect(lab.locator("#timeline")).to_have_attribute("aria-valuenow", f"{number:.2f}")
        expect(lab.locator("#sentence b")).to_have_text(name)
        if name == "Cost.":
            expect(lab.locator("#sentence")).to_contain_text("It should have said 5")


def select_and_verify_an_edge(lab: Page):
    lab.keyboard.press("ArrowLeft")
    expect(lab.locator("#timeline")).to_have_attribute("aria-valuenow", "7.00")
    lab.locator("#inspector .rows button").first.click()
    expect(lab.locator("#inspector h2")).to_contain_text("Weight")
    lab.get_by_role("button", name="Verify").click()
    check = lab.locator(".check-table td")
    expect(check.first).to_contain_text("0.")
    chain_rule, difference = (float(text.replace("−", "-")) for text in check.all_inner_texts()[:2])
    assert abs(chain_rule - difference) <= 1e-6 * abs(difference)


def learn_and_take_back(lab: Page):
    before = lab.locator("#reading").inner_text()
    lab.locator("#learn").click()
    expect(lab.locator("#timeline")).to_have_attribute("aria-valuenow", "8.00")
    expect(lab.locator("#sentence")).to_contain_text("falls from")
    lab.locator("#take-back").click()
    expect(lab.locator("#reading")).to_have_text(before)


def rewind(lab: Page):
    lab.locator("#follow").click()
    expect(lab).not_to_have_url(re.compile("watch="))
    at = int(re.findall(r"step=(\d+)", lab.url)[0])
    lab.locator("#picture").focus()
    for back in (1, 2):
        lab.keyboard.press("Home")
        expect(lab.locator("#timeline")).to_have_attribute("aria-valuenow", "0.00")
        lab.keyboard.press("ArrowLeft")
        expect(lab).to_have_url(re.compile(f"step={at - back}&"))


def reload_the_link(lab: Page):
    picture = {"#sentence", "#status", "#reading", "#inspector h2"}
    lab.wait_for_timeout(600)  # the address is written a moment after the picture
    before = {name: lab.locator(name).inner_text() for name in picture}
    lab.reload()
    for name, text in before.items():
        expect(lab.locator(name)).to_have_text(text, use_inner_text=True)
