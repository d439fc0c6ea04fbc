#!/usr/bin/env python3
"""Prints a tokenizer of BERT's kind with the template of its examples: template.py FILE."""
import json
import sys

with open(sys.argv[1]) as file:
    document = json.load(file)
document["post_processor"] = {"type": "BertProcessing", "cls": ["[CLS]", 2], "sep": ["[SEP]", 3]}
json.dump(document, sys.stdout)
