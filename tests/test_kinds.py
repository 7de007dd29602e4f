from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from hubsim.assets.asset import Asset
from hubsim.contracts.contract import Contract
from hubsim.kinds import Kind, descriptions, kinds_of, load_family, union
from hubsim.networks.source import NetworkSource
from hubsim.sharing.rule import SharingRule
from hubsim.tariffs.price import Price

FAMILY = '''
from hubsim.kinds import Kind
class Shape(Kind):
    """A family."""
    size: int = 1
    """How large."""
'''
KIND = '''
from typing import Literal
from toyfamily.family import Shape
class {name}(Shape):
    kind: Literal["{kind}"]
    """Which shape."""
'''


@pytest.fixture
def toys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    folder = tmp_path / "toyfamily"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "family.py").write_text(FAMILY)
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    load_family.cache_clear()
    for name in [name for name in sys.modules if name.startswith("toyfamily")]:
        del sys.modules[name]


def family(folder: Path, *kinds: str) -> Any:
    for kind in kinds:
        (folder / f"{kind}.py").write_text(KIND.format(name=kind.title(), kind=kind))
    import toyfamily.family

    return toyfamily.family.Shape


def test_a_file_dropped_into_the_folder_is_a_kind(toys: Path) -> None:
    shape = family(toys, "round", "square")
    assert list(kinds_of(shape)) == ["round", "square"]
    read = TypeAdapter(union(shape))
    assert read.validate_python({"kind": "square", "size": 3}).size == 3
    with pytest.raises(ValidationError, match=r"round.*square"):
        read.validate_python({"kind": "oval"})


def test_a_family_of_one_kind_still_wants_its_name(toys: Path) -> None:
    read = TypeAdapter(union(family(toys, "round")))
    assert read.validate_python({"kind": "round"}).kind == "round"
    with pytest.raises(ValidationError, match="kind"):
        read.validate_python({"kind": "square"})


def test_two_files_with_one_kind_are_refused_at_import(toys: Path) -> None:
    shape = family(toys, "round")
    (toys / "second.py").write_text(KIND.format(name="Second", kind="round"))
    with pytest.raises(
        TypeError, match=r"kind 'round' is defined twice: toyfamily.round and toyfamily.second"
    ):
        kinds_of(shape)


def test_families_do_not_mix(toys: Path) -> None:
    assert "battery" not in kinds_of(family(toys, "round"))
    assert "round" not in kinds_of(Asset)


def test_the_text_below_a_field_is_its_description(toys: Path) -> None:
    shape = kinds_of(family(toys, "round"))["round"]
    assert descriptions(shape) == {"size": "How large.", "kind": "Which shape."}
    properties = shape.model_json_schema()["properties"]
    assert properties["size"]["description"] == "How large."


def test_a_class_without_source_has_no_descriptions() -> None:
    made = type("Made", (BaseModel,), {"__annotations__": {"a": int}})
    assert descriptions(made) == {}


@pytest.mark.parametrize("base", [Asset, Contract, NetworkSource, Price, SharingRule])
def test_every_kind_is_checked_frozen_and_named_like_its_tag(base: type[Kind]) -> None:
    kinds = kinds_of(base)
    assert kinds
    for name, kind in kinds.items():
        assert kind.model_config["frozen"]
        assert kind.model_config["extra"] == "forbid"
        assert kind.model_fields["kind"].annotation == Literal[name]
        assert set(kind.model_fields) <= set(descriptions(kind)), (
            f"{name}: a field is not described"
        )
