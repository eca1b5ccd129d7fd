"""`envbot calendar`: the calendars of the programme, and a month of one with the reason for every closed day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.commands.desk import Desk, at_desk

if TYPE_CHECKING:
    from rules.calendar_month import CalendarDay
    from rules.programme import CalendarSpec, Programme

_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@click.group("calendar")
def command() -> None:
    """Show when work counts: what the SLA clocks measure with."""


@command.command("list")
@at_desk
def list_calendars(desk: Desk) -> None:
    """List every calendar of the programme with its zone, hours, holidays and who uses it."""
    with desk.house() as house:
        programme = house.programme
    rows = [_described(name, spec, programme) for name, spec in programme.calendars.items()]

    def show(console: Console) -> None:
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for heading in ("calendar", "zone", "days off", "within", "used by"):
            table.add_column(heading)
        for row in rows:
            used = [f"clock {name}" for name in row["clocks"]] + row["systems"]
            table.add_row(
                *map(
                    escape,
                    (
                        f"{row['name']}{' (assumed)' if row['assumed'] else ''}",
                        row["zone"],
                        ", ".join(filter(None, (row["holidays"] or "", *row["holidays_ics"]))),
                        ", ".join(row["within"]),
                        ", ".join(used),
                    ),
                )
            )
        console.print(table)

    desk.answer({"programme": programme.name, "calendars": rows}, show)


@command.command("show")
@click.argument("name", metavar="NAME")
@click.option("--month", metavar="YYYY-MM", help="The month to draw; this one by default.")
@at_desk
def show_calendar(desk: Desk, name: str, month: str | None) -> None:
    """Draw a month of a calendar: the hours of every day, and why it is closed where it is."""
    from bot.mistakes import Mistake  # noqa: PLC0415 - see bot.commands.desk
    from bot.yaml_file import nearest  # noqa: PLC0415 - the same
    from rules.calendar import build_calendar  # noqa: PLC0415 - the same
    from rules.calendar_month import days_of_month  # noqa: PLC0415 - the same

    with desk.house() as house:
        programme, now = house.programme, house.now()
    if name not in programme.calendars:
        raise Mistake(f"The programme has no calendar '{name}'. {nearest(name, programme.calendars)}")
    first = _month(month) if month else now.date().replace(day=1)
    days = days_of_month(name, programme.calendars, first.year, first.month)
    spec = programme.calendars[name]
    version = build_calendar(name, spec, programme.calendars).content_hash
    document = {
        "calendar": name,
        "zone": spec.zone,
        "month": f"{first:%Y-%m}",
        "version": version,
        "open_seconds": sum(each.open.total_seconds() for each in days),
        "days": [
            {
                "day": each.day.isoformat(),
                "hours": [{"opens": opens.isoformat(), "closes": closes.isoformat()} for opens, closes in each.hours],
                "open_seconds": each.open.total_seconds(),
                "why": each.why,
            }
            for each in days
        ],
    }
    desk.answer(document, lambda console: _draw(console, f"{name}, {first:%B %Y}", spec, version, days))


def _draw(console: Console, title: str, spec: CalendarSpec, version: str, days: tuple[CalendarDay, ...]) -> None:
    from rules.wording import worked  # noqa: PLC0415 - see bot.commands.desk

    total = sum((each.open for each in days[1:]), days[0].open)
    console.print(f"[bold]{escape(title)}[/], times of {spec.zone}, {worked(total)} open, version {version}\n")
    table = Table(show_lines=True)
    for weekday in _WEEK:
        table.add_column(weekday, min_width=12)
    cells = [""] * days[0].day.weekday() + [_cell(each) for each in days]
    cells += [""] * (-len(cells) % 7)
    for week in range(0, len(cells), 7):
        table.add_row(*cells[week : week + 7])
    console.print(table)


def _cell(each: CalendarDay) -> str:
    hours = [f"{opens:%H:%M}-{_closing(opens, closes)}" for opens, closes in each.hours]
    usual = not each.hours and each.why.startswith("no hours on ")
    why = "" if usual else each.why
    style = "dim" if not each.hours else "bold"
    number = f"[{style}]{each.day.day}[/]"
    return "\n".join((number, *(hours or ["[dim]closed[/]"]), *([f"[yellow]{escape(why)}[/]"] if why else [])))


def _closing(opens: datetime, closes: datetime) -> str:
    return "24:00" if closes.date() > opens.date() else f"{closes:%H:%M}"


def _month(text: str) -> date:
    from rules.calendar_days import FIRST_YEAR, LAST_YEAR  # noqa: PLC0415 - see bot.commands.desk

    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        raise click.BadParameter(f"{text!r} is no month. Write 2024-06.", param_hint="--month") from None
    if not FIRST_YEAR < first.year < LAST_YEAR:
        known = f"from {FIRST_YEAR + 1} to {LAST_YEAR - 1}"
        raise click.BadParameter(f"calendars know the years {known}.", param_hint="--month")
    return first


def _described(name: str, spec: CalendarSpec, programme: Programme) -> dict[str, Any]:
    clocks = [each.name for each in programme.clocks if any(goal.calendar == name for goal in each.goals)]
    systems = [each.name for each in programme.systems if name in (each.calendar, each.support)]
    return {
        "name": name,
        "zone": spec.zone,
        "holidays": spec.holidays,
        "holidays_ics": list(spec.holidays_ics),
        "days_off": {day.isoformat(): why for day, why in spec.days_off.items()},
        "closed": [day.isoformat() for day in spec.closed],
        "within": list(spec.within),
        "working_day_seconds": spec.working_day.total_seconds(),
        "assumed": spec.assumed,
        "clocks": clocks,
        "systems": systems,
    }
