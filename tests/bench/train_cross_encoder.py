"""Train `index/models/cross_encoder_int8/model.onnx` and write it, rounded to 8 bits.

    python -m tests.bench.train_cross_encoder --home HOME --model FOLDER [--anew] [--minutes 60] [--many 12000]

HOME holds a library with the papers of `tests/data/asked_of_abstracts.jsonl` (`assistant ingest`), FOLDER has
`model.safetensors` and `config.json` of all-MiniLM-L6-v2. The shipped weights are trained on, or with `--anew` that
model: then it first tells papers by their titles among their neighbours. It learns from questions: which paper is right
among what the search finds beside it, which of its sentences answer, and that an abstract may be on the subject and
not answer; half of them, by lot, in everyday words. Needs `torch`, `transformers` and `onnx`; one core reads fifteen
pairs a second.
"""

import argparse
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm
from transformers import AutoModel

from index.embedders import choose_embedder, encoder
from index.embedders.encoder import laid_out, tokenizer
from index.models.cross_encoder import ASKED
from index.paper import Paper
from index.query import Filters, Query
from index.search.retriever import HybridRetriever
from index.store.library import Library
from tests.bench.model_files import MODELS, read
from tests.bench.onnx_files import Whole, shipped, write

DATA = Path(__file__).parents[1] / "data"
OUT = MODELS / "cross_encoder_int8" / "model.onnx"
SETS = ("asked_of_abstracts.jsonl", "sentence_questions.jsonl")
EVERYDAY = "everyday_questions.jsonl"
ASIDE = ("dev", "held")  # parts of the questions that others learn from, or that are measured
MOST = 320  # tokens of a pair; longer ones cost more than they teach
GROUPS, BESIDE, RATE = 8, 3, 5e-5  # questions of a step, wrong papers of a question, learning rate
ALONE = 8  # further questions of a step, of which the right paper alone is read: which sentence answers costs a quarter
HARD = 5  # papers that the search finds first, of which every other wrong one is taken
FROZEN = 2  # layers, and the embeddings: a third less to do
ALSO = 0.6  # what a sentence counts that answers too, beside the best one
NEXT = 0.2  # and in which of them comes first: a reader wants the best one first
TITLES, WARM = 400, 60  # steps


class Group(NamedTuple):
    """A question, its right paper, the marks of that paper's sentences, and papers that the search finds beside it."""

    question: str
    paper: Paper
    marks: Mapping[int, float] | None  # None: its title is asked for; empty: its abstract does not answer
    beside: Sequence[Paper]


class Pair(NamedTuple):
    """The tokens of a question and a paper, which text each is of, and which sentence, from 0; -1 for none."""

    ids: list[int]
    segments: list[int]
    sentences: list[int]


def begun(folder: Path) -> nn.Module:
    """Return the model where training begins; eager and without dropout it takes half the time."""
    still = dict.fromkeys(("hidden_dropout_prob", "attention_probs_dropout_prob"), 0.0)
    return AutoModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager", **still)


class Reader(nn.Module):
    """The encoder, with three numbers a token: its sentence answers; of the first, the paper is right, and answers."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = begun(folder)
        self.head = nn.Linear(self.bert.config.hidden_size, 3)
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:FROZEN]):
            part.requires_grad_(requires_grad=False)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor) -> Tensor:
        read = self.bert(input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask)
        return self.head(read.last_hidden_state.float())


def rows_of(names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the questions of these files that are trained on."""
    return [row for name in names for row in read(DATA / name) if row.get("split") not in ASIDE]


def alone(library: Library) -> list[Group]:
    """Return all questions whose paper has marks, without papers beside it."""
    rows = [row for row in rows_of([EVERYDAY, *SETS]) if row["papers"]]
    papers = {paper.id: paper for paper in library.all()}
    return [
        Group(row["question"], papers[key], marks_of(row, key), [])
        for row in rows
        if (key := row["papers"][0]) in papers and row.get("sentences", {}).get(key)
    ]


def marks_of(row: Mapping[str, Any], key: str) -> dict[int, float]:
    return {n: ALSO if k else 1.0 for k, n in enumerate(row.get("sentences", {}).get(key, []))}


