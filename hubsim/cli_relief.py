"""Commands about relief, on stored runs: which events, what relieved them, is the hub a softener."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from hubsim.cli_options import Lang, RunFolder, opened
from hubsim.errors import MissingError, UsageError


def add_commands(app: typer.Typer) -> None:
    """Give the application the commands of this file."""
    app.command()(events)
    app.command()(softener)


def events(
    run: RunFolder,
    element: Annotated[
        Optional[str],  # noqa: UP045 - typer reads this form on every supported version
        typer.Option(metavar="ID", help="Only this transformer, cable or bus, event by event."),
    ] = None,
    csv_file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--csv", metavar="FILE", help="Write the events as CSV."),
    ] = None,
    lang: Lang = "en",
) -> None:
    """Print what was over its limit alone, what is left of it together, and which assets relieved it."""
    from hubsim.report.events_text import events_lines, write_events
    from hubsim.report.texts import speaking
    from hubsim.report.view import attribution_of

    found = attribution_of(opened(run))
    if found is None:
        raise MissingError(f"{run} has no events.parquet: run the scenario again")
    if element is not None and element not in found.elements():
        from hubsim.scenario.names import nearest

        hint = nearest(element, found.elements(), all_of_them="elements with events")
        raise UsageError(f"no event at {element[:60]!r} in {run} ({hint})")
    if csv_file is not None:
        write_events(found, csv_file, element)
    with speaking(lang):
        lines = events_lines(found, element)
    for line in lines:
        typer.echo(line)


def softener(run: RunFolder, lang: Lang = "en") -> None:
    """Print whether the hub lowers the peak in the scenario's windows, by how much and how surely."""
    from hubsim.report.softener_text import softener_lines
    from hubsim.report.texts import speaking

    with speaking(lang):
        lines = softener_lines(opened(run).blocks.get("softener"))
    if not lines:
        raise MissingError(
            f"{run} has no window of a softener: give the scenario a section softener, for example"
            " softener: {windows: {evening: {from: '16:00', to: '21:00'}}}, and run it again"
        )
    for line in lines:
        typer.echo(line)
