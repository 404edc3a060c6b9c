"""The examples hold: what they say about themselves is so."""

import re
import unittest

from program import SOURCE, ProgramTest

RULES = SOURCE / "examples" / "02_rules"
TABLES = RULES / "tables"


def yaml_of(document):
    """The YAML that a document shows, block by block."""
    text = (SOURCE / "docs" / document).read_text(encoding="utf-8")
    return re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


class Documents(ProgramTest):
    def test_what_the_document_of_rules_shows_is_accepted(self):
        blocks = yaml_of("rules.md")
        self.assertEqual(len(blocks), 3)
        (self.folder / "tables").mkdir()
        self.file("tables/needs.csv", "name,needs\nin lang string,out skill string,out level int\n"
                                      'fr,french,3\n')
        for block in blocks:
            name = "shown.yaml"
            self.file(name, block)
            command = ("rules", "check") if block.startswith("name:") else ("check",)
            run = self.run_program(*command, name)
            self.assertNotEqual(run.returncode, 2, block + run.stdout + run.stderr)
            self.assertEqual(run.stderr, "", block)


class Rules(ProgramTest):
    def test_the_centre_has_no_complaint(self):
        self.assertEqual(self.run_program("check", str(RULES / "center.yaml")).returncode, 0)

    def test_its_tables_have_no_finding(self):
        for name in ("intake.yaml", "intake-next.yaml", "next-action.csv"):
            report = self.json_of("rules", "check", str(TABLES / name))["files"][0]
            self.assertEqual((report["findings"], report["complete"]), ([], True), name)

    def test_its_cases_pass_and_need_every_row(self):
        report = self.json_of("rules", "test", str(TABLES / "intake.yaml"),
                              str(TABLES / "intake-cases.jsonl"))
        self.assertEqual((report["passed"], report["failed"]), (6, 0))
        self.assertEqual(report["rows_never_decided"], [])

    def test_the_next_version_changes_complaints_only(self):
        report = self.json_of("rules", "diff", str(TABLES / "intake.yaml"),
                              str(TABLES / "intake-next.yaml"), code=1)
        self.assertTrue(report["complete"])
        self.assertEqual(len(report["changes"]), 1)
        self.assertEqual(report["changes"][0]["region"][:2], ['"complaint"', "[0..10001)"])


if __name__ == "__main__":
    unittest.main()
