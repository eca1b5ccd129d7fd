"""The pages show what was posted, each thing at its own address, and Azure DevOps' web addresses lead there."""

from __future__ import annotations

import asyncio
import json
from email.message import EmailMessage
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from sandbox.dashboards import Dashboards
from sandbox.pages import page_routes
from sandbox.post_office import CARD_TYPE, PostOffice
from sandbox.queries import Queries
from sandbox.state import World
from sandbox.widget_types import QUERY_TILE
from sandbox.wiki import Wikis
from sandbox.work_item_state import Comment, WorkItem, WorkItems
from tests.sandbox.desk import NOON, a_world

EVERY_ELEMENT = [
    {"type": "TextBlock", "text": "**Stand-up** [agenda](https://example.com) <b>", "size": "Large", "color": "Good"},
    {"type": "TextBlock", "text": "hidden", "isVisible": False},
    {"type": "RichTextBlock", "inlines": ["plain ", {"type": "TextRun", "text": "run", "weight": "Bolder"}]},
    {"type": "FactSet", "facts": [{"title": "Next breach", "value": "10:30"}], "separator": True},
    {
        "type": "ColumnSet",
        "columns": [
            {"width": width, "items": [{"type": "TextBlock", "text": f"width {width}"}]}
            for width in ("auto", "stretch", "60px", 2)
        ],
    },
    {"type": "ColumnSet", "columns": [{"items": [{"type": "TextBlock", "text": "no width"}]}]},
    {"type": "Container", "style": "attention", "bleed": True, "items": [{"type": "TextBlock", "text": "inside"}]},
    {"type": "Image", "url": "data:image/png;base64,AAAA", "altText": "chart", "size": "Medium"},
    {"type": "ImageSet", "images": [{"type": "Image", "url": "https://example.com/x.png", "altText": "outside"}]},
    {"type": "Table", "rows": [{"cells": [{"items": [{"type": "TextBlock", "text": "cell"}]}]}]},
    {"type": "ActionSet", "actions": [{"type": "Action.Submit", "title": "Send"}]},
    {"type": "Input.Text", "id": "x"},
    {"text": "of no type"},
]
ACTIONS = [
    {"type": "Action.OpenUrl", "title": "Open", "url": "https://example.com/open", "style": "positive"},
    {"type": "Action.ShowCard", "title": "More", "card": {"body": [{"type": "TextBlock", "text": "inner card"}]}},
]


def an_envelope(**card: Any) -> bytes:
    """Wrap a card as Teams wants it."""
    content = {"type": "AdaptiveCard", "version": "1.5", **card}
    return json.dumps({"type": "message", "attachments": [{"contentType": CARD_TYPE, "content": content}]}).encode()


@pytest.fixture
def world() -> World:
    """Give an organisation with a planted page and a defect."""
    world = a_world()
    wiki = world.part(Wikis).create(project=world.project("MHHS").id, name="MHHS.wiki")
    wiki.plant("/Releases/DIP 4.2.1", "old", NOON)
    items = world.part(WorkItems)
    by = next(iter(world.people.values()))
    fields = {"System.Title": "DIP <down>", "System.State": "New", "System.WorkItemType": "Bug", "System.Tags": "a; b"}
    items.record(items.new(world.project("MHHS").id, 12), fields, NOON, by)
    return world


class Browser:
    """Somebody who looks at the pages, opened before anything was posted."""

    def __init__(self, world: World) -> None:
        self._application = Starlette(routes=page_routes(world))

    def get(self, address: str, *, follow_redirects: bool = True) -> httpx.Response:
        """Ask for an address."""
        return asyncio.run(self._get(address, follow_redirects=follow_redirects))

    async def _get(self, address: str, *, follow_redirects: bool) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._application)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(address, follow_redirects=follow_redirects)


@pytest.fixture
def client(world: World) -> Browser:
    """Give a browser."""
    return Browser(world)


def the_defect(world: World) -> WorkItem:
    """Give the one work item."""
    return world.part(WorkItems).get(12)


def text(client: Browser, address: str, status: int = 200) -> str:
    """Read a page."""
    answer = client.get(address)
    assert answer.status_code == status
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    return answer.text


def test_where_nothing_was_posted_the_page_says_so(client: Browser) -> None:
    """Five sections, each with nothing; planted pages do not count."""
    html = text(client, "/")
    assert html.count('class="nothing"') == 5
    assert "DIP 4.2.1" not in html


