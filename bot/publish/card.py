"""The stand-up agenda as a Teams message: one Adaptive Card that is cut to the size that Teams takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.publish import escape, render
from bot.publish.documents import Document, Kind
from bot.publish.views import ActionLine, AgendaView, DefectLine, Figure, OutageLine, SectionView, Tone
from rules.decisions import Section

LARGEST = 24_000
"""Bytes of the message as ASCII JSON. Teams takes 28 KB after its own wrapping, which is of unknown size."""
_MOST_LINES = 8
_TITLE, _REASON = 90, 140
_COLOURS = {Tone.ALARM: "Attention", Tone.WARNING: "Warning", Tone.GOOD: "Good", Tone.CALM: "Default"}

_OF_DEFECTS = ("Defect and why", "When, where, whose turn")
_HEADINGS = dict.fromkeys(Section, _OF_DEFECTS) | {
    Section.OUTAGES: ("Outage and reason", "Status, where, when"),
    Section.SUGGESTIONS: ("Defect and proposal", "When, where, whose turn"),
    Section.ACTIONS: ("What is to be done", "By whom"),
}

Element = dict[str, Any]


def card(view: AgendaView) -> Document:
    """Write the card with as many lines a section as fit; what is cut is counted and linked to the wiki page."""
    title = f"Environment stand-up, {view.head.day_words}"
    message = _message(view, title, _MOST_LINES)
    for most in range(_MOST_LINES - 1, -1, -1):
        if size(message) <= LARGEST:
            break
        message = _message(view, title, most)
    content = message["attachments"][0]["content"]
    return Document(
        kind=Kind.CARD,
        key=f"card/{view.head.day.isoformat()}",
        title=title,
        day=view.head.day,
        html=render.html("card.html.j2", card=content, title=title),
        card=message,
    )


def size(message: Mapping[str, Any]) -> int:
    """Give the size of a message in bytes, at the most that any way of writing its JSON takes."""
    return len(json.dumps(message).encode("ascii"))


def _message(view: AgendaView, title: str, most: int) -> Element:
    body: list[Element] = [
        {
            "type": "Container",
            "style": "emphasis",
            "bleed": True,
            "items": [
                text_block("Environment stand-up", size="Large", weight="Bolder", style="heading"),
                text_block(
                    f"{escape.card(view.head.day_words)}, panel at {escape.card(view.head.panel)} (UK time)",
                    isSubtle=True,
                    spacing="None",
                ),
            ],
        },
        text_block(escape.card(escape.shorten(view.headline, 300)), weight="Bolder"),
        {"type": "ColumnSet", "columns": [_figure(figure) for figure in view.figures]},
    ]
    body += [text_block(escape.card(escape.shorten(notice, 300)), color="Warning") for notice in view.notices[:3]]
    for section in view.sections:
        body += _section(section, view, most)
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": "en-GB",
        "fallbackText": f"{title}. {escape.shorten(view.headline, 300)}",
        "msteams": {"width": "Full"},
        "body": body,
        "actions": [
            {"type": "Action.OpenUrl", "title": "Open the agenda", "url": view.head.agenda},
            {"type": "Action.OpenUrl", "title": "Open the dashboard", "url": view.head.dashboard},
        ],
    }
    return envelope(content)


def envelope(content: Element) -> Element:
    """Put a card into the message that a Workflows webhook takes."""
    # Teams shows nothing, and answers 200, when the envelope is not exactly so.
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": content}
    return {"type": "message", "attachments": [attachment]}


def text_block(text: str, **attributes: Any) -> Element:
    """Write a paragraph of a card."""
    return {"type": "TextBlock", "text": text, "wrap": True, **attributes}


def _figure(figure: Figure) -> Element:
    number = text_block(
        str(figure.count),
        size="ExtraLarge",
        weight="Bolder",
        color=_COLOURS[figure.tone],
        horizontalAlignment="Center",
    )
    label = text_block(
        escape.card(figure.label), size="Small", spacing="None", horizontalAlignment="Center", isSubtle=True
    )
    return {"type": "Column", "width": "stretch", "items": [number, label]}


def _section(section: SectionView, view: AgendaView, most: int) -> list[Element]:
    count = f" ({section.count})" if section.count else ""
    heading = text_block(
        f"{escape.card(section.title)}{count}",
        weight="Bolder",
        size="Medium",
        spacing="Large",
        separator=True,
        style="heading",
    )
    if not section.count:
        return [heading, text_block(escape.card(section.empty), isSubtle=True, spacing="Small")]
    shown = section.cut(most)
    lines = (
        *((_defect(line), _defect_aside(line)) for line in shown.defects),
        *((_outage(line), _outage_aside(line)) for line in shown.outages),
        *((_action(line), _action_aside(line)) for line in shown.actions),
    )
    elements = [heading]
    if lines:
        names = (*map(_title, shown.defects), *map(_reference, shown.outages), *map(_action, shown.actions))
        elements.append(_table(_HEADINGS[section.section], lines, names))
    if shown.more:
        words = f"and {shown.more} more" if lines else f"see the {shown.more} in the wiki"
        elements.append(text_block(f"[{words}]({escape.link_address(view.head.agenda)})", spacing="Small"))
    return elements


def _table(headings: tuple[str, str], lines: tuple[tuple[str, str], ...], names: tuple[str, ...]) -> Element:
    """Show pairs of what and when in two columns; a client without tables shows the names one below the other.

    The headings are there because the renderer takes the first row for headings whatever the card says: it looks for
    `firstRowAsHeaders`, and the schema allows `firstRowAsHeader` only.
    """
    rows = [
        {
            "type": "TableRow",
            "cells": [
                {"type": "TableCell", "items": [text_block(what)]},
                {"type": "TableCell", "items": [text_block(aside, size="Small")] if aside else []},
            ],
        }
        for what, aside in (headings, *lines)
    ]
    return {
        "type": "Table",
        "columns": [{"width": 3}, {"width": 2}],
        "firstRowAsHeader": True,
        "showGridLines": False,
        "spacing": "Small",
        "rows": rows,
        "fallback": text_block("\r".join(f"- {name}" for name in names), spacing="Small"),
    }


def _link(label: str, href: str) -> str:
    address = escape.link_address(href)
    return f"[{label}]({address})" if address else label


def _title(line: DefectLine) -> str:
    title = escape.card(escape.shorten(line.title, _TITLE))
    return _link(title, line.href) if line.number is None else f"{_link(f'#{line.number}', line.href)} {title}"


def _defect(line: DefectLine) -> str:
    why = line.proposal or (line.because[0] if line.because else "")
    return f"{_title(line)}. _{escape.card(escape.shorten(why, _REASON))}_" if why else _title(line)


def _defect_aside(line: DefectLine) -> str:
    when = f"**{escape.card(line.when)}**" if line.when else ""
    turn = f"turn: {escape.card(line.turn)}" if line.turn else ""
    return ", ".join(part for part in (when, escape.card(line.where), turn) if part)


def _reference(line: OutageLine) -> str:
    return f"{_link(escape.card(line.reference), line.href)} {escape.card(escape.shorten(line.title, _TITLE))}"


def _outage(line: OutageLine) -> str:
    return f"{_reference(line)}. _{escape.card(line.reason)}_"


def _outage_aside(line: OutageLine) -> str:
    return f"**{escape.card(line.status)}**, {escape.card(line.where)}, {escape.card(line.when)}"


def _action(line: ActionLine) -> str:
    point = escape.card(escape.shorten(line.text, _REASON))
    return f"{point} ({_link(f'#{line.number}', line.href)})" if line.number else point


def _action_aside(line: ActionLine) -> str:
    return ", ".join(escape.card(part) for part in (line.owner, line.raised) if part)
