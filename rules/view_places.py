"""Which defects the facts are about, where each is, whose turn it is, and which outages hit or explain it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property

from rules.facts import Defect, DefectsByState, Facts, Outage, OutageKind
from rules.outage_book import OutageBook
from rules.outage_match import OutageMatch, RaisedDefect, is_clear
from rules.outage_words import dull_words
from rules.programme import Environment, System
from rules.reading import Reader, Reading
from rules.text import Phrases
from rules.view_states import StateView, kept


class PlaceView(StateView):
    """Facts, and the environments, systems, parties and outages of their defects."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self._environment_readings: dict[int, Reading] = {}
        self._system_readings: dict[int, Reading] = {}
        self._matches: dict[int, tuple[OutageMatch, ...]] = {}
        for outage in facts.outages:
            self.horizon.note(outage.starts)
            self.horizon.note(outage.ends)

    # --- which defects

    def concerns_environment(self, defect: Defect) -> bool:
        """Whether it is an environment defect: by its category or, while it has none, by its words."""
        category = defect.text(self.programme.fields.category)
        if category:
            return category.casefold() == self.programme.environment_category.casefold()
        return bool(self.category_words_in(defect))

    def category_words_in(self, defect: Defect) -> tuple[str, ...]:
        """Give the words of the text that suggest an environment defect."""
        return tuple(mention.words for mention in self._category_phrases.mentions(self.text_of(defect)))

    @cached_property
    def _category_phrases(self) -> Phrases:
        return Phrases({self.programme.environment_category: self.programme.category_words})

    @cached_property
    def open_defects(self) -> tuple[Defect, ...]:
        """Every defect that is not closed, by number."""
        every = self.facts.defects
        if isinstance(every, DefectsByState):
            return tuple(every.not_in(self._closed))
        return tuple(defect for _, defect in sorted(every.items()) if not self.is_closed(defect))

    @cached_property
    def environment_defects(self) -> tuple[Defect, ...]:
        """Every open environment defect, by number."""
        return tuple(defect for defect in self.open_defects if self.concerns_environment(defect))

    # --- environment, system, whose turn

    def environment_reading(self, defect: Defect) -> Reading:
        """Give what the defect tells about its environment."""
        return kept(self._environment_readings, defect, lambda each: self._reader.environment(each, self.text_of(each)))

    def system_reading(self, defect: Defect) -> Reading:
        """Give what the defect tells about its system."""
        return kept(self._system_readings, defect, lambda each: self._reader.system(each, self.text_of(each)))

    def environment_of(self, defect: Defect) -> str:
        """Give its environment, stated or clear from what it says; else empty."""
        return self.environment_reading(defect).name

    def system_of(self, defect: Defect) -> str:
        """Give its system, stated or clear from what it says; else empty."""
        return self.system_reading(defect).name

    def phase_of(self, defect: Defect) -> str:
        """Give the phase that its environment serves; empty where the environment is not known."""
        environment = self._environments.get(self.environment_of(defect))
        return environment.phase if environment else ""

    def defect_managers_of(self, defect: Defect) -> tuple[str, ...]:
        """Give the role that manages its phase; every phase's where the phase is not known."""
        managers = self.programme.defect_managers
        phase = self.phase_of(defect)
        return (managers[phase],) if phase in managers else tuple(dict.fromkeys(managers.values()))

    def waits_on(self, defect: Defect) -> str:
        """Give the party whose turn it is: who raised it for an answer or a retest, else who is responsible."""
        names = self.programme.fields
        raised_by = defect.text(names.raised_by_party)
        if raised_by and (self.is_waiting(defect) or self.is_in_retest(defect)):
            return raised_by
        system = self._systems.get(self.system_of(defect))
        return defect.text(names.party) or (system.party if system else "")

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self.programme)

    @cached_property
    def _environments(self) -> Mapping[str, Environment]:
        return {each.name: each for each in self.programme.environments}

    @cached_property
    def _systems(self) -> Mapping[str, System]:
        return {each.name: each for each in self.programme.systems}

    # --- outages

    def planned_outage_at_start(self, defect: Defect) -> Outage | None:
        """Give the planned outage of its environment in which it was raised."""
        planned = (each for each in self.outages_of(defect) if each.kind is OutageKind.PLANNED)
        return next((each for each in planned if each.covers(defect.created_at)), None)

    def outages_of(self, defect: Defect) -> tuple[Outage, ...]:
        """Give the outages of its environment and system, or that it is linked to, since it was raised."""
        return self._outage_book.hitting(defect, self.environment_of(defect), self.system_of(defect))

    def outage_matches(self, defect: Defect) -> tuple[OutageMatch, ...]:
        """Give the outages that may explain it, the best first; one that a person named or linked before all."""
        return kept(self._matches, defect, self._matched)

    def outage_of(self, defect: Defect) -> Outage | None:
        """Give the outage that explains it: linked, named by a person, or clearly ahead of every other."""
        matches = self.outage_matches(defect)
        return matches[0].outage if matches and is_clear(matches) else None

    @cached_property
    def outages_today(self) -> tuple[Outage, ...]:
        """Outages that touch the local day of the facts, in the order of their beginning."""
        midnight = self.facts.now.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return self._outage_book.touching(midnight, midnight + timedelta(days=1))

    def _matched(self, defect: Defect) -> tuple[OutageMatch, ...]:
        text = self.text_of(defect)
        raised = RaisedDefect(
            defect.created_at,
            self.environment_of(defect),
            self._systems.get(self.system_of(defect)),
            defect.text(self.programme.fields.party),
            text,
        )
        comments = (comment.text for comment in defect.comments if not self.facts.is_me(comment.by))
        return self._outage_book.matches(defect, raised, " . ".join((text, *comments)))

    @cached_property
    def _outage_book(self) -> OutageBook:
        return OutageBook(self.facts.outages, self.when, dull_words(self.programme))
