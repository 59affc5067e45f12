"""Names of documents and of their states, for pages."""

from __future__ import annotations

from app.foundation.i18n import N_, gettext

KINDS = {
    "settlement": N_("Settlement invoice"),
    "forecast": N_("Forecast invoice"),
    "final": N_("Final invoice"),
    "correction": N_("Correction"),
    "interest_note": N_("Interest note"),
}
# What each is for, in a sentence.
MEANINGS = {
    "settlement": N_("It charges for the energy you took in its period, by the readings of the meter."),
    "forecast": N_(
        "An advance payment: it charges for what you will probably take. The next settlement takes it off."
    ),
    "final": N_("The last settlement of an agreement that has ended."),
    "correction": N_("It changes an invoice issued before: only the difference is charged or given back."),
    "interest_note": N_("Statutory interest for invoices that were paid after their day."),
}
STATUSES = {
    "paid": (N_("Paid"), "success"),
    "partly": (N_("Partly paid"), "warning"),
    "open": (N_("To be paid"), "info"),
    "overdue": (N_("Overdue"), "danger"),
    "credit": (N_("In your favour"), "neutral"),
}


def kind_name(kind: str) -> str:
    """Return what a document is called in the reader's language."""
    return gettext(KINDS.get(kind, kind))


def status_badge(status: str) -> tuple[str, str]:
    """Return words and tone of a document's state."""
    words, tone = STATUSES[status]
    return gettext(words), tone


def meaning(kind: str) -> str:
    """Return in a sentence what a document of this kind is for."""
    return gettext(MEANINGS[kind]) if kind in MEANINGS else ""
