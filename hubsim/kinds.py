"""The one way to extend hubsim: a file dropped into a family's folder adds a kind.

A family is a direct child of `Kind` (an asset, a contract, a tariff, ...) and lives in one folder.
`load_family` imports that folder's files in name order; every class with a ``kind: Literal["..."]``
field records itself. `union` turns a family into the discriminated union that the scenario schema
uses, so a new kind needs no edit anywhere else.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, ClassVar, get_args

from pydantic import BaseModel, ConfigDict, Field


class Kind(BaseModel):
    """Base of every family. Fields are what the scenario file says, checked and frozen."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
        defer_build=True,
    )

    members_of_family: ClassVar[dict[str, type[Kind]]]
    """Kind name -> class, one registry a family."""

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


def union(family: type[Kind]) -> Any:
    """Return the discriminated union of a family's kinds, for use as a field's type."""
    kinds = list(kinds_of(family).values())
    if len(kinds) == 1:
        return kinds[0]
    return Annotated[reduce(or_, kinds), Field(discriminator="kind")]
