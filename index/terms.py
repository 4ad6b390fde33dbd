"""The tokenizer of the search: a text as the stems of its words, the same for documents and for questions."""

from functools import cache
from importlib import resources

import tantivy


@cache
def analyzer() -> tantivy.TextAnalyzer:
    """Return the analyzer of documents and queries: words, lower case, no accents, English stems."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for each in (tantivy.Filter.lowercase(), tantivy.Filter.ascii_fold(), tantivy.Filter.stemmer("english")):
        builder = builder.filter(each)
    return builder.build()


@cache
def stop_words() -> frozenset[str]:
    """Return English function words, and the frame of a question about papers: how somebody asks, not what about."""
    return frozenset((resources.files("index.data") / "stop_words.txt").read_text(encoding="utf-8").split())


@cache
def _stop_stems() -> frozenset[str]:
    return frozenset(stem for word in stop_words() for stem in analyzer().analyze(word)) | stop_words()


def terms(text: str) -> list[str]:
    """Return the stems of `text` that carry meaning, in order."""
    return [
        term for term in analyzer().analyze(text) if term not in _stop_stems() and (len(term) > 1 or term.isdigit())
    ]
