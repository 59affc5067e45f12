"""What is suggested from a register's print: right, with its place, and never what is not sure."""

from __future__ import annotations

import pytest

from app.documents.extract import suggest
from app.documents.pdf_reading import Pages
from app.documents.representation import rule_of
from app.documents.text_lines import Suggestion
from tests.documents import papers

COMPANY = "PRACOWNIA WZORCOWA SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ"
RULE = (
    "W PRZYPADKU ZARZĄDU WIELOOSOBOWEGO DO SKŁADANIA OŚWIADCZEŃ W IMIENIU SPÓŁKI WYMAGANE JEST "
    "WSPÓŁDZIAŁANIE DWÓCH CZŁONKÓW ZARZĄDU ALBO JEDNEGO CZŁONKA ZARZĄDU ŁĄCZNIE Z PROKURENTEM."
)
EXTRACT = {
    "krs": "0009900004",
    "nip": "9990000095",
    "regon": "990000186",
    "name": COMPANY,
    "legal_form": "SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ",
    "city": "Wrocław",
    "seat": "Wzorcowa 10/2, 50-001 Wrocław",
    "issued_on": "2026-10-04",
    "last_entry": "12",
    "representation": RULE,
    "rule": "two_or_proxy",
    "representatives": [
        {"name": "Anna Maria Przykładowa", "function": "prezes zarządu"},
        {"name": "Jan Wzorcowy", "function": "członek zarządu"},
    ],
}
PEOPLE = """Rubryka 1 - Organ uprawniony do reprezentacji podmiotu
2.Sposób reprezentacji podmiotu
KAŻDY CZŁONEK ZARZĄDU SAMODZIELNIE
Podrubryka 1
1.Nazwisko / Nazwa lub Firma
NOWAK
2.Imiona
EWA
5.Funkcja w organie reprezentującym
PREZES ZARZĄDU
Rubryka 2 - Organ nadzoru
1.Nazwisko
NADZORCZY
2.Imiona
ADAM
Rubryka 3 - Prokurenci
1.Nazwisko
PROKURENCKA
2.Imiona
OLGA
4.Rodzaj prokury
ŁĄCZNA
Dział 3
1.Nazwisko
DALSZY"""


def suggested(text: str) -> dict[str, object]:
    """Return the values suggested from a text."""
    return {one.field: one.value for one in suggest(papers.lines(text))}


def read(*, table: bool) -> tuple[list[Suggestion], Pages]:
    """Return what is suggested from a real PDF, and its pages."""
    pages = Pages(papers.typeset(papers.sample("krs_extract"), table=table))
    return suggest(list(pages.lines())), pages


@pytest.mark.parametrize("table", [False, True])
def test_an_extract_is_read_as_a_list_and_as_a_table(*, table: bool) -> None:
    found, _pages = read(table=table)
    assert {one.field: one.value for one in found} == EXTRACT


@pytest.mark.parametrize("table", [False, True])
def test_every_suggestion_has_its_place(*, table: bool) -> None:
    found, pages = read(table=table)
    for one in found:
        left, top, right, bottom = one.box
        assert 0 < left < right < 1
        assert 0 < top < bottom < 1
        width, height = pages.size(one.page, 72, 2_000)
        page = pages.document[one.page - 1].get_textpage()
        place = (left * width - 1, (1 - bottom) * height - 1, right * width + 1, (1 - top) * height + 1)
        assert one.snippet.split()[0] in page.get_text_bounded(*place)
    assert {one.field: one.page for one in found}["rule"] > 1


def test_a_certificate_of_regon_is_read() -> None:
    assert suggested(papers.sample("regon_certificate")) == {
        "issued_on": "2026-10-04",
        "nip": "9990000095",
        "regon": "990000186",
        "name": COMPANY,
        "legal_form": "SPÓŁKI Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ",
        "seat": "woj. DOLNOŚLĄSKIE, pow. m. Wrocław, gm. M. Wrocław, 50-001 Wrocław, ul. Wzorcowa 10 lok. 2",
    }


def test_of_a_sole_trader_the_own_numbers_are_read_and_not_the_partnership_s() -> None:
    found = suggested(papers.sample("ceidg_print"))
    assert (found["nip"], found["regon"]) == ("9990000037", "990000134")
    assert (found["name"], found["issued_on"]) == ("ELEKTRO-TEST Jan Przykładowy", "2026-10-04")


def test_those_who_supervise_do_not_represent_and_proxies_are_called_so() -> None:
    assert suggested(PEOPLE)["representatives"] == [
        {"name": "Ewa Nowak", "function": "prezes zarządu"},
        {"name": "Olga Prokurencka", "function": "prokurent (łączna)"},
    ]


@pytest.mark.parametrize(
    "text",
    [
        "NIP: 9990000096",
        "NIP 0000000000",
        "REGON: 990000187",
        "REGON\n000000000",
        "Numer KRS: 12345",
        "NIP: ---",
        "3.Nazwa\n------",
        "3.Firma, pod którą spółka działa\n4.Dane o wcześniejszej rejestracji",
        "1.Siedziba\nkraj POLSKA",
        "Numer wpisu\nnieznany",
        "2.Sposób reprezentacji podmiotu",
        "Stan na dzień 4 października",
        "",
    ],
)
def test_what_is_not_sure_is_not_suggested(text: str) -> None:
    assert suggested(text) == {}


def test_nothing_is_suggested_from_a_full_extract() -> None:
    full = papers.sample("krs_extract").replace("odpisowi aktualnemu", "odpisowi pełnemu")
    assert suggested(full) == {}


@pytest.mark.parametrize(
    ("text", "nip"),
    [
        ("NIP: 999-000-00-95", "9990000095"),
        ("NIP 999 00 00 095", "9990000095"),
        ("Numer NIP\n9990000095", "9990000095"),
    ],
)
def test_a_number_is_known_however_it_is_written(text: str, nip: str) -> None:
    assert suggested(text) == {"nip": nip}


@pytest.mark.parametrize(
    ("sentence", "people", "rule"),
    [
        ("KAŻDY CZŁONEK ZARZĄDU SAMODZIELNIE", 2, "alone"),
        ("DWÓCH CZŁONKÓW ZARZĄDU DZIAŁAJĄCYCH ŁĄCZNIE", 3, "two"),
        (RULE, 2, "two_or_proxy"),
        ("WSZYSCY CZŁONKOWIE ZARZĄDU ŁĄCZNIE", 3, "all"),
        ("PREZES SAMODZIELNIE, POZOSTALI ŁĄCZNIE", 3, "other"),
        ("DO KWOTY 200.000,00 ZŁ KAŻDY CZŁONEK ZARZĄDU, POWYŻEJ DWÓCH", 3, "other"),
        ("ZARZĄD JEDNOOSOBOWY: PREZES JEDNOOSOBOWO. ZARZĄD WIELOOSOBOWY: DWÓCH CZŁONKÓW", 1, "alone"),
        ("ZARZĄD JEDNOOSOBOWY: PREZES JEDNOOSOBOWO. ZARZĄD WIELOOSOBOWY: DWÓCH CZŁONKÓW", 2, "two"),
        ("ZGODNIE ZE STATUTEM", 1, "other"),
    ],
)
def test_a_rule_is_suggested_only_where_it_is_plain(sentence: str, people: int, rule: str) -> None:
    assert rule_of(sentence, people) == rule
