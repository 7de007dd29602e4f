"""What is worked out in a thread of its own, and the study of a run that goes on while the hub is planned."""

from __future__ import annotations

from threading import Event, current_thread

import pytest

from hubsim.errors import UsageError
from hubsim.meanwhile import meanwhile
from hubsim.scenario.load import load_scenario
from hubsim.simulation import simulate

DAY = "time={start: 2016-01-20, days: 1, step: 15 min, timezone: Europe/Amsterdam}"
PATIENCE_S = 60.0


def test_work_goes_on_beside_who_asked_for_it():
    asked, begun = Event(), Event()

    def work():
        begun.set()
        assert asked.wait(PATIENCE_S)
        return current_thread()

    result = meanwhile(work)
    assert begun.wait(PATIENCE_S)
    asked.set()
    assert result() is not current_thread()


def test_what_the_work_raises_reaches_who_asks_for_its_result():
    def work():
        raise UsageError("no such thing")

    with pytest.raises(UsageError, match="no such thing"):
        meanwhile(work)()


@pytest.mark.parametrize(("operation", "beside"), [("rules", True), ("optimise", False)])
def test_headroom_by_rules_is_studied_while_the_hub_is_planned(
    street, monkeypatch, operation, beside
):
    """A study that plans the hub itself waits for its turn."""
    from hubsim.dispatch import together
    from hubsim.headroom import study

    begun, plan_now = Event(), together.operate_together

    def studied(model, alone):
        begun.set()
        raise UsageError("that is all of the study")

    def planned(*args, **kwargs):
        assert begun.wait(PATIENCE_S if beside else 0.5) == beside
        return plan_now(*args, **kwargs)

    monkeypatch.setattr(study, "find_headroom", studied)
    monkeypatch.setattr(together, "operate_together", planned)
    scenario = load_scenario(street, "both", [DAY, f"headroom.operation={operation}"])
    with pytest.raises(UsageError, match="that is all"):
        simulate(scenario, headroom=True)
    assert begun.is_set()


def test_who_simulates_without_headroom_gets_none(street):
    assert simulate(load_scenario(street, "both", [DAY])).headroom is None
