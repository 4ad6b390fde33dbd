import itertools
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.sentences import split
from tests.support.runaway import ends

# A bar stands where one sentence ends and the next begins.
CASES = {
    "plain": "Small models learn.| Large models forget.| Do they?| Yes!| We measured it.",
    "one": "Adapters slow inference",
    "line breaks": "Heat pumps\nare quiet.|\nThey also\nsave power.|\n  Both matter.",
    "e.g. and i.e.": "Some tools, e.g. Compilers, i.e. The old ones, help.| E.g. GCC does, e.g., that.",
    "e.g. glued": "Some tools (e.g.the linter, e.g.GCC, i.e.The old one) help.| We use them.",
    "e.g. in LaTeX": r"Some tools, e.g.\ Compilers or cf.~GCC, help.| We use them.",
    "vs. and cf.": "We test cats vs. Dogs, cf. The appendix, w.r.t. Speed and approx. 3 breeds.| Cf. Cats.",
    "et al.": "Ada et al. (2020) and Bob et al. [2021] follow Eve et al. 2019.| We differ.",
    "et al. and a name": "Ada et al. Transformers are meant.| We differ.",
    "et al. at the end": "It was shown by Ada et al.| We differ from Bob et al.| \\textbf{Our} way wins.",
    "etc.": "They bark, bite, etc. in parks.| They eat, drink, etc.| GPUs help.",
    "etc. in brackets": "Cats (lions, etc.) do too.| We list more (tigers, etc.).| GPUs help.",
    "etc. and a dash": "They bark, bite, etc. -- as dogs do.| We listen.",
    "numbered parts": "See Fig. 3, Eq. (4), Sec. III, Tab. A, No. 5, ch. 7 and p. 12.| Then stop.",
    "no at the end": "The answer was no.| Models agree.",
    "acc.": "It gains 3.1 acc., then 61.7 acc. over GPT.| It loses 2 acc.| We know why.",
    "titles": "Ask Dr. Who, Prof. X and St. Nick.| They left in 3 ms.| MRI of a DR.| We wait.",
    "initials": "A model by J. Smith and R. D. Jones won.| It used S.-T. Yau's proof.",
    "dotted initials": "Courts of the U.S. Senate and U.S. ports hold data.| Made in the U.S.| We agree.",
    "dotted words": "Ph.D. students hold i.i.d. data s.t. Bayes holds.| It is i.i.d.| We agree.",
    "letter at the end": "We solve for a given budget R.| We then stop at 10 m.| Trees grow.",
    "decimals": "It costs 3.5 dollars, p < 0.05.| Then .5 less.| Error is 2.| We win.",
    "versions": "GPT-3.5 and Llama 3.2 beat v1.0.| Qwen2.5-7B loses to GPT-4.1.| Llama 3.| We stop.",
    "dotted names": "Node.js, torch.Tensor, pandas.DataFrame run.| Visit factquizmaster.com, en.wikipedia.org.| Do.",
    "dotted names with capitals": "PyTorch.Tensor, sklearn.Pipeline and layers.BatchNorm run.| We do.",
    "url": "Code: https://example.org/a.b/C.D?x=1.E.| Data: http://example.org/In.The .| See www.Foo.Models.| Done.",
    "url in brackets": "Code is here (https://example.org/a.git).| Enjoy it.",
    "url as a sentence": "The code is free.| https://example.org/models",
    "no space": "We train models.|In short, mechanisms.|Experimental data show video.|Video matters.|GRUE too.",
    "no space after a bracket": "It is new (RLDAF).|This is new.",
    "no space after a number": "The gap is real (p < 0.001).|The end.",
    "closing quotes": "He said \"stop here.\"| We did.| She said ``now.''| We went.| They “left.”| Bob stayed.",
    "closing brackets": "It works (mostly.)| We like it.| (This is an aside.)| \\textbf{It is bold.}| So are we.",
    "question in quotes": 'We ask "Who bakes?"| Prior work asks "Why bake?" and "When?" too.| Is it "good?".| We eat.',
    "quotation that goes on": 'The prompt "Think hard. Then answer." improves it, and "Go. Now", he said.| We stop.',
    "curly quotation": "The prompt “Think hard. Then answer.” improves it.| We stop.",
    "quotation that ends": 'She said "It works. All of it," then "We learn.| Models learn."| We left.',
    "bracket that goes on": "A set (see Lett. Rev. GPT. Bert) is [Math. Oper. 2024].| We stop.",
    "begins with a digit": "It is flat.| 3D scenes are not.| 59 videos show it.",
    "begins in lower case": "We see more.| mBLIP is small.| t-SNE shows it.| wav2vec 2.0 hears it.| k-NN is old.",
    "forgotten capital": "It was old.| we solve it.| In practice.| models improve.",
    "begins with a sign": 'It helps.| "In" is a word.| \\textbf{Arena} is bold.| $k$-means is old.| [CLS] is not.',
    "percent": r"It gains 46\%.| It loses 11.8\% of 3.\% again.",
    "items between stops": "Two steps.| (1) We load.| (2) We save.| i) One.| ii) Two.| 1) Three.| (b) Four.",
    "items within": "We (i) load, (ii) save; (1) run: (2) stop.| Fine.",
    "items with a stop": "Two steps.| 1. Loading data.| 2. Saving data.",
    "items after a colon": "Such as: a. red, b. blue, 1. green.| As follows: 1. Models load.| 2. Models save.",
    "ellipsis": 'The "Did You Know..." box has $9$ ... $25$ [A] ... [B] facts.| Go on...| We stop.| Bye….| The end.',
    "exclamation in a name": "The Skill-it! A framework joined CheckThat! 2025 and Yahoo! Answers.| We won!| The end.",
    "citation after the stop": "It was known.[1]| We knew.[2, 3]| The docs [4].| We read. [5]| They read.",
    "citation as a word": "It was known.| [1] is wrong.",
    "space before the stop": "It is free .| We checked .",
    "stop at the end": "It is free. .",
    "Chinese": "模型很小。|它很快！|为什么？|「好。」|GPT-3.5 也是。",
    "Hindi and Arabic": "यह छोटा है।| यह तेज़ है।| هل هذا صحيح؟| نعم.",
    "no letters": "... ! ?",
    "no letters at first": "? Models learn.| We too.",
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_split(case: str) -> None:
    assert split(case.replace("|", "")) == [sentence.strip() for sentence in case.split("|")]


@pytest.mark.parametrize("text", ["", " ", "\n\t \n", "\u2003"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert split(text) == []


def assert_slices(text: str, sentences: list[str]) -> None:
    """Nothing is lost, changed or moved."""
    end = 0
    for sentence in sentences:
        assert sentence == sentence.strip() != ""
        begin = text.index(sentence, end)
        assert text[end:begin].strip() == ""
        end = begin + len(sentence)
    assert text[end:].strip() == ""


SCRAPS = st.sampled_from(
    "models In The we e.g i.e vs et al etc Fig GPT-3.5 3 A J U.S https://a.b/C (1) [1] ( ) [ ] \" ''"
    " `` \\textbf{ } $ : ; . . . ? ! ... … 。 ！ - -- \\".split()
)
ABSTRACTS = st.lists(st.one_of(SCRAPS, st.sampled_from([" ", "  "]))).map("".join)


@given(st.one_of(st.text(), ABSTRACTS))
@example("a" + " " * 400 + ". We end.")
def test_sentences_are_slices_that_hold_everything(text: str) -> None:
    assert_slices(text, split(text))


@given(ABSTRACTS)
def test_line_break_is_a_space(text: str) -> None:
    assert split(text.replace(" ", "\n")) == [sentence.replace(" ", "\n") for sentence in split(text)]


WORDS = st.sampled_from(
    "models,learn,e.g.,i.e.,vs.,w.r.t.,Dr. Who,U.S. law,(Fig. 2),(Ada et al. 2020),GPT-3.5,v1.0,Node.js,0.5,46\\%,(ii),"
    "https://example.org/a.b/C".split(",")
)
SENTENCES = st.builds(
    lambda first, words, last, stop: " ".join([first, *words, last]) + stop,
    st.sampled_from(["We", "The", "mBLIP", "3D", "GPT-4", '"Deep"', "(2)", "\\textbf{Big}"]),
    st.lists(WORDS, max_size=6),
    st.sampled_from(["models", "LLMs", "3.5", "91\\%", "[1]", "(RL)", "etc"]),
    st.sampled_from([".", "?"]),
)


@given(st.lists(SENTENCES))
def test_sentences_that_were_joined_come_apart(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize("text", ["(" + "a. b " * 60_000, "." * 300_000 + "x", 'We "say. ' * 40_000, "a.)" * 100_000])
def test_hostile_text_is_split_to_its_end(text: str) -> None:
    with ends():
        sentences = split(text)
    assert_slices(text, sentences)


@pytest.fixture(scope="module")
def abstracts(seeds: list[Path]) -> dict[str, list[str]]:
    """The abstracts of each dump: its long lines."""
    return {
        path.name[:3]: [line for line in path.read_text(encoding="utf-8").split("\n") if len(line) > 250]
        for path in seeds
    }


@pytest.mark.seeds
def test_real_abstracts_have_as_many_sentences_as_a_reader_counts(abstracts: dict[str, list[str]]) -> None:
    counts = {dump: [len(split(abstract)) for abstract in of_dump] for dump, of_dump in abstracts.items()}
    read = counts["000"] + counts["001"] + counts["003"]
    assert (min(read), max(read)) == (5, 14)
    assert sum(read) == 1714  # a first reading found 1,692, without those after `.)`, before `(2)` and with no space
    assert sum(counts["002"] + counts["004"]) == 3722


@pytest.mark.seeds
def test_real_sentences_begin_and_end_as_sentences_do(abstracts: dict[str, list[str]]) -> None:
    for abstract in itertools.chain(*abstracts.values()):
        sentences = split(abstract)
        assert_slices(abstract, sentences)
        for sentence in sentences:
            assert not re.match(r"[a-z]+ ", sentence)
            assert not re.search(r"\b(?:e\.g|i\.e|vs|acc|w\.r\.t)\.$", sentence)
            assert 3 <= len(sentence.split()) <= 113 or "https://" in sentence
            assert not re.search(r"[a-z]{6}\.[A-Z][a-z]+ (?!.*https?:)", sentence)
