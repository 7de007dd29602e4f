"""The figures of all cases as Markdown: a table a case, then hubsim's ratios against their targets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

OWN = "hubsim"
OWN_MAGNITUDES = "hubsim-magnitudes"
OWN_THREADS = "hubsim-2-threads"
ACCURATE_VM_PU = 1e-7
"""Only a peer within this of the reference is called fastest."""
FASTEST_TARGET = {"rural1": 5.0, "urban6": 10.0, "rural3": 10.0, "kerber": 10.0}
PGM_TARGET = {"rural3": 20.0, "kerber": 20.0}
SERIES_TARGET = 3_000.0
THREADS_TARGET = 1.7

HEAD = (
    "| tool | CPU us/step | wall us/step | memory added MB | before MB | max dVm pu | trafo | build s "
    "| gives | note |\n|---|--:|--:|--:|--:|--:|---|--:|---|---|"
)


def report(figures: dict[str, Any]) -> str:
    """Return the whole report."""
    machine = figures["machine"]
    parts = [
        (
            f"{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}, {machine['system']}; "
            f"best of {figures['repeat']} interleaved rounds, "
            "process CPU time, one thread each."
        ),
        *(_case(name, case) for name, case in figures["cases"].items()),
        _ratios(figures["ratios"]),
        _versions(figures),
    ]
    return "\n\n".join(parts) + "\n"


def ratios_of(cases: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every ratio that can be taken, with its target (None: reported, no target).

    against the fastest peer, power-grid-model's iterative_current and pandapower's run_timeseries, in
    CPU time a step; and one thread against two in wall time.
    """
    return [row for name, case in cases.items() for row in _ratios_of_case(name, case)]


def _ratios_of_case(name: str, case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    measured = {
        peer: row for peer, row in case.get("tools", {}).items() if row["status"] == "measured"
    }
    rivals = {
        peer: row
        for peer, row in measured.items()
        if not peer.startswith(OWN) and row["exact"] and row["error_vm_pu"] <= ACCURATE_VM_PU
    }
    against = []
    if rivals:
        fastest = min(rivals, key=lambda peer: float(rivals[peer]["cpu_us"]))
        against.append(("fastest peer", fastest, FASTEST_TARGET.get(name)))
    against += [
        ("power-grid-model iterative_current", "pgm-iterative-current", PGM_TARGET.get(name)),
        ("pandapower run_timeseries", "pandapower", SERIES_TARGET),
    ]
    for what, peer, target in against:
        for own in (OWN, OWN_MAGNITUDES):
            if own in measured and peer in measured:
                ratio = measured[peer]["cpu_us"] / measured[own]["cpu_us"]
                yield _ratio(name, own, what, peer, ratio, target)
    if OWN in measured and OWN_THREADS in measured:
        ratio = measured[OWN]["wall_us"] / measured[OWN_THREADS]["wall_us"]
        yield _ratio(name, OWN_THREADS, "one thread, wall time", OWN, ratio, THREADS_TARGET)


def _ratio(
    case: str, own: str, what: str, peer: str, ratio: float, target: float | None
) -> dict[str, Any]:
    met = None if target is None else ratio >= target
    return {
        "case": case, "tool": own, "against": what, "peer": peer, "ratio": ratio, "target": target,
        "met": met,
    }  # fmt: skip


def _case(name: str, case: dict[str, Any]) -> str:
    if case["status"] == "missing":
        return f"### {name}\n\nmissing: {case['reason']}"
    head = f"### {name}: {case['buses']} buses, {case['loaded']} with power, {case['steps']} steps"
    lines = [head, "", *HEAD.split("\n")]
    for peer, row in case["tools"].items():
        if row["status"] != "measured":
            lines.append(f"| {peer} | {row['status']}: {row['reason']} |" + " |" * 8)
            continue
        lines.append(
            f"| {peer} | {_short(row['cpu_us'])} | {_short(row['wall_us'])} "
            f"| {row['peak_added_mb']:.0f} | {row['rss_before_mb']:.0f} | {row['error_vm_pu']:.1e} "
            f"| {row['trafo_model']} | {row['build_s']:.2f} | {row['gives']} | {row['note']} |"
        )
    return "\n".join(lines)


def _short(value: float) -> str:
    """Return a number with three figures, or all of a large one."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _ratios(ratios: list[dict[str, Any]]) -> str:
    lines = [
        "### Ratios",
        "",
        "| case | hubsim as | against | which | times faster | target | met |",
        "|---|---|---|---|--:|--:|---|",
    ]
    for row in ratios:
        target = "" if row["target"] is None else _short(row["target"])
        met = {None: "", True: "yes", False: "no"}[row["met"]]
        lines.append(
            f"| {row['case']} | {row['tool']} | {row['against']} | {row['peer']} "
            f"| {_short(row['ratio'])} | {target} | {met} |"
        )
    return "\n".join(lines)


def _versions(figures: dict[str, Any]) -> str:
    versions: dict[str, str] = {}
    for case in figures["cases"].values():
        for row in case.get("tools", {}).values():
            versions |= row.get("versions", {})
    versions |= figures["machine"]["versions"]
    return "Versions: " + ", ".join(f"{name} {versions[name]}" for name in sorted(versions)) + "."
