"""What the schema allows at a place of the file, in words: keys, values, meaning.

Walks the JSON Schema, the same that editors use, so that messages and editors say the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from hubsim.scenario.node import Node
from hubsim.scenario.schema import Scenario


@cache
def _schema() -> dict[str, Any]:
    return Scenario.model_json_schema(by_alias=True)


def rule_at(names: Sequence[str], root: Node | None = None) -> dict[str, Any] | None:
    """Return the JSON Schema that holds at a place, None where nothing may stand.

    names : keys from the root of the file
    root : tree of the file, which tells the kind where several are allowed
    """
    rule = _resolved(_schema(), root)
    node = root
    for name in names:
        node = node.at(name) if node is not None else None
        below = _child(rule, name)
        if below is None:
            return None
        rule = _resolved(below, node)
    return rule


def keys_at(names: Sequence[str], root: Node | None = None) -> list[str]:
    """Return the keys that may stand in a map; none when its keys are free names."""
    return list((rule_at(names, root) or {}).get("properties", {}))


def is_field(names: Sequence[str], root: Node | None = None) -> bool:
    """Return whether the last key is one the schema defines, and not a free name."""
    return names[-1] in keys_at(names[:-1], root)


def _child(rule: dict[str, Any], name: str) -> dict[str, Any] | None:
    properties = rule.get("properties", {})
    if name in properties:
        return dict(properties[name])
    for key in ("additionalProperties", "items"):
        if isinstance(rule.get(key), dict):
            return dict(rule[key])
    patterns = rule.get("patternProperties")
    return dict(next(iter(patterns.values()))) if patterns else None


def _resolved(rule: dict[str, Any], node: Node | None) -> dict[str, Any]:
    """Return the rule with references followed and the kind chosen that the file names."""
    while True:
        if "$ref" in rule:
            rest = {key: value for key, value in rule.items() if key != "$ref"}
            rule = _schema()["$defs"][rule["$ref"].rpartition("/")[2]] | rest
        elif "allOf" in rule and len(rule["allOf"]) == 1:
            rest = {key: value for key, value in rule.items() if key != "allOf"}
            rule = rule["allOf"][0] | rest
        elif "discriminator" in rule:
            kind = node.at("kind") if node is not None else None
            mapping = rule["discriminator"]["mapping"]
            if kind is None or kind.text not in mapping:
                text = rule.get("description", "")
                return {"description": text, "properties": {"kind": {"enum": sorted(mapping)}}}
            rule = {"$ref": mapping[kind.text]}
        elif "anyOf" in rule:
            rest = {key: value for key, value in rule.items() if key != "anyOf"}
            some = [one for one in rule["anyOf"] if one.get("type") != "null"]
            rule = some[0] | rest
        else:
            return rule
