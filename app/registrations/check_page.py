"""One institution's application as the clerk's screen shows it: in eight statements, however many pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import RowMapping

from app.audit.queries import Line as HistoryLine
from app.audit.queries import lines_of
from app.documents import service as documents
from app.documents.models import Scan
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _
from app.foundation.months import later
from app.registrations import mails
from app.registrations.check_queries import Papers, papers_of, shown_in
from app.registrations.desk_queries import Note, thread
from app.registrations.doubles import Double, doubles
from app.registrations.due import Due, due_of
from app.registrations.fields import any_day
from app.registrations.institution_facts import needs_attorney
from app.registrations.institution_matching import Line, unanswered, verdicts_of
from app.registrations.institution_matching import compared as compared_as
from app.registrations.institution_matching import lines_of as compared
from app.registrations.institution_queries import WORKED_ON, Known, chosen, known
from app.registrations.intake_page import sorting
from app.registrations.paper_models import CaseScan, Delivery
from app.registrations.paper_queries import Item, checklist
from app.registrations.papers_needed import KINDS
from app.registrations.past import Past, entries
from app.registrations.prefill import DECLARED, Filled, came_on, filled
from app.registrations.second_look import Changes, changes, following
from app.registrations.second_look import chosen as chosen_item
from app.registrations.signed import Signing, signing_of
from app.registrations.subject import KIND, REGISTRATION
from app.registrations.verdicts import DIFFERENT
from app.regulations.queries import versions
from app.settings.service import value
from app.steps.queries import Button, buttons
from workflows.engine import Stage

MOST_READ = 5  # files of a document whose text layer is read for suggestions
ALSO = ("power_of_attorney", "other")
KEYS = {
    "customer_no": N_("customer number"),
    "nip": N_("NIP"),
    "regon": N_("REGON"),
    "krs": N_("KRS number"),
    "name": N_("name of the institution"),
}
# What a form would give for the guards: on the page the step is open, its form asks for it.
WILL_GIVE = {"asked": True, "rest_day": True, "other_open": True}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks to be shown: a document, one of its files, a page; fields as declared or not."""

    document: str | None = None
    file: int | None = None
    page: int = 1
    declared: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """What the screen shows; `item` is the document chosen, `scan` the file of it, `page` the page of that.

    `base` is the customer it is compared with, `others` those it could be; `filled` what stands in the form
    of the document, `versions` of the Regulations, the newest first; `judges`: who judged each document.
    """

    row: RowMapping
    stage: Stage
    due: Due
    items: list[Item]
    papers: Papers
    lines: list[Line]
    unanswered: list[Line]
    base: Known | None
    others: list[Known]
    doubles: list[Double]
    history: list[Past]
    thread: list[Note]
    buttons: dict[str, Button]
    changes: Changes | None
    item: Item | None
    scan: CaseScan | None
    page: int
    following: str | None
    filled: Mapping[str, Filled]
    versions: Sequence[Any]
    judges: Mapping[str, str]

    @property
    def unsorted(self) -> list[CaseScan]:
        """The files of which nobody has said yet which document they are."""
        return self.papers.unsorted

    @property
    def sorting(self) -> list[tuple[str, str]]:
        """The kinds of documents a file may be, those of the checklist first: (code, words)."""
        return sorting(self.items)

    @property
    def deliveries(self) -> list[Delivery]:
        """How papers came, the latest first."""
        return self.papers.deliveries

    @property
    def file(self) -> Scan | None:
        """The file of the scan that is shown."""
        return self.papers.files.get(self.scan.scan_id) if self.scan else None

    @property
    def files(self) -> Sequence[CaseScan]:
        """The files among which the shown one is: of the document, else the unsorted ones."""
        return self.item.scans if self.item and self.item.scans else self.unsorted

    @property
    def may_edit(self) -> bool:
        """Whether the declaration can be completed and another customer chosen, by this reader, now."""
        return self.row["state"] in WORKED_ON and "withdraw" in self.buttons

    @property
    def may_judge(self) -> bool:
        """Whether documents can be judged by this reader now."""
        return "verify" in self.buttons

    @property
    def version_then(self) -> str | None:
        """The number of the Regulations in force on the day on which they were likely signed."""
        day = came_on(self.row, self.deliveries) or clock.today()
        return next((one.number for one in self.versions if one.effective_on <= day), None)

    @property
    def given(self) -> dict[str, Line]:
        """The lines of the comparison by their fields, to be shown beside what is typed."""
        return {line.name: line for line in self.lines}

    @property
    def signing(self) -> Signing:
        """How those who signed stand to the rule of representation."""
        return signing_of(self.row, self.items)

    @property
    def apart(self) -> set[str]:
        """The fields of the document whose value differs from what was declared or is in the base."""
        return {
            name
            for name, one in self.filled.items()
            if name in self.given and _differs(name, one.value, self.given[name])
        }

    @property
    def can_take_declared(self) -> bool:
        """Whether something that was declared would fill an empty field of the document."""
        fields = KINDS[self.item.kind].fields if self.item else ()
        typed = self.item is not None and self.item.kind in (self.row["paper"] or {})
        empty = [name for name in DECLARED if name in fields and name not in self.filled]
        return not typed and any(self.row[DECLARED[name]] for name in empty)

    @property
    def is_old_document(self) -> bool:
        """Whether the document was issued longer ago than the office takes without a word."""
        issued = self.filled.get("issued_on")
        return issued is not None and later(any_day(issued.value), self.months) < clock.today()

    @property
    def months(self) -> int:
        """Months after which an extract is too old to be taken without a word."""
        return int(value("papers.extract_months"))

    @property
    def asked_kinds(self) -> set[str]:
        """The documents that can be asked for: those of the checklist and what may be needed besides."""
        return {item.kind for item in self.items} | {*ALSO}

    @property
    def has_mailbox(self) -> bool:
        """Whether the institution may be written to by e-mail."""
        return mails.has_mailbox(self.row)

    def shared(self, one: Known) -> str:
        """Return what a customer of the base has in common with the application, in words."""
        return ", ".join(_(KEYS[name]) for name in one.keys)


