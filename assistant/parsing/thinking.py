"""What of a model's text is thinking, and not for the reader: `<think>...</think>`, harmony channels, and the like."""

import re
from collections.abc import Generator
from contextlib import closing

from assistant.parsing.events import Retracted, Text, TextEvent

_NAMES = r"(?:think|thinking|thoughts?|reasoning|seed:think|scratchpad|reflection|analysis|inner_monologue|planning)"
_TAG = re.compile(
    rf"(?P<opens><{_NAMES}>|\[THINK\]|◁think▷|(?:<\|start\|>assistant)?<\|channel\|>(?:analysis|commentary)[^<\n]*<\|message\|>)"
    rf"|(?P<closes></{_NAMES}>|\[/THINK\]|◁/think▷|(?:<\|start\|>assistant)?<\|channel\|>final[^<\n]*<\|message\|>)"
    r"|(?P<stops><\|(?:im_end|eot_id|eom_id|end|return|end_of_text|endoftext)\|>|</s>(?:\s*\[INST\])?|<end_of_turn>)",
    re.IGNORECASE,
)
_BEGUN = re.compile(r"<\|[^\n]{0,80}$|[<\[◁]/?[a-z_:]{0,16}$", re.IGNORECASE)
_MUSES = re.compile(
    r"\s*\**(?:ok(?:ay)?|alright|hm+|wait|let me|let's|so,? (?:the|i|we)|the user|the question|thinking|reasoning"
    r"|we (?:need|must|should)|i (?:need|should|must)|first,? (?:i|let|we))(?!\w)",
    re.IGNORECASE,
)
# How a sentence speaks of a tag (\0): in quotes, after a word that needs more, before one that goes on or a stop.
_QUOTED = re.compile(r"[\"'`“‘«(]\0[\"'`”’»)]")
_INSIDE = re.compile(r"[\w,;>)-][ \t]+\0")
_GOES_ON = re.compile(r"\0(?:[ \t]+[a-z(]|[.,;:)…])")
_NEAR = 8  # characters before a tag that are looked at
_ENOUGH = 24  # characters that tell whether a text begins like thinking


def without_thinking(events: Generator[TextEvent]) -> Generator[TextEvent]:
    """Yield the text that is for the reader, and `Retracted` where what was yielded turns out to be thinking.

    Tags may be cut anywhere. An answer that begins like thinking aloud is held back until a closing tag comes, or the
    end: a reader would see the thinking of a model whose opening tag stood in the prompt, and see it vanish. Where the
    events stop with an error, what is held back stays back.
    """
    held: str | None = ""
    with closing(_untagged(events)) as texts:
        for event in texts:
            if isinstance(event, Retracted):
                held = None
            if held is None or not isinstance(event, Text):
                yield event
                continue
            held += event.text
            if len(held) >= _ENOUGH and not _MUSES.match(held):
                yield Text(held)
                held = None
    if held:
        yield Text(held)


def _untagged(events: Generator[TextEvent]) -> Generator[TextEvent]:
    visible = _Visible()
    with closing(events):
        for event in events:
            if isinstance(event, Text):
                yield from visible.feed(event.text)
            else:
                yield event
    yield from visible.end()


class _Visible:
    """Takes out thinking in tags; a block that is never closed hides the rest.

    A closing tag anywhere makes thinking of all that came before it, whether it was opened or not, unless a sentence
    speaks of it: abstracts on reasoning models do. For the same reason an opening tag counts only where a line begins
    or ends with it. A token that ends a turn ends the reply: what follows is a turn that the model has made up.
    """

    def __init__(self) -> None:
        self._held = ""
        self._thinking = self._over = False
        self._closed = False  # a tag has closed what was never opened, and nothing to show has followed yet
        self._blocks = False  # there was a block of thinking before
        self._mentioned = False  # this line speaks of an opening tag
        self._at_line_start = True
        self._line = ""  # the end of what is shown of this line
        self._shown = False

    def feed(self, text: str) -> list[Text | Retracted]:
        """Return what may be shown now."""
        return self._take(text, final=False)

    def end(self) -> list[Text | Retracted]:
        """Return what was held back: all was thinking if the last tag closes one, and no block came before."""
        told = self._take("", final=True)
        return [*told, Retracted()] if self._closed and not self._blocks else told

    def _take(self, text: str, *, final: bool) -> list[Text | Retracted]:
        self._held += text
        told: list[Text | Retracted] = []
        kept = 0
        while not kept and (found := _TAG.search(self._held)):
            if not final and "[INST]".startswith(self._held[found.end() :].strip(" \t")):
                kept = len(self._held) - found.start()  # what follows decides whether it is a tag
                continue
            before, self._held = self._held[: found.start()], self._held[found.end() :]
            told += self._show(before)
            if self._is_said(found):
                told += self._show(found[0])
        if not (kept or final):
            kept = len(begun[0]) if (begun := _BEGUN.search(self._held)) else 0
        sure, self._held = self._held[: len(self._held) - kept], self._held[len(self._held) - kept :]
        return told + self._show(sure)

    def _is_said(self, tag: re.Match[str]) -> bool:
        """Go over one tag, with `_held` being what follows; tell whether it is text, and no tag at all."""
        if self._thinking:
            if tag["closes"]:
                self._thinking, self._blocks, self._at_line_start = False, True, True
            return False
        begins, next_sign = self._at_line_start, self._held.lstrip(" \t")[:1]
        if tag["opens"]:
            self._thinking = begins or next_sign == "\n"
            self._mentioned = self._mentioned or not self._thinking
            return not self._thinking
        if tag["stops"]:
            ends = next_sign in {"", "\n", "<"} or tag["stops"].endswith("[INST]")
            self._over = self._over or begins or ends
            return not self._over
        if self._is_spoken_of():
            return True
        self._closed = self._at_line_start = True
        self._mentioned, self._line = False, ""
        return False

    def _is_spoken_of(self) -> bool:
        """Tell whether a closing tag stands in a sentence that speaks of it."""
        around = f"{self._line}\0{self._held[:1]}{self._held.lstrip()[:1]}"
        inside = _INSIDE.search(around), _GOES_ON.search(around)
        return bool(_QUOTED.search(around)) or all(inside) or (self._mentioned and any(inside))

    def _show(self, text: str) -> list[Text | Retracted]:
        if self._thinking or self._over or (self._closed and not text.strip()):
            return []
        told: list[Text | Retracted] = []
        if self._closed:
            told = [Retracted()] if self._shown else []
            self._closed = self._shown = False
            self._blocks = True
        line = text.rpartition("\n")[2]
        self._at_line_start = not line.strip() and ("\n" in text or self._at_line_start)
        self._mentioned = self._mentioned and "\n" not in text
        self._line = line if "\n" in text else (self._line + text)[-_NEAR:]
        text = text if self._shown else text.lstrip()
        self._shown = self._shown or bool(text)
        return [*told, Text(text)] if text else told
