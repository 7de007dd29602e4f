"""Templates: what several members have in common, merged into each before anything is checked.

A member names one with ``template``, a template its parent with ``extends``. What is written nearer
to the member wins; maps are merged key by key, all else is replaced, and null removes. A map whose
``kind`` differs from the template's is another thing, so it is taken as a whole.
"""

from __future__ import annotations

from dataclasses import replace

from hubsim.errors import Issue
from hubsim.scenario.names import nearest
from hubsim.scenario.node import Node

_DEMAND = "load"
"""Kind of a demand that does not say it; every other map of a kind does."""


def merge(base: Node, over: Node, issues: list[Issue]) -> Node:
    """Return `base` with what `over` says laid on top."""
    if not isinstance(base.value, dict) or not isinstance(over.value, dict):
        return over
    kind, other = base.at("kind"), over.at("kind")
    if other and other.value != (kind.value if kind else _DEMAND):
        return without_nulls(over, issues)
    entries = dict(base.value)
    for name, child in over.value.items():
        if child.is_null:
            if entries.pop(name, None) is None:
                issues.append(_nothing_to_remove(child, base.value))
        elif name in entries:
            entries[name] = merge(entries[name], child, issues)
        else:
            entries[name] = without_nulls(child, issues)
    merged = over.with_children(entries)
    return _doubtful(merged) if base.broken else merged


def _doubtful(node: Node) -> Node:
    """Return the map marked as refused: what it lacks may be in a template that was not found."""
    return replace(node, broken=True)


def without_nulls(node: Node, issues: list[Issue]) -> Node:
    """Return the node without entries that are null, each of them an issue: they remove nothing."""
    if not isinstance(node.value, dict):
        return node
    entries = {}
    for name, child in node.value.items():
        if child.is_null:
            message = "is empty"
            issues.append(child.issue(message, f"give a value, or leave {name!r} out", at_key=True))
        else:
            entries[name] = without_nulls(child, issues)
    return node.with_children(entries)


def with_kind_of_demand(members: dict[str, Node]) -> dict[str, Node]:
    """Return members whose `load` says its kind, which the file need not of one from a profile."""
    return {name: _with_kind_of_demand(member) for name, member in members.items()}


def _with_kind_of_demand(member: Node) -> Node:
    load = member.at("load")
    if load is None or not isinstance(load.value, dict) or load.broken or "kind" in load.value:
        return member
    kind = Node(_DEMAND, load.mark, (*load.path, "kind"))
    return member.with_children(
        member.children | {"load": load.with_children({"kind": kind, **load.children})}
    )


def _nothing_to_remove(child: Node, known: dict[str, Node]) -> Issue:
    name = child.path[-1]
    hint = nearest(name, known, all_of_them="the template has")
    return child.issue(f"there is no {name!r} in the template that null could remove", hint)


def resolve_templates(root: Node, issues: list[Issue]) -> tuple[Node, dict[str, Node]]:
    """Return the file's tree with templates merged into members, and the merged templates.

    Unknown templates and circles of ``extends`` are added to `issues`.
    """
    written = root.at("templates")
    templates = written.children if written is not None else {}
    done: dict[str, Node] = {}
    for name in templates:
        _resolve(name, templates, done, [], issues)
    entries = {name: child for name, child in root.children.items() if name != "templates"}
    if "members" in entries:
        members = entries["members"]
        merged = {name: _merged(one, done, issues) for name, one in members.children.items()}
        if merged:
            entries["members"] = members.with_children(merged)
    return root.with_children(entries), done


def _merged(member: Node, templates: dict[str, Node], issues: list[Issue]) -> Node:
    """Return a member with its template laid below it."""
    reference = member.at("template")
    if reference is None:
        return member
    bare = _without(member, "template")
    found = _named(reference, templates, issues)
    return _doubtful(bare) if found is None else merge(found, bare, issues)


def _resolve(
    name: str,
    templates: dict[str, Node],
    done: dict[str, Node],
    above: list[str],
    issues: list[Issue],
) -> Node:
    """Return a template with all that it extends, remembering it in `done`."""
    if name in done:
        return done[name]
    template = templates[name]
    parent = template.at("extends")
    bare = _without(template, "extends")
    chain = [*above, name]
    if parent is None:
        done[name] = without_nulls(bare, issues)
    elif parent.text in chain:
        circle = " -> ".join([*chain[chain.index(parent.text) :], parent.text])
        issues.append(parent.issue(f"templates extend each other in a circle: {circle}"))
        done[name] = _doubtful(bare)
    elif _named(parent, templates, issues) is None:
        done[name] = _doubtful(bare)
    else:
        base = _resolve(parent.text, templates, done, chain, issues)
        done[name] = merge(base, bare, issues)
    return done[name]


def _named(reference: Node, templates: dict[str, Node], issues: list[Issue]) -> Node | None:
    """Return the template that a node names; None, with an issue, when there is none."""
    if reference.broken:
        return None
    if not isinstance(reference.value, str):
        issues.append(reference.issue("the name of a template is due here"))
        return None
    found = templates.get(reference.value)
    if found is None:
        hint = nearest(reference.value, templates, all_of_them="templates")
        issues.append(reference.issue(f"no template {reference.value[:40]!r}", hint))
    return found


def _without(node: Node, name: str) -> Node:
    if name not in node.children:
        return node
    return node.with_children({key: child for key, child in node.children.items() if key != name})
