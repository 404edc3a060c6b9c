"""`rules check`, `decide`, `diff` and `test`, and tables of a configuration."""

import json
import unittest

from program import SOURCE, ProgramTest

URGENCY = str(SOURCE / "examples" / "tables" / "urgency.yaml")

GAPPY = """name: gappy
policy: unique
inputs: [{name: age, type: int}]
outputs: [{name: queue, type: string}]
rows:
  - {id: young, when: {age: "< 18"}, then: youth}
  - {id: old, when: {age: ">= 65"}, then: senior}
  - {id: older, when: {age: ">= 80"}, then: home}
"""


class Check(ProgramTest):
    def test_a_sound_table_has_no_finding(self):
        run = self.run_program("rules", "check", URGENCY)
        self.assertEqual(run.returncode, 0)
        self.assertRegex(run.stdout, r"urgency\.yaml: 6 rows, version [0-9a-f]{16}, 0 findings")

    def test_findings_have_a_witness(self):
        self.file("gappy.yaml", GAPPY)
        report = self.json_of("rules", "check", "gappy.yaml", code=1)["files"][0]
        kinds = {finding["kind"]: finding for finding in report["findings"]}
        self.assertEqual(sorted(kinds), ["gap", "overlap"])
        self.assertEqual(kinds["overlap"]["rows"], ["old", "older"])
        self.assertTrue(report["complete"])
        self.assertEqual(report["stopped"], "")
        self.assertTrue(18 <= kinds["gap"]["witness"]["inputs"]["age"] < 65)
        self.assertTrue(all(finding["witness"]["confirmed"] for finding in kinds.values()))

    def test_complaints_come_with_their_cell(self):
        self.file("bad.yaml", GAPPY.replace('">= 80"', '">= old"'))
        run = self.run_program("rules", "check", "bad.yaml")
        self.assertEqual(run.returncode, 2)
        self.assertIn("uniselector: bad.yaml:8:29: ", run.stderr)

    def test_an_input_that_is_no_variable_is_told_with_its_place(self):
        yaml = ("name: t\ninputs:\n  - {{name: '{}', type: int{}}}\n"
                "outputs: [{{name: q, type: string}}]\nrows:\n  - ['> 3', x]\n")
        for name, message in (
                ("it", "found the name 'it', which is the input itself in a cell; expected another "
                       "name, or an expression"),
                ("a-b", "found the name 'a-b', expected a variable's name of letters, digits and "
                        "'_', or an expression such as attributes[\"a-b\"]")):
            self.file("t.yaml", yaml.format(name, ""))
            self.expect(["rules", "check", "t.yaml"], 2, "",
                        f"uniselector: t.yaml:3:5: input: {message}\n")
            self.file("t.csv", f"name,t\nid,in {name} int,out q string\n,> 3,x\n")
            self.expect(["rules", "check", "t.csv"], 2, "",
                        f"uniselector: t.csv:2:4: input: {message}\n")
            self.file("t.yaml", yaml.format(name, f", expression: 'attributes[\"{name}\"]'"))
            self.expect(["rules", "decide", "t.yaml", "-i", name + "=4"], 0,
                        'decided, row 1\n  {"q":"x"}\n')

    def test_tables_that_write_the_same_are_told(self):
        self.file("a.yaml", GAPPY.replace("gappy", "first"))
        self.file("b.yaml", GAPPY.replace("gappy", "second"))
        run = self.run_program("rules", "check", "-q", "a.yaml", "b.yaml")
        self.assertEqual(run.returncode, 1)
        self.assertIn("'first' row 'young' and 'second' row 'young' both write 'queue' for the "
                      "same event\n", run.stdout)

    def test_tables_in_a_circle_are_told(self):
        table = ("name: {}\ninputs: [{{name: {}, type: string}}]\n"
                 "outputs: [{{name: {}, type: string}}]\nrows: [['-', v]]\n")
        self.file("a.yaml", table.format("a", "y", "x"))
        self.file("b.yaml", table.format("b", "x", "y"))
        run = self.run_program("rules", "check", "-q", "a.yaml", "b.yaml")
        self.assertEqual(run.returncode, 1)
        self.assertIn("these tables need each other's outputs: 'a' 'b'\n", run.stdout)


