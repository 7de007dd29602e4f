"""``hubsim profiles``: look at series of files and scenarios, make them, check them, take in meter data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from hubsim.errors import HubsimError, MissingError, ProfileError, UsageError

if TYPE_CHECKING:
    from hubsim.profiles.clock import Steps
    from hubsim.profiles.store import Series
    from hubsim.profiles.table import Table

app = typer.Typer(
    help="Look at series, make them, check them, take in meter data.", no_args_is_help=True
)

_UNITS = ("kWh", "Wh", "kW", "W")
_READINGS = ("interval", "cumulative")
_STAMPS = ("begin", "end")


_ZONE = "Europe/Amsterdam"

Source = Annotated[
    Path, typer.Argument(help="A file of series (Parquet, CSV, ENTSO-E), or a scenario (YAML).")
]
Zone = Annotated[
    Optional[str],  # noqa: UP045 - typer reads this form on every supported version
    typer.Option(help="Clock of times without an offset: Europe/Amsterdam, UTC+01:00."),
]
Layout = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(help="Layout of the scenario."),
]
Changes = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value of the scenario."),
]


@app.command("list")
def list_(
    files: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Argument(help="Files of series or scenarios; what hubsim ships by default."),
    ] = None,
    timezone: Zone = None,
) -> None:
    """Name the series of files or of scenarios, with unit, figures and where the data is from."""
    for file in files or _shipped():
        steps, series = _series_of(file, timezone)
        typer.echo(
            f"{file}: {steps.begin:%Y-%m-%d %H:%M} to {steps.end:%Y-%m-%d %H:%M} UTC,"
            f" steps of {steps.step_s // 60} min"
        )
        _say(series, steps)


@app.command()
def show(
    file: Source,
    names: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(help="Names of series, as list gives them; the first ones by default."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Page to write; NAME.html in this folder by default."),
    ] = None,
    timezone: Zone = None,
    layout: Layout = None,
    changes: Changes = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="en|nl", help="Language of the page.")
    ] = "en",
) -> None:
    """Draw series of a file, or those that a scenario makes: carpet, mean day, months, duration."""
    from hubsim.report.profile_page import MOST_SHOWN, write_profile_page
    from hubsim.report.texts import speaking

    if names and len(names) > MOST_SHOWN:
        raise UsageError(f"{len(names)} series: at most {MOST_SHOWN} on a page")
    steps, series = _series_of(file, timezone, layout, changes)
    chosen = _chosen(file, series, names)
    page = out or Path(f"{file.stem}.html")
    zone = timezone if timezone and "/" in timezone else _ZONE
    title = chosen[0].name if len(chosen) == 1 else file.stem
    with speaking(lang):
        write_profile_page(page, title, steps, zone, chosen)
    _say(chosen[:MOST_SHOWN], steps)
    typer.echo(f"Page: {page}")


@app.command()
def make(
    scenario: Annotated[Path, typer.Argument(help="Scenario file (YAML).")],
    names: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(help="Names of series, or their beginnings; all by default."),
    ] = None,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Parquet file to write; NAME.parquet in this folder by default."),
    ] = None,
    layout: Layout = None,
    changes: Changes = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Store what a scenario's members need, its weather and its prices as series for any program."""
    from hubsim.profiles.store import store

    path = out or Path(f"{scenario.stem}.parquet")
    if path.suffix.lower() != ".parquet":
        raise UsageError(f"{path}: series are stored in a file that ends in .parquet")
    if path.exists() and not force:
        raise UsageError(f"{path} exists: name another place with --out, or add --force")
    if scenario.suffix.lower() not in _YAML:
        raise UsageError(f"{scenario}: series are made from a scenario, a file that ends in .yaml")
    steps, series = _series_of(scenario, None, layout, changes)
    chosen = series
    if names:
        chosen = [one for one in series if any(one.name.startswith(name) for name in names)]
        if not chosen:
            _chosen(scenario, series, names)
    facts = {"made_by": "hubsim profiles make", "scenario": scenario.name, "layout": layout}
    store(path, steps, chosen, facts)
    typer.echo(f"{path}: {len(chosen)} series, {steps.n_steps} steps of {steps.step_s // 60} min")


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Files of series.")], timezone: Zone = None
) -> None:
    """Read every value of files as a scenario would, and name everything that is wrong."""
    from hubsim.profiles.look import series_in

    wrong: list[HubsimError] = []
    for file in files:
        try:
            table = _table(file, timezone)
        except (ProfileError, MissingError) as error:
            wrong.append(error)
            continue
        found = [one for one in series_in(table) if isinstance(one, ProfileError)]
        wrong += found
        if not found:
            steps = table.steps
            typer.echo(
                f"{file}: sound, {len(table.columns)} series,"
                f" {steps.begin:%Y-%m-%d %H:%M} to {steps.end:%Y-%m-%d %H:%M} UTC"
            )
    for mistake in wrong:
        typer.echo(str(mistake), err=True)
    if wrong:
        raise typer.Exit(3)


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


_YAML = {".yaml", ".yml"}


def _shipped() -> list[Path]:
    """Return the files of series that hubsim ships."""
    from hubsim.shipping import shipped_folder

    return sorted((shipped_folder() / "profiles").glob("*.parquet"))


def _table(file: Path, timezone: str | None) -> Table:
    from pydantic import ValidationError

    from hubsim.profiles.file import ProfileFile
    from hubsim.profiles.library import open_table

    try:
        entry = ProfileFile(file=file.name, timezone=timezone)
    except ValidationError as error:
        raise UsageError(f"--timezone: {error.errors()[0]['msg']}") from None
    return open_table(file, entry)


def _series_of(
    file: Path,
    timezone: str | None,
    layout: str | None = None,
    changes: list[str] | None = None,
) -> tuple[Steps, list[Series]]:
    """Return clock and series of a file, or of a scenario."""
    if file.suffix.lower() in _YAML:
        from hubsim.scenario.load import load_scenario
        from hubsim.scenario.plan import make_plan
        from hubsim.scenario.series import series_of

        return series_of(make_plan(load_scenario(file, layout=layout, overrides=changes)))
    if layout or changes:
        raise UsageError(f"{file}: --layout and --set are of a scenario, a file that ends in .yaml")
    from hubsim.profiles.look import series_in

    table = _table(file, timezone)
    series = []
    for one in series_in(table):
        if isinstance(one, ProfileError):
            raise one
        series.append(one)
    return table.steps, series


def _chosen(file: Path, series: list[Series], names: list[str] | None) -> list[Series]:
    """Return the series with these names, in their order."""
    from hubsim.scenario.names import nearest

    known = {one.name: one for one in series}
    for name in names or ():
        if name not in known:
            hint = nearest(name, list(known), all_of_them="series")
            raise UsageError(f"{file}: no series {name[:60]!r} ({hint})")
    return [known[name] for name in names] if names else series


def _say(series: list[Series], steps: Steps) -> None:
    """Print a line for each series."""
    from hubsim.profiles.look import summary

    for one in series:
        figures = summary(one, steps)
        energy = (
            f"  {figures.energy_kwh:,.0f} kWh" if figures.energy_kwh == figures.energy_kwh else ""
        )
        typer.echo(
            f"  {one.name}  {figures.least:.4g} to {figures.most:.4g} {figures.unit}".rstrip()
            + f"{energy}  {figures.label}"
        )
