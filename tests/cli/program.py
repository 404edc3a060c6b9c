"""Runs the command line for the tests of this folder, in a folder of its own."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = os.environ.get("UNISELECTOR") or shutil.which("uniselector")
SOURCE = Path(os.environ.get("UNISELECTOR_SOURCE", Path(__file__).resolve().parents[2]))
SHARED = Path(os.environ.get("UNISELECTOR_SHARED", SOURCE.parent / "shared"))
BANK_DAY = SOURCE / "examples" / "bank-day"


class ProgramTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, "utf-8")
        return name

    def run_program(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.folder, text=True,
                              encoding="utf-8", capture_output=True, timeout=240,
                              stdin=subprocess.DEVNULL)

    def expect(self, arguments: list, code: int, out: str = "", err: str = ""):
        """Exit code and both outputs are exactly these."""
        run = self.run_program(*arguments)
        self.assertEqual((run.returncode, run.stdout, run.stderr), (code, out, err))

    def json_of(self, *arguments: str, code: int = 0) -> dict:
        run = self.run_program(*arguments, "--json")
        self.assertEqual((run.returncode, run.stderr), (code, ""))
        return json.loads(run.stdout)
