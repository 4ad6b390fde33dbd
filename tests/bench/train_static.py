"""Train the static token embeddings of `index/embedders/static_arxiv`, whose README says how and on what.

    python tests/bench/train_static.py --out FOLDER arxiv-metadata.jsonl.xz ...

Reads JSON Lines with `title` and `abstract`; writes `model.safetensors`, `tokenizer.json`, `config.json` and
`curve.json`. Needs `torch`, `tokenizers` and `safetensors`. The same seed, data and steps give the same weights on the
same machine.
"""

import argparse
import gzip
import json
import lzma
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

SHORTEST = 200  # characters of an abstract
QUERY_TOKENS, DOCUMENT_TOKENS = 40, 120
SUBSAMPLE = 2e-4  # arXiv:1310.4546, equation 5
SMOOTH = 1e-3  # of inverse frequency: Arora and others, ICLR 2017
RATE, WARM_UP, TEMPERATURE = 0.02, 50, 0.05


def pairs(paths: list[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        opened = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
        with opened(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                title, abstract = (" ".join(row[name].split()) for name in ("title", "abstract"))
                if title and len(abstract) >= SHORTEST:
                    yield title, abstract


def make_tokenizer(texts: list[tuple[str, str]], size: int, rng):
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=["[PAD]", "[UNK]"], min_frequency=5, show_progress=False
    )
    chosen = rng.permutation(len(texts))[:150_000]
    tokenizer.train_from_iterator((" ".join(texts[place]) for place in chosen), trainer)
    return tokenizer


def encode(tokenizer, texts: list[str]) -> list[np.ndarray]:
    encoded: list[np.ndarray] = []
    for start in range(0, len(texts), 20_000):
        batch = tokenizer.encode_batch_fast(texts[start : start + 20_000], add_special_tokens=False)
        encoded += [np.array(text.ids, dtype=np.int32) for text in batch]
    return encoded


class Sampler:
    """Makes the pairs of a batch: a title and its abstract, or a sentence and the rest."""

    def __init__(self, titles, abstracts, size: int, stop: int, rng) -> None:
        self.titles, self.abstracts, self.stop, self.rng = titles, abstracts, stop, rng
        counts = np.zeros(size)
        for abstract in abstracts:
            np.add.at(counts, abstract, 1)
        self.share = counts / counts.sum()
        self.keep = np.minimum(1, np.sqrt(SUBSAMPLE / np.maximum(self.share, 1e-12))).astype(np.float32)

    def pair(self, place: int):
        title, abstract = self.titles[place], self.abstracts[place]
        cloze = self._sentence(abstract) if random.random() < 0.5 else None
        if cloze is None:
            return self._thin(title, QUERY_TOKENS), self._thin(abstract, DOCUMENT_TOKENS)
        sentence, rest = cloze
        return self._thin(sentence, QUERY_TOKENS), self._thin(np.concatenate([title, title, rest]), DOCUMENT_TOKENS)

    def _thin(self, tokens, most: int):
        kept = tokens[self.rng.random(len(tokens), dtype=np.float32) < self.keep[tokens]]
        kept = tokens if len(kept) < 3 else kept
        return kept if len(kept) <= most else self.rng.choice(kept, most, replace=False)

    def _sentence(self, abstract):
        ends = np.flatnonzero(abstract == self.stop)
        if len(ends) < 3:
            return None
        place = random.randrange(-1, len(ends) - 1)
        start = ends[place] + 1 if place >= 0 else 0
        sentence = abstract[start : ends[place + 1] + 1]
        rest = np.concatenate([abstract[:start], abstract[ends[place + 1] + 1 :]])
        return (sentence, rest) if len(sentence) >= 8 else None


def train(sampler: Sampler, size: int, dimensions: int, batch: int, steps: int):
    """Return the vectors, shape (tokens, dimensions), and the curve: step, seconds, loss, accuracy in the batch."""
    import torch
    import torch.nn.functional as functional

    rarity = (SMOOTH / (SMOOTH + sampler.share)).astype(np.float32)
    start = torch.randn(size, dimensions) * 0.1 * torch.from_numpy(rarity)[:, None]
    vectors = torch.nn.EmbeddingBag.from_pretrained(start, mode="mean", sparse=True, freeze=False)
    optimizer = torch.optim.SparseAdam(vectors.parameters(), lr=RATE)

    def embed(texts):
        offsets = np.cumsum([0] + [len(text) for text in texts[:-1]])
        bags = vectors(torch.from_numpy(np.concatenate(texts)).long(), torch.from_numpy(offsets))
        return functional.normalize(bags, dim=1)

    curve, step, begun, labels = [], 0, time.monotonic(), torch.arange(batch)
    places = np.arange(len(sampler.titles))
    while True:
        sampler.rng.shuffle(places)
        for first in range(0, len(places) - batch + 1, batch):
            if step == steps:
                return vectors.weight.detach().numpy(), curve
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1, (step + 1) / WARM_UP) * (1 - step / steps) + 1e-4
            queries, documents = zip(*(sampler.pair(place) for place in places[first : first + batch]), strict=True)
            scores = embed(queries) @ embed(documents).T / TEMPERATURE
            loss = (functional.cross_entropy(scores, labels) + functional.cross_entropy(scores.T, labels)) / 2
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step += 1
            if step % 25 == 0:
                right = (scores.argmax(1) == labels).float().mean().item()
                curve.append([step, round(time.monotonic() - begun), round(loss.item(), 4), round(right, 4)])
                print(*curve[-1], flush=True)


def turned(vectors):
    """Return the vectors turned so that their first numbers tell the most; no cosine changes.

    The axes are the right singular vectors. What compares single tokens reads the first numbers only.
    """
    _, _, axes = np.linalg.svd(vectors, full_matrices=False)
    return vectors @ axes.T


def save(vectors, tokenizer, curve, out: Path) -> None:
    from safetensors.numpy import save_file

    largest = np.abs(vectors).max(axis=1, keepdims=True)
    largest[largest == 0] = 1
    rounded = np.round(vectors / largest * 127).astype(np.int8)
    out.mkdir(parents=True, exist_ok=True)
    weights = (largest[:, 0] / 127).astype(np.float32)
    save_file({"embeddings": rounded, "weights": weights}, str(out / "model.safetensors"))
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    config = {
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "version": 2,
        "hidden_dim": int(vectors.shape[1]),
        "normalize": True,
        "tokenizer_name": "wordpiece-arxiv-40k",
    }
    (out / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    (out / "curve.json").write_text(json.dumps(curve) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=1850)
    parser.add_argument("--dimensions", type=int, default=512)
    parser.add_argument("--tokens", type=int, default=40_000)
    parser.add_argument("--batch", type=int, default=2048)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    import torch

    random.seed(options.seed)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)
    texts = list(pairs(options.data))
    tokenizer = make_tokenizer(texts, options.tokens, rng)
    titles, abstracts = (encode(tokenizer, [text[side] for text in texts]) for side in (0, 1))
    size = tokenizer.get_vocab_size()
    sampler = Sampler(titles, abstracts, size, tokenizer.token_to_id("."), rng)
    vectors, curve = train(sampler, size, options.dimensions, options.batch, options.steps)
    save(turned(vectors), tokenizer, curve, options.out)


if __name__ == "__main__":
    main()
