"""``hubsim headroom``: how much more fits, without a run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer


def headroom(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Scenario file (YAML).")],
    layout: Annotated[Optional[str], typer.Option(help="Named layout of the scenario.")] = None,  # noqa: UP045
    add: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(metavar="WHAT", help="home, heat-pump, charger or pv; repeatable."),
    ] = None,
    where: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="WHERE", help="random, spread, worst or the id of a bus."),
    ] = None,
    sitings: Annotated[Optional[int], typer.Option(min=1, help="Number of random sitings.")] = None,  # noqa: UP045
    days: Annotated[
        Optional[int],  # noqa: UP045
        typer.Option(min=1, help="Number of days from the scenario's start, in place of its end."),
    ] = None,
    operation: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(metavar="HOW", help="How the hub operates: rules or optimise."),
    ] = None,
    no_map: Annotated[
        bool, typer.Option("--no-map", help="Leave out the buses one by one.")
    ] = False,
    changes: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--set", metavar="PATH=VALUE", help="Change one value of the scenario."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder of the records.")] = Path("headroom"),
    lang: Annotated[
        str, typer.Option("--lang", metavar="en|nl", help="Language of what is printed.")
    ] = "en",
) -> None:
    """Find how many more homes, heat pumps, chargers or panels fit, alone, together and in copper."""
    from hubsim.dispatch.alone import operate_alone
    from hubsim.dispatch.through_network import NetworkModel
    from hubsim.headroom.record import BUSES, FILE
    from hubsim.headroom.study import find_headroom
    from hubsim.report.headroom_text import headroom_lines
    from hubsim.report.texts import known_language, speaking, text
    from hubsim.scenario.load import load_scenario
    from hubsim.scenario.plan import make_plan

    known_language(lang)
    said = {
        "add": None if add is None else f"[{', '.join(add)}]",
        "where": None if where is None else f'"{where}"',
        "sitings": sitings,
        "operation": operation,
        "map": False if no_map else None,
    }
    asked = [f"headroom.{key}={value}" for key, value in said.items() if value is not None]
    texts = [*(changes or []), *([] if days is None else [f"time.days={days}"])]
    has_section = load_scenario(file, layout=layout, overrides=texts).headroom is not None
    asked = asked if has_section else ["headroom={}", *asked]
    scenario = load_scenario(file, layout=layout, overrides=[*texts, *asked])
    plan = make_plan(scenario)
    found = find_headroom(NetworkModel.of(plan), operate_alone(plan))
    out.mkdir(parents=True, exist_ok=True)
    (out / FILE).write_bytes(found.to_bytes())
    (out / BUSES).write_bytes(found.buses_csv())
    with speaking(lang):
        lines = headroom_lines(found, has_hub=bool(plan.coordinated))
        lines.append(text("headroom_record", file=out / FILE))
    for line in lines:
        typer.echo(line)
