"""Who represents an entity, and how, as the KRS says it in its second section: suggested, never decided."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.documents.text_lines import Line, Lines, Suggestion, made

RULE = re.compile(r"Sposób reprezentacji podmiotu\s*:?\s*(.*)$")
RULE_ENDS = re.compile(r"^(Podrubryka|\d\.\s?Nazwisko|Dział|Rubryka|Dane osób)")
MOST_RULE_LINES = 14
ALONE = re.compile(r"SAMODZIELN|JEDNOOSOBOWO|KAŻDY", re.IGNORECASE)
TOGETHER = re.compile(r"DWÓCH|DWAJ|ŁĄCZNIE|WSPÓŁDZIAŁ|DWUOSOBOW", re.IGNORECASE)
PROXY = re.compile(r"PROKURENT", re.IGNORECASE)
ALL = re.compile(r"WSZYSCY CZŁONKOWIE|WSZYSTKICH CZŁONKÓW", re.IGNORECASE)
AMOUNT = re.compile(r"KWOT|WARTOŚ|PRZEKRACZA", re.IGNORECASE)
SEVERAL = re.compile(r"WIELOOSOBOW|KILKUOSOBOW", re.IGNORECASE)
SURNAME = re.compile(r"^\d\.\s?Nazwisko(?: / Nazwa lub [Ff]irma)?\s*(.*)$")
FIRST_NAMES = re.compile(r"^\d\.\s?Imiona\s*(.*)$")
FUNCTION = re.compile(r"^\d\.\s?Funkcja w organie(?: reprezentującym)?\s*(.*)$")
KIND_OF_PROXY = re.compile(r"^\d\.\s?Rodzaj prokury\s*(.*)$")
PROXIES = re.compile(r"^Rubryka \d+ - Prokurenci")
SECTION = re.compile(r"^(Rubryka|Dział)")


def represented(lines: Lines) -> Iterator[Suggestion]:
    """Suggest `representation` (the whole sentence), `rule` (a code) and `representatives`."""
    begun = next((at for at, line in enumerate(lines) if RULE.search(line["text"])), None)
    if begun is None:
        return
    people = _people(lines[begun:])
    behind = RULE.sub(r"\1", lines[begun]["text"]).removeprefix("2.").strip()
    said = [behind, *_sentence(lines[begun + 1 :])]
    first = lines[begun] if behind else lines[min(begun + 1, len(lines) - 1)]
    whole = " ".join(said).strip()
    if whole:
        yield made("representation", whole, first)
        yield made("rule", rule_of(whole, len(people)), first)
    if people:
        yield made("representatives", people, lines[begun])


def _sentence(lines: Lines) -> list[str]:
    texts = [line["text"] for line in lines[:MOST_RULE_LINES]]
    end = next((at for at, text in enumerate(texts) if RULE_ENDS.match(text)), len(texts))
    return texts[:end]


def rule_of(sentence: str, people: int) -> str:
    """Return the code of a sentence for a board of so many people; `other` where it is not plain."""
    parts = SEVERAL.split(sentence)
    if len(parts) > 1:  # one rule for a board of one, another for a board of several
        sentence = " ".join(parts[1:]) if people > 1 else parts[0]
    alone, together = ALONE.search(sentence) is not None, TOGETHER.search(sentence) is not None
    if AMOUNT.search(sentence) or (alone and together):
        return "other"
    if ALL.search(sentence):
        return "all"
    if together:
        return "two_or_proxy" if PROXY.search(sentence) else "two"
    return "alone" if alone else "other"


def _people(lines: Lines) -> list[dict[str, str]]:
    """Return those who represent, and the commercial proxies; not those who supervise."""
    people: list[dict[str, str]] = []
    proxies = counted = False
    for at, line in enumerate(lines[:-1]):
        if at == 0 or SECTION.match(line["text"]):
            proxies = PROXIES.match(line["text"]) is not None
            counted = at == 0 or proxies
        elif counted:
            _note(people, line, lines[at + 1]["text"], proxies=proxies)
    return people


def _note(people: list[dict[str, str]], label: Line, below: str, *, proxies: bool) -> None:
    text = label["text"]
    if found := SURNAME.match(text):
        people.append({"name": _said(found, below).title(), "function": "prokurent" if proxies else ""})
    elif not people:
        return
    elif found := FIRST_NAMES.match(text):
        people[-1]["name"] = f"{_said(found, below).title()} {people[-1]['name']}"
    elif found := FUNCTION.match(text):
        people[-1]["function"] = _said(found, below).casefold()
    elif found := KIND_OF_PROXY.match(text):
        people[-1]["function"] = f"prokurent ({_said(found, below).casefold()})"


def _said(label: re.Match[str], below: str) -> str:
    """Return what stands behind a label, or below it."""
    return label[1] or below
