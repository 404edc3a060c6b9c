"""Simulation, replay and scenario files: thin values over the library's JSON results."""

from __future__ import annotations

import dataclasses
import html
import json
import os
from datetime import timedelta
from typing import Any, Dict, List, Mapping, Optional, Sequence, Union

from . import _core

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]
#: What a file holds, or the path of that file.
Config = Union[Mapping[str, Any], Path]


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = [[html.escape(cell) for cell in row] for row in rows]
    lines = ["<table><thead><tr>"]
    lines += [f"<th>{cell}</th>" for cell in head]
    lines.append("</tr></thead><tbody>")
    for row in body:
        lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>")
    lines.append("</tbody></table>")
    return "".join(lines)


class SimulationResult:
    """What came of a simulation. ``data`` is the whole result, as ``--json`` prints it."""

    def __init__(self, data: Dict[str, Any]) -> None:
        self.data = data

    @property
    def total(self) -> Dict[str, Any]:
        """The figures of all queues together."""
        total: Dict[str, Any] = self.data["total"]
        return total

    @property
    def queues(self) -> Dict[str, Dict[str, Any]]:
        """The figures by queue."""
        return {queue["name"]: queue for queue in self.data["queues"]}

    def _of(self, queue: Optional[str]) -> Dict[str, Any]:
        if queue is None:
            return self.total
        if queue not in self.queues:
            raise KeyError(f"queue {queue!r}: expected one of {', '.join(self.queues)}")
        return self.queues[queue]

    def service_level(self, queue: Optional[str] = None) -> float:
        """Answered within target / (answered + abandoned - short abandons), 0..1."""
        return float(self._of(queue)["service_level"]["mean"])

    def asa(self, queue: Optional[str] = None) -> timedelta:
        """Average speed of answer."""
        return timedelta(seconds=self._of(queue)["asa_s"]["mean"])

    def abandoned_share(self, queue: Optional[str] = None) -> float:
        """Abandoned / offered, 0..1."""
        return float(self._of(queue)["abandoned_share"]["mean"])

    def occupancy(self) -> Dict[str, float]:
        """Busy share of the time on duty by agent, 0..1."""
        return {agent["name"]: float(agent["occupancy"]["mean"]) for agent in self.data["agents"]}

    def _rows(self) -> List[List[str]]:
        rows = [["", "offered", "answered", "abandoned", "service level", "ASA"]]
        for traffic in [self.total, *self.queues.values()]:
            rows.append(
                [
                    traffic["name"],
                    f"{traffic['offered']['mean']:,.0f}",
                    f"{traffic['answered']['mean']:,.0f}",
                    f"{traffic['abandoned']['mean']:,.0f}",
                    f"{traffic['service_level']['mean']:.1%}",
                    f"{traffic['asa_s']['mean']:.1f} s",
                ]
            )
        return rows

    def __repr__(self) -> str:
        return (
            f"<SimulationResult offered={self.total['offered']['mean']:.0f} "
            f"service_level={self.service_level():.3f} asa={self.asa()}>"
        )

    def _repr_html_(self) -> str:
        return _table(self._rows())


class ReplayResult:
    """A real log: what happened, and what other rules would have done. Columns are results."""

    def __init__(self, data: Dict[str, Any]) -> None:
        self.data = data

    @property
    def columns(self) -> Dict[str, SimulationResult]:
        """By name, the first being what really happened."""
        return {column["name"]: SimulationResult(column) for column in self.data["columns"]}

    @property
    def failed_checks(self) -> List[Dict[str, Any]]:
        """Comparisons with the truths file that differ."""
        return [check for check in self.data.get("checks", []) if not check["passed"]]

    def __repr__(self) -> str:
        return f"<ReplayResult rows={self.data['rows']} columns={list(self.columns)}>"


@dataclasses.dataclass(frozen=True)
class ScenarioResult:
    """How one scenario ended: outcome is "passed", "failed" or "skipped"."""

    file: str
    name: str
    line: int
    outcome: str
    message: str
    trace: List[str] = dataclasses.field(default_factory=list, compare=False)

    @property
    def ok(self) -> bool:
        """Not failed."""
        return self.outcome != "failed"


def simulate(
    config: Config,
    workload: Config,
    *,
    seed: int = 1,
    replications: int = 1,
    warm_up: Union[timedelta, float, str, None] = None,
) -> SimulationResult:
    """Runs a workload through the core. Equal inputs and seed give equal results."""
    text = _core.simulate_json(config, workload, seed, replications, warm_up)
    return SimulationResult(json.loads(text))


def replay(
    path: Path,
    config: Optional[Config] = None,
    *,
    seed: int = 1,
    truths: Optional[Path] = None,
) -> ReplayResult:
    """Routes the arrivals of a month of the Anonymous Bank again: first come first served, with
    the 90 s credit, and under ``config`` if given."""
    return ReplayResult(json.loads(_core.replay_json(path, config, seed, truths)))


def run_scenarios(
    *paths: Path, trace: bool = False, naive_matcher: bool = False
) -> List[ScenarioResult]:
    """Runs scenario files and answers one result per scenario."""
    results: List[ScenarioResult] = []
    for path in paths:
        for one in _core.run_scenario_file(path, trace, naive_matcher):
            results.append(ScenarioResult(**one))
    return results
