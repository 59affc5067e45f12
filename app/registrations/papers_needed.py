"""Which documents a legal form must bring, with the law it rests on: the one table of the paper desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.settings.service import value
from workflows.words import N_


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: its name, what is typed from it, and what is written when it is asked for.

    `fields` are names of paper fields (institution_matching.py, signing.py); `reasons` codes of REASONS.
    """

    label: str
    ask: str
    fields: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ("unreadable", "incomplete", "not_signed", "other_entity", "other")

    @property
    def says_who_represents(self) -> bool:
        """Whether the rule of representation is read from it."""
        return "rule" in self.fields


# Why a document was rejected; the institution reads the words.
REASONS = {
    "unreadable": N_("It cannot be read."),
    "incomplete": N_("Pages are missing."),
    "not_signed": N_("It is not signed."),
    "outdated": N_("It is too old."),
    "other_entity": N_("It is of another entity."),
    "other_version": N_("It is not the version of the Regulations in force on the day of signing."),
    "not_entitled": N_("Those who signed may not do so alone."),
    "other": N_("Another reason, explained beside it."),
}
WHO = ("name", "krs", "nip", "regon", "seat", "issued_on")
BODY = ("rule", "representatives")
OLD = ("outdated", "unreadable", "incomplete", "other_entity", "other")

KINDS: dict[str, Kind] = {
    "application": Kind(
        N_("Signed application form"),
        N_("Please send the application form, signed by those who may represent the institution."),
    ),
    "regulations": Kind(
        N_("Signed Regulations"),
        N_("Please send the Regulations of e-BOK, signed by those who may represent the institution."),
        ("signed_on", "signers"),
        ("not_signed", "other_version", "not_entitled", "unreadable", "incomplete", "other"),
    ),
    "krs_extract": Kind(
        N_("Extract from the National Court Register (KRS)"),
        N_("Please send a current extract from the KRS; a print from the Ministry's page is enough."),
        (*WHO, *BODY),
        OLD,
    ),
    "ceidg_print": Kind(
        N_("Print from CEIDG"),
        N_("Please send a current print of the entry in CEIDG."),
        ("name", "nip", "regon", "seat", "issued_on"),
        OLD,
    ),
    "register_extract": Kind(
        N_("Extract from the register in which the institution is entered"),
        N_("Please send a current extract from the register in which the institution is entered."),
        (*WHO, *BODY),
        OLD,
    ),
    "regon_certificate": Kind(
        N_("REGON certificate"),
        N_("Please send the REGON certificate; a print from the page of Statistics Poland is enough."),
        ("name", "regon", "nip", "issued_on"),
        OLD,
    ),
    "partnership_agreement": Kind(
        N_("Partnership agreement"),
        N_("Please send the agreement of the civil partnership with all its annexes."),
        ("name", "issued_on", *BODY),
    ),
    "board_resolution": Kind(
        N_("Resolution or agreement on the board of the community"),
        N_("Please send the resolution that elects the board, or the agreement by which it was entrusted."),
        ("name", "issued_on", *BODY),
    ),
    "appointment": Kind(
        N_("Act of election or appointment of who represents the unit"),
        N_("Please send the document by which the head of the unit was elected or appointed."),
        ("name", "issued_on", *BODY),
    ),
    "church_certificate": Kind(
        N_("Certificate of the church authority on legal personality and representation"),
        N_("Please send the certificate of the church authority that says who represents the body."),
        ("name", "issued_on", *BODY),
    ),
    "power_of_attorney": Kind(
        N_("Power of attorney"),
        N_(
            "Please send the power of attorney of whoever signed, given by those who may represent the "
            "institution."
        ),
        ("issued_on", "attorneys"),
        ("not_signed", "not_entitled", "unreadable", "incomplete", "other"),
    ),
    "other": Kind(N_("Another document"), N_("Please send the document described here.")),
}
EVERYBODY = ("application", "regulations")
CONDITIONAL = ("power_of_attorney",)


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A legal form: the documents it must bring, the usual rule of representation, the law.

    `keys` are the numbers such an entity has: nip, regon, krs. Its name stands in customers/words.py.
    """

    papers: tuple[str, ...]
    rule: str
    law: str
    keys: tuple[str, ...] = ("nip", "regon", "krs")

    @property
    def required(self) -> tuple[str, ...]:
        """Every kind of document that must be accepted."""
        return (*EVERYBODY, *self.papers)


KRS, NO_KRS = ("krs_extract", "regon_certificate"), ("nip", "regon")
FORMS: dict[str, LegalForm] = {
    "llc": LegalForm(KRS, "two_or_proxy", "KSH art. 201, 205"),
    "joint_stock": LegalForm(KRS, "two_or_proxy", "KSH art. 368, 373"),
    "general_partnership": LegalForm(KRS, "alone", "KSH art. 22, 29"),
    "limited_partnership": LegalForm(KRS, "alone", "KSH art. 102, 117"),
    "civil_partnership": LegalForm(
        ("partnership_agreement", "ceidg_print", "regon_certificate"),
        "all",
        "KC art. 860, 865, 866",
        NO_KRS,
    ),
    "foundation": LegalForm(KRS, "two", "ustawa o fundacjach art. 7, 10"),
    "association": LegalForm(KRS, "two", "Prawo o stowarzyszeniach art. 8, 17"),
    "cooperative": LegalForm(KRS, "two_or_proxy", "Prawo spółdzielcze art. 11, 54"),
    "housing_community": LegalForm(
        ("board_resolution", "regon_certificate"),
        "two",
        "ustawa o własności lokali art. 6, 18, 21",
        NO_KRS,
    ),
    "municipal": LegalForm(
        ("appointment", "regon_certificate"),
        "alone",
        "ustawa o samorządzie gminnym art. 26, 46",
        NO_KRS,
    ),
    "church": LegalForm(
        ("church_certificate", "regon_certificate"),
        "alone",
        "ustawa o gwarancjach wolności sumienia i wyznania art. 28, 34",
        NO_KRS,
    ),
    "sole_trader": LegalForm(
        ("ceidg_print", "regon_certificate"),
        "alone",
        "Prawo przedsiębiorców art. 4, 17",
        NO_KRS,
    ),
    "other": LegalForm(("register_extract", "regon_certificate"), "two", "KC art. 33, 33(1), 38", NO_KRS),
}


def offered() -> Mapping[str, LegalForm]:
    """Return the forms that register with documents; a sole trader only where the office has it so."""
    paper = value("institution.sole_trader") == "institution"
    return {name: form for name, form in FORMS.items() if paper or name != "sole_trader"}


def required_of(legal_form: str | None) -> tuple[str, ...]:
    """Return the kinds of documents required of a form; before it is known, of another form."""
    return FORMS[legal_form or "other"].required
