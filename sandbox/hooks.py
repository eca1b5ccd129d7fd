"""Keep the subscriptions of service hooks, decide which of them an event concerns, and post it to their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

import httpx
import orjson

from sandbox.answers import AdoError, bad_argument, instant
from sandbox.state import Person

WEB_HOOK = ("webHooks", "httpRequest")
"""Consumer and action that post to an address; others are kept and never carried out."""
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a work item, as far as subscriptions choose by it.

    Attributes:
        kind: `workitem.updated`.
        project: GUID of the project.
        type: Name of the work item type.
        area: Area path.
        tags: As they stand in the field.
        changed: Reference names of the fields that changed.
        comment: The comment that was made; empty for none.
        links_changed: Whether links came or went.
        bodies: What is posted, by resource version, without what is the subscription's own.
    """

    kind: str
    project: str
    type: str
    area: str
    tags: str
    changed: frozenset[str]
    comment: str
    links_changed: bool
    bodies: Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class Notification:
    """One event that was sent to one subscription.

    Attributes:
        id: Counted from 1 in its subscription.
        at: When the event happened.
        event: What was posted.
        result: `pending`, `succeeded` or `failed`.
        response: What the receiver answered.
        error: Why it failed; empty otherwise.
    """

    id: int
    at: datetime
    event: dict[str, Any]
    result: str = "pending"
    response: str = ""
    error: str = ""


@dataclass(slots=True)
class Subscription:
    """Somebody's wish to be told of events.

    Attributes:
        id: GUID.
        sent: As it was sent: publisher, event type, consumer, inputs.
        by: Who made it.
        at: When.
        changed_by: Who changed it last.
        changed_at: When.
        status: `enabled`, or `disabledBySystem` once the receiver said that it is gone (410).
        notifications: What was sent, oldest first.
    """

    id: str
    sent: dict[str, Any]
    by: Person
    at: datetime
    changed_by: Person
    changed_at: datetime
    status: str = "enabled"
    notifications: list[Notification] = field(default_factory=list)

    @property
    def consumer(self) -> dict[str, Any]:
        """The inputs of the consumer: address, headers, credentials."""
        return dict(self.sent.get("consumerInputs") or {})

    @property
    def resource_version(self) -> str:
        """The form of the resource that is asked for."""
        return str(self.sent.get("resourceVersion") or "1.0")

    def wants(self, event: Event) -> bool:
        """Whether an event is of the kind that is asked for and passes every filter that is set."""
        asked = {name: str(value) for name, value in (self.sent.get("publisherInputs") or {}).items() if value}
        area, tags = asked.get("areaPath", ""), [tag.strip().casefold() for tag in event.tags.split(";")]
        return (
            self.status == "enabled"
            and self.sent["eventType"] == event.kind
            and (self.sent["consumerId"], self.sent["consumerActionId"]) == WEB_HOOK
            and asked.get("projectId", event.project).lower() == event.project
            and asked.get("workItemType", event.type).casefold() == event.type.casefold()
            and (not area or f"{event.area}\\".casefold().startswith(f"{area}\\".casefold()))
            and ("tag" not in asked or asked["tag"].casefold() in tags)
            and ("changedFields" not in asked or bool(set(asked["changedFields"].split(",")) & event.changed))
            and ("linksChanged" not in asked or asked["linksChanged"].lower() != "true" or event.links_changed)
            and asked.get("commentPattern", "").casefold() in event.comment.casefold()
        )


def checked(sent: dict[str, Any]) -> dict[str, Any]:
    """Give what was sent for a subscription, if it says enough.

    Raises:
        AdoError: 400 for one that lacks its event, its consumer or its address.
    """
    for name in ("publisherId", "eventType", "consumerId", "consumerActionId"):
        if not sent.get(name):
            raise bad_argument(name, f"A subscription needs {name}.")
    if (sent["consumerId"], sent["consumerActionId"]) == WEB_HOOK:
        url = str((sent.get("consumerInputs") or {}).get("url", ""))
        if not url.startswith(("http://", "https://")):
            raise bad_argument("url", f"The consumer input 'url' must be a web address, not '{url}'.")
    return sent


class Hooks:
    """All subscriptions; reach it by `world.part(Hooks)`.

    Events are posted one after the other, in the background, so that nobody waits for a receiver.
    """

    def __init__(self) -> None:
        self.subscriptions: dict[str, Subscription] = {}
        self._pool: ThreadPoolExecutor | None = None

    def find(self, identity: str) -> Subscription:
        """Give the subscription of an id.

        Raises:
            AdoError: 404.
        """
        found = self.subscriptions.get(identity.lower())
        if found is None:
            raise AdoError(
                404,
                "SubscriptionNotFoundException",
                f"No subscription found with identifier {identity}.",
                namespace="Microsoft.VisualStudio.Services.ServiceHooks.WebApi",
            )
        return found

    def tell(self, event: Event, identity: str, at: datetime) -> None:
        """Post an event to everybody who wants it.

        Args:
            event: What happened.
            identity: GUID of the event.
            at: When it happened.
        """
        for subscription in self.subscriptions.values():
            if subscription.wants(event):
                number = len(subscription.notifications) + 1
                head = {"subscriptionId": subscription.id, "notificationId": number, "id": identity}
                version = subscription.resource_version
                body = event.bodies.get(version, event.bodies["1.0"])
                posted = {**head, **body, "resourceVersion": version, "createdDate": instant(at)}
                notification = Notification(number, at, posted)
                subscription.notifications.append(notification)
                if self._pool is None:
                    self._pool = ThreadPoolExecutor(1, "service-hooks")
                self._pool.submit(_post, subscription, notification)

    def finish(self) -> None:
        """Wait until everything is posted."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True)


def _post(subscription: Subscription, notification: Notification) -> None:
    """Post one event, and note what came of it; a receiver that is gone for good (410) is not told again."""
    inputs = subscription.consumer
    user, password = str(inputs.get("basicAuthUsername", "")), str(inputs.get("basicAuthPassword", ""))
    lines = [line.partition(":") for line in str(inputs.get("httpHeaders") or "").splitlines() if ":" in line]
    headers = {"Content-Type": "application/json; charset=utf-8"}
    headers |= {name.strip(): value.strip() for name, _, value in lines}
    try:
        answer = httpx.post(
            inputs["url"],
            content=orjson.dumps(notification.event),
            headers=headers,
            auth=(user, password) if user or password else None,
            timeout=_PATIENCE,
        )
    except httpx.HTTPError as error:
        notification.result, notification.error = "failed", str(error) or type(error).__name__
        return
    notification.response = f"{answer.status_code} {answer.reason_phrase}"
    notification.result = "succeeded" if answer.is_success else "failed"
    notification.error = "" if answer.is_success else notification.response
    if answer.status_code == HTTPStatus.GONE:
        subscription.status = "disabledBySystem"
