"""Packages that few pages and commands need: each is loaded when it is first used, not with the office.

Together they would take a fifth of a process's memory, of an import's too, and a good part of its start.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import css_inline
    import faker
    import holidays
    import obstore
    import pypdfium2
    import typst
    import xlsxwriter
    import zxingcpp
    from PIL import Image, ImageFilter

__all__ = [
    "Image",
    "ImageFilter",
    "css_inline",
    "faker",
    "holidays",
    "obstore",
    "pypdfium2",
    "typst",
    "xlsxwriter",
    "zxingcpp",
]


class _Later:
    """Stands for a package until something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._package = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._package), name)


if not TYPE_CHECKING:
    Image, ImageFilter = map(_Later, ("PIL.Image", "PIL.ImageFilter"))
    css_inline, faker, holidays, obstore, pypdfium2, typst, xlsxwriter, zxingcpp = map(_Later, __all__[2:])
