"""`nudge jobs` and `nudge export`: the jobs of a server, from the command line.

Knows tables and files. Does not know how jobs run.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from app.cli.client import Client
from app.explain.export import FORMATS


def add_to(commands: Any) -> None:
    """Add the commands and their options."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--server", help="address of the server (default this machine's, port 8000)")
    common.add_argument("--json", action="store_true", help="print JSON")
    actions = commands.add_parser("jobs", help="list, show, watch or cancel jobs").add_subparsers(required=True)
    listing = actions.add_parser("list", parents=[common], help="the newest jobs")
    listing.add_argument("--state", help="only jobs in this state")
    listing.set_defaults(run=_list)
    for name, run, does in (
        ("show", _show, "everything about a job"),
        ("watch", _watch, "a job's events as they come, until it ends"),
        ("cancel", _cancel, "end a job"),
    ):
        one = actions.add_parser(name, parents=[common], help=does)
        one.add_argument("job", help="id of the job")
        one.set_defaults(run=run)
    export = commands.add_parser("export", parents=[common], help="write the network of a job to a file")
    export.add_argument("job", help="id of the job")
    export.add_argument("file", type=Path, help="its ending decides: .json, .npz, .safetensors, .py")
    export.add_argument("--pytorch", action="store_true", help="PyTorch code instead of NumPy code")
    export.set_defaults(run=_export)


def _list(given: argparse.Namespace) -> int:
    found = Client(given.server).ask("/jobs?limit=50" + (f"&state={given.state}" if given.state else ""))["data"]
    if given.json:
        print(json.dumps(found))
        return 0
    if not found:
        print("No jobs yet. `nudge train --server` starts one.")
    for job in found:
        right = job["metrics"].get("test_accuracy")
        shown = "" if right is None else f"{right:.1%}"
        print(f"{job['id']}  {job['state']:<10} {job['progress']:>4.0%}  {shown:>6}  {job['name']}")
    return 0


def _show(given: argparse.Namespace) -> int:
    print(json.dumps(Client(given.server).ask(f"/jobs/{given.job}"), indent=None if given.json else 2))
    return 0


def _watch(given: argparse.Namespace) -> int:
    state = None
    for event in Client(given.server).events(given.job):
        state = event.get("state", state)
        print(json.dumps(event) if given.json else _line(event), flush=True)
    return 0 if state == "succeeded" else 1


def _line(event: dict[str, Any]) -> str:
    start = f"{event['seq']:>5}  step {event['step']:>8}  {event['kind']:<8}"
    if event["kind"] == "metric":
        right = event["test_accuracy"]
        return f"{start} cost {event['test_cost']}  right {'' if right is None else format(right, '.1%')}"
    return f"{start} {event.get('state') or event.get('message') or ''}".rstrip()


def _cancel(given: argparse.Namespace) -> int:
    job = Client(given.server).ask(f"/jobs/{given.job}/cancel", {})
    print(json.dumps(job) if given.json else f"{job['id']} is {job['state']}")
    return 0


def _export(given: argparse.Namespace) -> int:
    name = "pytorch" if given.pytorch else given.file.suffix[1:]
    if name not in FORMATS:
        print(f"nudge export: {given.file} must end in .json, .npz, .safetensors or .py.", file=sys.stderr)
        return 2
    given.file.write_bytes(Client(given.server).fetch(f"/jobs/{given.job}/network?format={name}"))
    print(json.dumps({"file": str(given.file)}) if given.json else f"wrote {given.file}")
    return 0
