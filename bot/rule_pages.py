"""Write one page of documentation per rule, from its docstring or its YAML.

`python -m bot.rule_pages` writes those of the rules that ship with envbot to `docs/rules`;
`python -m bot.rule_pages envbot.yaml FOLDER` writes all the rules of an installation, those that it declares too.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.programme_file import load_programme
from bot.rules_file import read_rules
from rules.declared_settings import DeclaredSettings
from rules.registry import Rule, RuleSettings, Scope, registry

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "rules"
_EXAMPLE = "\nExample:\n"
_ATTRIBUTE = re.compile(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)
_SHOWN = {
    Scope.ENVIRONMENT: "every open environment defect, one at a time",
    Scope.OPEN: "every open defect, one at a time",
    Scope.TOGETHER: "all open environment defects together",
}
_CALLED = "The [panel](../triage-panel.md) calls it by the number {0}, as in `/envbot reject {0}`."
_ABOUT_MODE = "What becomes of its decisions: nothing, a suggestion to the panel, or they are carried out."


def pages(settings: Mapping[str, RuleSettings] | None = None) -> dict[str, str]:
    """Give the pages by file name: one for each rule, and a README that lists them.

    Args:
        settings: an installation's rules by id; those that it declares have pages as well.
    """
    written = {f"{rule.id}.md": page_of(rule) for rule in registry().values()}
    lines = [f"| [{rule.id}]({rule.id}.md) | {_default(rule.settings, 'mode')} | {rule.summary} |"
             for rule in registry().values()]  # fmt: skip
    for identity, own in (settings or {}).items():
        if isinstance(own, DeclaredSettings):
            written[f"{identity}.md"] = declared_page(identity, own)
            lines.append(f"| [{identity}]({identity}.md) | {own.mode.value} | {_cell(own.reason)} |")
    head = "# The rules\n\nWritten by `python -m bot.rule_pages`; change the rules, not these pages.\n"
    written["README.md"] = (
        f"{head}\n| rule | mode by default | what it does |\n|---|---|---|\n" + "\n".join(lines) + "\n"
    )
    return written


def page_of(rule: Rule) -> str:
    """Write the page of a rule in Python: what it does, its settings, an example."""
    words, _, example = inspect.cleandoc(rule.about).partition(_EXAMPLE)
    parts = [
        f"# {rule.id}",
        words.strip(),
        f"It is shown {_SHOWN[rule.scope]}.",
        *((_CALLED.format(rule.number),) if rule.number is not None else ()),
        "## Settings",
        "Below `rules:` in `envbot.yaml`; what is not named there has its default.",
        _settings_table(rule.settings),
    ]
    if example:
        parts += ["## Example", f"```python\n{inspect.cleandoc(example)}\n```"]
    parts.append(f"Written in [`{rule.module.replace('.', '/')}.py`](../../{rule.module.replace('.', '/')}.py).")
    return "\n\n".join(parts) + "\n"


def declared_page(identity: str, settings: DeclaredSettings) -> str:
    """Write the page of a rule in YAML: why, for whom, and the rule itself with its examples."""
    given = settings.model_dump(mode="json", exclude_unset=True)
    examples = given.pop("examples", [])
    parts = [f"# {identity}", settings.reason]
    if settings.owner:
        parts.append(f"Ask the {settings.owner} about it.")
    parts += [f"It is shown {settings.looks_at}.", "## The rule", _as_yaml({identity: given})]
    if examples:
        parts += ["## Examples", _as_yaml(examples)]
    return "\n\n".join(parts) + "\n"


def write(folder: Path, settings: Mapping[str, RuleSettings] | None = None) -> tuple[Path, ...]:
    """Write the pages into a folder and take away those of rules that are gone; give the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = pages(settings)
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in made)


def main(arguments: Sequence[str]) -> None:
    """Write the shipped rules' pages, or all pages of an installation's rules file into a folder."""
    if not arguments:
        write(FOLDER)
        return
    rules, folder = arguments
    write(Path(folder), read_rules(Path(rules), load_programme("mhhs")))


def _settings_table(kind: type[RuleSettings]) -> str:
    schema = kind.model_json_schema()
    said = dict(_attributes(kind))
    rows = ["| setting | value | default | meaning |", "|---|---|---|---|"]
    for name, field in kind.model_fields.items():
        about = _ABOUT_MODE if name == "mode" else field.description or said.get(name, "")
        value = _kind(schema["properties"][name], schema.get("$defs", {}))
        rows.append(f"| `{name}` | {value} | {_default(kind, name)} | {_cell(about[:1].upper() + about[1:])} |")
    return "\n".join(rows)


def _attributes(kind: type[RuleSettings]) -> Iterator[tuple[str, str]]:
    """Give what the docstring says of each setting."""
    for match in _ATTRIBUTE.finditer(inspect.getdoc(kind) or ""):
        yield match.group(1), match.group(2)


def _kind(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _kind(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema["type"] == "array":
        return f"a list of {_kind(schema['items'], definitions)}"
    if schema.get("format") == "duration":
        return "a length of time (`PT2H`)"
    limits = [
        f"{words} {schema[key]}"
        for key, words in (("minimum", "from"), ("exclusiveMinimum", "above"), ("maximum", "to"))
        if key in schema
    ]
    names = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "`true` or `false`"}
    return " ".join((names[schema["type"]], *limits))


def _default(kind: type[RuleSettings], name: str) -> str:
    value = kind.model_fields[name].default
    if value == "":
        return "none"
    shown = kind.model_construct(**{name: value}).model_dump(mode="json", include={name})[name]
    return (
        f"`{', '.join(shown) if isinstance(shown, list) else str(shown).lower() if isinstance(shown, bool) else shown}`"
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _as_yaml(value: Any) -> str:
    return f"```yaml\n{yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110).rstrip()}\n```"


if __name__ == "__main__":
    main(sys.argv[1:])
