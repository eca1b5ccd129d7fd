"""Service hooks really post what happens to work items, to whoever subscribed to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.hooks import Hooks
from tests.sandbox.desk import Desk, Heard
from tests.sandbox.items import a_desk, change, create, put
from tests.sandbox.receiver import Receiver, listening
from tests.shared import shared_path

SUBSCRIPTIONS = "/_apis/hooks/subscriptions"
EVERY_KIND = tuple(f"workitem.{kind}" for kind in ("created", "updated", "commented", "deleted", "restored"))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Give somebody who listens."""
    with listening() as found:
        yield found


@pytest.fixture
def desk() -> Desk:
    """Give an organisation without work items."""
    return a_desk()


def subscribe(
    desk: Desk,
    url: str,
    kind: str = "workitem.updated",
    *,
    version: str = "1.0",
    consumer: Any = None,
    **filters: str,
) -> Heard:
    sent = {
        "publisherId": "tfs",
        "eventType": kind,
        "resourceVersion": version,
        "consumerId": "webHooks",
        "consumerActionId": "httpRequest",
        "publisherInputs": {"projectId": desk.world.project("MHHS").id, **filters},
        "consumerInputs": {"url": url, **(consumer or {})},
    }
    return desk.ask("POST", SUBSCRIPTIONS, sent)


def posted(desk: Desk) -> None:
    desk.world.part(Hooks).finish()


def test_each_kind_of_event_is_posted(desk: Desk, receiver: Receiver) -> None:
    """Created, updated, commented, deleted and restored, in the order in which they happened."""
    for kind in EVERY_KIND:
        assert subscribe(desk, receiver.url, kind).status == 200
    create(desk)
    change(desk, 1, put("System.Tags", "sit"))
    change(desk, 1, put("System.History", "Looked at it"))
    desk.ask("POST", "/MHHS/_apis/wit/workItems/1/comments", {"text": "Fixed"})
    desk.ask("DELETE", "/_apis/wit/workitems/1")
    desk.ask("PATCH", "/_apis/wit/recyclebin/1", {"isDeleted": False})
    posted(desk)
    both = ["workitem.updated", "workitem.commented"]
    expected = ["workitem.created", "workitem.updated", *both, *both, "workitem.deleted", "workitem.restored"]
    assert receiver.kinds == expected


def _keys(value: Any, place: str = "") -> set[str]:
    """All keys of a JSON value with their places; fields of work items are data, not shape."""
    if not isinstance(value, dict) or place.endswith("fields"):
        return set()
    return {f"{place}.{key}" for key in value} | {one for key in value for one in _keys(value[key], f"{place}.{key}")}


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_events_have_the_shape_of_real_ones(desk: Desk, receiver: Receiver, kind: str) -> None:
    """Every key of a real payload is there, at its place; those of an update differ from those of a work item."""
    subscribe(desk, receiver.url, kind)
    create(desk)
    change(desk, 1, put("System.State", "Active"), put("System.History", "Looked at it"))
    desk.ask("DELETE", "/_apis/wit/workitems/1")
    desk.ask("PATCH", "/_apis/wit/recyclebin/1", {"isDeleted": False})
    posted(desk)
    real = json.loads(shared_path(f"ado/payloads/service_hooks/{kind}.json").read_text(encoding="utf-8-sig"))
    [event] = [each for each in receiver.events if each["eventType"] == kind][:1]
    assert _keys(real) - _keys(event) == set()


def test_an_update_says_old_and_new_and_the_whole(desk: Desk, receiver: Receiver) -> None:
    """Fields with both values, the number of the work item, its present revision, and a sentence for people."""
    subscribe(desk, receiver.url)
    create(desk)
    change(desk, 1, put("System.State", "Active"))
    posted(desk)
    [event] = receiver.events
    resource = event["resource"]
    assert (resource["workItemId"], resource["rev"]) == (1, 2)
    assert resource["fields"]["System.State"] == {"oldValue": "New", "newValue": "Active"}
    assert resource["revision"]["fields"]["System.State"] == "Active"
    assert event["message"]["text"].startswith("Bug #1 (DIP is down) updated by envbot.")
    assert event["detailedMessage"]["markdown"].endswith("* State: Active\r\n* AssignedTo: \r\n* Severity: 3 - Medium")


