"""A person at a real browser: fills in the form that goes somewhere and presses its button."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from playwright.sync_api import Locator, Page

from tests.oracle import Oracle, Paper

STEP = "form[action$='{}']"


def words(place: Locator) -> str:
    """Return what is read at a place, with plain spaces."""
    return " ".join(place.inner_text().split())


def press(page: Page, ending: str, **fields: Any) -> None:
    """Fill in the form whose address ends so, press its first button, and wait for the next page."""
    form = page.locator("main").locator(STEP.format(ending)).first
    for fold in page.locator("details:not([open])", has=page.locator(STEP.format(ending))).all():
        fold.locator("summary").first.click()
    for name, value in fields.items():
        field = form.locator(f"[name='{name}']")
        kind = field.first.get_attribute("type")
        if kind == "checkbox":
            field.check()
        elif kind == "radio":
            form.locator(f"[name='{name}'][value='{value}']").check()
        elif field.first.evaluate("control => control.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()


def log_in(page: Page, login: str, password: str) -> None:
    """Come as somebody else: a browser that knows nobody, then the login page."""
    page.context.clear_cookies()
    page.goto("/login")
    press(page, "/login", login=login, password=password)


def zloty(amount: Decimal) -> str:
    """Write an amount as a Polish page does, with plain spaces."""
    return f"{abs(amount):,.2f}".replace(",", " ").replace(".", ",") + " zł"


def long_day(day: dt.date) -> str:
    """Write a day in full, in Polish."""
    return str(format_date(day, "long", locale="pl"))


def compare_home(page: Page, oracle: Oracle, customer_no: str) -> None:
    """Hold the customer's home against the oracle: balance, arrears, next payment, invoices, places."""
    page.goto("/home")
    headline, agreement = words(page.locator(".stat-main")), words(page.locator("article.agreement").first)
    balance = oracle.balance(customer_no)
    late, since = oracle.overdue(customer_no)
    coming, due = oracle.next_due(customer_no)
    assert zloty(balance) in agreement
    if late and since:
        assert zloty(late) in headline
        assert long_day(since) in headline
    elif not coming:
        assert zloty(balance) in headline
    if due:
        assert zloty(coming) in headline
        assert long_day(due) in headline
    for point in oracle.supply_points(customer_no):
        assert point["ppe"] in agreement.replace(" ", "")
        assert point["tariff"] in agreement
    rows = page.locator("section[aria-labelledby=newest] tbody tr").all()
    papers = oracle.invoices(customer_no)[: len(rows)]
    for row, paper in zip(rows, papers, strict=True):
        _compare_invoice(row, paper, oracle.day)


def _compare_invoice(row: Locator, paper: Paper, today: dt.date) -> None:
    shown = words(row)
    for said in (f"{paper.issued:%d.%m.%Y}", f"{paper.due:%d.%m.%Y}", zloty(paper.gross)):
        assert said in shown, f"{said} is not in {shown}"
    if 0 < paper.open < paper.gross:
        assert zloty(paper.open) in shown
    tone = row.locator(".state").get_attribute("class") or ""
    late = paper.open > 0 and paper.due < today
    assert ("state-danger" in tone, "state-success" in tone) == (late, paper.open == 0 and paper.gross >= 0)


def runs_scripts(page: Page) -> bool:
    """Say whether scripts run: only they show the choice of appearance."""
    return page.locator("[data-appearance]").is_visible()
