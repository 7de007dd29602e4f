"""YAML text -> a tree of nodes, each with the line and column it was written at.

Reads the parser's events, so nothing is built that the text does not say: no objects from tags, no
copies from aliases. Scalars follow the core schema of YAML 1.2: ``23:00``, ``no`` and dates stay
text. What is wrong but can be stepped over is collected, and reading goes on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from hubsim.errors import Issue, MissingError
from hubsim.scenario.node import Mark, Node, Value

MAX_BYTES = 5_000_000
MAX_DEPTH = 32
_TOO_DEEP = f"nesting deeper than {MAX_DEPTH} levels"

# The C parser is some ten times faster and is in every wheel; the Python one gives the same events.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_BaseDumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL = {
    text: text.lower() == "true" for text in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_MAY_BE_NO_TEXT = frozenset("~nNtTfF.+-0123456789")
_MAX_DIGITS = 18

# What YAML forbids, and the three rare line breaks that editors count differently.
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


@dataclass
class Source:
    """What a text says: `root` is None when it cannot be read at all."""

    root: Node | None
    issues: list[Issue] = field(default_factory=list)


def read_file(path: Path) -> Source:
    """Read a YAML file.

    Raises
    ------
    MissingError
        when there is no such file or it cannot be opened.
    """
    file = str(path)
    try:
        with path.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise MissingError(f"{file}: the scenario file is not there") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise MissingError(f"{file}: the scenario file cannot be read: {reason}") from None
    if len(content) > MAX_BYTES:
        return Source(None, [Issue(file, 1, 1, "", "the file is larger than 5 MB")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8-sig", "replace")) + 1
        message = f"byte 0x{content[error.start]:02x} is not UTF-8"
        return Source(None, [Issue(file, line, column, "", message, "save the file as UTF-8")])
    return read_text(text, file)


def read_text(text: str, file: str) -> Source:
    """Read YAML text; `file` is what issues call it."""
    source = read_value(text, file)
    if not source.issues and (source.root is None or source.root.is_null):
        return Source(None, [Issue(file, 1, 1, "", "the file is empty")])
    return source


def read_value(text: str, file: str, path: tuple[str, ...] = ()) -> Source:
    """Read one value written in YAML, null included; `path` is where it will stand."""
    odd = _FORBIDDEN.search(text)
    if odd is not None:
        line = text.count("\n", 0, odd.start()) + 1
        column = odd.start() - text.rfind("\n", 0, odd.start())
        message = f"character U+{ord(odd[0]):04X} is not allowed in YAML"
        return Source(None, [Issue(file, line, column, ".".join(path), message)])
    reader = _Reader(file)
    try:
        root = reader.document(iter(yaml.parse(text, Loader=_Loader)), path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        words = _syntax_words(error, text, line)
        reader.issues.append(Issue(file, line, column, ".".join(path), *words))
        root = None
    return Source(root, reader.issues)


def write_yaml(data: Any) -> str:
    """Return plain data as YAML that `read_text` reads back to the same data."""
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100))


class _Dumper(_BaseDumper):  # type: ignore[misc, valid-type]
    """Writes YAML without aliases; quotes every text that would be read as something else."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - asked for every value
        """Return that every value is written out."""
        return True

    def text(self, data: str) -> Any:
        """Return the node of a text."""
        plain = is_plain_text(data)
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=None if plain else "'")


_Dumper.add_representer(str, _Dumper.text)


def is_plain_text(text: str) -> bool:
    """Return whether a plain scalar is read as text."""
    return not (
        text in _NULL
        or text in _BOOL
        or _INT.fullmatch(text)
        or _FLOAT.fullmatch(text)
        or _NOT_FINITE.fullmatch(text)
    )


def _syntax_words(error: yaml.MarkedYAMLError, text: str, line: int) -> tuple[str, str]:
    """Return message and hint for what the parser says."""
    lines = text.splitlines()
    written = lines[line - 1] if line <= len(lines) else ""
    indent = written[: len(written) - len(written.lstrip())]
    if "\t" in indent or "'\\t'" in str(error.problem):
        return "a tab cannot indent YAML", "use spaces"
    words = ", ".join(str(part) for part in (error.problem, error.context) if part)
    hint = ""
    if "mapping values are not allowed" in words:
        hint = "put text that holds ': ' in quotes, and check the indentation"
    elif "expected <block end>" in words or "did not find expected key" in words:
        hint = "check the indentation of this line and the one before"
    elif "exceeded maximum nesting depth" in words:
        # The parser's own limit, which it meets while it looks ahead of what it gives.
        return f"{_TOO_DEEP} is not allowed", ""
    return f"not valid YAML: {words}", hint


