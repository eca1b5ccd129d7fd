"""What the settings say is held against their programme."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from bot.programme_file import load_programme
from bot.settings import Settings, load_settings, read_settings
from bot.settings_checks import check_settings_against, chosen_defects
from bot.yaml_file import SettingsError
from rules.facts import Defect, Person, Revision
from tests.bot.a_programme import a_programme
from tests.bot.test_settings import EXAMPLE, LEAST

NOW = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)


def with_line(line: str) -> Settings:
    """Give the least settings with one line more."""
    return read_settings(LEAST + line)


def test_the_example_fits_the_shipped_programme() -> None:
    """Its roles are the programme's."""
    check_settings_against(load_settings(EXAMPLE), load_programme("mhhs"))


def test_a_role_that_the_programme_does_not_have_is_named() -> None:
    """Mail to nobody would go unnoticed."""
    with pytest.raises(
        SettingsError, match=r"line 12: roles\.enviroment manager: Small has no such role\. Did you mean"
    ):
        check_settings_against(with_line("roles: {enviroment manager: [a@example.com]}"), a_programme())


def test_a_mistake_in_the_choice_of_defects_is_marked() -> None:
    """The caret stands below it."""
    with pytest.raises(SettingsError, match=r"line 12: defects: the WIQL condition is refused(.|\n)*\^"):
        check_settings_against(with_line("defects: \"[System.Stat] = 'New'\""), a_programme())


def test_defects_are_chosen_by_their_condition() -> None:
    """Without one, all are chosen."""
    defects = {
        number: Defect(number, "MHHS", (Revision(1, NOW, Person("A"), MappingProxyType({"System.State": state})),))
        for number, state in ((1, "New"), (2, "Open"))
    }
    chosen = with_line("defects: \"[System.State] = 'Open'\"")
    assert list(chosen_defects(defects, chosen, a_programme(), NOW)) == [2]
    assert chosen_defects(defects, read_settings(LEAST), a_programme(), NOW) == defects


def test_the_panel_is_of_roles_that_are_filled_and_of_addresses() -> None:
    """A role that nobody fills would let everybody answer."""
    filled = "roles: {environment manager: [Em@example.com]}\n"
    panel = "panel: {members: [environment manager, lead@example.com]}\n"
    check_settings_against(with_line(filled + panel), a_programme())
    assert with_line(filled + panel).panel_members == ("em@example.com", "lead@example.com")
    assert read_settings(LEAST).panel_members == ()
    with pytest.raises(
        SettingsError,
        match=r"panel\.members\[0\]: environment manger is no mail address, and no role that `roles` fills\. Did you",
    ):
        check_settings_against(with_line(filled + "panel: {members: [environment manger]}\n"), a_programme())


SLOT = "{name: Run 3, starts: 2024-06-15T10:00:00+01:00, ends: 2024-06-15T14:00:00+01:00, "


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("environment: SIT C}", r"slots\[0\]\.environment: Small has no environment SIT C\."),
        ("environment: SIT A, systems: [DAP]}", r"slots\[0\]\.systems: Small has no system DAP\. Did you mean"),
    ],
)
def test_a_slot_at_a_place_that_the_programme_does_not_have_is_named(place: str, said: str) -> None:
    """It would clash with nothing."""
    with pytest.raises(SettingsError, match=said):
        check_settings_against(with_line(f"slots: [{SLOT}{place}]"), a_programme())
    check_settings_against(with_line(f"slots: [{SLOT}environment: SIT A, systems: [DIP]}}]"), a_programme())


def test_a_slot_that_ends_before_it_starts_is_refused() -> None:
    """Nobody can have booked it."""
    with pytest.raises(SettingsError, match="`ends` is not after `starts`"):
        with_line(f"slots: [{SLOT.replace('T14', 'T09')}environment: SIT A}}]")
