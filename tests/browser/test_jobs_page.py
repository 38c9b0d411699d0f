"""The jobs page: create, watch, compare, delete, open in the lab; a refused field; sweeps; keys; a lost server."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.acts import visitor
from tests.server import Server

ENDS = 60_000


@pytest.fixture
def jobs(open_lab: Callable[..., Page]) -> Page:
    page = open_lab("jobs")
    expect(page.locator("#said")).not_to_contain_text("Fetching")
    return page


def post(page: Page, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What the API answers to a wish of a program beside the page."""
    origin = page.url.split("/jobs")[0]
    answer = page.request.post(f"{origin}/api/v1{path}", data=body)
    assert answer.ok, answer.text()
    made: dict[str, Any] = answer.json()
    return made


def small(page: Page, name: str, **changes: Any) -> str:
    """The id of a job over in a moment."""
    spec = {"dataset": {"name": "moons"}, "network": {"hidden": [4]}, "epochs": 3, "name": name, **changes}
    return str(post(page, "/jobs", spec)["id"])


def row(page: Page, name: str) -> Locator:
    return page.locator("#job-table tbody tr").filter(has=page.get_by_role("link", name=name, exact=True)).first


def done(page: Page, name: str) -> Locator:
    expect(row(page, name).locator(".state")).to_contain_text("Done", timeout=ENDS)
    return row(page, name)


def fill(page: Page, **texts: str) -> None:
    page.locator("#new-job").click()
    for field, text in texts.items():
        page.locator(f"#job-{field}").fill(text)


