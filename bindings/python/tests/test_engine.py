"""The engine from Python: commands, events, times and errors."""

from datetime import datetime, timedelta, timezone

import pytest

import uniselector as us

CENTER = {
    "version": 1,
    "channels": {"voice": {"offer_timeout": "20s"}},
    "skills": {"refunds": {"levels": "1..5"}},
    "queues": {"care": {"relax": [{"after": "30s", "drop": ["refunds"]}]}},
    "agents": {
        "ana": {"queues": ["care"], "capacity": {"voice": 1}, "skills": {"refunds": 4}},
        "ben": {"queues": ["care"], "capacity": {"voice": 1}},
    },
}
START = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)


@pytest.fixture
def engine():
    engine = us.Engine(CENTER, start=START)
    engine.poll()
    return engine


def kinds(engine):
    return [event.kind for event in engine.poll()]


def test_the_way_of_one_call(engine):
    engine.login("ana")
    engine.submit("c1", queue="care", require={"skills": {"refunds": 3}}, attributes={"lang": "fr"})
    offered = engine.poll()[-1]
    assert (offered.kind, offered.interaction, offered.agent) == ("offered", "c1", "ana")
    assert offered.expires == START + timedelta(seconds=20)
    engine.advance(5)
    engine.accept("c1", "ana")
    assert engine.interaction("c1")["state"] == "active"
    assert engine.interaction("c1")["attributes"] == {"lang": "fr"}
    assert engine.agent("ana")["load"] == {"voice": 1}
    engine.advance("2m")
    engine.complete("c1", note="done")
    assert kinds(engine) == ["offer_accepted", "assigned", "completed", "closed", "ended"]
    ended = engine.interaction("c1")
    assert (ended["state"], ended["end_reason"], ended["notes"]) == ("ended", "completed", ["done"])
    care = engine.queue("care")
    assert (care["offered"], care["answered"], care["service_level"]) == (1, 1, 1.0)
    assert care["asa"] == timedelta(seconds=5)
    engine.check_books()


def test_relaxation_lets_another_agent_have_it(engine):
    engine.login("ben")
    engine.submit("c1", queue="care", require={"skills": {"refunds": 3}})
    assert "offered" not in kinds(engine)
    assert "nobody" not in engine.explain("c1")
    engine.advance(timedelta(seconds=29.999))
    assert kinds(engine) == []
    engine.advance(timedelta(milliseconds=1))
    assert kinds(engine) == ["relaxed", "offered"]


def test_times_are_exact(engine):
    engine.advance(datetime(2026, 3, 2, 9, 0, 1, 250000, tzinfo=timezone.utc))
    assert engine.now == START + timedelta(seconds=1.25)
    assert engine.now_ns % 1_000_000_000 == 250_000_000
    with pytest.raises(ValueError):
        engine.advance(datetime(2026, 3, 2, 10, 0))


def test_errors_are_exceptions_with_code_and_detail(engine):
    with pytest.raises(us.NotFoundError, match="'nobody'"):
        engine.login("nobody")
    engine.login("ana")
    engine.submit("c1", queue="care")
    with pytest.raises(us.AlreadyExistsError) as caught:
        engine.submit("c1", queue="care")
    assert caught.value.code == "AlreadyExists"
    engine.accept("c1", "ana")
    with pytest.raises(us.FailedPreconditionError) as caught:
        engine.decline("c1", "ana")
    assert caught.value.detail == "offer_gone"
    with pytest.raises(us.NotFoundError):
        engine.submit("c2", queue="no such queue")


def test_a_bad_configuration_changes_nothing(engine):
    before = engine.state_hash()
    with pytest.raises(us.InvalidArgumentError, match="prefer"):
        engine.configure({"version": 1, "queues": {"care": {"prefer": "longest"}}})
    assert engine.state_hash() == before


def test_presence_words(engine):
    engine.presence("ana", "ready")
    engine.presence("ana", "not_ready", "lunch")
    assert engine.agent("ana")["presence_reason"] == "lunch"
    with pytest.raises(us.InvalidArgumentError, match="found 'asleep'"):
        engine.presence("ana", "asleep")


def test_both_matchers_agree():
    def run(naive):
        engine = us.Engine(CENTER, start=START, naive_matcher=naive)
        for agent in ("ana", "ben"):
            engine.login(agent)
        for i in range(20):
            engine.submit(f"c{i}", queue="care", priority=i % 3)
            engine.advance(7)
        return [str(event) for event in engine.poll()], engine.state_hash()

    assert run(False) == run(True)
