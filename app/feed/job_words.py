"""Imports of the admin's room in words: how far one is, how it ended, why a ZIP is not taken."""

from __future__ import annotations

from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _

STAGES = {
    "": N_("The import waits for the worker."),
    "unpacking": N_("The ZIP is being unpacked."),
    "reading": N_("Rows are being read and checked; nothing is stored yet."),
    "storing": N_("The rows are being stored. Until this is done, the office may ask people to try again."),
}
FAULTS = {
    "worker_died": N_(
        "The worker that carried the import out has ended. A feed is stored whole or not at all; "
        "the list of imports says whether it was. You can start it again."
    ),
    "busy": N_("Another feed was being taken in, or the database was busy. Please try again later."),
    "upload_lost": N_("The uploaded ZIP is no longer there. Please upload it again."),
    "upload_unfit": N_("The ZIP cannot be unpacked. Please upload it again."),
    "no_room": N_("The disk has no room for the unpacked files."),
    "internal": N_(
        "Something went wrong on our side; nothing of the feed was stored. The fault is in the log."
    ),
}
ZIP = {
    "not_a_zip": N_("This file is no ZIP, or it is damaged."),
    "no_manifest": N_("There is no manifest.json in the ZIP."),
    "stranger": N_(
        "%(name)s is none of the feed's files. The ZIP may hold manifest.json and the CSV files of the feed, "
        "at its top or in one folder, and nothing else."
    ),
    "twice": N_("The ZIP holds %(name)s twice."),
    "link": N_("%(name)s is a link and not a file."),
    "locked": N_("The ZIP is locked with a password. Please send it without one."),
    "packing": N_("%(name)s is packed in a way we do not read. Please use an ordinary ZIP."),
    "too_large": N_("Unpacked, the files would take more than %(most)s GB."),
    "long_manifest": N_("manifest.json is far too long."),
    "too_dense": N_("%(name)s is packed more tightly than any real file of a feed."),
}
NOTES = {
    "not_yet_read": N_("%(name)s was compared with the manifest; it is not read yet."),
    "not_named": N_("%(name)s is not named in the manifest: nothing of it was read."),
    "stranger": N_("%(name)s is named in the manifest, but it is none of our files: ignored."),
    "unknown_column": N_("A column that is not known was ignored (%(name)s)."),
    "unknown_code": N_("A code that is not known was taken as it came (%(name)s)."),
}
OTHER_NOTE = N_("Noticed: %(kind)s (%(name)s).")


class ZipRefusedError(Exception):
    """A ZIP that is not taken; its words are those of `ZIP`."""

    def __init__(self, code: str, **values: object) -> None:
        """Name the reason by its code; `values` fill its words."""
        super().__init__(code)
        self.code = code
        self.values = values

    @property
    def words(self) -> str:
        """The reason in the reader's language."""
        return _(ZIP[self.code], **self.values)


def note(kind: str, name: str) -> str:
    """Return what was noticed in a feed as a sentence."""
    return _(NOTES[kind], name=name) if kind in NOTES else _(OTHER_NOTE, kind=kind, name=name)
