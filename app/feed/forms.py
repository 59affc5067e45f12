"""Forms of the feed room: uploading a ZIP, choosing among rejected rows."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from app.feed import zipped
from app.feed.admin_queries import OpenRejects, Wanted
from app.feed.job_words import ZipRefusedError
from app.feed.manifest import ENDING
from app.feed.run_words import reason
from app.foundation.forms import Form, refuse
from app.foundation.i18n import N_
from app.foundation.i18n import gettext as _


class UploadForm(Form):
    """A feed as a ZIP."""

    archive = FileField(
        N_("ZIP with the feed"),
        [FileRequired(N_("Please choose the ZIP."))],
        description=N_("manifest.json and the CSV files, at most 512 MB."),
    )
    force = BooleanField(N_("Take it in even if its number is not higher than the last one's"))

    def validate_archive(self, field: Any) -> None:
        """Say what is wrong with the ZIP, before anything of it is kept."""
        try:
            zipped.check(field.data.stream)
        except ZipRefusedError as why:
            raise refuse(why.words) from why


class FilterForm(Form):
    """Which rejected rows are shown; it stands in the address, so it carries no token."""

    class Meta(Form.Meta):
        """Of a list, not of a change."""

        csrf = False

    file = SelectField(N_("File"))
    reason = SelectField(N_("Reason"))

    def __init__(self, wanted: Wanted, found: OpenRejects) -> None:
        """Offer what there is."""
        super().__init__(formdata=None, data={"file": wanted.file or "", "reason": wanted.reason or ""})
        files = {*found.files, *filter(None, [wanted.file])}
        reasons = {*found.reasons, *filter(None, [wanted.reason])}
        self.file.choices = [SelectChoice("", _("all files"))]
        self.file.choices += [SelectChoice(name, name + ENDING) for name in sorted(files)]
        self.reason.choices = [SelectChoice("", _("all reasons"))]
        self.reason.choices += [SelectChoice(code, reason(code)) for code in sorted(reasons, key=reason)]
