from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from hubsim.scenario.load import json_schema
from hubsim.scenario.source import read_file

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "scenarios" / "street.yaml"
SCHEMA = json_schema()

TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
    "boolean": bool, "null": type(None),
}  # fmt: skip


def holds(rule: Any, value: Any) -> bool:
    """Return whether a value fits a schema: the words of draft 7 that ours uses, no others."""
    if rule is True or rule == {}:
        return True
    if "$ref" in rule and not holds(SCHEMA["definitions"][rule["$ref"].rpartition("/")[2]], value):
        return False
    if "if" in rule and not holds(rule["then" if holds(rule["if"], value) else "else"], value):
        return False
    if "type" in rule and (
        not isinstance(value, TYPES[rule["type"]])
        or (isinstance(value, bool) and rule["type"] != "boolean")
    ):
        return False
    alternatives = [
        any(holds(one, value) for one in rule.get("anyOf", [{}])),
        sum(holds(one, value) for one in rule["oneOf"]) == 1 if "oneOf" in rule else True,
        not holds(rule["not"], value) if "not" in rule else True,
        value in rule["enum"] if "enum" in rule else True,
        value == rule["const"] if "const" in rule else True,
    ]
    return all(alternatives) and holds_inside(rule, value)


def holds_inside(rule: Any, value: Any) -> bool:
    if isinstance(value, str):
        return re.search(rule.get("pattern", ""), value) is not None and len(value) >= rule.get(
            "minLength", 0
        )
    if isinstance(value, list):
        return all(holds(rule.get("items", {}), one) for one in value)
    if isinstance(value, dict):
        known = rule.get("properties", {})
        rest = rule.get("additionalProperties", True)
        return (
            all(name in value for name in rule.get("required", []))
            and all(holds(rule.get("propertyNames", {}), name) for name in value)
            and all(
                holds(known[name], one) if name in known else rest is not False and holds(rest, one)
                for name, one in value.items()
            )
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        return rule.get("minimum", value) <= value <= rule.get("maximum", value)
    return True


def plain(file: Path) -> Any:
    root = read_file(file).root
    assert root is not None
    return root.plain()


@pytest.mark.parametrize("file", [HERE / "good.yaml", SHIPPED], ids=["good", "shipped"])
def test_the_schema_accepts_files_as_people_write_them(file: Path) -> None:
    data = plain(file)
    wrong = [key for key, value in data.items() if not holds(SCHEMA["properties"][key], value)]
    assert wrong == []
    assert holds(SCHEMA, data)


@pytest.mark.parametrize(
    "name",
    [
        "unknown-key-top", "unknown-key-device", "unknown-key-control", "unknown-kind-device",
        "unknown-kind-contract", "unit-missing", "unit-other-dimension", "unit-peak-power",
        "unknown-key-in-unused-template", "field-missing", "member-bus-missing", "type-map-for-text",
        "member-name-with-dot", "version-newer", "layout-text", "kind-missing", "time-days-zero",
    ],
)  # fmt: skip
def test_the_schema_refuses_what_an_editor_should_mark(name: str) -> None:
    assert not holds(SCHEMA, plain(HERE.parent / "bad" / f"{name}.yaml"))


def test_every_field_is_described_and_every_default_is_what_a_file_would_say() -> None:
    for name, model in SCHEMA["definitions"].items():
        for key, rule in model.get("properties", {}).items():
            assert rule.get("description"), f"{name}.{key} has no description"
            default = rule.get("default")
            if default is not None:
                assert holds({k: v for k, v in rule.items() if k != "default"}, default), (
                    f"{name}.{key}"
                )
    assert all(rule.get("description") for rule in SCHEMA["properties"].values())


def test_the_schema_is_json_and_its_references_lead_somewhere() -> None:
    text = json.dumps(SCHEMA)
    named = set(re.findall(r'"#/definitions/(\w+)"', text))
    assert named
    assert named <= set(SCHEMA["definitions"])
    assert "$defs" not in text
