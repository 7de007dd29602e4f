"""What travels with the package: scenarios, networks, profiles; and a new project made from them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from hubsim.errors import MissingError, UsageError

DEFAULT = "row-street-1930"
"""The scenario that `hubsim new` starts from: one without a network file."""

_ON_A_NETWORK = "suburb-1970"
"""The scenario whose homes a network of the user gets."""


def shipped_folder() -> Path:
    """Return the folder that holds ``scenarios`` and ``profiles``.

    Raises
    ------
    MissingError
        when the installation has lost them.
    """
    package = Path(__file__).parent
    for folder in (package / "shipped", package.parent):
        if (folder / "scenarios" / "street.yaml").is_file():
            return folder
    raise MissingError(f"{package}: the shipped scenarios are not there; install hubsim again")


def titles() -> dict[str, str]:
    """Return the shipped scenarios: name of the file -> title in it."""
    return {name: _line(file, "title") for name, file in _scenarios().items()}


def write_new(folder: Path, name: str = DEFAULT) -> Path:
    """Make a folder with a shipped scenario, all it reads and the editor's schema.

    Returns
    -------
    Path
        of the scenario file.

    Raises
    ------
    UsageError
        when the folder exists and is not empty, or no such scenario is shipped.
    """
    from hubsim.scenario.names import nearest

    files = _scenarios()
    if name not in files:
        hint = nearest(name, files, all_of_them="shipped")
        raise UsageError(f"no scenario {name[:40]!r} is shipped ({hint})")
    text = files[name].read_text(encoding="utf-8")

    def add_networks() -> None:
        if "file: networks/" in text:
            shutil.copytree(files[name].parent / "networks", folder / "networks")

    return _write(folder, f"{name}.yaml", text, add_networks)


def write_new_on(folder: Path, source: str, changes: Sequence[str] = ()) -> Path:
    """Make a folder with members on all connections of a network, the network as a file beside it.

    Members are what the source says is behind its connections, or homes where it says nothing.
    source, changes : as `hubsim.scenario.network.network_source` takes them

    Raises
    ------
    UsageError
        when the folder exists and is not empty.
    NetworkError
        when the network cannot be simulated, or has no connections.
    """
    from hubsim.errors import NetworkError
    from hubsim.member_lines import HOMES, members_with
    from hubsim.networks.export import export
    from hubsim.networks.from_pandapower import network_of
    from hubsim.scenario.network import network_source

    origin, place = network_source(source, changes)
    net = origin.net(place)
    network = network_of(net, origin.title)
    n_free = int((network.bus_node[network.connection_bus] >= 0).sum())
    if not n_free:
        raise NetworkError(f"{source}: has no connections: nothing shows where members can connect")
    name = re.sub(r"[^\w-]+", "-", origin.title).strip("-").lower() or "network"
    text = _scenarios()[_ON_A_NETWORK].read_text(encoding="utf-8")
    head, rest = text.split("members:", 1)
    layouts = "layouts:" + rest.split("layouts:", 1)[1]
    head = head[head.index("hubsim: 1") :]
    head = re.sub(r"(?m)^name: .*$", f"name: {name}", head)
    head = re.sub(
        r"(?m)^title: .*$",
        f"title: {json.dumps(f'Homes on {origin.title}', ensure_ascii=False)}",
        head,
    )
    head = re.sub(r"(?m)^words:.*\n", "", head)
    head = re.sub(
        r"(?m)^network: .*$", f"network: {{kind: pandapower, file: networks/{name}.json}}", head
    )
    equipment = origin.equipment(place)
    if equipment:
        # The devices are those of the source: none of the template's.
        head = re.sub(r"(?m)^    (devices:\n(      .*\n)+|vary: .*\n)", "", head)
        members = members_with(equipment)
        layouts = "layouts:\n  alone: {}\n  hub: {control.coordinate: [battery, ev, heat-pump]}\n"
        comment = f"# What {origin.title} says is behind its {n_free} connections.\n"
    else:
        members = HOMES
        comment = (
            f"# {n_free} homes on the connections of {origin.title}: change members to what there"
            " is.\n"
        )
    return _write(
        folder,
        f"{name}.yaml",
        comment + head + members + layouts,
        lambda: export(net, folder / "networks" / f"{name}.json", "pandapower"),
    )


def _scenarios() -> dict[str, Path]:
    """Return the shipped scenario files by name."""
    folder = shipped_folder() / "scenarios"
    files = [*folder.glob("*.yaml"), *(folder / "archetypes").glob("*.yaml")]
    return {_line(file, "name"): file for file in sorted(files)}


def _line(file: Path, key: str) -> str:
    """Return the value of a plain top-level key of a shipped scenario."""
    match = re.search(rf"(?m)^{key}: *(.*)$", file.read_text(encoding="utf-8"))
    return match[1].strip() if match else file.stem


def _write(folder: Path, file: str, text: str, add: Callable[[], object]) -> Path:
    """Make the folder: scenario, profiles, schema, and what `add` adds."""
    from hubsim.scenario.load import json_schema

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists and is not empty: name a new folder")
    (folder / "profiles").mkdir(parents=True)
    for profile in sorted((shipped_folder() / "profiles").iterdir()):
        if profile.suffix in {".parquet", ".json", ".md"}:
            shutil.copy2(profile, folder / "profiles" / profile.name)
    add()
    schema = folder / "hubsim.schema.json"
    schema.write_text(json.dumps(json_schema(), indent=2) + "\n", encoding="utf-8")
    scenario = folder / file
    text = re.sub(r"(\.\./)+profiles/", "profiles/", text)
    if "yaml-language-server" not in text:
        text = f"# yaml-language-server: $schema=./hubsim.schema.json\n{text}"
    scenario.write_text(text, encoding="utf-8")
    return scenario
