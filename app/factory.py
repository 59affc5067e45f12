"""Opening the office: the one file that knows every slice and fills the hooks of the lower ones."""

from __future__ import annotations

import sys

from flask import Flask, url_for
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy import Select
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli
from app.accounts import sessions
from app.accounts import timers as account_timers
from app.accounts.all_routes import ROOMS as ACCOUNTS
from app.accounts.queries import actor_names
from app.accounts.service import language_chosen
from app.audit import access
from app.config import Config
from app.customers import admin_routes as customer_routes
from app.customers import ended, of_account
from app.customers.access import must_prove_email
from app.demo.opening import open_demo
from app.documents import service as documents
from app.feed import jobs
from app.feed import list_routes as feed_routes
from app.foundation import storage
from app.foundation.actor import Actor
from app.foundation.crypto import keyring
from app.foundation.db import db, engine_options, init_database
from app.foundation.errors import init_errors
from app.foundation.headers import init_headers
from app.foundation.health import check_database, check_migrations, init_health
from app.foundation.hooks import hooks
from app.foundation.i18n import init_i18n
from app.foundation.logging import configure_logging, init_logging
from app.foundation.pages import init_larger, init_pages
from app.foundation.static import init_static
from app.foundation.templating import init_templating
from app.mail import routes as mail_routes
from app.mail.health import check_outbox, check_worker
from app.mail.queue import nudge
from app.mail.smtp import init_smtp
from app.portal import export_routes, invoice_routes, ledger_routes, notice_routes, notices, usage_routes
from app.portal import routes as portal_routes
from app.public import genuine_routes
from app.public import routes as public_routes
from app.registrations import timers as registration_timers
from app.registrations import visitor
from app.registrations.office_routes import ROOMS as OFFICE
from app.registrations.rematch import rematch
from app.registrations.visitor_routes import ROOMS as APPLICANT
from app.regulations import routes as regulations_routes
from app.regulations.queries import must_accept
from app.settings.firm import firm
from app.staff import routes as staff_routes
from app.staff.nav import nav
from app.steps.conflict import init_conflict
from workflows.roles import Role

MOST_BYTES = 2 * 1024 * 1024


def create_app(config: Config | None = None) -> Flask:
    """Return the application for a configuration, by default that of the environment."""
    config = config or Config.from_env()
    app = Flask("app", template_folder="../templates", static_folder="static")
    app.config["EBOK"] = config
    app.config.update(_flask_settings(config))
    keyring.load(config.data_keys, config.secret_key)
    configure_logging(to_terminal=sys.stderr.isatty())
    _ground(app, config)
    init_smtp(app)
    _fill_hooks()
    init_pages(
        app,
        [
            *(open_demo(app) if config.is_demo else ()),
            *ACCOUNTS,
            customer_routes.pages,
            feed_routes.pages,
            portal_routes.pages,
            usage_routes.pages,
            export_routes.pages,
            invoice_routes.pages,
            ledger_routes.pages,
            notice_routes.pages,
            staff_routes.pages,
            *APPLICANT,
            *OFFICE,
            public_routes.pages,
            genuine_routes.pages,
            regulations_routes.pages,
            mail_routes.admin,
            mail_routes.desk,
        ],
    )
    init_health(app, CHECKS)
    cli.init_commands(app)
    return app


# What must work before the office is ready.
CHECKS = {
    "database": check_database,
    "migrations": check_migrations,
    "outbox": check_outbox,
    "worker": check_worker,
    "storage": storage.check,
}


def _flask_settings(config: Config) -> dict[str, object]:
    return {
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config.database_url, config.threads),
        "SESSION_COOKIE_NAME": "__Host-ebok" if config.is_https else "ebok",
        "SESSION_COOKIE_SECURE": config.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "MAX_CONTENT_LENGTH": MOST_BYTES,
        "MAX_FORM_MEMORY_SIZE": MOST_BYTES,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": config.is_https,
    }


def _ground(app: Flask, config: Config) -> None:
    """Lay the foundation: database, words, errors, headers, logs, forms, who is asking."""
    if near := config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=near, x_proto=near, x_host=near)  # type: ignore[method-assign]
    init_logging(app)
    init_database(app)
    Migrate(app, db, directory="migrations", render_as_batch=True)
    init_larger(app)
    CSRFProtect(app)
    login = LoginManager(app)
    login.session_protection = None
    # By way of the hooks, which are filled later.
    login.user_loader(lambda token: hooks.load_actor(token))  # noqa: PLW0108
    login.anonymous_user = lambda: hooks.load_visitor()  # noqa: PLW0108
    init_i18n(app)
    init_templating(app)
    init_errors(app)
    init_conflict(app)
    init_headers(app, address=config.base_url)
    init_static(app)


def _fill_hooks() -> None:
    """Give the lower slices what only the upper ones know (the list stands in foundation/hooks.py)."""
    hooks.load_actor = sessions.load
    hooks.actor_names = actor_names
    hooks.home = home
    hooks.account_links = of_account.links
    hooks.postal_address = of_account.postal_address
    hooks.nav = nav
    hooks.timers = [account_timers.run, registration_timers.run, ended.run, notices.run, jobs.tend]
    hooks.timers.append(documents.sweep)
    hooks.calls[jobs.CALL] = jobs.run_waiting
    hooks.language_chosen = language_chosen
    hooks.gates["regulations"] = must_accept
    hooks.gates["prove_email"] = must_prove_email
    hooks.gate_endpoints["prove_email"] = "accounts.prove_email_first"
    hooks.gate_endpoints["first_login"] = "accounts.first_login"
    hooks.firm = firm
    hooks.nudge = nudge
    hooks.looked = access.looked
    hooks.denied = access.denied
    hooks.load_visitor = visitor.load_visitor
    hooks.after_feed = after_feed
    hooks.gate_endpoints["regulations"] = "regulations.accept"


def after_feed(customer_ids: Select[int]) -> None:
    """Bring up to date what follows when customers' data have moved: applications, accesses, then mails."""
    rematch(customer_ids)
    ended.follow_agreements(customer_ids)
    notices.announce(customer_ids)


# Where each role begins its day; who has several begins in the first.
HOMES = (
    (Role.CUSTOMER, "portal.home"),
    (Role.CLERK, "desk.applications"),
    (Role.SUPERVISOR, "desk.applications"),
    (Role.ADMIN, "admin.activations"),
)


def home(actor: Actor) -> str:
    """Return the address at which somebody begins who has just logged in."""
    return url_for(next((room for role, room in HOMES if actor.has(role)), "accounts.account"))
