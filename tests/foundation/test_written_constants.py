"""A constant in a template is written in the language of each reader, not of the first one."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from app.foundation.i18n import speaking

pytestmark = pytest.mark.one_engine("nothing is stored")


def test_a_constant_amount_follows_the_language(app: Flask) -> None:
    said = {}
    for tongue in ("pl", "en", "pl"):
        with app.test_request_context(), speaking(tongue):
            said[tongue] = render_template_string("{{ 0|money }}").replace("\xa0", " ")
    assert said == {"pl": "0,00 zł", "en": "0.00 zł"}
