"""Rules of readings that need the meter, and what its register showed before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)

from app.billing.models import Reading
from app.customers.models import Meter
from app.feed.columns import table_of
from app.feed.falling import State, falling
from app.feed.resolve import fault, keep_last, reject
from app.feed.staging import REJECTED, Stage, opened, refresh
from app.foundation.bulk import bulk
from app.foundation.db import db

WRAPS = {digits: 10**digits * 1000 for digits in range(4, 10)}  # in thousandths of a kWh
AT_ONCE = 5000

_reading, _meter = table_of(Reading), table_of(Meter)
_fallen = Table("stage_fallen", MetaData(), Column("line", BigInteger), prefixes=["TEMPORARY"])
# Registers whose readings are looked at one after another.
_doubted = Table(
    "stage_doubted", MetaData(), Column("id", BigInteger), Column("zone", Text), prefixes=["TEMPORARY"]
)


def judge_readings(stage: Stage) -> None:
    """Reject readings outside of their meter's life, of too many digits, or lower than the one before."""
    _reject_outside(stage)
    _name_earlier_fault(stage)
    with opened(_doubted, _fallen):
        _find_doubted(stage)
        if db.session.execute(select(_doubted).limit(1)).first() is None:
            return
        keep_last(stage)  # rows of one key are rows of one day: without a register in doubt there are none
        lines = _lines_that_fall(stage)
        while some := list(islice(lines, AT_ONCE)):
            with bulk(_fallen) as put:
                for line in some:
                    put((line,))
        fallen = stage.judged.c.line.in_(select(_fallen.c.line))
        reject(stage, fault("value", stage.read.c.value_came, "reading_falls"), fallen)


def _reject_outside(stage: Stage) -> None:
    judged, read = stage.judged, stage.read
    joined = judged.join(_meter, _meter.c.id == judged.c.ref_0)
    early, late = judged.c.read_on < _meter.c.installed_on, judged.c.read_on > _meter.c.removed_on
    many = judged.c.value >= case(WRAPS, value=_meter.c.digits)
    found = {
        "column": case((or_(early, late), literal("read_on")), else_=literal("value")),
        "value": case((or_(early, late), cast(read.c.read_on, Text)), else_=read.c.value_came),
        "reason": case(
            (early, "reading_before_installation"),
            (late, "reading_after_removal"),
            else_="reading_too_many_digits",
        ),
    }
    reject(stage, found, or_(early, late, many), joined)


def _name_earlier_fault(stage: Stage) -> None:
    """Where a row with a bad value or kind lies outside of its meter's life, that is the first fault."""
    place = stage.spec.position["read_on"]
    read_on = REJECTED.c.told_1
    early, late = read_on < cast(_meter.c.installed_on, Text), read_on > cast(_meter.c.removed_on, Text)
    reason = case((early, "reading_before_installation"), else_="reading_after_removal")
    db.session.execute(
        update(REJECTED)
        .where(REJECTED.c.file == stage.spec.name, REJECTED.c.place > place)
        .where(_meter.c.meter_no == REJECTED.c.told_0, or_(early, late))
        .values(place=place, column="read_on", value=read_on, reason=reason)
    )


def _find_doubted(stage: Stage) -> None:
    """Note the registers with two readings of one day, or with one lower than the one before.

    Only what moves is looked at, and what is stored between the stored readings around it.
    """
    moving = _moving(stage)
    rows = union_all(select(moving), _stored_around(stage)).subquery("state")

    def before(column: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.lag(column).over(partition_by=[rows.c.id, rows.c.zone], order_by=rows.c.read_on)

    pairs = select(
        rows, before(rows.c.read_on).label("before_on"), before(rows.c.value).label("before")
    ).subquery("pair")
    falls = and_(pairs.c.value < pairs.c.before, pairs.c.kind != "exchange")
    doubted = select(pairs.c.id, pairs.c.zone).where(or_(pairs.c.read_on == pairs.c.before_on, falls))
    db.session.execute(insert(_doubted).from_select(["id", "zone"], doubted.distinct()))
    refresh(_doubted)


def _moving(stage: Stage) -> Any:
    judged = stage.judged
    columns = (judged.c.zone, judged.c.read_on, judged.c.kind, judged.c.value)
    moves = or_(judged.c.is_new, judged.c.is_changed)
    return select(judged.c.ref_0.label("id"), *columns).where(moves).subquery("moving")


def _stored_around(stage: Stage) -> Select[Any]:
    moving = _moving(stage)
    span = (
        select(
            moving.c.id,
            moving.c.zone,
            func.min(moving.c.read_on).label("since"),
            func.max(moving.c.read_on).label("until"),
        )
        .group_by(moving.c.id, moving.c.zone)
        .subquery("span")
    )

    def next_to(best: Any, where: Any) -> ColumnElement[Any]:
        near = _reading.alias("near")
        here = and_(near.c.meter_id == span.c.id, near.c.zone == span.c.zone, where(near.c.read_on))
        return select(best(near.c.read_on)).where(here).scalar_subquery()

    since = func.coalesce(next_to(func.max, lambda day: day < span.c.since), span.c.since)
    until = func.coalesce(next_to(func.min, lambda day: day > span.c.until), span.c.until)
    judged = stage.judged
    changed = select(judged).where(judged.c.is_changed, ~judged.c.is_new).subquery("changed")
    replaced = and_(*(changed.c[own] == _reading.c[to] for to, own in stage.spec.stored_key.items()))
    return (
        select(_reading.c.meter_id, _reading.c.zone, _reading.c.read_on, _reading.c.kind, _reading.c.value)
        .join(span, and_(_reading.c.meter_id == span.c.id, _reading.c.zone == span.c.zone))
        .outerjoin(changed, replaced)
        .where(_reading.c.read_on.between(since, until), changed.c.line.is_(None))
    )


def _lines_that_fall(stage: Stage) -> Iterator[int]:
    """Yield the lines to be rejected: the registers in doubt, one after another."""
    judged = stage.judged
    mine = and_(judged.c.ref_0 == _doubted.c.id, judged.c.zone == _doubted.c.zone)
    theirs = and_(_reading.c.meter_id == _doubted.c.id, _reading.c.zone == _doubted.c.zone)
    moves = or_(judged.c.is_new, judged.c.is_changed)
    brought = _states(judged, judged.c.line).join(judged, mine).where(moves)
    stored = _states(_reading, null()).join(_reading, theirs)
    both = union_all(brought, stored).subquery("both")
    rows_of_all = select(both).order_by(both.c.id, both.c.zone)
    found = db.session.execute(rows_of_all, execution_options={"yield_per": AT_ONCE})
    for (_id, _zone, digits), rows in groupby(found, key=lambda row: row[:3]):
        states = [State(*row[3:]) for row in rows]
        new = [each for each in states if each.line is not None]
        yield from sorted(falling([each for each in states if each.line is None], new, digits))


def _states(table: Any, line: Any) -> Select[Any]:
    state = (table.c.read_on, table.c.kind, table.c.value, cast(line, BigInteger).label("line"))
    return (
        select(_doubted.c.id, _doubted.c.zone, _meter.c.digits, *state)
        .select_from(_doubted)
        .join(_meter, _meter.c.id == _doubted.c.id)
    )
