"""Each rule has a page of documentation that says what its code or its YAML says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rule_pages import FOLDER, main, pages
from rules.registry import registry


@pytest.mark.parametrize("name", sorted(pages()))
def test_the_pages_in_the_repository_are_current(name: str) -> None:
    """Else: `python -m bot.rule_pages`."""
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name]


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    """The folder holds these pages and no others."""
    assert {path.name for path in FOLDER.iterdir()} == pages().keys()


def test_a_page_has_settings_with_defaults_and_an_example() -> None:
    """As the code has them."""
    page = pages()["sla-at-risk.md"]
    assert "| `panels` | a whole number from 1 to 20 | `2` | A clock is at risk if" in page
    assert '>>> print(ask("sla-at-risk"' in page
    assert {f"{identity}.md" for identity in registry()} < pages().keys()


def test_a_declared_rule_has_its_page_too(tmp_path: Path) -> None:
    """With reason, owner, the rule and its examples; pages of rules that are gone are taken away."""
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        """\
renewed:
  when: "[System.Title] CONTAINS 'certificate'"
  reason: Security renews certificates.
  owner: security contact
  then: [{add_tag: certificate}]
  examples:
    - {name: another matter, given: {title: Other}, expect: nothing}
asked:
  when: "[System.State] = 'New'"
  reason: Nobody has looked yet.
  then: [{add_tag: asked}]
""",
        encoding="utf-8",
    )
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "gone.md").write_text("old", encoding="utf-8")
    main([str(rules), str(folder)])
    page = (folder / "renewed.md").read_text(encoding="utf-8")
    assert page.startswith("# renewed\n\nSecurity renews certificates.\n\nAsk the security contact about it.\n")
    assert "name: another matter" in page
    assert "## Examples" not in (folder / "asked.md").read_text(encoding="utf-8")
    assert "| [renewed](renewed.md) | suggest |" in (folder / "README.md").read_text(encoding="utf-8")
    assert not (folder / "gone.md").exists()
