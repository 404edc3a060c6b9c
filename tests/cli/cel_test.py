"""`cel eval` and `cel conformance`."""

import json
import unittest

from program import ProgramTest

CASE = {"file": "basic", "section": "sums", "index": 0, "name": "one", "expr": "1 + 1",
        "container": "", "disable_macros": False, "disable_check": False, "check_only": False,
        "type_env": [], "bindings": {}, "value": {"kind": "int64", "value": "2"}}


class Eval(ProgramTest):
    def test_values_are_printed_as_the_language_writes_them(self):
        self.expect(["cel", "eval", "1 + 2"], 0, "3\n")
        self.expect(["cel", "eval", "[1u, 'a', {'k': b'\\x00'}, duration('90s')]"], 0,
                    '[1u, "a", {"k": b"\\x00"}, duration("90s")]\n')
        self.expect(["cel", "eval", "--", "-1 - 2"], 0, "-3\n")

    def test_bindings_are_json(self):
        self.expect(["cel", "eval", "n + size(l) + (m.d > 1.5 ? 1 : 0)", "--bind", "n=1",
                     "-b", "l=[1, 2]", "-b", 'm={"d": 2.5}'], 0, "4\n")
        self.expect(["cel", "eval", "type(a) == int && type(b) == double && type(c) == uint",
                     "-b", "a=1", "-b", "b=1.0", "-b", "c=18446744073709551615"], 0, "true\n")

    def test_bindings_of_a_file_give_way_to_those_of_the_command(self):
        self.file("b.json", '{"x": 1, "y": 2}')
        self.expect(["cel", "eval", "[x, y]", "--bindings", "b.json", "-b", "x=7"], 0, "[7, 2]\n")
        self.file("bad.json", "[1]")
        self.expect(["cel", "eval", "x", "--bindings", "bad.json"], 2, "",
                    "uniselector: bad.json: expected a JSON object from names to "
                    "values\n")

    def test_declared_types_convert_and_are_checked(self):
        self.expect(["cel", "eval", "t + d", "-t", "t=timestamp", "-t", "d=duration",
                     "-b", 't="2020-01-01T00:00:00Z"', "-b", 'd="1h"'], 0,
                    'timestamp("2020-01-01T01:00:00Z")\n')
        self.expect(["cel", "eval", "m[2] + u", "-t", "m=map(int, uint)", "-t", "u=uint",
                     "-b", 'm={"2": 3}', "-b", "u=4"], 0, "7u\n")
        self.expect(["cel", "eval", "w == null", "-t", "w=wrapper(int)", "-b", "w=null"], 0,
                    "true\n")
        run = self.run_program("cel", "eval", "x + 'a'", "-t", "x=int", "-b", "x=1")
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertIn("<input>:1:", run.stderr)
        self.assertIn("\n | x + 'a'\n |   ^", run.stderr)
        run = self.run_program("cel", "eval", "x", "-t", "x=list(string)", "-b", "x=[1]")
        self.assertEqual(run.returncode, 2)
        self.assertIn("x[0]: found 1, expected string", run.stderr)
        run = self.run_program("cel", "eval", "x", "-t", "x=number")
        self.assertEqual(run.returncode, 2)
        self.assertIn("found type 'number', expected dyn, null, bool", run.stderr)

    def test_an_error_of_the_evaluation_has_its_place(self):
        run = self.run_program("cel", "eval", "1 +\n 2 / x", "-b", "x=0")
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertTrue(run.stderr.startswith("uniselector: <input>:2:4: division by zero"),
                        run.stderr)
        self.assertTrue(run.stderr.endswith("\n |  2 / x\n |    ^\n"), run.stderr)

    def test_a_bad_expression_is_wrong_usage(self):
        run = self.run_program("cel", "eval", "1 +")
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertIn("<input>:1:", run.stderr)
        run = self.run_program("cel", "eval", "x", "-b", "x=text")
        self.assertEqual(run.returncode, 2)
        self.assertIn("expected JSON (text needs quotes", run.stderr)

    def test_unchecked_types_show_at_run_time_only(self):
        self.assertEqual(self.run_program("cel", "eval", "true || 1 + 'a' == 2").returncode, 2)
        self.expect(["cel", "eval", "--unchecked", "true || 1 + 'a' == 2"], 0, "true\n")

    def test_the_cost_has_a_limit(self):
        run = self.run_program("cel", "eval", "l.map(x, x + 1)", "-b",
                               "l=" + json.dumps(list(range(1000))), "--cost", "100")
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertIn("cost", run.stderr)

    def test_a_limit_of_cost_is_a_whole_number(self):
        for text in ("-1", "0", "1e3", "0x10", "18446744073709551616", "five"):
            self.expect(["cel", "eval", "1", "--cost", text], 2, "",
                        f"uniselector: --cost: found '{text}', expected a whole number, "
                        "1..18446744073709551615\n")
        self.expect(["cel", "eval", "1", "--cost", "18446744073709551615"], 0, "1\n")

    def test_a_loop_without_budget_has_its_place(self):
        for loop in ("all(x, x > 0)", "exists(x, x < 0)", "map(x, x)", "filter(x, x > 0)",
                     "exists_one(x, x < 0)", "transformList(i, x, x)"):
            run = self.run_program("cel", "eval", "l." + loop, "-b", "l=[1, 2, 3]", "--cost", "2")
            self.assertEqual(run.returncode, 1)
            self.assertEqual(run.stderr, "uniselector: <input>:1:3: the evaluation costs more than "
                             f"its budget of 2 units (limit 'cost')\n | l.{loop}\n |   ^\n")

    def test_a_key_that_stands_twice_is_refused(self):
        self.expect(["cel", "eval", "m", "-b", 'm={"a": [{"b": 1, "b": 2}]}'], 2, "",
                    "uniselector: --bind m: the key 'b' stands twice in one object\n")
        self.expect(["cel", "eval", "m", "-b", 'm=[{"a": 1, "b": {"a": 1}}, {"a": 2}]'], 0,
                    '[{"a": 1, "b": {"a": 1}}, {"a": 2}]\n')
        self.file("b.json", '{"x": 1, "x": 2}')
        self.expect(["cel", "eval", "x", "--bindings", "b.json"], 2, "",
                    "uniselector: b.json: the key 'x' stands twice in one object\n")
        self.expect(["cel", "eval", "x", "-b", "x=1", "-b", "x=2"], 2, "",
                    "uniselector: --bind x: found it twice, expected one for each name\n")
        self.expect(["cel", "eval", "x", "-t", "x=int", "-t", "x=uint", "-b", "x=1"], 2, "",
                    "uniselector: --type x: found it twice, expected one for each name\n")
        self.expect(["cel", "eval", "m", "-t", "m=map(int, int)", "-b", 'm={"1": 1, "1.0": 2}'], 2,
                    "", "uniselector: m['1.0']: the key 1 stands twice\n")

    def test_json_that_is_nested_deeply_is_refused(self):
        self.expect(["cel", "eval", "size(x)", "-b", "x=" + "[" * 64 + "]" * 64], 0, "1\n")
        self.expect(["cel", "eval", "x", "-b", "x=" + "[" * 50_000 + "]" * 50_000], 2, "",
                    "uniselector: --bind x: found JSON of more than 64 levels, expected at most "
                    "64\n")

    def test_numbers_and_durations_of_a_declared_type(self):
        self.expect(["cel", "eval", "[i, j]", "-t", "i=int", "-b", "i=5.0", "-t", "j=int",
                     "-b", "j=-9.223372036854775808e18"], 0, "[5, -9223372036854775808]\n")
        self.expect(["cel", "eval", "[u, v]", "-t", "u=uint", "-b", "u=5.0", "-t", "v=uint",
                     "-b", "v=1e19"], 0, "[5u, 10000000000000000000u]\n")
        self.expect(["cel", "eval", "[d, e]", "-t", "d=duration", "-b", 'd="2d"', "-t",
                     "e=duration", "-b", 'e="-1.5s"'], 0,
                    '[duration("172800s"), duration("-1.5s")]\n')
        for kind, text, expected in (
                ("int", "5.5", "int"), ("int", "1e19", "int"), ("uint", "-1.0", "uint"),
                ("uint", "18446744073709551616", "uint"),
                ("duration", '"2 days"', 'duration (text such as "30s", "1h30m" or "2d")')):
            run = self.run_program("cel", "eval", "x", "-t", "x=" + kind, "-b", "x=" + text)
            self.assertEqual((run.returncode, run.stdout), (2, ""))
            self.assertRegex(run.stderr, r"^uniselector: x: found .*, expected ")
            self.assertTrue(run.stderr.endswith(f", expected {expected}\n"), run.stderr)

    def shared(self, levels: int, last: str, leaf: str = "[1]") -> str:
        """Lists of two that are the same, within each other: 2**levels leaves in a short text."""
        text = last.replace("X", f"x{levels}")
        for n in range(levels, 0, -1):
            part = f"x{n - 1}" if n > 1 else leaf
            text = f"cel.bind(x{n}, [{part}, {part}], {text})"
        return text

    def test_a_value_without_end_is_not_printed(self):
        refused = ("the value is too large to be written: found more than {}, expected at most "
                   "that many")
        found = self.json_of("cel", "eval", "lists.range(1000000)", code=1)
        self.assertEqual(found["error"], {"message": refused.format("1000000 parts"),
                                          "code": "ResourceExhausted"})
        self.assertEqual(len(self.json_of("cel", "eval", "lists.range(999999)")["value"]), 999999)
        for expression in (self.shared(40, "X"), self.shared(14, "X", "'" + "a" * 2000 + "'"),
                           self.shared(40, "{'x': X}", "{'k': b'x'}")):
            found = self.json_of("cel", "eval", expression, code=1)
            self.assertEqual(found["error"]["message"],
                             refused.format("16777216 bytes of text"))
        self.assertEqual(len(self.json_of("cel", "eval", self.shared(10, "X"))["value"]), 2)
        run = self.run_program("cel", "eval", self.shared(40, "X"))
        self.assertEqual(run.returncode, 0)
        self.assertLess(len(run.stdout), 2 << 20)

    def test_maps_in_json_lose_no_key(self):
        found = self.json_of("cel", "eval", "{1: 'a', '1': 'b'}", code=1)
        self.assertEqual(found["error"]["message"], 'the map has two keys that are "1" in JSON, '
                         "expected different ones")

    def test_writing_a_value_without_end_stops_at_the_budget(self):
        for last in ("json.encode(X)", "'%s'.format([X])"):
            run = self.run_program("cel", "eval", self.shared(60, last))
            self.assertEqual((run.returncode, run.stdout), (1, ""))
            self.assertIn("the evaluation costs more than its budget of 10000000 units", run.stderr)

    def test_json(self):
        found = self.json_of("cel", "eval", "{'a': [1, 2.5, b'x', null], 'd': duration('1s')}")
        self.assertEqual(found["value"], {"a": [1, 2.5, "eA==", None], "d": "1s"})
        self.assertEqual((found["valid"], found["type"]), (True, "map"))
        found = self.json_of("cel", "eval", "1 / 0", code=1)
        self.assertEqual((found["error"]["line"], found["error"]["column"]), (1, 3))
        run = self.run_program("cel", "eval", "1 +", "--json")
        self.assertEqual(run.returncode, 2)
        self.assertFalse(json.loads(run.stdout)["valid"])


