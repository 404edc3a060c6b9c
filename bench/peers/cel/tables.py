"""The decision tables of this comparison, the same on every machine: rows that are unique for each
event, in shuffled order, events for every fourth row, and the queue that each must get.

A cell is null (anything), a list of literals, or {"from": a, "below": b}.
"""

import json
import random

COLUMNS = ["region", "segment", "language", "wait", "channel", "value"]
REGIONS = [["north", "coast"], ["south"], ["east", "lakes"], ["west"], ["centre", "capital"],
           ["alps"], ["islands", "delta"], ["valley"], ["plain", "forest"], ["border"]]
SEGMENTS = ["bronze", "silver", "gold", "black"]
LANGUAGES = ["de", "en", "fr", "it", "pl"]
WAITS = [(0, 30), (30, 60), (60, 120), (120, 300), (300, 3600)]
CHANNELS = [None, ["voice", "chat"], ["voice"], None]


def grid():
    """1,000 rows: every combination, with two columns that restrict some of them further."""
    rows = []
    for regions in REGIONS:
        for segment in SEGMENTS:
            for language in LANGUAGES:
                for low, high in WAITS:
                    number = len(rows)
                    value = {"from": 0, "below": 50000} if number % 3 == 0 else None
                    cells = [regions, [segment], [language], {"from": low, "below": high},
                             CHANNELS[number % len(CHANNELS)], value]
                    rows.append({"cells": cells, "queue": f"queue-{number:04}"})
    return rows


def event(row):
    regions, segments, languages, wait, _, _ = row["cells"]
    return {"region": regions[-1], "segment": segments[0], "language": languages[0],
            "wait": (wait["from"] + wait["below"]) // 2, "channel": "voice", "value": 1200}


def table(name, rows):
    chosen = rows[::4]
    return {"name": name, "columns": COLUMNS, "rows": rows,
            "events": [event(row) for row in chosen], "expect": [row["queue"] for row in chosen]}


def write(path):
    rows = grid()
    random.Random(1).shuffle(rows)
    with open(path, "w", encoding="utf-8") as out:
        for one in (table("table_1x6", rows[:1]), table("table_1000x6", rows)):
            out.write(json.dumps(one) + "\n")
