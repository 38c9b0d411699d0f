"""The live socket, end to end: a real server, real worker processes, real sockets."""

import json
import time
import urllib.request

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from app.wire.frame import decode
from tests.server import Server, free_port

SMALL = {
    "dataset": {"name": "blobs", "train": 50, "test": 20},
    "network": {"hidden": [4]},
    "batch_size": 5,
    "epochs": 1_000_000,
    "optimizer": {"learning_rate": 0.5},
}
PATIENCE = 10


def call(server, method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server.address + path, data, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.loads(answer.read() or "null")


def create(server, **more):
    return call(server, "POST", "/api/v1/jobs", SMALL | more)["id"]


class Watcher:
    """A viewer: `events` and `frames` as they came."""

    def __init__(self, server, job, after=0, acks=True, greets=True, **more):
        address = f"ws://127.0.0.1:{server.port}/api/v1/jobs/{job}/live"
        self._connecting = connect(
            address, subprotocols=["nudge.v1"], compression=None, max_size=None, max_queue=None, close_timeout=1, **more
        )
        self.socket = self._connecting.__enter__()
        self.events, self.frames, self.others, self._acks, self._next = [], [], [], acks, 1
        if greets:
            self.say({"type": "hello", "after": after})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connecting.__exit__(None, None, None)

    def say(self, message):
        self.socket.send(message if isinstance(message, str | bytes) else json.dumps(message))

    def ack(self, number):
        self.say({"type": "ack", "frame": number})

    def read(self, timeout=PATIENCE):
        """The next message, kept where it belongs; None when none came in time."""
        try:
            message = self.socket.recv(timeout)
        except TimeoutError:
            return None
        if isinstance(message, bytes):
            self.frames.append(message)
            if self._acks:
                self.ack(decode(message)[0]["frame"])
            return message
        found = json.loads(message)
        (self.events if found["type"] == "event" else self.others).append(found)
        return found

    def until(self, condition, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while not (found := condition()):
            assert time.monotonic() < end, "It did not come to pass."
            self.read(0.2)
        return found

    def ask(self, name, **fields):
        number, self._next = self._next, self._next + 1
        self.say({"type": "command", "id": number, "command": {"name": name, **fields}})
        return self.until(lambda: next((o for o in self.others if o.get("id") == number), None))

    def seqs(self):
        return [event["seq"] for event in self.events]

    def header(self):
        return decode(self.frames[-1])[0]


def test_commands_are_answered_and_their_picture_follows(server):
    with Watcher(server, create(server, start="paused")) as viewer:
        assert viewer.ask("step", count=3)["ok"]["step"] == 3
        viewer.until(lambda: viewer.frames and viewer.header()["step"] == 3)
        assert viewer.header()["phase"] == "applied"
        assert viewer.ask("watch", sample=7, target=2)["ok"]["step"] == 3
        viewer.until(lambda: viewer.header()["detail"]["sample"]["index"] == 7)
        parameter = {"layer": 1, "to": 0, "from": 1}
        assert viewer.ask("verify", parameter=parameter)["ok"]["error"] < 1e-4
        assert len(viewer.ask("probe", parameter=parameter, values=[0, 1])["ok"]["cost"]) == 2
        assert viewer.ask("edit", parameter=parameter, value=1.5)["ok"]["state"] == "paused"
        assert viewer.ask("set", learning_rate=0.1, pace=50)["ok"]["step"] == 3
        assert viewer.ask("play")["ok"]["state"] == "running"
        assert viewer.ask("pause")["ok"]["state"] == "paused"
        assert viewer.ask("seek", step=1)["ok"]["step"] == 1
        assert viewer.ask("reset", keep_init=False)["ok"]["step"] == 0


def test_a_second_viewer_hears_everything_from_the_beginning_without_gaps(server):
    job = create(server)
    with Watcher(server, job) as first:
        first.until(lambda: len(first.events) >= 8)
        with Watcher(server, job) as second:
            second.until(lambda: len(second.events) >= 8)
            assert second.seqs() == list(range(1, len(second.events) + 1))
            assert second.events[:8] == first.events[:8]
        first.ask("pause")


def test_a_viewer_that_comes_back_loses_no_event(server):
    job = create(server)
    with Watcher(server, job) as viewer:
        viewer.until(lambda: len(viewer.events) >= 4)
    last = viewer.seqs()[-1]
    call(server, "POST", f"/api/v1/jobs/{job}/pause")
    call(server, "POST", f"/api/v1/jobs/{job}/resume")
    with Watcher(server, job, after=last) as again:
        again.until(lambda: "paused" in [event.get("state") for event in again.events])
        assert again.seqs() == list(range(last + 1, last + 1 + len(again.events)))
        again.ask("pause")


def test_a_viewer_that_acknowledges_nothing_gets_two_frames_and_after_an_ack_the_newest(server):
    with Watcher(server, create(server), acks=False) as viewer:
        viewer.until(lambda: len(viewer.frames) == 2)
        seen = viewer.header()["step"]
        end = time.monotonic() + 0.4
        while time.monotonic() < end:
            viewer.read(0.05)
        assert len(viewer.frames) == 2
        assert viewer.events, "events come all the same"
        viewer.ack(decode(viewer.frames[0])[0]["frame"])
        viewer.until(lambda: len(viewer.frames) == 3)
        numbers = [decode(frame)[0]["frame"] for frame in viewer.frames]
        assert numbers[2] > numbers[1] + 2
        assert viewer.header()["step"] > seen
        assert viewer.ask("pause")["ok"]["state"] == "paused"


def test_a_slow_viewer_delays_nobody_and_all_get_the_same_bytes(server):
    job = create(server)
    with (
        Watcher(server, job, acks=False) as slow,
        Watcher(server, job) as one,
        Watcher(server, job) as other,
    ):
        one.until(lambda: len(one.frames) >= 12)
        other.until(lambda: len(other.frames) >= 12)
        one.ask("pause")
        slow.read(0.2)
        first, second = ({decode(f)[0]["frame"]: f for f in viewer.frames} for viewer in (one, other))
        both = first.keys() & second.keys()
        assert len(both) >= 5
        assert all(first[number] == second[number] for number in both)


MALFORMED = [
    "",
    "play",
    "null",
    "[]",
    "{}",
    '{"type": "help"}',
    '{"type": "hello"}',
    '{"type": "ack"}',
    '{"type": "ack", "frame": -1}',
    '{"type": "command"}',
    '{"type": "command", "id": "x", "command": {}}',
    "[" * 50_000,
    "9" * 5000,
    b"\x00\xff",
    b"",
]
REFUSED = [
    None,
    3,
    {},
    {"name": "stop"},
    {"name": "step", "count": 0},
    {"name": "step", "count": 10**400},
    {"name": "seek", "step": -1},
    {"name": "seek", "step": 10**9},
    {"name": "watch", "sample": 10**9},
    {"name": "watch", "strokes": [[[0, 0]]], "target": 0},
    {"name": "watch", "input": [1e308, -1e308, 0], "target": 0},
    {"name": "set", "learning_rate": 10**400},
    {"name": "edit", "parameter": {"layer": 9, "to": 0}, "value": 1},
    {"name": "probe", "parameter": {"layer": 1, "to": 0}, "values": []},
    {"name": "try", "parameter": {"layer": 1, "to": 0}, "value": 1},
    {"name": "verify", "parameter": {"layer": 1, "to": 0, "from": 99}},
    {"name": "play", "loudly": True},
]


def test_whatever_cannot_be_understood_is_answered_and_training_goes_on(server):
    job = create(server)
    with Watcher(server, job) as viewer:
        for text in MALFORMED:
            before = len(viewer.others)
            viewer.say(text)
            viewer.until(lambda before=before: len(viewer.others) > before)
            assert viewer.others[-1]["type"] == "problem", text
            assert viewer.others[-1]["problem"]["status"] == 400
        for number, command in enumerate(REFUSED, start=1000):
            viewer.say({"type": "command", "id": number, "command": command})
            answer = viewer.until(lambda number=number: next((o for o in viewer.others if o.get("id") == number), None))
            assert answer["problem"]["status"] == 422, (command, answer)
            assert answer["problem"]["detail"], command
        there = viewer.header()["step"]
        viewer.until(lambda: viewer.header()["step"] > there)
        found = call(server, "GET", f"/api/v1/jobs/{job}")
        assert (found["state"], found["attempt"]) == ("running", 1)
        viewer.ask("pause")


def test_strokes_of_any_size_harm_no_worker(server):
    job = create(server, dataset={"name": "pen", "train": 20, "test": 10}, start="paused")
    with Watcher(server, job) as viewer:
        for strokes in (
            [],
            [[]],
            [[[1e308, -1e308], [0, 1e-300]]],
            [[[0, 0]] * 9000],
            [[[i, i * i] for i in range(99)]],
        ):
            assert "ok" in viewer.ask("watch", strokes=strokes, target=3)
            assert "ok" in viewer.ask("step", unit="sample")
        assert call(server, "GET", f"/api/v1/jobs/{job}")["attempt"] == 1


def test_what_one_tries_all_see_until_nobody_watches_and_the_run_stays_what_it_is(server):
    job, parameter = create(server, start="paused"), {"layer": 1, "to": 0, "from": 1}
    with Watcher(server, job) as one, Watcher(server, job) as other:
        assert one.ask("step", count=3)["ok"]["step"] == 3
        other.until(lambda: other.frames and other.header()["step"] == 3)
        before, shown = call(server, "GET", f"/api/v1/jobs/{job}/network"), decode(other.frames[-1])
        heard = one.seqs()
        assert one.ask("try", parameter=parameter, value=2.5)["ok"]["state"] == "paused"
        for viewer in (one, other):
            viewer.until(lambda viewer=viewer: "tried" in viewer.header()["detail"])
            tried = viewer.header()["detail"]["tried"]
            assert (tried["layer"], tried["to"], tried["from"], tried["value"]) == (1, 0, 1, 2.5)
            assert decode(viewer.frames[-1])[1]["W1"][0, 1] == 2.5
        assert tried["cost_was"] == shown[0]["detail"]["cost"]
        asked = "layer=1&to=0&from=1"
        factors = call(server, "GET", f"/api/v1/jobs/{job}/factors?{asked}")
        assert factors["derivative"] == pytest.approx(decode(other.frames[-1])[1]["dC_dW1"][0, 1], rel=1e-6)
        assert call(server, "GET", f"/api/v1/jobs/{job}/network") == before
        assert one.seqs() == heard
        one.ask("try")
        other.until(lambda: "tried" not in other.header()["detail"])
        assert other.header()["detail"] == shown[0]["detail"]
        one.ask("try", parameter=parameter, value=2.5)
    with Watcher(server, job) as again:
        again.until(lambda: again.frames)
        assert "tried" not in again.header()["detail"]


def test_answers_come_to_who_asked(server):
    job = create(server, start="paused")
    with Watcher(server, job) as one, Watcher(server, job) as other:
        assert one.ask("step")["id"] == other.ask("step")["id"] == 1
        assert one.others[-1]["ok"]["step"] == 1
        assert other.others[-1]["ok"]["step"] == 2


def test_many_commands_at_once_are_all_answered_in_turn(server):
    with Watcher(server, create(server, start="paused")) as viewer:
        for number in range(100):
            viewer.say({"type": "command", "id": number, "command": {"name": "step"}})
        viewer.until(lambda: len(viewer.others) == 100)
        steps = [answer["ok"]["step"] for answer in viewer.others]
        assert [answer["id"] for answer in viewer.others] == list(range(100))
        assert steps == list(range(1, 101))


def test_before_hello_nothing_comes_and_nothing_is_done(server):
    with Watcher(server, create(server, start="paused"), greets=False) as viewer:
        viewer.say({"type": "command", "id": 1, "command": {"name": "play"}})
        assert viewer.read()["problem"]["status"] == 400
        assert viewer.read(0.15) is None


def test_a_job_that_does_not_exist(server):
    with Watcher(server, "none", greets=False) as viewer:
        assert viewer.read()["problem"]["type"] == "/problems/unknown-job"
        with pytest.raises(ConnectionClosed) as caught:
            viewer.read()
        assert caught.value.rcvd.code == 4404


def test_without_the_protocol_s_name_nobody_is_let_in(server):
    with pytest.raises(InvalidStatus) as caught, connect(f"ws://127.0.0.1:{server.port}/api/v1/jobs/none/live"):
        pass
    assert caught.value.response.status_code == 403


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}])
def test_other_sites_get_no_socket(server, headers):
    with pytest.raises(InvalidStatus) as caught:
        Watcher(server, "none", additional_headers=headers)
    assert caught.value.response.status_code == 403


def test_a_message_that_is_too_large_ends_the_connection_and_nothing_else(server):
    job = create(server)
    with Watcher(server, job) as viewer:
        viewer.say(json.dumps({"type": "ack", "frame": 1, "more": "x" * 300_000}))
        with pytest.raises(ConnectionClosed):
            viewer.until(lambda: False)
    with Watcher(server, job) as viewer:
        assert viewer.ask("pause")["ok"]["state"] == "paused"


def test_sigterm_ends_the_server_within_three_seconds_whoever_watches(tmp_path):
    own = Server(tmp_path, free_port(), {})
    try:
        with Watcher(own, create(own), acks=False) as viewer:
            viewer.until(lambda: viewer.frames)
            began = time.monotonic()
            assert own.terminate() in (0, -15)
            assert time.monotonic() - began < 3
            assert "Traceback" not in own.log.read_text()
    finally:
        own.close()
