"""The written list of what upper slices give to lower ones; `factory.py` alone fills it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, Table

from app.foundation.actor import VISITOR, Actor

Subjects = tuple[tuple[str, int], ...]


def _ids_as_names(ids: Iterable[str]) -> Mapping[str, str]:
    return {one: one for one in ids}


@dataclass
class Hooks:
    """One field per hook; each default is what an application without that slice would do."""

    # session token -> the account's owner, or None when the session has ended
    load_actor: Callable[[str], Actor | None] = lambda _token: None
    # the visitor of this request, with the application he follows, if any
    load_visitor: Callable[[], Actor] = lambda: VISITOR
    # actor ids of history -> names to show
    actor_names: Callable[[Iterable[str]], Mapping[str, str]] = _ids_as_names
    # gate -> SQL that is true for an account which must still pass it; asked when a visit is read
    gates: dict[str, Callable[[Table], ColumnElement[bool]]] = field(default_factory=dict)
    # gate -> endpoint of the page behind which everything else waits
    gate_endpoints: dict[str, str] = field(default_factory=dict)
    # the menu of this actor, with counts
    nav: Callable[[Actor], list[Any]] = lambda _actor: []
    # the utility whose office this is: name, address, hours
    firm: Callable[[], Any] = lambda: None
    # a person who has logged in was refused a page
    denied: Callable[[Actor, str], None] = lambda _actor, _endpoint: None
    # a person saw somebody's data: (kind, id) of each
    looked: Callable[[Actor, str, Subjects], None] = lambda _actor, _endpoint, _subjects: None
    # where somebody begins who has just logged in
    home: Callable[[Actor], str] = lambda _actor: "/"
    # somebody chose the language of pages; of an account, that of its mails too
    language_chosen: Callable[[Actor, str], None] = lambda _actor, _language: None
    # what an account leads to, for admins: pairs of words and address (the customers it may see)
    account_links: Callable[[int], list[tuple[str, str]]] = lambda _account_id: []
    # the postal address a letter with codes would go to: name, address_lines; None when there is none
    postal_address: Callable[[int], Mapping[str, Any] | None] = lambda _account_id: None
    # what time brings about (terms that end): each runs every minute, in a transaction of its own
    timers: list[Callable[[], object]] = field(default_factory=list)
    # what a worker does when it is called by name (app/mail/queue.py), outside of any transaction
    calls: dict[str, Callable[[], object]] = field(default_factory=dict)
    # customers' data have moved, by a feed or a correction (in its transaction): a SELECT of their ids
    after_feed: Callable[[Select[int]], object] = lambda _customer_ids: None
    # after a commit: mail is waiting
    nudge: Callable[[], None] = lambda: None


hooks = Hooks()
