#!/usr/bin/env python3
"""Lists every text that users of the two programs see, one a line, after the place where it is
written: messages, labels, tool tips, help, findings, reports, man page, desktop file. Codes, file
names, JSON keys and SQL are left out.
Usage: texts.py [--check PROGRAM...] [FOLDER]...
--check prints no list, but each text that a built program holds and the list does not have."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What they hold is data or shell code, not a text.
NO_TEXTS = {"app/demo/collectionschema.cpp", "app/console/bashcompletion.cpp",
            "app/console/fishcompletion.cpp", "app/console/zshcompletion.cpp"}
# What they are called with is never shown.
NO_TEXT_CALLS = {"commandFor", "execute", "forEachRow", "prepare", "setObjectName", "startsWith",
                 "endsWith", "contains", "parseMountInfo", "QByteArrayLiteral"}
# Words without a space that are shown too: forms for a count, and parts of a sentence.
WORD_CALLS = {"tr", "translate", "QT_TRANSLATE_NOOP", "countOf", "counted"}
# Their first argument is the context for translators.
CONTEXT_CALLS = {"translate", "QT_TRANSLATE_NOOP"}
# Where a capitalised word alone is a heading or a verb; elsewhere it is a name in JSON.
ROOMS_WITH_HEADINGS = ("lib/report/", "lib/store/planstep", "app/")
TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|^\s*#\s*include[^\n]*|R"(?P<mark>\w*)\((?P<raw>.*?)\)(?P=mark)"'
                   r"|(?P<prefix>u8|[uUL])?\"(?P<text>(?:[^\"\\\n]|\\.)*)\"|'(?:[^'\\\n]|\\.)+'"
                   r"|(?P<code>[A-Za-z_]\w*|\d[\w'.]*|[^\sA-Za-z_])", re.DOTALL | re.MULTILINE)
SQL = re.compile(r"(SELECT|CREATE|INSERT|UPDATE|DELETE|PRAGMA|BEGIN|COMMIT|ATTACH|DETACH|DROP|WITH"
                 r"|VACUUM|ALTER|REPLACE|FROM|WHERE|ORDER BY|QSQLITE)\b")
ESCAPES = {r"\n": "\n", r"\t": "\t", r"\"": '"', r"\\": "\\", r"\'": "'"}


def literals(source):
    """The string literals of C++ code, neighbours joined: (line, name of the call, text)."""
    calls, last, found = [], "", None
    for token in TOKEN.finditer(source):
        text, code = token["raw"], token["code"]
        if token["text"] is not None:
            text = re.sub(r"\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)",
                          lambda each: ESCAPES.get(each[0], each[0]), token["text"])
        if text is not None:
            line = source.count("\n", 0, token.start()) + 1
            found = (found[0], found[1], found[2] + text) if found else (
                line, calls[-1] if calls else "", text)
            continue
        if code is None and token[0][0] in "/#":
            continue
        if found and not (code == "," and found[1] in CONTEXT_CALLS and last == "("):
            yield found
        elif found:
            last = ""
        found = None
        if code == "(":
            calls.append(last)
        elif code == ")" and calls:
            calls.pop()
        last = code or ""


def is_shown(name, call, text):
    letters = re.sub(r"\{\w*\}|%\w+|\\\w+", "", text)
    if name in NO_TEXTS or call in NO_TEXT_CALLS or SQL.match(text.strip()) or not re.search(r"[A-Za-z]{2}", letters):
        return False
    has_space = re.search(r"[A-Za-z,.;:!?)%}] |^ ?[a-z]+ | [A-Za-z]", text)
    is_heading = re.fullmatch(r"[A-Z][a-z]+[:.…]?", text.strip())
    return bool(call in WORD_CALLS or has_space or
                is_heading and name.startswith(ROOMS_WITH_HEADINGS))


def one_line(text):
    return re.sub(r"\s*\n\s*", " ⏎ ", text).strip()


def documents():
    """The texts that are not in C++: man page, desktop file and metainfo."""
    for name in ("packaging/anki-sync-adminctl.1.in",
                 *sorted(str(path.relative_to(ROOT))
                         for path in (ROOT / "resources" / "desktop").iterdir())):
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1):
            if name.endswith(".1.in"):
                line = re.sub(r"^\.\w+ ?|\\f.|\\", "", line)
            elif name.endswith(".desktop"):
                line = line.partition("=")[2] if re.match(r"(Name|GenericName|Comment|Keywords)=",
                                                          line) else ""
            else:
                line = re.sub(r"<[^>]*>", "", line)
            if re.search(r"[A-Za-z]{2}", line):
                yield f"{name}:{number}", line.strip()


def texts():
    """All texts as (place, text), and all other literals."""
    shown, others = [], []
    for folder in ("lib", "app"):
        for path in sorted((ROOT / folder).rglob("*.[ch]*")):
            name = str(path.relative_to(ROOT))
            for line, call, text in literals(path.read_text()):
                if is_shown(name, call, text):
                    shown.append((f"{name}:{line}", text))
                else:
                    others.append(text)
    return shown + list(documents()), others


def unlisted(program, known):
    """What looks like a sentence among the literals of a program, and is in none of `known`."""
    code = Path(program).read_bytes()
    for found in re.finditer(rb"(?:[\x20-\x7e]\0){6,}", code):
        text = found[0].decode("utf-16-le")
        if re.search(r"[A-Za-z]{2} [A-Za-z]", text) and text not in known:
            yield text


def main():
    shown, others = texts()
    if "--check" in sys.argv:
        known = "\n".join([text for _, text in shown] + others)
        programs = sys.argv[sys.argv.index("--check") + 1:]
        faults = [f"{program}: not in the list: {text}"
                  for program in programs for text in unlisted(program, known)]
        kinds = {"lib/base/error.cpp": "{path} does not exist", "app/console": "",
                 "app/desktop": "", "lib/report": "", "lib/analysis": "", "packaging": "",
                 "resources": ""}
        faults += [f"No text of {kind} is listed." for kind, words in kinds.items()
                   if not any(place.startswith(kind) and words in text for place, text in shown)]
        print("\n".join(faults) if faults else f"{len(shown)} texts, none is missing.")
        return 1 if faults else 0
    folders = tuple(sys.argv[1:])
    for place, text in shown:
        if not folders or place.startswith(folders):
            print(f"{place}: {one_line(text)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
