"""Acronyms and names as they are typed, and as papers write them."""

import pytest

from assistant.config import Settings
from assistant.conversation.lookup import Lookup
from assistant.engine import Assistant
from index.search.spelling import Mended
from tests.support.papers import paper

SLOTS = paper(
    "Gated Slot Attention for Ferns",
    "We introduce Gated Slot Attention (GSA), which reads ferns in slots. GSA needs a tenth of the memory.",
)
GATES = paper("MossRetriever: Retrieval of Moss", "We present MossRetriever. Its VMB and another vmb are quick.")
VIDEO = paper("VideoLLaVA: Moss in Motion", "We present VideoLLaVA, which sees moss grow.")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("written")))
    assistant.library.upsert([SLOTS, GATES, VIDEO])
    return assistant


@pytest.mark.parametrize(
    ("typed", "text", "told"),
    [
        ("gsa, whats the trick", "GSA, whats the trick", ""),
        ("How does MossRetreiver work?", "How does MossRetriever work?", "read as “MossRetriever”"),
        ("what is vmb", "what is vmb", ""),  # papers write it in small letters, too
        ("what is xyz", "what is xyz", ""),
        ("What is VideoLLaMA?", "What is VideoLLaMA?", ""),  # another name, not a slip
        ("What is MossRetriever?", "What is MossRetriever?", ""),
        ("what has a slot", "what has a slot", ""),
        ("how does gsa read ferns in slots", "how does gsa read ferns in slots", ""),  # nor is it refused
    ],
)
def test_question_is_read_as_papers_write(assistant: Assistant, typed: str, text: str, told: str) -> None:
    found = Lookup(assistant.library).as_written(Mended(typed))
    assert (found.text, str(found)) == (text, told)
