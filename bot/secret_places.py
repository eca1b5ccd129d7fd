"""Where secrets are: settings name an environment variable or a file, and only this module reads what is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, model_validator

from bot.mistakes import Mistake

EnvironmentName = Annotated[
    str, Field(pattern=r"^[A-Z_][A-Z0-9_]{0,63}$", description="Name of an environment variable, in capitals.")
]


def _from_here(path: Path, info: ValidationInfo) -> Path:
    """Read a relative path from the folder of the settings file."""
    folder = (info.context or {}).get("folder", Path())
    return Path(folder) / path


FromHere = Annotated[Path, AfterValidator(_from_here)]
"""A path; a relative one counts from the folder of the settings file."""


class Part(BaseModel):
    """A part of the settings: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class SecretPart(Part):
    """A part that names where a secret is, under the keys `{secret}_env` and `{secret}_file`: one of the two."""

    holds: ClassVar[str]
    may_be_none: ClassVar[bool] = False

    @model_validator(mode="after")
    def _names_one_place(self) -> SecretPart:
        env, file = self._places()
        if env and file:
            raise ValueError(f"give either `{self.holds}_env` or `{self.holds}_file`, not both")
        if not env and not file and not self.may_be_none:
            raise ValueError(f"`{self.holds}_env` or `{self.holds}_file` is needed: where the secret is")
        return self

    def secret(self, environment: Mapping[str, str]) -> SecretStr:
        """Read the secret; the white space around it, as files end with, is no part of it.

        Raises:
            Mistake: It is not where the settings say.
        """
        env, file = self._places()
        if env:
            found, place = environment.get(env, ""), f"the environment variable {env}"
            advice = "Set it in the shell, the service or the pipeline that starts envbot."
        else:
            place = f"the file {file}"
            advice = "Put the secret there, readable for envbot's account only."
            try:
                found = Path(str(file)).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise Mistake(f"`{self.holds}_file`: {place} cannot be read: {error}. {advice}") from error
        if not found.strip():
            key = f"{self.holds}_env" if env else f"{self.holds}_file"
            raise Mistake(f"`{key}`: {place} is not set or empty. {advice}")
        return SecretStr(found.strip())

    def _places(self) -> tuple[str | None, Path | None]:
        return getattr(self, f"{self.holds}_env"), getattr(self, f"{self.holds}_file")
