import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.fusion import alternated, best_first, diverse, fuse, reranked

SCORES = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 50).map(float), max_size=6)
COSINES = st.dictionaries(st.sampled_from("abcdef"), st.integers(-10, 10).map(lambda n: n / 10), max_size=6)


def ranked(scores: dict[str, float]) -> str:
    return "".join(sorted(scores, key=lambda key: (-scores[key], key)))


@pytest.mark.parametrize(
    ("lexical", "dense", "expected"),
    [
        ({}, {}, ""),
        ({"a": 1.0, "b": 9.0}, {}, "ba"),
        ({}, {"a": -0.2, "b": 0.1}, "ba"),
        ({"a": 9.0, "b": 8.9, "c": 1.0}, {"b": 0.9, "c": 0.1}, "bac"),  # the other side lifts b over a
        ({"a": 9.0}, {"b": 0.9}, "ab"),  # a weight under 1: words before vectors
        ({"a": 2.0, "b": 2.0}, {"a": 0.5, "b": 0.5}, "ab"),
    ],
    ids=["nothing", "words only", "vectors only", "both beat one", "each has one", "all equal"],
)
def test_order_of_two_rankings(lexical: dict[str, float], dense: dict[str, float], expected: str) -> None:
    assert ranked(fuse(lexical, dense, 0.5)) == expected


@given(SCORES, COSINES, st.floats(0, 1))
def test_better_on_both_sides_is_never_worse(lexical: dict, dense: dict, weight: float) -> None:
    fused = fuse(lexical, dense, weight)
    both = lexical.keys() & dense.keys()
    for one in both:
        for other in both:
            if lexical[one] >= lexical[other] and dense[one] >= dense[other]:
                assert fused[one] >= fused[other]


@given(SCORES, COSINES)
def test_scale_of_the_scores_does_not_matter(lexical: dict, dense: dict) -> None:
    fused = fuse(lexical, dense, 0.5)
    scaled = fuse({key: 4 * score for key, score in lexical.items()}, {key: 2 * v for key, v in dense.items()}, 0.5)
    assert scaled == pytest.approx(fused)


@given(SCORES, COSINES)
def test_without_weight_the_words_decide(lexical: dict, dense: dict) -> None:
    assert ranked({key: score for key, score in fuse(lexical, dense, 0).items() if key in lexical}) == ranked(lexical)


@given(SCORES, COSINES)
def test_order_of_arrival_does_not_matter(lexical: dict, dense: dict) -> None:
    turned = fuse(dict(reversed(lexical.items())), dict(reversed(dense.items())))
    assert turned == fuse(lexical, dense)


def test_only_the_first_are_ordered_anew_by_what_they_match() -> None:
    scores = {"a": 1.0, "b": 0.9, "c": 0.2, "d": 0.1}
    again = reranked(scores, {"a": 0.3, "b": 0.8, "c": 0.4}, {})
    assert best_first(again) == ["b", "a", "c"]
    assert reranked(scores, {"a": 0.5, "b": 0.5}, {}) == {"a": 1.0, "b": 0.9}
    assert reranked(scores, {}, {}) == {}


def test_near_copies_stand_behind_the_rest() -> None:
    one, other = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
    nearly = np.array([0.95, 0.312], np.float32)
    assert diverse(["a", "b", "c", "d"], {"a": one, "b": nearly, "c": other}) == ["a", "c", "d", "b"]
    assert diverse([], {}) == []


def test_nearest_papers_take_turns_with_a_ranking_behind_its_first_two() -> None:
    cosines = {"c": (0.3, 0.9), "f": (0.8, 0.1), "a": (0.9, 0.4), "e": (0.7, 0.2)}
    assert alternated(list("abcdef"), cosines) == list("abfcde")
    assert alternated(list("abdef"), cosines) == list("abfcde")
    assert alternated(list("abc"), {}) == list("abc")
    assert alternated([], {}) == []
