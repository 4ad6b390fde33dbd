"""Train `index/models/collection_questions` and `collection_topics`: `python -m tests.bench.train_collection`.

On the `train` part of `tests/data/collection_questions.jsonl`, each question also with topics of other ones, and for
the measures on questions of the other sets that ask nothing of the collection. The `test` part, whose wordings were put
aside before anything was trained, only measures; so do `others`, by a writer who had seen nothing of it, and `later`,
by two more, and `last`, by one. Needs scikit-learn.
"""

import re
import sys
from collections import Counter
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.jobs.asked import framed
from index.models import collection_questions as model
from index.models.collection_questions import MEASURES, NAME, SURE, TOPICS, features, tokens, topic_features
from index.models.linear import load_model, words_of
from index.terms import terms
from tests.bench.model_files import matrix, read, write

DATA = Path(__file__).parents[1] / "data"
ROWS, TOPIC_ROWS, STRENGTH, TOPIC_STRENGTH = 2**14, 2**16, 20.0, 10.0
COPIES = 5  # of a question, with other topics and other words for the same
# Words that a question may have in the place of each other, and change nothing.
ALIKE = (
    ("papers", "articles", "preprints", "publications", "studies", "works", "abstracts"),
    ("paper", "article", "preprint", "publication", "study"),
    ("on", "about", "regarding", "concerning", "that deal with", "that study", "in the field of", "abt", "re"),
    ("please", "pls", "plz"),
    ("newest", "latest", "most recent"),
    ("oldest", "earliest"),
    ("newer", "more recent"),
    ("upvotes", "votes", "likes"),
    ("upvoted", "voted", "liked"),
    ("show", "list", "give", "find", "name"),
    ("library", "collection", "database", "corpus", "index"),
    ("organisation", "organization", "lab", "company", "institution", "university", "group"),
    ("organisations", "labs", "companies", "institutions", "universities", "groups", "teams"),
    ("author", "researcher", "person", "scientist"),
    ("authors", "researchers", "people"),
    ("published", "posted", "released"),
    ("which", "what"),
    ("3", "5", "ten", "four", "20"),
)
LONGEST = 3  # words of a phrase
SWAPPED = 0.3  # how often a word is
WRITTEN = 8.0  # as much a question that was written for this counts beside one that was not
TAKEN = frozenset({"collection", "record"})  # types of questions that this set has itself

Row = dict[str, Any]


def varied(rows: list[Row], seed: int = 0) -> list[Row]:
    """Return the questions, and copies of them with topics of others in the place of theirs."""
    rng = np.random.default_rng(seed)
    pool = [*phrases(), *sorted({topic for row in rows for topic in row["topics"]}) * 3]
    found = list(rows)
    for row in rows:
        for _ in range(COPIES if "x" not in row["topics"] else 2):
            text, topics = row["question"], [str(topic) for topic in rng.choice(pool, len(row["topics"]))]
            for (start, end), new in reversed(list(zip(spans(row), topics, strict=True))):
                text = f"{text[:start]}{new}{text[end:]}"
            found.append(reworded({**row, "question": text, "topics": topics}, rng))
    return found


@cache
def phrases() -> list[str]:
    """Return the rows of words in questions that say what about, and not how somebody asks."""
    found = set[str]()
    for row in read(DATA / "question_types.jsonl"):
        said = [word.text for word in tokens(row["question"])]
        for plain, words in groupby(said, lambda word: not terms(word)):
            text = " ".join(words)
            if not plain and len(text.split()) <= LONGEST and text.isascii():
                found.add(text)
    return sorted(found)


def reworded(row: Row, rng: np.random.Generator) -> Row:
    """Return a question with other words for some that say the same; its topics stay."""
    text, inside = row["question"], spans(row)
    for word in reversed(tokens(text)):
        alike = next((group for group in ALIKE if word.text.lower() in group), ())
        if alike and rng.random() < SWAPPED and not any(start <= word.start < end for start, end in inside):
            text = f"{text[: word.start]}{rng.choice(alike)}{text[word.end :]}"
    return {**row, "question": text}


def spans(row: Row) -> list[tuple[int, int]]:
    at, found = 0, []
    for topic in row["topics"]:
        at = row["question"].index(topic, at)
        found.append((at, at + len(topic)))
        at += len(topic)
    return found


def frame(row: Row) -> str:
    text = row["question"]
    for start, end in reversed(spans(row)):
        text = f"{text[:start]}{model.HELD}{text[end:]}"
    return str(text)


