"""Answer the addresses of wikis and wiki pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from sandbox.answers import AdoError, Answer, ado_json, bad_argument, listing, missing_argument
from sandbox.enumerations import RECURSION_LEVEL, WIKI_KIND, named
from sandbox.reading import needed
from sandbox.routing import Area, Call, Resource
from sandbox.wiki import Wiki, WikiKind, WikiPage, Wikis

AREA = Area("wiki", "bf7d82a0-8aa5-4613-94ef-6172a5ea01f3")
_DEPTHS = {"": 0, "none": 0, "onelevel": 1, "onelevelplusnestedemptyfolders": 1, "full": 10_000}


def _wiki_url(call: Call, wiki: Wiki, kind: str = "_apis/wiki") -> str:
    return f"{call.world.base_url}/{wiki.project}/{kind}/wikis/{wiki.id}"


def wiki_json(call: Call, wiki: Wiki) -> dict[str, Any]:
    """A wiki as answers show it."""
    return {
        "id": wiki.id,
        "versions": [{"version": version} for version in wiki.versions],
        "url": _wiki_url(call, wiki),
        "remoteUrl": _wiki_url(call, wiki, "_wiki"),
        "type": wiki.kind.value,
        "name": wiki.name,
        "projectId": wiki.project,
        "repositoryId": wiki.repository,
        "mappedPath": wiki.mapped_path,
    }


def _wikis(call: Call) -> Wikis:
    return call.world.part(Wikis)


def wiki_of(call: Call) -> Wiki:
    """The wiki of the address, by id or name."""
    project = call.project
    return _wikis(call).find(needed(call, "wikiIdentifier"), project.id if project else None)


async def get_wikis(call: Call) -> Answer:
    """Answer GET wikis: the one that is named, or all of the project or of the organisation."""
    if "wikiIdentifier" in call.values:
        return ado_json(wiki_json(call, wiki_of(call)))
    project = call.project
    return listing([wiki_json(call, wiki) for wiki in _wikis(call).all(project.id if project else None)])


async def create_wiki(call: Call) -> Answer:
    """Answer POST wikis with 201."""
    sent = call.json_object()
    name = str(sent.get("name") or "")
    if not name:
        raise missing_argument("name")
    project = call.world.project(str(sent["projectId"])) if sent.get("projectId") else call.the_project
    kinds = {kind.value.casefold(): kind for kind in WikiKind}
    kind = kinds.get(named(sent.get("type", WikiKind.PROJECT.value), WIKI_KIND))
    if kind is None:
        raise bad_argument("type", f"The wiki type '{sent['type']}' is none of {', '.join(WikiKind)}.")
    if kind is WikiKind.PROJECT:
        wiki = _wikis(call).create(project=project.id, name=name)
    else:
        for needed in ("repositoryId", "mappedPath", "version"):
            if not sent.get(needed):
                raise missing_argument(needed)
        wiki = _wikis(call).create(
            project=project.id,
            name=name,
            kind=kind,
            repository=str(sent["repositoryId"]),
            version=str(sent["version"]["version"]),
            mapped_path=str(sent["mappedPath"]),
        )
    return ado_json(wiki_json(call, wiki), 201)


async def delete_wiki(call: Call) -> Answer:
    """Answer DELETE wikis/{wiki} with what was there."""
    wiki = wiki_of(call)
    _wikis(call).delete(wiki)
    return ado_json(wiki_json(call, wiki))


def page_json(call: Call, wiki: Wiki, page: WikiPage, depth: int = 0) -> dict[str, Any]:
    """A page as answers show it, with the pages below it to a depth; without its id and its content."""
    children = wiki.children(page.path)
    shown: dict[str, Any] = {"path": page.path, "order": page.order}
    if children:
        shown["isParentPage"] = True
    address = quote(page.path, safe="")
    return shown | {
        "gitItemPath": page.git_item_path,
        "subPages": [page_json(call, wiki, child, depth - 1) for child in children] if depth > 0 else [],
        "url": f"{_wiki_url(call, wiki)}/pages/{address}",
        "remoteUrl": f"{_wiki_url(call, wiki, '_wiki')}?pagePath={address}",
    }


def _root_json(call: Call, wiki: Wiki, depth: int) -> dict[str, Any]:
    shown = [page_json(call, wiki, child, depth - 1) for child in wiki.children("/")] if depth > 0 else []
    return {
        "path": "/",
        "order": 0,
        "isParentPage": True,
        "gitItemPath": "/",
        "subPages": shown,
        "url": f"{_wiki_url(call, wiki)}/pages/%2F",
        "remoteUrl": f"{_wiki_url(call, wiki, '_wiki')}?pagePath=%2F",
        "content": "",
    }


def etag_header(value: str) -> Mapping[str, str]:
    """The header that tells a version."""
    return {"ETag": f'"{value}"'}


def _asked_page(call: Call, wiki: Wiki) -> WikiPage | None:
    """Give the page of the address, by id or path; `None` for the root."""
    if "id" in call.values:
        return wiki.page_by_id(int(call.values["id"]))
    path = call.query.get("path") or call.values.get("path") or "/"
    return None if path.strip("/") == "" else wiki.page(path)


async def get_page(call: Call) -> Answer:
    """Answer GET pages: JSON, or the bare text to those who accept `text/plain`."""
    wiki = wiki_of(call)
    page = _asked_page(call, wiki)
    wanted = named(call.query.get("recursionlevel"), RECURSION_LEVEL)
    if wanted not in _DEPTHS:
        raise bad_argument("recursionLevel", f"The recursion level '{wanted}' is unknown.")
    if page is None:
        return ado_json(_root_json(call, wiki, _DEPTHS[wanted]), headers=etag_header(wiki.root_etag))
    if call.headers.get("accept", "").lower().startswith("text/plain"):
        return Answer(200, page.content.encode(), etag_header(page.etag), "text/plain; charset=utf-8")
    content = page.content if call.flag("includeContent") else ""
    shown = page_json(call, wiki, page, _DEPTHS[wanted]) | {"id": page.id, "content": content}
    return ado_json(shown, headers=etag_header(page.etag))


def writable(call: Call) -> Wiki:
    """The wiki of the address, if it may be written to: a code wiki only on a branch that is named."""
    wiki = wiki_of(call)
    if wiki.kind is WikiKind.CODE and not call.query.get("versiondescriptor.version"):
        raise AdoError(
            400,
            "InvalidArgumentValueException",
            f"The wiki '{wiki.name}' shows a repository of code: name the branch in versionDescriptor.version.",
            namespace="Microsoft.TeamFoundation.Wiki.Server",
        )
    return wiki


async def put_page(call: Call) -> Answer:
    """Answer PUT pages?path= with 201 for a new page, and 200 for a new version of one (`If-Match`)."""
    wiki = writable(call)
    path = call.query.get("path") or call.values.get("path")
    if not path:
        raise missing_argument("path")
    return _written(call, wiki, path)


async def patch_page(call: Call) -> Answer:
    """Answer PATCH pages/{id} as PUT does for a page that is there."""
    wiki = writable(call)
    page = wiki.page_by_id(int(call.values["id"]))
    if "if-match" not in call.headers:
        raise missing_argument("IfMatch")
    return _written(call, wiki, page.path)


def _written(call: Call, wiki: Wiki, path: str) -> Answer:
    content = call.json_object().get("content")
    if not isinstance(content, str):
        raise missing_argument("content")
    page, created = wiki.put(path, content, call.world.now(), call.headers.get("if-match"))
    shown = page_json(call, wiki, page) | {"id": page.id, "content": page.content}
    return ado_json(shown, 201 if created else 200, etag_header(page.etag))


async def delete_page(call: Call) -> Answer:
    """Answer DELETE pages with what was there, without its id and with an empty ETag."""
    wiki = writable(call)
    page = _asked_page(call, wiki)
    if page is None:
        raise bad_argument("path", "The root of a wiki cannot be deleted.")
    shown = page_json(call, wiki, page) | {"content": ""}
    wiki.delete(page.path)
    return ado_json(shown, headers=etag_header(""))


RESOURCES = (
    Resource(
        AREA,
        "wikis",
        "288d122c-dbd4-451d-aa5f-7dbbba070728",
        "{project}/_apis/{area}/{resource}/{wikiIdentifier}",
        {"GET": get_wikis, "POST": create_wiki, "DELETE": delete_wiki},
        min_version="4.0",
        resource_version=2,
    ),
    Resource(
        AREA,
        "pages",
        "ceddcf75-1068-452d-8b13-2d4d76e1f970",
        "{project}/_apis/{area}/wikis/{wikiIdentifier}/{resource}/{id}",
        {"GET": get_page, "PATCH": patch_page, "DELETE": delete_page},
        min_version="5.1",
        where={"id": "[0-9]+"},
    ),
    Resource(
        AREA,
        "pages",
        "25d3fbc7-fe3d-46cb-b5a5-0b6f79caf27b",
        "{project}/_apis/{area}/wikis/{wikiIdentifier}/{resource}/{*path}",
        {"GET": get_page, "PUT": put_page, "DELETE": delete_page},
        min_version="4.0",
    ),
)
"""What the wiki area serves; pages by id stand before pages by path, which would take any address."""
