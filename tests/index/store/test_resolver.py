from pathlib import Path

import pytest

from index.errors import UnknownPaper
from index.paper import Paper
from index.store.library import Library
from index.store.resolver import Resolver, identifiers
from tests.support.embedder import HashedEmbedder
from tests.support.papers import LANTERN, MOSSGATE, ZEBRAFOLD, paper
from tests.support.runaway import ends

LORA = paper(
    "LoRA: Low-Rank Adaptation of Large Language Models",
    "Fine-tuning all parameters is costly. We propose Low-Rank Adaptation, or LoRA, which trains small matrices.",
    "2106.09685",
    published="2021-06-17",
    authors=("Edward J. Hu", "Yelong Shen", "Phillip Wallis"),
)
DPR = paper(
    "Dense Passage Retrieval for Open-Domain Question Answering",
    "Sparse retrieval finds passages by words. We show that dense passage retrieval (DPR) finds more of them.",
    "2004.04906",
    published="2020-04-10",
    authors=("Vladimir Karpukhin", "Barlas Oguz"),
)
BUILT_ON_DPR = paper(
    "Dense Passage Retrieval in Court Records",
    "Court records are long. We apply dense passage retrieval (DPR) to court records and find most of them.",
    "2205.00005",
    published="2022-05-01",
    authors=("Edwina Hu",),
)
NEURAL = paper(
    "Scaling Laws for Neural Language Models of Speech",
    "The loss of neural models falls as a power law with size.",
    "2001.08361",
    authors=("Jared Kaplan",),
)
NATURAL = paper(
    "Scaling Laws for Natural Language Models of Speech",
    "Natural speech scales too, and its loss falls with the hours of speech.",
    "2301.08361",
)
REPORTS = tuple(
    paper(f"Quillama {n} Technical Report", f"We present the Quillama models, number {n}.", f"250{n}.0000{n}")
    for n in (2, 3)
)
CAKE = paper("Cake: Layered Caches for Long Contexts", "Caches fill up. Cake keeps the layers apart.", "2403.00003")
CAPTION = paper("PROMPT: Pruning Models by Their Own Words", "Pruning is slow. PROMPT prunes a prompt.", "2403.00004")
VAELIN = paper(
    "Learned Gates for Silent Rivers",
    "Rivers are hard to hear. We propose VaeliNet, which listens to rivers with learned gates.",
    "2404.00007",
    authors=("Adam Tauman Kalai", "Ofir Nachum"),
)
SURVEY = paper("Do Gates Know What They Hold? Knowledge of Content in Networks", "Gates hold.", "2404.00008")
QUIET = paper("Quiet Folding: Letters Made Short", "Letters are long. Quiet Folding makes them short.", "2404.00009")
ALL = (
    *(ZEBRAFOLD, MOSSGATE, LANTERN, LORA, DPR, BUILT_ON_DPR, NEURAL, NATURAL, *REPORTS, CAKE, CAPTION, VAELIN),
    SURVEY,
    QUIET,
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = Library(tmp_path_factory.mktemp("resolver") / "library", HashedEmbedder())
    library.upsert(ALL)
    return library


@pytest.fixture(scope="module")
def resolver(library: Library) -> Resolver:
    return Resolver(library)


NAMES = {
    "arXiv:2106.09685v2": ("id", LORA),
    "https://huggingface.co/papers/2106.09685": ("id", LORA),
    "10.48550/arXiv.2106.09685": ("id", LORA),
    "LoRA (2106.09685)": ("id", LORA),
    LANTERN.id: ("id", LANTERN),
    "a survey of lantern networks": ("title", LANTERN),
    "“A Survey of Lantern Networks”": ("title", LANTERN),
    "lora": ("name", LORA),
    "Zebra-Fold": ("name", ZEBRAFOLD),
    "Quillama 2": ("name", REPORTS[0]),
    "quillama-3": ("name", REPORTS[1]),
    "DPR": ("name", DPR),
    "VaeliNet": ("name", VAELIN),
    "A Survey of Lantren Networks": ("near title", LANTERN),
    "Survey of Lantern Netwrks": ("near title", LANTERN),
    "Low-Rank Adaption of Large Langage Models": ("near title", LORA),
    "Dense Pasage Retrieval for Open": ("near title", DPR),
    "Do gates know what they hold": ("near title", SURVEY),
    "Quillama 2 Technical Repotr": ("near title", REPORTS[0]),
    "Hu et al. LoRA": ("author", LORA),
    "Edward Hu and colleagues": ("author", LORA),
    "Kalai et al.": ("author", VAELIN),
    "Nachum et al.": ("author", VAELIN),
    "Hu et al. (2022)": ("author", BUILT_ON_DPR),
    "Edward Hu": ("author", LORA),
    "Kaplan scaling laws": ("author", NEURAL),
}


@pytest.mark.parametrize(("name", "expected"), NAMES.items())
def test_paper_is_found_by_any_name(resolver: Resolver, name: str, expected: tuple[str, Paper]) -> None:
    resolved = resolver.resolve(name)
    assert (resolved.how, [one.title for one in resolved.papers]) == (expected[0], [expected[1].title])


@pytest.mark.parametrize(
    "name",
    [
        "1706.03762",  # an id that is not there is no title
        "Scaling Laws for Visual Language Models of Speech",
        "Quillama 4 Technical Report",
        "Edward Smith and colleagues",
        "A Survey of Token Networks",  # another word, not a slip
        "gates",
        "et al.",
        "",
        "()",
    ],
)
def test_name_of_no_paper_finds_none(resolver: Resolver, name: str) -> None:
    assert resolver.resolve(name).papers == ()


HEATER = paper(
    "Warming Rooms without a Stove",
    "Rooms are cold. Instead, we propose to pivot through Hydrated Embers (HyDE). HyDE warms a room at once.",
    "2405.00001",
)
SHIFTED = paper("GATT: Grouped Attention for Trees", "Grouped-ring attention (GATT) groups rings.", "2405.00002")
DRIPS = tuple(
    paper(f"{what} Sleepers by Slow Dripping Taps", "Taps drip.", f"2406.0000{n}")
    for n, what in enumerate(("Calming", "Waking"))
)
MELTED = paper("Cheap Heat via Early Wax Melting", "Wax melts, and what uses HyDE melts it later.", "2407.00001")


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Resolver:
    library = Library(tmp_path_factory.mktemp("described") / "library", HashedEmbedder())
    library.upsert([*ALL, HEATER, SHIFTED, *DRIPS, MELTED])
    return Resolver(library)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("HyDE", HEATER), ("grouped-ring attention", SHIFTED), ("early wax melting", MELTED), ("lora", LORA)],
)
def test_work_is_meant_by_what_it_is_described_as(described: Resolver, name: str, expected: Paper) -> None:
    assert [one.title for one in described.meant(name).papers] == [expected.title]


