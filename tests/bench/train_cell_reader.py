"""Train `index/models/cell_reader_int8/model.onnx` and write it, rounded to 8 bits.

    python -m tests.bench.train_cell_reader --papers PAPERS.jsonl[.xz] ... --roles CSABSTRUCT/train.jsonl --model FOLDER
        --state FILE [--first 700] [--steps 1400]

PAPERS have the papers of `tests/data/cell_labels.jsonl` and of the labels beside it (JSON Lines with id, title and
abstract), the folder has `model.safetensors` and `config.json` of all-MiniLM-L6-v2, where the training begins unless
the file has what an earlier run left; what is shipped is then the mean of that and of what comes out. First the model
learns what sentences do, whose figures are and which phrases are names, then how people filled tables; of these papers
a tenth is kept to set thresholds by. Needs `torch`, `transformers` and `onnx`.
"""

import argparse
import random
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from assistant.comparison.values import MOST, allowed, read
from index.figure_roles import FIGURE_ROLES
from index.models.cell_reader import COLUMNS, SPANS, WIDTHS, Tokens, laid_out, words_of
from index.models.entity_tagger import KINDS
from index.models.sentence_roles import ROLES
from index.paper import Paper
from index.statements import heading_of, statements_of
from index.text import plain
from tests.bench.cell_labels import Labelled, labelled, measure
from tests.bench.model_files import MODELS
from tests.bench.model_files import read as rows_of
from tests.bench.onnx_files import write

DATA = Path(__file__).parents[1] / "data"
OUT = MODELS / "cell_reader_int8" / "model.onnx"
LONGEST = 400  # tokens of a paper that is learned from
PAPERS, RATE, WARM = 4, 1e-4, 50  # papers of a step, learning rate, steps until it is reached
FROZEN, DROPPED = 2, 0.1  # layers that stay as they were, and share of the last states
KEPT, BESIDE = 10, 4  # one of so many papers is kept; papers with cells for one with other labels
BARRED = -1e4


class Cells(NamedTuple):
    """Which columns each sentence states, and which rows of its words may be cut, (words, MOST), and are by span."""

    states: Tensor
    open: tuple[Tensor, ...]
    right: tuple[Tensor, ...]


class Example(NamedTuple):
    """A paper, and what is known of it: roles of sentences, kinds of tokens, -1 where nothing is, and its cells."""

    tokens: Tokens
    roles: Tensor
    figures: Tensor
    kinds: Tensor
    cells: Cells | None = None


