"""A brief that a model writes: what it is asked, and what becomes of what it says."""

import pytest

from assistant.parsing.events import Draft
from tests.support.desk import DRAFTS, SAYS, Desk, evidence
from tests.support.openai_server import says

OPENING = "The daily list of Monday, 10 March 2025 has 9 papers."


def test_model_is_given_whole_abstracts_and_the_sentence_it_goes_on_from(desk: Desk) -> None:
    desk.server.script(says(SAYS))
    assert [each for each in desk.writer().brief(OPENING, evidence(9)) if isinstance(each, Draft)] == DRAFTS
    system, user = (message["content"] for message in desk.server.asked[0].body["messages"])
    assert user.endswith(f"The first sentence, which stands already: {OPENING}")
    assert user.count("<abstract") == 3
    assert "S1 Tuning all weights is costly." in user
    assert "the first paper is always among them" in system
    assert "In 79 to 124 words" in system  # with the 11 of the first sentence, and 5 to spare, 90 to 140


@pytest.mark.parametrize(("days", "papers"), [(2, 6), (9, 6)])
def test_model_is_given_the_first_paper_of_each_of_several_days(desk: Desk, days: int, papers: int) -> None:
    desk.server.script(says(SAYS))
    parts = [item.model_copy(update={"part": f"2025-03-0{1 + n % days}"}) for n, item in enumerate(evidence(9))]
    list(desk.writer().brief(OPENING, parts))
    system, user = (message["content"] for message in desk.server.asked[0].body["messages"])
    assert user.count("<abstract") == papers
    assert "each of another day" in system
