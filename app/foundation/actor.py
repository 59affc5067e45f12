"""Who acts: an account's owner, an applicant following his application, a visitor, or the clockwork."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from flask_login import current_user

from workflows.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor; `gates` names what he must do before any page opens (first_login, regulations)."""

    account_id: int | None = None
    is_staff: bool = False
    name: str = ""
    language: str | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    session_id: int | None = None
    gates: tuple[str, ...] = ()
    tracking: int | None = None
    is_system: bool = False

    @property
    def id(self) -> str:
        """Name the actor in history: `staff:3`, `customer:7`, `applicant:5`, `system`, `visitor`."""
        if self.is_system:
            return "system"
        if self.account_id is not None:
            return f"{'staff' if self.is_staff else 'customer'}:{self.account_id}"
        return f"applicant:{self.tracking}" if self.tracking is not None else "visitor"

    def has(self, *roles: Role) -> bool:
        """Say whether the actor has at least one of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_customer(self) -> bool:
        """Whether he is a customer who has logged in."""
        return self.account_id is not None and not self.is_staff

    # What Flask-Login asks of a user.
    @property
    def is_authenticated(self) -> bool:
        """Whether he has logged in."""
        return self.account_id is not None

    is_active = is_authenticated

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody has logged in."""
        return self.account_id is None

    def get_id(self) -> str:
        """Return the name in history; the login itself stores a session token, never this."""
        return self.id


VISITOR = Actor()
SYSTEM = Actor(is_system=True, roles=frozenset({Role.SYSTEM}))


def applicant(registration_id: int) -> Actor:
    """Return the actor who may follow this one application."""
    return Actor(tracking=registration_id, roles=frozenset({Role.APPLICANT}))


def current_actor() -> Actor:
    """Return who sends the present request."""
    return cast("Actor", current_user._get_current_object())  # noqa: SLF001 - the proxy's documented way out