def test_a_posted_wiki_page_is_on_the_overview_and_at_its_own_address(world: World, client: Browser) -> None:
    """Drawn with its links leading here: to pages of the wiki, to what the organisation serves, to elsewhere."""
    wiki = world.part(Wikis).find("MHHS.wiki")
    links = "[r](/Releases/DIP-4.2.1) [d](http://127.0.0.1/mhhs/MHHS/_dashboards/dashboard/x) [o](https://example.com/a%20b)"
    wiki.put("/Stand ups", f"# Today\n\n{links} [n](/No-such) [h](/Stand-ups/Wed%2Dnes) #12 #13\n\n[[_TOSP_]]", NOON)
    wiki.put("/Stand ups/Wednesday", "below", NOON)
    wiki.put("/Stand ups/Wed-nes", "a hyphen", NOON)
    html = text(client, "/")
    assert 'href="/wiki/MHHS.wiki/Releases/DIP%204.2.1"' in html
    assert 'href="/mhhs/MHHS/_dashboards/dashboard/x"' in html
    assert 'href="https://example.com/a%20b"' in html
    assert 'href="/No-such"' in html
    assert 'href="/wiki/MHHS.wiki/Stand%20ups/Wed-nes"' in html
    assert 'title="Bug 12: DIP &lt;down&gt; (New)"' in html
    assert '<a href="/wiki/MHHS.wiki/Stand%20ups/Wednesday" rel="noopener noreferrer">Wednesday</a>' in html
    one = text(client, "/wiki/MHHS.wiki/Stand%20ups")
    assert '<h1 id="today">Today</h1>' in one
    assert 'aria-current="page"' in one
    assert "<p>old</p>" in text(client, "/wiki/MHHS.wiki/Releases/DIP 4.2.1")
    assert '<b class="badge">posted</b>' in text(client, "/wiki")


@pytest.mark.parametrize(
    "address",
    [
        "/wiki/MHHS.wiki/none",
        "/wiki/none/page",
        "/cards/1",
        "/mail/1",
        "/dashboards/none",
        "/work-items/13",
        "/queries/none",
        "/_pages/none",
        "/mhhs/MHHS/_wiki/wikis/none",
        "/mhhs/MHHS/_wiki/wikis/MHHS.wiki/99",
    ],
)
def test_what_is_not_there_is_said_so(client: Browser, address: str) -> None:
    """404 with a page that can be read."""
    assert 'class="nothing"' in text(client, address, 404)


def test_a_card_is_drawn_with_every_element(world: World, client: Browser) -> None:
    """All drawn elements, hidden ones not, unknown ones said so; Markdown of cards, HTML escaped."""
    body = an_envelope(body=EVERY_ELEMENT, actions=ACTIONS, msteams={"width": "Full"})
    world.part(PostOffice).take_post("stand-up", body, NOON)
    html = text(client, "/cards/1")
    assert '<strong>Stand-up</strong> <a href="https://example.com">agenda</a> &lt;b&gt;' in html
    assert "hidden" not in html.split("</nav>")[1]
    for words in (
        '<span class="w-bolder c-default">run</span>',
        "<th>Next breach</th>",
        "flex: 0 0 auto",
        "flex: 0 0 60px",
        "flex: 2 1 0",
        "no width",
        "ac-attention bleed",
        '<img class="i-medium" src="data:image/png;base64,AAAA" alt="chart">',
        '<span class="ac-absent" title="https://example.com/x.png">outside</span>',
        "cell",
        ">Send</span>",
        "Input.Text is not drawn here.",
        "An element without a type is not drawn here.",
        '<a class="positive" href="https://example.com/open">Open</a>',
        "inner card",
        'class="ac wide"',
    ):
        assert words in html


def test_a_post_that_showed_nothing_is_shown_with_its_fault(world: World, client: Browser) -> None:
    """The reason and what was sent; a partly good post shows its card and its fault."""
    office = world.part(PostOffice)
    office.take_post("stand-up", b'{"text": "hello"}', NOON)
    envelope = json.loads(an_envelope(body=[{"type": "TextBlock", "text": "good one"}]))
    envelope["attachments"].append("bad")
    office.take_post("stand-up", json.dumps(envelope).encode(), NOON)
    html = text(client, "/cards")
    assert "Answered 202; the channel shows nothing of it." in html
    assert "&#34;hello&#34;" in html
    assert "Partly shown." in html
    assert "good one" in html


def test_a_mail_is_shown_in_a_frame_with_its_heads(world: World, client: Browser) -> None:
    """HTML in a frame without scripts, text beside it; without HTML the text stands open."""
    office = world.part(PostOffice)
    message = EmailMessage()
    message["Subject"], message["To"], message["Cc"] = "Digest", "a@example.com", "c@example.com"
    message.set_content("plain words")
    office.take_mail("e@example.com", ("a@example.com", "b@example.com", "c@example.com"), bytes(message), NOON)
    message.add_alternative("<b>rich words</b>", subtype="html")
    message.add_attachment("x" * 2048, filename="big.txt")
    office.take_mail("e@example.com", ("a@example.com",), bytes(message), NOON)
    first, second = text(client, "/mail/1"), text(client, "/mail/2")
    assert "<details open>" in first
    assert "<td>b@example.com</td>" in first
    assert "<td>c@example.com</td>" in first
    assert 'sandbox="allow-same-origin allow-popups"' in second
    assert "&lt;b&gt;rich words&lt;/b&gt;" in second
    assert "2.0 KB" in second
    assert "Digest" in text(client, "/")


