"""Names that the sources have in another form."""

import pytest

from assistant.verification.cited import Cited, CitedPaper
from assistant.verification.verdict import check_names


@pytest.mark.parametrize(
    ("claim", "sentence", "stands"),
    [
        ("It trains with Proximal Policy Optimization.", "We train with PPO.", True),
        ("Southeast Asian cultures are missed.", "SEA cultures are not reflected.", True),
        ("It trains on all of the data with Proximal Policy Gradients.", "We train with PPO.", False),
        ("It covers all regions of America and of its islands.", "American regions are covered.", True),
        ("Large folds help the Optimal Fold Network (OFN).", "The optimal fold network helps.", True),
    ],
)
def test_words_that_an_acronym_of_the_paper_stands_for_stand_in_it(claim: str, sentence: str, stands: bool) -> None:
    paper = CitedPaper(title="Moss", sentences=(sentence, "Moss is green."), numbers=(1,))
    assert (check_names(claim, Cited(papers=(paper,))).doubt is None) is stands
