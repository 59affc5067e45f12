"""What the addresses of the paper desk can name: an application with a file, its double, a kept search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.foundation import searches
from app.registrations.paper_models import CaseScan
from tests.registrations import paper_cases, scans

if TYPE_CHECKING:
    from tests.support.world import World

Values = dict[str, Any]
ROOMS = (
    *("papers.intake_of", "papers.receive", "papers.reconsider", "scans.upload", "scans.sort"),
    *("papers_receipt.receipt", "papers_receipt.pdf", "papers_receipt.mail"),
)
FILES: dict[str, Values] = {
    "image": {"number": 1},
    "turn": {"number": 1},
    "clean": {},
    "original": {},
}


def opened(world: World) -> str:
    """Open an application from paper with a file in it; returns its reference."""
    known = paper_cases.firma(world.office)
    reference = paper_cases.received(world.office, known, world.walkers["celina"].actor)
    client = world.client("celina")
    files = {"file-": scans.file(scans.pdf(), "odpis.pdf")}
    page = client.get(f"/desk/papers/{reference}")
    sent = client.post(f"/desk/applications/{reference}/scans", data=_hidden(page) | files)
    assert sent.status_code == 303, sent.words
    return reference


def examples(world: World, mine: Values, unknown: Values) -> Iterator[tuple[str, bool, Values, Values]]:
    """Yield (endpoint, whether it is its owner's only, values that name something, values that do not)."""
    with world.database.write():
        kept = searches.keep("papers", {"typed": "Wzorcowy"}, world.walkers["celina"].actor)
    yield "papers.found", True, {"search_id": kept}, {"search_id": "x" * 43}
    for room in ROOMS:
        yield room, False, mine, unknown
    file = {"case_scan_id": world.database.all(select(CaseScan.id))[-1]}
    for room, more in FILES.items():
        yield f"scans.{room}", False, mine | file | more, unknown | file | more
    other = {"other": paper_cases.announced(world.office, paper_cases.firma(world.office))}
    for room in ("different", "join"):
        yield f"doubles.{room}", False, mine | other, unknown | other


def _hidden(page: Any) -> dict[str, Any]:
    """Return what the form of files carries unseen; its words are of whatever language."""
    form = page.document.select("[data-upload] form")[0]
    return {one.attr("name"): one.attr("value") for one in form.select("input[type=hidden]")}
