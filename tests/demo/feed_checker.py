"""Reads a feed with csv and Decimal, imports nothing of `app`, and names everything that does not fit."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from stdnum import iban
from stdnum.pl import nip, pesel, regon

CENT = Decimal("0.01")
KEYS = {
    "customers": ("customer_no",),
    "agreements": ("agreement_no",),
    "supply_points": ("ppe",),
    "meters": ("meter_no",),
    "readings": ("meter_no", "zone", "read_on", "kind"),
    "invoices": ("invoice_no",),
    "invoice_lines": ("invoice_no", "line_no"),
    "payments": ("payment_no",),
}
REFERS = {
    "agreements": ("customer_no", "customers"),
    "supply_points": ("agreement_no", "agreements"),
    "meters": ("ppe", "supply_points"),
    "readings": ("meter_no", "meters"),
    "invoices": ("agreement_no", "agreements"),
    "invoice_lines": ("invoice_no", "invoices"),
    "payments": ("agreement_no", "agreements"),
}
SPANS = (
    ("agreements", "signed_on", "ended_on"),
    ("meters", "installed_on", "removed_on"),
    ("invoices", "period_from", "period_to"),
    ("invoices", "issued_on", "due_on"),
)
Row = dict[str, str]
Registers = dict[tuple[str, str], Decimal]


class Feed:
    """A feed as it stands in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, list[Row]] = {name: self._read(name) for name in KEYS}

    def _read(self, name: str) -> list[Row]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def manifest(self) -> dict[str, dict[str, dict[str, object]]]:
        """What manifest.json says."""
        return json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    def by_key(self, name: str) -> dict[str, Row]:
        """Return the rows of a file by the first column of their key."""
        return {row[KEYS[name][0]]: row for row in self.rows[name]}

    def invoices_of(self, agreement_no: str) -> list[Row]:
        """Return an agreement's documents."""
        return [row for row in self.rows["invoices"] if row["agreement_no"] == agreement_no]

    def balance(self, agreement_no: str) -> Decimal:
        """Return what the agreement owes: opening balance and documents less payments."""
        agreement = self.by_key("agreements")[agreement_no]
        paid = [row["amount"] for row in self.rows["payments"] if row["agreement_no"] == agreement_no]
        owed = [row["gross"] for row in self.invoices_of(agreement_no)]
        return Decimal(agreement["opening_balance"] or 0) + sum(map(Decimal, owed)) - sum(map(Decimal, paid))

    def faults(self) -> list[str]:
        """Return everything that breaks the feed's contract or does not add up."""
        checks = (
            self._manifest_faults,
            self._key_faults,
            self._number_faults,
            self._span_faults,
            self._sum_faults,
            self._reading_faults,
            self._energy_faults,
        )
        return [fault for check in checks for fault in check()]

    def _manifest_faults(self) -> Iterator[str]:
        for name, rows in self.rows.items():
            said = self.manifest["files"][f"{name}.csv"]
            content = (self.folder / f"{name}.csv").read_bytes()
            if said != {"rows": len(rows), "sha256": hashlib.sha256(content).hexdigest()}:
                yield f"manifest: {name}"

    def _key_faults(self) -> Iterator[str]:
        for name, columns in KEYS.items():
            keys = Counter(tuple(row[column] for column in columns) for row in self.rows[name])
            yield from (f"{name}: {key} stands {count} times" for key, count in keys.items() if count > 1)
        for name, (column, other) in REFERS.items():
            known = self.by_key(other)
            yield from (f"{name}: no {row[column]}" for row in self.rows[name] if row[column] not in known)
        invoices = self.by_key("invoices")
        for row in self.rows["invoices"]:
            if (row["kind"] == "correction") != (row["corrects_no"] in invoices):
                yield f"invoice {row['invoice_no']} corrects {row['corrects_no']!r}"
        for row in self.rows["payments"]:
            if row["invoice_no"] and row["invoice_no"] not in invoices:
                yield f"payment {row['payment_no']} of {row['invoice_no']}"

    def _number_faults(self) -> Iterator[str]:
        for row in self.rows["customers"]:
            good = {
                "pesel": pesel.is_valid(row["pesel"]) and int(row["pesel"][2:4]) > 80,
                "nip": nip.is_valid(row["nip"]) and row["nip"].startswith("999"),
                "regon": regon.is_valid(row["regon"]) and row["regon"].startswith("99"),
                "krs": len(row["krs"]) == 10 and row["krs"].startswith("00099"),
                "email": row["email"].endswith(("@example.com", "@example.org")),
                "phone": row["phone"].startswith("+4840") and len(row["phone"]) == 12,
            }
            yield from (f"{name} {row[name]}" for name, is_good in good.items() if row[name] and not is_good)
        for row in self.rows["agreements"]:
            if not iban.is_valid("PL" + row["nrb"], check_country=False):
                yield f"nrb {row['nrb']}"
        for row in self.rows["supply_points"]:
            digits = [int(digit) for digit in reversed(row["ppe"])]
            if len(digits) != 18 or (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10:
                yield f"ppe {row['ppe']}"

    def _span_faults(self) -> Iterator[str]:
        for name, begin, end in SPANS:
            for row in self.rows[name]:
                if row[end] and row[end] < row[begin]:
                    yield f"{name} {row[KEYS[name][0]]}: {end} before {begin}"

    def _sum_faults(self) -> Iterator[str]:
        lines: dict[str, Decimal] = defaultdict(Decimal)
        for line in self.rows["invoice_lines"]:
            lines[line["invoice_no"]] += Decimal(line["net"])
            cost = (Decimal(line["quantity"]) * Decimal(line["unit_price"])).quantize(CENT, ROUND_HALF_UP)
            if cost != Decimal(line["net"]):
                yield f"line {line['invoice_no']} {line['line_no']}: {cost} is not {line['net']}"
        for row in self.rows["invoices"]:
            net, vat, gross = (Decimal(row[name]) for name in ("net", "vat", "gross"))
            rate = 0 if row["kind"] == "interest_note" else Decimal("0.23")
            if lines[row["invoice_no"]] != net or net + vat != gross:
                yield f"invoice {row['invoice_no']} does not add up"
            if (net * rate).quantize(CENT, ROUND_HALF_UP) != vat:
                yield f"invoice {row['invoice_no']}: VAT {vat} of {net}"

    def _series(self) -> dict[tuple[str, str], list[Row]]:
        series: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.rows["readings"]:
            series[row["meter_no"], row["zone"]].append(row)
        return series

    def _reading_faults(self) -> Iterator[str]:
        meters = self.by_key("meters")
        for (no, zone), rows in self._series().items():
            meter, whole = meters[no], 10 ** int(meters[no]["digits"])
            days = [row["read_on"] for row in rows]
            if days != sorted(days) or days[0] < meter["installed_on"]:
                yield f"meter {no} {zone}: days"
            if meter["removed_on"] and days[-1] != meter["removed_on"]:
                yield f"meter {no} {zone}: read after it was removed"
            values = [int(row["value"]) for row in rows]
            steps = [(after - before) % whole for before, after in pairwise(values)]
            if max(values) >= whole or any(step > whole // 2 for step in steps):
                yield f"meter {no} {zone}: falls"

    def taken(self) -> Registers:
        """Return the kWh between first and last reading of each supply point and zone."""
        meters, found = self.by_key("meters"), Counter[tuple[str, str]]()
        for (no, zone), rows in self._series().items():
            whole = 10 ** int(meters[no]["digits"])
            values = [int(row["value"]) for row in rows]
            turned = sum((after - before) % whole for before, after in pairwise(values))
            found[meters[no]["ppe"], zone] += turned * int(meters[no]["multiplier"])
        return {key: Decimal(value) for key, value in found.items()}

    def billed(self) -> Registers:
        """Return the kWh of active energy on settlements, final invoices and corrections."""
        final = {row["invoice_no"] for row in self.rows["invoices"] if row["kind"] != "forecast"}
        found: Registers = defaultdict(Decimal)
        for line in self.rows["invoice_lines"]:
            if line["label"].startswith("Energia czynna") and line["invoice_no"] in final:
                found[line["ppe"], line["zone"]] += Decimal(line["quantity"])
        return found

    def _energy_faults(self) -> Iterator[str]:
        taken, billed = self.taken(), self.billed()
        for key in taken.keys() | billed.keys():
            if taken.get(key, 0) != billed.get(key, 0):
                yield f"{key}: {taken.get(key)} taken, {billed.get(key)} billed"
