"""Prints the ```mlir examples of a Markdown file, separated for
-split-input-file.

Usage: readme-mlir.py FILE
"""

import pathlib
import re
import sys

text = pathlib.Path(sys.argv[1]).read_text()
examples = re.findall(r"^```mlir\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
if not examples:
    sys.exit(f"{sys.argv[1]}: no examples")
print("\n// -----\n".join(examples))
