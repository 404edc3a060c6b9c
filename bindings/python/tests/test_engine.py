"""The engine from Python: commands, events, times and errors."""

import doctest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import List, Tuple

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
def engine() -> us.Engine:
    engine = us.Engine(CENTER, start=START)
    engine.poll()
    return engine


def kinds(engine: us.Engine) -> List[str]:
    return [event.kind for event in engine.poll()]


def test_the_example_of_the_package_works() -> None:
    result = doctest.testmod(us)
    assert result.attempted > 3
    assert result.failed == 0


def test_the_way_of_one_call(engine: us.Engine) -> None:
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
    assert (ended["state"], ended["end_reason"]) == ("ended", "completed")
    assert ended["notes"] == [{"time": START + timedelta(seconds=125), "text": "done"}]
    care = engine.queue("care")
    assert (care["offered"], care["answered"], care["service_level"]) == (1, 1, 1.0)
    assert care["asa"] == timedelta(seconds=5)
    engine.check_books()


def test_relaxation_lets_another_agent_have_it(engine: us.Engine) -> None:
    engine.login("ben")
    engine.submit("c1", queue="care", require={"skills": {"refunds": 3}})
    assert "offered" not in kinds(engine)
    assert "nobody" not in engine.explain("c1")
    engine.advance(timedelta(seconds=29.999))
    assert kinds(engine) == []
    engine.advance(timedelta(milliseconds=1))
    assert kinds(engine) == ["relaxed", "offered"]


RULES = {
    "queues": {
        "care": {
            "require": "!has(attributes.site) || agent.site == attributes.site",
            "priority": {"rule": "attributes.vip ? 9 : 1", "otherwise": 2},
        },
        "sales": {
            "attributes": {"region": "eu"},
            "require": {"when": {"french": "has(attributes.lang) && attributes.lang == 'fr'"}},
            "prefer": {"score": "agent.attributes.points"},
        },
    },
    "agents": {
        "ana": {"queues": ["care", "sales"], "capacity": {"voice": 1}, "site": "rome",
                "attributes": {"points": 1}},
        "ben": {"queues": ["care", "sales"], "capacity": {"voice": "agent.skills.french + 1"},
                "site": "paris", "skills": ["french"], "attributes": {"points": 5}},
    },
    "classification": [
        {"name": "sales", "when": "has(attributes.intent)",
         "where": "queue.attributes.region == 'eu'"}
    ],
    "fallback_queue": "care",
}


def test_rules_choose_queue_priority_and_agent() -> None:
    engine = us.Engine(RULES, start=START)
    engine.login("ana")
    engine.login("ben")
    engine.poll()
    engine.submit("c1", attributes={"intent": "buy", "lang": "fr"})
    classified, offered = [e for e in engine.poll() if e.kind in ("classified", "offered")]
    assert (classified.queue, classified.note) == ("sales", "sales")
    assert offered.agent == "ben"
    (condition,) = engine.interaction("c1")["requirement"]["skills"]
    assert (condition["skill"], condition["op"]) == ("french", "present")
    engine.submit("c2", attributes={"site": "paris", "vip": True}, require="agent.kind == 'human'")
    c2 = engine.interaction("c2")
    assert (c2["queue"], c2["priority"]) == ("care", 9)
    assert len(c2["requirement"]["expressions"]) == 2
    assert {"expression", "name", "expires_after", "expedite"} == set(
        c2["requirement"]["expressions"][0]
    )
    engine.submit("c3")
    assert engine.interaction("c3")["priority"] == 2
    assert engine.queue("care")["rule_failures"] > 0
    assert "rule_failed" in kinds(engine)
    engine.check_books()


def test_faulty_rules_are_refused_with_their_place() -> None:
    with pytest.raises(us.InvalidArgumentError, match=r"queues\.care\.require\.expressions\[0\]"):
        us.Engine({"queues": {"care": {"require": "agent.nobody_knows"}}})
    engine = us.Engine({"queues": {"care": {}}})
    with pytest.raises(us.FailedPreconditionError):
        engine.submit("c1")
    with pytest.raises(us.InvalidArgumentError, match=r"require"):
        engine.submit("c1", queue="care", require="1 +")
    with pytest.raises(us.InvalidArgumentError, match=r"require"):
        engine.submit("c1", queue="care", require={"expressions": {"n": ""}})
    assert engine.list() == []


def test_times_are_exact(engine: us.Engine) -> None:
    engine.advance(datetime(2026, 3, 2, 9, 0, 1, 250000, tzinfo=timezone.utc))
    assert engine.now == START + timedelta(seconds=1.25)
    assert engine.now_ns % 1_000_000_000 == 250_000_000
    with pytest.raises(ValueError):
        engine.advance(datetime(2026, 3, 2, 10, 0))


