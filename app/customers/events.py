"""What history says of a customer's data."""

from __future__ import annotations

from app.audit.sentences import teach
from app.foundation.i18n import N_

teach(
    {
        "customer.corrected": N_("%(actor)s corrected the contact data"),
        "customer.correction_ended": N_("%(actor)s took a correction away"),
        "customer.correction_confirmed": N_(
            "The billing system now says the same; the correction was dropped"
        ),
        "customer.base_moved": N_("The billing system changed a value that is corrected here"),
    }
)
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
