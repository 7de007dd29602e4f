"""How light hubsim starts."""

from __future__ import annotations

import subprocess
import sys

from hubsim.bench.case import Work, case

_HELP = """
import sys
import hubsim.cli
sys.argv = ["hubsim", "--help"]
try:
    hubsim.cli.main()
finally:
    print(len(sys.modules), file=sys.stderr)
"""


@case
def start() -> Work:
    """Start hubsim in a new process and print its help."""

    def run() -> str:
        command = [sys.executable, "-c", _HELP]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        return done.stderr

    return Work(run, lambda stderr: {"modules": int(stderr.split()[-1])})
