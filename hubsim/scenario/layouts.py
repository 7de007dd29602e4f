"""Layouts and ``--set PATH=VALUE``: changes worked into the tree of the file.

Each change sets the value at a path as a whole; null removes what is there. Layouts come first,
then ``--set``, each in their order. Changes of templates, of whole members and of which template
a member uses are made before templates are merged, all others after, so they win over a template.
``time.days`` takes the place of ``time.end`` and the other way round; ``time.start`` alone
keeps the number of days. What a sweep draws is worked into the file before its layouts: where a layout sets
or removes a path, or one above it, the layout decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hubsim.errors import Issue, UsageError
from hubsim.scenario.guide import is_field, keys_at
from hubsim.scenario.names import nearest
from hubsim.scenario.node import Node
from hubsim.scenario.source import read_value

SET = "--set"
"""What issues call the command line."""


@dataclass(frozen=True)
class Change:
    """A value for a path; its node says where both are written."""

    names: tuple[str, ...]
    node: Node

    @property
    def is_early(self) -> bool:
        """Whether it is made before templates are merged."""
        section, *below = self.names
        return section == "templates" or (
            section == "members" and (len(below) == 1 or below[1:] == ["template"])
        )


def names_of_path(path: str) -> tuple[str, ...]:
    """Return the names that a path goes through; the keys of ``vary`` have dots of their own.

    Examples
    --------
    >>> names_of_path("templates.home.vary.devices.car")
    ('templates', 'home', 'vary', 'devices.car')
    """
    names = tuple(path.split("."))
    if len(names) > 3 and names[0] in {"members", "templates"} and names[2] == "vary":
        return (*names[:3], ".".join(names[3:]))
    return names


def changes_of_draw(root: Node, drawn: Mapping[str, Any]) -> list[Change]:
    """Return the changes of what a sweep drew, path -> value, each at the line that says how it varies."""
    varied = root.at("sweep", "vary")
    changes = []
    for path, value in drawn.items():
        place = varied.at(path) if varied is not None else None
        if place is None and varied is not None:
            # One of the paths that take the value of another.
            place = next((one for one in varied.children.values() if _also(one, path)), varied)
        place = place or root
        changes.append(Change(names_of_path(path), _node_of(value, place)))
    return changes


def _also(entry: Node, path: str) -> bool:
    also = entry.at("also")
    return also is not None and isinstance(also.value, list) and path in also.plain()


def _node_of(value: Any, place: Node) -> Node:
    """Return plain data as a node that stands at another one's place."""
    if isinstance(value, dict):
        value = {name: _node_of(part, place) for name, part in value.items()}
    elif isinstance(value, list):
        value = [_node_of(part, place) for part in value]
    return Node(value, place.mark, place.path, place.key)


def without_decided(drawn: Sequence[Change], others: Sequence[Change]) -> list[Change]:
    """Return the changes of a draw but for those whose path, or one above it, another change decides."""
    decided = {other.names for other in others}
    return [
        change
        for change in drawn
        if not any(change.names[:n] in decided for n in range(1, len(change.names) + 1))
    ]


def layout_names(root: Node) -> list[str]:
    """Return the names of the file's layouts."""
    layouts = root.at("layouts")
    return list(layouts.children) if layouts is not None else []


def changes_of_layout(root: Node, name: str, issues: list[Issue]) -> list[Change]:
    """Return the changes of a layout.

    Raises
    ------
    UsageError
        when the file has no such layout.
    """
    layout = root.at("layouts", name)
    if layout is None:
        known = layout_names(root)
        hint = nearest(name, known, all_of_them="layouts") or "the file has no layouts"
        raise UsageError(f"no layout {name[:40]!r} ({hint})")
    changes = []
    for path, node in layout.children.items():
        names = names_of_path(path)
        if all(names) and names[0] not in {"layouts", "hubsim"}:
            changes.append(Change(names, node))
        else:
            hint = "write names with dots between, such as members.hub.devices"
            issues.append(node.issue("this path cannot be set", hint, at_key=True))
    return changes


def layout_issues(root: Node) -> list[Issue]:
    """Return what is wrong with the form of the layouts: each is a map of paths."""
    layouts = root.at("layouts")
    if layouts is None or layouts.broken:
        return []
    if not isinstance(layouts.value, dict):
        return [layouts.issue("a map of layouts is due here", "NAME: {PATH: VALUE}")]
    return [
        layout.issue("a map of paths and values is due here", "PATH: VALUE, or {} for no change")
        for layout in layouts.children.values()
        if not isinstance(layout.value, dict) and not layout.broken
    ]