def test_links_are_updates_too(desk: Desk, receiver: Receiver) -> None:
    """A link makes no revision, and is told as an update with its relation."""
    subscribe(desk, receiver.url, linksChanged="true")
    create(desk)
    change(desk, 1, put("System.Tags", "sit"))
    link = {"rel": "Hyperlink", "url": "https://example.com/outage"}
    change(desk, 1, {"op": "add", "path": "/relations/-", "value": link}, put("System.Title", "Both"))
    posted(desk)
    [event] = receiver.events
    assert event["resource"]["relations"]["added"][0]["url"] == "https://example.com/outage"
    assert event["resource"]["fields"]["System.Title"]["newValue"] == "Both"


@pytest.mark.parametrize(("version", "person"), [("1.0", "envbot <envbot@example.com>"), ("5.1-preview.3", "envbot")])
def test_people_come_as_the_version_has_them(desk: Desk, receiver: Receiver, version: str, person: str) -> None:
    """`Name <mail>` in 1.0, an object in 5.1-preview.3."""
    subscribe(desk, receiver.url, "workitem.created", version=version)
    create(desk)
    posted(desk)
    by = receiver.events[0]["resource"]["fields"]["System.CreatedBy"]
    assert (by["displayName"] if isinstance(by, dict) else by) == person
    assert receiver.events[0]["resourceVersion"] == version


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({}, True),
        ({"areaPath": "MHHS"}, True),
        ({"areaPath": "MHHS\\SIT A"}, False),
        ({"workItemType": "Bug"}, True),
        ({"workItemType": "Task"}, False),
        ({"tag": "SIT"}, True),
        ({"tag": "uit"}, False),
        ({"changedFields": "System.Tags"}, True),
        ({"changedFields": "System.State"}, False),
        ({"linksChanged": "true"}, False),
        ({"linksChanged": "false"}, True),
        ({"projectId": "0ab1c1f8-9d70-4c4e-8b3c-4d4a5c3f1b11"}, False),
    ],
)
def test_filters_choose(desk: Desk, receiver: Receiver, filters: dict[str, str], told: bool) -> None:  # noqa: FBT001 - a column of the table
    """By area, type, tag, changed fields, links and project."""
    subscribe(desk, receiver.url, **filters)
    create(desk)
    change(desk, 1, put("System.Tags", "sit; dip"))
    posted(desk)
    assert bool(receiver.events) is told


def test_comments_are_chosen_by_their_words(desk: Desk, receiver: Receiver) -> None:
    """A pattern must be in the comment."""
    subscribe(desk, receiver.url, "workitem.commented", commentPattern="retest")
    create(desk)
    change(desk, 1, put("System.History", "Please Retest"))
    change(desk, 1, put("System.History", "Thanks"))
    posted(desk)
    assert [event["resource"]["fields"]["System.History"] for event in receiver.events] == ["Please Retest"]


def test_nobody_is_told_of_what_did_not_happen_or_should_be_quiet(desk: Desk, receiver: Receiver) -> None:
    """Suppressed notifications, validation only, a patch that changes nothing, and a patch that is refused."""
    subscribe(desk, receiver.url)
    subscribe(desk, receiver.url, "workitem.created")
    create(desk, flags="suppressNotifications=true")
    create(desk, flags="validateOnly=true")
    change(desk, 1, put("System.Tags", "sit"), flags="suppressNotifications=true")
    change(desk, 1, put("System.Tags", "uit"), flags="validateOnly=true")
    change(desk, 1, put("System.Title", "DIP is down"))
    assert change(desk, 1, put("System.State", "Nowhere")).status == 400
    posted(desk)
    assert receiver.events == []


def test_the_receiver_is_signed_in_to_and_the_password_is_never_shown(desk: Desk, receiver: Receiver) -> None:
    """Basic credentials and headers of one's own are sent; answers hide the password, and sending it back keeps it."""
    consumer = {"basicAuthUsername": "envbot", "basicAuthPassword": "secret", "httpHeaders": "X-Key: 7\nnonsense"}
    made = subscribe(desk, receiver.url, "workitem.created", consumer=consumer).value
    assert made["consumerInputs"]["basicAuthPassword"] == "********"
    sent = {key: made[key] for key in made if key not in {"_links", "url"}}
    assert desk.ask("PUT", f"{SUBSCRIPTIONS}/{made['id']}", sent).status == 200
    create(desk)
    posted(desk)
    assert receiver.headers[0]["authorization"] == "Basic ZW52Ym90OnNlY3JldA=="
    assert receiver.headers[0]["x-key"] == "7"


