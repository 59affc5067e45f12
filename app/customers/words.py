"""How fields and codes of the customer base are said to people."""

from __future__ import annotations

from workflows.words import N_

FIELDS = {
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "street": N_("Street"),
    "building": N_("Building"),
    "flat": N_("Flat"),
    "postcode": N_("Postcode"),
    "city": N_("City"),
}
AGREEMENTS = {
    "comprehensive": N_("comprehensive agreement"),
    "sale": N_("sale agreement"),
    "distribution": N_("distribution agreement"),
}
LEGAL_FORMS = {
    "sole_trader": N_("sole trader"),
    "civil_partnership": N_("civil partnership"),
    "general_partnership": N_("general partnership"),
    "limited_partnership": N_("limited partnership"),
    "llc": N_("limited liability company"),
    "joint_stock": N_("joint-stock company"),
    "foundation": N_("foundation"),
    "association": N_("association"),
    "cooperative": N_("cooperative"),
    "housing_community": N_("housing community"),
    "municipal": N_("municipal unit"),
    "church": N_("church body"),
    "other": N_("another legal form"),
}
