"""What a language consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """The dictionary of a language.

    texts : key -> text, with placeholders in braces
    figures : key figure -> (label, definition)
    groups : group of key figures -> heading
    kinds : asset kind -> its name, where the kind's own title is of another language
    """

    texts: Mapping[str, str]
    figures: Mapping[str, tuple[str, str]]
    groups: Mapping[str, str]
    kinds: Mapping[str, str]
