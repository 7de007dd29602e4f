"""What can only be checked with network and profiles opened: places, elements, columns, coverage."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from hubsim.errors import Issue, MissingError, ProfileError, ScenarioError
from hubsim.networks.network import Network
from hubsim.networks.taps import tap_problems
from hubsim.profiles.library import Library
from hubsim.profiles.table import SYNTHETIC
from hubsim.scenario.check import name_problems
from hubsim.scenario.headroom import WAYS
from hubsim.scenario.names import nearest
from hubsim.scenario.placing import Place, places_of
from hubsim.scenario.schema import Scenario
from hubsim.weather.weather import Weather


def check_deep(
    scenario: Scenario, network: Network, library: Library, weather: Weather
) -> dict[str, list[Place]]:
    """Return where every member stands; refuse what the network or the profiles do not have.

    library : of ``scenario.profile_files()``; a file is opened when something reads it
    weather : of `scenario.weather`

    Raises
    ------
    ScenarioError
        with an issue at each unknown bus, connection or element, each member that does not fit, each
        tap or regulator that the network does not allow, each unknown or damaged column, and each
        file that does not cover the horizon.
    MissingError
        when the only thing wrong is that files are not there.
    """
    places, misplaced = places_of(scenario, network)
    sizes = {group: len(found) for group, found in places.items()}
    issues = [
        *misplaced,
        *(scenario.issue(*problem) for problem in name_problems(scenario, sizes)),
        *_unknown_point(scenario, network),
        *_wrong_taps(scenario, network),
        *_unlimited(scenario, network),
        *_unheated(scenario, network),
        *_unknown_siting(scenario, network),
    ]
    absent: list[Issue] = []
    usable = set()
    for name in library.names:
        try:
            uncovered = list(_uncovered(scenario, library, name))
            issues += uncovered
            if not uncovered:
                # A file that does not cover would say the same again for every column.
                usable.add(name)
        except MissingError:
            absent.append(scenario.issue(_place(scenario, name), "the file is not there"))
        except ProfileError as error:
            issues.append(scenario.issue(_place(scenario, name), str(error)))
    try:
        issues += _wrong_weather(scenario, weather)
    except MissingError:
        absent.append(scenario.issue("weather.file", "the file is not there"))
    issues += _unusable_series(scenario, library, usable)
    if issues:
        raise ScenarioError(list(dict.fromkeys([*issues, *absent])))
    if absent:
        raise MissingError("\n".join(str(issue) for issue in sorted(absent)))
    return places


def _unknown_point(scenario: Scenario, network: Network) -> Iterable[Issue]:
    point = getattr(scenario.contract, "point", None)
    elements = [*network.trafo_ids, *network.line_ids]
    if point is not None and point not in elements:
        hint = nearest(point, elements, all_of_them="elements")
        message = f"no transformer or line {point[:60]!r} in the network"
        yield scenario.issue("contract.point", message, hint)


def _unknown_siting(scenario: Scenario, network: Network) -> Iterable[Issue]:
    where = None if scenario.headroom is None else scenario.headroom.where
    known = [*WAYS, *network.bus_ids]
    if where is not None and where not in known:
        message = f"no bus {where[:60]!r} in the network"
        yield scenario.issue("headroom.where", message, nearest(where, known))


def _wrong_taps(scenario: Scenario, network: Network) -> Iterable[Issue]:
    source = scenario.network
    for section, wanted in (("taps", source.taps), ("regulators", source.regulators)):
        for name in wanted:
            if name not in network.trafo_ids:
                hint = nearest(name, network.trafo_ids, all_of_them="transformers")
                message = f"no transformer {name[:60]!r} in the network"
                yield scenario.issue(f"network.{section}.{name}", message, hint)
    for field, message in tap_problems(network, source) if source.taps or source.regulators else ():
        text, _, allowed = message.partition("; ")
        yield scenario.issue(f"network.{field}", text, allowed)


def _unlimited(scenario: Scenario, network: Network) -> Iterable[Issue]:
    """Return the issue of every limit of an element that the network does not have."""
    known = {"transformers": network.trafo_ids, "lines": network.line_ids}
    for path, which, name in scenario.limits.named():
        if name not in known[which]:
            hint = nearest(name, known[which], all_of_them=which)
            message = f"no {which[:-1]} {name[:60]!r} in the network"
            yield scenario.issue(f"limits.{path}.{name}", message, hint)


def _unheated(scenario: Scenario, network: Network) -> Iterable[Issue]:
    """Return what is wrong with the heat of cables of a type and of single ones on this network."""
    cables = scenario.thermal.cables
    types = dict.fromkeys(kind for kind in network.line_types if kind)
    for which, name, _ in cables.named():
        known, what = (network.line_ids, "line") if which == "lines" else (types, "type of line")
        if name not in known:
            hint = nearest(name, known, all_of_them=which)
            message = f"no {what} {name[:60]!r} in the network"
            yield scenario.issue(f"thermal.cables.{which}.{name}", message, hint)
    line_types = dict(zip(network.line_ids, network.line_types, strict=True))
    for field, message in cables.contradictions_on(line_types):
        yield scenario.issue(f"thermal.cables.{field}", message)


def _wrong_weather(scenario: Scenario, weather: Weather) -> Iterable[Issue]:
    """Return what is wrong with the weather; a file is opened even when nothing reads it."""
    source = scenario.weather
    issues = [
        scenario.issue(f"weather.{field}", message)
        for field, message in source.problems_on(weather.horizon)
    ]
    if source.path(scenario.folder) is not None:
        try:
            _ = weather.readings
        except ProfileError as error:
            issues.append(scenario.issue("weather.file", str(error)))
    return issues


def _place(scenario: Scenario, name: str) -> str:
    """Return where the file of a name in the library is written."""
    return f"profiles.{name}.file" if name in scenario.profiles else "prices.day_ahead.file"


def _uncovered(scenario: Scenario, library: Library, name: str) -> Iterable[Issue]:
    """Return the issue of a file that does not cover the horizon."""
    begin, end = library.covers(name)
    horizon = scenario.horizon()
    if begin <= horizon.start and horizon.end <= end:
        return []
    zone = ZoneInfo(horizon.zone)

    def text(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

    message = (
        f"covers {text(begin)} to {text(end)}, "
        f"the scenario needs {text(horizon.start)} to {text(horizon.end)}"
    )
    return [scenario.issue(_place(scenario, name), message, "change time or the file")]


def _unusable_series(scenario: Scenario, library: Library, usable: set[str]) -> Iterable[Issue]:
    """Return the issues of series that assets read and files do not have, or not as numbers."""
    wanted: dict[str, list[str]] = {}
    for name, member in scenario.members.items():
        assets = {f"devices.{key}": asset for key, asset in member.devices.items()}
        if member.load is not None:
            assets["load"] = member.load
        for key, asset in assets.items():
            for field, profile in asset.profile_names():
                wanted.setdefault(profile, []).append(f"members.{name}.{key}.{field}")
    units = {} if scenario.headroom is None else scenario.headroom.units
    for name, unit in units.items():
        for field, profile in unit.profile_names():
            wanted.setdefault(profile, []).append(f"headroom.units.{name}.{field}")
    if scenario.carbon_by_hour not in {None, SYNTHETIC}:
        wanted.setdefault(str(scenario.carbon_by_hour), []).append("carbon_by_hour")
    for name in library.names:
        if name not in scenario.profiles:
            wanted.setdefault(name, []).append(_place(scenario, name))
    for series, places in wanted.items():
        if series.partition("/")[0] not in usable:
            continue
        try:
            library.series(series)
        except ProfileError as error:
            column = series.partition("/")[2]
            known = library.columns(series)
            unknown = bool(column) and column not in known
            message = f"no column {column[:60]!r}" if unknown else str(error)
            hint = nearest(column, known, all_of_them="columns") if unknown else ""
            for place in places:
                yield scenario.issue(place, message, hint)
