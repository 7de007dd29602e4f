"""The bills of a run as a table: made once, stored with the run, read by the command and the report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hubsim.arrays import FloatArray, IntArray, frozen
from hubsim.bills.accounts import Case, ledger_of
from hubsim.bills.cents import in_cents
from hubsim.bills.ledger import Ledger
from hubsim.bills.lines import LINES, PARTIES
from hubsim.dispatch.dispatch import Dispatch
from hubsim.errors import TornResult
from hubsim.scenario.plan import Plan
from hubsim.sharing.exchange import Note
from hubsim.tariffs.billing import Poverty

FILE = "bills.parquet"
"""Name of the table in a run's folder."""

OPERATIONS = ("alone", "together")
_COLUMNS = ("operation", "account", "month", "line", "quantity", "eur", "cents")


@dataclass(frozen=True)
class Bills:
    """Bills of an operation. Axes: M members, P months, N lines in the order of `LINES`.

    cents : (P, M, N) paid by each member, in whole cents; eur : the same before rounding
    quantity : (P, M, N) kWh or kW that stands beside an amount
    party_cents : (P, N) paid to the party of a line; 0 for what members pay each other
    """

    cents: IntArray
    eur: FloatArray
    quantity: FloatArray
    party_cents: IntArray

    def total_cents(self) -> IntArray:
        """Return (M,) what each member pays over all months."""
        total: IntArray = self.cents.sum(axis=(0, 2))
        return total

    def by_cause(self) -> dict[str, IntArray]:
        """Return cause -> (M,) what each member pays for it over all months [cents]."""
        causes = dict.fromkeys(line.cause for line in LINES.values())
        return {
            cause: self.cents[:, :, _places(lambda line, cause=cause: line.cause == cause)].sum(
                axis=(0, 2)
            )
            for cause in causes
        }

    def paid_to(self) -> dict[str, int]:
        """Return party -> what it is paid over all months [cents]."""
        return {
            party: int(
                self.party_cents[:, _places(lambda line, party=party: line.party == party)].sum()
            )
            for party in PARTIES
        }

    def remainder_cents(self) -> int:
        """Return what members pay less what parties are paid: 0 when the bills close."""
        return int(self.cents.sum() - self.party_cents.sum())


