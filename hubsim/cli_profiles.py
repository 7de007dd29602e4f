"""``hubsim profiles``: take in the data of meters, and look at what a file holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from hubsim.errors import UsageError

app = typer.Typer(help="Take in meter data, look at profiles.", no_args_is_help=True)

_UNITS = ("kWh", "Wh", "kW", "W")
_READINGS = ("interval", "cumulative")
_STAMPS = ("begin", "end")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="CSV, Excel workbook or Parquet file of a meter.")],
    out: Annotated[
        Optional[Path],  # noqa: UP045 - typer reads this form on every supported version
        typer.Option(help="Parquet file to write; NAME.parquet by default."),
    ] = None,
    time: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="COLUMN", help="Column of times; the first by default."),
    ] = None,
    column: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="COLUMN", help="Column of values; the only other one by default."),
    ] = None,
    timezone: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Clock of times without an offset: Europe/Amsterdam, UTC+01:00."),
    ] = None,
    unit: Annotated[
        str, typer.Option(help="kWh, Wh (in an interval, or of a register), kW, W.")
    ] = "kWh",
    reading: Annotated[str, typer.Option(help="interval, or cumulative: a register.")] = "interval",
    stamp: Annotated[
        str, typer.Option(help="Whether a time is the begin or end of its interval.")
    ] = "begin",
    most: Annotated[
        float, typer.Option(min=0.0, max=100.0, help="Largest share of steps to fill, in percent.")
    ] = 5.0,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Make meter data whole: gaps, duplicates, registers, units; say what was done, and store it."""
    from hubsim.profiles.import_meter import import_meter

    for value, allowed in ((unit, _UNITS), (reading, _READINGS), (stamp, _STAMPS)):
        if value not in allowed:
            raise UsageError(f"{value!r} is not one of: {', '.join(allowed)}")
    path = out or file.with_suffix(".parquet")
    if path.suffix.lower() != ".parquet":
        raise UsageError(f"{path}: an imported profile is a file that ends in .parquet")
    if path.exists() and not force:
        raise UsageError(f"{path} exists: name another place with --out, or add --force")
    name, data = import_meter(
        file,
        path,
        time=time,
        column=column,
        timezone=timezone,
        unit=unit,  # type: ignore[arg-type]
        reading=reading,  # type: ignore[arg-type]
        stamp=stamp,  # type: ignore[arg-type]
        most=most / 100.0,
    )
    steps = data.steps
    power = data.power_kw
    typer.echo(
        f"{name}: {steps.begin:%Y-%m-%d %H:%M} to {steps.end:%Y-%m-%d %H:%M} UTC,"
        f" {steps.n_steps} steps of {steps.step_s // 60} min\n"
        f"{power.sum() * steps.step_s / 3600:,.0f} kWh, {power.min():.2f} to {power.max():.2f} kW;"
        f" not measured: {data.filled_share:.2%}"
    )
    for note in data.notes:
        typer.echo(f"- {note}")
    typer.echo(
        f"{path}. In a scenario:\n  profiles: {{meter: {{file: {path}}}}}\n"
        f"  load: {{kind: meter, profile: meter/{name}}}"
    )