def check(row: RowMapping, actor: Actor, wanted: Wanted) -> Check:
    """Return the screen of an application whose row has been read. At most seven statements more."""
    found = known(row)
    base = chosen(row, found)
    lines = lines_of(KIND, row["id"])
    papers = papers_of(row["id"])
    items = checklist(row["legal_form"], papers.documents, papers.scans, attorney=needs_attorney(row))
    item = chosen_item(items, wanted.document)
    scan = shown_in(item.scans if item and item.scans else papers.unsorted, wanted.file)
    differing = unanswered(verdicts_of(row, base), row["accepted"]) if row["customer_id"] else ()
    shown = [noted(line, row["accepted"]) for line in compared(row, base)]
    return Check(
        row=row,
        stage=REGISTRATION.stage_of(row),
        due=due_of(row),
        items=items,
        papers=papers,
        lines=shown,
        unanswered=[line for line in shown if line.name in differing],
        base=base,
        others=[one for one in found if base is None or one.id != base.id],
        doubles=doubles(row),
        history=entries(lines),
        thread=notes_of(row["id"], lines),
        buttons=open_steps(row, actor, items, base),
        changes=changes(lines, items),
        item=item,
        scan=scan,
        page=_within(wanted.page, papers.files.get(scan.scan_id) if scan else None),
        following=following(items, item),
        filled=_filled(row, item, papers, declared=wanted.declared),
        versions=versions() if item and item.kind == "regulations" else [],
        judges=judges_of(lines),
    )


def notes_of(case_id: int, lines: Sequence[HistoryLine]) -> list[Note]:
    """Return the notes of a case; history names each, so that without any none is looked for."""
    return thread(case_id, lines) if any("message" in line.data for line in lines) else []


def open_steps(row: RowMapping, actor: Actor, items: list[Item], base: Known | None) -> dict[str, Button]:
    """Return the steps of the reader from here; the guards look at what was read for the page."""
    linked = {base.id: base} if base and base.id == row["customer_id"] else {}
    given: dict[str, Any] = {**WILL_GIVE, "items": {row["id"]: items}, "bases": linked}
    return {one.step: one for one in buttons(REGISTRATION, row, actor, given=given)}


def noted(line: Line, accepted: Mapping[str, Any]) -> Line:
    """Return a line of the comparison with the clerk's answer, if there is one."""
    answer = accepted.get(line.name)
    return replace(line, note=_("Accepted: %(why)s", why=answer["why"])) if answer else line


def _differs(name: str, typed: Any, line: Line) -> bool:
    others = [one for one in (line.given, line.base) if one and isinstance(typed, str)]
    return any(compared_as(name, typed, one) == DIFFERENT for one in others)


def _within(page: int, file: Scan | None) -> int:
    return min(max(page, 1), file.pages if file else 1)


def _filled(row: RowMapping, item: Item | None, papers: Papers, *, declared: bool) -> dict[str, Filled]:
    if item is None:
        return {}
    typed = (row["paper"] or {}).get(item.kind)
    files = () if typed else item.scans[:MOST_READ]
    read = [(scan.id, one) for scan in files for one in documents.suggestions(scan.scan_id)]
    return filled(row, item.kind, read, declared=declared, came=came_on(row, papers.deliveries))


def judges_of(lines: Sequence[HistoryLine]) -> dict[str, str]:
    """Return document -> who judged it last, by the names of history."""
    return {line.data["kind"]: line.actor for line in lines if line.event == f"{KIND}.judge"}
