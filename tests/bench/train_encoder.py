"""Train `index/embedders/minilm_int8/model.onnx`, the encoder, on questions, and write it, rounded to 8 bits.

    python -m tests.bench.train_encoder --home HOME --model FOLDER [--anew] [--minutes 90]

HOME holds a library with the papers of `tests/data/asked_of_abstracts.jsonl`, which its encoder has read (`assistant
ingest`), FOLDER has `model.safetensors` and `config.json` of all-MiniLM-L6-v2. The shipped weights are trained on, or
with `--anew` that model. Half of what it learns from are questions in everyday words. A question is to be nearer to
its paper than to those of the other questions of a batch, half of which are on neighbours, and than to papers that are
near it (InfoNCE: van den Oord et al., arXiv:1807.03748; hard negatives by vectors that are not of this step: Xiong et
al., arXiv:2007.00808); as a whole, by its best sentence, and within the paper to the sentences that answer. Two titles
a batch, each sought by its abstract, keep what the model knew. Needs `torch`, `transformers` and `onnx`; one core
(`OMP_NUM_THREADS=1`) makes twenty steps a minute.
"""

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from index.embedders import choose_embedder
from index.embedders.encoder import FOLDER, tokenizer
from index.paper import Paper
from index.store.library import Library
from tests.bench.onnx_files import shipped, write
from tests.bench.train_cross_encoder import ALSO, EVERYDAY, MOST, SETS, begun, pair, rows_of

OUT = Path(__file__).parents[2] / FOLDER[0].replace(".", "/") / FOLDER[1] / "model.onnx"
BATCH, TITLES, AT_ONCE = 28, 2, 8  # questions and titles of a step, and texts that are read at once
HARD, NEAREST = 10, 20  # near papers of a step that are not right, and of how many nearest ones they are
NEIGHBOURS = 60  # of the first paper of a batch, of which questions are taken
RATE, WARM, TEMPERATURE = 3e-5, 30, 0.05
STILL = 3  # of six layers, which are not trained
FAR = -10_000.0  # what is added to the attention to what pads a text
PARTS = 0.3  # what finding by the best sentence counts, and finding the sentence, beside finding by the whole


class Asked(NamedTuple):
    """A question, the paper that answers it, and what each of its sentences counts that answers, by its number."""

    question: str
    paper: str
    marks: dict[int, float]


class Text(NamedTuple):
    """The tokens of a text, and which sentence each is of, from 0; -1 for none."""

    ids: list[int]
    sentences: list[int]


class Vectors(NamedTuple):
    """The vector of a text as a whole, of unit length, and one a sentence."""

    whole: Tensor
    sentences: Tensor


def paper_text(paper: Paper) -> Text:
    """Return a paper as it is read beside a question, without the one and its end."""
    read = pair("", paper)
    return Text(read.ids[:1] + read.ids[2:], read.sentences[:1] + read.sentences[2:])


def question_text(question: str) -> Text:
    ids = tokenizer().encode(question).ids[:MOST]
    return Text(ids, [-1] * len(ids))


