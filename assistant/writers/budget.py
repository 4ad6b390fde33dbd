"""How much fits into a prompt, counted with tiktoken; whole abstracts are packed, never cut.

tiktoken downloads its encodings unless it finds them: they lie in llama-index-core's package, so that
counting works offline.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.query import Evidence

if TYPE_CHECKING:
    import tiktoken

_ENCODING = "cl100k_base"
_MARK_TOKENS = 4  # "S12 " and its line break before each sentence
_FENCE_TOKENS = 24  # the <abstract> element and "Title:"
_LONGEST_TEXT = 10_000  # characters; counting the tokens of a megabyte takes seconds


def _cache_folder() -> Path | None:
    """Return where llama-index-core keeps the encodings, found without importing it (it takes 1.6 s)."""
    spec = importlib.util.find_spec("llama_index.core")
    folders = spec.submodule_search_locations if spec else None
    folder = Path(folders[0]) / "_static" / "tiktoken_cache" if folders else None
    return folder if folder and folder.is_dir() else None


@cache
def _encoding() -> tiktoken.Encoding:
    import tiktoken  # noqa: PLC0415  only an endpoint's prompts are counted

    folder = _cache_folder()
    if folder:
        os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(folder))  # the only way tiktoken can be told
    return tiktoken.get_encoding(_ENCODING)


def count_tokens(text: str) -> int:
    """Return the number of tokens of `text` in OpenAI's cl100k_base; other models differ by some percent."""
    return len(_encoding().encode(text, disallowed_special=()))  # an abstract may hold "<|endoftext|>"


def cost_of(item: Evidence) -> int:
    """Return the tokens that a paper takes in a prompt."""
    sentences = item.paper.sentences
    return count_tokens(item.paper.title + "\n" + "\n".join(sentences)) + _MARK_TOKENS * len(sentences) + _FENCE_TOKENS


def pack(evidence: Sequence[Evidence], budget: int) -> list[Evidence]:
    """Return the best papers that fit into `budget` tokens together, in order; the first is always kept.

    It stops at the first paper that does not fit: a worse one must not push out a better one, and the
    places of the papers stay those of the evidence.
    """
    packed: list[Evidence] = []
    for item in evidence:
        cost = cost_of(item)
        if packed and cost > budget:
            break
        packed.append(item)
        budget -= cost
    return packed


def newest(texts: Sequence[str], budget: int) -> list[str]:
    """Return the last texts that fit into `budget` tokens together, in order, each whole."""
    kept: list[str] = []
    for text in reversed(texts):
        budget -= count_tokens(text[:_LONGEST_TEXT])
        if budget < 0 or len(text) > _LONGEST_TEXT:
            break
        kept.insert(0, text)
    return kept
