"""``hubsim new``: a scenario to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from hubsim.errors import UsageError


def new(
    folder: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Argument(help="Folder to make; it must not exist or be empty."),
    ] = None,
    origin: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--from", metavar="NAME", help="Shipped scenario to start from; see --list."),
    ] = None,
    network: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            metavar="SOURCE", help="Put homes on the connections of this network instead."
        ),
    ] = None,
    changes: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--set", metavar="network.KEY=VALUE", help="Change a value of that network; repeatable."
        ),
    ] = None,
    list_only: Annotated[bool, typer.Option("--list", help="Name the shipped scenarios.")] = False,
) -> None:
    """Write a scenario that runs, with profiles and editor schema; no network file is needed."""
    from hubsim import shipping

    if list_only:
        for name, title in shipping.titles().items():
            typer.echo(f"{name:20} {title}")
        return
    if folder is None:
        raise UsageError("name a folder to make, or --list")
    if origin and network:
        raise UsageError("--from and --network exclude each other")
    if changes and not network:
        raise UsageError("--set changes what --network names; a shipped scenario is a file to edit")
    scenario = (
        shipping.write_new_on(folder, network, changes or ())
        if network
        else shipping.write_new(folder, origin or shipping.DEFAULT)
    )
    typer.echo(f"{folder} is ready. Next:\n  hubsim compare {scenario}")
