"""What stands for a word of the first person in a sentence that is told in the third."""

from __future__ import annotations

import re

from assistant.verification.retold_rules import Edit

# What a work is called when it was named before: `our method` is `the method`.
WORK = frozenset(
    """method approach model models framework system algorithm benchmark dataset results experiments findings analysis
    evaluation evaluations pipeline technique strategy architecture code study work survey solution scheme
    series family toolkit library""".split()
)
_PAPERS = ("paper", "work", "study")


def third_person(text: str, edit: Edit, subject: str, *, begun: bool, opens: bool) -> str:
    """Return what the edit of a word of the first person must put in its place.

    `subject` is the name of the first author if it may be used, `begun` says that the authors were named before in the
    sentence, `opens` that nothing was said of the paper before.
    """
    word = text[edit.start : edit.end].strip().lower()
    authors = subject or "the authors"
    match word:
        case "we":
            return "they" if begun else authors
        case "us":
            # Without a `we` it is all people: `assistants that guide us`.
            is_theirs = re.search(r"(?<![\w-])[Ww]e(?![\w-])", text)
            return "them" if begun else "the authors" if is_theirs else word
        case "ours":
            return "theirs"
        case "ourselves":
            return "themselves"
    if word.startswith("our") and not word.endswith(_PAPERS):
        return _possessive(text, text[edit.end :].lstrip(), begun=begun, opens=opens)
    kind = re.sub(r"^(?:this|the present|our) ", "", text[edit.start : edit.end].strip(), flags=re.IGNORECASE)
    article = "" if kind.lower() in {"work", "research"} else "a "
    return f"{article}{kind} by {subject}" if subject else f"the {kind}"


def _possessive(text: str, rest: str, *, begun: bool, opens: bool) -> str:
    """Return what stands for `our`: nothing before a name, `the` before what was named, else whose it is."""
    bare = re.sub(r"^(?:proposed|own|new|novel) ", "", rest)
    noun = re.match(r"[\w/-]+(?: [\w-]+)?", bare)
    is_work = bool(noun and WORK & set(noun[0].lower().split()))
    if re.match(r"(?!\dD\b)\w*[A-Z]", bare):
        return "the" if is_work or "-based" in bare.split()[0] else ""
    if is_work and not opens:
        return "the"
    return "their" if begun or re.search(r"\bwe\b", text, re.IGNORECASE) else "the authors’"
