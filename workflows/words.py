"""Marks a sentence for translation without translating it: tables are read before a language is known."""


def N_(msgid: str) -> str:  # noqa: N802  (gettext's customary name, which babel looks for)
    """Take an English sentence and give it back unchanged."""
    return msgid
