"""Commands of many runs: a sweep, and the search for a size over sweeps."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from hubsim.cli_options import Out, Quiet, Set, overrides_of
from hubsim.errors import UsageError

INTERRUPTED = 130

Workers = Annotated[
    Optional[int],  # noqa: UP045 - typer reads this form on every supported version
    typer.Option(metavar="N", help="Processes, one a core by default; 0 does all in this one."),
]
Dask = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(metavar="ADDRESS", help="Dask scheduler that does the points, or local."),
]
Points = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option(min=1, help="Points, in place of the scenario's."),
]
Sampler = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(metavar="NAME", help="grid, random, latin-hypercube or sobol."),
]
Seed = Annotated[Optional[int], typer.Option(min=0, help="Seed of the draws.")]  # noqa: UP045
Layouts = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--layout", metavar="NAME", help="Only this layout; repeatable."),
]
RulesOnly = Annotated[
    bool, typer.Option("--rules-only", help="Operate by simple rules: control.mode=rules.")
]
Retry = Annotated[bool, typer.Option("--retry", help="Do points again that failed before.")]
Lang = Annotated[str, typer.Option("--lang", metavar="en|nl", help="Language of the page.")]


def add_commands(app: typer.Typer) -> None:
    """Give the application the commands of this file."""
    app.command()(sweep)
    app.command()(size)


def sweep(
    file: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(metavar="FILE", help="Scenario file (YAML) with a section sweep."),
    ] = None,
    resume: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(metavar="FOLDER", help="Go on with a sweep that was begun."),
    ] = None,
    points: Points = None,
    sampler: Sampler = None,
    seed: Seed = None,
    layouts: Layouts = None,
    changes: Set = None,
    rules_only: RulesOnly = False,
    workers: Workers = None,
    dask: Dask = None,
    retry: Retry = False,
    out: Out = Path("results"),
    lang: Lang = "en",
    quiet: Quiet = False,
) -> None:
    """Run a scenario for many draws of what is uncertain, and tell how sure its answer is."""
    from hubsim.report.progress import Progress
    from hubsim.sweeps.definition import Definition
    from hubsim.sweeps.engines import engine_of
    from hubsim.sweeps.sweep import folder_of, resumed, run_in

    overrides = _overrides(changes, points, sampler, seed, layouts, rules_only=rules_only)
    if (file is None) == (resume is None):
        raise UsageError("name a scenario file, or --resume FOLDER")
    engine = engine_of(workers, dask)
    if resume is not None:
        if overrides:
            raise UsageError("--resume goes on with what was asked: it takes no other changes")
        definition, folder = resumed(resume)
    else:
        assert file is not None
        definition = Definition.of(file, overrides)
        folder = folder_of(definition, out)
    with _stoppable(folder.path), closing(engine), Progress(silent=quiet) as progress:
        done = run_in(folder, definition, engine, retry=retry, language=lang, progress=progress)
    _tell(done.lines, done.page, lang)


def size(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Scenario file (YAML) with a section sweep.")
    ],
    paths: Annotated[
        list[str], typer.Option("--vary", metavar="PATH", help="What is sized; twice for a mix.")
    ],
    low: Annotated[
        list[str], typer.Option("--from", metavar="SIZE", help="Smallest size, with its unit.")
    ],
    high: Annotated[
        list[str], typer.Option("--to", metavar="SIZE", help="Largest size, with its unit.")
    ],
    price: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(metavar="PRICE", help="What a unit costs, such as '400 EUR/kWh'."),
    ] = None,
    until: Annotated[
        str, typer.Option(metavar="SHARE", help="Draws that are to be free of congestion.")
    ] = "95%",
    steps: Annotated[
        int, typer.Option(help="Equal parts between both ends: how fine the search is.")
    ] = 32,
    layout: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(help="Layout that is sized."),
    ] = None,
    points: Points = None,
    sampler: Sampler = None,
    seed: Seed = None,
    changes: Set = None,
    rules_only: RulesOnly = False,
    workers: Workers = None,
    dask: Dask = None,
    out: Out = Path("results"),
    lang: Lang = "en",
    quiet: Quiet = False,
) -> None:
    """Search the smallest size, or the cheapest mix of two, that leaves most draws without congestion."""
    from hubsim.report.progress import Progress
    from hubsim.sweeps.axis import Axis
    from hubsim.sweeps.engines import engine_of
    from hubsim.sweeps.sizing import size as search
    from hubsim.units import parse

    prices: list[str | None] = [*price] if price else [None] * len(paths)
    if not len(paths) == len(low) == len(high) == len(prices):
        raise UsageError("give --from and --to, and --price for a mix, once for each --vary")
    axes = [Axis.of(*four) for four in zip(paths, low, high, [steps] * 2, prices, strict=False)]
    try:
        share = parse(until, "share")
    except ValueError as error:
        raise UsageError(f"--until: {error}") from None
    overrides = _overrides(changes, points, sampler, seed, None, rules_only=rules_only)
    engine = engine_of(workers, dask)
    with _stoppable(None), closing(engine), Progress(silent=quiet) as progress:
        done = search(
            file,
            axes,
            share,
            engine,
            out,
            layout=layout,
            overrides=overrides,
            language=lang,
            progress=progress,
        )
    _tell(done.lines, done.page, lang)


def _tell(lines: Sequence[str], page: Path, lang: str) -> None:
    """Print what came out, and where it is drawn."""
    from hubsim.report.texts import speaking, text

    with speaking(lang):
        typer.echo("\n".join([*lines, text("said_report", file=page)]))


def _overrides(
    changes: list[str] | None,
    points: int | None,
    sampler: str | None,
    seed: int | None,
    layouts: list[str] | None,
    *,
    rules_only: bool,
) -> list[str]:
    """Return the ``PATH=VALUE`` texts of the options."""
    wanted = overrides_of(changes)
    if rules_only:
        wanted.append("control.mode=rules")
    for name, value in (("points", points), ("sampler", sampler), ("seed", seed)):
        if value is not None:
            wanted.append(f"sweep.{name}={value}")
    if layouts:
        quoted = ", ".join("'" + name.replace("'", "''") + "'" for name in layouts)
        wanted.append(f"sweep.layouts=[{quoted}]")
    return wanted


@contextmanager
def _stoppable(folder: Path | None) -> Iterator[None]:
    """End in order when interrupted or told to terminate: what is finished stays; say how to go on."""

    def stop(_signal: int, _frame: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        how = "the same command" if folder is None else f"hubsim sweep --resume {folder}"
        typer.echo(f"stopped; go on with: {how}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGTERM, before)
