"""`check`, `version`, --help and wrong usage."""

import json
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
w.yaml:3:11: workload.closes: found 18h to 8h, expected 0 <= opens < closes <= day (1d)
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

    def test_a_file_that_is_not_there_is_not_counted_as_checked(self):
        error = "uniselector: nowhere.yaml: the file cannot be opened\n"
        self.expect(["check", "nowhere.yaml", self.file("center.yaml", GOOD)], 2,
                    "1 file checked, 0 complaints, 1 file not read\n", error)
        run = self.run_program("check", "--json", "nowhere.yaml", "center.yaml")
        self.assertEqual((run.returncode, run.stderr), (2, error))
        found = json.loads(run.stdout)
        self.assertEqual(found["files"], ["nowhere.yaml", "center.yaml"])
        self.assertEqual(found["unreadable"], ["nowhere.yaml"])

    def test_complaints_that_are_left_out_are_not_passed_over(self):
        queues = "".join(f"  q{i}: {{bad: 1}}\n" for i in range(200))
        run = self.run_program("check", self.file("many.yaml", "queues:\n" + queues))
        lines = run.stdout.splitlines()
        self.assertEqual((run.returncode, len(lines)), (1, 102))
        self.assertEqual(lines[-2:], [
            "many.yaml: only the first 100 complaints are listed, there may be more",
            "1 file checked, 100 complaints or more"])
        self.assertEqual(self.json_of("check", "many.yaml", code=1)["cut_short"], ["many.yaml"])
        self.file("few.yaml", BAD)
        self.assertEqual(self.json_of("check", "few.yaml", code=1)["cut_short"], [])

    def test_what_a_file_brings_in_never_reaches_the_terminal_as_control(self):
        self.file("center.yaml", 'queues: {"a\\nb\\e[2J": {}}\n')
        self.expect(["check", "center.yaml"], 1,
                    "center.yaml:1:10: queues.a\\nb\\x1b[2J: found the text 'a\\nb\\x1b[2J', "
                    "expected an id: 1 to 128 bytes of text without control characters\n"
                    "1 file checked, 1 complaint\n")
        self.expect(["check", "-q", "a\x1bb"], 2, "",
                    "uniselector: a\\x1bb: the file cannot be opened\n")

    def test_syntax_errors_say_what_was_found_and_expected(self):
        for text, complaint in {
            "queues: {care: {}\n": "2:1: found the end of the text, expected ',' or '}'",
            '{"queues": {}} x': "1:16: found 'x', expected the end of the text",
            "queues: {}\ragents: {}\r": "1:11: found a lone carriage return, expected lines that "
                                        "end in LF or CR LF",
        }.items():
            (self.folder / "center.yaml").write_bytes(text.encode())
            self.expect(["check", "-q", "center.yaml"], 1, f"center.yaml:{complaint}\n")

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
                    "rules, scenario, verify, cel or version\n" + HELP.format(""))
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

    def test_seeds_are_taken_as_given_or_refused(self):
        for command in (["simulate", "c.yaml"], ["verify", "t.json"],
                        ["replay", "log.csv", "--format", "anonymous-bank"]):
            for seed in ("-1", "18446744073709551616", "1e3", "0x10", " 7"):
                self.expect([*command, "--seed", seed], 2, "",
                            f"uniselector: --seed: found '{seed}', expected an integer, "
                            "0..18446744073709551615\n" + HELP.format(command[0] + " "))
        self.expect(["verify", "t.json", "--seed", "18446744073709551615"], 2, "",
                    "uniselector: t.json: the file cannot be opened\n")

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
