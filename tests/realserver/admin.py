"""anki-sync-adminctl, the program under test, over a data root."""
import json
import os
import subprocess

PROGRAM = os.environ["REALSERVER_PROGRAM"]
LIMIT = 120  # s


class Failed(Exception):
    """The program did not do what it was asked for."""


class Admin:
    def __init__(self, root):
        self.root = root

    def run(self, *arguments):
        """The objects that the program printed."""
        command = [PROGRAM, *arguments, "--data-root", self.root, "--json"]
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                               timeout=LIMIT)
        objects = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
        if ended.returncode != 0:
            errors = [str(each["error"]) for each in objects if each.get("error")]
            raise Failed(f"{' '.join(arguments)}: exit code {ended.returncode}: "
                         f"{'; '.join(errors) or ended.stderr.strip()}"[:600])
        return objects

    def points(self):
        return {each["id"] for each in self.run("restore-points") if "id" in each}

    def change(self, *arguments):
        """Runs what changes something; returns the id of the restore point that it made."""
        before = self.points()
        self.run(*arguments, "--yes")
        made = self.points() - before
        return made.pop() if made else ""
