"""`envbot sandbox` serves until it is stopped, in the weather that it was told to make."""

from __future__ import annotations

import subprocess
import sys

import httpx
import pytest

from tests.bot.command_line import Envbot

_PROGRAM = "from bot.cli import main; main()"


def test_a_sandbox_is_served_in_the_weather_it_was_told() -> None:
    """The first line is its address; the weather is shown where the output says."""
    weather = ("--weather", "seed=7,rate=0.05,kinds=throttled+lost", "--weather", "kind=maintenance,path=projects")
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", _PROGRAM, "sandbox", *weather], stdout=subprocess.PIPE, text=True
    ) as running:
        if running.stdout is None:
            raise AssertionError("it was started with a pipe")
        try:
            address, _, shown = (running.stdout.readline().split()[-1] for _ in range(3))
            schedule, spell = httpx.get(shown).json()
            assert (schedule["seed"], schedule["kinds"], spell["path"]) == (7, ["throttled", "lost"], "projects")
            assert httpx.get(f"{address}/_apis/projects", auth=("", "sandbox-pat")).status_code == 503
        finally:
            running.terminate()
    assert running.returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("kind=snow", "kind='snow' cannot be read"),
        ("seed=7", "['rate', 'kinds'] is missing"),
        ("sunny", "it has none of ['kind', 'seed', 'tstu'"),
    ],
)
def test_words_that_are_no_weather_are_a_mistake(envbot: Envbot, words: str, said: str) -> None:
    """With what is known; nothing is served."""
    answer = envbot("sandbox", "--weather", words)
    assert (answer.code, said in " ".join(answer.err.split())) == (2, True)
