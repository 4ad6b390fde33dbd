"""A data directory with some of everything."""

from pathlib import Path

import pytest

from assistant.store.conversations import Conversations
from assistant.store.database import Database
from assistant.store.reader import Notes
from assistant.types import Answer
from index.store.library import Library
from tests.support.embedder import HashedEmbedder
from tests.support.papers import ALL

KEY = "sk-very-secret-0123456789"


def filled(home: Path) -> Path:
    Library(home / "library", HashedEmbedder()).upsert(list(ALL))
    database = Database(home / "app.sqlite")
    answer = Answer(status="answered", text="Moss.", engine="tiny", seconds=0.0)
    Conversations(database).begin("What is green?").finished(answer, None)
    Notes(database).write(ALL[0].id, "Read again.")
    (home / "interests.toml").write_text('[default]\ntopics = ["moss"]\n')
    (home / "config.toml").write_text(f'api_key = "{KEY}"\n')
    (home / "http").mkdir()
    (home / "http" / "cached").write_text("something")
    return home


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return filled(tmp_path / "home")


def assert_whole(home: Path) -> None:
    library = Library(home / "library", HashedEmbedder())
    assert {paper.id for paper in library.all()} == {paper.id for paper in ALL}
    assert library.count() == library.lexical.count() == library._stores.dense.count() == len(ALL)
    database = Database(home / "app.sqlite")
    database.check()
    (conversation,) = Conversations(database).listed()
    assert [turn.question for turn in Conversations(database).turns(conversation.id)] == ["What is green?"]
    assert list(Notes(database).all().values()) == ["Read again."]
    assert "moss" in (home / "interests.toml").read_text()
