"""A token file is for one pair of eyes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ado_client.errors import SignInNeeded
from ado_client.token_file import TokenFile


def test_what_was_kept_is_there_again_and_only_for_its_owner(tmp_path: Path) -> None:
    """The folder is made where it is missing; what was kept before is replaced."""
    path = tmp_path / "envbot" / "tokens"
    TokenFile(path).save("one")
    TokenFile(path).save("two")
    assert TokenFile(path).load() == "two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_nothing_kept_is_empty(tmp_path: Path) -> None:
    """The first run signs in."""
    assert TokenFile(tmp_path / "tokens").load() == ""


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    """Its tokens are no secret any more; the message says how to make a new one."""
    path = tmp_path / "tokens"
    TokenFile(path).save("secret")
    path.chmod(mode)
    with pytest.raises(SignInNeeded, match=r"may be read by others.*sign in again") as caught:
        TokenFile(path).load()
    assert "secret" not in str(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_new_tokens_are_never_kept_where_others_may_read(tmp_path: Path) -> None:
    """A file that was there before with wider rights is replaced, rights and all."""
    path = tmp_path / "tokens"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o666)
    TokenFile(path).save("new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert TokenFile(path).load() == "new"
