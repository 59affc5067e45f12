"""One parser, two outputs: the Regulations' Markdown as HTML for the page and as a tree for the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup

# HTML in the text stays text; tables are not part of Regulations.
_parser = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the second level with everything below it."""

    id: str
    heading: str
    tokens: Sequence[Token]

    @property
    def html(self) -> Markup:
        """The section as HTML, without its heading."""
        return to_html(self.tokens)


def parse(text: str) -> list[Token]:
    """Return the tokens of a Markdown text; headings of the second level get ids (`s1`, `s2`, …)."""
    tokens = _parser.parse(text)
    heads = [token for token in tokens if token.type == "heading_open" and token.tag == "h2"]
    for number, token in enumerate(heads, start=1):
        token.attrSet("id", f"s{number}")
    return tokens


def title_of(tokens: Sequence[Token]) -> str:
    """Return the words of the title (the heading of the first level the text begins with), else nothing."""
    if len(tokens) < 3 or tokens[0].type != "heading_open" or tokens[0].tag != "h1":  # noqa: PLR2004 - open, words, close
        return ""
    return _words(tokens[1])


def without_title(tokens: Sequence[Token]) -> Sequence[Token]:
    """Return the tokens after the title, which the page and the PDF write themselves."""
    return tokens[3:] if title_of(tokens) else tokens


def sections(tokens: Sequence[Token]) -> list[Section]:
    """Return the sections in the order of the text."""
    starts = [
        place for place, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2"
    ]
    ends = [*starts, len(tokens)][1:]
    return [
        Section(str(tokens[start].attrGet("id")), _words(tokens[start + 1]), tokens[start + 3 : end])
        for start, end in zip(starts, ends, strict=True)
    ]


def to_html(tokens: Sequence[Token]) -> Markup:
    """Return HTML; what the writer typed as HTML is shown as typed."""
    return Markup(_parser.renderer.render(tokens, _parser.options, {}))  # noqa: S704 - escaped by the parser


def to_tree(tokens: Sequence[Token]) -> list[dict[str, Any]]:
    """Return the text as JSON for templates/regulations/document.typ: kind, and text or children."""
    return [_node(child) for child in SyntaxTreeNode(list(tokens)).children]


def _node(node: SyntaxTreeNode) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": node.type}
    if node.type == "heading":
        made["level"] = int(node.tag[1:])
    if node.type == "link":
        made["address"] = str(node.attrs["href"])
    if node.type == "ordered_list":
        made["start"] = int(node.attrs.get("start", 1))
    if node.children:
        made["children"] = [_node(child) for child in node.children]
    elif node.content:
        made["text"] = node.content
    return made


def _words(inline: Token) -> str:
    return "".join(child.content or " " for child in inline.children or ()).strip()
