"""The runtimes that are reached from Python, one process each:

    peer.py RUNTIME FILE.jsonl

The file is expressions.jsonl; for zen it is the tables that `run` writes. A line on standard input
asks for a measure ("evaluate int_equal 20": evaluate for at least 20 milliseconds); a line of JSON
on standard output answers it. Times are processor time. Every loop calls one function with the same
argument; "call" is that loop around a function of C that does next to nothing.
"""

import datetime
import importlib.metadata
import itertools
import json
import re
import sys
import time


class CelCpp:
    """Google's C++ runtime through its own Python package."""

    package = "cel-expr-python"

    def __init__(self):
        from cel_expr_python import cel
        self.cel = cel
        kinds = cel.Type
        self.types = {"bool": kinds.BOOL, "int": kinds.INT, "double": kinds.DOUBLE,
                      "string": kinds.STRING, "timestamp": kinds.TIMESTAMP,
                      "list(int)": kinds.List(kinds.INT),
                      "map(string, string)": kinds.Map(kinds.STRING, kinds.STRING),
                      "map(string, dyn)": kinds.Map(kinds.STRING, kinds.DYN)}

    def prepare(self, case, host):
        variables = {v["name"]: self.types[v["type"]] for v in case["variables"]}
        environment = self.cel.NewEnv(variables=variables)
        program = environment.compile(case["cel"])
        return {"compile": (environment.compile, case["cel"]),
                "evaluate": (program.eval, environment.Activation(host)),
                "event": (lambda data: program.eval(data=data), host)}

    def value(self, result):
        return result.value()


class CelRust:
    """The Rust runtime through its Python package."""

    package = "common-expression-language"

    def __init__(self):
        import cel
        self.cel = cel

    def prepare(self, case, host):
        program = self.cel.compile(case["cel"])
        return {"compile": (self.cel.compile, case["cel"]),
                "evaluate": (program.execute, self.cel.Context(host)),
                "event": (program.execute, host)}

    def value(self, result):
        return result


class CelPython:
    """The runtime written in Python, with its quicker way: expressions become Python code."""

    package = "cel-python"

    def __init__(self):
        import celpy
        self.celpy = celpy

    def prepare(self, case, host):
        convert = self.celpy.json_to_cel
        environment = self.celpy.Environment(runner_class=self.celpy.CompiledRunner)
        program = environment.program(environment.compile(case["cel"]))
        bind = lambda data: {name: convert(value) for name, value in data.items()}
        return {"compile": (lambda text: environment.program(environment.compile(text)),
                            case["cel"]),
                "evaluate": (program.evaluate, bind(host)),
                "event": (lambda data: program.evaluate(bind(data)), host)}

    def value(self, result):
        return str(result) if isinstance(result, str) else bool(result)


UNITS = {"ns": 1, "µs": 1e3, "ms": 1e6, "s": 1e9}


class Zen:
    """GoRules' engine for decision tables; its expressions are measured from Rust."""

    package = "zen-engine"

    def __init__(self):
        import zen
        self.engine = zen.ZenEngine()
        self.inside = 0.0
        self.answers = 0

    def prepare(self, case, host):
        create = self.engine.create_decision
        content = json.dumps(zen_graph(case))
        decision = create(content)
        for event, queue in zip(case["events"], case["expect"]):
            found = decision.evaluate(event)["result"]
            if found != {"queue": queue}:
                raise ValueError(f"{event} gave {found}, expected queue {queue}")
        events = itertools.cycle(case["events"])
        step = lambda stream: decision.evaluate(next(stream))
        return {"compile": (create, content), "event": (step, events),
                "inside": (lambda stream: self.add(step(stream)), events)}

    def add(self, result):
        """Adds up what the engine itself says that it took, which each answer carries as text."""
        number, unit = re.fullmatch(r"([\d.]+)\s*(\D+)", result["performance"]).groups()
        self.inside += float(number) * UNITS[unit]
        self.answers += 1

    def value(self, result):
        return None  # prepare() held each event against what is expected


