#!/usr/bin/env python3
"""Checks that documents and comments cite only files and tests of the repository, and that the
README.md of a room has at most 60 lines. Usage: checkdocuments.py [FOLDER]"""
import re
import sys
from pathlib import Path

ROOT = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent).resolve()
LEFT_OUT = {".git", "build", "out"}
SOURCES = {".cpp", ".h", ".py", ".sh", ".cmake", ".txt", ".md", ".yml", ".1"}
LONGER = {"lib/engine/README.md", "tests/realserver/README.md"}
LINK = re.compile(r"\]\(([^)#\s]+)")
PATH = re.compile(r"`((?:app|lib|packaging|resources|tests|\.ci|\.github)/[\w./*-]*)`")
TEST = re.compile(r"(?<![\w/])((?!bin/)[a-z]+/(?:tst|fuzz)_\w+)(?:\.cpp)?(?:::(\w+))?")
DOCUMENT = re.compile(r"\b[\w/.-]+\.md\b")


def files():
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and not LEFT_OUT & set(path.relative_to(ROOT).parts):
            yield path


def faults_of(path, documents):
    name = path.relative_to(ROOT)
    text = path.read_text(errors="replace")
    for cited in set(DOCUMENT.findall(text)):
        if Path(cited).name not in documents:
            yield f"{name}: there is no document {cited}"
    if path.suffix != ".md":
        return
    for cited in set(LINK.findall(text)):
        if "://" not in cited and not (path.parent / cited).exists():
            yield f"{name}: there is no file {cited}"
    for cited in set(PATH.findall(text)):
        if not any(ROOT.glob(cited.rstrip("/"))):
            yield f"{name}: there is no file {cited}"
    for test, function in set(TEST.findall(text)):
        source = ROOT / "tests" / f"{test.removeprefix('tests/')}.cpp"
        if not source.exists():
            yield f"{name}: there is no test {test}"
        elif function and f"{function}(" not in source.read_text():
            yield f"{name}: {test} has no function {function}"
    if path.name == "README.md" and path.parent != ROOT and str(name) not in LONGER:
        if text.count("\n") > 60:
            yield f"{name}: has more than 60 lines"


def main():
    every = list(files())
    documents = {path.name for path in every if path.suffix == ".md"}
    faults = [fault for path in every if path.suffix in SOURCES and path != Path(__file__).resolve()
              for fault in faults_of(path, documents)]
    print("\n".join(faults) if faults else "No faults.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
