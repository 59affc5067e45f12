"""Pages for everybody: the landing page, help, personal data, accessibility, language, files for robots."""

from __future__ import annotations

import datetime as dt

from flask import Response, current_app, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.accounts.arrival import local_path
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.hooks import hooks
from app.foundation.i18n import LANGUAGES
from app.foundation.pages import ANYONE, Pages
from app.foundation.templating import page
from app.settings.service import span, value

pages = Pages("public")


@pages.page("/", allow=ANYONE)
def landing(actor: Actor) -> ResponseReturnValue:
    """Say what e-BOK is and show the ways into it."""
    promise = value("promise.individual.decision")
    return page("public/landing.html", home=hooks.home(actor), promise=promise)


@pages.page("/help", allow=ANYONE)
def help(_actor: Actor) -> ResponseReturnValue:  # noqa: A001 - the page's name
    """Answer the questions asked most often."""
    return page("public/help.html", facts=_facts())


@pages.page("/privacy", allow=ANYONE)
def privacy(_actor: Actor) -> ResponseReturnValue:
    """Say what becomes of personal data (RODO art. 13)."""
    return page("public/privacy.html", facts=_facts())


@pages.page("/accessibility", allow=ANYONE)
def accessibility(_actor: Actor) -> ResponseReturnValue:
    """Show the statement of accessibility."""
    return page("public/accessibility.html")


@pages.page("/language", allow=ANYONE, methods=("POST",))
def language(actor: Actor) -> ResponseReturnValue:
    """Change the language for this browser and, of whoever has logged in, for his mails."""
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        session["language"] = chosen
        hooks.language_chosen(actor, chosen)
    return redirect(local_path(request.form.get("next")) or "/", 303)


@pages.page("/robots.txt", allow=ANYONE)
def robots(_actor: Actor) -> ResponseReturnValue:
    """Let search engines read only what is for everybody."""
    rooms = ("public.help", "public.privacy", "public.accessibility", "genuine.check")
    opened = [url_for(room) for room in rooms]
    lines = ["User-agent: *", *(f"Allow: {path}" for path in opened), "Allow: /$", "Disallow: /"]
    return _plain(lines)


@pages.page("/.well-known/security.txt", allow=ANYONE)
def security(_actor: Actor) -> ResponseReturnValue:
    """Say whom to tell of a weakness (RFC 9116)."""
    base = current_app.config["EBOK"].base_url
    expires = (clock.now() + dt.timedelta(days=180)).replace(microsecond=0)
    return _plain(
        [
            f"Contact: mailto:{hooks.firm().email}",
            f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
            "Preferred-Languages: pl, en",
            f"Canonical: {base}{url_for('public.security')}",
        ]
    )


def _facts() -> dict[str, object]:
    """Return the figures which the texts name, as set today."""
    firm = hooks.firm()
    return {
        "firm": firm.name,
        "address": ", ".join(firm.address_lines),
        "phone": firm.phone,
        "email": firm.email,
        "officer": firm.data_officer,
        "days": value("promise.individual.decision"),
        "hours": span("term.confirm_email") // dt.timedelta(hours=1),
        "pin_days": span("term.first_login").days,
        "letter_days": span("term.first_login_by_letter").days,
        "answer_days": span("term.answer").days,
        "application_days": value("keep.registration"),
        "account_years": value("keep.account") // 365,
        "mail_days": value("keep.mail"),
    }


def _plain(lines: list[str]) -> Response:
    response = make_response("\n".join(lines) + "\n")
    response.content_type = "text/plain; charset=utf-8"
    return response
