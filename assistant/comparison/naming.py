"""What a paper's work is called where no title and no "we propose" says so: the name that its abstract is about."""

import re
from functools import lru_cache

from index.dictionary import occurrences
from index.entities import common_acronyms, names
from index.labels import label
from index.models.entity_tagger import Entity, tag
from index.paper import Paper
from index.statements import statements_of
from index.verbs import is_verb

_SHARE = 0.5  # of the sentences that have the name
_NAMED = 4  # words; a longer label is a title
_PLAIN = 1000  # occurrences in the word list, from which a word is plain English
_OPENS = re.compile(r"^(?P<name>[A-Z][\w.+-]*\w)(?: \([^)]*\))? (?:\w+ly )?(?P<does>[a-z]+s)\b")
_KIND = re.compile(r"[A-Z]{2,}s")  # several of a kind, such as LLMs
_BRACKETED = re.compile(r"\((?P<name>[A-Z][\w.+-]*\w)\)")


@lru_cache(maxsize=2048)
def called(paper: Paper) -> str:
    """Return the short name of a paper's work, or its label where there is none; "" if that may not be shown."""
    own = label(paper.title, paper.sentences)
    return own if own and len(own.split()) < _NAMED else _subject(paper) or own


def _subject(paper: Paper) -> str:
    """Return the name that opens a sentence and does something there, and that most sentences have."""
    texts = [text for text in statements_of(paper) if text]
    opening = [found["name"] for text in texts if (found := _OPENS.match(text)) and is_verb(found["does"])]
    opening += [found["name"] for text in texts for found in _BRACKETED.finditer(text)]
    for name in dict.fromkeys(opening):
        has = sum(bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)) for text in texts)
        known = bool(_KIND.fullmatch(name)) or name in common_acronyms() or occurrences(name.lower()) >= _PLAIN
        if has >= _SHARE * len(texts) and has > 1 and not known:
            return name
    return ""


_SHORT = 4  # letters of a name that may be that of a task: QA, VQA
_GENERIC = frozenset("benchmark benchmarks bench arena dataset datasets data".split())
_DATA_NAME = re.compile(
    r"(?:[Bb]ench|[Aa]rena|QA|MMLU|GSM|MATH|COCO|ImageNet|GLUE|Eval|VQA|SWE|CIFAR|MNIST|Wiki|WMT|LibriSpeech|AIME)"
)


@lru_cache(maxsize=4096)
def entities_of(sentence: str) -> tuple[Entity, ...]:
    """Return what a plain sentence names, in order."""
    tagged = [each for each in tag(sentence) if each.kind != "material" or each.text.lower() not in _GENERIC]
    at, found = 0, list[Entity]()
    for name in names(sentence):
        start = sentence.find(name.text, at)
        if start < 0:
            continue
        at = start + len(name.text)
        known = any(each.start < at and start < each.end for each in tagged)
        if not known and len(name.text) > _SHORT and _DATA_NAME.search(name.text):
            found.append(Entity("material", name.text, start, at))
    return tuple(sorted([*tagged, *found], key=lambda each: each.start))


MAKES = re.compile(
    r"^(?:[^,]{0,80}, )?(?:here,? )?(?:we|this (?:paper|work|article|study|thesis|survey|report)) (?:\w+ly )?"
    r"(?!(?:show|find|found|demonstrate|observe|reveal|report|hope|believe|conclude|show)s?\b)[a-z]+",
    re.IGNORECASE,
)
OTHERS_MADE = re.compile(
    r"\b(?:existing|previous|prior|current|conventional|traditional|recent|most|many) (?:\w+[- ]?){0,3}?"
    r"(?:methods?|approach\w*|models?|works?|systems?|techniques?|LLMs?|VLMs?|agents?|benchmarks?)\b",
    re.IGNORECASE,
)
VOID = re.compile(
    r"\b(?:demonstrat|validat|confirm|show|verif|illustrat|prov|establish|highlight|underscor|emphasiz|showcas)\w* "
    r"(?:\w+ly )?(?:(?:the|its|their|our|a|an|that our|this|of) )*(?:[\w-]+ )?"
    r"(?:effectiveness|efficacy|efficiency|potential|superiority|feasibility|usefulness|utility|validity|need"
    r"|importance|promise|foundation|versatility|generality|viability|applicability)\b"
    r"|\bpav(?:e|es|ing) the way|\bpromising\b"
    r"|\b(?:insights?|guidance|guidelines|foundation|path|step|tool|framework) (?:for|into|on|toward\w*)\b"
    r"|\bwe (?:\w+ly )?(?:evaluate|perform|conduct|discuss|conclude|hope|believe)\b|\bserv\w+ as\b",
    re.IGNORECASE,
)
