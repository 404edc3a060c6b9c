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
