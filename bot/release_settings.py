"""Where release notes and deployments are read besides the wiki, as `sources.releases` of the settings says it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from bot.secret_places import FromHere, Part


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"this is no regular expression: {error}") from None
    return text


class DefectIds(Part):
    r"""Ids of defects that are no numbers of Azure DevOps.

    With a field, an id is looked up in that field of the defects; without one, the first group of the pattern is the
    number of the defect.
    """

    pattern: Annotated[str, AfterValidator(_pattern)] = Field(
        description=r"A regular expression that finds such an id: `DEF-\d+`, or `DEF-0*(\d+)`."
    )
    field: str | None = Field(default=None, description="Reference name of the field that holds it: Custom.VendorId.")

    @model_validator(mode="after")
    def _gives_a_number(self) -> DefectIds:
        if self.field is None and not re.compile(self.pattern).groups:
            raise ValueError("put the number in a group, `DEF-0*(\\d+)`, or name the `field` that holds the id")
        return self


class Pipeline(Part):
    """A pipeline of Azure DevOps whose builds are releases: the defects among their work items are what they fix."""

    name: str = Field(description="Name of the pipeline.")
    release: str | None = Field(
        default=None, description="What its builds are called, before the number; else its name."
    )
    systems: tuple[str, ...] = Field(default=(), description="The systems that it builds.")


class ReleaseSources(Part):
    """Release notes as documents, the deployment schedule, and how defects are named in them."""

    folder: FromHere | None = Field(
        default=None, description="A watched folder of release notes: md, txt, html, docx, xlsx, csv."
    )
    schedule: FromHere | None = Field(
        default=None, description="The deployment schedule, a table of version, environment and date (xlsx, csv, md)."
    )
    pipelines: tuple[Pipeline, ...] = Field(
        default=(), description="Builds with their work items, and what was deployed to the environments of pipelines."
    )
    defect_ids: DefectIds | None = Field(default=None, description="How vendors name defects, besides `#123`.")

    @property
    def own_ids(self) -> re.Pattern[str] | None:
        """The programme's own pattern of ids."""
        return re.compile(self.defect_ids.pattern) if self.defect_ids else None
