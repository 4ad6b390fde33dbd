"""Train `index/models/sentence_roles.safetensors`.

    python -m tests.bench.train_roles --papers PAPERS.jsonl[.xz] ... CSABSTRUCT/train.jsonl

CSAbstruct's training half, each sentence weighted by the confidence of its annotators, and the sentences of
`tests/data/sentence_roles.jsonl`: those of papers, looked up in the papers given (JSON Lines with id and abstract), and
those written for it. A quarter of the former, by paper, is kept to measure on; `--all` trains on it too. Needs
scikit-learn.
"""

import argparse
import zlib
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report

from index.models.sentence_roles import NAME, ROLES, features
from index.sentences import split
from tests.bench.model_files import matrix, read, write

ROWS = 2**16
SHORT = 4  # sentences
OWN, RARE = 1.5, 3.0  # weights of a sentence of ours, and of a limitation: they are few
FOLLOWS = 0.5  # of the log-odds of a transition: .3 to .6 do as well on CSAbstruct's development half
LABELS = Path(__file__).parents[1] / "data" / "sentence_roles.jsonl"


def own(papers: list[Path]) -> tuple[list[list[str]], list[str], list[bool]]:
    labelled: dict[str, dict[int, str]] = {}
    written: list[tuple[str, str]] = []
    for row in read(LABELS):
        if "text" in row:
            written.append((row["text"], row["role"]))
        else:
            labelled.setdefault(row["paper"], {})[row["sentence"]] = row["role"]
    texts, roles, held = [], [], []
    for row in (row for path in papers for row in read(path)):
        key = row["id"] if ":" in row["id"] else f"arxiv:{row['id']}"
        wanted = labelled.pop(key, {})
        sentences = split(" ".join(row["abstract"].split())) if wanted or written else []
        seen = features(sentences) if wanted else []
        for number, role in wanted.items():
            texts.append(seen[number - 1])
            roles.append(role)
            held.append(zlib.crc32(key.encode()) % 4 == 0)
        if written and not wanted and len(sentences) > SHORT:  # it stands where such a sentence stands
            text, role = written.pop()
            place = {"background": 0, "result": len(sentences) - 1}.get(role, len(sentences))
            texts.append(features([*sentences[:place], text, *sentences[place:]])[place])
            roles.append(role)
            held.append(False)
    return texts, roles, held


def transitions(abstracts: list[list[str]]) -> tuple[list[float], list[list[float]]]:
    """Return log-odds of roles at the start, and behind each other, counted with one more of each."""
    start, follows = np.ones(len(ROLES)), np.ones((len(ROLES), len(ROLES)))
    for roles in abstracts:
        places = [ROLES.index(role) for role in roles]
        start[places[0]] += 1
        for one, two in pairwise(places):
            follows[one, two] += 1
    for new in ("limitation", "release"):  # CSAbstruct has none: they may stand anywhere
        place = ROLES.index(new)
        follows[:, place] = follows[place, :] = start[place] = 0
    share = follows.sum(axis=0) / follows.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        after = np.log(follows / follows.sum(axis=1, keepdims=True)) - np.log(share)
        first = np.log(start / start.sum()) - np.log(share)
    known = np.nan_to_num(FOLLOWS * after, nan=0.0, neginf=0.0, posinf=0.0)
    return np.nan_to_num(FOLLOWS * first, nan=0.0, neginf=0.0, posinf=0.0).round(3).tolist(), known.round(3).tolist()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("csabstruct", type=Path)
    parser.add_argument("--papers", type=Path, nargs="+", required=True)
    parser.add_argument("--all", action="store_true")
    args = parser.parse_args()
    abstracts = list(read(args.csabstruct))
    texts = [each for row in abstracts for each in features(row["sentences"])]
    roles = [role for row in abstracts for role in row["labels"]]
    weights = [weight for row in abstracts for weight in row["confs"]]
    ours, our_roles, held = own(args.papers)
    keep = [args.all or not one for one in held]
    texts += [text for text, kept in zip(ours, keep, strict=True) if kept]
    roles += [role for role, kept in zip(our_roles, keep, strict=True) if kept]
    weights += [RARE if role == "limitation" else OWN for role, kept in zip(our_roles, keep, strict=True) if kept]
    model = LogisticRegression(C=1, max_iter=300, tol=1e-3)
    model.fit(matrix(texts, ROWS), [ROLES.index(role) for role in roles], sample_weight=weights)
    if not args.all:
        found = [
            ROLES[n] for n in model.predict(matrix([text for text, one in zip(ours, held, strict=True) if one], ROWS))
        ]
        print(classification_report([role for role, one in zip(our_roles, held, strict=True) if one], found))
    start, follows = transitions([row["labels"] for row in abstracts])
    about = {
        "labels": list(ROLES),
        "start": start,
        "follows": follows,
        "data": "CSAbstruct train (Apache-2.0), own labels",
    }
    write(NAME, model.coef_.T, model.intercept_, about)


if __name__ == "__main__":
    main()
