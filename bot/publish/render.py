"""Lay views out with the templates: one environment for HTML, one for Azure DevOps' Markdown, one for plain text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.publish import escape


def html(template: str, **views: Any) -> str:
    """Lay out HTML; every value is escaped."""
    return _html().get_template(template).render(**views)


def mail(template: str, **views: Any) -> str:
    """Lay out HTML for mail programs: styles beside the elements; the rules for dark mode and small screens stay.

    Those rules stand in a style element of their own, marked to be kept: `keep_at_rules` would move them before the
    declaration of the character set, which browsers then no longer find.
    """
    inliner = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)
    return inliner.inline(html(template, **views))


def wiki(template: str, **views: Any) -> str:
    """Lay out Azure DevOps Markdown; every value is escaped but those that a filter has made mark-up."""
    return _markdown().get_template(template).render(**views)


def text(template: str, **views: Any) -> str:
    """Lay out plain text; every value is put on one line."""
    return _text().get_template(template).render(**views)


def markdown_as_html(source: str) -> Markup:
    """Show Markdown of our own as HTML; HTML in it and dangerous addresses are not taken over."""
    # markdown-it escapes HTML in this preset and refuses javascript:, vbscript:, file: and most data: addresses.
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    return Markup(reader.render(source))  # noqa: S704 -- markdown-it escapes what it is given, see above


def card_text_as_html(source: str) -> Markup:
    """Show the text of a card's TextBlock as HTML, as `markdown_as_html` does, without a paragraph around it."""
    return Markup(MarkdownIt("commonmark", {"html": False}).renderInline(source))  # noqa: S704 -- as above


def _environment(*, autoescape: bool, finalize: Callable[[Any], Any] | None) -> Environment:
    environment = Environment(
        loader=PackageLoader("templates", "."),
        autoescape=autoescape,  # noqa: S701 -- off for the two media that are not HTML and have their own escapes
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["address"] = escape.link_address
    return environment


@cache
def _html() -> Environment:
    environment = _environment(autoescape=True, finalize=None)
    environment.filters["card_text"] = card_text_as_html
    environment.filters["markdown"] = markdown_as_html
    return environment


@cache
def _markdown() -> Environment:
    environment = _environment(autoescape=False, finalize=_escaped(escape.markdown))
    environment.filters["reason"] = escape.markdown_reason
    environment.filters["mermaid"] = escape.mermaid
    environment.filters["address"] = lambda address: escape.Raw(escape.link_address(address))
    return environment


@cache
def _text() -> Environment:
    return _environment(autoescape=False, finalize=_escaped(escape.one_line))


def _escaped(write: Callable[[str], str]) -> Callable[[Any], Any]:
    """Escape every piece of text that a template puts out, unless it is mark-up already."""

    def finalize(value: Any) -> Any:
        return write(value) if isinstance(value, str) and not isinstance(value, escape.Raw) else value

    return finalize