def test_a_dashboard_shows_the_number_that_its_query_gives(world: World, client: Browser) -> None:
    """The query is really run; the overview, the list and the page of the dashboard agree."""
    project = world.project("MHHS")
    queries = world.part(Queries)
    shared = queries.roots(project.id, NOON)[1]
    wiql = "SELECT [System.Id] FROM workitems WHERE [System.TeamProject] = @project OR [System.State] = 'New'"
    query = queries.create(shared, "New bugs", NOON, wiql=wiql)
    widget = {
        "name": "Tile",
        "size": {"rowSpan": 1, "columnSpan": 1},
        "contributionId": QUERY_TILE.contribution,
        "settings": json.dumps({"queryId": query.id}),
    }
    sent = {"name": "Environments", "description": "All of them", "widgets": [widget]}
    team = world.part(Dashboards).create(project.id, project.default_team, sent, NOON)
    own = world.part(Dashboards).create(project.id, "", {"name": "Programme"}, NOON)
    for address in ("/", "/dashboards", f"/dashboards/{team.id}"):
        html = text(client, address)
        assert '<strong title="Shared Queries/New bugs">1</strong>' in html
        assert "MHHS / MHHS Team" in html
        assert "All of them" in html
    assert "Programme" in text(client, f"/dashboards/{own.id}")
    found = text(client, f"/queries/{query.id}")
    assert "DIP &lt;down&gt;" in found
    assert "1 work items" in found


def test_a_changed_work_item_is_told(world: World, client: Browser) -> None:
    """Fields before and after, the comment drawn safely; its own page tells its whole past and its fields."""
    item, by = the_defect(world), next(iter(world.people.values()))
    world.part(WorkItems).record(item, {"System.State": "Open"}, NOON, by)
    item.comments.append(Comment(1, "<p>Breached, see #12</p><script>x</script>", by, NOON))
    for address in ("/", "/work-items"):
        html = text(client, address)
        assert "<del>New</del>" in html
        assert "<ins>Open</ins>" in html
        assert "<p>Breached, see #12</p>" in html
        assert "<script>x" not in html
        assert "created this work item" not in html
    whole = text(client, "/work-items/12")
    assert "created this work item" in whole
    assert "<th>Work Item Type</th><td>Bug</td>" in whole
    assert "<span>a</span><span>b</span>" in whole


def test_of_very_many_changes_the_overview_shows_the_first(world: World, client: Browser) -> None:
    """Sixty, with a link to all of them."""
    items, by = world.part(WorkItems), next(iter(world.people.values()))
    for _ in range(61):
        fields = {"System.Title": "x", "System.WorkItemType": "Bug", "System.State": "New"}
        items.record(items.new(world.project("MHHS").id), fields, NOON, by)
    html = text(client, "/")
    assert html.count('class="surface item') == 60
    assert "All 61 changed work items" in html
    assert text(client, "/work-items").count('class="surface item') == 61


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/mhhs/MHHS/_workitems/edit/12", "/work-items/12"),
        ("/mhhs/MHHS/_dashboards/dashboard/abc", "/dashboards/abc"),
        ("/mhhs/MHHS/_queries/query/abc", "/queries/abc"),
        ("/mhhs/MHHS/_wiki/wikis/MHHS.wiki?pagePath=/Releases/DIP%204.2.1", "/wiki/MHHS.wiki/Releases/DIP%204.2.1"),
        ("/mhhs/MHHS/_wiki/wikis/MHHS.wiki/2/DIP-4.2.1", "/wiki/MHHS.wiki/Releases/DIP%204.2.1"),
        ("/mhhs/MHHS/_wiki/wikis/MHHS.wiki", "/wiki"),
        ("/wiki/MHHS.wiki", "/wiki"),
    ],
)
def test_web_addresses_of_azure_devops_lead_to_the_pages(client: Browser, address: str, target: str) -> None:
    """The links that the bot writes into cards, mails and pages work in the sandbox too."""
    assert client.get(address, follow_redirects=False).headers["Location"] == target
    client.get(address)


@pytest.mark.parametrize(("name", "kind"), [("pages.css", "text/css"), ("pages.js", "text/javascript")])
def test_style_and_script_come_from_here(client: Browser, name: str, kind: str) -> None:
    """The pages work without a network."""
    assert client.get(f"/_pages/{name}").headers["Content-Type"].startswith(kind)


def test_a_world_without_a_wiki_says_so() -> None:
    """An empty list of wikis is a sentence."""
    assert "There is no wiki." in text(Browser(a_world()), "/wiki")
