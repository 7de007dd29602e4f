"""The tree of a text: values, each with the place where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from hubsim.errors import Issue

Value: TypeAlias = "str | int | float | bool | dict[str, Node] | list[Node] | None"


class Mark(NamedTuple):
    """A place in a text, line and column counted from 1."""

    file: str
    line: int
    column: int


@dataclass(slots=True)
class Node:
    """A value with its place; shared between members that use one template, so never changed.

    key : place of its key in the map around it
    path : names from the root of the text to it, as written
    broken : was refused already; nothing more is said about it
    """

    value: Value
    mark: Mark
    path: tuple[str, ...] = ()
    key: Mark | None = None
    broken: bool = False

    @property
    def is_null(self) -> bool:
        """Whether the text says null, and not that something was refused."""
        return self.value is None and not self.broken

    @property
    def children(self) -> dict[str, Node]:
        """Entries of a map; none for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def text(self) -> str:
        """The text of a text; empty for anything else."""
        return self.value if isinstance(self.value, str) else ""

    def at(self, *names: str) -> Node | None:
        """Return the node below by names, None where there is none."""
        node: Node | None = self
        for name in names:
            node = node.children.get(name) if node is not None else None
        return node

    def below(self, name: str) -> Node | None:
        """Return the entry of a map by key, or of a list by number; None where there is none."""
        if isinstance(self.value, list):
            is_there = name.isdecimal() and len(name) < 7 and int(name) < len(self.value)
            return self.value[int(name)] if is_there else None
        return self.children.get(name)

    def find(self, path: str) -> Node:
        """Return the node at a path with dots, or the last one on the way; keys may hold dots."""
        node, rest = self, path
        while rest:
            parts = rest.split(".")
            heads = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
            head = next((head for head in heads if node.below(head) is not None), None)
            if head is None:
                break
            node, rest = node.below(head) or node, rest[len(head) + 1 :]
        return node

    def with_children(self, children: dict[str, Node]) -> Node:
        """Return the same map with other entries."""
        return Node(children, self.mark, self.path, self.key, self.broken)

    def issue(self, message: str, hint: str = "", *, at_key: bool = False) -> Issue:
        """Return the issue at this node's value, or at its key."""
        mark = self.key if at_key and self.key is not None else self.mark
        return Issue(*mark, ".".join(self.path), message, hint)

    def plain(self) -> Any:
        """Return the data alone: dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {name: child.plain() for name, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value