class Decide(ProgramTest):
    def test_a_decision_names_its_row(self):
        self.expect(["rules", "decide", URGENCY, "-i", 'tier="gold"', "-i", "open_claims=2"], 0,
                    'decided, row 2\n  {"queue":"care","priority":50}\n')

    def test_explain_says_why_of_every_row(self):
        run = self.run_program("rules", "decide", URGENCY, "-i", 'tier="basic"', "-i",
                               "open_claims=0", "--explain")
        self.assertEqual(run.returncode, 0)
        self.assertIn("decided, row 6", run.stdout)
        self.assertIn("  row 5: skipped at tier (silver)\n  row 6: matched\n", run.stdout)

    def test_what_is_no_json_is_told(self):
        run = self.run_program("rules", "decide", URGENCY, "-i", "tier=gold")
        self.assertEqual(run.returncode, 2)
        self.assertIn("--input tier: found 'gold', expected JSON", run.stderr)

    def test_numbers_and_durations_are_read_as_the_column_has_them(self):
        self.file("t.csv", "name,t\nin n int,in u uint,in d duration,out q string\n"
                  "5,-,-,number\n-,7,-,unsigned\n-,-,2d,length\n")
        for given, q in (("n=5.0", "number"), ("n=5", "number"), ("u=7.0", "unsigned"),
                         ('d="2d"', "length"), ('d="48h"', "length"), ('d="1d24h"', "length")):
            inputs = {"n": "0", "u": "0", "d": '"1s"'} | dict([given.split("=")])
            options = [part for item in inputs.items() for part in ("-i", "=".join(item))]
            run = self.run_program("rules", "decide", "t.csv", *options)
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            self.assertIn('{"q":"%s"}' % q, run.stdout)
        for given, message in (
                ("n=5.5", "--input n: found 5.5, expected int"),
                ("n=1e300", "--input n: found 1e+300, expected int"),
                ("u=-7", "--input u: found -7, expected uint"),
                ('d="2 days"', '--input d: found "2 days", expected duration (text such as "30s", '
                               '"1h30m" or "2d")')):
            self.expect(["rules", "decide", "t.csv", "-i", given], 2, "",
                        f"uniselector: {message}\n")

    def test_inputs_that_stand_twice_are_refused(self):
        self.file("t.csv", "name,t\nin m dyn,out q string\n-,x\n")
        self.expect(["rules", "decide", "t.csv", "-i", 'm={"a": 1, "a": 2}'], 2, "",
                    "uniselector: --input m: the key 'a' stands twice in one object\n")
        self.expect(["rules", "decide", "t.csv", "-i", "m=1", "-i", "m=2"], 2, "",
                    "uniselector: --input m: found it twice, expected one for each column\n")

    def test_outputs_without_end_are_not_printed(self):
        shared = "x40"
        for n in range(40, 0, -1):
            part = f"x{n - 1}" if n > 1 else "[n]"
            shared = f"cel.bind(x{n}, [{part}, {part}], {shared})"
        self.file("t.yaml", "name: t\ninputs: [{name: n, type: int}]\n"
                  f"outputs: [{{name: q, type: dyn}}]\nrows:\n  - ['-', '{shared}']\n")
        message = ("output q: the value is too large to be written: found more than 16777216 bytes "
                   "of text, expected at most that many\n")
        for option in ([], ["--json"]):
            self.expect(["rules", "decide", "t.yaml", "-i", "n=1", *option], 1, "",
                        "uniselector: " + message)
        self.file("cases.jsonl", '{"inputs": {"n": 1}, "expect": {"q": 1}}\n')
        self.expect(["rules", "test", "t.yaml", "cases.jsonl"], 2, "",
                    "uniselector: cases.jsonl:1: " + message)


