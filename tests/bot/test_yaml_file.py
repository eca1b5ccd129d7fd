"""Every mistake in a file that people write is shown with its line, its reason and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.yaml_file import FileMistake, SettingsError, nearest, parse_yaml, read_yaml, written


class Inner(BaseModel):
    """A part with two keys."""

    model_config = ConfigDict(extra="forbid")

    count: int = 1
    token_env: str = "A"


class Outer(BaseModel):
    """A whole with parts of each kind."""

    model_config = ConfigDict(extra="forbid")

    name: str
    part: Inner | None = None
    parts: list[Inner] = []
    named: dict[str, Inner] = {}


def mistakes(text: str) -> list[FileMistake]:
    """Give what is wrong in a text that should be an `Outer`."""
    file = parse_yaml(text, "x.yaml")
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(file.value)
    return list(file.mistakes_of(caught.value, Outer.model_json_schema()))


def test_plain_values_are_what_people_mean() -> None:
    """`off`, `no` and `10:00` are words, days stay text, only true and false are booleans."""
    text = "mode: off\nanswer: no\nat: 10:00\nday: 2024-06-12\nyes: true\nn: 12\nx: 1.5\nnothing: null\nrelease: 1_0"
    assert parse_yaml(text, "x.yaml").value == {
        "mode": "off",
        "answer": "no",
        "at": "10:00",
        "day": "2024-06-12",
        "yes": True,
        "n": 12,
        "x": 1.5,
        "nothing": None,
        "release": "1_0",
    }


def test_an_empty_file_has_no_keys() -> None:
    """What is missing in it is told by those who need it."""
    assert parse_yaml("# nothing yet\n", "x.yaml").value == {}


def test_an_unknown_key_is_named_with_its_line_and_the_nearest_known_one() -> None:
    """The keys of the place are listed."""
    (mistake,) = mistakes("name: a\npart:\n  cuont: 2\n")
    assert str(mistake) == (
        "x.yaml, line 3: part.cuont: this key is not known. Did you mean `count`? Known here: count, token_env. "
        "Correct or remove it."
    )


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ("name: a\nparts:\n  - count: 1\n  - count: 2\n    kount: 3\n", "parts[1].kount", 5),
        ("name: a\nnamed:\n  first:\n    kount: 3\n", "named.first.kount", 4),
    ],
)
def test_keys_of_lists_and_mappings_are_known_too(text: str, key: str, line: int) -> None:
    """The schema is followed to wherever the key stands."""
    (mistake,) = mistakes(text)
    assert (mistake.key, mistake.line) == (key, line)
    assert "Did you mean `count`?" in mistake.advice


def test_a_missing_key_is_named_where_it_should_stand() -> None:
    """The line is that of the thing that lacks it."""
    (mistake,) = mistakes("part: {count: 1}\n")
    assert str(mistake) == "x.yaml, line 1: name: this key is needed and not there. Add it."


def test_a_wrong_value_is_shown() -> None:
    """A short plain value is repeated, so that it is found."""
    (mistake,) = mistakes("name: a\nnamed:\n  x: {count: many}\n")
    assert (mistake.line, mistake.key) == (3, "named.x.count")
    assert mistake.reason == "this must be a whole number (it says 'many')."


def test_a_value_that_may_be_a_secret_is_not_shown() -> None:
    """A token put where the name of its variable belongs does not reach a log."""
    (mistake,) = mistakes("name: a\npart: {token_env: 12345}\n")
    assert mistake.key == "part.token_env"
    assert "12345" not in str(mistake)


def test_a_long_value_is_not_shown() -> None:
    """Its line says more."""
    (mistake,) = mistakes(f"name: a\npart: {{count: {'x' * 100}}}\n")
    assert "it says" not in mistake.reason


def test_a_key_that_stands_twice_is_refused() -> None:
    """YAML would silently keep the second."""
    with pytest.raises(SettingsError, match=r"x\.yaml, line 3: a\.b: this key stands twice\. Keep one of the two\."):
        parse_yaml("a:\n  b: 1\n  b: 2\n", "x.yaml")


def test_what_is_not_yaml_is_refused_with_its_line() -> None:
    """The parser's own reason is kept."""
    with pytest.raises(SettingsError, match=r"line 3: this is not YAML"):
        parse_yaml("a: 1\nb: [1, 2\nc: 3", "x.yaml")
    with pytest.raises(SettingsError, match="this is not YAML"):
        parse_yaml("a: \x01", "x.yaml")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """There is no line to show."""
    with pytest.raises(SettingsError, match=r"none\.yaml: there is no such file") as caught:
        read_yaml(tmp_path / "none.yaml")
    assert caught.value.mistakes[0].line is None


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    """A spreadsheet put in its place is not read as YAML."""
    path = tmp_path / "x.yaml"
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(SettingsError, match=r"cannot be read.*readable UTF-8"):
        read_yaml(path)


def test_places_are_written_as_people_write_them() -> None:
    """Positions count from 0, as in programs that read the file."""
    assert written(("clocks", 0, "start")) == "clocks[0].start"
    assert written(()) == ""


def test_the_nearest_word_is_offered_only_if_it_is_near() -> None:
    """Otherwise the list must do."""
    assert nearest("roels", ["roles", "rules"]) == "Did you mean `roles`? Known here: roles, rules."
    assert nearest("xyz", ["roles"]) == "Known here: roles."
    assert nearest("xyz", []) == "Nothing is known here."


def test_a_part_of_a_word_offers_the_few_that_hold_it() -> None:
    """However they are written; what many words hold tells nothing."""
    releases = ["DIP 4.1.0", "DIP 4.2.1", "Helix 2024.06.1", "MPRS 9.3"]
    assert nearest("dip", releases).startswith("Did you mean `DIP 4.1.0` or `DIP 4.2.1`? Known here: DIP 4.1.0, ")
    assert nearest("mprs ", releases).startswith("Did you mean `MPRS 9.3`?")
    assert nearest("3", [f"OUT-30{number}" for number in range(4)]).startswith("Known here: ")
