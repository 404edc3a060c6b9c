#!/usr/bin/env python3
"""Derives the bank day of examples/bank-day from the published figures of the Anonymous Bank.

Reads truths.json (counts, waits and service times of February 1999, themselves counted from the
log) and rewrites workload.yaml, measured.json and the agents of center.yaml. Every number there is
either a figure of that file or follows from some by the arithmetic below; the log itself is not
needed.

    tools/make-bank-day.py [--truths FILE] [--check]

--check changes nothing and fails if a file would change. Skips, saying so, when the figures are not
there: they are not part of this repository.
"""

import argparse
import datetime
import json
import math
import os
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
FOLDER = TOP / "examples" / "bank-day"
SHARED = Path(os.environ.get("UNISELECTOR_SHARED", TOP.parent / "shared"))
MONTH = "1999-02"
SOURCE = "Anonymous Bank, February 1999"
OPEN_HOUR, CLOSE_HOUR = 7, 24
SHORTEST_SHIFT, LONGEST_SHIFT = 8, 13  # half hours
# Found by simulation: with so many times the agents of the formula, who have skills and breaks, the
# simulated share of abandoned calls is the measured one.
STAFF_FACTOR = 1.06
KINDS = {"PS": "regular", "NE": "stock", "NW": "prospects", "IN": "internet", "PE": "english",
         "TT": "callbacks"}
CREDIT_KINDS = ("PS", "NE")   # customers whom the bank knows and whom it may have given priority


def weekday_arrivals(truths: dict, month: dict) -> tuple[list[float], list[int]]:
    """Callers by hour of an average Sunday to Thursday, and the totals of those days.

    The month's counts by hour hold four Fridays and four Saturdays. Fridays are taken off in the
    shape of the sample Friday, Saturdays from 20:00 on, when the centre opens.
    """
    by_day = {"friday": 0, "saturday": 0}
    weekdays = []
    for date, calls in month["by_date"].items():
        name = datetime.date.fromisoformat(date).strftime("%A").lower()
        if name in by_day:
            by_day[name] += calls
        else:
            weekdays.append(calls)
    hours = [float(month["arrivals_by_hour_not_phantom"][str(h)]) for h in range(24)]
    friday = truths["sample_days"]["1999-02-05"]["arrivals_by_hour_not_phantom"]
    friday_total = sum(friday.values())
    evening = sum(hours[20:])
    left = []
    for hour in range(24):
        count = hours[hour] - by_day["friday"] * friday[str(hour)] / friday_total
        if hour >= 20:
            count -= by_day["saturday"] * hours[hour] / evening
        left.append(max(count, 0.0) / len(weekdays))
    return left, weekdays


def erlang_a_delay(servers: int, rate: float, service: float, patience: float) -> float:
    """P(an arrival must wait) with exponential patience: birth and death, rates per second."""
    weight, total, waiting = 1.0, 1.0, 0.0
    for n in range(1, 400):
        leave = min(n, servers) / service + max(n - servers, 0) / patience
        weight *= rate / leave
        total += weight
        if n >= servers:
            waiting += weight
    return (waiting if servers > 0 else total) / total


def servers_for(delay: float, rate: float, service: float, patience: float) -> float:
    """The number of servers, with a fraction, at which that share of the arrivals waits."""
    for servers in range(1, 60):
        after = erlang_a_delay(servers, rate, service, patience)
        if after <= delay:
            before = erlang_a_delay(servers - 1, rate, service, patience)
            return servers - 1 + (before - delay) / (before - after)
    raise ValueError(f"no number of servers gives a delay of {delay}")


