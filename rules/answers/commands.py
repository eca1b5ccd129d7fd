"""Read the panel's commands out of what somebody wrote: `/envbot accept 2`, one a line, quoted text left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum

from rules.answers.names import RuleNames
from rules.wording import listed


class Verb(StrEnum):
    """What the panel can answer."""

    ACCEPT = "accept"
    """Carry out what is suggested."""
    REJECT = "reject"
    """Do not suggest it again until a fact that it rests on changes."""
    SKIP = "skip"
    """Not today: it comes back on the next day on which the panel meets."""
    WHY = "why"
    """Explain the defect in its discussion."""


@dataclass(frozen=True, slots=True)
class Command:
    """One answer as it was written.

    Attributes:
        written: it, as the bot quotes it, without the reason.
        verb: None where it was not understood.
        about: the rule that it is about; `all` for every suggestion; empty where it does not say.
        reason: what else it says.
        problem: what was not understood, with what comes nearest; empty where it was.
    """

    written: str
    verb: Verb | None = None
    about: str = ""
    reason: str = ""
    problem: str = ""


HOW_TO_ANSWER = (
    "Answer in the discussion of the defect, with the number of the proposal: /envbot accept 2, /envbot reject 2 and "
    "the reason, /envbot skip 2, or /envbot why."
)
_USAGE = "The answers are accept, reject, skip and why."
_CALLED = "envbot"
_COMMAND = re.compile(
    # Before it: the marks of a list, and mentions, which are `@name` or `@<...>`.
    r"(?:[-*+•]\s+)?(?:@(?:<[^>]*>|\S*)[\s,:]*)*/(?P<called>[^\W\d_]+)[:,]?(?:\s+(?P<rest>.*))?",
    re.DOTALL,
)
_FENCE = re.compile(r"```(?!.*`)|~~~")  # ```code``` on one line opens nothing
_QUOTED = ">"
_AND = frozenset({"and", "&", "+"})
_CLOSE = 0.6


def may_hold_commands(text: str) -> bool:
    """Say quickly that a text may hold commands; most hold none."""
    return "/" in text


def commands(text: str, names: RuleNames) -> Iterator[Command]:
    """Yield the commands of a discussion entry in plain text or Markdown.

    A command is a line of its own, in any case, behind mentions or the mark of a list. Lines that quote (`> ...`) and
    code are left out. The reason of a rejection may go on in the lines that follow.
    """
    pending: list[Command] = []
    for line in _spoken(text):
        match = _COMMAND.fullmatch(line)
        read = list(_read(match["called"], match["rest"] or "", names)) if match else []
        if read:
            yield from pending
            pending = read
        elif pending and not match:
            pending = [replace(each, reason=f"{each.reason} {line}".strip()) for each in pending]
    yield from pending


def tag_command(tag: str, names: RuleNames) -> Command | None:
    """Read a tag: `envbot:accept`, `envbot:reject:environment-inferred`; None where it is no answer."""
    called, *parts = (part.strip() for part in tag.casefold().split(":"))
    if called != _CALLED or not parts:
        return None
    word, *about = parts
    verb = _verb(word)
    if verb is None:
        nearest = get_close_matches(word, list(Verb), n=1, cutoff=_CLOSE)
        return Command(tag, problem=f"Did you mean {_CALLED}:{nearest[0]}? {_USAGE}") if nearest else None
    if not about:
        return Command(tag, verb)
    rule = names.find(about[0])
    return Command(tag, verb, rule) if rule else Command(tag, verb, problem=_no_rule(about[0], names))


def _spoken(text: str) -> Iterator[str]:
    """Yield the lines that the writer says, without what is quoted and without code."""
    is_code = False
    for raw in text.splitlines():
        line = raw.strip()
        if _FENCE.match(line):
            is_code = not is_code
        elif line and not is_code and not line.startswith(_QUOTED):
            yield line


def _read(called: str, rest: str, names: RuleNames) -> Iterator[Command]:
    """Yield what one line commands: one command for each rule that it names."""
    words = rest.split()
    if called.casefold() != _CALLED:
        yield from _misspelt(called, words)
        return
    if not words:
        yield Command(f"/{_CALLED}", problem=_USAGE)
        return
    head = f"/{_CALLED} {words[0]}"
    verb = _verb(words[0])
    if verb is None:
        nearest = get_close_matches(words[0].casefold(), list(Verb), n=1, cutoff=_CLOSE)
        meant = f"Did you mean /{_CALLED} {nearest[0]}? " if nearest else ""
        yield Command(head, problem=f"{meant}{_USAGE}")
        return
    rules, said = _rules(words[1:], names)
    reason = " ".join(said)
    if not rules and said and (is_unknown := _is_a_name(said[0], names)):
        yield Command(f"{head} {said[0]}", verb, problem=is_unknown)
        return
    for rule in dict.fromkeys(rules) or [""]:
        yield Command(f"{head} {rule}".rstrip(), verb, rule, reason)


def _misspelt(called: str, words: list[str]) -> Iterator[Command]:
    """Yield a line that all but calls the bot, if one of the answers follows."""
    if words and _verb(words[0]) and get_close_matches(called.casefold(), [_CALLED], cutoff=_CLOSE):
        meant = f"/{_CALLED} {words[0].casefold()}"
        yield Command(f"/{called} {words[0]}", problem=f"Did you mean {meant}? {_USAGE}")


def _rules(words: list[str], names: RuleNames) -> tuple[list[str], list[str]]:
    """Part the rules that are named first (`2 and 3`, `2, 3`) from the rest."""
    rules: list[str] = []
    for place, word in enumerate(words):
        found = [names.find(part) for part in word.split(",") if part]
        if found and all(found):
            rules += found
        elif not (rules and word.casefold() in _AND):
            return rules, words[place:]
    return rules, []


def _is_a_name(word: str, names: RuleNames) -> str:
    """Say what is wrong with a word that can only be meant for the name of a rule; empty where it may be a reason."""
    bare = word.strip(".,:;#")
    return _no_rule(bare, names) if bare.isdigit() or names.nearest(bare) else ""


def _no_rule(word: str, names: RuleNames) -> str:
    nearest = names.nearest(word)
    return f'There is no rule "{word}".' + (f" Did you mean {nearest}?" if nearest else "")


def _verb(word: str) -> Verb | None:
    plain = word.casefold().rstrip(".,:;!?")
    return Verb(plain) if plain in list(Verb) else None


def usage(rules: tuple[str, ...]) -> str:
    """Say how to answer suggestions of these rules, as the panel calls them."""
    return f"Write /{_CALLED} accept {listed(rules, 'or')}, or reject in its place with the reason."
