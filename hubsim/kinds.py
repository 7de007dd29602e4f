"""The one way to extend hubsim: a file dropped into a family's folder adds a kind.

A family is a direct child of `Kind` (an asset, a contract, a tariff, ...) and lives in one folder.
`load_family` imports that folder's files in name order; every class with a ``kind: Literal["..."]``
field records itself. `union` turns a family into the discriminated union that the scenario schema
uses, so a new kind needs no edit anywhere else.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import textwrap
from functools import cache, reduce
from itertools import pairwise
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema

from hubsim.units import Quantity, text_of


class Record(BaseModel):
    """Base of what a scenario file says: checked, frozen, described to an editor.

    The text below a field is its description. It is looked up when a JSON Schema is made, since
    pydantic's own option parses the source of every class at import, which doubles its time.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Add the descriptions of the fields; write defaults with their units, as a file would."""
        made = handler(schema)
        properties = handler.resolve_ref_schema(made).get("properties", {})
        described = descriptions(cls)
        for name, field in cls.model_fields.items():
            rule = properties.get(field.alias or name, {})
            if name in described:
                rule.setdefault("description", described[name])
            quantity = next((mark for mark in field.metadata if isinstance(mark, Quantity)), None)
            if quantity is not None and isinstance(rule.get("default"), int | float):
                rule["default"] = text_of(rule["default"], quantity.dimension)
        return made


def descriptions(record: type[BaseModel]) -> dict[str, str]:
    """Return field -> the text written below it, inherited fields included."""
    found: dict[str, str] = {}
    for base in reversed(record.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            found |= _texts_below_fields(base)
    return {name: text for name, text in found.items() if name in record.model_fields}


@cache
def _texts_below_fields(record: type[BaseModel]) -> dict[str, str]:
    """Return the texts of one class; none where its source is not at hand."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(record))).body[0]
    except (OSError, TypeError):
        return {}
    found = {}
    for field, below in pairwise(getattr(tree, "body", [])):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            match below:
                case ast.Expr(value=ast.Constant(value=str() as text)):
                    found[field.target.id] = inspect.cleandoc(text)
    return found


class Kind(Record):
    """Base of every family."""

    members_of_family: ClassVar[dict[str, type[Kind]]]
    """Kind name -> class, one registry a family."""

    if TYPE_CHECKING:
        kind: Any
        """Name of the kind: a Literal in every kind, so that YAML and schema know it."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Open a registry for a new family; record a new kind in its family's registry."""
        super().__pydantic_init_subclass__(**kwargs)
        if Kind in cls.__bases__:
            cls.members_of_family = {}
            return
        field = cls.model_fields.get("kind")
        if field is None:
            return
        (name,) = get_args(field.annotation)
        known = cls.members_of_family.get(name)
        if known is not None and known.__module__ != cls.__module__:
            message = f"kind {name!r} is defined twice: {known.__module__} and {cls.__module__}"
            raise TypeError(message)
        cls.members_of_family[name] = cls


@cache
def load_family(package: str) -> None:
    """Import every module of the package in name order, so that its kinds are recorded."""
    folder = importlib.import_module(package)
    for module in sorted(pkgutil.iter_modules(folder.__path__), key=lambda found: found.name):
        importlib.import_module(f"{package}.{module.name}")


def kinds_of(family: type[Kind]) -> dict[str, type[Kind]]:
    """Return name -> class of every kind in the family, in name order."""
    load_family(family.__module__.rpartition(".")[0])
    return dict(sorted(family.members_of_family.items()))


def union(family: type[Kind], branch: type[Kind] | None = None) -> Any:
    """Return the discriminated union of a family's kinds, for use as a field's type.

    branch : only the kinds that derive from this class of the family
    """
    kinds = [one for one in kinds_of(family).values() if issubclass(one, branch or family)]
    if len(kinds) == 1:
        return kinds[0]
    return Annotated[reduce(or_, kinds), Field(discriminator="kind")]
