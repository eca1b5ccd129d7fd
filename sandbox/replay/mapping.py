"""Remember which fresh id stands for which recorded one, and write recorded requests with the fresh ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_ITEM_IN_URL = re.compile(r"(/workitems/|/recyclebin/)(\d+)", re.IGNORECASE)
_IDS = re.compile(r"([?&]ids=)([^&]*)", re.IGNORECASE)
_ID_IN_WIQL = re.compile(r"(\[System\.Id\]\s*=\s*)(\d+)", re.IGNORECASE)
_OPERATION = re.compile(r"/_apis/operations/([0-9a-f-]{36})", re.IGNORECASE)
_INDEX = re.compile(r"^/relations/(\d+)")


@dataclass(slots=True)
class Ids:
    """Recorded ids and their fresh counterparts; the first counterpart that is seen counts.

    Attributes:
        guids: GUIDs, in lower case.
        items: Ids of work items.
        nodes: Ids of areas and iterations.
        operations: GUIDs of operations, which may be those of other things as well.
        revs: By recorded work item, its rev as last recorded and as last seen fresh.
        etags: Versions of wiki pages and dashboards.
        links: By recorded work item, its links as last recorded and as last seen fresh.
    """

    guids: dict[str, str] = field(default_factory=dict)
    items: dict[int, int] = field(default_factory=dict)
    nodes: dict[int, int] = field(default_factory=dict)
    operations: dict[str, str] = field(default_factory=dict)
    revs: dict[int, tuple[int, int]] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    links: dict[int, tuple[list[Any], list[Any]]] = field(default_factory=dict)

    def learn(self, recorded: Any, fresh: Any) -> None:
        """Walk two answers side by side and pair the ids that stand in the same place."""
        if isinstance(recorded, dict) and isinstance(fresh, dict):
            self._learn_numbers(recorded, fresh)
            for name in recorded.keys() & fresh.keys():
                self.learn(recorded[name], fresh[name])
        elif isinstance(recorded, list) and isinstance(fresh, list):
            for one, other in _paired(recorded, fresh):
                self.learn(one, other)
        elif isinstance(recorded, str) and isinstance(fresh, str):
            ours, theirs = _GUID.findall(fresh), _GUID.findall(recorded)
            if len(ours) == len(theirs):
                for one, other in zip(theirs, ours, strict=True):
                    self.guids.setdefault(one.lower(), other)

    def _learn_numbers(self, recorded: Mapping[str, Any], fresh: Mapping[str, Any]) -> None:
        one, other = recorded.get("id"), fresh.get("id")
        if "/_apis/operations/" in str(recorded.get("url")):
            self.operations[str(one).lower()] = str(other)
        if not isinstance(one, int) or not isinstance(other, int):
            return
        if "structureType" in recorded:
            self.nodes.setdefault(one, other)
            return
        self.items.setdefault(one, other)
        if isinstance(recorded.get("rev"), int) and isinstance(fresh.get("rev"), int):
            self.revs[one] = (recorded["rev"], fresh["rev"])
        if "fields" in recorded:
            self.links[one] = (recorded.get("relations") or [], fresh.get("relations") or [])

    def target(self, target: str) -> str:
        """A recorded path and query with fresh ids."""
        is_nodes = "classificationnodes" in target.lower()
        known = self.nodes if is_nodes else self.items

        def ids(found: re.Match[str]) -> str:
            texts = re.split(r",|%2C", found[2], flags=re.IGNORECASE)
            return found[1] + ",".join(str(known.get(int(each), each)) if each.isdigit() else each for each in texts)

        operation = _OPERATION.search(target)
        if operation:
            return target.replace(operation[1], self.operations.get(operation[1].lower(), operation[1]))
        return self._text(_IDS.sub(ids, target))

    def body(self, value: Any, target: str, home: str, fresh_home: str) -> Any:
        """A recorded request body with fresh ids and this server's address."""
        if "classificationnodes" in target.lower() and isinstance(value, dict) and isinstance(value.get("id"), int):
            return {**value, "id": self.nodes.get(value["id"], value["id"])}
        if isinstance(value, dict):
            return {name: self.body(each, target, home, fresh_home) for name, each in value.items()}
        if isinstance(value, list):
            found = _ITEM_IN_URL.search(target)
            item = int(found[2]) if found else 0
            steps = [self._tested(self.body(each, target, home, fresh_home), item) for each in value]
            return self._indexed(steps, item)
        return self._text(value.replace(home, fresh_home)) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        text = _GUID.sub(lambda found: self.guids.get(found[0].lower(), found[0]), text)
        for shape in (_ITEM_IN_URL, _ID_IN_WIQL):
            text = shape.sub(lambda found: f"{found[1]}{self.items.get(int(found[2]), found[2])}", text)
        return text

    def _tested(self, step: Any, item: int) -> Any:
        """A step that tests the rev, with the rev that the item has here."""
        if not isinstance(step, dict) or step.get("path") != "/rev" or item not in self.revs:
            return step
        recorded, fresh = self.revs[item]
        return {**step, "value": int(step["value"]) - recorded + fresh}

    def _indexed(self, patch: list[Any], item: int) -> list[Any]:
        """A patch whose `/relations/N` mean the same links here, where links may stand in another order."""
        recorded, fresh = self.links.get(item, ([], []))
        places = []
        for step in patch:
            found = _INDEX.match(str(step.get("path"))) if isinstance(step, dict) else None
            if found and int(found[1]) < len(recorded):
                wanted = (recorded[int(found[1])]["rel"], self._text(_last(recorded[int(found[1])]["url"])))
                ours = [(each["rel"], _last(each["url"])) for each in fresh]
                if wanted in ours:
                    places.append((step, ours.index(wanted)))
        if len(places) != len(patch) or any(step.get("op") not in {"remove", 1} for step, _ in places):
            return patch
        places.sort(key=lambda pair: -pair[1])
        return [{**step, "path": f"/relations/{place}"} for step, place in places]


def _last(url: str) -> str:
    """What a link leads to, whatever project and host its address names: `/workItems/12`."""
    found = _ITEM_IN_URL.search(url)
    return f"/workItems/{found[2]}" if found else url


def _paired(recorded: list[Any], fresh: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Elements that belong together: by name where they have one, else by place."""
    names = {each.get("name"): each for each in fresh if isinstance(each, dict) and each.get("name")}
    for place, each in enumerate(recorded):
        name = each.get("name") if isinstance(each, dict) else None
        if name in names:
            yield each, names[name]
        elif name is None and place < len(fresh):
            yield each, fresh[place]
