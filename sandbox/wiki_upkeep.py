"""Answer what else is done to wikis: pages are moved and listed, attachments added, names and branches changed."""

from __future__ import annotations

from typing import Any

from sandbox.answers import AdoError, Answer, ado_json, bad_argument, listing, missing_argument
from sandbox.routing import Call, Resource
from sandbox.wiki import WikiPage, blob_id
from sandbox.wiki_routes import AREA, etag_header, page_json, wiki_json, wiki_of, writable

_MOST_PAGES = 100


def _detail_json(page: WikiPage) -> dict[str, Any]:
    """A page in a list; nobody has looked at it, as far as the sandbox counts."""
    return {"path": page.path, "id": page.id, "viewStats": []}


async def list_pages(call: Call) -> Answer:
    """Answer POST pagesbatch: pages by their ids, at most `top` (100), behind the token of the page before."""
    sent = call.json_object()
    token = str(sent.get("continuationToken") or "0")
    if not token.isdigit():
        raise bad_argument("continuationToken", f"'{token}' is no continuation token of this list.")
    top = sent.get("top") or _MOST_PAGES
    if not isinstance(top, int):
        raise bad_argument("top", f"'{top}' is no number of pages.")
    top = min(top, _MOST_PAGES)
    behind = sorted((page for page in wiki_of(call).pages() if page.id > int(token)), key=lambda page: page.id)
    shown = behind[:top]
    headers = {"X-MS-ContinuationToken": str(shown[-1].id)} if len(behind) > top else {}
    return listing([_detail_json(page) for page in shown], headers=headers)


async def show_page_stats(call: Call) -> Answer:
    """Answer GET pages/{id}/stats."""
    return ado_json(_detail_json(wiki_of(call).page_by_id(int(call.values["pageId"]))))


async def move_page(call: Call) -> Answer:
    """Answer POST pagemoves with 201: another parent, another name, another place among the siblings."""
    wiki, sent = writable(call), call.json_object()
    if not sent.get("path"):
        raise missing_argument("path")
    path = str(sent["path"])
    page = wiki.move(path, str(sent.get("newPath") or path), sent.get("newOrder"))
    shown = page_json(call, wiki, page) | {"content": ""}
    return ado_json({**sent, "page": shown}, 201, etag_header(page.etag))


async def add_attachment(call: Call) -> Answer:
    """Answer PUT attachments?name= with 201; its content is not kept."""
    writable(call)
    name = call.query.get("name") or call.values.get("name", "")
    if not name:
        raise missing_argument("name")
    shown = {"name": name, "path": f"/.attachments/{name}"}
    return ado_json(shown, 201, etag_header(blob_id(call.body.decode(errors="replace"))))


async def change_wiki(call: Call) -> Answer:
    """Answer PATCH wikis/{wiki}: another name, other branches; each branch counts once."""
    wiki, sent = wiki_of(call), call.json_object()
    branches = [str(each["version"]) for each in sent.get("versions") or () if each.get("version")]
    if "versions" in sent and not branches:
        raise AdoError(
            400,
            "InvalidArgumentValueException",
            f"The wiki '{wiki.name}' must keep a branch.",
            namespace="Microsoft.TeamFoundation.Wiki.Server",
        )
    wiki.name = str(sent.get("name") or wiki.name)
    wiki.versions = list(dict.fromkeys(branches)) or wiki.versions
    return ado_json(wiki_json(call, wiki))


RESOURCES = (
    Resource(
        AREA,
        "wikis",
        "288d122c-dbd4-451d-aa5f-7dbbba070728",
        "{project}/_apis/{area}/{resource}/{wikiIdentifier}",
        {"PATCH": change_wiki},
        min_version="4.0",
        resource_version=2,
        where={"wikiIdentifier": "[^/]+"},
    ),
    Resource(
        AREA,
        "pagesBatch",
        "71323c46-2592-4398-8771-ced73dd87207",
        "{project}/_apis/{area}/wikis/{wikiIdentifier}/{resource}",
        {"POST": list_pages},
        min_version="5.2",
    ),
    Resource(
        AREA,
        "pageStats",
        "81c4e0fe-7663-4d62-ad46-6ab78459f274",
        "{project}/_apis/{area}/wikis/{wikiIdentifier}/pages/{pageId}/stats",
        {"GET": show_page_stats},
        min_version="5.2",
        where={"pageId": "[0-9]+"},
    ),
    Resource(
        AREA,
        "pageMoves",
        "e37bbe71-cbae-49e5-9a4e-949143b9d910",
        "{project}/_apis/{area}/wikis/{wikiIdentifier}/{resource}",
        {"POST": move_page},
        min_version="4.1",
    ),
    Resource(
        AREA,
        "attachments",
        "c4382d8d-fefc-40e0-92c5-49852e9e17c0",
        "{project}/_apis/{area}/wikis/{wikiIdentifier}/{resource}/{name}",
        {"PUT": add_attachment},
        min_version="4.0",
    ),
)
"""What is served beside reading and writing; it stands before pages by path, which would take any address."""
