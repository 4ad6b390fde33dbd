"""Train `index/models/limits.safetensors`: `python -m tests.bench.train_limits [--anew [--writer 4]]`.

The shipped weights are trained on for a few rounds, or, with `--anew`, new ones for many.

On the `train` part of `tests/data/limits.jsonl`, messages of eight writers, each also with other names, subjects and
times in the place of its own, and on the questions of other sets, which set no limit. The part put `aside` only
measures, and so does all of one writer, if that is asked for. Needs `torch`.
"""

import argparse
import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from index.embedders.encoder import DIMENSIONS, encoder
from index.models import limits as model
from index.models.limits import HASHED, NAME, TAGS, WAYS, hashed, tokens
from tests.bench.model_files import MODELS, read

DATA = Path(__file__).parents[1] / "data"
NEGATIVE = (
    "question_types",
    "off_topic",
    "turns_written",
    "sentence_questions",
    "other_questions",
    "asked_of_abstracts",
)
NOT = frozenset({"collection", "record", "papers", "limit", "lift", "new", "pick", "within", "narrow"})  # may set one
MEMBERS, STATES, OWN, HIDDEN, DROPPED = 3, 96, 48, 96, 0.4
WHOLE = 0.15  # what the loss of a sequence counts beside that of its ways
BATCH, COPIES = 32, 6
ANEW, ON = (26, 3e-3), (6, 1e-3)  # rounds, and the learning rate
OTHERS, READ, ASIDE = 800, 5000, 2000  # messages without a limit: of an epoch, of most sets, and put aside
EVERYDAY = 2500  # in everyday words, which say "without" of what they seek; as many more are read, as many put aside
SAME = {"not_organisation": "organisation", "not_author": "author"}
MADE_UP = 0.2  # share of names and subjects that are of no words
SLOTS = {  # of the messages of one writer, who cared for the limits alone
    "merging": "topic", "grokking": "topic", "Tencent": "organisation", "Bengio": "name", "Hinton": "name",
}  # fmt: skip
SLOT = re.compile("|".join(SLOTS))
SYLLABLES = (
    "ka lo vi mer tan dor fel sun wei zhou bar qi ren oak fern moss hill son ova berg ado example hedge row".split()
)


class Span(NamedTuple):
    """What a limit names, and how."""

    kind: str
    start: int
    end: int


class Marked(NamedTuple):
    """A message, what its limits name, and where words stand that go away with them."""

    text: str
    spans: Sequence[Span] = ()
    wholes: Sequence[tuple[int, int]] = ()


class Example(NamedTuple):
    """What the model is given of a message and is to say: states, hashed rows, tags and ways, -100 for none."""

    states: Tensor
    own: Tensor
    tags: Tensor
    ways: Tensor


