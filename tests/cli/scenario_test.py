"""`scenario`: what passes, fails and is skipped, and how it is said."""

import json
import unittest
import xml.etree.ElementTree as ElementTree

from program import ProgramTest

CENTER = """\
center:
  queues: {care: {offer_timeout: 20s}}
  agents: {ana: {queues: [care], capacity: {voice: 1}, state: ready}}
"""
PASSES = "name: Ana gets it\n" + CENTER + """\
steps:
  - at: 0s
    submit: {id: i1, queue: care}
    expect: [{offered: {interaction: i1, agent: ana}}]
"""
FAILS = "name: Ben gets it\n" + CENTER + """\
steps:
  - at: 0s
    submit: {id: i1, queue: care}
    expect: [{offered: {interaction: i1, agent: ben}}]
"""
SKIPPED = "name: Later\nskip: not yet\n" + CENTER + "steps: [{at: 0s}]\n"


class Scenario(ProgramTest):
    def test_passing(self):
        self.expect(["scenario", self.file("a.yaml", PASSES)], 0,
                    "pass  Ana gets it\n1 passed, 0 failed, 0 skipped\n")
        self.expect(["scenario", "--quiet", "a.yaml"], 0, "1 passed, 0 failed, 0 skipped\n")
        self.expect(["scenario", "--naive", "-q", "a.yaml"], 0, "1 passed, 0 failed, 0 skipped\n")

    def test_failing_names_the_step(self):
        self.file("a.yaml", f"{PASSES}---\n{FAILS}---\n{SKIPPED}")
        run = self.run_program("scenario", "a.yaml")
        self.assertEqual((run.returncode, run.stderr), (1, ""))
        lines = run.stdout.splitlines()
        self.assertEqual(lines[0], "pass  Ana gets it")
        self.assertRegex(lines[1], r"^FAIL  Ben gets it \(a\.yaml:\d+\)$")
        self.assertIn("ben", "\n".join(lines[2:-2]))
        self.assertEqual(lines[-2], "skip  Later (not yet)")
        self.assertEqual(lines[-1], "1 passed, 1 failed, 1 skipped")

    def test_an_explanation_is_indented_under_its_scenario(self):
        self.file("a.yaml", FAILS.replace("state: ready", "state: offline").replace(
            "expect: [{offered: {interaction: i1, agent: ben}}]",
            "state: {interaction i1: {state: active}}"))
        run = self.run_program("scenario", "a.yaml")
        self.assertEqual((run.returncode, run.stderr), (1, ""))
        lines = run.stdout.splitlines()
        begin = next(i for i, line in enumerate(lines) if line.startswith("      i1: "))
        self.assertGreater(len(lines[begin + 1:-1]), 1)
        for line in lines[begin + 1:-1]:
            self.assertTrue(line.startswith(" " * 8), line)

    def test_what_a_file_brings_in_never_reaches_the_terminal_as_control(self):
        self.file("a.yaml", PASSES.replace("Ana gets it", '"Ana\\e[31m gets\\nit"'))
        self.expect(["scenario", "a.yaml"], 0,
                    "pass  Ana\\x1b[31m gets\\nit\n1 passed, 0 failed, 0 skipped\n")

    def test_trace(self):
        run = self.run_program("scenario", "--trace", self.file("a.yaml", PASSES))
        self.assertEqual(run.returncode, 0)
        self.assertIn("offered", run.stdout)

    def test_json_and_junit(self):
        self.file("a.yaml", f"{PASSES}---\n{FAILS}")
        found = self.json_of("scenario", "--junit", "out.xml", "a.yaml", code=1)
        self.assertEqual((found["passed"], found["failed"], found["skipped"]), (1, 1, 0))
        self.assertEqual([s["outcome"] for s in found["scenarios"]], ["passed", "failed"])
        cases = list(ElementTree.parse(self.folder / "out.xml").getroot().iter("testcase"))
        self.assertEqual([case.get("name") for case in cases], ["Ana gets it", "Ben gets it"])

    def test_a_file_that_is_no_scenario(self):
        run = self.run_program("scenario", self.file("a.yaml", PASSES.replace("expect", "expects")))
        self.assertEqual((run.returncode, run.stdout), (2, "0 passed, 0 failed, 0 skipped\n"))
        self.assertTrue(run.stderr.startswith("uniselector: a.yaml:8:5: "), run.stderr)
        error = "uniselector: nowhere.yaml: the file cannot be opened\n"
        self.expect(["scenario", "nowhere.yaml"], 2, "0 passed, 0 failed, 0 skipped\n", error)
        run = self.run_program("scenario", "--json", "nowhere.yaml")
        self.assertEqual((run.returncode, run.stderr), (2, error))
        self.assertEqual(json.loads(run.stdout)["unreadable"], ["nowhere.yaml"])


if __name__ == "__main__":
    unittest.main()
