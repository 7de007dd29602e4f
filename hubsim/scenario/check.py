"""What a field's type cannot say: references between sections, contradictions between fields.

Every check is hooked to the field it looks at (see schema.py), so a mistake in one place hides none
in another. The names that exist come from the validation context, a `Known`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from hubsim.assets.asset import Asset
from hubsim.horizon import Horizon
from hubsim.kinds import kinds_of
from hubsim.profiles.table import SYNTHETIC
from hubsim.scenario.bills import bill_problems, size_problems
from hubsim.scenario.members import is_share, names_of, quantities_of, scaled, size_of
from hubsim.scenario.names import nearest
from hubsim.scenario.phases import phase_problems

if TYPE_CHECKING:
    from hubsim.scenario.clock import Time
    from hubsim.scenario.schema import Member, Scenario

MAX_DAYS = 3660
"""Longest horizon [days]: ten years."""

MAX_MEMBERS = 200_000

PLACES = ("bus", "buses", "connection", "connections")
"""Fields of a member that say where it is; one of them does."""

T = TypeVar("T")


@dataclass(frozen=True)
class Known:
    """Names that the file defines, whether or not what they name is right; None: cannot be told."""

    tariffs: Collection[str] | None
    profiles: Collection[str] | None


def wrong(message: str, hint: str = "") -> PydanticCustomError:
    """Return the error of one value: a sentence and what is allowed."""
    return PydanticCustomError("wrong", "{message}", {"message": message, "hint": hint})


def contradiction(problems: list[tuple[str, str]]) -> PydanticCustomError:
    """Return the error of a section whose fields contradict each other."""
    text = "; ".join(f"{field}: {message}" for field, message in problems)
    return PydanticCustomError("problems", "{text}", {"text": text, "problems": problems})


def consistent(section: T) -> T:
    """Refuse a section that names problems of its own, or a file that is no local file."""
    problems = [*section.problems()] if hasattr(section, "problems") else []
    file = getattr(section, "file", None)
    if isinstance(file, str):
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", file):
            problems.append(
                ("file", "is an address: nothing is read from a network, give a local file")
            )
        elif "\0" in file or not file.strip():
            problems.append(("file", "is no file name"))
    if problems:
        raise contradiction(problems)
    return section


def format_version(value: Any) -> Any:
    """Refuse a file format that this hubsim does not read."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 1:
        raise wrong(f"format version {value} is newer than this hubsim", "it reads version 1")
    return value


def time_zone(name: str) -> str:
    """Refuse a name that is no time zone."""
    if not _is_zone(name):
        hint = nearest(name, sorted(available_timezones())) or "write for example Europe/Amsterdam"
        raise wrong(f"no time zone {name[:40]!r}", hint)
    return name


@cache
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def known_tariff(name: str, info: ValidationInfo) -> str:
    """Refuse a tariff that the file does not define."""
    known = info.context.tariffs if isinstance(info.context, Known) else None
    if known is not None and name not in known:
        raise wrong(f"no tariff {name[:40]!r}", nearest(name, known, all_of_them="tariffs"))
    return name


def profiles(asset: Asset, info: ValidationInfo) -> Asset:
    """Refuse an asset that reads a profile the file does not define; columns are not looked at."""
    known = info.context.profiles if isinstance(info.context, Known) else None
    problems = []
    for field, name in asset.profile_names() if known is not None else []:
        entry = name.partition("/")[0]
        if known is not None and entry not in known:
            hint = nearest(entry, known, all_of_them="profiles") or "the file names no profiles"
            problems.append((field, f"no profile {entry[:40]!r} ({hint})"))
    if problems:
        raise contradiction(problems)
    return asset


def flexible_kind(name: str) -> str:
    """Refuse what is no kind of asset that the hub can operate."""
    kinds = kinds_of(Asset)
    flexible = [kind for kind, asset in kinds.items() if getattr(asset, "flexible", False)]
    if name not in flexible:
        what = "cannot be operated by the hub" if name in kinds else "is no kind of asset"
        raise wrong(f"{name[:40]!r} {what}", nearest(name, flexible))
    return name


def time_problems(time: Time) -> list[tuple[str, str]]:
    """Return what is wrong with a horizon: both ends given, none, order, length, step."""
    if (time.end is None) == (time.days is None):
        if time.end is None:
            return [("", "end or days is missing")]
        return [("days", "stands beside end: give one of the two")]
    problems = []
    if time.last_day < time.start:
        problems.append(("end", f"{time.end} is before the start, {time.start}"))
    elif time.last_day - time.start >= timedelta(days=MAX_DAYS):
        problems.append(("end", f"the horizon is longer than {MAX_DAYS} days"))
    step_s = time.step_h * 3600
    if abs(step_s - time.step_s) > 1e-6 or 3600 % time.step_s:
        problems.append(
            ("step", "an hour is no whole number of steps (allowed: 15 min, 5 min, 1 h)")
        )
    return problems


