"""Scenario files, simulation and replay from Python."""

import os
import pathlib

import pytest

import uniselector as us

ROOT = pathlib.Path(__file__).resolve().parents[3]
SHARED = pathlib.Path(os.environ.get("UNISELECTOR_SHARED", ROOT.parent / "shared"))
BANK_DAY = ROOT / "examples" / "bank-day"


def test_the_repository_s_scenarios_pass():
    files = sorted((ROOT / "tests" / "scenarios").glob("*.yaml"))
    assert files
    results = us.run_scenarios(*files)
    assert [r.name for r in results if not r.ok] == []


def test_a_failing_scenario_says_what_it_found(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(
        "name: expects the wrong agent\n"
        "center:\n"
        "  queues: {care: {}}\n"
        "  agents: {ana: {queues: [care]}}\n"
        "steps:\n"
        "  - at: 0s\n"
        "    submit: {id: i1, queue: care}\n"
        "    expect: [{offered: {interaction: i1, agent: ben}}]\n"
    )
    (result,) = us.run_scenarios(path)
    assert result.outcome == "failed"
    assert "ben" in result.message and "ana" in result.message


def test_a_file_that_is_no_scenario_is_refused(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("name: x\nstep: []\n")
    with pytest.raises(us.InvalidArgumentError, match=r"bad\.yaml:2:1"):
        us.run_scenarios(path)


def test_a_bank_day():
    def run(seed):
        return us.simulate(BANK_DAY / "center.yaml", BANK_DAY / "workload.yaml", seed=seed)

    day = run(1)
    assert day.total["offered"]["mean"] > 500
    assert 0.2 < day.service_level() < 1.0
    assert 0.2 < max(day.occupancy().values()) <= 1.0
    assert day.data["hash"] == run(1).data["hash"]
    assert day.data["hash"] != run(2).data["hash"]
    assert "<table>" in day._repr_html_()


def test_a_real_day_replayed():
    log = SHARED / "data" / "anonymous-bank" / "sample-1999-02-05.csv"
    if not log.exists():
        pytest.skip(f"not found: {log}")
    result = us.replay(log, truths=log.parent / "truths.json")
    assert result.data["rows"] == 522
    assert result.failed_checks == []
    assert len(result.columns) == 3
