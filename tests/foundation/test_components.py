"""The components of pages: what they make of a real form, read the way a person reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, get_template_attribute, render_template_string
from turbohtml import Document
from wtforms import (
    BooleanField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from app.foundation.forms import Form
from tests.support import html

pytestmark = pytest.mark.one_engine("templates do not ask the database")


# Typed loosely: the stubs of WTForms know only pairs, which WTForms 3.3 warns of.
KINDS: Any = ["a", "b"]
WAYS: Any = ["mail", "post"]
PAPERS: Any = ["x", "y"]


class Sample(Form):
    """One field of each kind."""

    name = StringField("Name", [DataRequired("Write it.")], render_kw={"autocomplete": "name"})
    number = StringField("Number", description="Ten digits.")
    secret = PasswordField("Secret")
    kind = SelectField("Kind", choices=KINDS)
    way = RadioField(
        "Way",
        [InputRequired("Choose one.")],
        choices=WAYS,
    )
    lacks = SelectMultipleField("Lacks", choices=PAPERS)
    note = TextAreaField("Note", [Length(max=200)])
    scan = FileField("Scan")
    agreed = BooleanField("Agreed", [InputRequired("Agree.")])


@pytest.fixture
def refused(app: Flask) -> Iterator[Sample]:
    """A form that was sent with little in it, and validated."""
    typed = {"number": "12 <b>", "secret": "hush", "kind": "b", "lacks": "y", "note": "two\nlines"}
    with app.test_request_context("/", method="POST", data=typed):
        form = Sample(meta={"csrf": False})
        assert not form.validate()
        yield form


def drawn(form: Sample, name: str, **options: object) -> Document:
    """Return the tree of one field."""
    return html.read(get_template_attribute("components/field.html", "field")(form[name], **options))


def test_what_was_typed_stays_and_is_harmless(refused: Sample) -> None:
    assert html.one(drawn(refused, "number"), "input").attr("value") == "12 <b>"
    assert html.one(drawn(refused, "note"), "textarea").text == "two\nlines"
    assert html.one(drawn(refused, "kind"), "option[selected]").text == "b"
    assert html.one(drawn(refused, "lacks"), "input[checked]").attr("value") == "y"


def test_a_password_is_never_shown_back(refused: Sample) -> None:
    assert html.one(drawn(refused, "secret"), "input").attr("value") is None


@pytest.mark.parametrize("name", ["name", "number"])
def test_hint_and_error_are_tied_to_the_field(refused: Sample, name: str) -> None:
    field = drawn(refused, name)
    told = (html.one(field, "input").attr("aria-describedby") or "").split()
    assert told == [f"{name}-error" if refused[name].errors else f"{name}-hint"]
    assert len(field.select(f"#{told[0]}")) == 1


@pytest.mark.parametrize("name", ["name", "way", "agreed"])
def test_a_refused_field_says_so_to_a_screen_reader(refused: Sample, name: str) -> None:
    wrong = html.one(drawn(refused, name), "[aria-invalid=true]")
    assert wrong.attr("aria-describedby") == f"{name}-error"


def test_only_what_may_be_left_out_is_called_optional(refused: Sample) -> None:
    spare = {field.name for field in refused if drawn(refused, field.name).select(".field-optional")}
    assert spare == {"number", "secret", "lacks", "note", "scan"}


def test_the_summary_links_to_every_wrong_field(refused: Sample) -> None:
    summary = html.read(get_template_attribute("components/error_summary.html", "error_summary")(refused))
    links = [link.attr("href") for link in summary.select("a")]
    assert links == ["#name", "#way", "#agreed"]
    for target in links:
        name = str(target).removeprefix("#")
        assert drawn(refused, name).select(f"#{name}")


def test_a_good_form_has_no_summary(app: Flask) -> None:
    with app.test_request_context("/"):
        form = Sample(meta={"csrf": False})
        assert not get_template_attribute("components/error_summary.html", "error_summary")(form).strip()


@dataclass(frozen=True)
class Row:
    """A row of a comparison."""

    label: str
    given: str | None
    base: str | None
    verdict: str


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("equal", "the same"),
        ("close", "nearly the same"),
        ("different", "different"),
        ("unknown", "cannot be compared"),
    ],
)
def test_a_verdict_is_said_in_words(app: Flask, verdict: str, said: str) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        drawing = get_template_attribute("components/diff.html", "diff")(
            [Row("Name", "A", "B", verdict)], "Both"
        )
    cells = [html.words(cell) for cell in html.read(drawing).select("tbody td")]
    assert cells == ["A", "B", said]


def test_a_step_that_is_closed_says_why_and_has_no_button(app: Flask) -> None:
    source = (
        '{% from "components/confirm.html" import confirm %}'
        '{% call confirm("Activate", "/x", why_off=why) %}<p>Sure?</p>{% endcall %}'
    )
    with app.test_request_context("/"):
        closed = html.read(render_template_string(source, why="Somebody else must do it."))
        opened = html.read(render_template_string(source, why=None))
    assert "Somebody else must do it." in closed.text
    assert not closed.select("form")
    assert html.words(html.one(opened, "form button")) == "Activate"
    assert len(opened.select("input[name=csrf_token]")) == 1
