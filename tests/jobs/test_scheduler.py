from app.jobs.scheduler import Scheduler


def started(scheduler):
    found = []
    while (job := scheduler.next()) is not None:
        found.append(job)
    return found


def test_no_more_than_the_limit_run_and_the_oldest_go_first():
    scheduler = Scheduler(2)
    for name in "abcd":
        scheduler.add(name, "")
    assert started(scheduler) == ["a", "b"]
    scheduler.remove("b")
    assert started(scheduler) == ["c"]
    assert scheduler.waiting() == 1


def test_a_group_that_came_later_gets_its_share():
    scheduler = Scheduler(2)
    for k in range(10):
        scheduler.add(f"sweep{k}", "sweep")
    assert started(scheduler) == ["sweep0", "sweep1"]
    scheduler.add("single", "")
    scheduler.remove("sweep0")
    assert started(scheduler) == ["single"]


def test_a_group_keeps_to_its_own_limit():
    scheduler = Scheduler(8)
    for k in range(5):
        scheduler.add(f"s{k}", "s", 2)
    assert started(scheduler) == ["s0", "s1"]


def test_a_held_group_waits():
    scheduler = Scheduler(4)
    scheduler.add("a", "g")
    scheduler.hold("g", True)
    assert started(scheduler) == []
    scheduler.hold("g", False)
    assert started(scheduler) == ["a"]


def test_a_job_that_is_removed_never_starts():
    scheduler = Scheduler(1)
    scheduler.add("a", "")
    scheduler.remove("a")
    assert started(scheduler) == []
