"""A run on disk: written so that a crash cannot tear it, read so that damage cannot pass.

`write_run` stores a run in ``OUT/NAME/STAMP-HASH8/``, `open_run` opens one, `verify` recomputes the
hash of every file, `replace_report` puts a new report into a stored run, `write_text` and
`write_bytes` write a file of its own.
"""

from hubsim.results.manifest import FORMAT_VERSION
from hubsim.results.partial import write_bytes, write_text
from hubsim.results.quantities import QUANTITIES, Quantity
from hubsim.results.replace import replace_report
from hubsim.results.stored import Run, Series, open_run, verify
from hubsim.results.write import write_run

__all__ = [
    "FORMAT_VERSION",
    "QUANTITIES",
    "Quantity",
    "Run",
    "Series",
    "open_run",
    "replace_report",
    "verify",
    "write_bytes",
    "write_run",
    "write_text",
]
