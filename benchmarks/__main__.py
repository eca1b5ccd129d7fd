"""Run a measurement by its name: `python -m benchmarks sla --json`."""

from __future__ import annotations

import importlib
import pkgutil

import click

import benchmarks


class Measurements(click.Group):
    """Finds each measurement in the module of its name, and loads no other."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click asks with it)
        """Give the names of the modules that have a `command`."""
        names = (module.name for module in pkgutil.iter_modules(benchmarks.__path__) if module.name != "__main__")
        return sorted(name for name in names if self._load(name) is not None)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (the same)
        """Load one measurement."""
        return self._load(cmd_name.replace("-", "_"))

    def _load(self, name: str) -> click.Command | None:
        if name not in {module.name for module in pkgutil.iter_modules(benchmarks.__path__)}:
            return None
        command = getattr(importlib.import_module(f"benchmarks.{name}"), "command", None)
        return command if isinstance(command, click.Command) else None


@click.group(cls=Measurements)
def main() -> None:
    """Measure envbot on real histories, each time as a ratio within one run."""


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
