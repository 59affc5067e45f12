"""What happened in the demo's office so far, line by line in the order of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.demo import cases
from app.demo.cases import Case
from app.demo.hints import APPLIED, Hint
from app.demo.moments import before, minutes_ago
from app.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Line:
    """One thing somebody did at some moment."""

    moment: dt.datetime
    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works in the office."""

    celina: Actor
    czeslaw: Actor
    adam: Actor
    alicja: Actor


class Stage:
    """Hands out applicants and collects the lines of their stories."""

    def __init__(self, staff: Staff, known: Sequence[Hint], others: Sequence[Hint]) -> None:
        self.staff = staff
        self.known = known
        self._others = list(others)
        self.lines: list[Line] = []

    def somebody(self, **wrong: object) -> Case:
        """Return the next applicant; `wrong` are fields in which he errs."""
        return self._applicant(self._others[0], wrong)

    def woman(self, **wrong: object) -> Case:
        """Return the next applicant who may have changed her name at her wedding."""
        women = (one for one in self._others if (one.customer.first_name or "").endswith("a"))
        return self._applicant(next(women), wrong)

    def _applicant(self, hint: Hint, wrong: dict[str, object]) -> Case:
        self._others.remove(hint)
        return Case(hint, hint.customer.email or f"klient.{hint.customer.customer_no}@example.com", wrong)

    def at(self, moment: dt.datetime, act: Callable[..., object], case: Case, *more: object) -> None:
        """Add a line: `act(case, *more)` at a moment."""
        self.lines.append(Line(moment, lambda: act(case, *more)))

    def applied(self, case: Case, days: int, at: str) -> Case:
        """Let somebody apply, and confirm half an hour later."""
        moment = before(days, at)
        self.at(moment, cases.apply, case)
        self.at(moment + dt.timedelta(minutes=27), cases.confirm, case)
        return case


def lines(staff: Staff, known: Sequence[Hint], others: Sequence[Hint]) -> list[Line]:
    """Return the whole play in the order of time; `known` get access, `others` are everybody else."""
    stage = Stage(staff, known, others)
    for part in (
        _customers,
        _waiting,
        _at_the_desk,
        _with_the_applicant,
        _at_the_counter,
        _to_activate,
        _ended,
    ):
        part(stage)
    return sorted(stage.lines, key=lambda line: line.moment)


def _customers(stage: Stage) -> None:
    """Those who can log in: applied long ago, activated, logged in."""
    for place, (hint, login) in enumerate(zip(stage.known, APPLIED, strict=True)):
        case = stage.applied(Case(hint, login.email), 40 - place, f"{9 + place}:12")
        stage.at(before(39 - place, "11:40"), cases.activate, case, stage.staff.adam)
        stage.at(before(38 - place, "18:05"), cases.log_in, case)


def _waiting(stage: Stage) -> None:
    """Not confirmed yet, and two who were late."""
    for minutes in (14, 95):
        stage.at(minutes_ago(minutes), cases.apply, stage.somebody())
    late = stage.somebody()
    stage.at(before(12, "20:31"), cases.apply, late)
    stage.at(before(10, "3:10"), cases.expire, late)


def _at_the_desk(stage: Stage) -> None:
    """Data that do not agree, each in another way; the oldest ones are late."""
    celina, czeslaw = stage.staff.celina, stage.staff.czeslaw
    errors: list[dict[str, object]] = [
        {"invoice_gross": 12_345},
        {"last_name": "Nowa-Inna"},
        {"customer_no": "9999999990"},
        {"invoice_no": "R/2025/01/00000000"},
        {"pesel": None, "invoice_no": None, "invoice_gross": None, "agreement_no": "U/00000000"},
        {"phone": "+48400000000", "invoice_gross": 100},
    ]
    days = (4, 2, 1, 1, 1, 1)
    arrived = [
        stage.applied((stage.woman if "last_name" in wrong else stage.somebody)(**wrong), ago, "10:05")
        for ago, wrong in zip(days, errors, strict=True)
    ]
    stage.at(
        before(3, "12:20"), cases.note, arrived[0], celina, "Kwota z faktury poprzedniej, proszę porównać."
    )
    stage.at(before(1, "9:15"), cases.note, arrived[1], czeslaw, "Pani dzwoniła: zmiana nazwiska po ślubie.")
    back = stage.applied(stage.somebody(invoice_gross=1), 3, "13:00")
    stage.at(before(2, "9:30"), cases.verify, back, celina, "Pomyłka o grosz, reszta się zgadza.")
    stage.at(
        before(1, "15:10"), cases.send_back, back, stage.staff.adam, "Proszę sprawdzić fakturę jeszcze raz."
    )


