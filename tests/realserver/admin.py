"""anki-sync-adminctl, the program under test, over a data root."""
import json
import os
import signal
import subprocess

DONE, IN_USE = 0, 3
PROGRAM = os.environ["REALSERVER_PROGRAM"]
LIMIT = 120  # s


class Failed(Exception):
    """The program did not do what it was asked for."""


class Admin:
    def __init__(self, root):
        self.root = root

    def run(self, *arguments):
        """The objects that the program printed."""
        code, objects, error = self.attempt(*arguments)
        if code != DONE:
            raise Failed(f"{' '.join(arguments)}: exit code {code}: {error}")
        return objects

    def attempt(self, *arguments, under=()):
        """Exit code, objects and error; `under` is the beginning of the command."""
        command = [*under, PROGRAM, *arguments, "--data-root", self.root, "--json"]
        ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                               timeout=LIMIT)
        objects = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
        errors = [str(each["error"]) for each in objects if each.get("error")]
        return ended.returncode, objects, ("; ".join(errors) or ended.stderr.strip())[:600]

    def kill(self, syscall, number, *arguments):
        """Kills the program before its system call of this number; it must come to that."""
        code, _, error = self.attempt(*arguments, under=[
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={syscall}",
            "-e", f"inject={syscall}:signal=KILL:when={number}"])
        if code != -signal.SIGKILL:
            raise Failed(f"{arguments[0]}: was not killed at {syscall} {number}: {code} {error}")

    def points(self):
        return {each["id"] for each in self.run("restore-points") if "id" in each}

    def change(self, *arguments):
        """Runs what changes something; returns the id of the restore point that it made."""
        before = self.points()
        self.run(*arguments, "--yes")
        made = self.points() - before
        return made.pop() if made else ""