def test_a_job_is_made_in_the_form_and_watched_to_its_end(jobs: Page):
    fill(jobs, name="made here", **{"network-hidden": "6", "epochs": "400"})
    jobs.locator("#job-dataset-name").select_option("moons")
    jobs.get_by_role("button", name="Start", exact=True).click()
    expect(jobs.locator("#job-form")).to_be_hidden()
    expect(row(jobs, "made here").locator("a.name")).to_be_focused()
    made = done(jobs, "made here")
    expect(made.locator(".reason")).to_contain_text("All 400 epochs")
    expect(made.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")
    expect(made.locator(".c-accuracy")).to_have_text(re.compile(r"\d+\.\d %"))
    expect(made.locator(".spark polyline")).to_have_attribute("points", re.compile(r"\d+\.\d,\d"))


def test_two_curves_are_compared_with_the_values_of_the_server(jobs: Page):
    ids = {name: small(jobs, name, epochs=40) for name in ("one", "two")}
    for name in ids:
        done(jobs, name).get_by_role("checkbox").check()
    expect(jobs.locator("#compare h2")).to_have_text("Compare 2")
    legend = jobs.locator(".legend-table tbody tr")
    expect(legend).to_have_count(2)
    origin = jobs.url.split("/jobs")[0]
    columns = jobs.request.get(f"{origin}/api/v1/jobs/{ids['one']}/metrics?max_points=400").json()
    expect(legend.first.locator("td").nth(1)).to_have_text(f"{columns['test_cost'][-1]:.4f}")
    canvas = jobs.locator("#compare canvas")
    canvas.hover(position={"x": 60, "y": 100})
    expect(legend.first.locator("td").nth(0)).to_have_text(f"{columns['test_cost'][0]:.4f}")
    jobs.get_by_role("button", name="Accuracy", exact=True).click()
    expect(legend.first.locator("td").nth(1)).to_contain_text("%")
    expect(jobs.get_by_role("button", name="Log", exact=True)).to_be_disabled()
    expect(jobs).to_have_url(re.compile(r"#compare=\w+,\w+"))
    jobs.reload()
    expect(legend).to_have_count(2)
    jobs.get_by_role("button", name="Clear").click()
    expect(jobs.locator("#compare")).to_be_hidden()


def test_a_deleted_job_takes_two_presses_and_is_gone(jobs: Page):
    small(jobs, "to be deleted")
    button = done(jobs, "to be deleted").locator('[data-slot="end"]')
    button.click()
    expect(button).to_have_attribute("aria-label", "Delete to be deleted for good? Press again")
    button.click()
    expect(row(jobs, "to be deleted")).to_have_count(0)
    expect(jobs.locator("#said")).to_have_text("Deleted to be deleted.")


def test_a_job_is_paused_resumed_forked_and_cancelled(jobs: Page):
    small(jobs, "long", epochs=1_000_000)
    long = row(jobs, "long")
    expect(long.locator(".state")).to_have_text("Running")
    long.get_by_role("button", name="Pause long").click()
    expect(long.locator(".reason")).to_contain_text("Waits at step")
    long.get_by_role("button", name=re.compile("Fork long")).click()
    expect(row(jobs, "long, forked").locator("a.name")).to_be_focused()
    long.get_by_role("button", name="Resume long").click()
    expect(long.locator(".state")).to_have_text("Running")
    long.get_by_role("button", name="Cancel long").click()
    expect(long.locator(".state")).to_have_text("Cancelled")
    row(jobs, "long, forked").get_by_role("button", name="Cancel long, forked").click()


def test_a_job_opens_in_the_lab_and_the_lab_leads_back(jobs: Page):
    job = small(jobs, "to the lab", start="paused")
    row(jobs, "to the lab").get_by_role("link", name="to the lab", exact=True).click()
    expect(jobs).to_have_url(re.compile(f"/#job={job}"))
    expect(jobs.locator("#run-name")).to_have_text("to the lab")
    jobs.get_by_role("link", name="Jobs").click()
    expect(jobs.locator("#job-table")).to_be_visible()


def test_what_the_server_refuses_is_explained_at_its_field(browser: Browser, server: Server):
    with visitor(browser, server.address, "jobs") as page:
        fill(page, **{"optimizer-learning_rate": "2000", "epochs": "ten"})
        start = page.get_by_role("button", name="Start", exact=True)
        start.click()
        expect(page.locator("#job-epochs-why")).to_contain_text("whole number")
        page.locator("#job-epochs").fill("2")
        start.click()
        expect(page.locator("#job-optimizer-learning_rate-why")).to_contain_text("between 0 and 1000")
        expect(page.locator("#job-optimizer-learning_rate")).to_be_focused()
        page.get_by_label("Sweep over seeds").check()
        page.get_by_role("button", name="Start the sweep").click()
        expect(page.locator("#job-optimizer-learning_rate-why")).to_contain_text("between 0 and 1000")


def test_a_sweep_over_seeds_shows_its_runs_and_their_median(jobs: Page):
    fill(jobs, name="seeds", epochs="20")
    jobs.locator("#job-dataset-name").select_option("moons")
    jobs.get_by_label("Sweep over seeds").check()
    jobs.get_by_label("How many seeds").fill("3")
    jobs.get_by_role("button", name="Start the sweep").click()
    expect(jobs.locator("#sweep h2")).to_have_text("seeds")
    runs = jobs.locator(".run-table tbody tr")
    expect(runs).to_have_count(3)
    expect(jobs.locator("#sweep .hint")).to_contain_text("3 done", timeout=ENDS)
    jobs.locator("#sweep canvas").hover(position={"x": 300, "y": 200})
    expect(jobs.locator("#sweep canvas")).to_have_attribute("aria-label", re.compile(r"median 0\.\d+, middle half"))
    jobs.get_by_role("link", name="All jobs").click()
    expect(jobs.get_by_role("navigation", name="Sweeps").get_by_role("link", name="seeds")).to_be_visible()


def test_runs_that_did_badly_are_explained(open_lab: Callable[..., Page]):
    page = open_lab("jobs")
    expect(page.locator("#said")).not_to_contain_text("Fetching")
    reasons = ["diverged", "dead", "saturated", "slow", None]
    values = [{"optimizer.learning_rate": rate} for rate in (900, 100, 30, 0.001, 1)]
    table = [
        {"job": f"r{k}", "values": given, "state": "failed" if k == 0 else "succeeded", "reason": None}
        | {"cost": 0.1, "test_cost": 0.1 * k, "test_accuracy": 0.9, "why": why}
        for k, (given, why) in enumerate(zip(values, reasons, strict=True))
    ]
    spread = {"median": [0.5, 0.2], "low": [0.4, 0.1], "high": [0.6, 0.3]}
    sweep = {"id": "mock", "name": "rates", "state": "succeeded", "spec": {}, "max_parallel": 2, "created_at": ""}
    sweep |= {"grid": {"optimizer.learning_rate": [900, 100, 30, 0.001, 1]}, "counts": {"succeeded": 4, "failed": 1}}
    columns = {"step": [1, 9], "samples": [10, 90], "cost": [1, 0.5], "test_cost": [0.9, 0.3]}
    columns |= {"test_accuracy": [0.1, 0.9], "gradient_norms": [[1, 1], [1e-8, 0.25]]}
    answers = {
        "/sweeps/mock/summary": {"samples": [10, 90], "test_cost": spread, "test_accuracy": spread, "table": table},
        "/sweeps/mock": sweep | {"jobs": []},
        "/metrics": columns,
    }

    def answer(route: Route) -> None:
        body = next(body for path, body in answers.items() if path in route.request.url)
        route.fulfill(status=200, content_type="application/json", body=json.dumps(body))

    page.route(re.compile(r"/api/v1/(sweeps/mock|jobs/r\d/metrics)"), answer)
    page.evaluate("() => { location.hash = 'sweep=mock' }")
    why = page.locator(".run-table td.why")
    expect(why.nth(0)).to_have_text("Diverged. Its cost stopped being a number. Lower the rate.")
    expect(why.nth(1)).to_contain_text("Gradient: layer 1 1.0·10⁻⁸, layer 2 0.250.")
    expect(why.nth(2)).to_contain_text("flat ends")
    expect(why.nth(3)).to_contain_text("over twice the median")
    expect(why.nth(4)).to_have_text("")
    assert len({node.get_attribute("style") for node in page.locator(".run-table .swatch").all()}) == 5


def test_the_table_is_filtered_and_older_jobs_are_fetched(jobs: Page):
    for k in range(53):
        small(jobs, f"job {k}", labels={"class": "9b"}, start="paused", dataset={"name": "xor"})
    small(jobs, "another")
    rows = jobs.locator("#job-table tbody tr")
    expect(row(jobs, "another")).to_be_visible()
    jobs.get_by_label("Label").fill("class:9b")
    expect(row(jobs, "another")).to_have_count(0)
    expect(rows).to_have_count(50)
    jobs.get_by_role("button", name="Older jobs").click()
    expect(rows).to_have_count(53)
    expect(jobs.get_by_role("button", name="Older jobs")).to_be_hidden()
    jobs.get_by_label("State", exact=True).select_option("failed")
    expect(jobs.locator("#no-jobs")).to_have_text(re.compile("No job matches this filter"))


def test_rows_are_walked_by_keyboard_and_keep_focus_while_they_change(jobs: Page):
    small(jobs, "below", epochs=1_000_000)
    small(jobs, "above", epochs=1_000_000)
    row(jobs, "above").locator("a.name").focus()
    jobs.keyboard.press("ArrowDown")
    expect(row(jobs, "below").locator("a.name")).to_be_focused()
    jobs.keyboard.press("Shift+Tab")
    jobs.keyboard.press("Space")
    expect(row(jobs, "below").get_by_role("checkbox")).to_be_checked()
    small(jobs, "newest")
    expect(row(jobs, "newest")).to_be_visible()
    expect(row(jobs, "below").get_by_role("checkbox")).to_be_focused()


def test_a_lost_server_is_said_and_the_last_table_stays(browser: Browser, server: Server):
    with visitor(browser, server.address, "jobs") as page:
        small(page, "stays", start="paused")
        expect(row(page, "stays")).to_be_visible()
        page.route("**/api/**", lambda route: route.abort())
        said = re.compile(r"does not answer\. The page shows what it said last\. Trying again in \d+ s\.")
        expect(page.locator("#said")).to_have_text(said)
        expect(row(page, "stays")).to_be_visible()
        page.unroute("**/api/**")
        expect(page.locator("#said")).to_contain_text("running", timeout=20_000)


def test_without_jobs_the_page_says_how_to_begin(open_lab: Callable[..., Page]):
    page = open_lab("jobs#state=cancelling")
    expect(page.locator("#no-jobs")).to_contain_text("No job matches")
    page.route(
        "**/api/v1/jobs?*", lambda route: route.fulfill(json={"data": [], "has_more": False, "next_after": None})
    )
    page.get_by_label("State", exact=True).select_option("")
    expect(page.locator("#said")).to_have_text("No jobs yet. Start one here, or open the lab.")
    page.get_by_role("button", name="Start one here").click()
    expect(page.locator("#job-name")).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (720, 450), (390, 844), (320, 640)])
def test_no_screen_scrolls_sideways(open_lab: Callable[..., Page], width: int, height: int):
    page = open_lab("jobs", width, height)
    small(page, "a name that is very long " * 6)
    box = page.locator("#job-table tbody tr").first.get_by_role("checkbox")
    box.check()
    expect(page.locator("#compare")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_theme_is_the_labs(jobs: Page):
    before = jobs.locator("html").get_attribute("data-theme")
    jobs.locator("#theme").click()
    expect(jobs.locator("html")).not_to_have_attribute("data-theme", before or "")
    now = jobs.locator("html").get_attribute("data-theme") or ""
    jobs.goto(jobs.url.split("/jobs")[0])
    expect(jobs.locator("html")).to_have_attribute("data-theme", now)
