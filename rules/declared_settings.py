"""What a rule written in YAML may say: when it holds, what follows, why, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rules.decisions import Section
from rules.facts import Value
from rules.registry import RuleSettings


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldValue(_Part):
    """A field and its new value."""

    field: str = Field(min_length=1)
    value: Value


class Link(_Part):
    """A work item to relate the defect to."""

    target: int = Field(gt=0)
    comment: str = ""


class AgendaLine(_Part):
    """A line on the stand-up agenda."""

    section: Section
    text: str = Field(min_length=1)


class Message(_Part):
    """What a role is told."""

    role: str = Field(min_length=1)
    text: str = Field(min_length=1)


class Then(_Part):
    """One action. Texts may name fields: `{System.Title}`, `{envbot.sla.resolve.due}`."""

    set: FieldValue | None = None
    add_tag: str | None = Field(default=None, min_length=1)
    remove_tag: str | None = Field(default=None, min_length=1)
    assign: str | None = Field(default=None, min_length=1, description="Mail address of whom to assign it to.")
    comment: str | None = Field(default=None, min_length=1)
    link: Link | None = None
    agenda: AgendaLine | None = None
    notify: Message | None = Field(default=None, description="Told by mail; may wait for the attention budget.")
    escalate: Message | None = Field(default=None, description="Told at once, whatever the attention budget.")

    @property
    def given(self) -> tuple[str, Any]:
        """The one action: its name and what it needs."""
        (name,) = self.model_fields_set
        return name, getattr(self, name)

    @model_validator(mode="after")
    def _is_one_action(self) -> Self:
        if len(self.model_fields_set) != 1 or getattr(self, next(iter(self.model_fields_set))) is None:
            message = f"give each entry of `then` exactly one action of {', '.join(type(self).model_fields)}"
            raise ValueError(message)
        return self


class Happening(_Part):
    """Something that happened on the defect of an example after it was raised."""

    at: datetime = Field(description="When; local time of the programme where it has no offset.")
    by: str = Field(default="Tester", min_length=1, description="Who; `envbot` is the bot itself.")
    set: Mapping[str, Value] = Field(default_factory=dict, description="Fields and their new values; empty for none.")
    comment: str = Field(default="", description="What was said, where something was.")


class Example(_Part):
    """What a rule is to make of one defect, beside the rule so that `envbot rule test` can hold it to that.

    Attributes:
        given: fields of the defect as it was raised; what is not said is a new environment defect.
        now: when the rule is asked; half an hour after the last that happened where it is not said.
        expect: every action that the rule asks for, texts filled in; `nothing` where it asks for none.
    """

    name: str = Field(min_length=1)
    given: Mapping[str, Value] = Field(default_factory=dict)
    raised: datetime = datetime(2024, 6, 12, 8)  # noqa: DTZ001 - local time of whatever programme it is tried on
    history: tuple[Happening, ...] = ()
    now: datetime | None = None
    expect: tuple[Then, ...] | Literal["nothing"]


class DeclaredSettings(RuleSettings):
    """A rule in `envbot.yaml`: of the defects that meet `when`, do each of `then`.

    Attributes:
        looks_at: which defects it is shown.
        cool_down: comments, notifications and escalations come again so long after the rule last spoke; without it,
            they come once. Tags, fields, links and agenda lines hold as long as the conditions do and are never
            repeated.
    """

    when: str = Field(min_length=1, description="A WIQL condition; it can be pasted into Azure DevOps' query editor.")
    then: tuple[Then, ...] = Field(min_length=1)
    reason: str = Field(min_length=1, description="Why, as a sentence for the people who read what it does.")
    owner: str = Field(default="", description="Whom to ask about the rule.")
    looks_at: Literal["environment defects", "all defects"] = "environment defects"
    cool_down: timedelta | None = Field(default=None, gt=timedelta(0))
    examples: tuple[Example, ...] = Field(default=(), description="What it is to do; see `envbot rule test`.")

    @model_validator(mode="after")
    def _cools_down_after_it_spoke(self) -> Self:
        if self.cool_down is not None and not any(then.comment or then.notify or then.escalate for then in self.then):
            message = "a cool_down is for what people hear: give `then` a comment, notify or escalate, or leave it out"
            raise ValueError(message)
        return self

    def conditions(self) -> tuple[tuple[str, str, bool], ...]:
        """Give `when` as well."""
        return ("when", self.when, True), *RuleSettings.conditions(self)