class Network(nn.Module):
    """As `index.models.limits` has it."""

    def __init__(self) -> None:
        super().__init__()
        self.states, self.own = nn.Linear(DIMENSIONS, STATES), nn.EmbeddingBag(HASHED, OWN, mode="sum")
        nn.init.normal_(self.own.weight, std=0.1)
        self.lstm = nn.LSTM(STATES + OWN, HIDDEN, bidirectional=True, batch_first=True)
        self.head = nn.Linear(2 * HIDDEN, len(TAGS) + len(WAYS))
        self.follows = nn.Parameter(torch.zeros(len(TAGS), len(TAGS)))
        self.register_buffer(
            "never", torch.tensor([[-1e4 * (b[0] == "I" and a[1:] != b[1:]) for b in TAGS] for a in TAGS])
        )
        self.some, self.most = nn.Dropout(0.1), nn.Dropout(DROPPED)

    def forward(self, states: Tensor, own: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        rows = self.own(own.flatten(0, 1)).view(*own.shape[:2], -1)
        given = self.most(torch.cat([torch.tanh(self.states(self.some(states))), rows], -1))
        packed = nn.utils.rnn.pack_padded_sequence(given, lengths, batch_first=True, enforce_sorted=False)
        read, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        out = self.head(self.most(read))
        return out[..., : len(TAGS)], out[..., len(TAGS) :]

    def loss(self, scores: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
        """Return how unlikely the right tags are as a sequence (Lafferty et al., Conditional Random Fields, 2001)."""
        follows, rows = self.follows + self.never, torch.arange(len(tags))
        right = scores[:, 0].gather(1, tags[:, :1])[:, 0] + follows[0, tags[:, 0]]
        every = scores[:, 0] + follows[0]
        for n in range(1, tags.shape[1]):
            within = n < lengths
            step = scores[rows, n, tags[:, n]] + follows[tags[:, n - 1], tags[:, n]]
            right = right + step * within
            more = torch.logsumexp(every[:, :, None] + follows, 1) + scores[:, n]
            every = torch.where(within[:, None], more, every)
        return (torch.logsumexp(every, 1) - right).mean()


def marked(row: dict[str, Any]) -> Marked:
    """Return a row of the set with the places of what it names."""
    text, spans, wholes = row["message"], [], []
    for limit in row["limits"]:
        start = text.index(limit["whole"])
        wholes.append((start, start + len(limit["whole"])))
        taken = max((span.end for span in spans if span.start >= start), default=start)
        at = text.find(limit["value"], taken)
        at = at if at >= 0 else text.index(limit["value"], start)
        spans.append(Span(limit["kind"], at, at + len(limit["value"])))
    return Marked(text, spans, wholes)


def varied(one: Marked, pools: dict[str, list[str]], rng: random.Random) -> Marked:
    """Return a message with others in the place of what it names, and another topic for some."""
    parts = [(span.start, span.end, SAME.get(span.kind, span.kind)) for span in one.spans]
    taken = {n for start, end, _ in parts for n in range(start, end)}
    free = (found for found in SLOT.finditer(one.text) if found.start() not in taken)
    parts += [(*found.span(), SLOTS[found[0]]) for found in free]
    text, moved, at = "", {}, 0
    for start, end, kind in sorted(parts):
        text += one.text[at:start]
        new = one.text[start:end]
        if kind in ("topic", "name") or rng.random() < 0.8:
            kind = {"topic": "without", "name": "author"}.get(kind, kind)
            is_day = kind in WAYS and (kind != "date" or rng.random() < 0.5)
            new = rng.choice(pools["day" if is_day else kind])
        if kind not in WAYS and rng.random() < MADE_UP:
            new = made_up(rng).lower() if kind == "without" else made_up(rng)
        moved[start], at = len(text), end
        text += new
        moved[end] = len(text)
    text += one.text[at:]

    def place(old: int) -> int:
        before = max((known for known in moved if known <= old), default=None)
        return old if before is None else moved[before] + old - before

    spans = [Span(span.kind, place(span.start), place(span.end)) for span in one.spans]
    lower = rng.random() < 0.3
    return Marked(text.lower() if lower else text, spans, [(place(start), place(end)) for start, end in one.wholes])


def made_up(rng: random.Random) -> str:
    """Return a name that nobody has."""
    return " ".join("".join(rng.choices(SYLLABLES, k=rng.choice((1, 2, 2)))).title() for _ in range(rng.choice((1, 2))))


def unlimited(name: str, rng: random.Random) -> list[str]:
    """Return the messages of another set that set no limit, in any order."""
    rows = [row for row in read(DATA / f"{name}.jsonl") if not NOT & {row.get("label"), row.get("type")}]
    rows = [row for row in rows if not row.get("limited") and row.get("split") != "held"]
    found = list(dict.fromkeys(row.get("question") or row["text"] for row in rows))
    rng.shuffle(found)
    return found


def example(one: Marked) -> Example:
    places = tokens(one.text)
    tags, ways = [0] * len(places), [-100] * len(places)
    for n, (start, end) in enumerate(places):
        asks = n == len(places) - 1 and one.text[start:end] == "?"  # stays
        if not asks and any(begin <= start and end <= stop for begin, stop in one.wholes):
            tags[n] = TAGS.index("cue")
        for span in one.spans:
            if start < span.end and end > span.start:
                kind = SAME.get(span.kind, span.kind)
                is_date = kind in WAYS
                begins = start <= span.start or not any(
                    begin >= span.start and stop <= start for begin, stop in places[:n]
                )
                tags[n] = TAGS.index(f"{'B' if begins else 'I'}-{'date' if is_date else kind}")
                wanted = "not" if span.kind in SAME or kind == "without" else "wanted"
                ways[n] = WAYS.index(kind if is_date else wanted)
    states = torch.from_numpy(encoder().words(one.text, places)).half()
    return Example(states, torch.tensor(hashed(one.text, places)), torch.tensor(tags), torch.tensor(ways))


def batches(rows: Sequence[Example]) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor, Tensor]]:
    pad = partial(nn.utils.rnn.pad_sequence, batch_first=True)
    for start in range(0, len(rows), BATCH):
        states, own, tags, ways = zip(*rows[start : start + BATCH], strict=True)
        lengths = torch.tensor([*map(len, tags)])
        yield pad(states).float(), pad(own), lengths, pad(tags), pad(ways, padding_value=-100)


