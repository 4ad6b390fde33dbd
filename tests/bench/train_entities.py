"""Train `index/models/entity_tagger.safetensors`.

    python -m tests.bench.train_entities --papers PAPERS.jsonl[.xz] ... [--measure ner_dev.txt] [--all]

The sentences of `tests/data/entities_labels.jsonl`, looked up in the papers given (JSON Lines with id and abstract).
Those of a quarter of the papers are kept to measure on; `--all` trains on them too. SciERC's labels only measure: they
have no licence. Needs python-crfsuite.
"""

import argparse
import json
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import pycrfsuite
from safetensors.numpy import save_file

from index.models import entity_tagger
from index.models.entity_tagger import LABELS, NAME, ROWS, tag, tokens
from index.sentences import split
from tests.bench.measure_entities import Marked, Span, measure, read_marked
from tests.bench.model_files import MODELS, read

SETTINGS = {"c1": 0, "c2": 0.5, "max_iterations": 100, "feature.possible_transitions": True}
NEVER = -1e4  # an `I` behind what it does not go on with
FILE = Path(__file__).parents[1] / "data" / "entities_labels.jsonl"


def own(papers: Iterable[Path]) -> Iterator[tuple[Marked, bool]]:
    """Yield the labelled sentences, and whether a paper's are kept to measure on."""
    labelled: dict[str, dict[int, frozenset[Span]]] = {}
    for row in read(FILE):
        spans = frozenset((kind, start, end) for kind, start, end in row["entities"])
        labelled.setdefault(row["paper"], {})[row["sentence"]] = spans
    for row in (row for path in papers for row in read(path)):
        key = row["id"] if ":" in row["id"] else f"arxiv:{row['id']}"
        wanted = labelled.pop(key, {})
        sentences = split(" ".join(row["abstract"].split())) if wanted else []
        for number, spans in wanted.items():
            yield Marked(sentences[number - 1], spans), zlib.crc32(key.encode()) % 4 == 0


def labels(marked: Marked) -> list[str]:
    """Return the label of each token of a sentence."""
    found = ["O"] * len(words := tokens(marked.sentence))
    for kind, start, end in marked.spans:
        inside = [n for n, word in enumerate(words) if word.start < end and word.end > start]
        for n in inside:
            found[n] = f"{'B' if n == inside[0] else 'I'}-{kind}"
    return found


def train(rows: Iterable[Marked]) -> None:
    """Train on these and write the model: features are hashed before, so that what shares a row is learned together."""
    trainer = pycrfsuite.Trainer(verbose=False)
    for marked in rows:
        seen = entity_tagger.rows([word.text for word in tokens(marked.sentence)])
        trainer.append([[str(row) for row in each] for each in seen], labels(marked))
    trainer.set_params(SETTINGS)
    with tempfile.TemporaryDirectory() as folder:
        trainer.train(f"{folder}/crf")
        tagger = pycrfsuite.Tagger()
        tagger.open(f"{folder}/crf")
        write(tagger.info())
        tagger.close()


def write(learned: pycrfsuite.ParsedDump) -> None:
    weights, follows = np.zeros((ROWS, len(LABELS)), np.float16), np.zeros((len(LABELS), len(LABELS)))
    for (row, label), weight in learned.state_features.items():
        weights[int(row), LABELS.index(label)] = weight
    for (one, two), weight in learned.transitions.items():
        follows[LABELS.index(one), LABELS.index(two)] = round(weight, 3)
    for one, before in enumerate(LABELS):
        for two, label in enumerate(LABELS):
            if label[0] == "I" and before[1:] != label[1:]:
                follows[one, two] = NEVER
    about = {"labels": json.dumps(LABELS), "follows": json.dumps(follows.tolist()), "data": "own labels"}
    save_file({"weights": weights}, MODELS / f"{NAME}.safetensors", about)


def report(rows: Iterable[Marked]) -> None:
    """Print how well the model just written does."""
    pairs = ((each, frozenset((e.kind, e.start, e.end) for e in tag(each.sentence))) for each in rows)
    print(measure(pairs).model_dump_json(indent=1))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=Path, nargs="+", required=True)
    parser.add_argument("--measure", type=Path)
    parser.add_argument("--all", action="store_true")
    args = parser.parse_args()
    rows = list(own(args.papers))
    train(marked for marked, held in rows if args.all or not held)
    if not args.all:
        report(marked for marked, held in rows if held)
    if args.measure:
        report(read_marked(args.measure))


if __name__ == "__main__":
    main()
