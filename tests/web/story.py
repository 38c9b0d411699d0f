"""Every request that the description of the API shows, made once; `python -m tests.web.story` keeps the answers.

The answers in `app/web/examples.json` come from here; `test_documented` makes the requests again and compares.
"""

import json
import tempfile
from contextlib import contextmanager
from pathlib import Path

from fastapi.testclient import TestClient

from app.settings import Settings
from app.web import application
from app.web.documented import EXAMPLES
from tests.conftest import ROOT
from tests.web.conftest import HERE, WorkingRunner, until

FILE = ROOT / "app" / "web" / "examples.json"
API = "/api/v1"
LINE = {
    "dataset": {
        "name": "table",
        "rows": [["x", "y"], [0, 1], [1, 3.5], [2, 4.5], [3, 7]],
        "targets": 1,
        "scale": False,
    },
    "network": {"hidden": [], "output_activation": "identity"},
    "start": "paused",
}


@contextmanager
def new_client(folder):
    with TestClient(application.create(Settings(folder), WorkingRunner(folder)), base_url=HERE) as client:
        yield client


def bodies(operation):
    """The documented bodies of an operation, the ones for its answer last."""
    return list(EXAMPLES[operation]["bodies"].values())


class Story:
    """The requests in an order that makes sense; `answers` holds the last answer of each operation."""

    def __init__(self, client):
        self.client, self.answers, self.statuses = client, {}, {}

    def ask(self, operation, method, path, body=None):
        given = {"content": body} if isinstance(body, str) else {"json": body}
        answer = self.client.request(method, path, **given)
        self.statuses.setdefault(operation, []).append(answer.status_code)
        assert answer.is_success, (operation, body, answer.text)
        self.answers[operation] = answer.json() if answer.content else None
        return self.answers[operation]

    def each(self, operation, method, path):
        """One request for each documented body."""
        for body in bodies(operation):
            answer = self.ask(operation, method, path, body)
        return answer

    def settled(self, path, *states):
        until(lambda: self.client.get(path).json()["state"] in states, 60)

    def tell(self):
        for operation, path in (
            ("livez", "/livez"),
            ("readyz", "/readyz"),
            ("get_version", f"{API}/version"),
            ("get_limits", f"{API}/limits"),
        ):
            self.ask(operation, "GET", path)
        self.ask("list_presets", "GET", f"{API}/presets")["data"][3:] = []
        self.ask("list_bugs", "GET", f"{API}/bugs")
        table = self.each("create_dataset", "POST", f"{API}/datasets")["table"]
        self.ask("list_datasets", "GET", f"{API}/datasets")["data"][1:-1] = []
        self.ask("get_dataset", "GET", f"{API}/datasets/{table}")
        self.ask("get_sample", "GET", f"{API}/datasets/{table}/samples/1")
        self.each("trace_network", "POST", f"{API}/traces")
        self.each("explain_derivative", "POST", f"{API}/traces/factors")
        self.each("graph_network", "POST", f"{API}/traces/graph")
        self.each("share_parameter", "POST", f"{API}/traces/shared")
        self.each("write_derivative", "POST", f"{API}/traces/forms")
        self.each("check_gradients", "POST", f"{API}/gradient-checks")
        self.each("read_file", "POST", f"{API}/gradient-checks/files")
        self.each("recognise_tensors", "POST", f"{API}/gradient-checks/roles")
        self.each("ink_drawing", "POST", f"{API}/drawings")
        self._job(f"{API}/jobs/{self.each('create_job', 'POST', f'{API}/jobs')['id']}")
        line = self.client.post(f"{API}/jobs", json=LINE).json()["id"]
        self.settled(f"{API}/jobs/{line}", "paused")
        self.ask("compare_with_closed_form", "GET", f"{API}/jobs/{line}/least-squares")
        made = self.each("create_sweep", "POST", f"{API}/sweeps")
        self._sweep(f"{API}/sweeps/{made['id']}", f"{API}/jobs/{made['jobs'][0]['id']}")
        del made["jobs"][2:]

    def _job(self, job):
        self.settled(job, "paused")
        self.each("step_job", "POST", f"{job}/step")
        self.each("trace_input", "POST", f"{job}/trace")
        self.each("change_job", "PATCH", job)
        for operation, path in (
            ("trace_sample", f"{job}/trace?sample=1"),
            ("explain_shown", f"{job}/factors?layer=1&to=0&from=1"),
            ("account_for_update", f"{job}/update?layer=1&to=0&from=1"),
            ("compare_gradients", f"{job}/directions"),
            ("graph_shown", f"{job}/graph"),
            ("write_shown", f"{job}/forms?layer=2&to=0&from=1"),
            ("get_network", f"{job}/network"),
            ("get_evaluation", f"{job}/evaluation"),
            ("examine_neurons", f"{job}/neurons"),
            ("get_events", f"{job}/events?limit=3"),
            ("get_job", job),
            ("list_jobs", f"{API}/jobs?state=paused&label=course&limit=1"),
        ):
            self.ask(operation, "GET", path)
        self.ask("pause_job", "POST", f"{job}/pause")
        fork = f"{API}/jobs/{self.each('fork_job', 'POST', f'{job}/fork')['id']}"
        self.settled(fork, "paused")
        self.ask("cancel_job", "POST", f"{fork}/cancel")
        self.each("seek_job", "POST", f"{job}/seek")

    def _sweep(self, sweep, job):
        self.settled(sweep, "succeeded")
        self.ask("get_metrics", "GET", f"{job}/metrics?max_points=4")
        self.ask("get_sweep", "GET", sweep)["jobs"][2:] = []
        summary = self.ask("get_summary", "GET", f"{sweep}/summary")
        del summary["samples"][:-4], summary["table"][2:]
        for spread in (summary["test_cost"], summary["test_accuracy"]):
            for values in spread.values():
                del values[:-4]
        self.ask("list_sweeps", "GET", f"{API}/sweeps")["data"][1:] = []


def written(examples):
    """The file's text: one line for each body and answer."""
    parts = []
    for operation, about in examples.items():
        lines = [f'  "answer": {json.dumps(about["answer"])}'] if "answer" in about else []
        if shown := about.get("bodies"):
            each = ",\n".join(f"   {json.dumps(title)}: {json.dumps(body)}" for title, body in shown.items())
            lines.insert(0, f'  "bodies": {{\n{each}\n  }}')
        parts.append(f' "{operation}": {{\n' + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


SILENT = {"ink_drawing"}  # an answer too long to be read

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, new_client(Path(folder)) as found:
        story = Story(found)
        story.tell()
    told = {name: {"answer": answer} for name, answer in story.answers.items() if name not in SILENT}
    names = dict.fromkeys([*EXAMPLES, *told])
    given = {name: {"bodies": EXAMPLES[name]["bodies"]} if "bodies" in EXAMPLES.get(name, {}) else {} for name in names}
    FILE.write_text(written({name: given[name] | told.get(name, {}) for name in names}))
