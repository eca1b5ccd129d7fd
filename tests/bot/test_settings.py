"""The settings file is read whole, and what is wrong in it is explained line by line; secrets never show."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.mistakes import Mistake
from bot.settings import ClientSecretSignIn, PatSignIn, Settings, SettingsError, load_settings, read_settings

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "envbot.example.yaml"
LEAST = """\
programme: mhhs
store:
  url: sqlite:///envbot.sqlite
azure_devops:
  organization: https://dev.azure.com/example/
  project: MHHS
  team: MHHS Team
  account: envbot@example.com
  sign_in:
    kind: pat
    token_env: ENVBOT_PAT
"""


def explained(text: str) -> str:
    """Give what is said of settings that are wrong."""
    with pytest.raises(SettingsError) as caught:
        read_settings(text)
    return str(caught.value)


def test_the_example_file_is_right() -> None:
    """Everything that it sets arrives."""
    settings = load_settings(EXAMPLE)
    assert settings.azure_devops.organization == "https://dev.azure.com/your-organisation"
    assert settings.publish.mail is not None
    assert settings.publish.mail.server is not None
    assert settings.publish.mail.server.host == "mail.example.com"
    assert settings.roles["environment manager"] == ("environment.manager@example.com",)
    assert settings.rules == {"sla-breached": {"mode": "apply"}}


def test_what_the_example_shows_in_comments_is_right_too() -> None:
    """The other ways to sign in, to mail and to store, taken in place of the first."""
    text = EXAMPLE.read_text(encoding="utf-8")
    text = re.sub(r"  sign_in:\n    kind: pat.*\n.*\n", "", text).replace("  # sign_in:", "  sign_in:")
    text = re.sub(r"    server:\n(      .*\n)+", "", text).replace("    # graph:", "    graph:")
    text = re.sub(r"  url: sqlite.*\n", "", text).replace("  # url_env", "  url_env").replace("# now:", "now:")
    text = re.sub(r"(  |    )# +(kind|tenant|client|secret_env)", r"\1  \2", text).replace("# defects:", "defects:")
    settings = read_settings(text)
    assert isinstance(settings.azure_devops.sign_in, ClientSecretSignIn)
    assert settings.publish.mail is not None
    assert settings.publish.mail.graph is not None
    assert settings.now == datetime(2024, 6, 12, 7, 30, tzinfo=UTC)
    assert settings.store.url_env == "ENVBOT_STORE"
    assert settings.defects == "[System.AreaPath] UNDER 'MHHS\\SIT'"


def test_little_has_to_be_said() -> None:
    """The rest has defaults: dry, capped, nothing posted."""
    settings = read_settings(LEAST)
    assert (settings.apply, settings.caps.count, settings.caps.percent) == (False, 50, 20)
    assert settings.publish.wiki is None
    assert settings.azure_devops.organization == "https://dev.azure.com/example"


def test_relative_paths_count_from_the_file(tmp_path: Path) -> None:
    """The bot may be started from any folder."""
    path = tmp_path / "envbot.yaml"
    path.write_text(LEAST.replace("mhhs", "mine.yaml").replace("token_env: ENVBOT_PAT", "token_file: pat.txt"))
    settings = load_settings(path)
    assert settings.store.where({}) == f"sqlite:///{tmp_path}/envbot.sqlite"
    assert settings.out == tmp_path / "out"
    assert settings.programme == str(tmp_path / "mine.yaml")
    assert isinstance(settings.azure_devops.sign_in, PatSignIn)
    assert settings.azure_devops.sign_in.token_file == tmp_path / "pat.txt"


@pytest.mark.parametrize("url", ["sqlite://", "postgresql://envbot@db.example.com/envbot"])
def test_other_urls_stay_as_they_are(url: str) -> None:
    """Only a file has a folder."""
    assert read_settings(LEAST.replace("sqlite:///envbot.sqlite", url)).store.where({}) == url


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("programme:", "program:", "line 1: program: this key is not known. Did you mean `programme`?"),
        ("  team:", "  taem:", "line 7: azure_devops.taem: this key is not known. Did you mean `team`?"),
        ("token_env", "token", "line 11: azure_devops.sign_in.token: this key is not known. Did you mean `token_env`?"),
        (
            "kind: pat",
            "kind: password",
            'line 9: azure_devops.sign_in: this must be of a known kind, not "password"',
        ),
        ("https://", "http//", "line 5: azure_devops.organization: "),
        ("envbot@example.com", "envbot", "line 8: azure_devops.account: "),
        ("sqlite:///envbot.sqlite", "envbot", "line 3: store.url: this is no URL of a database"),
        ("sqlite:///envbot.sqlite", "postgresql://a:hush-hush@b/c", "line 3: store.url: a password does not belong"),
        ("  url: sqlite:///envbot.sqlite", "  url_env: A\n  url: sqlite://", "line 2: store: give one of `url`"),
        ("    token_env: ENVBOT_PAT\n", "", "line 9: azure_devops.sign_in: `token_env` or `token_file` is needed"),
        (
            "token_env: ENVBOT_PAT",
            "token_env: A\n    token_file: b",
            "sign_in: give either `token_env` or `token_file`",
        ),
        ("ENVBOT_PAT", "hush-hush", "line 11: azure_devops.sign_in.token_env: "),
        (
            "store:",
            "now: 2024-06-12T08:30\nstore:",
            "line 2: now: this must be a day and time with its distance from",
        ),
        ("store:", "caps: {percent: 120}\nstore:", "line 2: caps.percent: "),
        ("store:", "roles: {tester: [someone]}\nstore:", "line 2: roles.tester[0]: "),
        ("store:", "publish: {mail: {sender: a@example.com}}\nstore:", "publish.mail: give either `server` (SMTP)"),
        (
            "store:",
            "publish: {mail: {sender: a@example.com, server: {host: h, user: u}}}\nstore:",
            "publish.mail.server: `user` and the place of its password belong together",
        ),
        ("store:", "publish: {wiki: {wiki: w, folder: Stand-ups}}\nstore:", "line 2: publish.wiki.folder: "),
    ],
)
def test_a_mistake_is_explained_with_its_line(old: str, new: str, said: str) -> None:
    """One sentence with the key, the reason and what to do; nothing that may be a secret is repeated."""
    assert old in LEAST
    text = explained(LEAST.replace(old, new, 1))
    assert said in text
    assert "hush-hush" not in text


def test_a_secret_is_read_from_its_variable_and_never_shown() -> None:
    """Settings can be printed and logged."""
    settings = read_settings(LEAST)
    secret = settings.azure_devops.sign_in.secret({"ENVBOT_PAT": " hush-hush\n"})
    assert secret.get_secret_value() == "hush-hush"
    assert "hush-hush" not in f"{secret!r} {secret} {settings!r}"


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    """The line break at its end is no part of it."""
    (tmp_path / "pat.txt").write_text("hush-hush\n")
    text = LEAST.replace("token_env: ENVBOT_PAT", "token_file: pat.txt")
    settings = read_settings(text, folder=tmp_path)
    assert settings.azure_devops.sign_in.secret({}).get_secret_value() == "hush-hush"


@pytest.mark.parametrize("environment", [{}, {"ENVBOT_PAT": "  "}])
def test_a_variable_that_is_not_set_is_named(environment: dict[str, str]) -> None:
    """The message says which, and where to set it."""
    with pytest.raises(Mistake, match=r"`token_env`: the environment variable ENVBOT_PAT is not set or empty\. Set it"):
        read_settings(LEAST).azure_devops.sign_in.secret(environment)


def test_a_secret_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The message says which, and what to do."""
    text = LEAST.replace("token_env: ENVBOT_PAT", "token_file: pat.txt")
    with pytest.raises(Mistake, match=r"`token_file`: the file .*pat\.txt cannot be read.*Put the secret there"):
        read_settings(text, folder=tmp_path).azure_devops.sign_in.secret({})


def test_the_store_may_be_named_by_a_variable() -> None:
    """A URL with a password belongs there."""
    settings = read_settings(LEAST.replace("url: sqlite:///envbot.sqlite", "url_env: ENVBOT_STORE"))
    assert settings.store.where({"ENVBOT_STORE": "postgresql://a:b@c/d"}) == "postgresql://a:b@c/d"


def test_settings_do_not_change() -> None:
    """They are values."""
    settings: Settings = read_settings(LEAST)
    with pytest.raises(ValueError, match="frozen"):
        settings.apply = True  # type: ignore[misc]
