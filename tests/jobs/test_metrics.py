import random
import sqlite3
from pathlib import Path

import pytest

from app.jobs import metrics
from app.jobs.database import MIGRATIONS, NAME, Folder
from app.jobs.events import event_text

JOB = "job"


def metric(step, cost):
    values = {"step": step, "epoch": 0, "samples": 10 * step, "cost": cost, "test_cost": cost, "test_accuracy": None}
    return {**values, "gradient_norms": [cost, None]}


@pytest.fixture
def connection(tmp_path):
    folder = Folder(tmp_path)
    opened = folder.connect()
    opened.execute("INSERT INTO jobs (id, record, log) VALUES (?, '', '')", (JOB,))
    yield opened
    opened.close()
    folder.close()


def write(connection, statements):
    for text, values in statements:
        connection.execute(text, values)


def measured(connection, costs, first=0):
    for step, cost in enumerate(costs, start=first):
        write(connection, metrics.added(JOB, metric(step, cost)))


def test_every_measurement_comes_back_as_it_was(connection):
    measured(connection, [0.5, None, 0.25])
    found = metrics.read(connection, JOB, 0, None)
    assert found["step"] == [0, 1, 2]
    assert found["test_cost"] == [0.5, None, 0.25]
    assert found["gradient_norms"] == [[0.5, None], [None, None], [0.25, None]]


def test_a_job_that_measured_nothing_has_empty_columns(connection):
    assert metrics.read(connection, JOB, 0, 10) == {name: [] for name in metrics.COLUMNS}


def test_what_came_after_a_rewind_counts_no_more(connection):
    measured(connection, [4, 3, 2, 1])
    write(connection, metrics.rewound(JOB, 1))
    measured(connection, [9], first=2)
    assert metrics.read(connection, JOB, 0, None)["cost"] == [4, 3, 9]


@pytest.mark.parametrize("count", [1, 7, 8, 9, 64, 1000, 4096])
@pytest.mark.parametrize("most", [4, 50])
def test_thinning_keeps_the_ends_and_every_peak(connection, count, most):
    chance = random.Random(count)
    costs = [chance.random() for _ in range(count)]
    peak, valley = chance.randrange(count), chance.randrange(count)
    costs[peak], costs[valley] = 9.0, -5.0
    measured(connection, costs)
    found = metrics.read(connection, JOB, 0, most)
    assert {0, valley, count - 1} <= set(found["step"])
    assert peak in found["step"] or peak == valley
    assert found["step"] == sorted(set(found["step"]))
    assert [costs[step] for step in found["step"]] == found["test_cost"]
    assert len(found["step"]) <= 4 * most + 2 * metrics.STRETCH * metrics.LEVELS


def test_a_part_of_a_curve_begins_where_it_is_asked_to(connection):
    measured(connection, [float(k % 13) for k in range(2000)])
    found = metrics.read(connection, JOB, 777, 20)
    assert (found["step"][0], found["step"][-1]) == (777, 1999)


def test_peaks_survive_a_rewind_into_the_middle_of_a_stretch(connection):
    measured(connection, [1.0] * 100)
    write(connection, metrics.rewound(JOB, 68))
    measured(connection, [8.0 if k == 40 else 2.0 for k in range(500)], first=69)
    assert max(metrics.read(connection, JOB, 0, 10)["test_cost"]) == 8.0


def test_the_measurements_of_an_older_folder_are_taken_over(tmp_path):
    folder = Folder(tmp_path)
    with sqlite3.connect(tmp_path / NAME) as old:
        old.executescript((Path(metrics.__file__).parent / MIGRATIONS[0]).read_text() + "PRAGMA user_version = 1;")
        old.execute("INSERT INTO jobs (id, record, log) VALUES (?, '', '')", (JOB,))
        kinds = [
            ("metric", metric(1, 4.0)),
            ("metric", metric(5, 3.0)),
            ("rewind", {"step": 2}),
            ("metric", metric(3, 2)),
        ]
        for seq, (kind, fields) in enumerate(kinds, start=1):
            old.execute("INSERT INTO events VALUES (?, ?, ?, ?)", (JOB, seq, kind, event_text(seq, kind, **fields)))
    found = metrics.read(folder.connect(), JOB, 0, 4)
    assert (found["step"], found["cost"]) == ([1, 3], [4.0, 2.0])
    assert found["gradient_norms"] == [[4.0, None], [2.0, None]]
    folder.close()
