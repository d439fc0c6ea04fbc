"""Objects that a program writes, one on each line."""
import json


def lines(path):
    with open(path) as file:
        return [json.loads(line) for line in file]
