"""What of a model's text is thinking, and not for the reader.

Most reasoning models wrap it: `<think>...</think>`, `[THINK]...[/THINK]`, or OpenAI's harmony channels where a server
passes them through. Some servers open the block inside the prompt's template, so that only the closing tag
comes, after text that looked like the answer. Both classes are fed pieces as they come, cut anywhere.
"""

from __future__ import annotations

import re

from assistant.grounding.marks import BEAT, FORGET

_NAMES = r"(?:think|thinking|thoughts?|reasoning|seed:think|scratchpad|reflection|analysis|inner_monologue|planning)"
_TAG = re.compile(
    rf"(?P<opens><{_NAMES}>|\[THINK\]|◁think▷|(?:<\|start\|>assistant)?<\|channel\|>(?:analysis|commentary)[^<\n]*<\|message\|>)"
    rf"|(?P<closes></{_NAMES}>|\[/THINK\]|◁/think▷|(?:<\|start\|>assistant)?<\|channel\|>final[^<\n]*<\|message\|>)"
    r"|(?P<stops><\|(?:im_end|eot_id|eom_id|end|return|end_of_text|endoftext)\|>|</s>(?:\s*\[INST\])?|<end_of_turn>)",
    re.IGNORECASE,
)
_BEGUN = re.compile(r"<\|[^\n]{0,80}$|[<\[◁]/?[a-z_:]{0,16}$", re.IGNORECASE)
_MUSES = re.compile(
    r"\s*\**(?:(?-i:analysis(?=[A-Z]))|(?:ok(?:ay)?|alright|hm+|wait|let me|let's|so,? (?:the|i|we)|the user"
    r"|the question (?:asks|is)|thinking"
    r"|(?:reasoning|thinking|thoughts?|analysis|thought process|chain of thought|step 1)\W{0,3}:"
    r"|we (?:need|are asked|must|should)|i (?:need|should|have|must|will)|first,? (?:i|let|we)|looking at)(?!\w))",
    re.IGNORECASE,
)
# Where thinking aloud ends and the answer begins. The first is OpenAI's harmony when its tags were lost on the way.
_ANSWERS = re.compile(
    r"assistantfinal(?=\S)"
    r"|(?:^|(?<=\n))\W{0,3}(?:(?:the |my )?(?:final |short )?(?:answer|response)|final|conclusion)\W{0,3}:\W{0,3}(?=\w)"
    r"|\b(?:so|thus|therefore|hence),? (?:the|my) (?:final )?(?:answer|response) (?:is|would be|should be):\s*",
    re.IGNORECASE,
)
_ENOUGH = 24  # characters that tell whether a text begins like thinking


class Visible:
    """Takes out thinking in tags; a block that is never closed hides the rest.

    A tag counts at the beginning of a line only: abstracts on reasoning models speak of "<think> tokens", and an
    answer that quotes them must not be swallowed. A closing tag without an opening one also counts at the end of
    a line; it makes thinking of all that came before, and `FORGET` says so to whoever has read it. A token
    that ends a turn ends the reply: what follows is a turn that the model has made up.
    """

    def __init__(self) -> None:
        self._held = ""
        self._thinking = self._over = False
        self._tagged = False  # an opening tag was seen, as a tag or in the text
        self._at_line_start = True
        self._shown = False

    def feed(self, text: str) -> str:
        """Return what may be shown now."""
        return self._take(text.replace(FORGET, "").replace(BEAT, ""), final=False)

    def end(self) -> str:
        """Return what was held back, now that nothing follows."""
        return self._take("", final=True)

    def _take(self, text: str, *, final: bool) -> str:
        self._held += text
        shown = ""
        kept = 0
        while not kept and (found := _TAG.search(self._held)):
            if not final and "[INST]".startswith(self._held[found.end() :].strip(" \t")):
                kept = len(self._held) - found.start()  # what follows decides whether it is a tag
                continue
            before, self._held = self._held[: found.start()], self._held[found.end() :]
            shown += self._outside(before)
            shown += self._pass(found)
        if not (kept or final):
            kept = len(begun[0]) if (begun := _BEGUN.search(self._held)) else 0
        sure, self._held = self._held[: len(self._held) - kept], self._held[len(self._held) - kept :]
        return self._trim(shown + self._outside(sure))

    def _pass(self, tag: re.Match[str]) -> str:
        """Go over one tag, with `_held` being what follows; return what is shown of it."""
        if self._thinking:
            self._thinking = not tag["closes"]
            self._at_line_start = self._at_line_start or bool(tag["closes"])
            return ""
        begins, ends = self._at_line_start, self._held.lstrip(" \t")[:1] in {"", "\n", "<"}
        if tag["opens"]:
            self._tagged = True
            self._thinking = begins
            return "" if begins else tag[0]
        if tag["stops"]:
            ends = ends or tag["stops"].endswith("[INST]")
            self._over = self._over or begins or ends
            return "" if self._over else tag[0]
        if self._tagged:
            return "" if begins else tag[0]
        if not (begins or ends):
            return tag[0]
        self._at_line_start = True
        return FORGET

    def _outside(self, text: str) -> str:
        if self._thinking or self._over:
            return ""
        line = text.rpartition("\n")[2]
        self._at_line_start = not line.strip() and ("\n" in text or self._at_line_start)
        return text

    def _trim(self, text: str) -> str:
        _, forgets, text = text.rpartition(FORGET)
        forgets = forgets if self._shown else ""
        self._shown = self._shown and not forgets
        text = text if self._shown else text.lstrip()
        self._shown = self._shown or bool(text)
        return forgets + text


class Musing:
    """Holds back an answer that begins like thinking aloud until a closing tag comes, or the end.

    Without it a reader would see the thinking of a model whose opening tag stood in the prompt, and see it vanish.
    """

    def __init__(self) -> None:
        self._held: str | None = ""

    @property
    def holds(self) -> bool:
        """Whether thinking is held back: text without an answer, if it ends here for want of tokens."""
        return self._held is not None and bool(_MUSES.match(self._held))

    def feed(self, text: str) -> str:
        """Return what may be shown now."""
        if self._held is None:
            return text
        if FORGET in text:
            self._held = None
            return text.rpartition(FORGET)[2]
        self._held += text
        if len(self._held) < _ENOUGH or _MUSES.match(self._held):
            return ""
        text, self._held = self._held, None
        return text

    def end(self) -> str:
        """Return what was held back, now that nothing follows: from where it answers, if it says so."""
        held, self._held = self._held or "", None
        if _MUSES.match(held):
            *_, last = [0, *(found.end() for found in _ANSWERS.finditer(held))]
            return held[last:]
        return held
