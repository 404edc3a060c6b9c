"""What Python values the module takes, and how it refuses those that it does not."""

import os
import pathlib
import types
from collections import UserDict, UserList
from datetime import datetime, timedelta, timezone
from typing import List, Union

import pytest

import uniselector as us

START = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)
CENTER = {
    "version": 1,
    "queues": {"care": {}},
    "agents": {"ana": {"queues": ["care"], "capacity": {"voice": 1}}},
}


@pytest.fixture
def engine():
    engine = us.Engine(CENTER, start=START)
    engine.poll()
    return engine


def wrapped(value):
    """The same, with mappings and lists of types that are neither dict nor list."""
    if isinstance(value, dict):
        return types.MappingProxyType({key: wrapped(one) for key, one in value.items()})
    if isinstance(value, list):
        return UserList(wrapped(one) for one in value)
    return value


class Somewhere(os.PathLike):
    """A path that is no str and whose str() is not the path."""

    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        return self.path


def test_any_mapping_is_a_configuration() -> None:
    engine = us.Engine(wrapped(CENTER))
    engine.configure(UserDict(CENTER))
    assert engine.agent("ana")["queues"] == ["care"]


def test_any_mapping_is_an_argument(engine: us.Engine) -> None:
    engine.submit(
        "c1",
        queue="care",
        attributes=UserDict({"lang": "fr"}),
        require=wrapped({"attributes": {"site": "paris"}}),
        relax=UserList([wrapped({"after": timedelta(seconds=30), "drop": ["site"]})]),
    )
    engine.update("c1", attributes=types.MappingProxyType({"vip": True}))
    engine.update_agent("ana", capacity=wrapped({"voice": 2}), queues=UserList(["care"]))
    engine.login("ana")
    assert engine.interaction("c1")["attributes"] == {"lang": "fr", "vip": True}
    assert engine.interaction("c1")["state"] == "waiting"
    engine.advance(30)
    assert engine.interaction("c1")["state"] == "offered"


