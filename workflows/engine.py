"""One shared machine per workflow: what is open to whom and why not, and where a step leads."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

from transitions import EventData, Machine, MachineError, Transition

from workflows.table import Edge, Facts, Guard, Public, Reason, Rule, Stage, Who
from workflows.words import N_

__all__ = [
    "BrokenTableError",
    "Edge",
    "Facts",
    "Guard",
    "IllegalStep",
    "Public",
    "Reason",
    "Rule",
    "Stage",
    "UnknownState",
    "UnknownStep",
    "Who",
    "Workflow",
]

# The library tells at INFO about every callback, which would fill the office's logs.
logging.getLogger("transitions").setLevel(logging.WARNING)

NOT_NOW = Reason("not_now", N_("This step is not open now."))
WRONG_ROLE = Reason("wrong_role", N_("Your role does not allow this step."))
FOUR_EYES = Reason(
    "four_eyes", N_("Another person must do this, because you have already worked on this case.")
)
NO_REASON = Reason("reason_missing", N_("Please give the reason."))


class UnknownStep(LookupError):  # noqa: N818  (named for what happened, as everywhere in the office)
    """The workflow has no step of this name."""


class UnknownState(LookupError):  # noqa: N818
    """The workflow has no state of this name."""


class IllegalStep(Exception):  # noqa: N818
    """The machine refuses: the step does not start from this state, or no target was chosen."""


class BrokenTableError(ValueError):
    """The table contradicts itself; raised while the workflow is built, so at import."""


@dataclass(slots=True)
class Snapshot:
    """What the machine moves instead of a database row: the library changes only this."""

    state: str
    facts: Facts


class _Machine(Machine):
    transition_cls: type[Transition] = Edge


class Workflow:
    """A table of stages and rules, checked when built, and the one machine made of it.

    `acts` are names of things done that are no steps of this workflow but count for four eyes ("lodge").
    """

    def __init__(
        self,
        name: str,
        stages: Iterable[Stage],
        rules: Iterable[Rule],
        starts: Iterable[str],
        acts: Iterable[str] = (),
    ) -> None:
        """Raise BrokenTableError when a rule names an unknown state or act, or two rules claim one step."""
        self.name = name
        self.stages = tuple(stages)
        self.rules = tuple(rules)
        self.starts = tuple(starts)
        self.acts = tuple(acts)
        self._check()
        self._stages = {stage.name: stage for stage in self.stages}
        self.machine = self._build()
        self.edges = tuple(
            cast("Edge", edge)
            for event in self.machine.events.values()
            for edges in event.transitions.values()
            for edge in edges
        )
        self._edges: dict[tuple[str, str], tuple[Edge, ...]] = {}
        for edge in self.edges:
            key = (edge.step, edge.source)
            self._edges[key] = (*self._edges.get(key, ()), edge)

    def _check(self) -> None:
        names = [stage.name for stage in self.stages]
        done = {rule.step for rule in self.rules} | set(self.acts)
        pairs = [(rule.step, source) for rule in self.rules for source in rule.sources]
        used = {state for rule in self.rules for state in (*rule.sources, *rule.targets)} | set(self.starts)
        faults = [
            *(f"unknown state {state!r}" for state in sorted(used - set(names))),
            *(f"state {name!r} stands twice" for name in sorted({n for n in names if names.count(n) > 1})),
            *(
                f"two rules for {step!r} from {source!r}"
                for step, source in sorted({p for p in pairs if pairs.count(p) > 1})
            ),
            *(
                f"four eyes: unknown act {act!r}"
                for rule in self.rules
                for act in rule.four_eyes
                if act not in done
            ),
            *(
                f"{r.step!r}: choose and more than one target belong together"
                for r in self.rules
                if (len(r.targets) > 1) != (r.choose is not None)
            ),
        ]
        if faults:
            message = f"{self.name}: {'; '.join(faults)}"
            raise BrokenTableError(message)

    def _build(self) -> Machine:
        machine = _Machine(
            model=None,
            initial=None,
            model_attribute="state",
            states=list(self.stages),
            auto_transitions=False,
            send_event=True,
            queued=False,
        )
        for rule in self.rules:
            for target in rule.targets:
                machine.add_transition(
                    rule.step, list(rule.sources), target, conditions=_condition(rule, target), rule=rule
                )
        return machine

    def stage(self, state: str) -> Stage:
        """Give all that is known of a state; UnknownState when there is none of this name."""
        try:
            return self._stages[state]
        except KeyError:
            raise UnknownState(state) from None

    def steps(self) -> tuple[str, ...]:
        """Name every step in the order of the table."""
        return tuple(self.machine.events)

    def edges_of(self, step: str, state: str) -> tuple[Edge, ...]:
        """Give the edges of a step from a state: none, one, or one for each target to choose from."""
        self.stage(state)
        if step not in self.machine.events:
            raise UnknownStep(step)
        return self._edges.get((step, state), ())

    def open_steps(self, state: str) -> tuple[str, ...]:
        """Name the steps that start from a state, whoever may take them."""
        return tuple(step for step in self.steps() if self.edges_of(step, state))

    def blockers(  # noqa: PLR0913  (state, step, facts and who are the question; the reason is by keyword)
        self,
        state: str,
        step: str,
        facts: Facts,
        who: Who,
        *,
        reason: str | None = None,
        check_reason: bool = False,
    ) -> list[Reason]:
        """List everything that speaks against the step; empty when it may be taken.

        Where the step does not start from the state, no guard is asked. The answer never names the state:
        an applicant must not learn from it which of the checking stages he is in.
        """
        edges = self.edges_of(step, state)
        if not edges:
            rules = [rule for rule in self.rules if rule.step == step]
            allowed = any(who.roles & set(rule.roles) for rule in rules)
            return [NOT_NOW] if allowed else [NOT_NOW, WRONG_ROLE]
        rule = edges[0].rule
        found = [] if who.roles & set(rule.roles) else [WRONG_ROLE]
        found += [why for guard in rule.guards if (why := guard(facts, who))]
        if any(who.id in facts.done_by.get(act, ()) for act in rule.four_eyes):
            found.append(FOUR_EYES)
        if check_reason and rule.reason == "required" and not (reason or "").strip():
            found.append(NO_REASON)
        return found

    def take(self, state: str, step: str, facts: Facts) -> str:
        """Fire the step on a snapshot and name the new state; who may do so is asked of `blockers` before.

        UnknownStep, UnknownState, or IllegalStep when the machine refuses.
        """
        self.edges_of(step, state)
        snapshot = Snapshot(state, facts)
        try:
            moved = self.machine.events[step].trigger(snapshot)
        except MachineError as error:
            raise IllegalStep(str(error)) from error
        if not moved:
            message = f"{self.name}: no target of {step!r} from {state!r} was chosen"
            raise IllegalStep(message)
        return snapshot.state


def _condition(rule: Rule, target: str) -> Callable[[EventData], bool] | None:
    choose = rule.choose
    if choose is None:
        return None

    def chosen(event: EventData) -> bool:
        return choose(cast("Snapshot", event.model).facts) == target

    return chosen
