"""Removing papers, and putting them back."""

from pathlib import Path

import pytest

from assistant.browsing.adding import Bin
from assistant.errors import UnknownPaper
from index.embedders.static import StaticEmbedder
from index.store.library import Library
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library", StaticEmbedder())
    library.upsert(list(ALL))
    return library


def test_what_was_removed_comes_back_as_it_was_and_once(library: Library) -> None:
    removal = Bin(library)
    papers, token = removal.remove([ZEBRAFOLD.id, MOSSGATE.id, "arxiv:none"])
    assert (papers, library.count()) == (2, 1)
    assert removal.undo(token) == 2
    assert library.get([ZEBRAFOLD.id]) == [ZEBRAFOLD]
    with pytest.raises(UnknownPaper, match="cannot be undone any more"):
        removal.undo(token)


def test_one_of_several_comes_back_alone(library: Library) -> None:
    removal = Bin(library)
    _, token = removal.remove([ZEBRAFOLD.id, MOSSGATE.id])
    assert removal.get(MOSSGATE.id) == MOSSGATE
    assert removal.restore(MOSSGATE.id) == MOSSGATE
    assert removal.get(MOSSGATE.id) is removal.restore(MOSSGATE.id) is None
    assert removal.undo(token) == 1
    assert library.count() == 3


def test_papers_that_are_not_there_are_told(library: Library) -> None:
    with pytest.raises(UnknownPaper, match="not in the library any more"):
        Bin(library).remove(["arxiv:none"])
