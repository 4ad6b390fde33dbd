"""The normaliser and the tokenizer: one statement is written in one way, and no phrase is put in another's place."""

import pytest

from index.language import is_english
from index.text import plain, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"saves 46\% at $10\times$ the speed", "saves 46% at 10x the speed"),
        (r"\textbf{Zebrafold} needs $\leq$ 3 GB", "Zebrafold needs at most 3 GB"),
        ("small models (leq3B)", "small models ( at most 3B)"),
        ("360deg and 41times", "360° and 41x"),
        ("256times256 in {1.31 words}~(of Mamba~2)", "256x256 in 1.31 words (of Mamba 2)"),
        ("It doesn’t, it can't", "It does not, it can not"),
        ("10 000 papers", "10,000 papers"),
        ("3 points to 45%", "3 points to 45%"),
        ("a number of state-of-the-art methods", "a number of state-of-the-art methods"),
    ],
)
def test_signs_are_plain_and_words_stay(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_spellings_share_a_stem_and_large_numbers_are_one_token() -> None:
    one, other = tokens("optimise behaviour pre-training 10,000"), tokens("optimize behavior pretraining 10,000")
    assert [each.stem for each in one] == [each.stem for each in other]
    assert other[-1].text == "10,000"


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Zebrafold cuts cost.", True),
        ("QuillNet, MossNet, ReedNet.", True),
        ("Insulin affects appetite through ventral tegmental dopamine neurons of the brain.", True),
        ("Zebrafold verkürzt die Trainingszeit auf Quillset.", False),
        ("Zebrafold réduit le temps d'entraînement de moitié.", False),
        ("Zebrafold reduce el tiempo de entrenamiento.", False),
        ("Zebrafold将训练时间减少了28.4%。", False),
        ("Zebrafold сокращает время обучения.", False),
    ],
)
def test_language_is_told(text: str, english: bool) -> None:
    assert is_english(text) is english
