"""Every way to solve a year of power flow that the comparison knows, by name.

A peer is one module here with one or more classes that follow `protocol.Peer`. Modules are imported
only in the process that measures them, so one that is not installed is reported and disturbs no other.
"""

from __future__ import annotations

PEERS: dict[str, tuple[str, str]] = {
    "hubsim": ("own", "Everything"),
    "hubsim-magnitudes": ("own", "Magnitudes"),
    "hubsim-2-threads": ("own", "TwoThreads"),
    "pgm-iterative-current": ("power_grid", "IterativeCurrent"),
    "pgm-newton": ("power_grid", "Newton"),
    "pgm-linear": ("power_grid", "Linear"),
    "lightsim2grid": ("lightsim", "TimeSeries"),
    "tensorpowerflow": ("tensor", "Tensor"),
    "opendss": ("opendss", "OpenDss"),
    "pandapower": ("pandapower_series", "Safe"),
    "pandapower-numba-recycle": ("pandapower_series", "NumbaRecycle"),
    "pandapower-lightsim2grid": ("pandapower_series", "Lightsim2grid"),
}
"""Module in this folder and class, in the order of the table."""
