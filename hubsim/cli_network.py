"""``hubsim network``: look at a network by itself, take one in, give one out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from hubsim.errors import NetworkError, NetworkErrors, UsageError

if TYPE_CHECKING:
    from hubsim.networks.check import Finding
    from hubsim.networks.network import Network

app = typer.Typer(help="Look at a network, take one in, give one out.", no_args_is_help=True)

Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="Network file, folder of tables, scenario file, simbench:CODE, pandapower:FUNCTION or"
        " street:ARCHETYPE.",
    ),
]
Changes = Annotated[
    Optional[list[str]],  # noqa: UP045 - typer reads this form on every supported version
    typer.Option(
        "--set",
        metavar="network.KEY=VALUE",
        help="Change one value of the network, as a scenario would say it; repeatable.",
    ),
]
Lang = Annotated[str, typer.Option("--lang", metavar="en|nl", help="Language of the page.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]

SHOWN = 40
"""Findings of one severity that are printed."""


@app.command("show")
def show(
    source: Source,
    out: Annotated[Path, typer.Option(help="File to write: .html or .svg.")] = Path("network.html"),
    changes: Changes = None,
    lang: Lang = "en",
) -> None:
    """Draw a network, coloured by the demand that it gives itself, and list its elements."""
    from hubsim.powerflow.demand import demand_flows
    from hubsim.report.network_page import write_network_page
    from hubsim.report.texts import speaking

    network = _read(source, changes)
    with speaking(lang):
        write_network_page(network, out, demand_flows(network))
    typer.echo(f"{_size(network)}\n{out}")


@app.command("check")
def check(
    source: Source,
    three_phase: Annotated[
        bool, typer.Option("--three-phase", help="Also what only a three-phase study looks at.")
    ] = False,
    changes: Changes = None,
) -> None:
    """Name what is wrong or odd in a network, each with element and id: errors, then warnings."""
    network = _read(source, changes)
    _judge(source, _findings(network, three_phase=three_phase))


@app.command("import")
def import_(
    source: Source,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="FILE", help="pandapower JSON to write; NAME.json by default."),
    ] = None,
    force: Force = False,
    changes: Changes = None,
) -> None:
    """Read a network of any format, check it, and store it as a file that a scenario can name."""
    from hubsim.networks.export import export
    from hubsim.networks.from_pandapower import network_of
    from hubsim.scenario.network import network_source

    origin, folder = network_source(source, changes or ())
    net = origin.net(folder)
    network = network_of(net, origin.title)
    path = out or Path(f"{origin.title}.json")
    if path.suffix.lower() != ".json":
        raise UsageError(f"{path}: an imported network is a file that ends in .json")
    findings = _findings(network)
    for finding in findings:
        typer.echo(str(finding))
    export(net, path, "pandapower", force=force)
    typer.echo(
        f"{_size(network)}\n{path}. In a scenario:\n  network: {{kind: pandapower, file: {path}}}"
    )


@app.command("export")
def export_(
    source: Source,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="File, or folder for CSV tables.")],
    form: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--format",
            help="pandapower, excel, power-grid-model or csv; by the ending where it is left out.",
        ),
    ] = None,
    force: Force = False,
    changes: Changes = None,
) -> None:
    """Write a network for another program: pandapower JSON or Excel, power-grid-model, CSV tables."""
    from hubsim.networks.export import FORMATS, export
    from hubsim.scenario.network import network_source

    if form is not None and form not in FORMATS:
        raise UsageError(f"there is no format {form!r}: {', '.join(FORMATS)}")
    origin, folder = network_source(source, changes or ())
    written = export(origin.net(folder), out, form, force=force)
    typer.echo(f"{out} ({written})")


def _read(text: str, changes: Changes) -> Network:
    """Return a network; everything that is wrong with it is printed as one finding each."""
    from hubsim.scenario.network import network_source

    origin, folder = network_source(text, changes or ())
    try:
        return origin.load(folder)
    except NetworkErrors as several:
        for problem in several.problems[:SHOWN]:
            typer.echo(f"error: {problem}")
        raise NetworkError(f"{text}: {len(several.problems)} errors, no network") from None


def _findings(network: Network, *, three_phase: bool = False) -> list[Finding]:
    from hubsim.networks.check import check as check_network
    from hubsim.powerflow.demand import demand_findings

    found = check_network(network, three_phase=three_phase)
    if any(finding.severity == "error" for finding in found):
        return found
    return found + demand_findings(network)


def _judge(source: str, findings: list[Finding]) -> None:
    """Print findings, errors first; end in an error when there is one."""
    counts: dict[str, int] = {}
    for severity in ("error", "warning"):
        those: list[Any] = [one for one in findings if one.severity == severity]
        counts[severity] = len(those)
        for one in those[:SHOWN]:
            typer.echo(str(one))
        if len(those) > SHOWN:
            typer.echo(f"... and {len(those) - SHOWN} more {severity}s")
    errors, warnings = counts["error"], counts["warning"]
    if errors:
        raise NetworkError(
            f"{source}: {errors} errors, {warnings} warnings; it cannot be simulated as it is"
        )
    typer.echo(f"{source}: no errors, {warnings} warnings")


def _size(network: Network) -> str:
    return (
        f"{network.name}: {len(network.bus_ids)} buses, {len(network.line_ids)} lines, "
        f"{len(network.trafo_ids)} transformers, {len(network.connection_bus)} connections"
    )
