"""Something told at once, as a Teams message: one Adaptive Card about one thing, for whomever watches the channel."""

from __future__ import annotations

import hashlib

from bot.publish import escape, render
from bot.publish.card import envelope, text_block
from bot.publish.documents import Document, Kind
from bot.publish.views import AlertView

_REASONS = 6


def alert(view: AlertView) -> Document:
    """Write the card; what it says and about what is its key, so that one matter comes once, whomever it is for."""
    title = f"Please act: {view.about}"
    facts = (
        ", ".join(part for part in (view.line.when, view.line.severity, view.line.where) if part) if view.line else ""
    )
    href = view.line.href if view.line else view.head.agenda
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": "en-GB",
        "fallbackText": f"{title}. {view.text}",
        "msteams": {"width": "Full"},
        "body": [
            text_block(escape.card(f"For {view.roles}"), isSubtle=True),
            text_block(escape.card(view.text), weight="Bolder", size="Medium", color="Attention", style="heading"),
            *(text_block(escape.card(reason), spacing="Small") for reason in view.because[:_REASONS]),
            *([text_block(escape.card(f"{view.about}: {facts}"), separator=True)] if facts else []),
        ],
        "actions": [
            {"type": "Action.OpenUrl", "title": "Open the defect" if view.line else "Open the agenda", "url": href}
        ],
    }
    mark = hashlib.sha256(f"{view.about}\n{view.text}".encode()).hexdigest()[:16]
    number = view.line.number if view.line else None
    return Document(
        kind=Kind.ALERT,
        key=f"alert/{number or '-'}/{mark}",
        title=title,
        day=view.head.day,
        html=render.html("card.html.j2", card=content, title=title),
        card=envelope(content),
    )
