"""The reader of names: what looks like a system, and whether a text has it."""

import pytest

from index.entities import names, stands_in


def systems(text: str) -> list[str]:
    return [name.text for name in names(text) if name.is_system]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We compare QLoRA with BERT and T5.", ["QLoRA", "BERT", "T5"]),
        ("It runs on Qwen2.5-VL-7B and Llama-2-7B.", ["Qwen2.5-VL-7B", "Llama-2-7B"]),
        ("A non-CNN-based method with 4-bit weights in 3D on a GPU.", ["non-CNN-based"]),
        ("VITAMIN D LEVELS MAY IMPACT MORTALITY", []),
        ("Phase II used 12 GB.", []),
    ],
)
def test_systems_are_told_by_how_they_are_written(text: str, found: list[str]) -> None:
    assert systems(text) == found


def test_capitalised_word_within_a_sentence_is_a_name_and_in_a_title_is_none() -> None:
    assert [name.text for name in names("Folding beats Gemini here.")] == ["Gemini"]
    assert names("Folding Beats Gemini In Every Trial") == ()


@pytest.mark.parametrize(
    ("name", "text", "there"),
    [
        ("GPT-4", "We use GPT4.", True),
        ("GPT-4", "A GPT-4-based judge.", True),
        ("GPT-4", "We use GPT-3.5.", False),
        ("Qwen2.5", "Qwen2.5-VL-7B is tuned.", True),
        ("Llama-2-70B", "Llama-2-7B is tuned.", False),
        ("LLMs", "Large language models are tuned.", True),
        ("RLVR", "Reinforcement learning with verifiable rewards helps.", True),
        ("SR", "Some rabbits run.", False),
        ("AutoEncoder", "An auto encoder is used.", True),
        ("MiniGemini", "Mini-Gemini is used.", True),
    ],
)
def test_name_stands_in_a_text_however_it_is_joined(name: str, text: str, there: bool) -> None:
    (found,) = names(f"We take {name}.")
    assert stands_in(found, text) is there