def questions(library: Library, many: int, rng: random.Random) -> Iterator[Group]:
    retriever = HybridRetriever(library)
    kinds = (rows_of(names) for names in ([EVERYDAY], SETS))
    rows = [row for each in kinds for row in rng.sample(each, min(many // 2, len(each)))]
    for row in tqdm(rows):
        found = retriever.rank(Query(text=row["question"], k=20)).hybrid
        beside = library.get([key for key in found if key not in row["papers"]])
        for paper in library.get(row["papers"][:1]):
            yield Group(row["question"], paper, marks_of(row, paper.id), beside)


def titles(library: Library, many: int) -> Iterator[Group]:
    papers = list(library.all())
    random.Random(1).shuffle(papers)
    for paper in papers[:many]:
        near = library.nearest(library.vectors([paper.id])[paper.id], 10, Filters())
        beside = library.get([key for key, _ in near if key != paper.id])
        yield Group(paper.title, paper.model_copy(update={"title": "-"}), None, beside)


def pair(question: str, paper: Paper) -> Pair:
    tokens = tokenizer()
    asked = tokens.encode(question, add_special_tokens=False).ids[:ASKED]
    text, spans = laid_out(paper)
    given = tokens.encode(text, add_special_tokens=False)
    room = MOST - len(asked) - 3
    of = [next((n for n, (a, b) in enumerate(spans) if a <= start and end <= b), -1) for start, end in given.offsets]
    first = len(asked) + 2
    return Pair(*encoder.pair(asked, given.ids[:room]), [-1] * first + of[:room] + [-1])


def scores(model: Reader, pairs: Sequence[Pair]) -> tuple[list[Tensor], Tensor]:
    """Return the log-odds of the sentences of each pair, and its two of the paper: relevant, answers."""
    longest = max(len(each.ids) for each in pairs)
    ids, segments, mask = (torch.zeros(len(pairs), longest, dtype=torch.long) for _ in range(3))
    for row, each in enumerate(pairs):
        size = len(each.ids)
        ids[row, :size], segments[row, :size], mask[row, :size] = torch.tensor(each.ids), torch.tensor(each.segments), 1
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = model(ids, segments, mask)
    told = []
    for row, each in enumerate(pairs):
        of = torch.tensor(each.sentences)
        told.append(torch.stack([out[row, : len(of), 0][of == n].mean() for n in range(max(each.sentences) + 1)]))
    return told, out[:, 0, 1:]


def loss(model: Reader, group: Group, rng: random.Random) -> Tensor:
    many = BESIDE if group.marks != {} else BESIDE - 1
    hard, rest = group.beside[:HARD], group.beside[HARD:]
    beside = rng.sample(hard, min((many + 1) // 2, len(hard)))
    beside += rng.sample(rest, min(many - len(beside), len(rest)))
    sentences, papers = scores(model, [pair(group.question, paper) for paper in (group.paper, *beside)])
    total = functional.cross_entropy(papers[None, :, 0], torch.zeros(1, dtype=torch.long))
    if group.marks is None:
        return total
    ones, answers = functional.binary_cross_entropy_with_logits, papers[:, 1]
    wanted = torch.tensor([group.marks.get(n + 1, 0.0) for n in range(len(sentences[0]))])
    there = float(wanted.sum() > 0)
    total = total * (0.5 + 0.5 * there)
    if group.beside:  # one that is read alone teaches nothing of papers
        total = total + ones(answers[0], torch.tensor(there))
    total = total + ones(sentences[0], wanted) * (0.5 + 0.5 * there)
    if there:
        first = torch.where((wanted > 0) & (wanted < 1), NEXT, wanted)
        total = total + functional.cross_entropy(sentences[0][None], (first / first.sum())[None])
    if beside:
        others = torch.cat(sentences[1:])
        total = total + 0.3 * ones(answers[1:], torch.zeros(len(beside)))
        total = total + 0.1 * there * ones(others, torch.zeros(len(others)))
    return total


def train(
    model: Reader, groups: list[Group], single: Sequence[Group], minutes: float, steps: int, rng: random.Random
) -> None:
    """Go through the groups again and again until the time is over or the steps are made; the rate falls to 0."""
    body = [each for each in model.bert.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": model.head.parameters(), "lr": 10 * RATE}])
    began, made = time.time(), 0
    while True:
        rng.shuffle(groups)
        for place in range(0, max(len(groups) - GROUPS, 0) + 1, GROUPS):
            gone = max((time.time() - began) / (60 * minutes), made / steps)
            if gone >= 1:
                return
            for rates in optimizer.param_groups:
                rates.setdefault("first", rates["lr"])
                rates["lr"] = rates["first"] * min(1.0, (made + 1) / WARM) * (1 - gone)
            optimizer.zero_grad()
            error = 0.0
            more = rng.sample(single, min(ALONE, len(single)))
            for group in (
                *groups[place : place + GROUPS],
                *more,
            ):  # one by one: what a few pairs need stays in the cache
                part = loss(model, group, rng) / GROUPS
                part.backward()
                error += float(part.detach())
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            made += 1
            if made % 50 == 0:
                print(f"{made} steps, {time.time() - began:.0f} s, loss {error:.2f}", flush=True)


def export(model: Reader) -> None:
    model.bert.set_attn_implementation("eager")
    pairs = torch.tensor([[101, 7592, 102, 2088, 102]]), torch.tensor([[0, 0, 0, 1, 1]])
    write(Whole(model), pairs, ("input_ids", "token_type_ids", "scores"), OUT)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--anew", action="store_true", help="not from the weights that the package has")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--many", type=int, default=12_000, help="questions")
    args = parser.parse_args()
    torch.manual_seed(1)
    rng, library = random.Random(1), Library(args.home / "library", choose_embedder("static"))
    model = Reader(args.model).train()
    if args.anew:
        train(model, list(titles(library, TITLES * GROUPS)), [], args.minutes, TITLES, rng)
    else:
        model.load_state_dict(shipped(OUT))
    train(model, list(questions(library, args.many, rng)), alone(library), args.minutes, 10**9, rng)
    export(model)


if __name__ == "__main__":
    main()