def words_issues(root: Node) -> list[Issue]:
    """Return an issue for every layout that has a word and is not in the file."""
    words, known = root.at("words"), layout_names(root)
    if words is None or not known:
        return []  # a resolved file keeps the words and has no layouts
    return [
        layout.issue(
            f"the file has no layout {name[:40]!r}",
            nearest(name, known, all_of_them="layouts"),
            at_key=True,
        )
        for code in words.children
        if (layouts := root.at("words", code, "layouts")) is not None
        for name, layout in layouts.children.items()
        if name not in known
    ]


def changes_of_texts(texts: Sequence[str], issues: list[Issue]) -> list[Change]:
    """Return the changes of texts ``PATH=VALUE``; what cannot be read is an issue."""
    changes = []
    for text in texts:
        path, equals, value = text.partition("=")
        names = names_of_path(path.strip())
        if not equals or not all(names) or names[0] in {"layouts", "hubsim"}:
            hint = "write PATH=VALUE, such as time.days=7"
            issues.append(Issue(SET, 1, 1, path[:80], "this cannot be set", hint))
            continue
        source = read_value(value, SET, names)
        issues += [replace(one, column=one.column + len(path) + 1) for one in source.issues]
        if source.root is not None:
            changes.append(Change(names, _shifted(source.root, len(path) + 1)))
        elif not source.issues:
            issues.append(Issue(SET, 1, len(text) + 1, path, "has no value", "null removes"))
    return changes


def _shifted(node: Node, columns: int) -> Node:
    """Return the node with the places that it has in the text ``PATH=VALUE``."""
    value = node.value
    if isinstance(value, dict):
        value = {name: _shifted(child, columns) for name, child in value.items()}
    elif isinstance(value, list):
        value = [_shifted(child, columns) for child in value]
    mark = node.mark._replace(column=node.mark.column + columns)
    key = node.key._replace(column=node.key.column + columns) if node.key else None
    return replace(node, value=value, mark=mark, key=key)


def apply(root: Node, changes: Sequence[Change], issues: list[Issue]) -> Node:
    """Return the tree with the changes made; a path that leads nowhere is an issue."""
    for number, change in enumerate(changes):
        later = {other.names for other in changes[number + 1 :]}
        root = _keep_days(root, change, later)
        root = _set(root, root, change, 0, issues)
        for names, other in ((("time", "days"), "end"), (("time", "end"), "days")):
            if change.names == names and not change.node.is_null:
                root = _dropped(root, other)
    return root


def _set(root: Node, node: Node, change: Change, depth: int, issues: list[Issue]) -> Node:
    """Return the map `node`, which stands at `depth` names of the path, with the change made."""
    name, here = change.names[depth], change.names[:depth]
    new = change.node
    last = depth + 1 == len(change.names)
    child = node.children.get(name)
    inherits = node.at("extends") is not None or (
        depth > 2 and root.at(*change.names[:2], "extends")
    )
    if node.broken:
        return node
    if not isinstance(node.value, dict):
        issues.append(new.issue(f"{'.'.join(here)} is no map: it has no {name!r}", at_key=True))
        return node
    entries = dict(node.value)
    if last and new.is_null:
        if child is None and not inherits:
            hint = nearest(name, entries, all_of_them="there are")
            issues.append(new.issue(f"there is no {name[:40]!r} to remove", hint, at_key=True))
        entries.pop(name, None)
        if inherits:
            entries[name] = new
    elif last:
        entries[name] = new
    else:
        if child is None and not inherits and not is_field((*here, name), root):
            hint = nearest(name, [*entries, *keys_at(here, root)], all_of_them="there are")
            place = f" in {'.'.join(here)}" if here else ""
            issues.append(new.issue(f"there is no {name[:40]!r}{place}", hint, at_key=True))
            return node
        if child is None:
            child = Node({}, new.mark, (*here, name), new.key or new.mark)
        entries[name] = _set(root, child, change, depth + 1, issues)
    return node.with_children(entries)


def _keep_days(root: Node, change: Change, later: set[tuple[str, ...]]) -> Node:
    """Return the tree with days in place of end when only the start is moved."""
    if change.names != ("time", "start") or later & {("time", "end"), ("time", "days")}:
        return root
    start, end, time = root.at("time", "start"), root.at("time", "end"), root.at("time")
    if start is None or end is None or time is None:
        return root
    try:
        n_days = (date.fromisoformat(end.text) - date.fromisoformat(start.text)).days + 1
    except ValueError:
        return root
    if n_days < 1:
        return root
    days = Node(n_days, end.mark, end.path, end.key)
    return _dropped(_with_time(root, time.with_children(time.children | {"days": days})), "end")


def _dropped(root: Node, name: str) -> Node:
    """Return the tree without one of the fields of time."""
    time = root.at("time")
    if time is None or name not in time.children:
        return root
    rest = {key: child for key, child in time.children.items() if key != name}
    return _with_time(root, time.with_children(rest))


def _with_time(root: Node, time: Node) -> Node:
    return root.with_children(root.children | {"time": time})
