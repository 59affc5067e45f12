"""The words a workflow's table is written in: reasons, stages, rules and the edges made of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from transitions import State, Transition

from workflows.roles import Role

Kind = Literal["open", "settled", "final"]
Move = Literal["office", "applicant", "nobody"]
ReasonPolicy = Literal["none", "optional", "required"]


@dataclass(frozen=True)
class Reason:
    """Why a step is closed: a code for programs, an English msgid for people, values for its %(names)s."""

    code: str
    text: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)


class Who(Protocol):
    """Somebody who acts: "staff:12", "applicant:5", "system"."""

    @property
    def id(self) -> str:
        """The name under which history knows the actor."""

    @property
    def roles(self) -> frozenset[Role]:
        """Every role the actor has."""


class Facts(Protocol):
    """What guards look at; each workflow has a frozen dataclass of its own with at least this."""

    @property
    def done_by(self) -> Mapping[str, frozenset[str]]:
        """Who did what so far: the name of a step or act, and the ids of those who did it."""


# A guard takes the facts of its own workflow, so their type is not said here.
Guard = Callable[[Any, Who], Reason | None]
Choice = Callable[[Any], str]


@dataclass(frozen=True)
class Public:
    """What the person concerned is told; stages that must not be told apart share one object.

    `promise` is the settings key of the working days said aloud. It lies here and not on the stage,
    because two stages with one sentence and two dates would give away which of them it is.
    """

    key: str
    sentence: str
    next: str
    move: Move
    promise: str | None = None


class Stage(State):
    """A state with all that is said about it.

    `term` is the settings key of the applicant's own time. While a stage `waits`, the office's clock, whose
    allowance lies in `public`, stands. `keep`, of a final stage, is the settings key of the days after which
    the case is erased.
    """

    def __init__(  # noqa: PLR0913  (one row of the table; all but the name by keyword)
        self,
        name: str,
        *,
        label: str,
        public: Public,
        kind: Kind = "open",
        waits: bool = False,
        term: str | None = None,
        keep: str | None = None,
    ) -> None:
        """Take the name the database keeps and what the table says of it."""
        super().__init__(name, final=kind == "final")
        self.label = label
        self.public = public
        self.kind = kind
        self.waits = waits
        self.term = term
        self.keep = keep


@dataclass(frozen=True)
class Rule:
    """One line of the table: the step, where from, where to, who, and on what conditions.

    With more than one `to`, `choose` takes the facts and names the one. `four_eyes` names steps and acts
    whose doers may not take this step.
    """

    step: str
    source: str | tuple[str, ...]
    to: str | tuple[str, ...]
    roles: tuple[Role, ...]
    label: str
    done: str
    guards: tuple[Guard, ...] = ()
    reason: ReasonPolicy = "none"
    four_eyes: tuple[str, ...] = ()
    choose: Choice | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The states this rule starts from."""
        return (self.source,) if isinstance(self.source, str) else self.source

    @property
    def targets(self) -> tuple[str, ...]:
        """The states this rule can lead to."""
        return (self.to,) if isinstance(self.to, str) else self.to


class Edge(Transition):
    """One arrow of the machine; what its rule says travels with it."""

    dest: str

    def __init__(
        self,
        source: str,
        dest: str,
        *rest: Any,
        rule: Rule,
    ) -> None:
        """Take what the library hands over, and the rule."""
        super().__init__(source, dest, *rest)
        self.rule = rule
        self.step = rule.step
        self.roles = rule.roles
        self.label = rule.label
        self.done = rule.done
        self.guards = rule.guards
        self.reason = rule.reason
        self.four_eyes = rule.four_eyes
