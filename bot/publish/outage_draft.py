"""The draft of a proposed outage record: an address that opens it filled in, so that a person only has to save it."""

from __future__ import annotations

from datetime import UTC

from bot.publish.links import Links
from rules.decisions import ProposeOutage
from rules.facts import OutageKind
from rules.programme import Programme
from rules.wording import listed

ACCEPT = "To accept it, open the draft of the record behind the link, and save it."


def outage_draft(proposed: ProposeOutage, programme: Programme, links: Links) -> str:
    """Give the address of Azure DevOps' form for a new record, filled in with what is known of the outage."""
    fields, records = programme.fields, programme.outages
    raised = listed(f"#{number}" for number in proposed.defects)
    where = ", ".join((proposed.environment, *proposed.systems))
    values = {
        "System.Title": f"{where} not available",
        "System.Description": f"Several defects were raised one after the other: {raised}.",
        records.kind: OutageKind.UNPLANNED.value,
        records.starts: proposed.began.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        fields.environment: proposed.environment,
        fields.system: "; ".join(proposed.systems),
        fields.party: _party(proposed, programme),
    }
    return links.new_work_item(records.type, {name: value for name, value in values.items() if value})


def _party(proposed: ProposeOutage, programme: Programme) -> str:
    """Give the party that runs all of the systems; empty where several do."""
    parties = {each.party for each in programme.systems if each.name in proposed.systems}
    return parties.pop() if len(parties) == 1 else ""