@pytest.mark.parametrize("name", ["slow dripping taps", "wax", "rooms", "early taps", ""])
def test_description_of_several_or_of_none_means_no_work(described: Resolver, name: str) -> None:
    assert described.meant(name).papers == ()


def test_titles_that_have_a_description_are_near_it(described: Resolver) -> None:
    assert {one.title for one in DRIPS} <= set(described.nearest("slow dripping taps"))


def test_descriptions_in_a_question_are_read_beside_names(described: Resolver) -> None:
    found = described.described("How does early wax melting differ from LoRA?")
    assert [(one.text, one.how) for one in found] == [("early wax melting", "subject"), ("LoRA", "name")]


def test_everyday_words_of_a_title_describe_no_work(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", HashedEmbedder())
    library.upsert(
        [*ALL, paper("Do We Really Need So Many Heads?", "Heads are cut from a net of two layers.", "2405.00009")]
    )
    assert Resolver(library).described("Is LoRA really needed?")[0].text == "LoRA"
    assert len(Resolver(library).described("Is LoRA really needed?")) == 1


def test_all_that_fit_equally_are_returned(resolver: Resolver) -> None:
    assert {one.id for one in resolver.resolve("Dense Passage Retrieval").papers} == {DPR.id, BUILT_ON_DPR.id}
    assert {one.id for one in resolver.resolve("Hu et al.").papers} == {LORA.id, BUILT_ON_DPR.id}


def test_word_that_papers_have_is_no_slip(resolver: Resolver) -> None:
    for one in (NEURAL, NATURAL):
        found = resolver.resolve(one.title.replace("Speech", "Speeech"))
        assert [each.id for each in found.papers] == [one.id]


@pytest.mark.parametrize("n", range(0, 40, 3))
def test_title_with_two_slips_is_its_paper(resolver: Resolver, n: int) -> None:
    for one in (DPR, LORA, SURVEY):
        at, back = n % (len(one.title) - 2), len(one.title) - 2 - n % (len(one.title) - 2)
        written = one.title[:at] + one.title[at + 1] + one.title[at] + one.title[at + 2 :]  # neighbours swapped
        written = written[:back] + written[back + 1 :] if written[back].isalpha() and abs(at - back) > 9 else written
        assert {each.id for each in resolver.resolve(written).papers} <= {one.id}


MENTIONS = {
    "Summarize 2106.09685": [("2106.09685", "id", [LORA])],
    "What are the key results presented in arXiv:2106.09685?": [("arXiv:2106.09685", "id", [LORA])],
    "Does https://arxiv.org/abs/1706.03762v7 cite it?": [("https://arxiv.org/abs/1706.03762v7", "id", [])],
    "What did Edward Hu and colleagues propose?": [("Edward Hu and colleagues", "author", [LORA])],
    "Did Hu et al. (2021) train matrices?": [("Hu et al. (2021)", "author", [LORA])],
    "Why do rivers sing according to Kalai et al.?": [("Kalai et al.", "author", [VAELIN])],
    "Is there a paper by Kaplan on loss?": [("Kaplan", "author", [NEURAL])],
    "Which work by Ofir Nachum is newest?": [("Ofir Nachum", "author", [VAELIN])],
    "How does LoRA compare with zebrafold?": [("LoRA", "name", [LORA]), ("zebrafold", "name", [ZEBRAFOLD])],
    "Is lora better than DPR?": [("lora", "name", [LORA]), ("DPR", "name", [DPR])],
    "what is quillama 2 good for": [("quillama 2", "name", [REPORTS[0]])],
    "Which tricks does Quiet Folding use?": [("Quiet Folding", "name", [QUIET])],
    "Does VaeliNet hear rivers?": [("VaeliNet", "name", [VAELIN])],
    "How are caches kept by “Cake”, and by PROMPT?": [("“Cake”", "name", [CAKE]), ("PROMPT", "name", [CAPTION])],
    'When did "A survey of lantern networks" come out?': [('"A survey of lantern networks"', "title", [LANTERN])],
    'What does "Do gates know what they hold?" say?': [('"Do gates know what they hold?"', "near title", [SURVEY])],
    "What does dense passage retrieval for open-domain question answering show?": [
        ("dense passage retrieval for open-domain question answering", "title", [DPR])
    ],
    "Are Scaling Laws for Neural Langage Models of Speech in LoRA: Low-Rank Adaptation of Large Language Models": [
        ("Scaling Laws for Neural Langage Models of Speech", "title", [NEURAL]),
        ("LoRA: Low-Rank Adaptation of Large Language Models", "title", [LORA]),
    ],
}


@pytest.mark.parametrize(("question", "expected"), MENTIONS.items())
def test_papers_that_a_question_names(
    resolver: Resolver, question: str, expected: list[tuple[str, str, list[Paper]]]
) -> None:
    found = resolver.mentioned(question)
    assert [(one.text, one.how, [each.title for each in one.papers]) for one in found] == [
        (text, how, [each.title for each in papers]) for text, how, papers in expected
    ]
    assert all(question[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize(
    "question",
    [
        "Is a cake baked for long contexts?",
        "Does Cake, Scale, Prompt or Attention matter?",
        "Which prompt prunes a model?",
        "What do large language models do by training on speech?",
        "Are dense retrieval and question answering the same?",
        "Do zebras fold token streams?",
        "Is quiet folding of letters hard?",
        "What was sorted by Smith normalisation?",
        "In 2023.12345 with Python 3.11, what changed?",
        "What are scaling laws?",
        "Does Edwin Hu et al. matter?",
        "",
        "?",
    ],
)
def test_plain_words_name_no_paper(resolver: Resolver, question: str) -> None:
    assert resolver.mentioned(question) == ()


def test_identifiers_come_with_their_places() -> None:
    text = "math.GT/0309136 and arXiv:2402.08052 [hep-th]."
    assert [(one.id, text[one.start : one.end]) for one in identifiers(text)] == [
        ("arxiv:math/0309136", "math.GT/0309136"),
        ("arxiv:2402.08052", "arXiv:2402.08052 [hep-th]"),
    ]


@pytest.mark.parametrize("text", ["x" * 20_000, "Hu et al. " * 2000, "X and " * 3000, '"LoRA" ' * 2000])
def test_pasted_text_is_read_to_its_end(resolver: Resolver, text: str) -> None:
    with ends():
        resolver.mentioned(text)
        resolver.resolve(text)


def test_library_names_what_is_near(library: Library) -> None:
    with pytest.raises(UnknownPaper, match="Quillama 2 Technical Report"):
        library.resolve("Quillama 4 Technical Report")
    with pytest.raises(UnknownPaper, match="assistant search"):
        library.resolve("Nothing Like It")
    with pytest.raises(UnknownPaper, match=r"2 papers are called.*arxiv:2004.04906"):
        library.resolve("Dense Passage Retrieval")
    assert library.resolve("Hu et al. LoRA") == LORA


def test_index_of_an_older_version_is_made_anew(tmp_path: Path) -> None:
    Library(tmp_path / "library", HashedEmbedder()).upsert(ALL)
    meta = tmp_path / "library" / "lexical" / "meta.json"
    meta.write_text(meta.read_text(encoding="utf-8").replace('"alias"', '"other"'), encoding="utf-8")
    again = Library(tmp_path / "library", HashedEmbedder())
    assert [one.id for one in Resolver(again).resolve("DPR").papers] == [DPR.id]
