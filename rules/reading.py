"""Read from a defect's text and circumstances which environment and system it is about, without guessing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rules.facts import Defect
from rules.programme import Programme
from rules.text import Mention, Phrases, plain
from rules.wording import listed

_LONG_TEXTS = ("System.Description", "Microsoft.VSTS.TCM.ReproSteps")
TEXT_FIELDS = ("System.Title", *_LONG_TEXTS)
"""The fields that `text_of` reads."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a defect tells about one of its facts.

    Attributes:
        candidates: what it may be, in the programme's order; one where it is clear, none where nothing tells.
        because: one sentence for each thing that tells.
        is_stated: the field itself says it; nothing had to be read.
    """

    candidates: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    is_stated: bool = False

    @property
    def name(self) -> str:
        """The one answer; empty where there is none or more than one."""
        return self.candidates[0] if len(self.candidates) == 1 else ""

    @property
    def is_ambiguous(self) -> bool:
        """Whether it may be this or that."""
        return len(self.candidates) > 1


def text_of(defect: Defect) -> str:
    """Give title and description as a reader sees them."""
    long = (plain(text) for name in _LONG_TEXTS if (text := defect.text(name)))
    return " . ".join((defect.title, *long))


class Reader:
    """Knows a programme's words for its environments and systems.

    Raises:
        PhraseError: a pattern of the programme is no regular expression.
    """

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._names = programme.fields
        self._environments = Phrases(
            {each.name: (each.name, *each.aliases, *each.flags) for each in programme.environments}
        )
        self._systems = Phrases(
            {each.name: (each.name, *each.aliases) for each in programme.systems},
            {each.name: each.patterns for each in programme.systems},
        )
        self._hints = Phrases({}, {each.name: each.hints for each in programme.systems})
        self._flags = {flag.casefold() for each in programme.environments for flag in each.flags}
        self._canonical_environment = {
            word.casefold(): each.name for each in programme.environments for word in (*each.aliases, each.name)
        }
        self._canonical_system = {
            word.casefold(): each.name for each in programme.systems for word in (*each.aliases, each.name)
        }

    def environment(self, defect: Defect, text: str) -> Reading:
        """Read the environment: what the field states, else what the text names, else what the circumstances leave."""
        stated = defect.text(self._names.environment).strip()
        if stated:
            return Reading((self._canonical_environment.get(stated.casefold(), stated),), is_stated=True)
        mentions = self._environments.mentions(text)
        named = {mention.names for mention in mentions}
        said = _sentences(mentions, self._environment_sentence)
        circumstances = self._circumstances(defect, text)
        left = self._left_by(circumstances)
        told = tuple(sentence for _, sentence in circumstances)
        if not named:
            return Reading(self._in_order(left), told) if left else Reading()
        if len(named) == 1 and left and not named & left:
            return Reading(self._in_order(named | left), (*said, *told))
        return Reading(self._in_order(named), said)

    def system(self, defect: Defect, text: str) -> Reading:
        """Read the system: what the field states, else what the text names or hints at, else whose matter it is.

        Of several that the text names, those count that stand in the environment that the defect states.
        """
        stated = defect.text(self._names.system).strip()
        if stated:
            return Reading((self._canonical_system.get(stated.casefold(), stated),), is_stated=True)
        mentions = self._systems.mentions(text) or self._hints.mentions(text)
        if mentions:
            named = {mention.names for mention in mentions}
            sentences = _sentences(mentions, _system_sentence)
            here, elsewhere = self._standing_in(defect.text(self._names.environment).strip(), named)
            return Reading(here, (*sentences, elsewhere) if elsewhere else sentences)
        party = defect.text(self._names.party).strip()
        if run := self._only_system_of(party):
            return Reading((run,), (f"The party responsible is {party}, which runs {run} and nothing else.",))
        raised_by = defect.text(self._names.raised_by_party).strip()
        if run := self._only_system_of(raised_by):
            return Reading((run,), (f"{raised_by}, which raised it, runs {run} and nothing else.",))
        return Reading()

    def _standing_in(self, stated: str, named: set[str]) -> tuple[tuple[str, ...], str]:
        """Give of named systems those in an environment, and the sentence that says which do not stand there."""
        environment = self._canonical_environment.get(stated.casefold(), stated)
        every = [each for each in self._programme.systems if each.name in named]
        here = [each for each in every if environment in each.environments]
        if not here or len(here) == len(every):
            return tuple(each.name for each in every), ""
        away = [each.name for each in every if each not in here]
        stand = "does not stand" if len(away) == 1 else "do not stand"
        return tuple(each.name for each in here), f"{listed(away)} {stand} in {environment}."

    def _only_system_of(self, party: str) -> str:
        run = [each.name for each in self._programme.systems if each.party.casefold() == party.casefold()]
        return run[0] if len(run) == 1 else ""

    def _environment_sentence(self, mention: Mention) -> str:
        if mention.words.casefold() in self._flags:
            return f"The text names {mention.words}, the DTN flag of {mention.names}."
        return f'The text says "{mention.words}", which is {mention.names}.'

    def _circumstances(self, defect: Defect, text: str) -> list[tuple[frozenset[str], str]]:
        """Give what leaves only some of the environments, with the sentence that says so."""
        told: list[tuple[frozenset[str], str]] = []
        stage = defect.text(self._names.stage).strip()
        told.append(
            (
                frozenset(
                    each.name
                    for each in self._programme.environments
                    if stage.casefold() in map(str.casefold, each.stages)
                ),
                f"The test stage {stage} runs in",
            )
        )
        system = self.system(defect, text).name
        told.append(
            (
                frozenset(
                    where for each in self._programme.systems if each.name == system for where in each.environments
                ),
                f"The system {system} stands in",
            )
        )
        party = defect.text(self._names.raised_by_party).strip()
        told.append(
            (
                frozenset(
                    where
                    for each in self._programme.systems
                    if each.party.casefold() == party.casefold()
                    for where in each.environments
                ),
                f"{party}, which raised it, has its systems in",
            )
        )
        everywhere = len(self._programme.environments)
        return [
            (where, f"{sentence} {listed(self._in_order(where))} only.")
            for where, sentence in told
            if 0 < len(where) < everywhere
        ]

    @staticmethod
    def _left_by(circumstances: Iterable[tuple[frozenset[str], str]]) -> frozenset[str]:
        """Give what all circumstances agree on; where they contradict each other, all that one of them allows."""
        sets = [where for where, _ in circumstances]
        if not sets:
            return frozenset()
        return frozenset.intersection(*sets) or frozenset.union(*sets)

    def _in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        wanted = set(names)
        return tuple(each.name for each in self._programme.environments if each.name in wanted)


def _sentences(mentions: Sequence[Mention], sentence: Callable[[Mention], str]) -> tuple[str, ...]:
    """Say what a text mentions: all that it calls by name in one sentence, the rest in a sentence each."""
    named = [mention.names for mention in mentions if mention.words == mention.names]
    together = f"The text names {listed(named)}."
    said = (together if mention.words == mention.names else sentence(mention) for mention in mentions)
    return tuple(dict.fromkeys(said))


def _system_sentence(mention: Mention) -> str:
    return f"The text names {mention.words}, which concerns {mention.names}."
