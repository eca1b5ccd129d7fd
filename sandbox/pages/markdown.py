"""Draw wiki Markdown as Azure DevOps does: tables, task lists, mentions of work items, tables of contents, safely."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

_TASK = re.compile(r"^\[([ xX])\]\s+")
_MENTION = re.compile(r"(?<![\w/&#])#(\d+)\b")
_MERMAID = re.compile(r"^:::\s*mermaid\s*\n(.*?)^:::\s*$", re.MULTILINE | re.DOTALL)
_CLASSES = frozenset({"task", "work-item", "contents", "diagram", "done", "todo"})
_TAGS = nh3.ALLOWED_TAGS | {"input", "section"}
_ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "*": {"class", "id", "title"},
    "a": {"href", "title", "class"},
    "img": {"src", "alt", "title", "width", "height"},
    "input": {"type", "checked", "disabled"},
    "td": {"style", "align", "colspan", "rowspan"},
    "th": {"style", "align", "colspan", "rowspan"},
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a text may point to.

    Attributes:
        link: Gives the address of this site for a link in the text.
        mention: Gives the tooltip of a work item, `None` where there is none.
        subpages: Titles and addresses of the pages below, for `[[_TOSP_]]`.
    """

    link: Callable[[str], str]
    mention: Callable[[int], str | None]
    subpages: Sequence[tuple[str, str]] = ()


def draw_markdown(text: str, around: Surroundings) -> Markup:
    """Give the HTML of a Markdown text, without anything that could run."""
    parser = _parser()
    tokens = parser.parse(_MERMAID.sub(lambda found: f"```mermaid\n{found[1]}```\n", text))
    headings = _number_headings(tokens)
    for token, before in zip(tokens, [None, *tokens], strict=False):
        if token.type == "inline":
            _draw_inline(token, around)
            _draw_contents(token, headings, around)
        if token.type == "fence" and token.info.strip() == "mermaid":
            token.type = "html_block"
            token.content = f'<section class="diagram"><pre><code>{escape(token.content)}</code></pre></section>\n'
        if token.type == "inline" and before is not None and before.type == "paragraph_open":
            _mark_task(token, before)
    return Markup(_clean(parser.renderer.render(tokens, parser.options, {})))  # noqa: S704 - cleaned by nh3


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _number_headings(tokens: Sequence[Token]) -> list[tuple[int, str, str]]:
    """Give level, anchor and text of each heading, and the headings their anchors."""
    headings = []
    for opening, inline in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            anchor = re.sub(r"[^\w]+", "-", inline.content.lower()).strip("-")
            opening.attrSet("id", anchor)
            headings.append((int(opening.tag[1]), anchor, inline.content))
    return headings


def _draw_contents(token: Token, headings: Sequence[tuple[int, str, str]], around: Surroundings) -> None:
    """Put the list that `[[_TOC_]]` or `[[_TOSP_]]` stands for in its place."""
    wanted = token.content.strip()
    if wanted == "[[_TOC_]]":
        entries = [(text, f"#{anchor}") for _, anchor, text in headings]
    elif wanted == "[[_TOSP_]]":
        entries = list(around.subpages)
    else:
        return
    items = Markup("").join(Markup('<li><a href="{}">{}</a></li>').format(href, text) for text, href in entries)
    token.children = [_html(Markup('<ul class="contents">{}</ul>').format(items))]


def _draw_inline(token: Token, around: Surroundings) -> None:
    """Make links of mentions, and let links lead to where the page is on this site."""
    children: list[Token] = []
    inside_link = 0
    for child in token.children or ():
        inside_link += child.nesting if child.type in {"link_open", "link_close"} else 0
        if child.type == "link_open":
            child.attrSet("href", around.link(str(child.attrGet("href") or "")))
        if child.type == "text" and not inside_link:
            children.extend(_mentions(child, around))
        else:
            children.append(child)
    token.children = children


def _mentions(text: Token, around: Surroundings) -> list[Token]:
    pieces: list[Token] = []
    end = 0
    for found in _MENTION.finditer(text.content):
        title = around.mention(int(found[1]))
        if title is None:
            continue
        link = Markup('<a class="work-item" href="/work-items/{}" title="{}">{}</a>').format(found[1], title, found[0])
        pieces += [_text(text.content[end : found.start()]), _html(link)]
        end = found.end()
    return [*pieces, _text(text.content[end:])]


def _mark_task(token: Token, paragraph: Token) -> None:
    """Draw a box for `[ ]` and a ticked one for `[x]` at the start of a list item."""
    first = token.children[0] if token.children else None
    found = _TASK.match(first.content) if first is not None and first.type == "text" else None
    if first is None or found is None or not paragraph.level:
        return
    is_done = found[1] != " "
    first.content = first.content[found.end() :]
    box = Markup('<input type="checkbox" disabled{}> ').format(Markup(" checked") if is_done else "")
    token.children = [_html(Markup('<span class="task {}">').format("done" if is_done else "todo") + box)] + (
        token.children or []
    )
    token.children.append(_html(Markup("</span>")))


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=str(content))


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={name: set(values) for name, values in _ATTRIBUTES.items()},
        attribute_filter=_filter,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )


def _filter(tag: str, attribute: str, value: str) -> str | None:
    """Drop pictures written into links, styles but alignment, fields but tick boxes, and classes of this site."""
    if attribute == "href" and value.strip().lower().startswith("data:"):
        return None
    if attribute == "style":
        return value if re.fullmatch(r"text-align:\s*(left|right|center)", value.strip()) else None
    if tag == "input" and attribute == "type" and value != "checkbox":
        return None
    if attribute == "class":
        return " ".join(name for name in value.split() if name in _CLASSES or name.startswith("language-"))
    return value
