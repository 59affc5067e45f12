"""Pages: the only way to a route. Who may open it is said at the route, or the route does not exist."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol

from flask import Blueprint, Flask, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response as BaseResponse

from app.foundation.actor import Actor, current_actor
from app.foundation.db import after_commit, transaction
from app.foundation.errors import NotFoundError
from app.foundation.hooks import hooks
from app.foundation.listing import LARGEST_ID
from workflows.roles import Role

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
RULES: dict[str, Allow] = {}
LARGER: dict[str, int] = {}  # endpoint -> bytes that may be sent to it, where they are more than elsewhere


class Test(Protocol):
    """Says whether an actor may open a page."""

    def __call__(self, actor: Actor, /) -> bool:
        """Return True when he may."""
        ...


@dataclass(frozen=True, slots=True)
class Allow:
    """One access rule: its name (for the access matrix), its test, and the door for those not logged in."""

    name: str
    test: Test
    door: str = "accounts.login"
    gate: str | None = None


ANYONE = Allow("anyone", lambda _actor: True)
CUSTOMER = Allow("customer", lambda actor: actor.is_customer)
SIGNED_IN = Allow("signed in", lambda actor: not actor.is_anonymous)


def staff(*roles: Role) -> Allow:
    """Allow members of staff with at least one of these roles."""
    name = " or ".join(sorted(roles))
    return Allow(name, lambda actor: actor.is_staff and actor.has(*roles))


def gate(name: str) -> Allow:
    """Allow whoever has logged in and still stands before this gate."""
    return Allow(f"gate {name}", lambda actor: name in actor.gates, gate=name)


CLERK = staff(Role.CLERK, Role.SUPERVISOR)
ADMIN = staff(Role.ADMIN)
OFFICE = staff(Role.CLERK, Role.SUPERVISOR, Role.ADMIN)
ANY_STAFF = Allow("staff", lambda actor: actor.is_staff)


P = ParamSpec("P")
View = Callable[Concatenate[Actor, P], ResponseReturnValue]


class Pages:
    """The pages of one audience of one slice; a thin coat over a Flask blueprint."""

    def __init__(self, name: str, *, prefix: str = "") -> None:
        """Name the blueprint; `prefix` stands before every rule."""
        self.name = name
        self.blueprint = Blueprint(name, __name__, url_prefix=prefix or None)

    def page(
        self, rule: str, *, allow: Allow, methods: Sequence[str] = ("GET",), most_bytes: int | None = None
    ) -> Callable[[View[P]], View[P]]:
        """Serve `rule` to those whom `allow` admits. It has no default: forgetting it fails at import.

        `most_bytes` lets those, and nobody else, send more than the office takes otherwise.
        The view gets the actor first; it runs in the request's one transaction and returns a rendered
        page, `go(…)` or a response.
        """

        def register(view: View[P]) -> View[P]:
            endpoint = f"{self.name}.{view.__name__}"
            RULES[endpoint] = allow
            if most_bytes is not None:
                LARGER[endpoint] = most_bytes

            @wraps(view)
            def run(*args: P.args, **values: P.kwargs) -> BaseResponse:
                actor = current_actor()
                stopped = _stopped(actor, allow, endpoint)
                if stopped is not None:
                    return stopped
                with transaction(write=request.method not in SAFE):
                    return make_response(view(actor, *args, **values))

            self.blueprint.add_url_rule(rule, view.__name__, run, methods=list(methods))
            return view

        return register


def _stopped(actor: Actor, allow: Allow, endpoint: str) -> BaseResponse | None:
    """Return where the actor is sent instead; raises NotFoundError in another's area."""
    if allow.test(actor):
        waiting = [name for name in actor.gates if name in hooks.gate_endpoints]
        if waiting and allow is not ANYONE and allow.gate is None and endpoint != "accounts.logout":
            return redirect(url_for(hooks.gate_endpoints[waiting[0]]), 303)
        return None
    if actor.is_anonymous:
        here = request.full_path.rstrip("?") if request.method in SAFE else None
        return redirect(url_for(allow.door, next=here), 303)
    if allow.gate is not None:
        return redirect(url_for("public.landing"), 303)
    hooks.denied(actor, endpoint)
    raise NotFoundError


def go(endpoint: str, *, say: str = "", tone: str = "success", **values: Any) -> BaseResponse:
    """Send the reader on after a change (303); `say` appears there once the change has been committed."""
    if say:
        after_commit(lambda: flash(say, tone))
    return redirect(url_for(endpoint, **values), 303)


def invalid(page: str) -> ResponseReturnValue:
    """Return a form that must be corrected: the page with its messages, status 422."""
    return page, 422


def saw(actor: Actor, *subjects: tuple[str, int]) -> None:
    """Note, once the page has been made, whose data a member of staff saw: (kind, id) of each."""
    if actor.is_staff and subjects:
        endpoint = request.endpoint or ""
        after_commit(lambda: hooks.looked(actor, endpoint, subjects))


class RowIdConverter(IntegerConverter):
    """`<int:…>` in an address: a number no row can have is no address, whatever the engine thinks of it."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:  # noqa: A002 - named by werkzeug
        """Limit the number to what the database can hold."""
        super().__init__(map, *args, **{"max": LARGEST_ID, **options})


def _refuse_nul() -> None:
    """Let no NUL through: no text of the database holds one. In a path it names nothing, as its page says."""
    if b"%00" in request.query_string:
        raise NotFoundError
    for name, value in (request.view_args or {}).items():
        if isinstance(value, str) and "\0" in value:
            request.view_args[name] = value.replace("\0", "\N{REPLACEMENT CHARACTER}")  # type: ignore[index]  # not None here


def init_larger(app: Flask) -> None:
    """Raise the limit of a request's size where a page says so, for those whom it admits.

    Called before whatever reads a body (the check against forgery does): a stranger's is never read.
    """

    @app.before_request
    def allow_more() -> None:
        endpoint = request.endpoint or ""
        if endpoint in LARGER and RULES[endpoint].test(current_actor()):
            request.max_content_length = LARGER[endpoint]


def init_pages(app: Flask, rooms: Sequence[Pages]) -> None:
    """Register every room and keep the access rules where tests and the access matrix find them."""
    app.url_map.converters["int"] = RowIdConverter
    app.before_request(_refuse_nul)
    for room in rooms:
        app.register_blueprint(room.blueprint)
    app.extensions["pages"] = RULES
