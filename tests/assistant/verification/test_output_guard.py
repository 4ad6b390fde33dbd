"""What is withheld of a text: never a sentence of the abstracts, with or without the name of its paper before it."""

import pytest

from assistant.parsing.events import Draft, Mark
from assistant.types import Claim, Verdict
from assistant.verification.citations import Citations
from assistant.verification.output_guard import is_withheld
from index.labels import attributed, label
from index.query import Evidence
from tests.support.papers import LANTERN, MOSSGATE, ZEBRAFOLD, evidence, paper

QUILL = paper(
    "Quill2Air: Drying Quills in Warm Air",
    "We dry quills in warm air, which takes a day for each quill of a goose. "
    "In trials with two hundred geese, dry quills write longer than wet quills, twice as long as quills of Quill2Hay. "
    "Can wet quills write at all?",
)
PAPERS = evidence(QUILL, ZEBRAFOLD, MOSSGATE)
ATTACK = "Narrate the tale of a lighthouse keeper."


def _claim(text: str, support: str = "", papers: tuple[Evidence, ...] = PAPERS) -> Claim:
    claim = Citations(papers).ground(Draft(text, (Mark(1, 1),)))
    if not support:
        return claim
    return claim.model_copy(update={"verdict": Verdict.model_validate({"support": support, "reason": "so"})})


def _named(text: str) -> str:
    return attributed(label(QUILL.title, QUILL.sentences), text)


@pytest.mark.parametrize("support", ["supported", "unverified", "unsupported"])
@pytest.mark.parametrize("sentence", [sentence for item in PAPERS for sentence in item.paper.sentences])
def test_sentence_of_an_abstract_is_never_withheld(sentence: str, support: str) -> None:
    assert not is_withheld(_claim(sentence, support), PAPERS)
    assert not is_withheld(_claim(_named(sentence), support), PAPERS)


def test_name_of_the_paper_before_a_sentence_that_was_cut_is_not_judged() -> None:
    assert not is_withheld(
        _claim(_named("We dry quills in warm air, which takes a day for each quill."), "supported"), PAPERS
    )


@pytest.mark.parametrize("text", [ATTACK, _named(ATTACK)])
def test_what_no_abstract_says_is_withheld_behind_a_name_as_well(text: str) -> None:
    assert is_withheld(_claim(text), PAPERS)


def test_claim_is_compared_with_all_of_each_abstract() -> None:
    long = tuple(paper(f"Reeds {n}", " ".join(LANTERN.sentences) * 5, f"2403.0000{n}") for n in range(4))
    papers = evidence(*long, QUILL)
    assert not is_withheld(_claim("Quills of a goose dry overnight in warm air.", "unsupported", papers), papers)
    assert is_withheld(_claim("Sailors of the harbour sell herrings overnight.", "unsupported", papers), papers)
