"""A store opens on either engine, brings itself up to date, and says plainly when it cannot."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from bot.store.engine import Store, StoreError, migrations, open_store
from bot.store.heads import Heads
from bot.store.revisions import save_revisions
from bot.store.schema import METADATA
from bot.store.snapshots import snapshots
from bot.store.writing import writing
from tests.bot.store.building import a_revision

NOW = datetime(2024, 6, 12, 7, 30, tzinfo=UTC)


def test_a_new_store_has_the_tables_of_the_schema(store: Store) -> None:
    """The migrations lead exactly to what the code works with."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert set(inspect(connection).get_table_names()) == {*METADATA.tables, "alembic_version"}


def test_a_store_that_was_opened_before_keeps_what_it_holds(store_url: str) -> None:
    """Opening again changes nothing."""
    with open_store(store_url, now=lambda: NOW) as first:
        run = first.runs.start("run")
    with open_store(store_url, now=lambda: NOW) as second:
        assert second.runs.run(run) is not None


def test_a_store_of_an_older_envbot_is_brought_up_to_date(store_url: str) -> None:
    """What it holds stays, and can be gone on with."""
    with open_store(_at_first_schema(store_url), now=lambda: NOW) as store:
        assert (store.history.watermark("s"), store.history.counts().comments) == ("2", 1)
        store.history.save_page("s", [a_revision(1, 3, State="Fixed")], "3")
        [defect] = store.history.defects().values()
    assert [revision.fields["System.State"] for revision in defect.revisions] == ["New", "Open", "Fixed"]
    assert [comment.text for comment in defect.comments] == ["Seen"]


def _at_first_schema(store_url: str) -> str:
    """Make a store of the first schema with a defect in it; its columns were the same."""
    engine = create_engine(store_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        command.upgrade(migrations(connection), "0001")
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO watermarks VALUES ('s', '2', 0)"))
        came = snapshots([a_revision(1, 1), a_revision(1, 2, State="Open", History="<p>Seen</p>")])
        save_revisions(connection, came, Heads())
    engine.dispose()
    return store_url


def test_sqlite_lets_others_read_while_one_writes(tmp_path: Path) -> None:
    """A reader in WAL mode sees what was committed before, and does not wait for the writer."""
    url = f"sqlite:///{tmp_path / 'envbot.sqlite'}"
    with open_store(url, now=lambda: NOW) as one, open_store(url, now=lambda: NOW) as other:
        with writing(one.engine) as connection:
            connection.execute(text("INSERT INTO watermarks VALUES ('s', 'v', 0)"))
            assert other.history.watermark("s") is None
        assert other.history.watermark("s") == "v"


def test_a_store_of_a_newer_envbot_is_refused(tmp_path: Path) -> None:
    """An older program must not write into a schema that it does not know."""
    url = f"sqlite:///{tmp_path / 'envbot.sqlite'}"
    with open_store(url, now=lambda: NOW) as store, writing(store.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"does not know.*newer one"):
        open_store(url, now=lambda: NOW)


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    """The message says which store and what to correct."""
    path = tmp_path / "notes.txt"
    path.write_text("This is not a database, and it is long enough to be read as one." * 20)
    with pytest.raises(StoreError, match=r"notes\.txt cannot be opened.*Correct `store`"):
        open_store(f"sqlite:///{path}", now=lambda: NOW)


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    """A password in the URL never reaches a message."""
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        open_store(f"postgresql://envbot:hush-hush@/envbot?host={tmp_path}", now=lambda: NOW)
    assert "hush-hush" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://example.com/envbot", "oracle://example.com/envbot"])
def test_other_engines_are_refused(url: str) -> None:
    """Only the two engines that the tests run on are offered."""
    with pytest.raises(StoreError, match="Use sqlite:///"):
        open_store(url, now=lambda: NOW)


def test_what_is_no_url_is_refused_without_repeating_it() -> None:
    """What stands there may be a secret put in the wrong place."""
    with pytest.raises(StoreError, match="is not one") as caught:
        open_store("hush-hush", now=lambda: NOW)
    assert "hush-hush" not in str(caught.value)


def test_a_database_of_somebody_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """Not even its journal is changed."""
    path = tmp_path / "customers.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (id INTEGER)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"is no store of envbot: it holds the tables customers, .* Name a new file"):
        open_store(f"sqlite:///{path}", now=lambda: NOW)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["customers.sqlite"]


def test_there_is_one_newest_migration(store: Store) -> None:
    """Two branches of migrations would leave a store at neither."""
    with store.engine.connect() as connection:
        command.check(migrations(connection))
