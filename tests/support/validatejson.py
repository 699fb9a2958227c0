"""Validates JSON Lines from standard input against a JSON schema; prints every violation."""
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    validator = jsonschema.Draft202012Validator(json.load(file))
lines = [line for line in sys.stdin.buffer.read().decode("utf-8").split("\n") if line]
violations = [
    f"line {number}: {'/'.join(map(str, error.absolute_path))}: {error.message}"
    for number, line in enumerate(lines, 1)
    for error in validator.iter_errors(json.loads(line))
]
print(f"{len(lines)} lines", *violations, sep="\n")
sys.exit(1 if violations or not lines else 0)
