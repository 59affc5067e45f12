"""The story of an application as its applicant may know it.

Only what is listed here is told. The steps by which the office checks (rematch, verify, send_back) are not,
and the stages of checking share one sentence and one promised day, so that nobody can ask the tracker
whether data fit the customer base.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Literal

from sqlalchemy import RowMapping

from app.foundation import clock
from app.foundation.i18n import N_, gettext
from app.foundation.templating import daytime
from app.registrations.models import RegistrationMessage
from app.registrations.paper_queries import Item
from app.registrations.reasons import words_of
from app.registrations.subject import REGISTRATION, is_institution
from app.registrations.tracker_service import mark_of
from app.steps import clocks
from workflows.engine import Public

Words = Mapping[str, tuple[str | None, str | None]]

# event -> (as the applicant's or the clockwork's act, as an act of the office for him)
PAST = {
    "submit": (N_("You sent your application."), None),
    "lodge": (None, N_("Our office took your application.")),
    "correct_email": (N_("You corrected your e-mail address."), None),
    "confirm_email": (N_("You confirmed your e-mail address."), None),
    "ask": (None, N_("We asked you a question.")),
    "extend": (None, N_("We gave you more time to answer.")),
    "remind": (N_("We reminded you of our question."), None),
    "answer": (N_("You answered our question."), N_("Our office noted your answer.")),
    "recall": (None, N_("We took our question back.")),
    "activate": (None, N_("We opened your access.")),
    "reject": (None, N_("We decided about your application.")),
    "withdraw": (N_("You withdrew your application."), N_("Our office withdrew it, as you wished.")),
    "disown": (N_("The holder of the e-mail address said that the application is not theirs."), None),
    "expire": (N_("The time for your part ran out."), None),
    "annul": (None, N_("We ended the access.")),
    "receive": (None, N_("Your documents came to our office.")),
    "add_papers": (N_("You sent documents through this page."), N_("More of your documents came.")),
    "request_documents": (None, N_("We asked you for documents.")),
    "merge": (None, N_("We joined this application with another one of your institution.")),
}
# What both have, said otherwise to institutions.
PAPERS_PAST = {
    "lodge": (None, N_("Your documents came, and our office opened this application for them.")),
    "extend": (None, N_("We gave you more time to send the documents.")),
    "remind": (N_("We reminded you of the documents."), None),
}
# What is still to come, after the present sentence.
TO_COME = {
    "confirm_email": (N_("We check your application."), N_("We open your access.")),
    "checking": (N_("We open your access and send you your user identifier and PIN."),),
    "question": (N_("We go on checking your application."), N_("We open your access.")),
    "papers": (N_("We check your documents."), N_("We open the access of the institution.")),
    "documents": (N_("We go on checking your documents."), N_("We open the access of the institution.")),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline, as components/timeline.html draws it."""

    text: str
    state: Literal["done", "now", "next"]
    when: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """What the tracker shows.

    `promised` is the day the office promised (None while no promise runs or it stands); `until` the last day
    of the applicant's term, with `until_at` its very end; `stands_since` the day since which the promise
    stands; `question` what is to be answered; `reason` why it was rejected; `asked` the documents that an
    institution was asked for, those that came too.
    """

    public: Public
    entries: list[Entry]
    mark: str
    promised: dt.date | None
    is_late: bool
    until: dt.date | None
    until_at: dt.datetime | None
    stands_since: dt.date | None
    question: str | None
    reason: tuple[str, str] | None
    asked: Sequence[Item]

    @property
    def is_open(self) -> bool:
        """Whether the application can still be withdrawn."""
        return self.public.key in TO_COME


def story(
    row: RowMapping,
    past: Sequence[RowMapping],
    messages: Sequence[RegistrationMessage],
    asked: Sequence[Item] = (),
) -> Story:
    """Return the story of an application from its row, its history, its questions, and what was asked for."""
    public = REGISTRATION.stage_of(row).public
    questions = [message for message in messages if message.kind == "question"]
    promised = clocks.due(SimpleNamespace(**row)) if public.move == "office" else None
    waits = public.move == "applicant"
    stops = clocks.read_stops(row["promise_stops"])
    awaited = sum(item.is_awaited for item in asked)
    words = PAST | PAPERS_PAST if is_institution(row) else PAST
    return Story(
        public=public,
        entries=[*_done(past, messages, words), *_to_come(public)],
        mark=mark_of(row, awaited if is_institution(row) else len(questions)),
        promised=promised,
        is_late=promised is not None and promised < clock.today(),
        until=clocks.last_day(row["term_until"]) if waits else None,
        until_at=row["term_until"] if waits else None,
        stands_since=stops[-1][0] if waits and stops else None,
        question=questions[-1].text if public.key == "question" and questions else None,
        reason=_reason(public, past),
        asked=asked if public.key == "documents" else (),
    )


def _done(
    past: Sequence[RowMapping], messages: Sequence[RegistrationMessage], words: Words
) -> Iterator[Entry]:
    said = {kind: iter([one.text for one in messages if one.kind == kind]) for kind in ("question", "answer")}
    for line in past:
        event = "disown" if line["data"].get("disowned") else line["event"].partition(".")[2]
        text = _sentence(event, line["actor"], words)
        if text:
            note = (
                next(said[{"ask": "question"}.get(event, event)], None)
                if event in {"ask", "answer"}
                else None
            )
            yield Entry(text, "done", daytime(dt.datetime.fromisoformat(line["at"])), note)


def _sentence(event: str, actor: str, words: Words) -> str | None:
    own, office = words.get(event, (None, None))
    text = office if actor.startswith("staff:") else own
    text = text or own or office
    return gettext(text) if text else None


def _to_come(public: Public) -> Iterator[Entry]:
    if public.key in TO_COME:
        yield Entry(gettext(public.sentence), "now")
    for text in TO_COME.get(public.key, ()):
        yield Entry(gettext(text), "next")


def _reason(public: Public, past: Sequence[RowMapping]) -> tuple[str, str] | None:
    if public.key != "rejected":
        return None
    kept: Any = next(
        (line["content"] for line in reversed(past) if line["event"] == "registration.reject"), None
    )
    words, remark = words_of((kept or {}).get("reason", ""))
    return (gettext(words) if words else "", remark)
