"""Train `index/models/turns_int8/model.onnx`: `python -m tests.bench.train_turns --model FOLDER`.

FOLDER has `model.safetensors` and `config.json` of all-MiniLM-L6-v2, where the training begins. On the `dev` part of
`tests/data/turns.jsonl` and on `turns_written.jsonl`; what is put aside of the former, by conversation (`test`, `held`)
and by writer (`unread`), is measured after each round. Needs `torch`, `transformers` and `onnx`.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from index.models.turns import ACTS, OPENING, Before, Kind, laid_out, likeliest
from tests.bench.model_files import MODELS, read
from tests.bench.onnx_files import Whole, write

DATA = Path(__file__).parents[1] / "data"
OUT = MODELS / "turns_int8" / "model.onnx"
ASIDE = ("test", "held", "unread")
BATCH, RATE, HEAD, SMOOTH = 32, 1e-4, 1e-3, 0.05
# Weights of a turn that was written for this, of a question that opens a conversation, and of such a one as if it
# changed the subject of another one, so many of them questions that were asked of abstracts.
WRITTEN, OPENS, SWITCHES, ASKED = 0.6, 0.3, 0.4, 2000
UNSURE = 0.3  # share of answers that are taken for unsure ones: writers who saw no answer could not tell
STANDS_ALONE = {"new", "search", "vary", "narrow"}


class Row(NamedTuple):
    """A turn, what was before it, its act, and what it counts."""

    text: str
    before: Before
    label: str
    weight: float = 1.0


def turns(split: str) -> list[Row]:
    """Return the turns of one part, each with what was before it."""
    rows: list[Row] = []
    topic, stated = "", False
    for row in read(DATA / "turns.jsonl"):
        if row["split"] == split:
            topic, stated = (topic, stated) if row["turn"] else ("", False)
            opens = not row["turn"] and row["label"] == "new"
            before = Before(row["kind_before"], topic, stated)
            rows.append(Row(row["text"], before, row["label"], OPENS if opens else 1.0))
            stated = stated or row["label"] in ("limit", "wish") or bool(row["limits"] or row["wish"])
            topic = (row["standalone"] or row["text"]) if row["label"] in STANDS_ALONE else topic
    return rows


def unsure(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with some of the answers before them as unsure, and half of the unsure ones as sure."""
    other: dict[Kind, tuple[Kind, float]] = {"answered": ("related", UNSURE), "related": ("answered", 0.5)}
    found, rng = list[Row](), random.Random(2)
    for row in rows:
        kind, share = other.get(row.before.kind, (row.before.kind, 0.0))
        found.append(row._replace(before=row.before._replace(kind=kind)) if rng.random() < share else row)
    return found


def written() -> list[Row]:
    rows = read(DATA / "turns_written.jsonl")
    return [Row(row["text"], Before(row["before"], row["topic"], row["stated"]), row["label"], WRITTEN) for row in rows]


def switches(rows: Sequence[Row]) -> list[Row]:
    """Return questions that stand alone, each after what was talked about in another one."""
    opens = [row.text for row in rows if not row.before.kind and row.label == "new"]
    asked = [row["question"] for row in read(DATA / "asked_of_abstracts.jsonl") if row["split"] != "held"]
    opens += random.Random(1).sample(asked, ASKED)
    kinds: tuple[Kind, ...] = ("answered", "list", "answered", "related")
    return [
        Row(text, Before(kinds[n % 4], opens[(n * 37 + 11) % len(opens)], n % 4 == 0), "new", SWITCHES)
        for n, text in enumerate(opens)
    ]


class Network(nn.Module):
    """The encoder, with a score for each act from its first state and the mean of those of the turn."""

    def __init__(self, folder: Path, layers: int) -> None:
        super().__init__()
        self.bert = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        self.bert.encoder.layer = self.bert.encoder.layer[:layers]
        self.bert.embeddings.requires_grad_(requires_grad=False)
        self.head = nn.Linear(2 * self.bert.config.hidden_size, len(ACTS))
        self.some = nn.Dropout(0.2)

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor) -> Tensor:
        read = self.bert(input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask)
        states, turn = read.last_hidden_state.float(), (attention_mask * token_type_ids)[..., None].float()
        mean = (states * turn).sum(1) / turn.sum(1)
        return self.head(self.some(torch.cat([states[:, 0], mean], -1)))


def batch(rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor]:
    laid = [laid_out(row.text, row.before) for row in rows]
    ids, segments, mask = (torch.zeros(len(laid), max(len(one) for one, _ in laid), dtype=torch.long) for _ in range(3))
    for n, (one, of) in enumerate(laid):
        ids[n, : len(one)], segments[n, : len(one)], mask[n, : len(one)] = torch.tensor(one), torch.tensor(of), 1
    return ids, segments, mask


def measured(model: Network, rows: Sequence[Row]) -> tuple[float, float]:
    """Return the share of turns that are told right, and of later ones."""
    right: list[tuple[bool, bool]] = []
    with torch.inference_mode():
        for start in range(0, len(rows), 64):
            part = rows[start : start + 64]
            for row, shares in zip(part, model.eval()(*batch(part)).softmax(-1).tolist(), strict=True):
                possible = ACTS if row.before.kind else OPENING
                told = likeliest({act: shares[ACTS.index(act)] for act in possible})
                right.append((told == row.label, bool(row.before.kind)))
    later = [told for told, is_later in right if is_later]
    return round(sum(told for told, _ in right) / len(right), 3), round(sum(later) / len(later), 3)


def batches(rows: list[Row]) -> list[list[Row]]:
    """Return the rows in an order by lot, those of about one length together."""
    random.shuffle(rows)
    ordered = sorted(rows, key=lambda row: len(row.text) // 12 + 3 * random.random())
    found = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
    random.shuffle(found)
    return found


def train(model: Network, rows: list[Row], rounds: int, aside: dict[str, list[Row]]) -> None:
    body = [each for name, each in model.named_parameters() if each.requires_grad and not name.startswith("head")]
    parts: list[dict[str, Any]] = [{"params": body, "lr": RATE}, {"params": model.head.parameters(), "lr": HEAD}]
    optimizer = torch.optim.AdamW(parts, weight_decay=0.01)
    steps = rounds * (len(rows) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [RATE, HEAD], total_steps=steps + 1, pct_start=0.1)
    for n in range(rounds):
        model.train()
        for part in batches(rows):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = model(*batch(part))
            right = torch.tensor([ACTS.index(row.label) for row in part])
            errors = functional.cross_entropy(scores.float(), right, reduction="none", label_smoothing=SMOOTH)
            optimizer.zero_grad()
            (errors * torch.tensor([row.weight for row in part])).mean().backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        print(n, {name: measured(model, each) for name, each in aside.items()}, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--layers", type=int, default=6)
    args = parser.parse_args()
    torch.manual_seed(0)
    random.seed(0)
    dev = turns("dev")
    model = Network(args.model, args.layers)
    train(model, [*unsure(dev), *written(), *switches(dev)], args.rounds, {name: turns(name) for name in ASIDE})
    model.bert.set_attn_implementation("eager")
    pair = torch.tensor([[101, 7592, 102, 2088, 102]]), torch.tensor([[0, 0, 0, 1, 1]])
    write(Whole(model), pair, ("input_ids", "token_type_ids", "scores"), OUT)


if __name__ == "__main__":
    main()
