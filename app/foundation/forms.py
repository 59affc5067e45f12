"""The base of all forms: CSRF, our language, text trimmed and free of NUL, over-long input refused."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, ValidationError

from app.foundation.i18n import _

LONGEST = 5_000


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A form of the office."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF is untyped
        """Trim what is typed; our own catalogue translates messages."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Give every text field the common filter; say labels and hints marked by N_ in our words."""
            filters = list(unbound_field.kwargs.get("filters", ()))
            bound = unbound_field.bind(form=form, filters=[*filters, _trim], **options)
            bound.label.text = _said(bound.label.text)
            bound.description = _said(bound.description)
            return bound

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate all fields; NUL and over-long text are refused wherever they stand."""
        good: bool = super().validate(extra_validators)
        for field in self:
            if isinstance(field.errors, list | tuple):  # of a form within the form they are its own
                field.errors = [_said(message) for message in field.errors]
            value = field.data
            if isinstance(value, str) and (fault := _unfit(value)):
                field.errors = [*field.errors, fault]
                _show_without_nul(field)
                good = False
        return good

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return (field id, message) of every fault, in the order of the page."""
        return [(field.id, str(message)) for field in self for message in field.errors]


def read_version(typed: str | None) -> int:
    """Return the version a form carries; -1, which no case has, when it was altered."""
    number = typed or ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else -1  # noqa: PLR2004


class StepForm(Form):
    """A form that takes a step: it carries the version of the case which the reader saw."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version seen; -1 when it was altered, so that the step is refused as stale."""
        return read_version(self.version.data)


def _show_without_nul(field: Any) -> None:
    # What was typed stays on the page, but no page may hold NUL.
    field.data = field.data.replace("\0", "")
    if hasattr(field, "typed"):
        field.typed = field.typed.replace("\0", "")


def _said(words: Any) -> Any:
    # Of an empty text the catalogue would give its own head.
    return _(words) if isinstance(words, str) and words else words


def _trim(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _unfit(value: str) -> str | None:
    if "\0" in value:
        return _("This holds a sign that cannot be stored.")
    if len(value) > LONGEST:
        return _("This is too long: at most %(most)s characters.", most=LONGEST)
    return None


def refuse(message: str) -> ValidationError:
    """Return the error that puts `message` at the field."""
    return ValidationError(message)
