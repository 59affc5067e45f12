"""Rules of readings that need the meter, and what its register showed before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    FromClause,
    MetaData,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    insert,
    literal,
    literal_column,
    null,
    or_,
    select,
    union,
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
                put((line,) for line in some)
        fallen = stage.judged.c.line.in_(select(_fallen.c.line))
        reject(stage, fault("value", "reading_falls"), fallen)


def _reject_outside(stage: Stage) -> None:
    judged, read = stage.judged, stage.read
    joined = judged.join(_meter, _meter.c.id == judged.c.ref_0)
    early, late = judged.c.read_on < _meter.c.installed_on, judged.c.read_on > _meter.c.removed_on
    many = judged.c.value >= case(WRAPS, value=_meter.c.digits)
    found = {
        "column": case((or_(early, late), literal("read_on")), else_=literal("value")),
        "value": case((or_(early, late), cast(read.c.read_on, Text)), else_=null()),
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
    """Note the registers that may have two readings of one day, or one lower than the one before.

    Some of them turn out to be in order; one that is not noted is: its rows rise from day to day, nothing
    else is stored between them, and they fit what is stored just before and just after them.
    """
    doubted = union(_ill_ordered(stage), _ill_fitting(stage)).subquery("doubt")
    db.session.execute(insert(_doubted).from_select(["id", "zone"], select(doubted)))
    refresh(_doubted)


def _ill_ordered(stage: Stage) -> Select[Any]:
    """Return the registers of which a row does not rise above the row before it."""
    rows = stage.judged
    if _has_row_numbers():
        last = rows.alias("last")
        pairs = rows.join(last, _row_number(last) == _row_number(rows) - 1)
        same = and_(last.c.ref_0 == rows.c.ref_0, last.c.zone == rows.c.zone)
        falls = and_(rows.c.value < last.c.value, rows.c.kind != "exchange")
        ill = and_(same, or_(rows.c.read_on <= last.c.read_on, falls))
        return select(rows.c.ref_0, rows.c.zone).select_from(pairs).where(ill)

    def before(column: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.lag(column).over(partition_by=[rows.c.ref_0, rows.c.zone], order_by=rows.c.read_on)

    pair = select(
        rows, before(rows.c.read_on).label("before_on"), before(rows.c.value).label("before")
    ).subquery("pair")
    falls = and_(pair.c.value < pair.c.before, pair.c.kind != "exchange")
    return select(pair.c.ref_0, pair.c.zone).where(or_(pair.c.read_on == pair.c.before_on, falls))


def _ill_fitting(stage: Stage) -> Select[Any]:
    """Return the registers whose rows may not fit what is stored around and between them."""
    span, near = _spans(stage), _reading.alias("near")
    here = and_(_reading.c.meter_id == span.c.ref_0, _reading.c.zone == span.c.zone)
    beside = and_(near.c.meter_id == span.c.ref_0, near.c.zone == span.c.zone)

    def shown(best: Any, day: Any) -> ColumnElement[Any]:
        on = day.correlate(span).scalar_subquery()
        return select(best(_reading.c.value)).where(here, _reading.c.read_on == on).scalar_subquery()

    earlier = select(func.max(near.c.read_on)).where(beside, near.c.read_on < span.c.since)
    later = select(func.min(near.c.read_on)).where(beside, near.c.read_on > span.c.until)
    between = _reading.c.read_on.between(span.c.since, span.c.until)
    ill = or_(
        span.c.has_gaps,
        span.c.known != select(func.count()).select_from(_reading).where(here, between).scalar_subquery(),
        span.c.least < shown(func.max, earlier),
        span.c.most > shown(func.min, later),
    )
    return select(span.c.ref_0, span.c.zone).where(ill)


def _spans(stage: Stage) -> Subquery:
    """Return the registers of which a reading moves: their rows' days, values, and how many are stored.

    `has_gaps`: rows between them were rejected, so that the row before one is not the one numbered before.
    """
    if _has_row_numbers():
        return _runs(stage)
    rows = stage.judged
    moves = case((or_(rows.c.is_new, rows.c.is_changed), 1), else_=0)
    return (
        select(
            rows.c.ref_0,
            rows.c.zone,
            func.min(rows.c.read_on).label("since"),
            func.max(rows.c.read_on).label("until"),
            func.min(rows.c.value).label("least"),
            func.max(rows.c.value).label("most"),
            func.sum(case((rows.c.is_new, 0), else_=1)).label("known"),
            false().label("has_gaps"),
        )
        .group_by(rows.c.ref_0, rows.c.zone)
        .having(func.max(moves) == 1)
        .subquery("span")
    )


def _runs(stage: Stage) -> Subquery:
    """Return the same by the rows' numbers, which saves a sort: those of a register follow one another."""
    rows = stage.judged
    start, end, row = _starts(stage), rows.alias("last_row"), rows.alias("row")
    following = func.lead(start.c.number).over(order_by=start.c.number)
    count = select(func.max(_row_number(row))).select_from(row).scalar_subquery()
    run = select(start, func.coalesce(following, count + 1).label("behind")).subquery("run")
    of_run = _row_number(row).between(run.c.number, run.c.behind - 1)
    known = select(func.sum(case((row.c.is_new, 0), else_=1))).where(of_run).scalar_subquery()
    columns = [run.c[name] for name in ("ref_0", "zone", "since", "least")]
    columns += [end.c.read_on.label("until"), end.c.value.label("most"), known.label("known")]
    return (
        select(*columns, or_(run.c.is_gap, end.c.line.is_(None)).label("has_gaps"))
        .select_from(run.outerjoin(end, _row_number(end) == run.c.behind - 1))
        .where(exists().where(of_run, or_(row.c.is_new, row.c.is_changed)))
        .subquery("span")
    )


def _starts(stage: Stage) -> Subquery:
    """Return the rows before which there is none of their register, or (`is_gap`) a rejected one."""
    rows, last = stage.judged, stage.judged.alias("last")
    is_first = or_(last.c.line.is_(None), last.c.ref_0 != rows.c.ref_0, last.c.zone != rows.c.zone)
    is_gap = and_(last.c.line.is_(None), _row_number(rows) > 1)
    return (
        select(
            _row_number(rows).label("number"),
            rows.c.ref_0,
            rows.c.zone,
            rows.c.read_on.label("since"),
            rows.c.value.label("least"),
            is_gap.label("is_gap"),
        )
        .select_from(rows.outerjoin(last, _row_number(last) == _row_number(rows) - 1))
        .where(is_first)
        .subquery("start")
    )


def _row_number(rows: FromClause) -> ColumnElement[int]:
    return literal_column(f"{rows.name}.rowid", BigInteger())  # type: ignore[attr-defined]  # named, all


def _has_row_numbers() -> bool:
    """Say whether the rows, stored in the order of their key, are numbered by it: faster than windows."""
    return db.session.connection().dialect.name == "sqlite"


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