class Reader(nn.Module):
    """The encoder with its numbers of each token, and, while it learns, whose figure and what kind of name it is of."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        still = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}  # dropout costs a third of the time
        self.bert = AutoModel.from_pretrained(folder, add_pooling_layer=False, **still)
        self.head = nn.Linear(self.bert.config.hidden_size, sum(WIDTHS))
        self.beside = nn.Linear(self.bert.config.hidden_size, len(FIGURE_ROLES) + len(KINDS) + 1)
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:FROZEN]):
            part.requires_grad_(requires_grad=False)
        self.kept: dict[int, Tensor] = {}

    def states(self, tokens: Tokens) -> Tensor:
        """Return the last state of each token; what the layers make that stay as they were is kept."""
        layers = self.bert.encoder.layer
        if id(tokens) not in self.kept:
            with torch.no_grad():
                ids, segments = torch.tensor([tokens.ids]), torch.tensor([tokens.segments])
                state = self.bert.embeddings(input_ids=ids, token_type_ids=segments)
                for layer in layers[:FROZEN]:
                    state = layer(state)
                self.kept[id(tokens)] = state.bfloat16()
        state = self.kept[id(tokens)].float()
        for layer in layers[FROZEN:]:
            state = layer(state)
        return functional.dropout(state[0].float(), DROPPED)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor) -> Tensor:
        mask = torch.ones_like(input_ids)
        read = self.bert(input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=mask)
        return self.head(read.last_hidden_state)


def with_roles(path: Path) -> Iterator[Example]:
    for row in rows_of(path):
        yield example("", row["sentences"], roles=dict(enumerate(row["labels"], start=1)))


def with_labels(papers: Mapping[str, Paper]) -> Iterator[Example]:
    told = {name: defaultdict[str, list[dict]](list) for name in ("sentence_roles", "figure_roles", "entities_labels")}
    for name, found in told.items():
        for row in rows_of(DATA / f"{name}.jsonl"):
            found[row.get("paper", "")].append(row)
    roles, figures, entities = told.values()
    for key in sorted({*roles, *figures, *entities} & papers.keys()):
        paper = papers[key]
        yield example(
            paper.title,
            paper.sentences,
            roles={row["sentence"]: row["role"] for row in roles[key]},
            figures={(row["sentence"], row["start"]): row["role"] for row in figures[key]},
            entities={row["sentence"]: row["entities"] for row in entities[key]},
        )


def example(
    title: str,
    sentences: Sequence[str],
    *,
    roles: Mapping[int, str] | None = None,
    figures: Mapping[tuple[int, int], str] | None = None,
    entities: Mapping[int, Sequence[tuple[str, int, int]]] | None = None,
    cells: Cells | None = None,
) -> Example:
    told = laid_out(title, tuple(sentences))
    known = [ROLES.index(role) if (role := (roles or {}).get(n)) else -1 for n in range(1, len(sentences) + 1)]
    owners, kinds = torch.full((len(told.ids),), -1), torch.full((len(told.ids),), -1)
    for n, (text, places) in enumerate(zip(map(plain, sentences), told.words, strict=True), start=1):
        for word, (first, behind) in zip(words_of(text), places, strict=False):
            for (number, start), role in (figures or {}).items():
                if number == n and word.start <= start < word.end:
                    owners[first:behind] = FIGURE_ROLES.index(role)
            if n in (entities or {}):
                own = [k for k, start, end in entities[n] if start < word.end and word.start < end]
                kinds[first:behind] = KINDS.index(own[0]) + 1 if own else 0
    return Example(told, torch.tensor(known), owners, kinds, cells)


def with_cells(each: Labelled) -> Example:
    numbers = range(1, len(each.paper.sentences) + 1)
    told = [read(each.paper, n) for n in numbers]
    right = [torch.zeros(len(sentence.words), len(SPANS), MOST, dtype=torch.bool) for sentence in told]
    states = torch.zeros(len(told), len(COLUMNS))
    for place, column in enumerate(COLUMNS):
        for number, first, behind in each.cells.get(column, ()):
            states[number - 1, place] = 1
            if first < len(right[number - 1]):
                right[number - 1][first, (place, -1), min(behind - first, MOST) - 1] = True
    is_open = [torch.tensor(allowed(sentence)).reshape(-1, MOST) for sentence in told]
    cells = Cells(states, tuple(is_open), tuple(one & two[:, None] for one, two in zip(right, is_open, strict=True)))
    return example(heading_of(each.paper), statements_of(each.paper), cells=cells)


def span_scores(words: Tensor) -> Tensor:
    """Return how well each row of words is a value: from (words, spans, 3) to (words, spans, MOST)."""
    last = torch.arange(len(words))[:, None] + torch.arange(MOST)
    there = last.clamp(max=len(words) - 1)
    total = functional.pad(words[..., 2].cumsum(dim=0), (0, 0, 1, 0))
    inside = total[there + 1] - total[:-1][:, None]
    return (words[:, None, :, 0] + words[there][..., 1] + inside).transpose(1, 2)


def of_words(out: Tensor, places: Sequence[tuple[int, int]]) -> Tensor:
    """Return of each word what its first token says of beginnings, its last of ends, and all of them of insides."""
    first, behind = torch.tensor(places).T
    shaped = out.reshape(len(out), len(SPANS), 3)
    total = functional.pad(shaped[..., 2].cumsum(dim=0), (0, 0, 1, 0))
    inside = (total[behind] - total[first]) / (behind - first)[:, None]
    return torch.stack([shaped[first, :, 0], shaped[behind - 1, :, 1], inside], dim=2)


def loss(model: Reader, one: Example) -> Tensor:
    states = model.states(one.tokens)
    with torch.autocast("cpu", enabled=False):
        return _loss(model, one, states)


def _loss(model: Reader, one: Example, states: Tensor) -> Tensor:
    words, sentences, paper, roles = model.head(states).split(WIDTHS, dim=1)
    spans = [(places[0][0], places[-1][1]) if places else (0, 1) for places in one.tokens.words]
    total = torch.zeros(())
    if (one.roles >= 0).any():
        told = torch.stack([roles[first:behind].mean(dim=0) for first, behind in spans])
        total = total + functional.cross_entropy(told, one.roles, ignore_index=-1)
    if (one.figures >= 0).any() or (one.kinds >= 0).any():
        figures, kinds = model.beside(states).split((len(FIGURE_ROLES), len(KINDS) + 1), dim=1)
        for told, wanted in ((figures, one.figures), (kinds, one.kinds)):
            if (wanted >= 0).any():
                total = total + 0.5 * functional.cross_entropy(told, wanted, ignore_index=-1)
    if one.cells:
        told = torch.stack([sentences[first:behind].mean(dim=0) for first, behind in spans])
        stated = one.cells.states.amax(dim=0)
        total = total + functional.binary_cross_entropy_with_logits(told, one.cells.states, reduction="sum") / 16
        total = total + functional.binary_cross_entropy_with_logits(paper[0], stated, reduction="sum") / 16
        total = total + cut_loss(words, told, paper[0], one)
    return total


def cut_loss(out: Tensor, sentences: Tensor, paper: Tensor, one: Example) -> Tensor:
    """Return how improbable the rows of words are that people cut, among those of all sentences, and that none is."""
    assert one.cells
    open_, none = functional.pad(sentences, (0, 1)), functional.pad(-paper, (0, 1), value=BARRED)
    scores, right = [none[:, None]], [~one.cells.states.any(dim=0, keepdim=True).T]
    right = [functional.pad(right[0], (0, 0, 0, 1))]
    for n, places in enumerate(one.tokens.words):
        if places and len(places) == len(one.cells.right[n]):
            cuts = span_scores(of_words(out, places)) + open_[n][:, None]
            cuts = cuts.masked_fill(~one.cells.open[n][:, None], BARRED)
            scores.append(cuts.transpose(0, 1).flatten(1))
            right.append(one.cells.right[n].transpose(0, 1).flatten(1))
    told, wanted = torch.cat(scores, dim=1).log_softmax(dim=1), torch.cat(right, dim=1).float()
    many = wanted.sum(dim=1)
    return -((told * wanted).sum(dim=1) / many.clamp(min=1)).sum() / 4


def train(model: Reader, examples: Sequence[Example], steps: int, rng: random.Random, minutes: float = 1e9) -> None:
    """Go through the examples again and again; the rate falls to 0."""
    body = [each for each in model.bert.parameters() if each.requires_grad]
    heads = [*model.head.parameters(), *model.beside.parameters()]
    optimizer = torch.optim.AdamW([{"params": body, "lr": RATE}, {"params": heads, "lr": 10 * RATE}])
    order, began, errors = list[Example](), time.time(), list[float]()
    for step in range(steps):
        gone = max(step / steps, (time.time() - began) / 60 / minutes)
        if gone >= 1:
            break
        for part, rate in zip(optimizer.param_groups, (RATE, 10 * RATE), strict=True):
            part["lr"] = rate * min(1.0, (step + 1) / WARM) * (1 - gone)
        optimizer.zero_grad()
        order = order if len(order) >= PAPERS else rng.sample(list(examples), len(examples))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            error = torch.stack([loss(model, order.pop()) for _ in range(PAPERS)]).mean()
        error.backward()
        errors.append(float(error.detach()))
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 25 == 24:
            print(f"{step + 1} steps, {time.time() - began:.0f} s, loss {np.mean(errors[-25:]):.3f}", flush=True)


def is_kept(each: Labelled) -> bool:
    return zlib.crc32(each.paper.id.encode()) % KEPT == 0


def halfway(one: Mapping[str, Tensor], two: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the mean of two states, which is better than either (Wortsman et al., arXiv:2109.01903)."""
    return {name: (one[name] + two[name]) / 2 if one[name].is_floating_point() else one[name] for name in one}


