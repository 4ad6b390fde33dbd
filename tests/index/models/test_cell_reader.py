"""What the reader of cells makes of an abstract: a score for each sentence and each word, whatever stands in it."""

import numpy as np
import pytest

from index.models.cell_reader import COLUMNS, MOST, Reading, read, read_ahead, words_of
from index.text import plain
from tests.support.papers import LANTERN, MOSSGATE, ZEBRAFOLD

RELEASES = ("Moss is hard to tell apart.", "We present Mossy, a reader of moss.", "Our code is publicly available.")


def test_sentence_that_states_a_column_is_its_best() -> None:
    told = read("Mossy: Reading Moss", RELEASES)
    best = dict(zip(COLUMNS, told.sentences.argmax(axis=0).tolist(), strict=True))
    assert (best["problem"], best["idea"], best["code"]) == (0, 1, 2)


def test_paper_that_releases_its_code_states_so_more_surely_than_one_that_does_not() -> None:
    place = COLUMNS.index("code")
    assert read("Mossy", RELEASES).stated[place] > 0 > read("Mossy", RELEASES[:2]).stated[place]


ODD = [(), ("",), ("\ufe0f ( — 你好", "", "x" * 5000), ("99% of 3x ;" * 300, "We end.")]


@pytest.mark.parametrize("sentences", ODD)
def test_every_word_that_is_read_has_scores_and_every_sentence_has_some(sentences: tuple[str, ...]) -> None:
    told = read("", sentences)
    assert told.sentences.shape == (len(sentences), len(COLUMNS))
    assert np.isfinite(told.sentences).all()
    for text, words in zip(sentences, told.words, strict=True):
        assert len(words) <= len(words_of(plain(text)))
        assert np.isfinite(words).all()


def test_sentence_behind_what_is_read_states_nothing() -> None:
    told = read("Long", tuple(f"Stone {n} is grey and not blue." for n in range(MOST)))
    assert (told.sentences[-1] < told.sentences[0]).all()
    assert len(told.words[-1]) == 0


def test_what_is_made_of_a_paper_does_not_depend_on_its_company() -> None:
    papers = [(one.title, one.sentences) for one in (ZEBRAFOLD, MOSSGATE, LANTERN)]
    read_ahead(papers)
    among = read(*papers[1])
    read.cache_clear()
    for one, two in zip(among[:2], read(*papers[1])[:2], strict=True):
        assert isinstance(one, np.ndarray)
        assert np.array_equal(one, two)


def test_words_of_a_withheld_sentence_are_none() -> None:
    told: Reading = read("Mossy", ("Moss is green.", "", "We read it."))
    assert [len(words) for words in told.words] == [3, 0, 3]
