"""The JSON Schema of the file as people write it, for editors to complete and check it.

The model describes a resolved file. People may leave out of a member what its template says, name
templates and layouts, and write null to remove: so members and templates get partial forms, in
which nothing but the kind of a new device is required.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hubsim.scenario.check import PLACES
from hubsim.scenario.names import NAME
from hubsim.scenario.schema import Scenario

_PARTIAL = "Partial"

_LAYOUTS: dict[str, Any] = {
    "type": "object",
    "title": "Layouts",
    "description": "Named sets of changes: PATH: value, null removes. Compared side by side.",
    "propertyNames": {"pattern": NAME},
    "additionalProperties": {
        "type": "object",
        "propertyNames": {"pattern": r"^[^.]+(\.[^.]+)*$"},
        "examples": [{"control.coordinate": []}],
    },
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7, which editors know best) of a scenario file."""
    made = Scenario.model_json_schema(by_alias=True, ref_template="#/definitions/{model}")
    schema: dict[str, Any] = _with_named_keys(made)
    models = schema.pop("$defs")
    partial = {f"{name}{_PARTIAL}": _partial(model) for name, model in models.items()}
    member, draft = models["Member"], partial[f"Member{_PARTIAL}"]
    for form in (member, draft):
        form["properties"]["load"] = _without_kind(form["properties"]["load"], models, partial)
    names = [{"required": [key]} for key in PLACES]
    member["anyOf"] = names
    fields = draft["properties"]
    template = dict(deepcopy(draft), title="Template", description="What members have in common.")
    template["properties"] = {
        "extends": {"type": "string", "description": "Template that this one adds to."}
    } | {key: rule for key, rule in fields.items() if key not in {*PLACES, "count"}}
    draft["properties"] = {
        "template": {"type": "string", "description": "Template with what is not said here."}
    } | fields
    draft["anyOf"] = names
    properties = schema["properties"]
    properties["members"]["additionalProperties"] = {
        "if": {"type": "object", "required": ["template"]},
        "then": {"$ref": f"#/definitions/Member{_PARTIAL}"},
        "else": {"$ref": "#/definitions/Member"},
    }
    properties["templates"] = {
        "type": "object",
        "title": "Templates",
        "description": "What several members have in common, by name.",
        "propertyNames": {"pattern": NAME},
        "additionalProperties": template,
    }
    properties["layouts"] = _LAYOUTS
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        **schema,
        "definitions": _used(schema, models | partial),
    }


def _with_named_keys(rule: Any) -> Any:
    """Return the rule with a pattern for all keys of a map, in place of rules for some keys."""
    if isinstance(rule, list):
        return [_with_named_keys(part) for part in rule]
    if not isinstance(rule, dict):
        return rule
    found = {key: _with_named_keys(part) for key, part in rule.items()}
    if "patternProperties" in found:
        ((pattern, below),) = found.pop("patternProperties").items()
        found |= {"propertyNames": {"pattern": pattern}, "additionalProperties": below}
    return found


def _without_kind(rule: dict[str, Any], models: dict[str, Any], partial: dict[str, Any]) -> Any:
    """Return the rule of a load, whose kind need not be written; mends the load's model too."""
    for reference in _references(rule):
        name = reference.rpartition("/")[2]
        model = (models | partial)[name]
        model["required"] = [key for key in model.get("required", []) if key != "kind"]
    return rule


def _references(rule: Any) -> list[str]:
    if isinstance(rule, dict):
        own = [rule["$ref"]] if "$ref" in rule else []
        return own + [one for part in rule.values() for one in _references(part)]
    return [one for part in rule for one in _references(part)] if isinstance(rule, list) else []


def _used(schema: dict[str, Any], models: dict[str, Any]) -> dict[str, Any]:
    """Return the models that the schema refers to, directly or through others."""
    found: set[str] = set()
    waiting = _references(schema)
    while waiting:
        name = waiting.pop().rpartition("/")[2]
        if name not in found:
            found.add(name)
            waiting += _references(models[name])
    return {name: model for name, model in models.items() if name in found}


def _partial(rule: Any) -> Any:
    """Return the rule with nothing required but the kind of what has kinds, and null allowed."""
    if isinstance(rule, list):
        return [_partial(part) for part in rule]
    if not isinstance(rule, dict):
        return rule
    if "discriminator" in rule:
        kinds = [{"$ref": _partial(one["$ref"])} for one in rule["oneOf"]]
        unsaid = {"type": "object", "not": {"required": ["kind"]}}
        said = {key: rule[key] for key in ("title", "description") if key in rule}
        return {"anyOf": [*kinds, unsaid, {"type": "null"}]} | said
    found: dict[str, Any] = {}
    for key, part in rule.items():
        if key == "$ref":
            found[key] = f"{part}{_PARTIAL}"
        elif key == "required":
            found[key] = [name for name in part if name == "kind"]
        elif key == "properties":
            found[key] = {name: _or_null(_partial(one)) for name, one in part.items()}
        elif key == "additionalProperties" and isinstance(part, dict):
            found[key] = _or_null(_partial(part))
        elif key not in {"minProperties", "default"}:
            found[key] = _partial(part)
    return found


def _or_null(rule: dict[str, Any]) -> dict[str, Any]:
    if "const" in rule or {"type": "null"} in rule.get("anyOf", []):
        return rule
    kept = {key: rule[key] for key in ("title", "description") if key in rule}
    return {"anyOf": [rule, {"type": "null"}]} | kept
