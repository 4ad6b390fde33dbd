import pytest

from index.identity import arxiv_id, bare_doi, canonical_id, canonical_stored_id, identifiers, normalised_title, spelled
from tests.support.runaway import ends

IDS = {
    "2312.10997": "2312.10997",
    "2312.10997v5": "2312.10997",
    "0704.0001": "0704.0001",
    " arXiv: 2312.10997 ": "2312.10997",
    "https://www.arxiv.org/abs/2312.10997/": "2312.10997",
    "https://arxiv.org/html/2312.10997v1": "2312.10997",
    "https://arxiv.org/pdf/2312.10997": "2312.10997",
    "arXiv:2312.10997v1": "2312.10997",
    "http://arxiv.org/abs/2312.10997v2": "2312.10997",
    "https://arxiv.org/pdf/2312.10997v2.pdf": "2312.10997",
    "cs/9902027": "cs/9902027",
    "http://arxiv.org/abs/solv-int/9901001v1": "solv-int/9901001",
    "math.GT/0309136": "math/0309136",
    "arXiv:hep-th/9901001v2": "hep-th/9901001",
    "https://arxiv.org/abs/math.GT/0309136": "math/0309136",
    "cond-mat.stat-mech/0001001": "cond-mat/0001001",
    "MATH/0309136v2": "math/0309136",
    "oai:arXiv.org:2608.11254v1": "2608.11254",
    "arXiv:2402.08052 [hep-th]": "2402.08052",
    "arXiv.2402.08063": "2402.08063",
    "@arxiv:2402.08063": "2402.08063",
    "https://huggingface.co/papers/2402.08054": "2402.08054",
    "https://www.alphaxiv.org/overview/2402.08054v1": "2402.08054",
    "https://ar5iv.labs.arxiv.org/html/2106.09685": "2106.09685",
    "https://doi.org/10.48550/arXiv.2402.08056": "2402.08056",
    "https://arxiv.org/abs/2402.08058v3?context=cs.CL": "2402.08058",
    "https://papers.cool/arxiv/2402.08054v1": "2402.08054",
    "https://scirate.com/arxiv/2402.08054": "2402.08054",
    "https://api.semanticscholar.org/arXiv:2402.08054": "2402.08054",
    "https://www.catalyzex.com/paper/arxiv:2402.08054": "2402.08054",
    "https://arxiv.org/abs/arXiv:2402.08054": "2402.08054",
    "https://www.emergentmind.com/papers/2402.08054": "2402.08054",
    "CoRR abs/2402.08054": "2402.08054",
    "arxiv-2402.08054": "2402.08054",
    "https://doi.org/10.1000/2402.08054": None,
    "https://dl.acm.org/doi/pdf/10.1145/2402.08054": None,
    "2023.12345": None,
    "1908.1234": None,
    "d27497": None,
    "2312.109": None,
    "12312.10997": None,
    "2312.10997 and more": None,
    "https://arxiv.org/list/cs.CL/recent": None,
    "https://example.org/2312": None,
    "10.1000/182": None,
    "": None,
}


@pytest.mark.parametrize(("text", "expected"), IDS.items())
def test_arxiv_identifier_is_read_in_every_form(text: str, expected: str | None) -> None:
    assert arxiv_id(text) == expected


TEXTS = {
    "Compare 2106.09685v2, arXiv 2401.00001 and (math.GT/0309136).": [
        "2106.09685v2",
        "arXiv 2401.00001",
        "math.GT/0309136",
    ],
    "Is arXiv:2402.08052 [hep-th] like https://arxiv.org/abs/2402.08058v3?context=cs.CL?": [
        "arXiv:2402.08052 [hep-th]",
        "https://arxiv.org/abs/2402.08058v3?context=cs.CL",
    ],
    "What does https://dl.acm.org/doi/10.1145/3292500.3330701. say?": ["10.1145/3292500.3330701"],
    "(doi:10.1016/S0140-6736(20)30183-5)": ["doi:10.1016/S0140-6736(20)30183-5"],
    "In 2023.12345 with Python 3.11 it cost $2106.09685, rose by 2106.09685 % and 12106.09685.": [],
    "Version 1.2106.09685 of http://example.org/2106.09685, 1234.56789 and 10.5/3": [],
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.items())
def test_identifiers_in_a_text_are_told_with_their_places(text: str, expected: list[str]) -> None:
    assert [text[one.start : one.end] for one in identifiers(text)] == expected


def test_doi_is_an_id_of_its_own() -> None:
    assert canonical_id("T", "https://doi.org/10.1145/3292500.ABC") == "doi:10.1145/3292500.abc"
    assert canonical_id("T", "10.48550/arXiv.2106.09685") == "arxiv:2106.09685"
    assert spelled("doi:10.1145/3292500.abc is one") is None


@pytest.mark.parametrize("piece", ["a", "a-", "a.", "10.1145/", "2106.0968"])
def test_long_texts_are_read_to_their_end(piece: str) -> None:
    with ends():
        identifiers(piece * (500_000 // len(piece)))


def test_title_is_the_same_without_case_accents_and_signs() -> None:
    assert normalised_title("À-la-carte  Prompt: Tuning!") == normalised_title("a la carte prompt tuning")
    assert canonical_id("A: B") == canonical_id("a b") != canonical_id("a c")


STORED = {
    "arxiv:math.GT/0309136": "arxiv:math/0309136",
    "arxiv:cond-mat.stat-mech/0001001": "arxiv:cond-mat/0001001",
    "arxiv:math/0309136": "arxiv:math/0309136",
    "arxiv:2402.00001": "arxiv:2402.00001",
    "arxiv:2402.00001v2": "arxiv:2402.00001",
    "doi:10.48550/arxiv.2402.00001": "arxiv:2402.00001",
    "doi:10.1145/ABC": "doi:10.1145/abc",
    "title:0123456789abcdef": "title:0123456789abcdef",
    "arxiv:9913.00001": "arxiv:9913.00001",
    "d27497": "d27497",
}


@pytest.mark.parametrize(("stored", "today"), STORED.items())
def test_stored_id_is_spelled_as_today(stored: str, today: str) -> None:
    assert canonical_stored_id(stored) == today
    assert canonical_stored_id(today) == today


def test_doi_is_told_bare_and_one_of_arxivs_is_none() -> None:
    assert bare_doi("https://doi.org/10.1145/3292500.ABC") == "10.1145/3292500.abc"
    assert bare_doi("10.48550/arXiv.2106.09685") is None
    assert bare_doi("in press") is None
