"""What pages call a scenario and its layouts, by language; nothing of it changes a figure."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, Strict, StringConstraints

from hubsim.kinds import Record
from hubsim.scenario import check
from hubsim.scenario.names import NAME

_Name: TypeAlias = Annotated[str, StringConstraints(pattern=NAME, max_length=64)]
_Text: TypeAlias = Annotated[str, Strict(), StringConstraints(min_length=1, max_length=200)]


class Words(Record):
    """Names in one language."""

    title: _Text | None = None
    """What reports are headed with; the title of the scenario by default."""

    layouts: dict[_Name, _Text] = Field(default={})
    """What a layout is called; its own name by default."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (field, message) for each contradiction between fields."""
        owner: dict[str, str] = {}
        found = []
        for name, word in self.layouts.items():
            if word in owner:
                found.append((f"layouts.{name}", f"layout {owner[word]!r} is called so too"))
            owner.setdefault(word, name)
        return found


class WordsByLanguage(Record):
    """What pages in each language call the scenario and its layouts."""

    en: Annotated[Words, AfterValidator(check.consistent)] | None = None
    """English."""

    nl: Annotated[Words, AfterValidator(check.consistent)] | None = None
    """Dutch."""

    def said(self) -> dict[str, Words]:
        """Return code of a language -> its words, of those that have any."""
        known = {code: getattr(self, code) for code in type(self).model_fields}
        return {code: words for code, words in known.items() if words is not None}
