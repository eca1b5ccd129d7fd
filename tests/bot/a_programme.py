"""Build small programmes and defects for the tests of the bot."""

from __future__ import annotations

from bot.programme_file import programme_of
from bot.yaml_file import parse_yaml
from rules.programme import Programme

SMALL = """\
name: Small
title: A small programme
zone: Europe/London
environments:
  - {name: SIT A, phase: SIT, aliases: [SITA], flags: [TR03]}
  - {name: SIT B, phase: SIT}
parties: [DIP service provider, Elexon]
systems:
  - {name: DIP, party: DIP service provider, environments: [SIT A, SIT B], calendar: office, connected_to: [MDS]}
  - {name: MDS, party: Elexon, environments: [SIT B], calendar: office, aliases: [Market-wide Data Service]}
calendars:
  office:
    zone: Europe/London
    week: {mon: [{opens: 09:00, closes: 17:00}]}
    holidays: GB-ENG
working_calendar: office
clocks:
  - name: respond
    start: "[System.State] = 'New'"
    stop: "[System.State] <> 'New'"
    goals:
      - {target: 2 working hours, calendar: office}
roles: {environment manager: Everything, SI defect manager: SLA}
defect_managers: {SIT: SI defect manager}
"""


def a_programme() -> Programme:
    """Give a programme of two environments and two systems."""
    return programme_of(parse_yaml(SMALL, "small.yaml"))
