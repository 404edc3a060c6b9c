"""`replay` and `verify` on the reference data, which live outside the repository."""

import json
import unittest

from program import SHARED, ProgramTest

BANK = SHARED / "data" / "anonymous-bank"
SAMPLE = BANK / "sample-1999-02-10.csv.gz"
NEEDS_DATA = unittest.skipUnless(SAMPLE.is_file(), f"reference data not found: {BANK}")


class Replay(ProgramTest):
    @NEEDS_DATA
    def test_a_day_is_counted_exactly_and_routed_again(self):
        run = self.run_program("replay", "--format", "anonymous-bank", SAMPLE, "--truths",
                               BANK / "truths.json", "--report", "day.html")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertRegex(run.stdout.splitlines()[-1], r"^[1-9]\d* passed, 0 failed$")
        self.assertIn("  what happened ", run.stdout)
        self.assertIn("of the log are reproduced", (self.folder / "day.html").read_text("utf-8"))

    @NEEDS_DATA
    def test_a_wrong_figure_fails_by_name(self):
        truths = json.loads((BANK / "truths.json").read_text("utf-8"))
        truths["sample_days"]["1999-02-10"]["queued"] += 1
        self.file("truths.json", json.dumps(truths))
        run = self.run_program("replay", "--format", "anonymous-bank", SAMPLE, "--truths",
                               "truths.json")
        self.assertEqual((run.returncode, run.stderr), (1, ""))
        failures = [line for line in run.stdout.splitlines() if line.startswith("FAILED")]
        self.assertEqual(len(failures), 1)
        self.assertRegex(failures[0], r"queued: expected 1046, found 1045$")
        self.assertRegex(run.stdout.splitlines()[-1], r"^\d+ passed, 1 failed$")

    def test_errors(self):
        run = self.run_program("replay", "--format", "anonymous-bank", "nowhere.csv")
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertIn("nowhere.csv", run.stderr)
        run = self.run_program("replay", "--format", "morse", "nowhere.csv")
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertIn("morse", run.stderr)


class Verify(ProgramTest):
    @NEEDS_DATA
    def test_closed_forms(self):
        run = self.run_program("verify", "--quiet", "--closed-forms-only",
                               SHARED / "data" / "queueing" / "truths.json")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertRegex(run.stdout, r"^[1-9]\d* passed, 0 failed\n$")

    def test_a_file_of_no_known_kind(self):
        run = self.run_program("verify", self.file("x.json", "{}"))
        self.assertEqual((run.returncode, run.stdout, run.stderr.count("\n")), (2, "", 1))


if __name__ == "__main__":
    unittest.main()
