"""Put the environment dashboard and its shared queries into Azure DevOps, touching only the bot's own widgets."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import orjson

from ado_client.boards import Boards
from ado_client.errors import AdoError, Conflict
from ado_client.widgets import Widget as SentWidget
from bot.deliver.causes import told
from bot.deliver.delivery import Channel, Delivery, Fate
from bot.publish.board import CHART, Board, Widget
from bot.publish.documents import Kind
from bot.store.ledger import Ledger, Standing

MARK = " (envbot)"
"""Ends the name of every widget that is the bot's; all others belong to people."""
_TRIES = 3


def dashboard_key(name: str) -> str:
    """Give what the ledger knows a dashboard by; its reference there is the dashboard's address."""
    return f"dashboard/{name}"


async def put_dashboard(board: Board, boards: Boards, ledger: Ledger, run: int) -> Delivery:
    """Make dashboard and queries as they are wanted, unless the same was done before."""
    key = dashboard_key(board.name)
    fingerprint = hashlib.sha256(orjson.dumps(board.as_json(), option=orjson.OPT_SORT_KEYS)).hexdigest()
    intent = ledger.intend(
        key, kind=Channel.DASHBOARD, target=board.name, payload_hash=fingerprint, run=run, resend_changed=True
    )
    if intent.standing is Standing.DONE and intent.before is not None:
        return Delivery(Channel.DASHBOARD, Kind.DASHBOARD, board.name, Fate.UNCHANGED, intent.before.reference)
    try:
        address, changed = await _put(board, boards)
    except AdoError as error:
        # Making it so again does no harm: the next run reads what is there first.
        reason = told(error)
        ledger.fail(key, reason)
        return Delivery(Channel.DASHBOARD, Kind.DASHBOARD, board.name, Fate.FAILED, reason=reason)
    ledger.confirm(key, address)
    return Delivery(Channel.DASHBOARD, Kind.DASHBOARD, board.name, Fate.POSTED if changed else Fate.UNCHANGED, address)


async def _put(board: Board, boards: Boards) -> tuple[str, bool]:
    """Give the dashboard's address, and whether a widget had to be changed."""
    queries = {
        query.name: (await boards.ensure_query(f"{board.folder}/{query.name}", query.wiql)).id
        for query in board.queries
    }
    wanted = [_sent(widget, queries) for widget in board.widgets]
    for _ in range(_TRIES - 1):
        try:
            return await _arrange(board, wanted, boards)
        except Conflict:
            # Somebody edits the dashboard at this moment: read it again and go on from there.
            continue
    return await _arrange(board, wanted, boards)


async def _arrange(board: Board, wanted: Sequence[SentWidget], boards: Boards) -> tuple[str, bool]:
    dashboard = await boards.ensure_dashboard(board.name, board.description)
    done = await boards.arrange(dashboard, wanted, marker=MARK)
    return dashboard.url, not done.is_empty


def _sent(widget: Widget, queries: Mapping[str, str]) -> SentWidget:
    place = widget.place
    return SentWidget(
        name=f"{widget.name}{MARK}",
        contribution_id=widget.contribution,
        settings=widget.settings_with(queries),
        row=place.row,
        column=place.column,
        rows=place.rows,
        columns=place.columns,
        settings_version=(3 if widget.contribution == CHART else 1, 0, 0),
    )