class _Reader:
    """Builds nodes from events and collects what is wrong."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.issues: list[Issue] = []

    def document(self, events: Iterator[Any], path: tuple[str, ...]) -> Node | None:
        """Return the root of the one document, None when there is none."""
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    mark = self._mark(event)
                    self.issues.append(
                        Issue(*mark, "", "a second document starts here", "one only")
                    )
                    break
                root = self._node(next(events), events, path, None, 1)
        return root

    def _mark(self, event: Any) -> Mark:
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _node(
        self,
        event: Any,
        events: Iterator[Any],
        path: tuple[str, ...],
        key: Mark | None,
        depth: int,
    ) -> Node:
        node = Node(None, self._mark(event), path, key)
        if isinstance(event, yaml.AliasEvent):
            name = str(event.anchor)[:40]
            return self._refuse(node, f"alias *{name}", "use templates and extends")
        self._refuse_anchor(event, node)
        if event.tag is not None and event.tag != "!":
            self._refuse(node, f"tag {event.tag[:40]!r}", "write plain values")
        if isinstance(event, yaml.ScalarEvent):
            # The tag "!" makes a plain scalar a text, as quotes do.
            value = event.value if event.style or event.tag else self._scalar(event.value, node)
            if not node.broken:
                node.value = value
        elif depth > MAX_DEPTH:
            _skip(events)
            self._refuse(node, _TOO_DEEP, "")
        elif isinstance(event, yaml.MappingStartEvent):
            node.value = self._map(events, path, depth)
        else:
            node.value = self._list(events, path, depth)
        return node

    def _refuse(self, node: Node, what: str, hint: str) -> Node:
        self.issues.append(node.issue(f"{what} is not allowed", hint))
        node.broken = True
        return node

    def _refuse_anchor(self, event: Any, node: Node) -> None:
        """Refuse an anchor; what it names can still be read."""
        if event.anchor is not None:
            message = f"anchor &{event.anchor[:40]} is not allowed"
            self.issues.append(node.issue(message, "use templates and extends"))

    def _scalar(self, text: str, node: Node) -> Value:
        """Return the value of a plain scalar after the core schema of YAML 1.2."""
        if text and text[0] not in _MAY_BE_NO_TEXT:
            return text
        if text in _NULL:
            return None
        if text in _BOOL:
            return _BOOL[text]
        if _INT.fullmatch(text):
            if len(text) > _MAX_DIGITS:
                self._refuse(node, f"a number of {len(text)} digits", "")
                return text
            return int(text)
        number = float(text) if _FLOAT.fullmatch(text) else None
        if _NOT_FINITE.fullmatch(text) or (number is not None and not math.isfinite(number)):
            self.issues.append(node.issue(f"{text[:40]} is not a finite number"))
            node.broken = True
        return text if number is None else number

    def _list(self, events: Iterator[Any], path: tuple[str, ...], depth: int) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._node(event, events, (*path, str(len(items))), None, depth + 1))
        return items

    def _map(self, events: Iterator[Any], path: tuple[str, ...], depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            mark = self._mark(event)
            name = self._key(event, events, path)
            below = (*path, name if name is not None else "?")
            child = self._node(next(events), events, below, mark, depth + 1)
            if name is None:
                continue
            if name in entries:
                first = entries[name].key
                place = f"line {first.line}, column {first.column}" if first else "above"
                message = f"key {name[:40]!r} is here twice"
                self.issues.append(child.issue(message, f"first at {place}", at_key=True))
            else:
                entries[name] = child
        return entries

    def _key(self, event: Any, events: Iterator[Any], path: tuple[str, ...]) -> str | None:
        """Return the text of a key; None, with an issue, for anything that is no text."""
        node = Node(None, self._mark(event), path)
        if not isinstance(event, yaml.ScalarEvent):
            if not isinstance(event, yaml.AliasEvent):
                _skip(events)
            self._refuse(node, "a key that is no text", "")
            return None
        self._refuse_anchor(event, node)
        if event.tag is not None:
            self._refuse(node, f"tag {event.tag[:40]!r}", "write plain keys")
        value = event.value if event.style or node.broken else self._scalar(event.value, node)
        if node.broken or isinstance(value, str):
            return str(event.value)
        self._refuse(node, f"key {event.value[:40]!r}, which is no text,", "put it in quotes")
        return str(event.value)


def _skip(events: Iterator[Any]) -> None:
    """Step over the rest of a map or list that has just begun."""
    depth = 1
    for event in events:
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            depth += 1
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            depth -= 1
        if depth == 0:
            return
