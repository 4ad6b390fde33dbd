import pytest

from index.names import mentions, names


def test_names_are_told_by_their_writing() -> None:
    assert names("Does RaLMSpec beat GPT-4, mBLIP or Med-PaLM on LLMs?") == ["RaLMSpec", "GPT-4", "mBLIP", "Med-PaLM"]
    assert names("Which paper is it? The first.") == []


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("We use retrieval-augmented generation.", "RAG", True),
        ("We use RAG.", "RAG", True),
        ("A fragment of paragraphs.", "RAG", False),
        ("We beat GPT4.", "GPT-4", True),
        ("Code is at Med-Process.", "Med-PaLM", False),
        ("Large language models speak.", "LLMs", True),
    ],
)
def test_name_is_recognised_however_it_is_written(text: str, name: str, expected: bool) -> None:
    assert mentions(text, name) is expected
