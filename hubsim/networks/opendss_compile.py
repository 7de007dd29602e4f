"""OpenDSS in a process of its own: ``python -m hubsim.networks.opendss_compile SCRIPT OUT``.

The engine keeps state, changes the working folder and can take its process down on a broken script; none of
that may happen to ours.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def compile_script(script: str, out: str) -> None:
    """Write the net of a script and what the converter lost, or why there is none."""
    import opendssdirect
    import pandapower as pp
    from pandapower.converter.opendss.from_dss import from_opendss

    answer: dict[str, object]
    try:
        net = from_opendss(script)
        lost = list(net.pop("opendss_import").get("warnings", []))
        answer = {"net": pp.to_json(net), "lost": lost}
    except (
        opendssdirect.DSSException,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        ArithmeticError,
        UserWarning,
    ) as bad:
        answer = {"error": " ".join(str(bad).split())}
    Path(out).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    compile_script(*sys.argv[1:])
