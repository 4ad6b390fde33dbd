"""Which papers get a row, what a work is called, and what a model may say that a figure measures."""

import numpy as np
import pytest

from assistant.comparison.cells import Asker, abstract_cell
from assistant.comparison.figures import own_figures
from assistant.comparison.naming import called
from assistant.comparison.table import distinct
from assistant.comparison.writing import measured
from index.query import Evidence
from tests.support.papers import ALL, paper
from tests.support.tables import cell, figure

LETTGEN = paper(
    "Answering Without Labels by Made-up Letters",
    "Labels for letters are rare, and searchers fail without them. LettGen asks a model to make up a letter for each "
    "question. Experiments on the Letters benchmark show that LettGen beats searchers that were given labels.",
)
SEVERAL = paper(
    "FernCache: Fewer Ferns in Memory",
    "Keeping ferns is costly. We propose FernCache, which drops those that nobody looks at. "
    "Our experiments show that FernCache speeds the first phase up by 2.6x and reduces memory usage by 50.0%, with a "
    "minimal accuracy loss of only 0.2% on FernBench.",
)
RESULT = paper("Ferns: A Study", "We study ferns. Accuracy on FernBench rises, and ours reaches 91.2% there. So be it.")


def test_paper_like_one_that_has_a_row_gives_way_to_another() -> None:
    found = [Evidence(paper=one, score=1, relevance=r) for one, r in zip(ALL, (0.9, 0.88, 0.8), strict=True)]
    same, other = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
    vectors = {ALL[0].id: same, ALL[1].id: same, ALL[2].id: other}
    assert [one.id for one in distinct(found, vectors, 2)] == [ALL[0].id, ALL[2].id]
    assert len(distinct(found, vectors, 8)) == 3


def test_figure_is_found_however_its_word_is_joined() -> None:
    text = (
        "Generators that write one token after another are slow. We bring speculative decoding to images. Our "
        "speculative decoding achieves a 2.3x speed-up over standard decoding without loss of quality."
    )
    (found,) = Asker().cells("speed", "What speedup does it achieve?", [paper("Speculative Decoding of Images", text)])
    assert "2.3x speed-up" in found.value


def test_work_is_called_by_the_name_that_its_abstract_is_about() -> None:
    assert called(LETTGEN) == "LettGen"
    plural = paper("On Models and Their Moss", "LLMs need moss. LLMs grow moss. LLMs like moss.")
    assert called(plural) == plural.title


def test_figure_does_not_measure_what_the_next_one_does() -> None:
    found = {own.figure.value: own.figure.metric for own in own_figures(SEVERAL)}
    assert found == {"2.6x": "", "50.0%": "memory usage", "0.2%": "accuracy"}


def test_summary_in_the_third_person_has_an_idea_that_is_no_result() -> None:
    assert abstract_cell("idea", LETTGEN).sentences[0] == 2
    assert 3 in abstract_cell("results", LETTGEN).sentences


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("accuracy on FernBench: 91.2%", ("accuracy", "FernBench")),
        ("accuracy on MossBench: 91.2%", ("", "")),
        ("recall on FernBench: 91.2%", ("", "")),
        ("accuracy on FernBench: 90%", ("", "")),
        ("91.2% of ferns", ("", "")),
    ],
)
def test_figure_measures_what_a_model_says_if_its_sentence_says_it_too(value: str, named: tuple[str, str]) -> None:
    bare = figure("91.2%", 91.2, metric="", dataset="", sentence=2)
    found = measured(cell("results", RESULT, [2], value), bare)
    assert (found.metric, found.dataset) == named
