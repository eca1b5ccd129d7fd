"""Answer the addresses of service hooks: subscriptions, and what was sent to them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from sandbox.answers import AdoError, Answer, ado_json, instant, listing, nothing
from sandbox.hooks import Hooks, Notification, Subscription, checked
from sandbox.reading import needed
from sandbox.routing import Area, Call, Resource

HOOKS = Area("hooks", "")
_SECRET = "basicAuthPassword"  # noqa: S105 - the name of an input, not a password
_HIDDEN = "********"
_CHOICES = ("publisherId", "eventType", "consumerId", "consumerActionId")


def _subscription_json(call: Call, subscription: Subscription) -> dict[str, Any]:
    """A subscription as it was sent, with its password hidden."""
    world, inputs = call.world, subscription.consumer
    if inputs.get(_SECRET):
        inputs[_SECRET] = _HIDDEN
    url = f"{world.base_url}/_apis/hooks/subscriptions/{subscription.id}"
    host = urlsplit(str(inputs.get("url", ""))).hostname
    return {
        "id": subscription.id,
        "url": url,
        "status": subscription.status,
        **{name: subscription.sent[name] for name in _CHOICES},
        "resourceVersion": subscription.resource_version,
        "eventDescription": str(subscription.sent["eventType"]),
        "actionDescription": f"To host {host}" if host else "",
        "createdBy": world.identity(subscription.by),
        "createdDate": instant(subscription.at),
        "modifiedBy": world.identity(subscription.changed_by),
        "modifiedDate": instant(subscription.changed_at),
        "publisherInputs": subscription.sent.get("publisherInputs") or {},
        "consumerInputs": inputs,
        "_links": {"self": {"href": url}, "notifications": {"href": f"{url}/notifications"}},
    }


def _subscription(call: Call) -> Subscription:
    return call.world.part(Hooks).find(needed(call, "subscriptionId"))


async def show_subscriptions(call: Call) -> Answer:
    """Answer with the subscriptions, chosen by publisher, event and consumer, or with the one that is named."""
    if "subscriptionId" in call.values:
        return ado_json(_subscription_json(call, _subscription(call)))
    asked = {name: call.query[name.lower()] for name in _CHOICES if call.query.get(name.lower())}
    every = call.world.part(Hooks).subscriptions.values()
    chosen = [each for each in every if all(each.sent[name] == value for name, value in asked.items())]
    return listing([_subscription_json(call, each) for each in chosen])


async def create_subscription(call: Call) -> Answer:
    """Subscribe to an event."""
    sent, now = checked(call.json_object()), call.world.now()
    made = Subscription(call.world.new_id(), sent, call.who, now, call.who, now)
    call.world.part(Hooks).subscriptions[made.id] = made
    return ado_json(_subscription_json(call, made))


async def replace_subscription(call: Call) -> Answer:
    """Write a subscription anew, which also enables it again; a hidden password stays what it was."""
    subscription, sent = _subscription(call), checked(call.json_object())
    inputs = dict(sent.get("consumerInputs") or {})
    if inputs.get(_SECRET) == _HIDDEN:
        inputs[_SECRET] = subscription.consumer.get(_SECRET)
    subscription.sent = {**sent, "consumerInputs": inputs}
    subscription.status = str(sent.get("status") or "enabled")
    subscription.changed_by, subscription.changed_at = call.who, call.world.now()
    return ado_json(_subscription_json(call, subscription))


async def delete_subscription(call: Call) -> Answer:
    """End a subscription."""
    del call.world.part(Hooks).subscriptions[_subscription(call).id]
    return nothing()


def _notification_json(subscription: Subscription, notification: Notification) -> dict[str, Any]:
    at, is_open = instant(notification.at), notification.result == "pending"
    return {
        "id": notification.id,
        "subscriptionId": subscription.id,
        "subscriberId": subscription.by.id,
        "eventId": notification.event["id"],
        "createdDate": at,
        "modifiedDate": at,
        "status": "queued" if is_open else "completed",
        "result": notification.result,
        "details": {
            "eventType": notification.event["eventType"],
            "publisherId": notification.event["publisherId"],
            "consumerId": subscription.sent["consumerId"],
            "consumerActionId": subscription.sent["consumerActionId"],
            "queuedDate": at,
            "requestAttempts": 0 if is_open else 1,
            "response": notification.response,
            "errorMessage": notification.error,
            "event": {
                key: value
                for key, value in notification.event.items()
                if key not in {"subscriptionId", "notificationId"}
            },
        },
    }


async def show_notifications(call: Call) -> Answer:
    """Answer with what was sent to a subscription, newest first, or with the one that is named."""
    subscription, wanted = _subscription(call), call.values.get("notificationId")
    if wanted:
        found = next((each for each in subscription.notifications if str(each.id) == wanted), None)
        if found is None:
            raise AdoError(
                404,
                "NotificationNotFoundException",
                f"No notification {wanted} was sent to the subscription {subscription.id}.",
                namespace="Microsoft.VisualStudio.Services.ServiceHooks.WebApi",
            )
        return ado_json(_notification_json(subscription, found))
    result, most = call.query.get("result", "").lower(), call.number("maxResults")
    chosen = [each for each in reversed(subscription.notifications) if not result or each.result == result]
    return listing([_notification_json(subscription, each) for each in chosen[:most]])


RESOURCES = (
    Resource(
        HOOKS,
        "subscriptions",
        "fc50d02a-849f-41fb-8af1-0a5216103269",
        "_apis/{area}/{resource}/{subscriptionId}",
        {
            "GET": show_subscriptions,
            "POST": create_subscription,
            "PUT": replace_subscription,
            "DELETE": delete_subscription,
        },
    ),
    Resource(
        HOOKS,
        "notifications",
        "0c62d343-21b0-4732-997b-017fde84dc28",
        "_apis/{area}/subscriptions/{subscriptionId}/{resource}/{notificationId}",
        {"GET": show_notifications},
    ),
)