class Conformance(ProgramTest):
    def cases(self, name: str, *cases: dict) -> str:
        text = "".join(json.dumps(CASE | case) + "\n" for case in cases)
        return self.file(name, text)

    def test_counts_and_failures(self):
        self.cases("sums.jsonl", {}, {"index": 1, "name": "wrong", "expr": "1 + 2"})
        self.expect(["cel", "conformance", "sums.jsonl"], 1, """\
sums.jsonl: 1 passed, 1 failed, 0 skipped
  FAILED basic/sums:1 wrong
    expression: 1 + 2
    expected:   int: 2
    found:      int: 3
1 passed, 1 failed, 0 skipped
""")

    def test_kinds_are_told_apart(self):
        self.cases("kinds.jsonl", {"expr": "2u"}, {"expr": "2.0"},
                   {"expr": "double('NaN')", "value": {"kind": "double", "value": "NaN"}},
                   {"expr": "{'b': 2, 'a': 1}",
                    "value": {"kind": "map", "value": [
                        [{"kind": "string", "value": "a"}, {"kind": "int64", "value": "1"}],
                        [{"kind": "string", "value": "b"}, {"kind": "int64", "value": "2"}]]}})
        run = self.run_program("cel", "conformance", "-q", "kinds.jsonl")
        self.assertEqual((run.returncode, run.stdout), (1, "2 passed, 2 failed, 0 skipped\n"))

    def test_errors_are_those_of_the_evaluation(self):
        error = {"eval_error": [{"message": "any"}]}
        cases = [{"expr": "1 / 0"} | error, {"expr": "1 + 'a'"} | error,
                 {"expr": "1 + 'a'", "disable_check": True} | error]
        for case in cases:
            case["value"] = None
        text = "".join(json.dumps({k: v for k, v in (CASE | case).items() if v is not None}) + "\n"
                       for case in cases)
        self.file("errors.jsonl", text)
        run = self.run_program("cel", "conformance", "-q", "errors.jsonl")
        self.assertEqual(run.stdout, "2 passed, 1 failed, 0 skipped\n")
        run = self.run_program("cel", "conformance", "-q", "--unchecked", "errors.jsonl")
        self.assertEqual(run.stdout, "3 passed, 0 failed, 0 skipped\n")

    def test_deduced_types_are_exact(self):
        typed = {"value": None, "check_only": True, "expr": "[1, 2u]",
                 "typed_result": {"deduced_type": {"list": {"dyn": True}}}}
        self.cases("types.jsonl", typed,
                   typed | {"typed_result": {"deduced_type": {"list": {"primitive": "INT64"}}}})
        run = self.run_program("cel", "conformance", "types.jsonl")
        self.assertEqual(run.returncode, 1)
        self.assertIn("expected:   type list(int)", run.stdout)
        self.assertIn("found:      type list(dyn)", run.stdout)
        self.assertTrue(run.stdout.endswith("\n1 passed, 1 failed, 0 skipped\n"))
        run = self.run_program("cel", "conformance", "-q", "--unchecked", "types.jsonl")
        self.assertEqual(run.stdout, "0 passed, 0 failed, 2 skipped\n")

    def test_every_skip_has_its_reason(self):
        self.cases("strong.jsonl", {"file": "enums", "section": "strong_proto2"})
        run = self.run_program("cel", "conformance", "strong.jsonl")
        self.assertEqual(run.returncode, 0)
        self.assertIn("  skipped enums/strong_proto2:0 one: strong enums", run.stdout)
        self.assertTrue(run.stdout.endswith("\n0 passed, 0 failed, 1 skipped\n"))

    def test_folders_are_searched_in_the_order_of_names(self):
        (self.folder / "s" / "b").mkdir(parents=True)
        self.cases("s/b/two.jsonl", {})
        self.cases("s/one.jsonl", {})
        self.file("s/index.jsonl", '{"file": "basic", "tests": 1}\n')
        self.expect(["cel", "conformance", "s"], 0,
                    "s/b/two.jsonl: 1 passed, 0 failed, 0 skipped\n"
                    "s/one.jsonl: 1 passed, 0 failed, 0 skipped\n"
                    "2 passed, 0 failed, 0 skipped\n")
        found = self.json_of("cel", "conformance", "s", "--no-optimise")
        self.assertEqual((found["passed"], found["optimised"], len(found["files"])), (2, False, 2))

    def test_nothing_to_run_is_an_error(self):
        (self.folder / "empty").mkdir()
        self.expect(["cel", "conformance", "empty"], 2, "",
                    "uniselector: empty: no cases of the conformance suite in any .jsonl "
                    "file below it\n")
        run = self.run_program("cel", "conformance", "nowhere")
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertIn("nowhere: the file cannot be opened", run.stderr)
        self.file("bad.jsonl", json.dumps(CASE) + "\n{}\n")
        run = self.run_program("cel", "conformance", "bad.jsonl")
        self.assertEqual(run.returncode, 2)
        self.assertIn("bad.jsonl:2: found no text 'expr'", run.stderr)


if __name__ == "__main__":
    unittest.main()