class Diff(ProgramTest):
    def test_inputs_whose_outcome_changes(self):
        self.file("new.yaml", open(URGENCY, encoding="utf-8").read().replace('"[1..3]"', '"[1..2]"')
                  .replace('"> 3"', '"> 2"'))
        report = self.json_of("rules", "diff", URGENCY, "new.yaml", code=1)
        self.assertFalse(report["same"])
        self.assertEqual(report["dimensions"][-1], "time")
        self.assertTrue(report["changes"])
        for change in report["changes"]:
            witness = change["witness"]
            self.assertTrue(witness["confirmed"])
            self.assertEqual(witness["inputs"]["open_claims"], 3)
            self.assertEqual(len(change["region"]), len(report["dimensions"]))
            self.assertRegex(witness["at"], r"^\d{4}-\d\d-\d\dT")
        self.assertEqual(self.json_of("rules", "diff", URGENCY, URGENCY)["same"], True)

    def test_a_change_has_an_input_for_which_it_is_so(self):
        self.file("old.yaml", GAPPY)
        self.file("new.yaml", GAPPY.replace("senior", "elders"))
        self.expect(["rules", "diff", "old.yaml", "new.yaml"], 1,
                    'age [65..80): was "senior", is "elders"\n'
                    "  for example age = 65 at 2026-01-01T00:00:00Z\n")
        witness = self.json_of("rules", "diff", "old.yaml", "new.yaml",
                               code=1)["changes"][0]["witness"]
        self.assertEqual(witness, {"inputs": {"age": 65}, "at": "2026-01-01T00:00:00Z",
                                   "confirmed": True})

    def test_an_input_of_another_type_is_not_compared_and_said_so(self):
        self.file("old.yaml", GAPPY)
        self.file("new.yaml", GAPPY.replace("type: int", "type: double"))
        report = self.json_of("rules", "diff", "old.yaml", "new.yaml", code=1)
        self.assertEqual((report["same"], report["complete"]), (False, False))
        self.assertEqual(report["changes"], [])
        self.assertEqual(report["notes"], ["input age: was int, is double: rows that ask for it "
                                           "cannot be compared"])
        self.assertEqual(report["stopped"],
                         "not compared, as its type or expression is another: age")