def _with_the_applicant(stage: Stage) -> None:
    """Asked: one waits, one has answered, one did not answer in time."""
    celina, czeslaw = stage.staff.celina, stage.staff.czeslaw
    for days, phrase, wrong in (
        (3, "which_invoice", {"invoice_gross": 5_000}),
        (5, "name_changed", {"last_name": "Poprzednia"}),
    ):
        somebody = stage.woman if "last_name" in wrong else stage.somebody
        case = stage.applied(somebody(**wrong), days, "8:40")
        stage.at(before(days - 1, "10:30"), cases.ask, case, czeslaw, phrase)
    answered = stage.applied(stage.woman(last_name="Panieńska"), 8, "16:45")
    stage.at(before(7, "9:05"), cases.ask, answered, celina, "name_changed")
    stage.at(before(1, "19:20"), cases.answer, answered, "Tak, nazwisko zmieniłam w maju po ślubie.")
    silent = stage.applied(stage.somebody(invoice_gross=7_700), 22, "11:11")
    stage.at(before(20, "9:50"), cases.ask, silent, celina, "which_invoice")
    stage.at(before(6, "3:10"), cases.expire, silent)


def _at_the_counter(stage: Stage) -> None:
    """Without internet: a clerk filled in the form; one is being checked, one gets the codes by letter."""
    celina, czeslaw = stage.staff.celina, stage.staff.czeslaw
    stage.at(before(1, "11:30"), cases.lodge, stage.somebody(), czeslaw)
    lodged = stage.somebody()
    stage.at(before(4, "10:40"), cases.lodge, lodged, celina)
    stage.at(before(3, "8:50"), cases.verify, lodged, czeslaw)
    stage.at(before(2, "14:45"), cases.activate, lodged, stage.staff.adam)


def _to_activate(stage: Stage) -> None:
    """Ready for an admin: data that agree, and data a clerk has checked."""
    for days in (1, 1, 1, 2):
        stage.applied(stage.somebody(), days, f"{8 + 2 * days}:25")
    for days in (1, 2):
        case = stage.applied(stage.somebody(invoice_gross=10 * days), days + 1, "12:00")
        stage.at(before(days, "10:00"), cases.verify, case, stage.staff.celina, "Kwota netto zamiast brutto.")


def _ended(stage: Stage) -> None:
    """Activated and not yet logged in, rejected, withdrawn, disowned, annulled."""
    staff = stage.staff
    invited = stage.applied(stage.somebody(), 3, "9:45")
    stage.at(before(2, "14:30"), cases.activate, invited, staff.adam)
    for days, code, remark in (
        (9, "not_entitled", "Umowa jest zawarta z inną osobą."),
        (15, "data_differ", ""),
    ):
        case = stage.applied(stage.somebody(invoice_gross=1_000, last_name="Obca"), days, "14:05")
        stage.at(before(days - 1, "9:55"), cases.reject, case, staff.czeslaw, code, remark)
    withdrawn = stage.applied(stage.somebody(invoice_gross=2_000), 11, "17:30")
    stage.at(before(10, "20:00"), cases.withdraw, withdrawn)
    disowned = stage.somebody()
    stage.at(before(5, "21:00"), cases.apply, disowned)
    stage.at(before(5, "21:30"), cases.disown, disowned)
    annulled = stage.applied(stage.somebody(), 18, "10:10")
    stage.at(before(17, "12:00"), cases.activate, annulled, staff.adam)
    stage.at(
        before(14, "13:20"), cases.annul, annulled, staff.alicja, "Wniosek złożyła inna osoba z rodziny."
    )
