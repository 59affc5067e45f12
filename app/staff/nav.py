"""The menu: which rooms an actor has, with counts of what waits there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request, url_for

from app.foundation.actor import Actor
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _
from app.registrations import tally
from workflows.roles import Role

CHECKERS = frozenset({Role.CLERK, Role.SUPERVISOR})
READER = frozenset({Role.CUSTOMER})
OFFICE = CHECKERS | {Role.ADMIN}


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the menu; `count` 0 is not shown."""

    href: str
    label: str
    count: int = 0
    current: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """One room: its first page, its words and sign, whose it is, and what is counted."""

    endpoint: str
    label: str
    icon: str
    roles: frozenset[Role]
    count: Callable[[tally.Tally], int] = lambda _tally: 0


STAFF = (
    Room("desk.applications", N_("Desk"), "inbox", OFFICE, lambda found: found.of("check")),
    Room("counter.lodge", N_("Office counter"), "person-badge", CHECKERS),
    Room("papers.papers", N_("Papers"), "file-earmark-text", CHECKERS),
    Room(
        "admin.activations",
        N_("Activations"),
        "person-check",
        frozenset({Role.ADMIN}),
        lambda found: found.of("activate"),
    ),
    Room("customers_admin.customers", N_("Customers"), "people", frozenset({Role.ADMIN})),
    Room("feed.runs", N_("Billing feed"), "download", frozenset({Role.ADMIN})),
    Room("accounts_admin.accounts", N_("Accounts"), "key", frozenset({Role.ADMIN})),
    Room("letters.waiting", N_("Letters"), "printer", OFFICE),
    Room("mail_admin.dead", N_("Undelivered mails"), "envelope", frozenset({Role.ADMIN})),
)
CUSTOMER = (
    Room("portal.home", N_("Your bills"), "house", READER),
    Room("invoices.all", N_("Invoices"), "receipt", READER),
    Room("usage.months", N_("Usage"), "bar-chart", READER),
    Room("usage.readings", N_("Meter readings"), "speedometer2", READER),
    Room("ledger.account", N_("Charges and payments"), "wallet2", READER),
    Room("notices.choose", N_("Notices"), "bell", READER),
    Room("accounts.account", N_("My account"), "person", READER),
)


def nav(actor: Actor) -> list[NavItem]:
    """Return the menu of an actor; visitors have none, for every page of theirs says where it leads.

    Counts are at most five seconds old: one statement at most, often none.
    """
    if actor.is_anonymous or actor.gates:
        return []
    rooms = [room for room in (STAFF if actor.is_staff else CUSTOMER) if actor.has(*room.roles)]
    found = tally.recent() if actor.is_staff and actor.has(*OFFICE) else tally.Tally({})
    here = _here([room.endpoint for room in rooms])
    return [
        NavItem(url_for(room.endpoint), _(room.label), room.count(found), room.endpoint == here, room.icon)
        for room in rooms
    ]


def _here(endpoints: list[str]) -> str | None:
    """Return the room of the present page: its own entry, else the first of the same slice's pages."""
    now = request.endpoint or ""
    if now in endpoints:
        return now
    slice_of = {endpoint.partition(".")[0]: endpoint for endpoint in reversed(endpoints)}
    return slice_of.get(now.partition(".")[0])