class Test(ProgramTest):
    def cases(self, *cases):
        return self.file("cases.jsonl", "".join(json.dumps(case) + "\n" for case in cases))

    def test_cases_are_judged_and_coverage_told(self):
        self.cases({"inputs": {"tier": "gold", "open_claims": 0}, "expect": {"queue": "care"}},
                   {"name": "calm", "inputs": {"tier": "basic", "open_claims": 2},
                    "expect": {"queue": "claims", "priority": 21}},
                   {"inputs": {"tier": "silver", "open_claims": 0}})
        self.expect(["rules", "test", URGENCY, "cases.jsonl"], 1,
                    'cases.jsonl:2: calm: expected {"priority":21,"queue":"claims"}, got '
                    '{"priority":20,"queue":"claims"}, row 4\n'
                    "1 passed, 1 failed, 1 without an expectation\n"
                    "rows: 3 of 6 decided in a case; not 1, 3, 6\n"
                    "cells: 25 % seen to matter\n")

    def test_other_outcomes_are_words(self):
        self.file("gappy.yaml", GAPPY)
        self.cases({"inputs": {"age": 30}, "expect": "no_decision"},
                   {"inputs": {"age": 90}, "expect": "failed"},
                   {"expect": "failed"})
        report = self.json_of("rules", "test", "gappy.yaml", "cases.jsonl")
        self.assertEqual((report["passed"], report["failed"]), (3, 0))
        self.assertEqual(report["rows_never_decided"], ["young", "old", "older"])

    def test_numbers_of_another_kind_are_those_of_the_column(self):
        self.file("gappy.yaml", GAPPY)
        self.cases({"inputs": {"age": 5.0}, "expect": {"queue": "youth"}})
        self.assertEqual(self.json_of("rules", "test", "gappy.yaml", "cases.jsonl")["passed"], 1)

    def test_a_candidate_is_held_beside_it(self):
        self.file("gappy.yaml", GAPPY)
        self.file("new.yaml", GAPPY.replace('">= 65"', '"[60..80)"'))
        self.cases(*({"inputs": {"age": age}} for age in (10, 62, 63, 70, 90)))
        run = self.run_program("rules", "test", "gappy.yaml", "cases.jsonl", "--candidate",
                               "new.yaml")
        self.assertEqual(run.returncode, 0)
        self.assertRegex(run.stdout, r"candidate [0-9a-f]{16}: 5 cases, 3 different, 0 it could "
                                     r"not decide\n2: no row decided, row old would\n"
                                     r"1: no row decided, row older would\n$")

    def test_wrong_cases_are_told_with_their_line(self):
        for case, message in (
                ("[1]", "expected a JSON object in one line"),
                ('{"input": {}}', "found 'input': {}, expected name (text), inputs (object), "),
                ('{"inputs": {"agee": 1}}', "found the input 'agee', which the table does not "),
                ('{"inputs": {"age": "x"}}', 'input age: found "x", expected int'),
                ('{"inputs": {"age": 5.5}}', "input age: found 5.5, expected int"),
                ('{"inputs": {"age": 5, "age": 6}}', "the key 'age' stands twice in one object"),
                ('{"inputs": {"age"', "found '{\"inputs\": {\"age\"', expected JSON"),
                ('{"expect": "no_decison"}', 'expect: found "no_decison", expected an object of '
                 'outputs, a list of such, or "decided", "default", "no_decision", "not_in_effect" '
                 "or \"failed\"; did you mean 'no_decision'?"),
                ('{"expect": ["failed"]}', 'expect: found ["failed"], expected an object of '),
                ('{"expect": {"quue": "youth"}}', "expect: found the output 'quue', which the "
                 "table does not have; did you mean 'queue'?"),
                ('{"at": "noon"}', "cases.jsonl:2: ")):
            self.file("gappy.yaml", GAPPY)
            self.file("cases.jsonl", "\n" + case + "\n")
            run = self.run_program("rules", "test", "gappy.yaml", "cases.jsonl")
            self.assertEqual(run.returncode, 2, case)
            self.assertIn("uniselector: cases.jsonl:2: ", run.stderr)
            self.assertIn(message, run.stderr)


class Configuration(ProgramTest):
    def test_all_tables_of_a_configuration_are_analysed(self):
        self.file("center.yaml", """queues: {care: {}, rescue: {}}
fallback_queue: care
classification: {table: {inputs: [{name: n, type: int}], outputs: [{name: queue, type: string}],
  rows: [["> 3", care], ["> 5", rescue], ["<= 3", care]]}}
tables: {sound: {outputs: [{name: out, type: int}], rows: [{then: 1}]}}
""")
        report = self.json_of("rules", "check", "center.yaml", code=1)
        found = {file["file"]: file["totals"] for file in report["files"]}
        self.assertEqual(found, {"center.yaml, tables.sound": {},
                                 "center.yaml, tables.classification":
                                     {"mergeable": 1, "overlap": 1}})
        self.file("center.yaml", "queues: {care: {priority: x}}\n")
        run = self.run_program("rules", "check", "center.yaml")
        self.assertEqual(run.returncode, 2)
        self.assertIn("center.yaml:1:27: ", run.stderr)

    def test_tables_beside_a_configuration_are_read_and_checked(self):
        (self.folder / "deep").mkdir()
        (self.folder / "deep" / "where.csv").write_text(
            "name,where\nin tier string,out queue string\ngold,care\nsilver,cear\n", "utf-8")
        self.file("deep/center.yaml", "queues: {care: {}}\nfallback_queue: care\n"
                  "tables: {where: {file: where.csv}}\nclassification: {table: where}\n")
        run = self.run_program("check", "deep/center.yaml")
        self.assertEqual(run.returncode, 1)
        self.assertIn("deep/where.csv:4:8: tables.where: found the queue 'cear', expected the id "
                      "of one", run.stdout + run.stderr)


if __name__ == "__main__":
    unittest.main()
