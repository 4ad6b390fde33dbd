"""The paragraph that needs no model: what papers share, and what only some of them state."""

from collections.abc import Sequence

from assistant.comparison.table import compare
from assistant.comparison.writing import without_model
from assistant.types import Comparison, Row
from index.paper import Paper
from tests.support.papers import ALL, paper
from tests.support.tables import cell, figure, row

OAKNET = paper(
    "OakNet: Growing Oaks",
    "Oaks grow slowly. We propose OakNet, a training-free planter of oaks. On LeafBench, OakNet reaches 90% accuracy. "
    "Our code is available at https://example.org/oak. However, OakNet cannot plant elms.",
)
ELMNET = paper(
    "ElmNet: Growing Elms",
    "Elms grow fast. We propose ElmNet, which learns to plant. ElmNet reaches 80% accuracy on LeafBench.",
)
ASHNET = paper("AshNet: Growing Ashes", "Ashes burn. We propose AshNet, which waters ashes. They grow well.")
COLUMNS: dict[str, dict[str, list[int]]] = {
    OAKNET.id: {"data": [3], "results": [3], "code": [4], "limits": [5]},
    ELMNET.id: {"data": [3], "results": [3]},
}


def rows(papers: Sequence[Paper]) -> list[Row]:
    made = []
    for n, one in enumerate(papers, start=1):
        stated = COLUMNS.get(one.id, {})
        figures = {"results": [figure("90%", 90, dataset="LeafBench")]}
        cells = [
            cell(name, one, stated.get(name, []), figures=figures.get(name, []))
            for name in ("data", "results", "code", "limits")
        ]
        made.append(row(n, one, cells))
    return made


def written(*papers: Paper) -> Comparison:
    return without_model(rows(papers), papers)


def said(*papers: Paper) -> list[str]:
    return [claim.text for claim in written(*papers).claims]


def test_what_two_papers_share_and_what_one_states() -> None:
    told = said(OAKNET, ELMNET)
    assert told[0] == "Both OakNet and ElmNet name LeafBench among their data."
    assert told[1] == "Both OakNet and ElmNet state accuracy on LeafBench on the same terms."
    assert told[2:] == [
        "Of these papers, only OakNet says that code, data or models are released and names a limit of its own work."
    ]


def test_nothing_is_said_of_guesses_nor_that_a_paper_is_the_only_one_beside_them() -> None:
    first, second = rows((OAKNET, ELMNET))
    code = cell("code", ELMNET, [3], firm=False)
    guesses = [each.model_copy(update={"firm": False}) for each in second.cells if each.column != "code"]
    table = [first, second.model_copy(update={"cells": (*guesses, code)})]
    assert [claim.text for claim in without_model(table, (OAKNET, ELMNET)).claims] == []
    table[1] = second.model_copy(update={"cells": (*second.cells, code)})
    (*_, last) = without_model(table, (OAKNET, ELMNET)).claims
    assert last.text == "Of these papers, only OakNet names a limit of its own work."


def test_what_several_papers_speak_of_comes_first() -> None:
    one = paper("PineNet: Pines", "Trees are tall. We propose PineNet, a method for speculative decoding. It is good.")
    two = paper("FirNet: Firs", "Firs are old. This paper presents FirNet, which improves speculative decoding.")
    assert compare("", [one, two]).claims[0].text == "Both PineNet and FirNet speak of speculative decoding."


def test_each_sentence_cites_what_it_rests_on_and_holds() -> None:
    for claim in written(OAKNET, ELMNET, ASHNET).claims:
        assert claim.basis == "abstract"
        assert claim.verdict is not None
        assert claim.verdict.support == "supported"
        assert {each.paper for each in claim.citations} == {
            one.id for one in (OAKNET, ELMNET, ASHNET) if one.title.partition(":")[0] in claim.text
        }


def test_values_of_cells_are_not_told_again() -> None:
    text = " ".join(said(OAKNET, ELMNET, ASHNET))
    assert "90%" not in text
    assert not any(sentence in text for one in (OAKNET, ELMNET, ASHNET) for sentence in one.sentences)


def test_what_papers_are_and_found_is_set_side_by_side() -> None:
    one = paper(
        "OakMap: Mapping Oaks",
        "Oaks grow in woods, but maps of them remain scarce. We propose OakMap, a mapper of oaks that reads "
        "photographs of woods. Experiments show that OakMap reaches 90% accuracy on LeafBench with one photograph.",
    )
    two = paper(
        "ElmMap: Mapping Elms",
        "Elms grow in towns, but maps of them remain scarce. We introduce ElmMap, a mapper of elms that listens to "
        "leaves. Experiments show that ElmMap reaches 80% accuracy on LeafBench with seven microphones.",
    )
    result = compare("", [one, two])
    approach = next(claim for claim in result.claims if claim.text.startswith("As for the approach, "))
    assert approach.text == (
        "As for the approach, OakMap is a mapper of oaks that reads photographs of woods; "
        "ElmMap is a mapper of elms that listens to leaves."
    )
    assert [(each.paper, each.sentences) for each in approach.citations] == [(one.id, (2,)), (two.id, (2,))]
    results = next(claim for claim in result.claims if claim.text.startswith("As for results, "))
    assert "OakMap reaches 90%" in results.text
    assert "ElmMap reaches 80%" in results.text
    assert result.text.count("reads photographs") == 1


def test_paragraph_has_at_most_150_words() -> None:
    long = [
        paper(
            f"Reed{name}: A Reader of Reeds",
            f"We propose Reed{name}, a reader of reeds and rushes that counts every stem from north to south in ponds "
            f"of {name} countries with boats. Experiments show that Reed{name} reaches {n}5% accuracy on PondBench, on "
            f"lakes, on rivers and on the ditches of the north with a single boat and without any map of them.",
        )
        for n, name in enumerate(("Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse"), start=1)
    ]
    words = [word for claim in compare("", long).claims for word in claim.text.split()]
    assert 80 <= len(words) <= 150


def test_papers_that_share_nothing_have_no_paragraph() -> None:
    assert written(*ALL).claims == ()


def test_withdrawn_paper_is_not_set_beside_others() -> None:
    withdrawn = ELMNET.model_copy(update={"withdrawn": True})
    told = said(OAKNET, withdrawn, ASHNET)
    assert "was withdrawn" in told[0]
    assert not any("ElmNet" in text for text in told[1:])
