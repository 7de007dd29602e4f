"""Faults put into the solver: each ends in the right named error, and nothing wrong is published."""

from __future__ import annotations

from types import SimpleNamespace

import highspy
import numpy as np
import pytest

from hubsim.dispatch.together import operate_together
from hubsim.dispatch.together.solver import LiveSolver
from hubsim.errors import HubsimError, Infeasible, NotProven, SolveError, Unbounded
from hubsim.pipeline import run
from hubsim.scenario.load import load_scenario

STATUS = highspy.HighsModelStatus


class Faulty:
    """HiGHS whose answers from one solve on are others than its own."""

    def __init__(self, highs, fault, first, last) -> None:
        self._highs, self._fault, self._first, self._last = highs, fault, first, last
        self._runs = 0

    def __getattr__(self, name):
        return getattr(self._highs, name)

    @property
    def _now(self) -> bool:
        return self._first <= self._runs <= self._last

    def run(self):
        self._runs += 1
        if self._now and self._fault == "exception":
            raise RuntimeError("injected")
        return self._highs.run()

    def getModelStatus(self):  # noqa: N802
        if self._now and isinstance(self._fault, STATUS):
            return self._fault
        return self._highs.getModelStatus()

    def getSolution(self):  # noqa: N802
        found = self._highs.getSolution()
        x, dual = np.array(found.col_value), np.array(found.row_dual)
        if self._now:
            if self._fault == "altered value":
                x[len(x) // 2 :] += 1e-3
            if self._fault == "not a number":
                x[7] = np.nan
            if self._fault == "altered duals":
                dual *= 1.01
            if self._fault == "worse plan":
                x = np.minimum(x + 1.0, 1e6)
            if self._fault == "nothing":
                x, dual = x[:0], dual[:0]
        return SimpleNamespace(col_value=x, row_dual=dual)


FAULTS = [
    (STATUS.kInfeasible, Infeasible),
    (STATUS.kUnboundedOrInfeasible, Infeasible),
    (STATUS.kUnbounded, Unbounded),
    (STATUS.kTimeLimit, NotProven),
    (STATUS.kSolveError, NotProven),
    (STATUS.kUnknown, NotProven),
    (STATUS.kInterrupt, NotProven),
    ("altered value", NotProven),
    ("not a number", NotProven),
    ("altered duals", NotProven),
    ("worse plan", NotProven),
    ("nothing", NotProven),
    ("exception", SolveError),
]


@pytest.fixture
def broken(monkeypatch):
    """Return what puts a fault into every solver, from its n-th solve to its last faulty one."""
    begin = LiveSolver.__init__

    def put(fault, first=1, last=10**9):
        def init(self, matrix, cost):
            begin(self, matrix, cost)
            self._highs = Faulty(self._highs, fault, first, last)

        monkeypatch.setattr(LiveSolver, "__init__", init)

    return put


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("first", [1, 3])
@pytest.mark.parametrize(("fault", "error"), FAULTS)
def test_a_fault_ends_in_its_own_error(village, broken, fault, error, first) -> None:
    street = village("limits.loading=30 %", "control.window=12 h")
    broken(fault, first)
    with pytest.raises(error):
        operate_together(street.model, street.alone, street.alone, street.alone_flows)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("fault", [fault for fault, _ in FAULTS if fault != "exception"])
def test_a_single_fault_is_solved_again_from_nothing(village, broken, fault) -> None:
    street = village()
    expected = street.together
    broken(fault, 1, 1)
    did, _ = operate_together(street.model, street.alone, street.alone, street.alone_flows)
    assert did.p_kw == pytest.approx(expected.p_kw, abs=1e-6)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("fault", ["altered value", STATUS.kTimeLimit, "exception"])
def test_a_run_with_a_faulty_solver_publishes_nothing(tmp_path, broken, fault) -> None:
    day = "time={start: 2016-01-20, days: 1, step: 15 min, timezone: Europe/Amsterdam}"
    scenario = load_scenario("scenarios/street.yaml", "both", [day])
    broken(fault)
    with pytest.raises(HubsimError) as caught:
        run(scenario, tmp_path)
    assert caught.value.exit_code == 6
    assert not list(tmp_path.rglob("manifest.json"))
    assert not list(tmp_path.rglob("summary.json"))


def test_an_iteration_limit_goes_on_by_interior_point(village, monkeypatch) -> None:
    street = village()
    monkeypatch.setattr("hubsim.dispatch.together.solver._SIMPLEX_TURNS", 0)
    did, _ = operate_together(street.model, street.alone, street.alone, street.alone_flows)
    assert did.p_kw == pytest.approx(street.together.p_kw, abs=1e-6)
