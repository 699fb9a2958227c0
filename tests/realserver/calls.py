"""Answers calls, JSON lines on stdin, by the methods of an object; one answer a line."""
import json
import sys


def answer(target):
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"result": getattr(target, request["call"])(*request["arguments"])}
        except Exception as error:  # whatever the client shows is a result of the test
            answer = {"error": f"{type(error).__name__}: {error}"[:400]}
        print("\n" + json.dumps(answer), flush=True)