def test_what_was_sent_can_be_looked_up(desk: Desk, receiver: Receiver) -> None:
    """Notifications say what came of them; a receiver that fails is told of the next event all the same."""
    made = subscribe(desk, receiver.url, "workitem.created").value
    sent = f"{SUBSCRIPTIONS}/{made['id']}/notifications"
    create(desk)
    posted(desk)
    receiver.status = 500
    create(desk)
    posted(desk)
    newest, first = desk.ask("GET", sent).value["value"]
    assert (newest["result"], newest["details"]["errorMessage"]) == ("failed", "500 Internal Server Error")
    assert (first["status"], first["result"], first["details"]["response"]) == ("completed", "succeeded", "200 OK")
    assert desk.ask("GET", f"{sent}?result=failed&maxResults=5").value["count"] == 1
    assert desk.ask("GET", f"{sent}/1").value["details"]["event"]["eventType"] == "workitem.created"
    assert desk.ask("GET", f"{sent}/9").value["typeKey"] == "NotificationNotFoundException"


def test_a_receiver_that_is_gone_is_not_told_again(desk: Desk, receiver: Receiver) -> None:
    """410 disables the subscription, until it is written anew."""
    made = subscribe(desk, receiver.url, "workitem.created").value
    receiver.status = 410
    for _ in range(2):
        create(desk)
        posted(desk)
    own = f"{SUBSCRIPTIONS}/{made['id']}"
    assert len(receiver.events) == 1
    assert desk.ask("GET", own).value["status"] == "disabledBySystem"
    sent = {key: made[key] for key in made if key not in {"_links", "url"}}
    assert desk.ask("PUT", own, sent).value["status"] == "enabled"


def test_an_address_where_nobody_listens_is_a_failure(desk: Desk) -> None:
    """It is noted with its reason, and hinders nobody."""
    made = subscribe(desk, "http://127.0.0.1:9/events", "workitem.created").value
    assert create(desk).status == 200
    posted(desk)
    [failed] = desk.ask("GET", f"{SUBSCRIPTIONS}/{made['id']}/notifications").value["value"]
    assert failed["result"] == "failed"
    assert failed["details"]["errorMessage"]


def test_subscriptions_are_listed_chosen_and_ended(desk: Desk, receiver: Receiver) -> None:
    """By publisher, event type and consumer; what is ended is gone."""
    made = subscribe(desk, receiver.url).value
    subscribe(desk, receiver.url, "workitem.created")
    assert desk.ask("GET", SUBSCRIPTIONS).value["count"] == 2
    assert desk.ask("GET", f"{SUBSCRIPTIONS}?eventType=workitem.updated").value["value"][0]["id"] == made["id"]
    assert desk.ask("DELETE", f"{SUBSCRIPTIONS}/{made['id']}").status == 204
    assert desk.ask("GET", f"{SUBSCRIPTIONS}/{made['id']}").value["typeKey"] == "SubscriptionNotFoundException"


def test_consumers_that_are_no_web_hooks_are_kept_and_never_carried_out(desk: Desk) -> None:
    """Their inputs need no address."""
    sent = {"publisherId": "tfs", "eventType": "workitem.created", "consumerId": "slack", "consumerActionId": "post"}
    made = desk.ask("POST", SUBSCRIPTIONS, sent).value
    assert (made["status"], made["actionDescription"]) == ("enabled", "")
    create(desk)
    assert desk.ask("GET", f"{SUBSCRIPTIONS}/{made['id']}/notifications").value["count"] == 0


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"publisherId": "tfs", "eventType": "workitem.created", "consumerId": "webHooks"},
        {"publisherId": "tfs", "eventType": "x", "consumerId": "webHooks", "consumerActionId": "httpRequest"},
    ],
)
def test_a_subscription_must_say_enough(desk: Desk, sent: dict[str, Any]) -> None:
    """Publisher, event, consumer, action, and an address for a web hook."""
    assert desk.ask("POST", SUBSCRIPTIONS, sent).value["typeKey"] == "ArgumentException"
