"""`flask staff` invites people of the office; `flask keys` makes data keys."""

from __future__ import annotations

import click
from cryptography.fernet import Fernet
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import func, select
from stdnum.exceptions import ValidationError

from app.accounts import service
from app.accounts.models import Account, email_key
from app.foundation.actor import SYSTEM
from app.foundation.db import db, transaction
from app.foundation.errors import RefusedError
from app.foundation.fields import read_email
from workflows.roles import Role

ROLES = [role.value for role in (Role.CLERK, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR)]

staff = AppGroup("staff", help="People of the office.")
keys = AppGroup("keys", help="Keys of the encrypted data.")


@staff.command("invite")
@click.argument("email")
@click.option("--name", required=True, help="First and last name.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="May be repeated."
)
@click.option("--print-link", is_flag=True, help="For the very first admin, while no mail can be sent.")
def invite(email: str, name: str, roles: tuple[str, ...], *, print_link: bool) -> None:
    """Invite EMAIL: a link to choose a password goes there by mail."""
    try:
        address = read_email(email)
    except ValidationError as error:
        raise click.BadParameter(f"{email} is no e-mail address.") from error
    try:
        with transaction():
            first = _nobody_yet()
            path = service.invite(name=name, email=address, roles=" ".join(sorted(set(roles))), actor=SYSTEM)
    except RefusedError as error:
        raise click.ClickException(" ".join(error.reasons)) from error
    click.echo(f"The invitation to {address} is in the outbox; the worker sends it.")
    if print_link and first:
        click.echo(f"Or open this link: {current_app.config['EBOK'].base_url}{path}")
    elif print_link:
        click.echo("The link is printed for the very first member of staff only.")


def _nobody_yet() -> bool:
    return not db.session.scalar(select(func.count()).select_from(Account).where(Account.kind == "staff"))


@staff.command("roles")
@click.argument("email")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="May be repeated."
)
def roles_of(email: str, roles: tuple[str, ...]) -> None:
    """Give the member of staff with EMAIL these roles instead of the present ones; they are logged out."""
    key = email_key(email)
    with transaction():
        wanted = select(Account.id).where(
            Account.kind == "staff", Account.email_key == key, Account.state != "closed"
        )
        account_id = db.session.scalar(wanted)
        if account_id is None:
            raise click.ClickException(f"Nobody on the staff has the address {email}.")
        service.set_roles(account_id, " ".join(sorted(set(roles))), SYSTEM)
    click.echo(f"{email}: {', '.join(sorted(set(roles)))}")


@keys.command("new")
def new_key() -> None:
    """Print a fresh data key for EBOK_DATA_KEYS (the first encrypts, all decrypt)."""
    click.echo(Fernet.generate_key().decode())