def test_errors_are_exceptions_with_code_and_detail(engine: us.Engine) -> None:
    with pytest.raises(us.NotFoundError, match="'nobody'"):
        engine.login("nobody")
    engine.login("ana")
    engine.submit("c1", queue="care")
    with pytest.raises(us.AlreadyExistsError) as caught:
        engine.submit("c1", queue="care")
    assert caught.value.code == "AlreadyExists"
    engine.accept("c1", "ana")
    with pytest.raises(us.FailedPreconditionError) as gone:
        engine.decline("c1", "ana")
    assert gone.value.detail == "offer_gone"
    with pytest.raises(us.NotFoundError):
        engine.submit("c2", queue="no such queue")


def test_a_bad_configuration_changes_nothing(engine: us.Engine) -> None:
    before = engine.state_hash()
    with pytest.raises(us.InvalidArgumentError, match="prefer"):
        engine.configure({"version": 1, "queues": {"care": {"prefer": "longest"}}})
    assert engine.state_hash() == before


def test_presence_words(engine: us.Engine) -> None:
    engine.presence("ana", "ready")
    engine.presence("ana", "not_ready", "lunch")
    assert engine.agent("ana")["presence_reason"] == "lunch"
    with pytest.raises(us.InvalidArgumentError, match="found 'asleep'"):
        engine.presence("ana", "asleep")


def test_both_matchers_agree() -> None:
    def run(naive: bool) -> Tuple[List[str], int]:
        engine = us.Engine(CENTER, start=START, naive_matcher=naive)
        for agent in ("ana", "ben"):
            engine.login(agent)
        for i in range(20):
            engine.submit(f"c{i}", queue="care", priority=i % 3)
            engine.advance(7)
        return [str(event) for event in engine.poll()], engine.state_hash()

    assert run(False) == run(True)


def test_a_late_answer_names_the_offer_it_means(engine: us.Engine) -> None:
    engine.login("ana")
    engine.submit("c1", queue="care")
    first = engine.poll()[-1].offer
    with pytest.raises(us.FailedPreconditionError) as caught:
        engine.accept("c1", "ana", offer=first + 1)
    assert caught.value.detail == "offer_gone"
    engine.accept("c1", "ana", offer=first)
    assert engine.interaction("c1")["state"] == "active"


def test_an_interaction_answers_all_that_the_library_knows(engine: us.Engine) -> None:
    engine.login("ben")
    engine.advance(3)
    engine.submit("c1", queue="care", require={"skills": {"refunds": 3}}, credit=90)
    engine.advance(2)
    view = engine.interaction("c1")
    assert (view["state"], view["position"], view["expedited"]) == ("waiting", 1, False)
    assert view["submitted"] == view["enqueued"] == START + timedelta(seconds=3)
    assert (view["wait"], view["credit"]) == (timedelta(seconds=2), timedelta(seconds=90))
    assert view["requirement"]["attributes"] == []
    assert view["requirement"]["skills"] == [
        {"skill": "refunds", "op": "ge", "level": 3, "expires_after": None, "expedite": False,
         "when": None}
    ]


def test_tables_decide_and_are_counted() -> None:
    def where(queue: str) -> object:
        return {
            "inputs": [{"name": "tier", "type": "string", "missing": "no_match"}],
            "outputs": [{"name": "queue", "type": "string"}],
            "rows": [["gold", queue]],
        }

    engine = us.Engine(
        {
            "queues": {"care": {}, "rescue": {}},
            "tables": {"where": {"table": where("rescue"), "candidate": {"table": where("care")}}},
            "classification": {"table": "where"},
            "fallback_queue": "care",
        },
        start=START,
    )
    engine.submit("i1", attributes={"tier": "gold"})
    engine.submit("i2", attributes={"tier": "basic"})
    assert engine.interaction("i1")["queue"] == "rescue"
    assert engine.interaction("i2")["queue"] == "care"
    table = engine.table("where")
    assert (table["decided"], table["undecided"], table["compared"]) == (1, 1, 2)
    assert table["differences"] == [{"row": "1", "candidate": "1", "count": 1}]
    assert len(table["versions"]) == 1
    with pytest.raises(us.NotFoundError):
        engine.table("nowhere")
    why = engine.explain_table("where", "i1")
    assert 'input tier = "gold"' in why and "gives queue = rescue" in why
    answer = engine.ask_table("where", "i1")
    assert (answer["outcome"], answer["rows"]) == ("decided", ["1"])
    assert (answer["version"], answer["candidate"]) == (table["versions"][0], False)
    assert answer["results"] == [{"queue": "rescue"}]
    assert engine.ask_table("where", interaction="i2")["outcome"] == "no_decision"
    assert engine.table("where")["compared"] == 2
    with pytest.raises(us.NotFoundError):
        engine.explain_table("where", agent="nobody")


