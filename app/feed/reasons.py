"""Why a row is not taken, and why a whole feed is refused: stable codes and their words."""

from __future__ import annotations

from typing import Any

from app.foundation.i18n import N_

ROW: dict[str, str] = {
    # The record itself.
    "unreadable": N_("The line cannot be read as CSV."),
    "too_few_cells": N_("The row has fewer cells than the header."),
    "too_many_cells": N_("The row has more cells than the header."),
    # Any cell.
    "nul_byte": N_("The cell holds a NUL."),
    "not_utf8": N_("The cell is not UTF-8."),
    "overlong_cell": N_("The cell is too long."),
    "missing_required": N_("The cell is empty, but a value is required."),
    # Codes and numbers.
    "unknown_code": N_("The code is not one of those agreed on."),
    "wrong_format": N_("The value is not written as agreed."),
    "not_a_number": N_("This is not a number."),
    "decimal_comma": N_("The number is written with a decimal comma instead of a point."),
    "thousands_separator": N_("The number is written with a thousands separator."),
    "too_many_decimals": N_("The number has too many decimals."),
    "out_of_range": N_("The number is outside of its range."),
    "negative_price": N_("A unit price cannot be negative."),
    "negative_rate": N_("A rate of VAT cannot be negative."),
    "negative_reading": N_("A register cannot show less than nothing."),
    "meter_digits_out_of_range": N_("A meter has 4 to 9 whole digits."),
    "multiplier_out_of_range": N_("The multiplier is a whole number, at least 1."),
    "wrong_date_format": N_("The day is not written as YYYY-MM-DD."),
    "impossible_date": N_("There is no such day."),
    "pesel_check_digit": N_("The check digit of the PESEL number is wrong."),
    "nip_check_digit": N_("The check digit of the NIP is wrong."),
    "regon_check_digit": N_("The check digit of the REGON number is wrong."),
    "nrb_check_digit": N_("The check digits of the bank account are wrong."),
    "ppe_check_digit": N_("The check digit of the supply point (PPE) is wrong."),
    # Columns that do not go together.
    "ended_before_signed": N_("The agreement ends before it was signed."),
    "removed_before_installed": N_("The meter was removed before it was installed."),
    "due_before_issued": N_("The invoice is due before it was issued."),
    "period_backwards": N_("The period ends before it begins."),
    "gross_not_net_plus_vat": N_("The gross amount is not the sum of net and VAT."),
    "correction_without_corrects_no": N_("The correction does not say which invoice it corrects."),
    # What the whole file says.
    "reading_before_installation": N_("The reading is older than the meter."),
    "reading_after_removal": N_("The meter was removed before the reading."),
    "reading_too_many_digits": N_("The reading has more whole digits than the meter."),
    "reading_falls": N_("The register would have run backwards."),
    "lines_incomplete": N_("Another line of the invoice was rejected."),
    "lines_do_not_add_up": N_("The lines do not add up to the net amount of the invoice."),
    # What the row refers to.
    "refers_to_rejected": N_("The row refers to another one that was rejected."),
    "unknown_customer": N_("There is no such customer."),
    "unknown_agreement": N_("There is no such agreement."),
    "unknown_supply_point": N_("There is no such supply point."),
    "unknown_meter": N_("There is no such meter."),
    "unknown_invoice": N_("There is no such invoice."),
    "unknown_corrected_invoice": N_("The corrected invoice does not exist."),
}

FEED: dict[str, str] = {
    "no_manifest": N_("There is no manifest.json in the folder."),
    "manifest_no_json": N_("manifest.json cannot be understood: it is not JSON (%(fault)s)."),
    "manifest_no_object": N_("manifest.json cannot be understood: it is no object."),
    "manifest_sequence": N_("manifest.json cannot be understood: `sequence` is no whole number."),
    "manifest_no_files": N_("manifest.json cannot be understood: `files` names no file."),
    "manifest_file": N_("manifest.json cannot be understood: `%(file)s` has no rows and sha256."),
    "manifest_rows": N_("manifest.json cannot be understood: `rows` of `%(file)s` is no whole number."),
    "manifest_sha256": N_("manifest.json cannot be understood: `sha256` of `%(file)s` is none."),
    "missing_file": N_("%(file)s is named in the manifest, but it is not in the folder."),
    "named_twice": N_("The manifest names %(file)s twice, plain and gzipped."),
    "wrong_digest": N_("%(file)s is not the file of the manifest: its SHA-256 is another."),
    "wrong_rows": N_("%(file)s has %(found)s rows, the manifest says %(expected)s."),
    "not_gzip": N_("%(file)s cannot be unpacked."),
    "too_dense": N_("%(file)s is packed more tightly than any real file of a feed."),
    "not_utf8": N_("The header of %(file)s is not UTF-8 text."),
    "no_header": N_("%(file)s is empty: it has no header."),
    "missing_columns": N_("%(file)s lacks the columns %(columns)s."),
    "doubled_columns": N_("%(file)s has the columns %(columns)s twice."),
    "older_sequence": N_(
        "Feed %(sequence)s is older than the last one taken in, %(last)s. It can be taken in by force."
    ),
    "other_content": N_(
        "Feed %(sequence)s was taken in with other content. This one can be taken in by force."
    ),
    "too_many_rejected": N_(
        "%(rejected)s of %(rows)s rows of %(file)s are rejected, more than %(limit)s percent."
    ),
    "busy": N_("Another feed is being taken in, or the database is busy. Please try again later."),
}


class CellError(ValueError):
    """A cell that cannot be taken; its argument is the code of the reason."""


class FeedRefusedError(Exception):
    """The feed is refused whole: nothing of it is stored."""

    def __init__(self, code: str, **values: Any) -> None:
        """Name the reason by its code; `values` fill its words."""
        super().__init__(FEED[code] % values)
        self.code = code
        self.values = values
