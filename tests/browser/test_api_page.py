"""The page about the API shows what /openapi.json says: bodies that can be sent, answers, and every refusal."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

SIZES = [(1440, 900), (390, 844)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_an_operation_opens_on_its_bodies_answers_and_problems(open_lab: Callable[..., Page], width: int, height: int):
    page = open_lab("api#create_job", width, height)
    part = page.locator("#create_job")
    expect(part).to_have_attribute("open", "")
    expect(part.locator("figure", has_text="The default digits network").locator("pre")).to_have_text("{}")
    expect(part.locator("figure", has_text="For example").locator("pre")).to_contain_text('"learning_rate": 3')
    expect(part).to_contain_text("Idempotency-Key")
    expect(part.locator("tr", has_text=re.compile(r"/problems/storage(?!-)"))).to_contain_text("503")
    expect(page.locator("tr", has_text="/problems/unknown-host")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_schema_s_name_leads_to_its_fields(open_lab: Callable[..., Page]):
    page = open_lab("api#create_job")
    page.locator("#create_job").get_by_role("link", name="JobRequest").click()
    expect(page.locator("#JobRequest")).to_have_attribute("open", "")
    expect(page.locator("#JobRequest tr", has_text="epochs")).to_contain_text("default 10")