def test_any_path_is_a_path(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "center.yaml"
    file.write_text("queues: {care: {}}\nagents: {ana: {queues: [care]}}\n")
    for path in (file, str(file), os.fsencode(file), Somewhere(str(file))):
        assert us.Engine(path).agent("ana")["queues"] == ["care"]
    scenario = tmp_path / "one.yaml"
    scenario.write_text("name: nothing\ncenter: {queues: {care: {}}}\nsteps: [{at: 0s}]\n")
    for path in (scenario, Somewhere(os.fsencode(scenario))):
        assert [one.outcome for one in us.run_scenarios(path)] == ["passed"]
    with pytest.raises(us.NotFoundError, match="nowhere.yaml"):
        us.Engine(pathlib.Path("nowhere.yaml"))
    with pytest.raises(us.NotFoundError):
        us.Engine(b"\xff\xfe.yaml")  # a name that is not UTF-8 can be complained about
    with pytest.raises(ValueError, match="config: .* null byte"):
        us.Engine("center.yaml\0.txt")


@pytest.mark.parametrize("config", [7, 1.5, ["care"], {"care"}, object()])
def test_what_is_neither_mapping_nor_path_is_refused(config):
    with pytest.raises(TypeError, match=f"config: found {type(config).__name__}"):
        us.Engine(config)
    with pytest.raises(TypeError, match=f"configuration: found {type(config).__name__}"):
        us.simulate(config, config)


def test_what_no_file_can_hold_is_refused(engine):
    with pytest.raises(TypeError, match="found object"):
        engine.configure({"version": object()})
    with pytest.raises(TypeError, match="found bytes"):
        engine.configure({"queues": {"care": {"note": b"x"}}})
    with pytest.raises(ValueError):
        engine.configure({"version": float("nan")})
    with pytest.raises(TypeError, match="attributes: found list, expected a mapping"):
        engine.submit("c1", queue="care", attributes=["fr"])
    with pytest.raises(TypeError, match="attributes: found int, expected names of type str"):
        engine.submit("c1", queue="care", attributes={1: "fr"})
    with pytest.raises(TypeError, match="attributes.lang: found list"):
        engine.submit("c1", queue="care", attributes={"lang": ["fr"]})
    assert engine.list() == []


TOO_LONG = [10**10, -(10**10), 10**30, 1e300, float("inf"), float("-inf"), timedelta.max,
            timedelta.min]
END_OF_TIME = datetime.max.replace(tzinfo=timezone.utc)


@pytest.mark.parametrize("length", TOO_LONG)
@pytest.mark.parametrize("field", ["credit", "time_to_live"])
def test_a_length_that_64_bits_cannot_hold(engine, field, length):
    with pytest.raises(OverflowError, match=f"^{field}: out of range"):
        engine.submit("c1", queue="care", **{field: length})
    assert engine.list() == []


@pytest.mark.parametrize("length", TOO_LONG)
def test_lengths_elsewhere_are_checked_as_well(engine, length):
    with pytest.raises(OverflowError, match="^by_or_to: out of range"):
        engine.advance(length)
    with pytest.raises(OverflowError, match="^retry_after: out of range"):
        engine.decline("c1", "ana", retry_after=length)
    with pytest.raises(OverflowError, match="^warm_up: out of range"):
        us.simulate(CENTER, {}, warm_up=length)
    assert engine.now == START


@pytest.mark.parametrize("point", [10**10, 10**30, 1e300, END_OF_TIME])
def test_a_point_in_time_that_64_bits_cannot_hold(engine, point):
    with pytest.raises(OverflowError, match="^scheduled_at: out of range"):
        engine.submit("c1", queue="care", scheduled_at=point)
    with pytest.raises(OverflowError, match="^start: out of range"):
        us.Engine(start=point)
    with pytest.raises(OverflowError, match="^at: out of range"):
        engine.close("c1", at=point)


def test_the_engine_refuses_what_fits_but_lies_outside_its_ranges(engine):
    for length in (-5, timedelta(seconds=-5), 9 * 10**9):
        with pytest.raises(us.InvalidArgumentError):
            engine.submit("c1", queue="care", credit=length)
    with pytest.raises((us.InvalidArgumentError, OverflowError)):
        engine.advance(9 * 10**9)
    with pytest.raises(us.InvalidArgumentError):
        engine.submit("c1", queue="care", priority=1001)
    assert (engine.now, engine.list()) == (START, [])


def test_not_a_number_is_no_time(engine):
    with pytest.raises(ValueError, match="^credit: found nan"):
        engine.submit("c1", queue="care", credit=float("nan"))
    with pytest.raises(ValueError, match="^by_or_to: found nan"):
        engine.advance(float("nan"))


def test_texts_and_types_are_refused_by_the_name_of_the_field(engine):
    with pytest.raises(us.InvalidArgumentError, match="^credit: .*soon"):
        engine.submit("c1", queue="care", credit="soon")
    with pytest.raises(us.InvalidArgumentError, match="^scheduled_at: .*tomorrow"):
        engine.submit("c1", queue="care", scheduled_at="tomorrow")
    with pytest.raises(ValueError, match="^scheduled_at: .* time zone"):
        engine.submit("c1", queue="care", scheduled_at=datetime(2026, 3, 2, 10, 0))
    with pytest.raises(TypeError, match="^credit: found list, expected a timedelta"):
        engine.submit("c1", queue="care", credit=[1])
    with pytest.raises(TypeError, match="^priority: found str, expected an int"):
        engine.submit("c1", queue="care", priority="high")


def test_numbers_are_checked_before_they_are_cut_to_size(engine: us.Engine) -> None:
    with pytest.raises(OverflowError, match="^priority: out of range"):
        engine.submit("c1", queue="care", priority=2**31)
    with pytest.raises(OverflowError, match="^attributes.n: out of range"):
        engine.submit("c1", queue="care", attributes={"n": 2**63})
    engine.submit("c1", queue="care", attributes={"n": 2**63 - 1, "m": -(2**63)})
    assert engine.interaction("c1")["attributes"] == {"n": 2**63 - 1, "m": -(2**63)}
    with pytest.raises(OverflowError, match="^if_version: out of range"):
        engine.update("c1", if_version=-1)
    with pytest.raises(OverflowError, match="^offer: out of range"):
        engine.accept("c1", "ana", offer=2**64)
    with pytest.raises(OverflowError, match="^skills.refunds: out of range"):
        engine.update_agent("ana", skills={"refunds": 2**40})
    with pytest.raises(OverflowError, match="^seed: out of range"):
        us.simulate(CENTER, {}, seed=-1)
    with pytest.raises(OverflowError, match="^replications: out of range"):
        us.simulate(CENTER, {}, replications=2**31)


def test_times_in_every_form_are_the_same_times(engine: us.Engine) -> None:
    seconds = int(START.timestamp()) + 3600
    points: List[Union[datetime, float, str]] = [
        START + timedelta(hours=1), seconds, float(seconds), "2026-03-02T11:00:00+01:00"
    ]
    for i, point in enumerate(points):
        engine.submit(f"c{i}", queue="care", scheduled_at=point)
        assert engine.interaction(f"c{i}")["scheduled_at"] == START + timedelta(hours=1)
    lengths: List[Union[timedelta, float, str]] = [timedelta(seconds=90), 90, 90.0, "1m30s"]
    for i, length in enumerate(lengths):
        engine.submit(f"d{i}", queue="care", credit=length)
        assert engine.interaction(f"d{i}")["credit"] == timedelta(seconds=90)
