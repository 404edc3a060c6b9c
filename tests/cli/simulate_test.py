"""`simulate` on the bank day: repeatable, near the measured month, its report stands alone."""

import shutil
import unittest
from html.parser import HTMLParser

from program import BANK_DAY, ProgramTest

CENTER = str(BANK_DAY / "center.yaml")


class Attributes(HTMLParser):
    """Collects what a page would fetch."""

    def __init__(self):
        super().__init__()
        self.fetched = []
        self.elements = set()

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.fetched += [value for name, value in attrs
                         if name in ("src", "href", "srcset", "data")]


class Simulate(ProgramTest):
    def test_the_bank_day_is_near_the_measured_month(self):
        total = self.json_of("simulate", CENTER, "-n", "200")["total"]
        # Measured: 12.6 % abandoned, 42.0 % answered at once, 40.8 s mean wait of answered.
        self.assertAlmostEqual(total["abandoned_share"]["mean"], 0.126, delta=0.02)
        self.assertAlmostEqual(total["asa_s"]["mean"], 40.8, delta=8)
        at_once = total["answered_at_once"] / total["offered"]["mean"]
        self.assertAlmostEqual(at_once, 0.42, delta=0.07)

    def test_summary(self):
        run = self.run_program("simulate", CENTER, "-n", "5")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        lines = run.stdout.splitlines()
        self.assertEqual(lines[0], "Bank day: simulation of 5 days, seed 1")
        self.assertLess(len(lines), 30)
        self.assertIn("  Beside Anonymous Bank, February 1999", run.stdout)

    def test_the_same_seed_gives_the_same_bytes(self):
        outputs = [self.run_program("simulate", CENTER, "--seed", seed, "-n", "3", "--json").stdout
                   for seed in ("7", "7", "8")]
        self.assertEqual(outputs[0], outputs[1])
        self.assertNotEqual(outputs[0], outputs[2])

    def test_the_report_fetches_nothing(self):
        run = self.run_program("simulate", CENTER, "-n", "20", "--report", "day.html")
        self.assertEqual(run.returncode, 0)
        page = Attributes()
        page.feed((self.folder / "day.html").read_text("utf-8"))
        self.assertEqual(page.fetched, [])
        self.assertNotIn("script", page.elements)
        self.assertTrue({"svg", "table", "h1", "h2"} <= page.elements)
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["day.html"])

    def test_a_report_is_written_through_a_link(self):
        (self.folder / "out").mkdir()
        (self.folder / "link.html").symlink_to("out/day.html")
        for _ in range(2):  # where nothing is yet, and over what is there
            run = self.run_program("simulate", CENTER, "-n", "1", "--report", "link.html")
            self.assertEqual(run.returncode, 0)
            self.assertTrue((self.folder / "link.html").is_symlink())
            target = self.folder / "out" / "day.html"
            self.assertFalse(target.is_symlink())
            self.assertIn("<h1>", target.read_text("utf-8"))
            self.assertEqual([p.name for p in target.parent.iterdir()], ["day.html"])

    def test_a_center_that_is_not_there_is_named_first(self):
        self.expect(["simulate", "nowhere.yaml"], 2, "",
                    "uniselector: nowhere.yaml: the file cannot be opened\n")

    def test_a_caller_who_never_gives_up_cannot_stop_the_clock(self):
        self.file("c.yaml", "queues: {care: {}}\n")
        self.file("w.yaml", "workload: {streams: {s: {queue: care, per_hour: 10, patience: 0s, "
                            "retrial: {probability: 1, after: 1ns}}}}\n")
        self.expect(["simulate", "c.yaml", "-w", "w.yaml", "-n", "1"], 2, "",
                    "uniselector: w.yaml:1:100: workload.streams.s.retrial.after: expected a mean "
                    "delay of 1 s or more\n")
        self.file("w.yaml", "workload: {day: 1h, streams: {s: {queue: care, per_hour: 10, "
                            "patience: 0s, retrial: {probability: 1, after: 1s}}}}\n")
        total = self.json_of("simulate", "c.yaml", "-w", "w.yaml", "-n", "1")["total"]
        self.assertGreater(total["retrials"]["mean"], 1000)

    def test_errors_are_one_line_and_code_2(self):
        shutil.copy(CENTER, self.folder / "alone.yaml")
        self.expect(["simulate", "alone.yaml"], 2, "",
                    "uniselector: simulate: --workload is missing, and there is no workload.yaml "
                    "beside alone.yaml\n")
        run = self.run_program("simulate", CENTER, "--report", "no/such/folder/day.html", "-n", "1")
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertEqual(run.stderr, "uniselector: no/such/folder/day.html: cannot be written: "
                                     "No such file or directory\n")
        run = self.run_program("simulate", CENTER, "-n", "0")
        self.assertEqual((run.returncode, run.stdout), (2, ""))
        self.assertIn("--replications", run.stderr)


if __name__ == "__main__":
    unittest.main()
