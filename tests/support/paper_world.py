"""What the addresses of the paper desk can name: an application with a file, its double, a kept search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.foundation import searches
from app.registrations.paper_models import CaseScan
from tests.registrations import paper_cases, scans

if TYPE_CHECKING:
    from tests.support.world import World

ROOMS = ("papers.intake_of", "papers.receive", "papers.reconsider", "scans.upload", "scans.sort")
FILES: dict[str, dict[str, Any]] = {
    "image": {"number": 1},
    "turn": {"number": 1},
    "clean": {},
    "original": {},
}


def fill(world: World, unknown: dict[str, Any]) -> None:
    """Open an application from paper with a file in it, and announce one that is its double."""
    celina, firma = world.walkers["celina"].actor, paper_cases.firma(world.office)
    other = {"other": paper_cases.announced(world.office, firma)}
    mine = {"reference": paper_cases.received(world.office, firma, celina)}
    client = world.client("celina")
    page = client.get(f"/desk/papers/{mine['reference']}")
    files = {"file-": scans.file(scans.pdf(), "odpis.pdf")}
    sent = client.post(f"/desk/applications/{mine['reference']}/scans", data=_hidden(page) | files)
    assert sent.status_code == 303, sent.words
    file = {"case_scan_id": world.database.all(select(CaseScan.id))[-1]}
    with world.database.write():
        search = {"search_id": searches.keep("papers", {"typed": "Wzorcowy"}, celina)}
    world.name("papers.found", "celina", search, {"search_id": "x" * 43}, private=True)
    for room in ROOMS:
        world.name(room, "celina", mine, unknown)
    for room, more in FILES.items():
        world.name(f"scans.{room}", "celina", mine | file | more, unknown | file | more)
    for room in ("different", "join"):
        world.name(f"doubles.{room}", "celina", mine | other, unknown | other)


def _hidden(page: Any) -> dict[str, Any]:
    """Return what the form of files carries unseen; its words are of whatever language."""
    form = page.document.select("[data-upload] form")[0]
    return {one.attr("name"): one.attr("value") for one in form.select("input[type=hidden]")}
