"""Which edits of a sentence a telling makes, and whether what comes of them is whole and clean enough to be shown."""

import re
from collections.abc import Iterator

from assistant.verification.retold_rules import Edit
from index.cues import has_quantity
from index.paper import Paper
from index.patterns import patterns
from index.statements import statements_of
from index.verbs import is_verb

_ACRONYM = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]s?\b(?!-?\d)")
_KNOWN = frozenset("AI LLM GPU CPU API GUI RL NLP USA UK PDF SQL HTML URL VR AR".split())  # to every reader
_LONG_ASIDE = 4  # words
_CONDITION = re.compile(r"(?:when|with|without|only|if|on|in|after|for|at|under)\b|.*\d", re.IGNORECASE)
_REFERENCE = re.compile(r"e\.g\.|i\.e\.|see|Fig|Sec|also")


def undefined(told: str, paper: Paper) -> Iterator[str]:
    """Yield the acronyms of a sentence, in the singular, that neither it nor the title has in full, and few know."""
    for found in _ACRONYM.finditer(told):
        short = found[0].rstrip("s")
        if short not in _KNOWN and f"({short}" not in told and not _is_own(short, paper):
            yield short


def is_dropped(aside: str, text: str, paper: Paper) -> bool:
    """Return whether an aside is left out: an example, or an acronym that is used no more; never a condition."""
    inner = aside.strip("() ")
    if _ACRONYM.fullmatch(inner):
        short = inner.rstrip("s")
        again = sum(short in sentence for sentence in statements_of(paper)) > 1 or _times(short, text) > 1
        return not (again or _is_own(short, paper))
    is_long = len(inner.split()) > _LONG_ASIDE and not _CONDITION.match(inner)
    return is_long or (bool(_REFERENCE.match(inner)) and not has_quantity(inner))


def is_spelled_out(text: str, edit: Edit, paper: Paper) -> bool:
    """Return whether the edit of an acronym is made: at its first place, with the acronym behind if it comes again."""
    shown = text[edit.start : edit.end].split()[-1]
    short, before, behind = shown.rstrip("s"), text[: edit.start].split(), text[edit.end :]
    explained = short in _KNOWN or _is_own(short, paper) or f"({short}" in text
    in_name = re.match(r" [A-Z0-9]", behind) or (len(before) > 1 and before[-1][0].isupper())  # `Dr. GRPO`
    first = re.search(rf"\b{re.escape(short)}s?\b", text)
    if explained or in_name or (first and first.start() < edit.start):
        return False
    return edit.text.endswith(")") == (_times(short, text) > 1)


def _times(short: str, text: str) -> int:
    return len(re.findall(rf"\b{re.escape(short)}", text))


def _is_own(short: str, paper: Paper) -> bool:
    """Return whether an acronym is of the name of this work: it stands in the title before a colon."""
    name, colon, _ = paper.title.partition(":")
    return bool(colon and re.search(rf"\b{re.escape(short)}s?(?![a-z])", name))


# What a work is called when it was named before: `our method` is `the method`.
WORK = frozenset(
    """method approach model models framework system algorithm benchmark dataset results experiments findings analysis
    evaluation evaluations pipeline technique strategy architecture code study work survey solution scheme
    series family toolkit library""".split()
)
_PAPERS = ("paper", "work", "study")


def third_person(text: str, edit: Edit, subject: str, *, begun: bool, opens: bool) -> str:
    """Return what stands for a word of the first person; `begun`, `opens`: authors, or nothing, were named before."""
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


_SHORTEST, _LONGEST = 8, 48  # words
_UNFIT = re.compile(patterns("telling", "assistant.data")["unfit"], re.IGNORECASE)
_ONE_OF_SEVERAL = re.compile(r"\([ivx1-9]{1,3}\)")
_WORD = re.compile(r"(?<![\w-])[a-z]+(?![\w-])")
_NOUNS = ("ing", "ment", "ance", "ence")  # of a verb, which make no sentence
_VERBS = frozenset("is are was were has have can does do".split())  # that `is_verb` does not know
_COMMAND = re.compile(
    r"\\(?!text|math|emph|underline|times|sim|approx|pm|circ|geq?|leq?|to|rightarrow|%|&|_|#|,|;|!|'| )"
    r"|\d times \d|\(\)|\b(?:propose|introduce|present)s? ,"
)


def is_presentable(text: str) -> bool:
    """Return whether a sentence can be shown."""
    return (
        _SHORTEST <= len(text.split()) <= _LONGEST
        and not _UNFIT.search(text)
        and text.count("(") == text.count(")")
        and text.count('"') % 2 == 0
        and len(_ONE_OF_SEVERAL.findall(text)) != 1
        and any(word in _VERBS or (is_verb(word) and not word.endswith(_NOUNS)) for word in _WORD.findall(text))
    )


def is_readable(sentence: str) -> bool:
    """Return whether nothing of a sentence is lost with its LaTeX: an unknown command, an amount in dollars."""
    return not _COMMAND.search(sentence) and sentence.count("$") % 2 == 0 and "\\$" not in sentence