class Reader:
    """Reads texts with a model of which the lower layers stay as they are; their states of a paper are remembered."""

    def __init__(self, model: nn.Module) -> None:
        self.model, self._known = model, dict[tuple[int, ...], Tensor]()
        for part in (model.embeddings, *model.encoder.layer[:STILL]):
            part.requires_grad_(requires_grad=False)

    def read(self, texts: Sequence[Text], *, remember: bool = True) -> list[Vectors]:
        """Return what is made of texts, pooled as `index.embedders.encoder` does."""
        order, found = sorted(range(len(texts)), key=lambda n: len(texts[n].ids)), dict[int, Vectors]()
        for start in range(0, len(order), AT_ONCE):
            part = order[start : start + AT_ONCE]
            ids = [tuple(texts[n].ids) for n in part]
            rows = [self._lower(each) if remember else self._below(each) for each in ids]
            states = nn.utils.rnn.pad_sequence(rows, batch_first=True).float()
            is_text = torch.arange(states.shape[1])[None] < torch.tensor([len(row) for row in rows])[:, None]
            unseen = (~is_text[:, None, None]).float() * FAR
            with torch.autocast("cpu", dtype=torch.bfloat16):
                for layer in self.model.encoder.layer[STILL:]:
                    states = layer(states, unseen)
            read = zip(part, states.float(), strict=True)
            found |= {n: _pooled(own[: len(texts[n].ids)], texts[n]) for n, own in read}
        return [found[n] for n in range(len(texts))]

    def _lower(self, ids: tuple[int, ...]) -> Tensor:
        if ids not in self._known:
            self._known[ids] = self._below(ids)
        return self._known[ids]

    def _below(self, ids: tuple[int, ...]) -> Tensor:
        """Return the states behind the layers that stay as they are: shape (tokens, dimensions)."""
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.model.embeddings(input_ids=torch.tensor([ids]))
            for layer in self.model.encoder.layer[:STILL]:
                states = layer(states)
        return states[0].bfloat16()


def _pooled(states: Tensor, text: Text) -> Vectors:
    whole, of = states.mean(0), torch.tensor(text.sentences)
    parts = [states[of == n].mean(0) if (of == n).any() else whole for n in range(max(text.sentences) + 1)]
    return Vectors(functional.normalize(whole, dim=0), functional.normalize(torch.stack([*parts, whole]), dim=-1)[:-1])


class Bank:
    """The papers of a library, and the vector of each as it was last read."""

    def __init__(self, library: Library) -> None:
        papers = [paper for paper in library.all() if paper.sentences]
        self.papers = {paper.id: paper for paper in papers}
        self.vectors = torch.tensor(np.stack([found[0] for found in library.encodings.of(papers)]))
        self._keys = list(self.papers)
        self._place = {key: n for n, key in enumerate(self._keys)}

    def renew(self, keys: Sequence[str], vectors: Sequence[Tensor]) -> None:
        """Take the vectors of papers that were read again."""
        self.vectors[[self._place[key] for key in keys]] = torch.stack(list(vectors)).detach()

    def beside(self, wanted: Tensor, right: Collection[str], rng: random.Random) -> list[str]:
        """Return papers that are near to some of the questions and right for none, one each."""
        found = list[str]()
        for places in rng.sample((wanted.detach() @ self.vectors.T).topk(NEAREST).indices.tolist(), HARD):
            others = [key for key in (self._keys[n] for n in places) if key not in right and key not in found]
            found += rng.sample(others, min(1, len(others)))
        return found

    def near(self, key: str) -> list[str]:
        """Return the papers that are nearest to one of them."""
        likeness = self.vectors @ self.vectors[self._place[key]]
        return [self._keys[n] for n in likeness.topk(NEIGHBOURS).indices.tolist()]


def asked(names: Sequence[str], papers: Container[str]) -> list[Asked]:
    """Return the questions of these files that are trained on."""
    found = []
    for row in rows_of(names):
        for paper in row["papers"][:1]:
            marks = {n: ALSO if k else 1.0 for k, n in enumerate(row.get("sentences", {}).get(paper, []))}
            if marks and paper in papers:
                found.append(Asked(row["question"], paper, marks))
    return found


