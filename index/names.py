"""Names of methods, models and datasets, told by how they are written: RaLMSpec, GPT-4, BERT, mBLIP."""

import re

_NAME = re.compile(r"\b(?:[A-Z]{2,}|[A-Z][a-z]*[A-Z0-9]|[a-z]+[A-Z])\w*(?:[-.+]\w+)*|\b[A-Z]\w+-(?=\w*[A-Z])\w+")
_PLAIN = frozenset("AI ML NLP LLM LLMs LM LMs QA PhD USA UK EU OK".split())  # name no work
_ACRONYM = re.compile(r"[A-Z]{2,6}s?")
_WORD = re.compile(r"[^\W\d_]+")


def names(text: str) -> list[str]:
    """Return the names in `text`, in order; a capital at a word's beginning alone makes no name."""
    return [name for name in _NAME.findall(text) if name not in _PLAIN]


def mentions(text: str, name: str) -> bool:
    """Tell whether `text` has `name`, however it is joined or cased, or the words that an acronym stands for."""
    wanted = _joined(name).removesuffix("s")
    apart = r"[\W_]*".join(wanted)
    if re.search(rf"(?<![a-z0-9]){apart}", text.lower()):
        return True
    is_acronym = _ACRONYM.fullmatch(name) is not None
    return is_acronym and wanted in "".join(word[0].lower() for word in _WORD.findall(text))


def _joined(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).lower()
