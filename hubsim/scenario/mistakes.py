"""What pydantic refuses, said in plain words at the line where it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from hubsim.errors import Issue
from hubsim.scenario.guide import keys_at, rule_at
from hubsim.scenario.names import nearest
from hubsim.scenario.node import Node

_DUE = {
    "model_type": "a map of keys and values",
    "model_attributes_type": "a map of keys and values",
    "dict_type": "a map of names",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "finite_number": "a finite number",
}

_RANGE = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}

_LENGTH = {
    "too_short": ("min_length", "is empty", "at least"),
    "string_too_short": ("min_length", "is empty", "at least"),
    "too_long": ("max_length", "is too long", "at most"),
    "string_too_long": ("max_length", "is too long", "at most"),
}


def issues_of(errors: Sequence[ErrorDetails], root: Node) -> list[Issue]:
    """Return every mistake at its place in the file; what was refused before is left out."""
    found: list[Issue] = []
    for detail in errors:
        names, node, rest = _place(root, detail["loc"])
        if node.broken:
            continue
        if detail["type"] == "problems":
            found += problem_issues(node, detail["ctx"]["problems"])
        else:
            found.append(_Case(detail, names, node, rest, root).issue())
    return found


def problem_issues(node: Node, problems: Sequence[tuple[str, str]]) -> list[Issue]:
    """Return contradictions between fields, (field, message) each, at the fields of a node."""
    places = [(node.find(field), message) for field, message in problems]
    return [at.issue(message, at_key=isinstance(at.value, dict)) for at, message in places]


def _place(root: Node, loc: Sequence[str | int]) -> tuple[list[str], Node, list[str]]:
    """Return keys and node that an error is at, and what of its place the file does not have.

    Pydantic puts the kind into the place where several are allowed; it is no key of the file.
    """
    node, names, rest = root, list[str](), [str(part) for part in loc]
    chosen = False
    while rest:
        kind = node.at("kind")
        if not chosen and kind is not None and kind.value == rest[0] and len(rest) > 1:
            rest.pop(0)
            chosen = True
            continue
        below = node.below(rest[0])
        if below is None:
            break
        names.append(rest.pop(0))
        node, chosen = below, False
    return names, node, rest


@dataclass(frozen=True)
class _Case:
    """One error of pydantic: keys and node it is at, and the part of its place the file lacks."""

    detail: ErrorDetails
    names: list[str]
    node: Node
    rest: list[str]
    root: Node

    @property
    def context(self) -> dict[str, Any]:
        """Figures of the error."""
        return self.detail.get("ctx", {})

    def issue(self) -> Issue:
        """Return the mistake in words."""
        kind = self.detail["type"]
        if self.rest == ["[key]"]:
            hint = "use letters, digits, _ and -, at most 64"
            return self.node.issue(f"{self.names[-1][:40]!r} cannot be a name", hint, at_key=True)
        if kind in _WORDS:
            return _WORDS[kind](self)
        if kind in _DUE:
            return _other_type(self, _DUE[kind])
        return self.node.issue(*_value_words(self))


def _missing(case: _Case) -> Issue:
    name = case.rest[-1]
    rule = rule_at([*case.names, name], case.root) or {}
    hint = str(rule.get("description", "")).rstrip(".")
    examples = rule.get("examples")
    if examples:
        hint += f"; for example {name}: {examples[0]}"
    return case.node.issue(f"{name!r} is missing", hint, at_key=True)


def _unknown_key(case: _Case) -> Issue:
    name = case.names[-1]
    allowed = keys_at(case.names[:-1], case.root)
    return case.node.issue(f"unknown key {name[:40]!r}", nearest(name, allowed), at_key=True)


def _unknown_kind(case: _Case) -> Issue:
    rule = rule_at(case.names, None) or {}
    kinds = rule.get("properties", {}).get("kind", {}).get("enum", [])
    kind = case.node.at("kind")
    if kind is None:
        return case.node.issue("'kind' is missing", f"allowed: {', '.join(kinds)}", at_key=True)
    return kind.issue(f"unknown kind {_shown(kind)}", nearest(str(kind.value), kinds))


def _not_a_choice(case: _Case) -> Issue:
    rule = rule_at(case.names, case.root) or {}
    choices = [str(one) for one in rule.get("enum", [rule["const"]] if "const" in rule else [])]
    message = f"{_shown(case.node)} is not allowed here"
    return case.node.issue(message, nearest(str(case.node.value), choices))


def _wrong(case: _Case) -> Issue:
    return case.node.issue(case.context["message"], case.context["hint"])


def _other_type(case: _Case, due: str) -> Issue:
    hint = ""
    if due == "text" and not isinstance(case.node.value, dict | list):
        hint = f'put it in quotes: "{case.node.value}"'
    return case.node.issue(f"{due} is due here, not {_shown(case.node)}", hint)


_WORDS: dict[str, Callable[[_Case], Issue]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "union_tag_invalid": _unknown_kind,
    "union_tag_not_found": _unknown_kind,
    "literal_error": _not_a_choice,
    "wrong": _wrong,
}


def _value_words(case: _Case) -> tuple[str, str]:
    """Return message and hint for a value of the right type that is not allowed."""
    kind, context, value = case.detail["type"], case.context, _shown(case.node)
    if kind in _RANGE:
        key, words = _RANGE[kind]
        return f"{value} is out of range", f"allowed: {words} {context[key]}"
    if kind == "quantity_range":
        return f"{context['text']} is out of range", f"allowed: {context['limits']}"
    if "reason" in context:
        message, _, allowed = str(context["reason"]).partition(": ")
        return message, allowed
    if kind in _LENGTH:
        key, message, words = _LENGTH[kind]
        return message, f"{words} {context[key]}"
    if kind == "string_pattern_mismatch":
        return f"{value} cannot be a name", "use letters, digits, _ and -"
    message = case.detail["msg"].removeprefix("Value error, ")
    return message.replace("Input should", "should"), ""


def _shown(node: Node) -> str:
    """Return a value as a reader would call it."""
    if isinstance(node.value, dict):
        return "a map"
    if isinstance(node.value, list):
        return "a list"
    if isinstance(node.value, bool):
        return str(node.value).lower()
    return repr(node.value)[:42]
