"""The chart is drawn from the page's own table; without scripts the table says everything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.foundation.clock import WARSAW, Clock
from tests.portal.supplies import Flat, flat
from tests.support.cast import Office, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_engine("a chart is drawn from the page, whichever engine its figures come from"),
]

BARS = """() => Chart.getChart(document.querySelector("canvas")).data.datasets.map(one => ({
    label: one.label, stack: one.stack, data: one.data, estimated: one.estimated,
    hatched: one.backgroundColor.map(fill => fill instanceof CanvasPattern), border: one.borderColor}))"""
INK = """() => { const canvas = document.querySelector("canvas");
    const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.filter((value, place) => place % 4 === 3 && value > 0).length; }"""


@pytest.fixture
def browser_options() -> dict[str, Any]:
    """A desk in English, without motion, so that no bar is half-way up."""
    return {"locale": "en-GB", "reduced_motion": "reduce", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def home(clock: Clock, office: Office, anna: Person) -> Flat:
    """Anna's flat with two zones: January 2025 measured, January and half of February 2026 estimated."""
    clock.set(dt.datetime(2026, 3, 20, 12, tzinfo=WARSAW))
    assert anna.agreement_id is not None
    made = flat(office, anna.agreement_id)
    meter = made.meter()
    for zone, used in (("day", 90), ("night", 45)):
        for on, state in (
            (dt.date(2024, 12, 31), 0),
            (dt.date(2025, 1, 31), 200),
            (dt.date(2025, 12, 31), 200),
            (dt.date(2026, 2, 14), 200 + used),
        ):
            office.reading(meter, on, state, zone=zone)
    made.derive()
    return made


@pytest.fixture
def hers(browser_as: Callable[[Person], Page], anna: Person, home: Flat) -> Page:
    """Anna's browser, on the page of this year."""
    page = browser_as(anna)
    page.goto(f"/home/usage?point={home.supply}")
    return page


def test_bars_are_the_figures_of_the_table(hers: Page) -> None:
    drawn = hers.evaluate(BARS)
    columns = {
        head.get_attribute("data-name"): place
        for place, head in enumerate(hers.locator("#months thead th").all())
        if head.get_attribute("data-series")
    }
    assert [one["label"] for one in drawn] == list(columns)
    assert [one["stack"] for one in drawn] == ["now", "now", "before"]
    for one in drawn:
        cells = [
            row.locator("th, td").nth(columns[one["label"]]) for row in hers.locator("#months tbody tr").all()
        ]
        written = ["".join(filter(str.isdigit, cell.inner_text())) for cell in cells]
        assert [str(bar) if bar is not None else "" for bar in one["data"]] == written
    assert drawn[0]["data"][:3] == [62, 28, None]
    assert drawn[2]["data"][:2] == [400, 0]


def test_what_is_estimated_is_hatched_and_the_legend_says_so(hers: Page) -> None:
    day, night, before = hers.evaluate(BARS)
    for one in (day, night, before):
        assert one["hatched"] == one["estimated"]
    assert (day["estimated"][:3], any(before["estimated"])) == ([True, True, False], False)
    expect(hers.locator(".legend")).to_contain_text("2025")
    expect(hers.locator(".legend .swatch-estimated")).to_be_visible()
    assert hers.locator("canvas").get_attribute("role") == "img"
    assert hers.locator("canvas").get_attribute("aria-label")


def colours(page: Page) -> list[str]:
    """Return the colours of the bars."""
    return [one["border"] for one in page.evaluate(BARS)]


def wait_for(page: Page, expected: list[str]) -> None:
    """Wait until the bars have these colours: a browser tells of another scheme with its next frame."""
    page.wait_for_function(
        f"wanted => ({BARS})().every((one, place) => one.border === wanted[place])", arg=expected
    )


def test_the_chart_takes_the_colours_of_the_theme_at_once(hers: Page) -> None:
    light = colours(hers)
    hers.locator("[data-theme-choice=dark]").click()
    dark = colours(hers)
    assert not set(light) & set(dark)
    hers.locator("[data-theme-choice=auto]").click()
    assert colours(hers) == light
    hers.emulate_media(color_scheme="dark")
    wait_for(hers, dark)


def test_paper_is_light_and_the_screen_is_dark_again_afterwards(hers: Page) -> None:
    light = colours(hers)
    hers.emulate_media(color_scheme="dark")
    hers.wait_for_function(f"light => ({BARS})()[0].border !== light", arg=light[0])
    dark = colours(hers)
    hers.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert colours(hers) == light
    hers.evaluate("dispatchEvent(new Event('afterprint'))")
    assert colours(hers) == dark
    assert hers.evaluate("document.documentElement.dataset.bsTheme") is None


def test_bars_are_there_on_a_phone_too(hers: Page) -> None:
    hers.set_viewport_size({"width": 390, "height": 900})
    hers.reload()
    assert hers.evaluate(INK) > 1000
    assert not hers.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.javascript(False)  # noqa: FBT003 - a mark has no names
def test_without_scripts_the_table_stays_alone(hers: Page) -> None:
    expect(hers.locator("#months tbody tr")).to_have_count(12)
    expect(hers.locator("figure.chart")).to_be_hidden()
