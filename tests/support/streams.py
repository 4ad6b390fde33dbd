"""Streams in the form in which servers and models have been seen to send them, about made-up papers.

Each is a reply for `OpenAIServer`: the events byte by byte as they go over the wire, with the fields that this server
adds and the ones it leaves out.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from tests.support.openai_server import Reply, says

FOLDS = "Zebrafold folds a stream into layers [P1.S2]."
SAVES = "On Quillset, Zebrafold reduces the training time by 46% [P1.S3]."
ANSWER = f"{FOLDS} {SAVES}"
THOUGHT = "Okay, the user asks about Zebrafold. P1.S3 says 46%, and [P2.S3] speaks of 88 queries. I will cite P1."


def _event(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "tiny"}
    return f"data: {json.dumps({**head, 'choices': [choice], **more}, ensure_ascii=False)}\n\n".encode()


def _tokens(text: str) -> list[str]:
    """Cut a text as tokenizers do: a word with the blanks before it."""
    return re.findall(r"\s*\S+|\s+$", text)


def _content(text: str) -> list[bytes]:
    return [_event({"content": token}) for token in _tokens(text)]


def _whole(events: Iterable[bytes], last: bytes = b"") -> Reply:
    return says(*events, last or _event({}, "stop"), finish=None, counts=False)


def _named(field: str, text: str) -> list[bytes]:
    return [_event({field: token, "content": None}) for token in _tokens(text)]


ROLE = _event({"role": "assistant", "content": ""})
USAGE = (
    b'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[],'
    b'"usage":{"prompt_tokens":700,"completion_tokens":40,"total_tokens":740}}\n\n'
)
WAIT = b": OPENROUTER PROCESSING\n\n"
TIMINGS = _event({}, "stop", timings={"prompt_n": 700, "predicted_ms": 812.4})
HARMONY = (
    f"<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>final<|message|>{ANSWER}<|return|>"
)
NEXT_TURN = f"{ANSWER}<|im_end|>\n<|im_start|>user\nAnd what is 2 + 2?<|im_end|>\n<|im_start|>assistant\nFour."

THINKING: dict[str, Reply] = {
    "Ollama, tags in the text": _whole([ROLE, *_content(f"<think>\n{THOUGHT}\n</think>\n\n{ANSWER}")]),
    "vLLM, the tag opened in the prompt": _whole([ROLE, *_content(f"{THOUGHT}\n</think>\n\n{ANSWER}")]),
    "vLLM, the closing tag on the last line": _whole([ROLE, *_content(f"{THOUGHT}</think>\n\n{ANSWER}")]),
    "vLLM, the closing tag alone": _whole([ROLE, *_content(f"</think>\n\n{ANSWER}")]),
    "thinking that begins like an answer": _whole(
        [ROLE, *_content(f"Zebrafold is in P1. {THOUGHT}\n</think>\n{ANSWER}")]
    ),
    "thinking that is a whole answer": _whole(
        [ROLE, *_content(f"{FOLDS} It won a prize [P2.S1]. So it is.\n</think>\n{ANSWER}")]
    ),
    "vLLM, reasoning_content": _whole([ROLE, *_named("reasoning_content", THOUGHT), *_content(ANSWER)]),
    "OpenRouter, reasoning and comments": _whole(
        [WAIT, ROLE, *_named("reasoning", THOUGHT), WAIT, *_content(ANSWER), USAGE]
    ),
    "llama.cpp, timings": _whole([ROLE, *_content(f"<think>{THOUGHT}</think>{ANSWER}")], TIMINGS),
    "llama.cpp, harmony as it is": _whole([ROLE, *_content(HARMONY)]),
    "square tags": _whole([ROLE, *_content(f"[THINK]{THOUGHT}[/THINK]{ANSWER}")]),
    "lozenges": _whole([ROLE, *_content(f"◁think▷{THOUGHT}◁/think▷{ANSWER}")]),
    "seed": _whole([ROLE, *_content(f"<seed:think>{THOUGHT}</seed:think>{ANSWER}")]),
    "empty thinking": _whole([ROLE, *_content(f"<think>\n\n</think>\n\n{ANSWER}")]),
    "LM Studio, in one piece": says(f"<think>{THOUGHT}</think>\n{ANSWER}", ignores_stream=True),
}
HABITS: dict[str, Reply] = {
    "chatty": _whole(
        [ROLE, *_content(f"Sure! Here is the answer:\n\n{ANSWER}\n\nI hope this helps! Let me know if not.")]
    ),
    "begins like thinking": _whole([ROLE, *_content(f"Okay. {ANSWER}")]),
    "list in bold": _whole([ROLE, *_content(f"**Answer:**\n\n- **{FOLDS}**\n- {SAVES}\n")]),
    "references": _whole([ROLE, *_content(f"{ANSWER}\n\nReferences:\n[1] Zebrafold: Folding Token Streams\n")]),
    "goes on with the next turn": _whole([ROLE, *_content(NEXT_TURN)]),
    "end token": _whole([ROLE, *_content(f"{ANSWER}</s>")]),
    "loops": _whole([ROLE, *_content(f"{ANSWER} " + f"{SAVES} " * 40)]),
    "loops through two": _whole([ROLE, *_content(f"{ANSWER} " * 40)]),
    "bare marks": _whole([ROLE, *_content(ANSWER.replace("[", "").replace("]", ""))]),
    "links": _whole([ROLE, *_content(ANSWER.replace("]", "](https://example.org/paper)"))]),
    "parts of marks": _whole([ROLE, *_content(ANSWER.replace(".S", ", S"))]),
    "numbers": _whole([ROLE, *_content("Zebrafold folds a stream into layers [1]. " + SAVES.replace("P1.S3", "1"))]),
}
GERMAN: Reply = _whole([ROLE, *_content("Zebrafold faltet einen Strom in Schichten und spart dadurch Zeit [P1.S2].")])
NONSENSE: dict[str, Reply] = {
    "no marks": _whole([ROLE, *_content("Zebrafold spares its users the folding of streams. It is cheap.")]),
    "marks of the example": _whole([ROLE, *_content("Zebrafold halves the training time on Quillset [P0.S0].")]),
}