def zen_graph(table):
    """The table in the file format of GoRules: an input, a decision table, an output."""
    def cell(value):
        if value is None:
            return ""
        if isinstance(value, dict):
            return f"[{value['from']}..{value['below']})"
        return ", ".join(json.dumps(one) for one in value)
    columns = [{"id": name, "name": name, "field": name} for name in table["columns"]]
    rules = [{"_id": f"row{number}", "queue": json.dumps(row["queue"]),
              **{name: cell(value) for name, value in zip(table["columns"], row["cells"])}}
             for number, row in enumerate(table["rows"])]
    content = {"hitPolicy": "first", "inputs": columns, "rules": rules,
               "outputs": [{"id": "queue", "name": "queue", "field": "queue"}]}
    return {"nodes": [{"id": "in", "name": "in", "type": "inputNode", "content": {}},
                      {"id": "table", "name": "table", "type": "decisionTableNode",
                       "content": content},
                      {"id": "out", "name": "out", "type": "outputNode", "content": {}}],
            "edges": [{"id": "1", "sourceId": "in", "targetId": "table", "type": "edge"},
                      {"id": "2", "sourceId": "table", "targetId": "out", "type": "edge"}]}


RUNTIMES = {"cel_cpp": CelCpp, "cel_rust": CelRust, "cel_python": CelPython, "zen": Zen}


def host_value(variable):
    """What a Python program would hold before it knows of any runtime."""
    if variable["type"] == "timestamp":
        return datetime.datetime.fromisoformat(variable["value"].replace("Z", "+00:00"))
    return variable["value"]


def prepare(runtime, case):
    """The functions to measure with their arguments, or why there are none."""
    host = {v["name"]: host_value(v) for v in case.get("variables", [])}
    try:
        return runtime.prepare(case, host)
    except Exception as error:  # each runtime has its own
        return describe(error)


def describe(error):
    return f"{type(error).__name__}: {error}".split("\n", maxsplit=1)[0]


def loop(function, argument, count):
    result = None
    for _ in itertools.repeat(None, count):
        result = function(argument)
    return result


def measure(function, argument, milliseconds):
    """Nanoseconds a call, over at least `milliseconds`, and the last value."""
    count = 1
    while True:
        start = time.process_time_ns()
        result = loop(function, argument, count)
        spent = time.process_time_ns() - start
        if spent >= milliseconds * 1e6:
            return spent / count, count, result
        guess = int(count * milliseconds * 1e6 / max(spent, 1) * 1.1)
        count = min(max(guess, count * 2), count * 100)


def answer(runtime, prepared, kind, milliseconds):
    if kind == "call":
        nanoseconds, count, _ = measure(id, runtime, milliseconds)
        return {"ns": nanoseconds, "count": count, "value": None}
    if not isinstance(prepared, dict):
        return {"error": prepared}
    if kind not in prepared:
        return {"error": f"has no way to measure {kind}"}
    try:
        if kind == "inside":
            runtime.inside, runtime.answers = 0.0, 0
        nanoseconds, count, result = measure(*prepared[kind], milliseconds)
        if kind == "inside":
            return {"ns": runtime.inside / runtime.answers, "count": count, "value": None}
        value = None if kind == "compile" else runtime.value(result)
    except Exception as error:  # each runtime has its own
        return {"error": describe(error)}
    return {"ns": nanoseconds, "count": count, "value": value}


def main():
    runtime = RUNTIMES[sys.argv[1]]()
    with open(sys.argv[2], encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    ready = {case["name"]: prepare(runtime, case) for case in cases}
    print(json.dumps({"version": importlib.metadata.version(runtime.package)}), flush=True)
    for line in sys.stdin:
        kind, name, milliseconds = line.split()
        prepared = ready.get(name, "no such case")
        print(json.dumps(answer(runtime, prepared, kind, float(milliseconds))), flush=True)


if __name__ == "__main__":
    main()
