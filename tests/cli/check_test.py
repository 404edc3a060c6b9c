"""`check`, `version`, --help and wrong usage."""

import unittest

from program import BANK_DAY, SOURCE, ProgramTest

GOOD = "queues: {care: {}}\nagents:\n  ana: {queues: [care], capacity: {voice: 1}}\n"
BAD = """\
queues:
  care: {prefer: longest}
agents:
  ana: {queues: [car], capacity: {voice: 1}}
  ben: {queues: [care], capacity: {voice: none}, colour: red}
"""
HELP = "Try: uniselector {}--help\n"


class Check(ProgramTest):
    def test_good_files_pass(self):
        self.expect(["check", self.file("center.yaml", GOOD)], 0,
                    "1 file checked, 0 complaints\n")
        self.expect(["check", BANK_DAY / "center.yaml", BANK_DAY / "workload.yaml"], 0,
                    "2 files checked, 0 complaints\n")
        self.expect(["check", "--quiet", "center.yaml"], 0)

    def test_every_complaint_has_its_place(self):
        self.expect(["check", self.file("center.yaml", BAD)], 1, """\
center.yaml:2:18: queues.care.prefer: found 'longest', expected one of longest_idle, most_idle, \
most_skilled, least_skilled, round_robin, least_occupied, fewest_open, fewest_handled, fixed_order \
or random
center.yaml:4:18: agents.ana.queues.car: found 'car', expected the id of a queue; did you mean \
'care'?
center.yaml:5:43: agents.ben.capacity.voice: found 'none', expected an integer, 0..65535
center.yaml:5:50: agents.ben.colour: unknown key, expected kind, profile, skills, attributes, \
site, team, language, location, cost, queues, capacity, max_offers or state
1 file checked, 4 complaints
""")

    def test_workloads_are_checked_as_workloads(self):
        run = self.run_program("check", self.file("w.yaml", "workload: {stream: {}}\n"))
        self.assertEqual((run.returncode, run.stderr), (1, ""))
        self.assertIn("w.yaml:1:12: workload.stream: unknown key", run.stdout)

    def test_workloads_are_checked_against_the_configuration_beside_them(self):
        self.file("center.yaml", GOOD)
        self.file("w.yaml", "workload:\n  opens: 18:00\n  closes: 8h\n"
                            "  streams: {calls: {queue: crae, service: {exponential: 0s}}}\n")
        alone = """\
w.yaml:3:11: workload.closes: expected 0 <= opens < closes <= day
w.yaml:4:43: workload.streams.calls.service: expected a mean above 0
"""
        self.expect(["check", "w.yaml"], 1, alone + "1 file checked, 2 complaints\n")
        lines = alone.splitlines(keepends=True)
        lines.insert(1, "w.yaml:4:28: workload.streams.calls.queue: found 'crae', expected the id "
                        "of a queue; did you mean 'care'?\n")
        self.expect(["check", "w.yaml", "center.yaml"], 1,
                    "".join(lines) + "2 files checked, 3 complaints\n")

    def test_json(self):
        self.file("center.yaml", BAD)
        found = self.json_of("check", "center.yaml", code=1)
        self.assertEqual(found["files"], ["center.yaml"])
        first = found["complaints"][0]
        self.assertEqual((first["line"], first["column"]), (2, 18))
        self.assertEqual(first["path"], "queues.care.prefer")

    def test_a_file_that_is_not_there(self):
        run = self.run_program("check", "nowhere.yaml")
        self.assertEqual((run.returncode, run.stderr.count("\n")), (2, 1))
        self.assertIn("nowhere.yaml", run.stderr)

    def test_the_schema_is_the_document(self):
        run = self.run_program("check", "--print-schema")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        document = SOURCE / "docs" / "configuration.md"
        self.assertEqual(run.stdout, document.read_text("utf-8"))


class Usage(ProgramTest):
    def test_no_command(self):
        self.expect([], 2, "", "uniselector: A subcommand is required\n" + HELP.format(""))

    def test_unknown_command_and_option(self):
        self.expect(["frobnicate"], 2, "",
                    "uniselector: unknown command 'frobnicate', expected check, simulate, replay, "
                    "scenario, verify or version\n" + HELP.format(""))
        run = self.run_program("check", "--colour", "center.yaml")
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertTrue(run.stderr.endswith(HELP.format("check ")), run.stderr)

    def test_missing_arguments(self):
        self.expect(["check"], 2, "",
                    "uniselector: check: FILE is missing\n" + HELP.format("check "))
        self.expect(["scenario"], 2, "",
                    "uniselector: FILE is required\n" + HELP.format("scenario "))
        self.expect(["verify"], 2, "", "uniselector: FILE is required\n" + HELP.format("verify "))
        self.expect(["simulate"], 2, "",
                    "uniselector: CENTER is required\n" + HELP.format("simulate "))
        self.expect(["replay", "log.csv"], 2, "",
                    "uniselector: --format is required\n" + HELP.format("replay "))

    def test_every_command_has_help_with_an_example(self):
        for command in ("check", "simulate", "replay", "scenario", "verify", "version"):
            run = self.run_program(command, "--help")
            self.assertEqual((run.returncode, run.stderr), (0, ""), command)
            self.assertIn(f"Example:\n  uniselector {command}", run.stdout)
            self.assertIn("--json", run.stdout)

    def test_version(self):
        out = self.json_of("version")
        version = out["version"]
        zones = out["time_zone_database"] or "of unknown version"
        self.expect(["version"], 0, f"uniselector {version}\ntime-zone database {zones}\n")
        self.expect(["--version"], 0, f"uniselector {version}\n")


if __name__ == "__main__":
    unittest.main()