def half_hour_counts(exact: dict[int, float]) -> dict[int, int]:
    """Whole numbers of agents by half hour; what rounding takes is given back later."""
    counts, owed = {}, 0.0
    for half in range(2 * OPEN_HOUR, 2 * CLOSE_HOUR):
        owed += STAFF_FACTOR * exact[half // 2]
        counts[half] = round(owed)
        owed -= counts[half]
    return counts


def agent_skills(handled: dict[str, dict[str, int]]) -> dict[str, dict]:
    """What each of the month's agents can do, from what he did: kinds with at least 1 % of his
    calls; stock exchange in three levels (1 from 1 %, 2 from 10 %, 3 from 25 %)."""
    agents = {}
    for name, by_kind in handled.items():
        total = sum(by_kind.values())
        shares = {kind: by_kind.get(kind, 0) / total for kind in KINDS}
        # One English call in a hundred is already more than any agent's due share.
        least = {"PE": 0.002, "IN": 0.002}
        kinds = [kind for kind in KINDS if shares[kind] >= least.get(kind, 0.01)]
        stock = sum(shares["NE"] >= bound for bound in (0.01, 0.10, 0.25))
        agents[name] = {"calls": total, "kinds": kinds, "stock": stock}
    return agents


def shifts(agents: dict[str, dict],
           counts: dict[int, int]) -> dict[str, list[tuple[int, int]]]:
    """Who is on duty when. Who handled most calls in the month comes first; while no stock exchange
    specialist is in the house, a specialist does. Where the count dips for an hour at most,
    somebody takes a break; else who has worked longest goes home if he came four hours ago or
    more, and so does everyone after 6.5 hours unless the day ends within two."""
    waiting = sorted(agents, key=lambda name: (-agents[name]["calls"], name))
    came, since = {}, {}              # when he came in, and since when he is on duty
    on_duty, pausing = [], []
    spans: dict[str, list[tuple[int, int]]] = {}
    last = 2 * CLOSE_HOUR

    def leave(name: str, half: int) -> None:
        on_duty.remove(name)
        spans.setdefault(name, []).append((since[name], half))

    def worked(name: str, half: int) -> int:
        return half - since[name] + sum(b - a for a, b in spans.get(name, []))

    for half in range(2 * OPEN_HOUR, last + 1):
        wanted = counts.get(half, 0)
        for name in list(on_duty):
            if half - came[name] >= LONGEST_SHIFT and half < last - 4:
                leave(name, half)
        while len(on_duty) > wanted:
            dip = any(counts.get(half + later, 0) >= len(on_duty) for later in (1, 2))
            name = min(on_duty, key=lambda n: (since[n] if dip else -worked(n, half), n))
            leave(name, half)
            if dip or half - came[name] < SHORTEST_SHIFT:
                pausing.append(name)
        while len(on_duty) < wanted:
            specialists = [name for name in waiting if agents[name]["stock"] >= 3]
            covered = any(agents[name]["stock"] >= 3 for name in on_duty + pausing)
            if pausing:
                name = pausing.pop(0)
            else:
                name = specialists[0] if specialists and not covered else waiting[0]
                waiting.remove(name)
                came[name] = half
            on_duty.append(name)
            since[name] = half
    return spans


def clock(half: int) -> str:
    return f"{half // 2:02}:{30 * (half % 2):02}"


def law_of_service(figures: dict) -> tuple[float, float, float]:
    """Mean and cv of the lognormal law with this mean and median, and its 90th percentile."""
    sigma2 = 2 * math.log(figures["mean"] / figures["median"])
    p90 = figures["median"] * math.exp(1.2815516 * math.sqrt(sigma2))
    return figures["mean"], math.sqrt(math.exp(sigma2) - 1), p90


class BankDay:
    def __init__(self, truths: dict):
        month = self.month = truths["months"][MONTH]
        self.hours, self.weekdays = weekday_arrivals(truths, month)
        served = {kind: month["by_type_and_outcome"][kind]["AGENT"] for kind in KINDS}
        gave_up = month["abandoned_in_queue_by_type"]
        self.seeking = {kind: served[kind] + gave_up[kind] for kind in KINDS}
        total = sum(self.seeking.values())
        callers = sum(month["arrivals_by_hour_not_phantom"].values())
        self.share_seeking = total / callers
        self.mix = {kind: calls / total for kind, calls in self.seeking.items()}
        mean = sum(self.weekdays) / len(self.weekdays)
        spread = sum((d - mean) ** 2 for d in self.weekdays) / (len(self.weekdays) - 1)
        self.day_shape = mean ** 2 / (spread - mean)
        by_priority = month["queue_time_by_priority"]
        self.first_class = by_priority["2"]["n"] / (by_priority["1"]["n"] + by_priority["2"]["n"])
        curve = month["patience_survival_kaplan_meier"]
        self.patience_mean = curve["mean_patience_exponential_mle"]
        self.survival = {int(t): s for t, s in curve["S"].items()}
        self.patience = {}
        for kind in KINDS:
            waited = month["queue_time_by_type"][kind]["sum"]
            self.patience[kind] = waited / gave_up[kind] / self.patience_mean
        self.servers = self.needed()
        self.counts = half_hour_counts(self.servers)
        self.agents = agent_skills(month["calls_handled_by_server_and_type"])
        self.shifts = shifts(self.agents, self.counts)

    def rate(self, hour: int) -> float:
        return self.hours[hour] * self.share_seeking

    def needed(self) -> dict[int, float]:
        month = self.month
        service = month["service_time_all_agent"]["mean"]
        result = {}
        for hour in range(OPEN_HOUR, CLOSE_HOUR):
            arrived = month["arrivals_by_hour_not_phantom"][str(hour)] * self.share_seeking
            delay = month["queued_by_hour_of_q_start"][str(hour)] / arrived
            result[hour] = servers_for(delay, self.rate(hour) / 3600, service, self.patience_mean)
        return result

    def rates(self, share: float) -> str:
        steps = [f"{hour:02}:00: {self.rate(hour) * share:.2f}"
                 for hour in range(OPEN_HOUR, CLOSE_HOUR)]
        lines = [", ".join(steps[i:i + 6]) for i in range(0, len(steps), 6)]
        return "{" + (",\n" + " " * 16).join(lines) + "}"

    def patience_curve(self, kind: str) -> str:
        points = [f"{round(t * self.patience[kind])}s: {s:.3f}" for t, s in self.survival.items()]
        lines = [", ".join(points[i:i + 5]) for i in range(0, len(points), 5)]
        return "{0s: 1, " + (",\n" + " " * 27).join(lines) + "}"

    def stream(self, kind: str, name: str, share: float, credit: bool) -> str:
        figures = self.month["service_time_by_type"][kind]
        mean, cv, p90 = law_of_service(figures)
        lines = [f"    {name}:"]
        if credit:
            lines.append("      credit: 90s")
        lines += [
            f"      queue: {KINDS[kind]}",
            f"      # {self.mix[kind]:.4f} of the callers"
            + (f", {share:.4f} of these" if share < 1 else "") + ".",
            f"      per_hour: {self.rates(self.mix[kind] * share)}",
            f"      # Measured: mean {figures['mean']:.1f} s, median {figures['median']:.1f} s, "
            f"90th percentile {figures['p90']} s (this law: {p90:.0f} s).",
            f"      service: {{lognormal: {{mean: {mean:.1f}s, cv: {cv:.3f}}}}}",
            f"      # Scale {self.patience[kind]:.3f}.",
            f"      patience: {{survival: {self.patience_curve(kind)}}}",
        ]
        return "\n".join(lines)

    def workload(self) -> str:
        month = self.month
        days = sorted(self.weekdays)
        exact = ", ".join(f"{h:02}h {n:.1f}" for h, n in self.servers.items())
        streams = []
        for kind, name in KINDS.items():
            if kind in CREDIT_KINDS:
                streams.append(self.stream(kind, name + "_priority", self.first_class, True))
                streams.append(self.stream(kind, name, 1 - self.first_class, False))
            else:
                streams.append(self.stream(kind, name, 1, False))
        rota = "\n".join(
            f"    {name}: [{', '.join(f'{clock(a)}-{clock(b)}' for a, b in spans)}]"
            for name, spans in sorted(self.shifts.items()))
        served = sum(month["by_type_and_outcome"][kind]["AGENT"] for kind in KINDS)
        gave_up = month["abandoned_in_queue"]
        return f"""\
# A working day (Sunday to Thursday) at the telephone centre of an Israeli bank, February 1999.
#
# Written by tools/make-bank-day.py from published counts of the Anonymous Bank data (recorded by
# I. Guedj and A. Mandelbaum, Technion; analysed by Brown, Gans, Mandelbaum, Sakov, Shen, Zeltyn and
# Zhao, JASA 100(469), 2005). The log is not part of this repository. How each number follows:
#
# per_hour   Calls by hour that are not virtual, without the four Fridays and four Saturdays, over
#            {len(self.weekdays)} working days; of these {self.share_seeking:.4f} sought an agent
#            ({served:,} answered and {gave_up:,} abandoned in the queue; the rest ended in the
#            voice-response unit); split by the kinds of call of those who sought an agent.
# day_factor Working days had {days[0]:,} to {days[-1]:,} calls: a gamma law with the variance
#            that they show beyond that of a Poisson law.
# credit     Customers of priority 2 start with 90 s of credit. Of the queued calls with priority
#            1 or 2, {self.first_class:.4f} had priority 2; prospects have none.
# service    Lognormal with the mean and median of the answered calls of the kind. No wrap-up was
#            recorded.
# patience   The Kaplan-Meier curve of all queued calls, its times stretched for each kind by total
#            wait / abandoned of the kind over that of all ({self.patience_mean:.1f} s).
# shifts     Rosters were not recorded. For each hour: the number of agents at which as large a
#            share of callers must wait as had to (Erlang-A with the hour's arrivals, the mean
#            service time and patience), in whole agents by half hour:
#            {exact[:exact.index(", 16h")]},
#            {exact[exact.index("16h"):]}.
#            Times {STAFF_FACTOR} (fitted: brings the abandoned share to the measured one).
#            Filled by the month's agents, those with most calls first, for 6.5 hours each with
#            breaks where the number dips, with a stock exchange specialist in the house.
workload:
  id: bank-day
  start: 1999-02-01T00:00:00+02:00
  opens: 07:00
  closes: 24:00
  closing: drain
  day_factor: {{shape: {self.day_shape:.1f}}}
  interval: 1h
  streams:
{chr(10).join(streams)}
  shifts:
{rota}
"""

    def agents_section(self) -> str:
        lines = ["agents:"]
        for name in sorted(self.shifts):
            agent = self.agents[name]
            skills = {"stock": agent["stock"]} if agent["stock"] else {}
            skills.update({KINDS[k]: 1 for k in ("IN", "PE") if k in agent["kinds"]})
            queues = [KINDS[kind] for kind in agent["kinds"]]
            if agent["stock"] >= 3:   # specialists take their own calls first
                listed = ", ".join(f"{q}: {{rank: {1 if q == 'stock' else 2}}}" for q in queues)
                members = "{" + listed + "}"
            else:
                members = "[" + ", ".join(queues) + "]"
            known = ", ".join(f"{skill}: {level}" for skill, level in skills.items())
            head = f"  {name}: {{profile: front, skills: {{{known}}},"
            lines.append(f"{head}\n        queues: {members}}}")
        return "\n".join(lines) + "\n"

    def measured(self) -> str:
        month = self.month
        served = month["by_outcome"]["AGENT"]
        seeking = served + month["abandoned_in_queue"]
        waited = month["queue_time_queued"]["sum"]
        figures = {
            "name": SOURCE,
            "note": "Measured over all days of the month, simulated for its working days. Calls "
                    "offered are an input, and the number of agents is fitted to the abandoned "
                    "share; the other lines are results.",
            "offered": round(sum(self.rate(h) for h in range(OPEN_HOUR, CLOSE_HOUR)), 1),
            "answered_at_once_share": round(month["served_without_queue"] / seeking, 4),
            "abandoned_share": month["abandonment_share_of_agent_seeking"],
            "asa_s": month["asa_all_agent_calls"],
            "mean_wait_s": round(waited / seeking, 2),
            "mean_service_s": month["service_time_all_agent"]["mean"],
        }
        return json.dumps(figures, indent=2) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Derives examples/bank-day from its source.")
    parser.add_argument("--truths", type=Path,
                        default=SHARED / "data" / "anonymous-bank" / "truths.json")
    parser.add_argument("--check", action="store_true", help="change nothing, fail if it would")
    options = parser.parse_args()
    if not options.truths.is_file():
        print(f"make-bank-day: skipped, not found: {options.truths}")
        return 0
    day = BankDay(json.loads(options.truths.read_text("utf-8")))
    center = (FOLDER / "center.yaml").read_text("utf-8")
    head, marker, _ = center.partition("\nagents:\n")
    if not marker:
        print("make-bank-day: center.yaml has no line 'agents:'", file=sys.stderr)
        return 1
    files = {"workload.yaml": day.workload(), "measured.json": day.measured(),
             "center.yaml": head + "\n" + day.agents_section()}
    changed = [name for name, text in files.items()
               if not (FOLDER / name).is_file() or (FOLDER / name).read_text("utf-8") != text]
    if options.check:
        for name in changed:
            print(f"make-bank-day: {FOLDER / name} is not what the figures give", file=sys.stderr)
        return 1 if changed else 0
    for name in changed:
        (FOLDER / name).write_text(files[name], "utf-8")
    print(f"make-bank-day: {len(changed)} of {len(files)} files written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
