import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.live.viewer import Ack, Hello, Refused, Request, Viewer, problem, result

HELLO = '{"type": "hello", "after": 4}'


def greeted():
    viewer = Viewer()
    assert viewer.read(HELLO) == Hello(4)
    return viewer


def test_the_three_messages():
    viewer = greeted()
    assert viewer.read('{"type": "ack", "frame": 7}') == Ack(7)
    assert viewer.read('{"type": "command", "id": 1, "command": {"name": "play"}}') == Request(1, {"name": "play"})
    assert Viewer().read('{"type": "hello"}') == Hello(0)


@pytest.mark.parametrize("text", ['{"type": "ack", "frame": 7}', '{"type": "command", "id": 1, "command": {}}'])
def test_hello_comes_first(text):
    assert "hello" in Viewer().read(text).detail


def test_hello_comes_once_and_a_wrong_one_may_be_said_again():
    viewer = Viewer()
    assert isinstance(viewer.read('{"type": "hello", "after": "x"}'), Refused)
    assert viewer.read(HELLO) == Hello(4)
    assert isinstance(viewer.read(HELLO), Refused)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "play",
        "null",
        "[]",
        "3",
        "{}",
        '{"type": "help"}',
        '{"type": ["ack"]}',
        '{"type": "ack"}',
        '{"type": "ack", "frame": -1}',
        '{"type": "ack", "frame": true}',
        '{"type": "ack", "frame": 1.5}',
        '{"type": "ack", "frame": NaN}',
        '{"type": "ack", "frame": 99999999999999999999999}',
        '{"type": "command", "id": 1}',
        '{"type": "command", "command": {}}',
        '{"type": "command", "id": "1", "command": {}}',
        '{"type": "ack", "frame": ' + "9" * 5000 + "}",
        "[" * 100_000,
        '{"type": "ack", "frame": 1',
        "\ud800",
    ],
)
def test_anything_else_is_refused_with_a_sentence(text):
    action = greeted().read(text)
    assert isinstance(action, Refused)
    assert action.detail.endswith(".")


values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
)
messages = st.dictionaries(st.sampled_from(["type", "after", "frame", "id", "command"]), values)
types = st.sampled_from(["hello", "ack", "command"])
texts = st.one_of(
    st.text(),
    values.map(json.dumps),
    st.builds(lambda message, kind: json.dumps({**message, "type": kind}), messages, types),
)


@given(st.lists(texts, max_size=6))
@settings(max_examples=300, deadline=None)
def test_any_text_is_an_action(many):
    viewer = Viewer()
    for text in many:
        assert isinstance(viewer.read(text), Hello | Ack | Request | Refused)


def test_answers_carry_the_number_of_their_question():
    assert json.loads(result(3, ok={"step": 1})) == {"type": "result", "id": 3, "ok": {"step": 1}}
    assert json.loads(result(3, problem={"status": 409})) == {"type": "result", "id": 3, "problem": {"status": 409}}
    assert json.loads(problem({"status": 400})) == {"type": "problem", "problem": {"status": 400}}