def fit_topics(rows: list[Row]) -> None:
    seen, wanted = list[list[str]](), list[bool]()
    for row in varied([row for row in rows if row["measure"] != "none"]):
        words, inside = tokens(row["question"]), spans(row)
        seen += topic_features([word.text for word in words])
        wanted += [any(start <= word.start < end for start, end in inside) for word in words]
    fitted = LogisticRegression(C=TOPIC_STRENGTH, max_iter=500).fit(matrix(seen, TOPIC_ROWS), wanted)
    frames = {word for row in varied(rows) if row["measure"] != "none" for word in words_of(frame(row)) if terms(word)}
    about = {"labels": ["topic"], "data": "collection_questions.jsonl", "frames": sorted(frames)}
    write(TOPICS, fitted.coef_.T, fitted.intercept_, about)


def fit_measures(rows: list[Row], others: list[str]) -> None:
    """Learn from the questions with their topics as they are and as the model of topics tells them."""
    texts = [(frame(row), row["measure"]) for row in (*rows, *varied(rows, seed=1))]
    texts += [(model.reading(row["question"]).frame, row["measure"]) for row in varied(rows, seed=2)]
    weights = [WRITTEN / COPIES] * len(texts) + [1.0] * len(others)
    texts += [(model.reading(text).frame, "none") for text in others]
    seen = matrix([features(text) for text, _ in texts], ROWS)
    fitted = LogisticRegression(C=STRENGTH, max_iter=500)
    fitted.fit(seen, [MEASURES.index(measure) for _, measure in texts], sample_weight=weights)
    about = {"labels": list(MEASURES), "data": "collection_questions.jsonl and questions of other sets"}
    write(NAME, fitted.coef_.T, fitted.intercept_, about)


def report(name: str, rows: list[Row]) -> None:
    """Print how many measures, and measures with their topics, are read as they were written."""
    total, right, whole, strange = Counter[bool](), Counter[bool](), Counter[bool](), 0
    for row in rows:
        read_as, some = model.reading(row["question"]), row["measure"] != "none"
        strange += bool(read_as.strange) and some
        fits = (read_as.measure if read_as.share >= SURE else "none") == row["measure"]
        same = not some or _bare(read_as.topics) == _bare(row["topics"])
        total[some] += 1
        right[some] += fits
        whole[some] += fits and same
        if "--errors" in sys.argv and not (fits and same):
            print(f"  {row['question']!r}: {row['measure']} {row['topics']}, read {read_as}")
    print(f"{name}: {strange} have words that no question has that was learned from")
    for some in (True, False):
        print(f"{name}, {'asked' if some else 'none'}: {total[some]}, measure {right[some]}, with topic {whole[some]}")


def _bare(topics: Any) -> list[str]:
    return " ".join(re.sub(r"\W| or | and ", " ", topic) for topic in topics).lower().split()


def written() -> list[Row]:
    """Return the questions as they are read: without bounds, and without those that list by nothing else."""
    rows = list[Row]()
    for row in read(DATA / "collection_questions.jsonl"):
        text = framed(row["question"])
        if text == row["question"] or row["measure"] != "list":
            rows.append({**row, "question": text})
    return rows


def main() -> None:
    rows = written()
    train = [row for row in rows if row["split"] == "train"]
    typed = [*read(DATA / "question_types.jsonl"), *read(DATA / "questions.jsonl")]
    others = [row["question"] for row in typed if row["type"] not in TAKEN and row.get("split") != "test"]
    asked = [row["question"] for row in read(DATA / "record_questions.jsonl") if row["split"] == "train"]
    for name in ("asked_of_abstracts.jsonl", "everyday_questions.jsonl"):
        asked += [row["question"] for row in read(DATA / name) if row["split"] == "train"][::5]
    load_model.cache_clear()
    model.reading.cache_clear()
    if not (Path(model.__file__).parent / f"{NAME}.safetensors").exists():
        write(NAME, np.zeros((ROWS, len(MEASURES))), np.zeros(len(MEASURES)), {"labels": list(MEASURES)})
    fit_topics(train)
    load_model.cache_clear()
    fit_measures(train, [*others, *asked])
    load_model.cache_clear()
    model.reading.cache_clear()
    report("train", train) if "--errors" not in sys.argv else None
    report("put aside", [row for row in rows if row["split"] == "test"])
    report("by another writer", [row for row in rows if row["split"] == "others"])
    report("by two more, later", [row for row in rows if row["split"] == "later"])
    report("by one more, last", [row for row in rows if row["split"] == "last"])
    held = [row["question"] for row in read(DATA / "asked_of_abstracts.jsonl") if row["split"] == "held"]
    held += [row["question"] for row in read(DATA / "record_questions.jsonl") if row["split"] == "test"]
    taken = [text for text in held if model.reading(text).measure != "none" and model.reading(text).share >= SURE]
    print(f"of {len(held)} others {len(taken)} are taken to be about the collection: {taken[:20]}")


if __name__ == "__main__":
    main()
