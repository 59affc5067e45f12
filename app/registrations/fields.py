"""Fields and rules of the application's form: numbers and days copied from paper, "I have none" boxes."""

from __future__ import annotations

import datetime as dt
import re

from stdnum.exceptions import ValidationError as NumberError
from wtforms import Field
from wtforms.validators import StopValidation

from app.foundation import clock
from app.foundation.fields import ReadField
from app.foundation.forms import Form, refuse
from app.foundation.i18n import N_, gettext

OLDEST = 1900
LAST_DAY = 31
PARTS = 3


def read_day(typed: str) -> dt.date:
    """Return a day in the past as `any_day` reads it; raises stdnum's ValidationError."""
    found = any_day(typed)
    if found.year < OLDEST or found > clock.today():
        raise NumberError
    return found


def any_day(typed: str) -> dt.date:
    """Return the day written `20.05.2019`, `20-5-2019` or `2019-05-20`; raises stdnum's ValidationError."""
    parts = [int(part) for part in re.findall(r"[0-9]{1,4}", typed)]
    if len(parts) != PARTS:
        raise NumberError
    year, month, day = parts if parts[0] > LAST_DAY else parts[::-1]
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise NumberError from error


def read_number(typed: str) -> str:
    """Return the number of a document without spaces, in capitals; raises ValidationError without digits."""
    bare = "".join(typed.split()).upper()
    if not any(sign.isdigit() for sign in bare):
        raise NumberError
    return bare


class DayField(ReadField):
    """A day in the past, typed from paper."""

    read = staticmethod(read_day)
    fault = N_("Please write the day like 20.05.2019.")


class NumberField(ReadField):
    """The number of an invoice or agreement."""

    read = staticmethod(read_number)
    fault = N_("Please copy the number from the document, with all its letters and digits.")


class UnlessTicked:
    """Require a field unless the form's box is ticked."""

    def __init__(self, box: str, message: str) -> None:
        """Name the box and what is said when both are empty."""
        self.box, self.message = box, message

    def __call__(self, form: Form, field: Field) -> None:
        """Stop validation with or without the message."""
        if form[self.box].data:
            raise StopValidation
        if not field.data:
            raise StopValidation(gettext(self.message))


class AtMost:
    """Refuse longer text, in our own words."""

    def __init__(self, most: int) -> None:
        """Say how many characters the column takes."""
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, _form: Form, field: Field) -> None:
        """Put the message at the field."""
        if isinstance(field.data, str) and len(field.data) > self.most:
            raise refuse(gettext("This is too long: at most %(most)s characters.", most=self.most))


def forget(form: Form, box: str, *names: str) -> None:
    """Take fields for empty whose box "I have none" is ticked, whatever was typed into them."""
    if form[box].data:
        for name in names:
            form[name].data = None


def name_like(_form: Form, field: Field) -> None:
    """Refuse a name without letters or with digits."""
    if not any(sign.isalpha() for sign in field.data) or any(sign.isdigit() for sign in field.data):
        raise refuse(gettext("Please write the name in letters."))
