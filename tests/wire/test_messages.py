"""Commands as JSON: read strictly; whatever else comes is refused, and nothing else happens."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.training.commands import (
    CommandError,
    Edit,
    Parameter,
    Pause,
    Play,
    Probe,
    Reset,
    Seek,
    Set,
    Step,
    Try,
    Verify,
    Watch,
)
from app.wire.messages import MAX_NUMBERS, MAX_STROKES, MessageError, parse_command

WEIGHT = {"layer": 2, "to": 1, "from": 0}
READ = [
    ({"name": "play"}, Play()),
    ({"name": "pause"}, Pause()),
    ({"name": "step"}, Step("batch", 1)),
    ({"name": "step", "unit": "sample", "count": 5}, Step("sample", 5)),
    ({"name": "step", "unit": "epoch"}, Step("epoch", 1)),
    ({"name": "seek", "step": 0}, Seek(0)),
    ({"name": "watch"}, Watch()),
    ({"name": "watch", "sample": 3}, Watch(sample=3)),
    ({"name": "watch", "sample": 3, "target": 7}, Watch(sample=3, target=7)),
    ({"name": "watch", "input": [0, 0.5], "target": [1]}, Watch(inputs=(0.0, 0.5), target=(1.0,))),
    (
        {"name": "watch", "strokes": [[[0, 1], [2, 3.5]], []], "target": 4},
        Watch(strokes=(((0.0, 1.0), (2.0, 3.5)), ()), target=4),
    ),
    ({"name": "set", "learning_rate": 1}, Set(1.0, None, None)),
    ({"name": "set", "batch_size": 20, "pace": 2.5}, Set(None, 20, 2.5)),
    ({"name": "set", "pace": None}, Set(None, None, 0.0)),
    ({"name": "set", "pace": 0}, Set(None, None, 0.0)),
    ({"name": "edit", "parameter": WEIGHT, "value": -2}, Edit(Parameter(2, 1, 0), -2.0)),
    (
        {"name": "edit", "parameter": {"layer": 1, "to": 0, "from": None}, "value": 0.5},
        Edit(Parameter(1, 0, None), 0.5),
    ),
    ({"name": "reset"}, Reset(True)),
    ({"name": "reset", "keep_init": False}, Reset(False)),
    ({"name": "probe", "parameter": WEIGHT, "values": [1, 2]}, Probe(Parameter(2, 1, 0), (1.0, 2.0))),
    ({"name": "edit", "parameter": WEIGHT, "value": 1, "shown": True}, Edit(Parameter(2, 1, 0), 1.0, True)),
    ({"name": "try"}, Try()),
    ({"name": "try", "parameter": WEIGHT, "value": 0.5}, Try(Parameter(2, 1, 0), 0.5)),
    ({"name": "verify", "parameter": {"layer": 1, "to": 0}}, Verify(Parameter(1, 0))),
]
HUGE = 10**400  # a number of JSON that no float can hold


@pytest.mark.parametrize(("message", "command"), READ)
def test_commands_are_read(message, command):
    assert parse_command(json.loads(json.dumps(message))) == command


@pytest.mark.parametrize("message", [message for message, _ in READ])
def test_unknown_fields_are_refused_by_name(message):
    with pytest.raises(MessageError, match="'speed'"):
        parse_command(message | {"speed": 1})


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (None, "JSON object"),
        ([], "JSON object"),
        ("play", "JSON object"),
        ({}, "needs 'name'"),
        ({"name": 3}, "short text"),
        ({"name": "stop"}, "'stop'.*play"),
        ({"name": "step", "unit": "hour"}, "sample, batch or epoch"),
        ({"name": "step", "count": 0}, "1 to"),
        ({"name": "step", "count": 1.0}, "whole number"),
        ({"name": "step", "count": True}, "whole number"),
        ({"name": "step", "count": HUGE}, "whole number"),
        ({"name": "seek"}, "needs 'step'"),
        ({"name": "seek", "step": "3"}, "whole number"),
        ({"name": "watch", "sample": 1, "input": [1], "target": 1}, "only one"),
        ({"name": "watch", "input": [1]}, "target"),
        ({"name": "watch", "input": "1", "target": 1}, "list"),
        ({"name": "watch", "input": [None], "target": 1}, "finite"),
        ({"name": "watch", "input": [0] * (MAX_NUMBERS + 1), "target": 1}, "at most"),
        ({"name": "watch", "strokes": [[]] * (MAX_STROKES + 1), "target": 1}, "at most"),
        ({"name": "watch", "strokes": [[[0, 0]] * 9000] * 2, "target": 1}, "at most"),
        ({"name": "watch", "strokes": [[[1]]], "target": 1}, r"\[x, y\]"),
        ({"name": "watch", "strokes": [[1, 2]], "target": 1}, "point"),
        ({"name": "watch", "sample": 1, "target": "3"}, "whole number"),
        ({"name": "set", "learning_rate": float("nan")}, "finite"),
        ({"name": "set", "learning_rate": HUGE}, "finite"),
        ({"name": "set", "learning_rate": -1}, "0 and 1000"),
        ({"name": "set", "batch_size": 0}, "1 to"),
        ({"name": "set", "pace": -1}, "pace"),
        ({"name": "edit", "parameter": WEIGHT}, "needs 'value'"),
        ({"name": "edit", "parameter": WEIGHT, "value": float("inf")}, "finite"),
        ({"name": "edit", "parameter": {"layer": 1}, "value": 1}, "needs 'to'"),
        ({"name": "edit", "parameter": WEIGHT | {"at": 1}, "value": 1}, "'at'"),
        ({"name": "edit", "parameter": 3, "value": 1}, "JSON object"),
        ({"name": "reset", "keep_init": 1}, "true or false"),
        ({"name": "probe", "parameter": WEIGHT, "values": []}, "1 to"),
        ({"name": "try", "parameter": WEIGHT}, "with a value"),
        ({"name": "try", "value": 1}, "with a value"),
        ({"name": "edit", "parameter": WEIGHT, "value": 1, "shown": 1}, "true or false"),
        ({"name": "probe", "parameter": WEIGHT, "values": [0] * 513}, "1 to"),
        ({"name": "verify", "parameter": {}}, "needs 'layer'"),
    ],
)
def test_a_wrong_command_is_told_what_is_wrong(message, says):
    with pytest.raises((MessageError, CommandError), match=says):
        parse_command(message)


numbers = st.one_of(st.integers(), st.floats(), st.just(HUGE), st.just(-HUGE))
leaves = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=5))
anything = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=6), inner, max_size=4)),
)
FIELDS = sorted({field for message, _ in READ for field in message} - {"name"})
parameters = st.fixed_dictionaries({}, optional={"layer": anything, "to": anything, "from": anything})
nearly = st.builds(
    lambda name, fields: {"name": name, **fields},
    st.one_of(st.sampled_from([message["name"] for message, _ in READ]), anything),
    st.dictionaries(st.sampled_from(FIELDS), st.one_of(anything, parameters, numbers), max_size=4),
)


@given(st.one_of(anything, nearly))
@settings(max_examples=400, deadline=None)
def test_whatever_comes_is_a_command_or_is_refused(message):
    try:
        command = parse_command(message)
    except (MessageError, CommandError) as error:
        command = str(error)
    assert command
