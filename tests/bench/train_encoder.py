"""Train `index/embedders/minilm_int8/model.onnx`, the encoder, on questions, and write it, rounded to 8 bits.

    python -m tests.bench.train_encoder --home HOME --model FOLDER [--minutes 26]

HOME holds a library with the papers of `tests/data/asked_of_abstracts.jsonl` (`assistant ingest`), FOLDER has
`model.safetensors` and `config.json` of all-MiniLM-L6-v2, where the training begins. A question is to be nearer to
its paper than to those of the other questions of a batch, which are neighbours where there are any, and than to one
that the search finds beside it (InfoNCE: van den Oord et al., arXiv:1807.03748); as a whole, by its best sentence,
and within the paper to the sentences that answer. Two titles a batch, each sought by its abstract, keep what the
model knew. Needs `torch`, `transformers` and `onnx`.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from index.embedders import choose_embedder
from index.embedders.encoder import FOLDER, tokenizer
from index.paper import Paper
from index.store.library import Library
from tests.bench.onnx_files import write
from tests.bench.train_cross_encoder import MOST, Group, pair, questions

OUT = Path(__file__).parents[2] / FOLDER[0].replace(".", "/") / FOLDER[1] / "model.onnx"
BATCH, TITLES, AT_ONCE = 16, 2, 8  # questions and titles of a step, and texts that are read at once
RATE, WARM, TEMPERATURE = 3e-5, 30, 0.05
PARTS = 0.3  # what finding by the best sentence counts, and finding the sentence, beside finding by the whole


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


def vectors(model: nn.Module, texts: Sequence[Text]) -> list[Vectors]:
    """Return what is made of texts, pooled as `index.embedders.encoder` does."""
    order, found = sorted(range(len(texts)), key=lambda n: len(texts[n].ids)), dict[int, Vectors]()
    for start in range(0, len(order), AT_ONCE):
        part = order[start : start + AT_ONCE]
        rows = [torch.tensor(texts[n].ids) for n in part]
        ids = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        mask = nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        found |= {n: _pooled(own[: len(texts[n].ids)], texts[n]) for n, own in zip(part, states, strict=True)}
    return [found[n] for n in range(len(texts))]


def _pooled(states: Tensor, text: Text) -> Vectors:
    whole, of = states.mean(0), torch.tensor(text.sentences)
    parts = [states[of == n].mean(0) if (of == n).any() else whole for n in range(max(text.sentences) + 1)]
    return Vectors(functional.normalize(whole, dim=0), functional.normalize(torch.stack([*parts, whole]), dim=-1)[:-1])


def batches(groups: Sequence[Group], rng: random.Random) -> Iterator[list[Group]]:
    """Yield questions on different papers, half of a batch on papers that are found beside those of others."""
    while True:
        left = dict(enumerate(rng.sample(list(groups), len(groups))))
        on = defaultdict(list)
        for n, group in left.items():
            on[group.paper.id].append(n)
        while len(left) >= BATCH:
            first = left.pop(next(iter(left)))
            batch, seen = [first], {first.paper.id}
            near = [n for paper in first.beside for n in on[paper.id][:1] if n in left][: BATCH // 2]
            for n in [*near, *list(left)[: 4 * BATCH]]:
                if len(batch) < BATCH and n in left and left[n].paper.id not in seen:
                    seen.add(left[n].paper.id)
                    batch.append(left.pop(n))
            if len(batch) == BATCH:
                yield batch


def loss(model: nn.Module, batch: Sequence[Group], titles: Sequence[Paper], rng: random.Random) -> Tensor:
    right = [group.paper for group in batch]
    ids = {paper.id for paper in right}
    beside = [rng.choice(others) for group in batch if (others := [one for one in group.beside if one.id not in ids])]
    untitled = [paper.model_copy(update={"title": "-"}) for paper in titles]
    asked = [question_text(text) for text in (*(g.question for g in batch), *(p.title for p in titles))]
    papers = vectors(model, [paper_text(paper) for paper in (*right, *beside, *untitled)])
    wanted = torch.stack([each.whole for each in vectors(model, asked)])
    places = torch.tensor([*range(len(right)), *range(len(right) + len(beside), len(papers))])
    whole = wanted @ torch.stack([each.whole for each in papers]).T
    best = torch.stack([(each.sentences @ wanted.T).max(dim=0).values for each in papers], dim=1)
    total = functional.cross_entropy(whole / TEMPERATURE, places)
    total = total + PARTS * functional.cross_entropy(best / TEMPERATURE, places)
    within = []
    for n, group in enumerate(batch):
        marks = torch.tensor([(group.marks or {}).get(k + 1, 0.0) for k in range(len(papers[n].sentences))])
        if marks.sum() > 0:
            near = papers[n].sentences @ wanted[n] / TEMPERATURE
            within.append(functional.cross_entropy(near[None], (marks / marks.sum())[None]))
    return total + PARTS * torch.stack(within).mean() if within else total


def train(model: nn.Module, groups: Sequence[Group], papers: Sequence[Paper], minutes: float) -> None:
    """Go through the questions until the time is over; the rate falls to 0."""
    rng, began = random.Random(1), time.time()
    model.embeddings.requires_grad_(requires_grad=False)
    body = [each for each in model.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(body, lr=RATE)
    for made, batch in enumerate(batches(groups, rng)):
        gone = (time.time() - began) / (60 * minutes)
        if gone >= 1:
            return
        optimizer.param_groups[0]["lr"] = RATE * min(1.0, (made + 1) / WARM) * (1 - gone)
        error = loss(model, batch, rng.sample(papers, TITLES), rng)
        optimizer.zero_grad()
        error.backward()
        nn.utils.clip_grad_norm_(body, 1.0)
        optimizer.step()
        if made % 20 == 0:
            print(f"{made} steps, {time.time() - began:.0f} s, loss {float(error.detach()):.2f}", flush=True)


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
    parser.add_argument("--minutes", type=float, default=26)
    args = parser.parse_args()
    torch.manual_seed(1)
    library = Library(args.home / "library", choose_embedder("static"))
    groups = [group for group in questions(library) if group.marks]
    model = AutoModel.from_pretrained(args.model, add_pooling_layer=False)
    train(model, groups, [paper for paper in library.all() if paper.sentences], args.minutes)
    export(model)


if __name__ == "__main__":
    main()
