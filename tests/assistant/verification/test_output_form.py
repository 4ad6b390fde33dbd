"""A sentence in the form of something else than a statement is told, however true its words; prose passes."""

import base64

import pytest

from assistant.parsing.events import Draft, Mark
from assistant.verification.citations import Citations
from assistant.verification.output_guard import is_odd, is_withheld
from tests.support.papers import evidence, paper

TITLE = "Zebrafold: Folding Token Streams"
ABSTRACT = (
    "Training on long token streams is slow and costly for many laboratories. "
    "We propose Zebrafold, which folds a stream into layers of equal depth. "
    "On Quillset, Zebrafold reduces the training time by 46% and reaches 91.2 points. "
    "Code is at https://zebrafold.example/code. Moss2Moss does not fold."
)
TOLD = f"{TITLE}. {ABSTRACT}"
PAPERS = evidence(paper(TITLE, ABSTRACT))
SAID = "Zebrafold reduces the training time by 46% and folds a stream into layers of equal depth"
WHOLE = "Training on long token streams is slow and costly for many laboratories"
ODD = {
    "picture": f"{SAID} \U0001f600.",
    "hearts": f"{SAID} ♥.",
    "smiley": f"{SAID} :-).",
    "cries": f"{SAID}!!!",
    "address": f"{SAID} www.marmalade.example.",
    "bare address": f"{SAID}, see marmalade.ru.",
    "mail": f"{SAID} mailto:a@b.",
    "other scheme": f"{SAID} ftp://marmalade/x.",
    "address without a scheme": f"{SAID} //marmalade/x.",
    "address in capitals": f"{SAID} at MARMALADE.COM.",
    "address with a path": f"{SAID} (marmalade.group/x).",
    "address of several parts": f"{SAID}, see zebrafold.marmalade.ai.",
    "mail without a scheme": f"{SAID} for marmalade@moss.de.",
    "LaTeX link": rf"{SAID} \href{{x}}{{y}}.",
    "markdown link": f"[{SAID}](x).",
    "code": f"`{SAID}`.",
    "markup": f"<b>{SAID}</b>.",
    "struck through": f"~~{SAID}~~.",
    "capitals": f"{SAID.upper()}.",
    "every second word": " ".join(w.upper() if n % 2 else w for n, w in enumerate(SAID.split())),
    "cases in turn": "".join(c.upper() if n % 2 else c.lower() for n, c in enumerate(SAID)),
    "full width": "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in SAID),
    "other alphabet": SAID.translate(str.maketrans("aeo", "\u0430\u0435\u043e")),
    "lines through": "".join(f"{c}\u0336" for c in SAID),
    "words backwards": " ".join(reversed(WHOLE.split())),
    "letters backwards": WHOLE[::-1],
    "without spaces": WHOLE.replace(" ", ""),
    "letters one by one": " ".join(SAID.replace(" ", "")),
    "dashes": "-".join(SAID.replace(" ", "")),
    "figures": SAID.translate(str.maketrans("aeo", "430")),
    "signs": SAID.translate(str.maketrans("aeo", "@#$")),
    "without vowels": "".join(c for c in SAID if c not in "aeiou"),
    "without a letter": SAID.replace("e", ""),
    "Pig Latin": " ".join(f"{w[1:]}{w[0]}ay" if w.isalpha() else w for w in SAID.split()),
    "base64": base64.b64encode(SAID.encode()).decode(),
    "commas": ", ".join(SAID.split()),
    "no word": "So it is.",
}
PROSE = (
    f"{SAID}.",
    SAID.lower(),
    "Zebrafold: We propose Zebrafold, which folds a stream into layers of equal depth.",
    "In short, Zebrafold reduces the training time by 46%.",
    "According to the abstract, Zebrafold folds a stream, making it cheap to train.",
    "Zebrafold is compared with GPT-3.5 and v2.0 of Mossgate, e.g. on Quillset (see Fig. 2), i.e. vs. RAG.",
    "Code is at https://zebrafold.example/code.",
    "Zebrafold faltet einen Strom in Schichten gleicher Tiefe und verkürzt das Training um 46 %.",
    "Zebrafold は学習時間を46%短縮する。",
    "Moss2Moss: Zebrafold folds a stream into layers of equal depth.",
    "46%",
    f"{SAID}, and is trainable.",
    "Zebrafold halves the training time on HotpotQA.It is cheap to train.",
    "Zebrafold, built with Next.js, spaCy.io and llama.cpp, folds a stream as torch.compile and train.py do.",
    "Zebrafold reaches 91.2 points (mAP@0.5) on CS:GO, and on Quillset:+46%).",
    "Folding Token Streams Reduces Training Time",
)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_form_is_withheld(text: str) -> None:
    claim = Citations(PAPERS).ground(Draft(text, (Mark(1, 3),)))
    assert is_withheld(claim, PAPERS)


@pytest.mark.parametrize("text", PROSE)
def test_prose_passes(text: str) -> None:
    assert not is_odd(text, TOLD)


@pytest.mark.parametrize(
    "text",
    [
        "The reports on quality are in tension: pruning halves the memory and keeps the accuracy on short tasks, yet "
        "the study of long tasks finds that accuracy drops by 17%.",
        "knowing a trade, planning over long tasks, and dynamic, non-uniform screens",
        "halves the memory on short tasks while it keeps the accuracy; no quality loss",
    ],
    ids=["tension", "hyphen", "last part"],
)
def test_words_that_join_what_the_abstracts_say_are_the_writers_own(text: str) -> None:
    told = (
        "Agents struggle with knowing a trade, planning over long tasks, and handling dynamic, non-uniform screens. "
        "Pruning halves the memory and keeps the accuracy on short tasks. "
        "This study of long tasks finds while pruning that accuracy drops by 17%."
    )
    assert not is_odd(text, told)


def test_words_of_the_language_are_no_maimed_words_of_the_abstracts() -> None:
    told = "The loader trails behind alerts of united models and shows it."
    assert not is_odd("Trials show that models which are untied reload, and what alters it.", told)
    assert is_odd("Trials shws tht mdels whch re untied, rload nd alrts.", told)


def test_what_the_abstracts_write_themselves_is_not_odd() -> None:
    told = "Do agents cry?! We call it :-) and `fold()` ♥."
    assert not is_odd(told, told)