def shipped(member: int) -> Network:
    """Return a network with the weights of one that the package has."""
    network, own = Network(), f"{member}."
    known = {name.removeprefix(own): each for name, each in load_file(MODELS / f"{NAME}.safetensors").items()}
    parts = {name: known[name].float() for name in network.state_dict() if name in known}
    parts["follows"] = parts["follows"] - network.never
    network.load_state_dict(parts | {"never": network.never})
    return network


def train(
    network: Network,
    rows: Sequence[Sequence[Example]],
    others: Sequence[Example],
    rng: random.Random,
    rounds: tuple[int, float],
) -> Network:
    many, highest = rounds
    rate = torch.optim.AdamW(network.parameters(), lr=highest, weight_decay=0.02)
    steps = many * math.ceil((len(rows) + OTHERS) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(rate, highest, total_steps=steps + 1, pct_start=0.1)
    for epoch in range(many):
        seen = [rng.choice(copies) for copies in rows] + rng.sample(others, OTHERS)
        rng.shuffle(seen)
        lost = 0.0
        for states, own, lengths, tags, ways in batches(seen):
            told, how = network(states, own, lengths)
            loss = network.loss(told, tags, lengths) * WHOLE
            if (ways >= 0).any():
                loss = loss + functional.cross_entropy(how.flatten(0, 1), ways.flatten(), ignore_index=-100)
            rate.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            rate.step()
            schedule.step()
            lost += loss.item()
        print(epoch, round(lost, 2), flush=True)
    return network.eval()


def measured(rows: Sequence[Marked]) -> Counter[str]:
    """Return how many messages with a limit are read right, value by value, and how many without one are limited."""
    found = Counter[str]()
    for one in rows:
        gold = {(span.kind, one.text[span.start : span.end].lower()) for span in one.spans}
        got = {(limit.kind, limit.value.lower()) for limit in model.limits(one.text)}
        found["limited"] += bool(gold)
        found["right"] += bool(gold) and gold == got
        found["unlimited"] += not gold
        found["wrongly limited"] += bool(got) and not gold
        for name, kinds in (("found", gold & got), ("missed", gold - got), ("too many", got - gold)):
            for kind, _ in kinds:
                found[f"{kind}: {name}"] += 1
        if gold != got and SHOW:
            print(one.text, "\n   missed", gold - got, "\n   said", got - gold)
    return found


SHOW = False


def main() -> None:
    global SHOW
    parser = argparse.ArgumentParser()
    parser.add_argument("--writer", type=int, help="put aside, too")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--anew", action="store_true", help="not from the weights that the package has")
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    rng = random.Random(0)
    rows = list(read(DATA / "limits.jsonl"))
    is_aside = [row["split"] == "aside" or row["by"] == args.writer for row in rows]
    aside = [marked(row) for row, kept in zip(rows, is_aside, strict=True) if kept]
    known = [marked(row) for row, kept in zip(rows, is_aside, strict=True) if not kept]
    pools: dict[str, list[str]] = {}
    for one in known:
        for span in one.spans:
            value = one.text[span.start : span.end]
            pools.setdefault(SAME.get(span.kind, span.kind), []).append(value)
            if span.kind in WAYS and re.search(r"\b(?:19|20)\d\d\b", value):
                pools.setdefault("day", []).append(value)
    none = [text for name in NEGATIVE for text in unlimited(name, rng)]
    everyday = unlimited("everyday_questions", rng)
    copies = [
        [
            example(each)
            for each in (
                one,
                *(varied(one, pools, rng) for _ in range(COPIES if one.spans or SLOT.search(one.text) else 0)),
            )
        ]
        for one in known
    ]
    others = [example(Marked(text)) for text in (*none[:READ], *everyday[:EVERYDAY])]
    print("read", len(copies), len(others), flush=True)
    learned, empty = [copy for copy in copies if len(copy[0].tags)], [one for one in others if len(one.tags)]
    tensors = {}
    for member in range(MEMBERS):
        begun = Network() if args.anew else shipped(member)
        network = train(begun, learned, empty, rng, ANEW if args.anew else ON)
        parts = {name: tensor for name, tensor in network.state_dict().items() if name != "never"}
        parts["follows"] = parts["follows"] + network.never
        tensors |= {f"{member}.{name}": tensor.half().contiguous() for name, tensor in parts.items()}
    save_file(tensors, MODELS / f"{NAME}.safetensors")
    SHOW = args.show
    print(measured(aside))
    print(measured([Marked(text) for text in none[-ASIDE:]]))
    print(measured([Marked(text) for text in everyday[-EVERYDAY:]]))


if __name__ == "__main__":
    main()