def test_a_table_in_a_file_stands_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "where.csv").write_text(
        "name,where\nin tier string,out queue string\ngold,rescue\n", "utf-8"
    )
    (tmp_path / "center.yaml").write_text(
        "queues: {care: {}, rescue: {}}\nfallback_queue: care\n"
        "tables: {where: {file: where.csv}}\nclassification: {table: where}\n",
        "utf-8",
    )
    engine = us.Engine(str(tmp_path / "center.yaml"), start=START)
    engine.submit("i1", attributes={"tier": "gold"})
    assert engine.interaction("i1")["queue"] == "rescue"


def test_an_agent_and_a_queue_answer_all_that_the_library_knows(engine: us.Engine) -> None:
    engine.login("ana")
    engine.submit("c1", queue="care")
    (offer,) = engine.agent("ana")["offers"]
    assert offer == engine.interaction("c1")["offers"][0]
    assert (offer["id"], offer["agent"], offer["cost"]) == (engine.poll()[-1].offer, "ana", 1)
    assert offer["expires"] - offer["offered"] == timedelta(seconds=20)
    engine.accept("c1", "ana")
    engine.advance(60)
    engine.complete("c1")
    assert engine.agent("ana")["idle_since"] == START + timedelta(seconds=60)
    engine.submit("c2", queue="care")
    care = engine.queue("care")
    assert (care["talk"], care["answer_wait"]) == (timedelta(seconds=60), timedelta(0))
    assert care["expected_wait_by_priority"] == {0: timedelta(seconds=120)}  # behind c2


def test_update_changes_all_that_a_request_can(engine: us.Engine) -> None:
    engine.login("ben")
    engine.submit("c1", queue="care", priority=5, require={"skills": {"refunds": 3}})
    engine.update("c1", priority=7, disposition="VIP", note="called before")
    view = engine.interaction("c1")
    assert (view["priority"], view["disposition"]) == (7, "VIP")
    engine.update("c1", reset_priority=True, disposition="", if_version=view["version"])
    view = engine.interaction("c1")
    assert (view["priority"], view["disposition"]) == (0, None)
    engine.update("c1", attributes={"lang": "fr", "vip": True})
    engine.update("c1", attributes={"vip": None})
    assert engine.interaction("c1")["attributes"] == {"lang": "fr"}
    with pytest.raises(us.AbortedError):
        engine.update("c1", priority=1, if_version=view["version"])
    assert engine.interaction("c1")["state"] == "waiting"
    engine.update("c1", require={})
    assert engine.interaction("c1")["offers"][0]["agent"] == "ben"


def test_update_agent(engine: us.Engine) -> None:
    engine.login("ben")
    engine.submit("c1", queue="care", require={"skills": {"refunds": 3}, "attributes": {"site": 7}})
    engine.update_agent("ben", skills={"refunds": 3}, attributes={"site": 7})
    assert engine.interaction("c1")["state"] == "offered"
    engine.accept("c1", "ben")
    engine.update_agent("ben", capacity={"voice": 3}, max_offers=2)
    for interaction in ("c2", "c3", "c4"):
        engine.submit(interaction, queue="care")
    assert [o["interaction"] for o in engine.agent("ben")["offers"]] == ["c2", "c3"]
    engine.update_agent("ben", skills={"refunds": None}, attributes={"site": None}, queues=[])
    ben = engine.agent("ben")
    assert (ben["skills"], ben["queues"], ben["offers"]) == ({}, [], [])
    engine.update_agent("ben", queues={"care": {"rank": 2}})
    assert engine.agent("ben")["queues"] == ["care"]
    with pytest.raises(us.AbortedError):
        engine.update_agent("ben", max_offers=1, if_version=ben["version"])
    with pytest.raises(us.NotFoundError, match="carol"):
        engine.update_agent("carol", max_offers=1)


def test_list_by_state_and_time(engine: us.Engine) -> None:
    engine.submit("c1", queue="care")
    for hour in (1, 2, 3):
        at = START + timedelta(hours=hour)
        engine.submit(f"later-{hour}", queue="care", scheduled_at=at)
    assert engine.list(state="waiting") == ["c1"]
    assert engine.list("care", state="scheduled") == ["later-1", "later-2", "later-3"]
    two = START + timedelta(hours=2)
    assert engine.list(scheduled_after=two) == ["later-2", "later-3"]
    assert engine.list(scheduled_after=two, scheduled_before=two) == ["later-2"]
    assert engine.list(page_size=2) == ["c1", "later-1"]
    assert engine.list(page_size=2, after="later-1") == ["later-2", "later-3"]
    with pytest.raises(us.InvalidArgumentError, match="state: found 'lost', expected scheduled"):
        engine.list(state="lost")
    for size in (0, 1001):
        with pytest.raises(ValueError, match=f"page_size: found {size}"):
            engine.list(page_size=size)
