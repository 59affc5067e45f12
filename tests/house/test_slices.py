"""Inside a slice: routes → forms | service → mails | events → queries → models; what is kept to one place.

Between slices import-linter watches (pyproject.toml); it has no wildcard for what happens inside one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import PurePath

from tests.house.sources import Source, python, report

# Rank of a file by the last word of its name (desk_routes is routes). A file named for its one special
# thing (matching, derive, chain) has no rank: it may be used by all but may not use routes, forms, commands.
RANKS = {
    "commands": 6,
    "routes": 6,
    "forms": 5,
    "service": 5,
    "mails": 4,
    "events": 4,
    "queries": 2,
    "models": 1,
}
ENTRANCES = {"commands", "routes", "forms"}
NOT_SLICES = {"app", "app.foundation", "app.demo"}
WEB = {f"flask.{name}" for name in ("request", "session", "flash", "redirect", "render_template")}
NO_WEB = {"service", "queries", "models", "events", "mails"}
# A stop-watch (monotonic, perf_counter) measures how long something takes; it tells nobody what day it is.
TIME = {
    *((owner, name) for owner in ("datetime", "date", "dt") for name in ("now", "today", "utcnow")),
    ("time", "time"),
}
CLOCK = "app/foundation/clock.py"


def _kind(module: str) -> str:
    return module.rsplit(".", 1)[-1].rsplit("_", 1)[-1]


def _slice(module: str) -> str:
    return module.rpartition(".")[0]


def _inner_imports() -> Iterator[tuple[Source, ast.AST, str]]:
    """Yield (file, place, imported module) of every import within one slice."""
    known = {source.module for source in python("app")}
    for source in python("app"):
        if _slice(source.module) in NOT_SLICES:
            continue
        for node, name in source.imports():
            module = name if name in known else name.rpartition(".")[0]
            if module in known and _slice(module) == _slice(source.module):
                yield source, node, module


def _wrong_way(user: str, used: str) -> bool:
    if user not in RANKS:
        return used in ENTRANCES
    return used in RANKS and RANKS[used] >= RANKS[user] and used != user


def test_a_slice_is_layered() -> None:
    found = [
        f"{source.at(node)} imports {module}"
        for source, node, module in _inner_imports()
        if _wrong_way(_kind(source.module), _kind(module))
    ]
    assert not found, (
        "inside a slice: routes → forms | service → mails | events → queries → models. "
        f"Move what is shared further down{report(found)}"
    )


def test_services_know_nothing_of_the_request() -> None:
    found = [
        f"{source.at(node)} imports {name}"
        for source in python("app")
        if _slice(source.module) not in NOT_SLICES and _kind(source.module) in NO_WEB
        for node, name in source.imports()
        if name in WEB
    ]
    assert not found, f"services take objects and an actor: pass what they need as arguments{report(found)}"


def test_init_files_are_empty() -> None:
    found = [
        source.name
        for source in python("app", "workflows", "tests")
        if source.path.name == "__init__.py" and source.text.strip()
    ]
    assert not found, f"an __init__.py is empty: import from the file that defines the name{report(found)}"


def test_imports_stand_at_the_top() -> None:
    found = [
        source.at(node)
        for source in python("app", "workflows", "tests")
        for function in source.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not found, f"an import inside a function hides a dependency: move it to the top{report(found)}"


def test_no_import_goes_in_a_circle() -> None:
    sources = python("app", "workflows")
    known = {source.module for source in sources}
    graph = {
        source.module: {
            module
            for _, name in source.imports()
            for module in (name, name.rpartition(".")[0])
            if module in known and module != source.module
        }
        for source in sources
    }
    circle = _circle(graph)
    assert not circle, f"these import each other: move what both need below them{report(circle)}"


def _circle(graph: dict[str, set[str]]) -> list[str]:
    done: set[str] = set()

    def walk(module: str, trail: list[str]) -> list[str]:
        if module in trail:
            return [*trail[trail.index(module) :], module]
        if module in done:
            return []
        found = next(filter(None, (walk(each, [*trail, module]) for each in sorted(graph[module]))), [])
        done.add(module)
        return found

    return next(filter(None, (walk(module, []) for module in sorted(graph))), [])


def _calls(source: Source) -> Iterator[tuple[ast.Call, str, str]]:
    """Yield (call, what it is called on, name) of every call of a method or of a module's function."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, ast.unparse(node.func.value), node.func.attr


def test_only_the_transaction_commits() -> None:
    found = [
        source.at(call)
        for source in python("app")
        if source.name != "app/foundation/db.py"
        for call, _, name in _calls(source)
        if name in {"commit", "rollback"}
    ]
    assert not found, (
        f"returning commits, raising rolls back (app/foundation/db.py): drop the call{report(found)}"
    )


def test_only_the_clock_tells_the_time() -> None:
    found = [
        f"{source.at(call)}: {ast.unparse(call)}"
        for source in python("app", "workflows")
        if source.name != CLOCK
        for call, owner, name in _calls(source)
        if (owner.rsplit(".", 1)[-1], name) in TIME
    ]
    assert not found, f"ask app.foundation.clock, so that tests and timers can move the time{report(found)}"


def _assigned(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def _is_update_of_state(call: ast.Call, owner: str, name: str) -> bool:
    return (
        name == "values"
        and "update(" in owner
        and any(word.arg in {"state", "version"} for word in call.keywords)
    )


def test_state_is_never_assigned() -> None:
    found = []
    for source in python("app"):
        if PurePath(source.name).is_relative_to("app/steps"):
            continue
        found += [
            source.at(call) for call, owner, name in _calls(source) if _is_update_of_state(call, owner, name)
        ]
        found += [
            source.at(target)
            for node in ast.walk(source.tree)
            for target in _assigned(node)
            if isinstance(target, ast.Attribute) and target.attr in {"state", "version"}
        ]
    assert not found, f"a state changes by a step only: call app.steps (fire, fire_many){report(found)}"


def test_workflows_are_plain_python() -> None:
    allowed = {*sys.stdlib_module_names, "transitions", "workflows"}
    found = [
        f"{source.at(node)} imports {name}"
        for source in python("workflows")
        for node, name in source.imports()
        if name.split(".")[0] not in allowed
    ]
    assert not found, (
        f"workflows know the standard library and `transitions`: hand the rest in as facts{report(found)}"
    )
