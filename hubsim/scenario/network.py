"""A network by itself: what a text on the command line and ``--set network.PATH=VALUE`` say of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from hubsim.errors import Issue, ScenarioError
from hubsim.kinds import Record
from hubsim.networks.load import fields_of, source_of
from hubsim.networks.source import NetworkSource
from hubsim.scenario.layouts import apply, changes_of_texts
from hubsim.scenario.load import load_layouts
from hubsim.scenario.mistakes import issues_of
from hubsim.scenario.node import Mark, Node
from hubsim.scenario.schema import AnyNetwork


class _Alone(Record):
    """What of a scenario a network alone needs."""

    network: AnyNetwork


def network_source(text: str, overrides: Sequence[str] = ()) -> tuple[NetworkSource, Path]:
    """Return the source that a text names, and the folder that its paths start at.

    text : a scenario file, whose network it is, or what `hubsim.load_network` takes
    overrides : changes ``network.PATH=VALUE`` in the words of a scenario file

    Raises
    ------
    MissingError, NetworkError
        as `source_of`.
    ScenarioError
        with every mistake of the changes or of the scenario.
    """
    if Path(text).suffix.lower() in {".yaml", ".yml"}:
        scenario = load_layouts(Path(text), overrides)[0]
        return scenario.network, scenario.folder
    if not overrides:
        return source_of(text), Path()
    mark = Mark(text, 1, 1)
    given = fields_of(text)
    fields = {name: Node(value, mark, ("network", name)) for name, value in given.items()}
    root = Node({"network": Node(fields, mark, ("network",))}, mark)
    issues: list[Issue] = []
    changes = changes_of_texts(overrides, issues)
    for change in changes:
        if change.names[0] != "network" or len(change.names) == 1:
            hint = "write network.KEY=VALUE, with the keys of a scenario's network"
            issues.append(change.node.issue("this cannot be set", hint, at_key=True))
    root = apply(root, [change for change in changes if change.names[0] == "network"], issues)
    try:
        alone = _Alone.model_validate(root.plain())
    except ValidationError as bad:
        issues += issues_of(bad.errors(include_url=False), root)
    if issues:
        raise ScenarioError(issues)
    return alone.network, Path()
