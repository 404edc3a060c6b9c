"""Threads: those that share an engine take turns, and work on files does not hold others up."""

import sys
import threading
import time

import pytest

import uniselector as us

# Each step of time moves everybody who waits, so that threads which advance at once would meet.
CENTER = {
    "version": 1,
    "queues": {"care": {"relax": [{"after": f"{i}s", "priority": i} for i in range(1, 61)]}},
    "agents": {"ana": {"queues": ["care"], "capacity": {"voice": 1}}},
}


@pytest.fixture(autouse=True)
def switch_often():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def run_together(*functions):
    errors = []

    def guarded(function):
        try:
            function()
        except BaseException as error:  # handed to the test below
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_threads_that_share_an_engine_take_turns():
    engine = us.Engine(CENTER)
    events = []

    def submitter(name):
        def run():
            for i in range(300):
                engine.submit(f"{name}-{i}", queue="care", attributes={"n": i})
                engine.agent("ana")

        return run

    def clock():
        for _ in range(60):
            engine.advance(0.5)

    def listener():
        for _ in range(100):
            events.extend(engine.poll())
            engine.queue("care")

    submitter("first")()
    run_together(submitter("x"), submitter("y"), clock, clock, listener)
    events.extend(engine.poll())
    engine.check_books()
    assert engine.now_ns == 60 * 1_000_000_000
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert sum(event.kind == "submitted" for event in events) == 900
    assert sum(event.kind == "relaxed" for event in events) >= 300 * 60
    assert engine.queue("care")["waiting"] == 900


def test_work_on_files_lets_other_threads_run():
    agents = {f"a{i}": {"queues": ["care"], "capacity": {"voice": 1}} for i in range(30)}
    center = {"version": 1, "queues": {"care": {}}, "agents": agents}
    calls = {"queue": "care", "per_hour": 600, "service": {"exponential": "2m"}}
    workload = {"workload": {"days": 20, "streams": {"calls": calls}}}
    results = []
    worker = threading.Thread(target=lambda: results.append(us.simulate(center, workload)))
    worker.start()
    ticks = 0
    while worker.is_alive():
        ticks += 1
        time.sleep(0.001)
    worker.join()
    assert results[0].total["offered"]["mean"] > 100_000
    assert ticks > 10  # some 300 ms of work; a held lock would let one or two through
