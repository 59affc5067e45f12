"""A field of several people, each with a name and a function: rows of two boxes of one name each."""

from __future__ import annotations

from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation

from app.foundation.i18n import gettext as _

MOST, LONGEST, SPARE = 30, 160, 2
PARTS = ("name", "function")


class PeopleField(Field):
    """People as [{name, function}]; rows without a name are left out."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep what stands before it: the rows are read in `process`."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002 - WTForms' signature
        """Take the rows of the form, else what it was made with."""
        self.process_errors, self.raw_data = [], []
        self.object_data = data
        self.data = list(data or self.default or [])
        if formdata is not None and f"{self.name}-name" in formdata:
            columns = [formdata.getlist(f"{self.name}-{part}") for part in PARTS]
            rows = zip(columns[0], [*columns[1], *([""] * len(columns[0]))], strict=False)
            self.data = [
                {"name": name.strip(), "function": function.strip()}
                for name, function in rows
                if name.strip()
            ]

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Refuse what no list of representatives holds."""
        words = [word for one in self.data for word in one.values()]
        if len(self.data) > MOST or any(len(word) > LONGEST for word in words):
            raise StopValidation(_("This is too long: at most %(most)s characters.", most=LONGEST))
        if any("\0" in word for word in words):
            self.data = [{part: word.replace("\0", "") for part, word in one.items()} for one in self.data]
            raise StopValidation(_("This holds a sign that cannot be stored."))

    @property
    def rows(self) -> list[dict[str, str]]:
        """Return the rows as they are drawn: the people, then empty ones."""
        return [*self.data, *({"name": "", "function": ""} for _number in range(SPARE))]
