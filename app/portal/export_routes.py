"""The customer's own tables as files: readings, consumption, invoices, payments, for a spreadsheet."""

from __future__ import annotations

import tempfile

from flask import send_file
from flask.typing import ResponseReturnValue

from app.foundation.actor import Actor
from app.foundation.clock import today
from app.foundation.i18n import _
from app.foundation.listing import asked
from app.foundation.pages import CUSTOMER, Pages
from app.foundation.sheets import KINDS, write
from app.portal.export_tables import TABLES, scope_of
from app.portal.mine import known

pages = Pages("exports")
IN_MEMORY = 1024 * 1024  # a larger file waits on the disk until it has been sent


@pages.page("/home/export/<any(readings,usage,invoices,payments):what>.<any(csv,xlsx):kind>", allow=CUSTOMER)
def table(actor: Actor, what: str, kind: str) -> ResponseReturnValue:
    """Return a table of one supply point, one agreement or everything; only of the reader's own."""
    chosen = TABLES[what]
    scope = scope_of(known(actor), asked("agreement"), asked("point"))
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when it has been sent
    write(kind, _(chosen.name), chosen.columns, chosen.of(scope), file)
    file.seek(0)
    name = "-".join(
        filter(
            None,
            (
                what,
                scope.mark,
                today().isoformat(),
            ),
        )
    )
    answer = send_file(file, mimetype=KINDS[kind], as_attachment=True, download_name=f"{name}.{kind}")
    answer.headers["Cache-Control"] = (
        "no-store"  # as every page of somebody's own: send_file thinks otherwise
    )
    return answer