def batches(
    everyday: Sequence[Asked], others: Sequence[Asked], bank: Bank, rng: random.Random
) -> Iterator[list[Asked]]:
    """Yield questions on different papers, half of a batch on neighbours of the first one's paper."""
    while True:
        mixed = [*everyday, *rng.sample(list(others), min(len(everyday), len(others)))]
        left = dict(enumerate(rng.sample(mixed, len(mixed))))
        on = defaultdict(list)
        for n, each in left.items():
            on[each.paper].append(n)
        while len(left) >= BATCH:
            first = left.pop(next(iter(left)))
            batch, seen = [first], {first.paper}
            near = [n for key in bank.near(first.paper) for n in on[key] if n in left]
            for numbers, full in ((near, BATCH // 2), (list(left)[: 4 * BATCH], BATCH)):
                for n in numbers:
                    if len(batch) < full and n in left and left[n].paper not in seen:
                        seen.add(left[n].paper)
                        batch.append(left.pop(n))
            yield batch


def loss(reader: Reader, batch: Sequence[Asked], titles: Sequence[str], bank: Bank, rng: random.Random) -> Tensor:
    wishes = [*(each.question for each in batch), *(bank.papers[key].title for key in titles)]
    wanted = torch.stack([each.whole for each in reader.read([question_text(wish) for wish in wishes], remember=False)])
    right = [each.paper for each in batch]
    keys = [*right, *bank.beside(wanted[: len(batch)], {*right, *titles}, rng)]
    untitled = [bank.papers[key].model_copy(update={"title": "-"}) for key in titles]
    papers = reader.read([paper_text(paper) for paper in (*(bank.papers[key] for key in keys), *untitled)])
    bank.renew(keys, [each.whole for each in papers[: len(keys)]])
    places = torch.tensor([*range(len(batch)), *range(len(keys), len(papers))])
    whole = wanted @ torch.stack([each.whole for each in papers]).T
    best = torch.stack([(each.sentences @ wanted.T).max(dim=0).values for each in papers], dim=1)
    total = functional.cross_entropy(whole / TEMPERATURE, places)
    total = total + PARTS * functional.cross_entropy(best / TEMPERATURE, places)
    within = []
    for n, each in enumerate(batch):
        marks = torch.tensor([each.marks.get(k + 1, 0.0) for k in range(len(papers[n].sentences))])
        if marks.sum() > 0:
            near = papers[n].sentences @ wanted[n] / TEMPERATURE
            within.append(functional.cross_entropy(near[None], (marks / marks.sum())[None]))
    return total + PARTS * torch.stack(within).mean() if within else total


def train(model: nn.Module, everyday: Sequence[Asked], others: Sequence[Asked], bank: Bank, minutes: float) -> None:
    """Go through the questions until the time is over; the rate falls to 0."""
    rng, began, errors = random.Random(1), time.time(), list[float]()
    reader = Reader(model)
    body = [each for each in model.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(body, lr=RATE)
    for made, batch in enumerate(batches(everyday, others, bank, rng)):
        gone = (time.time() - began) / (60 * minutes)
        if gone >= 1:
            return
        optimizer.param_groups[0]["lr"] = RATE * min(1.0, (made + 1) / WARM) * (1 - gone)
        beside = sorted(bank.papers.keys() - {each.paper for each in batch})
        error = loss(reader, batch, rng.sample(beside, TITLES), bank, rng)
        optimizer.zero_grad()
        error.backward()
        nn.utils.clip_grad_norm_(body, 1.0)
        optimizer.step()
        errors.append(float(error.detach()))
        if made % 20 == 19:
            print(f"{made + 1} steps, {time.time() - began:.0f} s, loss {mean(errors[-20:]):.3f}", flush=True)
        if made % 100 == 99:
            export(model)


class States(nn.Module):
    """A model whose output is its last states, of texts that are one segment."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        segment = torch.zeros_like(input_ids)
        found = self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=segment)
        return found.last_hidden_state


def export(model: nn.Module) -> None:
    model.set_attn_implementation("eager")
    ids = torch.tensor([[101, 7592, 2088, 102], [101, 2023, 2003, 102]])
    write(States(model), (ids, torch.ones_like(ids)), ("input_ids", "attention_mask", "states"), OUT)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--anew", action="store_true", help="not from the weights that the package has")
    parser.add_argument("--minutes", type=float, default=90)
    args = parser.parse_args()
    torch.manual_seed(1)
    library = Library(args.home / "library", choose_embedder("static"))
    model = begun(args.model)
    if not args.anew:
        model.load_state_dict(shipped(OUT))
    bank = Bank(library)
    train(model, asked([EVERYDAY], bank.papers), asked(SETS, bank.papers), bank, args.minutes)
    export(model)


if __name__ == "__main__":
    main()
