"""The feed's codes that billing reckons with: zones, kinds of readings, kinds of documents."""

from __future__ import annotations

# In the order in which they are shown.
ZONES = ("total", "day", "night", "peak", "off_peak", "other")

# Of several readings of one day the first of these counts.
READINGS = ("control", "actual", "remote", "exchange", "customer", "estimated")

FORECAST, CORRECTION, INTEREST_NOTE = "forecast", "correction", "interest_note"
SETTLING = ("settlement", "final")  # they charge for what was taken
PERIODICAL = (*SETTLING, FORECAST)  # they come for period after period; the others follow documents
DOCUMENTS = (*PERIODICAL, CORRECTION, INTEREST_NOTE)