def member_problems(member: Member) -> list[tuple[str, str]]:
    """Return what is wrong with a member: place, number, no assets, phases, variation."""
    problems = []
    given = [name for name in PLACES if getattr(member, name) is not None]
    if not given:
        problems.append(("", f"{', '.join(PLACES[:-1])} or {PLACES[-1]} is missing"))
    problems += [(name, f"stands beside {given[0]}: give one of them") for name in given[1:]]
    if member.connection is not None and member.count not in {None, 1}:
        problems.append(("count", "stands beside connection: name several as connections"))
    if member.spread != "even" and (member.connections is None or member.count is None):
        problems.append(("spread", "needs connections and a count that is smaller"))
    if member.buses and member.count is not None and member.count < len(member.buses):
        message = f"{member.count} members cannot be at {len(member.buses)} buses"
        problems.append(("count", f"{message} (leave count out for one at each)"))
    if member.load is None and not member.devices:
        problems.append(("", "has neither load nor devices"))
    if "load" in member.devices:
        message = "a device cannot be called load (use the key load: beside devices)"
        problems.append(("devices.load", message))
    problems += phase_problems(member)
    problems += size_problems(member)
    for path, size in member.vary.items():
        problems += [(f"vary.{path}", message) for message in _vary_problems(member, path, size)]
    return problems


def _vary_problems(member: Member, path: str, size: float) -> list[str]:
    """Return why a path of ``vary`` cannot be varied by this size."""
    assets: dict[str, Asset] = {f"devices.{name}": asset for name, asset in member.devices.items()}
    if is_share(path):
        if path in assets:
            return []
        return [f"there is no device to share out here ({nearest(path, assets) or 'no devices'})"]
    if member.load is not None:
        assets["load"] = member.load
    place, _, field = path.rpartition(".")
    asset = assets.get(place)
    if asset is None or field not in (quantities := quantities_of(asset)):
        known = [f"{at}.{name}" for at, one in assets.items() for name in quantities_of(one)]
        known += [name for name in assets if name != "load"]
        return [f"there is no value with a unit here that could vary ({nearest(path, known)})"]
    attribute, quantity = quantities[field]
    problems = []
    for factor in (1.0 - size, 1.0 + size):
        extreme = scaled(asset, field, factor)
        if not quantity.holds(getattr(extreme, attribute)):
            problems.append(f"varied that much, {field} leaves its range: {quantity.range_text()}")
        else:
            problems += [f"varied that much, {text}" for _, text in extreme.problems()]
    return problems[:1]


def scenario_problems(scenario: Scenario) -> list[tuple[str, str]]:
    """Return what is wrong between sections that are right in themselves."""
    problems = []
    step_h = scenario.time.step_h
    for field in ("window", "lookahead"):
        steps = getattr(scenario.control, field) / step_h
        if abs(steps - round(steps)) > 1e-6:
            problems.append((f"control.{field}", "is no whole number of steps of time.step"))
    longer_h = scenario.control.lookahead_step
    if longer_h is not None:
        times, parts = longer_h / step_h, scenario.control.window / longer_h
        if abs(times - round(times)) > 1e-6:
            message = "is no whole number of steps of time.step"
            problems.append(("control.lookahead_step", message))
        elif abs(parts - round(parts)) > 1e-6:
            problems.append(("control.lookahead_step", "does not fill control.window"))
    has_day_ahead = scenario.prices.day_ahead is not None or scenario.prices.synthetic is not None
    horizon = scenario.horizon()
    for name, tariff in scenario.tariffs.items():
        for side, price in (("buy", tariff.buy), ("sell", tariff.sell)):
            place = f"tariffs.{name}.{side}"
            if price.uses_day_ahead and not has_day_ahead:
                problems.append((place, "needs prices.day_ahead, which is not given"))
            problems += [(f"{place}.{field}", text) for field, text in price.problems_on(horizon)]
    carbon = scenario.carbon_by_hour
    if carbon not in {None, SYNTHETIC} and str(carbon).partition("/")[0] not in scenario.profiles:
        hint = nearest(str(carbon), [SYNTHETIC, *scenario.profiles])
        problems.append(("carbon_by_hour", f"no profile {str(carbon)[:40]!r} ({hint})"))
    for field, name in scenario.sharing.member_names():
        if name not in scenario.members:
            hint = nearest(name, scenario.members, all_of_them="members")
            problems.append((f"sharing.{field}", f"no member {name[:40]!r} ({hint})"))
    problems += bill_problems(scenario, horizon)
    sizes = {group: size_of(member) for group, member in scenario.members.items()}
    problems += name_problems(scenario, {group: size or 0 for group, size in sizes.items()})
    time = scenario.time
    seconds = Horizon.of_local_days(time.start, time.last_day, 1, time.timezone).n_steps
    if seconds % time.step_s:
        problems.append(("time.step", "days of clock change are no whole number of steps"))
    return problems


def name_problems(scenario: Scenario, sizes: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return what is wrong with the names and the number of single members.

    sizes : group -> number of its members
    """
    problems = []
    owner: dict[str, str] = {}
    for group, member in scenario.members.items():
        for name in names_of(group, member, sizes[group]):
            if name in owner:
                message = f"member {name!r} is also one of {owner[name]!r}: rename one"
                problems.append((f"members.{group}", message))
                break
            owner[name] = group
    if len(owner) > MAX_MEMBERS:
        problems.append(("members", f"{len(owner)} members are too many (at most {MAX_MEMBERS})"))
    return problems
