"""From a row of the outbox to subject, text and HTML, in the reader's language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from flask import current_app
from jinja2 import TemplateNotFound, UndefinedError

from app.foundation.hooks import hooks
from app.foundation.i18n import language, speaking
from app.foundation.later import css_inline

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}")


class Written(Protocol):
    """What rendering asks of a row of the outbox."""

    @property
    def name(self) -> str:
        """The folder of its templates."""
        ...

    @property
    def language(self) -> str:
        """The reader's language."""
        ...

    @property
    def params(self) -> Any:
        """What the templates are told."""
        ...

    @property
    def secrets(self) -> Any:
        """What they are told in confidence."""
        ...


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail as its reader gets it; styles stand at the elements."""

    subject: str
    text: str
    html: str


def render(row: Written) -> Rendered:
    """Return a mail of the outbox in its own language.

    The templates templates/mail/<name>/{subject.txt,body.txt,body.html} know everything of `params` and
    `secrets` (a day or moment in ISO form arrives as such), `firm`, `base_url` and `language`.
    """
    with speaking(row.language):
        values = {
            "firm": hooks.firm(),
            "base_url": current_app.config["EBOK"].base_url,
            "language": language(),
            **revived(row.params or {}),
            **revived(row.secrets or {}),
        }
        subject = " ".join(_part(f"{row.name}/subject.txt", values).split())
        words = _part(f"{row.name}/body.txt", values).strip()
        text = _part("layout.txt", {**values, "body": words}).strip() + "\n"
        html = _inliner().inline(_part(f"{row.name}/body.html", {**values, "subject": subject}))
    return Rendered(subject, text, html)


def _part(file: str, values: Mapping[str, Any]) -> str:
    # Not flask.render_template: no request, hence no actor, menu or cookies, belongs into a mail.
    return current_app.jinja_env.get_template(f"mail/{file}").render(values)


def revived(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return JSON values with days and moments (aware), however deep, so that filters can write them."""
    return {name: _revived(value) for name, value in values.items()}


def _revived(value: Any) -> Any:
    if isinstance(value, list):
        return [_revived(one) for one in value]
    if isinstance(value, dict):
        return revived(value)
    kind = _kind(value) if isinstance(value, str) else None
    try:
        return kind.fromisoformat(value) if kind else value
    except ValueError:
        return value  # a number that only looks like a day


def _kind(value: str) -> type[dt.date] | None:
    if DAY.fullmatch(value):
        return dt.date
    return dt.datetime if MOMENT.fullmatch(value) else None


@cache
def _inliner() -> css_inline.CSSInliner:
    path = Path(current_app.root_path, current_app.template_folder or "", "mail", "mail.css")
    return css_inline.CSSInliner(
        extra_css=path.read_text(encoding="utf-8"), keep_at_rules=True, load_remote_stylesheets=False
    )


def subject_of(row: Written) -> str:
    """Return the subject for a list of the office, in the reader's language and without secrets."""
    values = {"firm": hooks.firm(), "language": language(), **revived(row.params or {})}
    try:
        return " ".join(_part(f"{row.name}/subject.txt", values).split())
    except (UndefinedError, TemplateNotFound):
        return row.name
