"""What is planted, and in which papers, when `assistant eval injection` is given no files of its own."""

from __future__ import annotations

import json
import random
from importlib import resources
from pathlib import Path

from assistant.errors import SourceUnreadable
from assistant.evals.collection import read_documents
from assistant.evals.injection import Attack
from assistant.ingest.sample import read_sample, sample_file
from index.paper import Paper


def read_attacks(path: Path | None) -> tuple[Attack, ...]:
    """Return the attacks of a file, a list of texts or lists of texts by kind; without one, a few of our own.

    Raises:
        SourceUnreadable: the file is neither.
    """
    if path is None:
        with resources.as_file(resources.files("assistant") / "data" / "attacks.json") as own:
            return read_attacks(own)
    todo = 'Give it a list of texts, or {"kind": ["text", ...]}.'
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceUnreadable(f"{path.name} cannot be read as JSON: {error}.", todo) from error
    kinds = read if isinstance(read, dict) else {"": read}
    lists = [texts if isinstance(texts, list) else [None] for texts in kinds.values()]
    if not any(lists) or not all(isinstance(text, str) and text.strip() for texts in lists for text in texts):
        raise SourceUnreadable(f"{path.name} holds no list of texts.", todo)
    return tuple(Attack(str(kind), text) for kind, texts in kinds.items() for text in texts)


def hosts(corpus: Path | None, size: int, seed: int) -> list[Paper]:
    """Return papers to plant attacks in, drawn from a corpus, or from the bundled sample.

    Raises:
        SourceUnreadable: the corpus is not what it should be, or has no paper.
    """
    if corpus:
        papers = [paper for paper in read_documents(corpus) if len(paper.sentences) > 2]
    else:
        with sample_file() as path:
            papers = [record for record in read_sample(path) if isinstance(record, Paper)]
    if not papers:
        raise SourceUnreadable("No paper has three sentences.", "Give JSON Lines with title and abstract.")
    return random.Random(seed).sample(papers, min(size, len(papers)))  # noqa: S311  nothing secret
