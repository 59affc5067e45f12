"""What the addresses of institutions can name: one prints, one follows, one is joined, one unproved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.accounts import codes
from app.accounts.models import Account
from app.foundation.actor import VISITOR, applicant
from app.foundation.tokens import new_reference
from app.registrations import merge_service
from app.registrations.models import Registration
from tests.registrations import announcing, paper_cases
from tests.support.cast import Person

if TYPE_CHECKING:
    from tests.support.world import World

Values = dict[str, str]


def examples(world: World) -> Iterator[tuple[str, str, Values, Values]]:
    """Yield (page, its owner, values that name something, values that do not)."""
    unknown = {"reference": new_reference()}
    sender = world.client()
    announcing.send(sender, announcing.typed(801))
    world.add("sekretarka", VISITOR, sender)
    sent = {"reference": world.newest().reference}
    for name in ("institution_sent", "institution_packet"):
        yield name, "sekretarka", sent, unknown
    mine = {"reference": _following(world, "instytucja", 802).reference}
    for name in ("tracker_packet", "documents_sent"):
        yield name, "instytucja", mine, unknown
    joined = _following(world, "połączona", 803)
    clerk = world.walkers["celina"].actor
    other = paper_cases.received(world.office, paper_cases.firma(world.office), clerk)
    with world.database.write():
        merge_service.merge(joined.reference, joined.version, clerk, other)
    yield "go_onward", "połączona", {"reference": joined.reference}, unknown


def _following(world: World, name: str, serial: int) -> Registration:
    client = world.client()
    announcing.proved(client, world.outbox, announcing.typed(serial))
    row = world.newest()
    world.add(name, applicant(row.id), client)
    return row


def unproved(world: World) -> Person:
    """Add an institution's administrator whose address nobody has proved, with the link that does."""
    office = world.office
    firm = office.customer("Gmina", "Próbna", kind="institution")
    account = office.account("Iza Urzędowa", "iza@example.com", identifier="55555555", email_proved_at=None)
    person = Person(account, "Iza Urzędowa", "iza@example.com", "55555555", firm)
    office.access(person, firm, role="administrator")
    office.accept(person)
    with world.database.write() as session:
        codes.issue_link(session.get_one(Account, account), "proof")
    return person
