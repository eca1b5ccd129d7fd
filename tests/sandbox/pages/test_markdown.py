"""Wiki Markdown is drawn as Azure DevOps draws it, and never runs anything."""

from __future__ import annotations

import pytest

from sandbox.pages.markdown import Surroundings, draw_markdown

AROUND = Surroundings(
    link=lambda href: href.replace("ado:", "here:").replace("here:", "/here/"),
    mention=lambda number: f"Bug {number}: DIP <down>" if number == 12 else None,
    subpages=[("Page & more", "/wiki/W/Page")],
)


def draw(text: str) -> str:
    """Draw a text."""
    return str(draw_markdown(text, AROUND))


def test_tables_and_headings_are_drawn() -> None:
    """A heading has an anchor, a table its cells and their alignment."""
    html = draw("## New and blocked\n\n| A | B |\n|---|--:|\n| 1 | 2 |\n")
    assert '<h2 id="new-and-blocked">New and blocked</h2>' in html
    assert '<td style="text-align:right">2</td>' in html


def test_task_lists_have_boxes() -> None:
    """Open points have an empty box, done ones a ticked one; other text in brackets has none."""
    html = draw("- [ ] open **bold**\n- [x] done\n- [y] no\n\n[ ] not in a list\n")
    assert '<span class="task todo"><input type="checkbox" disabled=""> open <strong>bold</strong></span>' in html
    assert '<span class="task done"><input type="checkbox" disabled="" checked=""> done</span>' in html
    assert html.count("<input") == 2


def test_mentions_of_work_items_are_links() -> None:
    """#12 leads to the item with its title as tooltip; unknown numbers, links, code and addresses stay as they are."""
    html = draw("See #12, #13, `#12`, [#12](x), a#12 and /#12.")
    assert html.count('class="work-item"') == 1
    assert '<a class="work-item" href="/work-items/12" title="Bug 12: DIP &lt;down&gt;" rel=' in html
    assert ", #13, <code>#12</code>" in html


def test_links_lead_to_this_site() -> None:
    """What the surroundings say of a link is where it leads."""
    assert 'href="/here/x"' in draw("[x](ado:x)")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[_TOC_]]\n\n# A & B\n\n## C", '<li><a href="#a-b" rel="noopener noreferrer">A &amp; B</a></li>'),
        ("[[_TOSP_]]", '<li><a href="/wiki/W/Page" rel="noopener noreferrer">Page &amp; more</a></li>'),
    ],
)
def test_lists_of_contents_are_filled_in(text: str, expected: str) -> None:
    """[[_TOC_]] lists the headings, [[_TOSP_]] the pages below."""
    assert expected in draw(text)


@pytest.mark.parametrize("text", ["::: mermaid\ngantt\n  a<b\n:::\n", "```mermaid\ngantt\n  a<b\n```\n"])
def test_mermaid_is_shown_as_text_of_a_diagram(text: str) -> None:
    """Both ways of writing a diagram give its source in a frame of its own."""
    assert '<section class="diagram"><pre><code>gantt\n  a&lt;b\n</code></pre></section>' in draw(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "<a href='javascript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        '<a href="data:text/html,x">x</a>',
        '<iframe src="https://example.com"></iframe>',
        '<p style="position:fixed" class="surface">x</p>',
        '<td style="position:fixed">x</td>',
        '<input type="password">',
        "<style>body{}</style>",
    ],
)
def test_nothing_runs_and_nothing_is_disguised(text: str) -> None:
    """Scripts, handlers, frames, styles, odd addresses, form fields and this site's own classes are taken out."""
    html = draw(text).lower()
    for bad in ("<script", "onerror", 'href="javascript', "data:text", "iframe", "position:fixed", "surface", "<style"):
        assert bad not in html
    assert 'type="password"' not in html


def test_pictures_inside_the_text_and_html_of_the_author_stay() -> None:
    """A data: picture is drawn, and so are the author's own tags."""
    html = draw('![chart](data:image/png;base64,AAAA)\n\n<b class="done x">bold</b> ~~gone~~\n\n```python\nx\n```')
    assert '<img src="data:image/png;base64,AAAA" alt="chart">' in html
    assert '<b class="done">bold</b> <s>gone</s>' in html
    assert '<code class="language-python">' in html