def export(model: Reader) -> None:
    model.bert.set_attn_implementation("eager")
    given = torch.tensor([[101, 7592, 102, 2088, 102]]), torch.tensor([[0, 0, 0, 1, 1]])
    write(model, given, ("input_ids", "token_type_ids", "scores"), OUT)
    OUT.chmod(0o644)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=Path, nargs="+", required=True)
    parser.add_argument("--roles", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True, help="keeps the weights; what is there is trained on")
    parser.add_argument("--first", type=int, default=700, help="steps on what sentences do")
    parser.add_argument("--steps", type=int, default=1400, help="steps on cells")
    parser.add_argument("--minutes", type=float, default=1e9, help="most that each of both takes")
    args = parser.parse_args()
    torch.manual_seed(args.steps)
    torch.set_num_threads(1)
    rng, model = random.Random(args.steps), Reader(args.model).train()
    before = torch.load(args.state) if args.state.exists() else None
    if before:
        model.load_state_dict(before)
    papers = [row for path in args.papers for row in rows_of(path)]
    told = {row["id"]: Paper(id=row["id"], title=row["title"], abstract=row["abstract"]) for row in papers}
    beside = list(short([*with_roles(args.roles), *with_labels(told)]))
    known = list(labelled(args.papers))
    cells = list(short(with_cells(each) for each in known if not each.is_test and not is_kept(each)))
    train(model, beside, args.first, rng, args.minutes)
    torch.save(model.state_dict(), args.state)
    train(model, [*cells, *rng.sample(beside, len(cells) // BESIDE)], args.steps, rng, args.minutes)
    torch.save(model.state_dict(), args.state)
    if before:
        model.load_state_dict(halfway(before, model.state_dict()))
    export(model)
    print(*measure([each for each in known if not each.is_test and is_kept(each)]), sep="\n")


def short(examples: Iterable[Example]) -> Iterator[Example]:
    return (each for each in examples if len(each.tokens.ids) <= LONGEST)


if __name__ == "__main__":
    main()
