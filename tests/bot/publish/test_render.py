"""Hold the three ways of laying out: each escapes for its own medium, and a missing value is an error."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from bot.publish import render


@pytest.mark.parametrize("lay_out", [render.html, render.mail])
def test_a_template_without_its_values_is_refused(lay_out: object) -> None:
    """A word that is missing is never left out in silence."""
    assert callable(lay_out)
    with pytest.raises(UndefinedError):
        lay_out("escalation.html.j2")


def test_markdown_of_our_own_is_shown_without_html() -> None:
    """HTML in it is text, and an address of another kind is no link."""
    shown = render.markdown_as_html("**a** <b>x</b> [l](javascript:alert(1))\n\n|a|\n|-|\n|b|\n")
    assert "<strong>a</strong> &lt;b&gt;x&lt;/b&gt;" in shown
    assert "<a" not in shown
    assert "<td>b</td>" in shown


def test_card_text_is_shown_without_a_paragraph() -> None:
    """As a TextBlock would."""
    assert render.card_text_as_html("**a** [l](https://x.example)") == (
        '<strong>a</strong> <a href="https://x.example">l</a>'
    )
