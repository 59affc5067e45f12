"""Our fields: Polish numbers, postcode, phone and money, read leniently and stored in one form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from stdnum import ean, iban
from stdnum.exceptions import ValidationError as NumberError
from stdnum.pl import nip, pesel, regon
from wtforms import EmailField as PlainEmailField
from wtforms import StringField, TelField
from wtforms.validators import StopValidation

from app.foundation.i18n import N_, _

PPE_DIGITS = 18
NRB_DIGITS = 26
KRS_DIGITS = 10
CUSTOMER_NO_DIGITS = 10


def digits_of(typed: str) -> str:
    """Return what was typed without spaces and dashes; anything else stays, to be refused."""
    return re.sub(r"[\s\-\N{NO-BREAK SPACE}]", "", typed)


def _of_digits(value: str, count: int) -> str:
    if len(value) != count or not (value.isascii() and value.isdigit()):
        raise NumberError
    return value


def _checked(number: Any, value: str, *lengths: int) -> str:
    bare = str(number.validate(value))
    if len(bare) not in lengths or not (bare.isascii() and bare.isdigit()) or not bare.strip("0"):
        raise NumberError
    return bare


def read_pesel(typed: str) -> str:
    """Return 11 digits with a right check digit; raises stdnum's ValidationError."""
    return _checked(pesel, digits_of(typed), 11)


def read_nip(typed: str) -> str:
    """Return 10 digits (a leading PL is taken off); raises stdnum's ValidationError."""
    return _checked(nip, digits_of(typed), 10)


def read_regon(typed: str) -> str:
    """Return 9 or 14 digits; raises stdnum's ValidationError."""
    return _checked(regon, digits_of(typed), 9, 14)


def read_krs(typed: str) -> str:
    """Return 10 digits, leading zeros put back (a KRS number has no check digit)."""
    return _of_digits(digits_of(typed).zfill(KRS_DIGITS), KRS_DIGITS)


def read_ppe(typed: str) -> str:
    """Return the 18 digits of a supply point (GS1 mod 10); raises stdnum's ValidationError."""
    value = _of_digits(digits_of(typed), PPE_DIGITS)
    if ean.calc_check_digit(value[:-1]) != value[-1]:
        raise NumberError
    return value


def read_nrb(typed: str) -> str:
    """Return the 26 digits of a Polish account (ISO 13616); raises stdnum's ValidationError."""
    value = digits_of(typed).upper().removeprefix("PL")
    _of_digits(value, NRB_DIGITS)
    iban.validate("PL" + value, check_country=False)
    return value


def read_customer_no(typed: str) -> str:
    """Return the 10 digits of a customer number."""
    return _of_digits(digits_of(typed), CUSTOMER_NO_DIGITS)


def read_postcode(typed: str) -> str:
    """Return NN-NNN, also when typed without the dash."""
    value = _of_digits(digits_of(typed), 5)
    return f"{value[:2]}-{value[2:]}"


def read_phone(typed: str) -> str:
    """Return a phone number as E.164; a number without prefix is Polish."""
    try:
        number = phonenumbers.parse(typed, "PL")
    except phonenumbers.NumberParseException as error:
        raise NumberError from error
    if not phonenumbers.is_possible_number(number):
        raise NumberError
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def read_email(typed: str) -> str:
    """Return a normalised e-mail address; its domain is not looked up."""
    try:
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise NumberError from error


def read_money(typed: str) -> int:
    """Return grosze from `1 234,50 zł`, `1234.5` or `-12`; raises stdnum's ValidationError."""
    bare = re.sub(r"[\s\N{NO-BREAK SPACE}]|zł|PLN", "", typed, flags=re.IGNORECASE).replace(
        "\N{MINUS SIGN}", "-"
    )
    match = re.fullmatch(r"(-?)([0-9]{1,12})(?:[.,]([0-9]{1,2}))?", bare)
    if match is None:
        raise NumberError
    sign, whole, rest = match.groups()
    grosze = int(whole) * 100 + int((rest or "0").ljust(2, "0"))
    return -grosze if sign else grosze


class ReadField(StringField):
    """A text field whose text is read by a function; what was typed stays on the page when it cannot be."""

    read: Callable[[str], Any] = staticmethod(str)
    fault = N_("Please check this.")

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed until it is validated."""
        self.typed = (valuelist[0] if valuelist else "").strip()
        self.data = self.typed or None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - WTForms' signature
        """Replace the text by what was read, or say how it should look."""
        if not self.data:
            return
        try:
            self.data = type(self).read(self.data)
        except NumberError as error:
            raise StopValidation(_(self.fault)) from error

    def _value(self) -> str:
        shown = getattr(self, "typed", None)
        return shown if shown is not None else str(self.data or "")


class PeselField(ReadField):
    """PESEL: 11 digits."""

    read = staticmethod(read_pesel)
    fault = N_("A PESEL number has 11 digits; please check them against your identity card.")


class NipField(ReadField):
    """NIP: 10 digits."""

    read = staticmethod(read_nip)
    fault = N_("A NIP has 10 digits; please check them.")


class RegonField(ReadField):
    """REGON: 9 or 14 digits."""

    read = staticmethod(read_regon)
    fault = N_("A REGON number has 9 or 14 digits; please check them.")


class KrsField(ReadField):
    """KRS: 10 digits."""

    read = staticmethod(read_krs)
    fault = N_("A KRS number has 10 digits; please check them.")


class PpeField(ReadField):
    """Supply point (PPE): 18 digits."""

    read = staticmethod(read_ppe)
    fault = N_("A supply point number (PPE) has 18 digits; please check them against your invoice.")


class NrbField(ReadField):
    """Bank account (NRB): 26 digits."""

    read = staticmethod(read_nrb)
    fault = N_("A bank account number has 26 digits; please check them.")


class CustomerNoField(ReadField):
    """Customer number: 10 digits."""

    read = staticmethod(read_customer_no)
    fault = N_("A customer number has 10 digits; it stands at the top of your invoice.")


class PostcodeField(ReadField):
    """Postcode: NN-NNN."""

    read = staticmethod(read_postcode)
    fault = N_("A postcode looks like 90-001.")


class PhoneField(TelField, ReadField):
    """Phone number, stored as E.164."""

    read = staticmethod(read_phone)
    fault = N_("Please check the phone number, for example 42 123 45 67 or +48 600 700 800.")


class EmailField(PlainEmailField, ReadField):
    """E-mail address."""

    read = staticmethod(read_email)
    fault = N_("Please check the e-mail address, for example anna@example.com.")


class MoneyField(ReadField):
    """An amount, kept as whole grosze."""

    read = staticmethod(read_money)
    fault = N_("Please write the amount like 123,45.")
