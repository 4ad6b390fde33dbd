"""The tagger of entities, and the readers of data sets and measures, on sentences written here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models.entity_tagger import KINDS, UNKNOWN, clusters, tag
from tests.bench.entity_names import materials, metrics

ABSTRACT = (
    "Large language models often fail at tasks that need several steps of reasoning.",
    "We propose StepForge, a simple method that trains a verifier with reinforcement learning.",
    "We also introduce StepBench, a benchmark of 2,000 problems with annotated steps.",
    "Experiments on GSM8K and MATH show that StepForge improves accuracy by 4.2% over strong baselines.",
    "It reduces inference latency by half, and code is available at https://example.org/stepforge.",
)


def kinds(sentence: str) -> set[tuple[str, str]]:
    return {(each.kind, each.text) for each in tag(sentence)}


def test_entities_have_kinds_and_places() -> None:
    sentence = "We evaluate our method on the ImageNet dataset for image classification with an accuracy of 81.2%."
    assert kinds(sentence) >= {
        ("material", "ImageNet dataset"),
        ("task", "image classification"),
        ("metric", "accuracy"),
    }
    assert all(sentence[each.start : each.end] == each.text for each in tag(sentence))


def test_a_new_name_is_told_by_the_words_beside_it() -> None:
    assert ("material", "QuillSet") in kinds("We introduce QuillSet, a large-scale dataset of handwriting.")
    assert ("method", "QuillNet") in kinds("We propose QuillNet, a novel model that reads old handwriting.")


def test_the_long_name_before_a_short_one_is_of_its_kind() -> None:
    found = kinds("We present QuillBench (QB), a comprehensive benchmark of old handwriting.")
    assert found >= {("material", "QuillBench"), ("material", "QB")}


@pytest.mark.parametrize("sentence", ["", "   ", "\n", "...", "§", "数据集"])
def test_sentences_without_words_are_no_trouble(sentence: str) -> None:
    assert all(sentence[each.start : each.end] == each.text for each in tag(sentence))


@given(st.text(max_size=200))
def test_any_text_is_tagged_in_order_and_without_overlap(sentence: str) -> None:
    end = 0
    for each in tag(sentence):
        assert each.kind in KINDS
        assert end <= each.start < each.end
        assert sentence[each.start : each.end] == each.text
        end = each.end


def test_long_sentence_is_tagged_at_its_beginning_only() -> None:
    found = tag("We evaluate on the ImageNet dataset. " * 1000)
    assert found
    assert found[-1].end <= 1200


def test_data_sets_of_an_abstract_stand_with_their_sentences() -> None:
    found = materials(ABSTRACT)
    assert {(each.text, each.sentence) for each in found} == {("StepBench", 3), ("GSM8K", 4), ("MATH", 4)}
    assert all(ABSTRACT[each.sentence - 1][each.start : each.end] == each.text for each in found)


def test_data_sets_that_are_not_named_are_left_out() -> None:
    sentences = ("We train it on a large web corpus.", "Experiments on three public benchmarks confirm its accuracy.")
    assert materials(sentences) == ()


def test_measures_of_an_abstract_stand_with_their_sentences() -> None:
    assert {(each.text, each.sentence) for each in metrics(ABSTRACT)} == {("accuracy", 4), ("inference latency", 5)}


@pytest.mark.parametrize("measure", ["accuracy", "F1 score", "BLEU", "AUC", "FID", "mAP"])
def test_measures_are_found_beside_their_figures(measure: str) -> None:
    assert measure in [each.text for each in metrics((f"Our model achieves a {measure} of 71.3 on this benchmark.",))]


def test_names_of_a_kind_share_a_cluster() -> None:
    assert clusters("GSM8K").coarse == clusters("MMLU").coarse
    assert clusters("GSM8K").middle != clusters("latency").middle
    assert clusters("12") == clusters("3,500")
    assert clusters("zzqfobble") == UNKNOWN
