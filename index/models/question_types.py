"""What type of question somebody asks: a logistic model over its words and their letters.

Trained by `tests/bench/train_types.py` on `tests/data/question_types.jsonl`, which was written for it, and on the
development half of `tests/data/questions.jsonl`. Ones, twos and threes of words say how somebody asks; fours of letters
forgive slips and read other languages a little.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, cast, get_args

from index.models.linear import grams, load_model, words_of

QuestionType = Literal[
    "definition",
    "method",
    "figure",
    "papers",
    "comparison",
    "why",
    "limits",
    "data",
    "open",
    "claim",
    "record",
    "collection",
    "talk",
]
TYPES: tuple[QuestionType, ...] = get_args(QuestionType)
LISTS: frozenset[QuestionType] = frozenset({"papers", "data"})  # that several papers answer, one beside the other
NAME = "question_types"
_REACH = 400  # characters of a question that are looked at
_WORDS, _LONG, _STEP = 60, 12, 3  # words whose letters are looked at; lengths in words that are told apart
_LETTERS = 4


class Typed(NamedTuple):
    """The likeliest type of a question, and the probability of each."""

    type: QuestionType
    probabilities: dict[QuestionType, float]

    def surely(self, kind: QuestionType, least: float = 0.6) -> bool:
        """Tell whether a type is at least this probable, for a decision that would be wrong for the other types."""
        return self.probabilities[kind] >= least


@lru_cache(maxsize=256)
def question_type(question: str) -> Typed:
    """Return the type of a question; "" is talk."""
    model = load_model(NAME)
    found = model.probabilities([features(question)])[0]
    likely = cast(QuestionType, model.labels[int(found.argmax())])
    shares = {cast(QuestionType, label): float(share) for label, share in zip(model.labels, found, strict=True)}
    return Typed(likely if question.strip() else "talk", shares)


def features(question: str) -> list[str]:
    """Return what the model sees of a question."""
    text = question[:_REACH]
    words = words_of(text)
    seen = rows_of(words)
    seen += [f"length={min(len(words), _LONG) // _STEP}", f"asks={'?' in text}"]
    seen += [f"stops={text.rstrip().endswith('.')}", f"capital={text[:1].isupper()}"]
    return seen + letters_of(words, _LETTERS)


def rows_of(words: Sequence[str]) -> list[str]:
    """Return the rows of one to three words, and the first and last ones as such."""
    seen = [row for many in (1, 2, 3) for row in grams(words, many)]
    seen += ["^" + " ".join(words[:many]) for many in (1, 2, 3)]
    return seen + ["$" + " ".join(words[-many:]) for many in (1, 2)]


def letters_of(words: Sequence[str], many: int) -> list[str]:
    """Return the rows of so many letters of the first words; `_` is where a word begins or ends."""
    whole = [f"_{word}_" for word in words[:_WORDS]]
    return [f"#{word[at : at + many]}" for word in whole for at in range(len(word) - many + 1)]