@dataclass(frozen=True)
class Book:
    """The bills of a run, alone and together.

    members : one record each: name, group, tariff, common, home, income_eur, income_group, label
    residual_eur : operation -> largest sum of all accounts at any step
    rules : which rates, rule of netting and sharing rule; notes : what a reader must know
    poverty : limits of the measures of energy poverty, None when none are asked for
    """

    months: tuple[str, ...]
    part: tuple[float, ...]
    members: tuple[Mapping[str, Any], ...]
    bills: Mapping[str, Bills]
    residual_eur: Mapping[str, float]
    rules: Mapping[str, str]
    notes: tuple[Note, ...]
    poverty: Mapping[str, Any] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the members."""
        return tuple(str(member["name"]) for member in self.members)

    def gain_cents(self) -> IntArray:
        """Return (M,) what each member pays less together than alone."""
        gain: IntArray = self.bills["alone"].total_cents() - self.bills["together"].total_cents()
        return gain

    def gain_by_cause(self) -> dict[str, IntArray]:
        """Return cause -> (M,) what each member pays less of it together than alone [cents]."""
        alone, together = (self.bills[name].by_cause() for name in OPERATIONS)
        return {cause: alone[cause] - together[cause] for cause in alone}

    def to_bytes(self) -> bytes:
        """Return the table as Parquet: a row for each amount that is not nothing."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
        for operation, bills in self.bills.items():
            _add_rows(columns, operation, self, bills)
        head = {
            "months": self.months,
            "part": self.part,
            "members": [dict(member) for member in self.members],
            "residual_eur": dict(self.residual_eur),
            "rules": dict(self.rules),
            "notes": self.notes,
            "poverty": self.poverty,
        }
        table = pa.table(columns).replace_schema_metadata({"hubsim": json.dumps(head)})
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd")
        return bytes(sink.getvalue())

    @classmethod
    def of_bytes(cls, data: bytes) -> Book:
        """Return the book of a table.

        Raises
        ------
        TornResult
            when the bytes are no such table.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            table = pq.read_table(pa.BufferReader(data), use_threads=False)
            head = json.loads(table.schema.metadata[b"hubsim"])
            columns = {name: table.column(name).to_pylist() for name in _COLUMNS}
        except (pa.ArrowException, OSError, KeyError, TypeError, ValueError) as error:
            raise TornResult(f"{FILE} holds no bills: {error}") from None
        months, members = tuple(head["months"]), tuple(head["members"])
        names = [str(member["name"]) for member in members]
        return cls(
            months,
            tuple(head["part"]),
            members,
            {name: _read_bills(columns, name, months, names) for name in OPERATIONS},
            head["residual_eur"],
            head["rules"],
            tuple(head["notes"]),
            head["poverty"],
        )


def make_book(plan: Plan, alone: Dispatch, together: Dispatch) -> Book:
    """Return the bills of a run whose scenario has `bills`.

    Alone, every member has its own supplier and its own fees of the grid. Together, energy is shared by the
    rule and the contract of the group holds. What is common is divided by the same parts in both, so that a
    member's gain holds its part in what the hub's battery brings.

    Raises
    ------
    BrokenInvariant
        when the accounts do not close.
    """
    case = Case.of(plan)
    rule, rules = plan.scenario.sharing, plan.scenario.bills
    assert rules is not None
    settlement = rule.settle(case.exchange(together))
    nothing = type(settlement)(np.zeros_like(settlement.paid_eur), settlement.weight)
    ledgers = {
        "alone": ledger_of(case, alone, nothing, None),
        "together": ledger_of(case, together, settlement, plan.scenario.contract),
    }
    return Book(
        months=case.months.names,
        part=tuple(case.months.part.tolist()),
        members=tuple(_record(plan, m) for m in range(len(plan.member_ids))),
        residual_eur={name: ledger.close() for name, ledger in ledgers.items()},
        bills={name: _bills(ledger) for name, ledger in ledgers.items()},
        rules={"rates": rules.rates, "netting": rules.netting, "sharing": str(rule.kind)},
        notes=tuple(settlement.notes),
        poverty=None if rules.poverty is None else _limits(rules.poverty),
    )


def _limits(poverty: Poverty) -> dict[str, Any]:
    return {
        "low_income_eur": poverty.low_income,
        "high_cost_eur": poverty.high_cost,
        "poor_labels": list(poverty.poor_labels),
    }


def _record(plan: Plan, m: int) -> dict[str, Any]:
    bill = plan.scenario.members[plan.member_group[m]].bill
    return {
        "name": plan.member_ids[m],
        "group": plan.member_group[m],
        "tariff": plan.member_tariff[m],
        "common": bill.common,
        "home": bill.home,
        "income_eur": bill.income,
        "income_group": bill.income_group,
        "label": bill.energy_label,
    }


def _bills(ledger: Ledger) -> Bills:
    """Return the bills of a ledger in whole cents."""
    rounded = [in_cents(ledger.member_eur[line], ledger.party_eur[line]) for line in LINES]
    return Bills(
        np.stack([cents for cents, _ in rounded], axis=2),
        frozen(np.stack([ledger.member_eur[line] for line in LINES], axis=2)),
        frozen(np.stack([ledger.quantity[line] for line in LINES], axis=2)),
        np.stack([total for _, total in rounded], axis=1),
    )


def _places(wanted: Any) -> list[int]:
    return [place for place, line in enumerate(LINES.values()) if wanted(line)]


def _add_rows(columns: dict[str, list[Any]], operation: str, book: Book, bills: Bills) -> None:
    """Add a row for each amount of members and parties that is not nothing."""
    lines, names = list(LINES), book.names
    there = (bills.cents != 0) | (bills.eur != 0.0) | (bills.quantity != 0.0)
    for p, m, n in np.argwhere(there).tolist():
        row = (
            operation,
            names[m],
            book.months[p],
            lines[n],
            float(bills.quantity[p, m, n]),
            float(bills.eur[p, m, n]),
            int(bills.cents[p, m, n]),
        )
        _append(columns, row)
    for p, n in np.argwhere(bills.party_cents != 0).tolist():
        cents = -int(bills.party_cents[p, n])
        party = f"({LINES[lines[n]].party})"
        _append(columns, (operation, party, book.months[p], lines[n], 0.0, cents / 100.0, cents))


def _append(columns: dict[str, list[Any]], row: Sequence[Any]) -> None:
    for name, value in zip(_COLUMNS, row, strict=True):
        columns[name].append(value)


def _read_bills(
    columns: Mapping[str, list[Any]], operation: str, months: Sequence[str], names: Sequence[str]
) -> Bills:
    month = {name: p for p, name in enumerate(months)}
    member = {name: m for m, name in enumerate(names)}
    line = {name: n for n, name in enumerate(LINES)}
    shape = (len(months), len(names), len(line))
    cents, eur, quantity = np.zeros(shape, dtype=np.int64), np.zeros(shape), np.zeros(shape)
    party = np.zeros((shape[0], shape[2]), dtype=np.int64)
    for row in zip(*(columns[name] for name in _COLUMNS), strict=True):
        if row[0] != operation:
            continue
        p, n = month[row[2]], line[row[3]]
        if row[1] in member:
            place = p, member[row[1]], n
            quantity[place], eur[place], cents[place] = row[4:]
        else:
            party[p, n] -= row[6]
    return Bills(cents, frozen(eur), frozen(quantity), party)
