"""How sentences of abstracts are told in the third person, and which are not told."""

import pytest

from assistant.writers.retelling import name_of, tellings, titled
from index.paper import Paper
from tests.support.papers import paper

AUTHORS = ("Ada Example", "Bo Other")


def of(*sentences: str, title: str = "Zebrafold: Folding Token Streams", authors: tuple[str, ...] = AUTHORS) -> Paper:
    return paper(title, " ".join(sentences), "2503.00001", authors=authors)


def told(sentence: str, *, opens: bool = True, **fields: object) -> list[str]:
    before = "Streams of tokens are long and Zebrafold reads them, as many people in the field have found."
    return [each.text for each in tellings(of(before, sentence, **fields), opens=opens) if each.number == 2]  # type: ignore[arg-type]


FIRST = {
    "two things at once": (
        "We propose Zebrafold, a model that folds long streams, and FOLDRUN, a runtime that unfolds them.",
        "Example et al. propose Zebrafold, a model that folds long streams, and FOLDRUN, a runtime that unfolds them.",
    ),
    "definition": (
        "To address this, we introduce Zebrafold, a novel method that folds long streams of tokens.",
        "Zebrafold is a method that folds long streams of tokens.",
    ),
    "a paper": (
        "This paper investigates whether folded streams of tokens lose what they say.",
        "A paper by Example et al. investigates whether folded streams of tokens lose what they say.",
    ),
    "general frame": (
        "Moreover, we find that our readers lose a third of what the streams say.",
        "Example et al. find that their readers lose a third of what the streams say.",
    ),
    "acronym spelled out": (
        "We propose to fold the streams of every MLLM, or multimodal language reader, that sees pages.",
        "Example et al. propose to fold the streams of every multimodal large language model, or multimodal language "
        "reader, that sees pages.",
    ),
    "coordinated": (
        "We introduce Zebrafold, a method that folds streams, and show that it holds on nine data sets.",
        "Example et al. introduce Zebrafold, a method that folds streams, and show that it holds on nine data sets.",
    ),
    "first of several contributions": (
        "This work makes three contributions: (1) We propose Zebrafold, a novel reader that folds long streams.",
        "Zebrafold is a reader that folds long streams.",
    ),
    "what it overcomes": (
        "We introduce Zebrafold, a novel paradigm that addresses these limitations by folding the streams of pages.",
        "Zebrafold is a paradigm folding the streams of pages.",
    ),
    "several": (
        "We introduce Zebrafold models, a family of readers that fold long streams of tokens.",
        "Example et al. introduce Zebrafold models, a family of readers that fold long streams of tokens.",
    ),
    "purpose kept": (
        "To save memory on long pages, we fold each stream into the layers below it.",
        "To save memory on long pages, Example et al. fold each stream into the layers below it.",
    ),
    "list behind a goal": (
        "To close this gap in folds, pages and streams, we introduce Zebrafold, a method that folds long streams.",
        "To close this gap in folds, pages and streams, Example et al. introduce Zebrafold, a method that folds long "
        "streams.",
    ),
    "toward this goal": (
        "Toward this goal, we introduce Zebrafold, a method that folds long streams of tokens.",
        "Zebrafold is a method that folds long streams of tokens.",
    ),
    "LaTeX": (
        "We introduce Zebrafold, a method that is $3\\times$ faster and saves 46\\% of the energy.",
        "Zebrafold is a method that is 3x faster and saves 46% of the energy.",
    ),
    "designed to": (
        "We introduce Zebrafold , designed to fold long streams of tokens for readers of pages.",
        "Zebrafold is designed to fold long streams of tokens for readers of pages.",
    ),
    "alongside this": (
        "Alongside this, we introduce Zebrafold, a method that folds long streams of tokens.",
        "Zebrafold is a method that folds long streams of tokens.",
    ),
    "name that goes on": (
        "To this end, we introduce a novel reader of long pages called Fold of Streams (ZebraFoS).",
        "Fold of Streams (ZebraFoS) is a reader of long pages.",
    ),
    "leaders": (
        "In nine libraries, folded readers outperform state-of-the-art models that see all pages at once.",
        "In nine libraries, folded readers outperform leading models that see all pages at once.",
    ),
    "in contrast": (
        "In contrast, we fold each stream of tokens into the layers that lie below it.",
        "Example et al. fold each stream of tokens into the layers that lie below it.",
    ),
    "article of a figure": (
        "We introduce Zebrafold, which reads pages with an 56.7% share of the usual energy.",
        "Zebrafold reads pages with a 56.7% share of the usual energy.",
    ),
    "behind another verb": (
        "We question this habit and propose Zebrafold, a method that folds streams rather than pages.",
        "Zebrafold is a method that folds streams rather than pages.",
    ),
    "by introducing": (
        "We make a first attempt by introducing Zebrafold, a method that folds long streams of tokens.",
        "Zebrafold is a method that folds long streams of tokens.",
    ),
    "unlike them": (
        "Different from them, we introduce Zebrafold, a method that folds long streams of tokens.",
        "Zebrafold is a method that folds long streams of tokens.",
    ),
    "instead of": (
        "Instead of single pages, we fold each stream of tokens into the layers that lie below it.",
        "Instead of single pages, Example et al. fold each stream of tokens into the layers that lie below it.",
    ),
    "that is": (
        "We find that readers lose words in dense pages, i.e., where streams of tokens are folded twice.",
        "Example et al. find that readers lose words in dense pages, i.e., where streams of tokens are folded twice.",
    ),
    "coordinated behind a dash": (
        "We introduce Zebrafold, a reader that needs no scissors or glue-and show that it holds on nine data sets.",
        "Example et al. introduce Zebrafold, a reader that needs no scissors or glue-and show that it holds on nine "
        "data sets.",
    ),
    "country": (
        "We fold the streams of every US library and of its readers into nine layers of tokens.",
        "Example et al. fold the streams of every US library and of its readers into nine layers of tokens.",
    ),
    "article of an acronym": (
        "We introduce Zebrafold, a novel LLM that reads pages under an innovative AI librarian.",
        "Zebrafold is an LLM that reads pages under an AI librarian.",
    ),
    "acronym that may be a word": (
        "We introduce Zebrafold, a novel LoRA that folds the long streams of tokens for readers.",
        "Zebrafold is a LoRA that folds the long streams of tokens for readers.",
    ),
    "in fact": (
        "In fact, we fold each stream of tokens into the layers that lie below it.",
        "Example et al. fold each stream of tokens into the layers that lie below it.",
    ),
    "article": (
        "We introduce Zebrafold, a novel unfolding of streams that saves 46% of the energy used.",
        "Zebrafold is an unfolding of streams that saves 46% of the energy used.",
    ),
}


@pytest.mark.parametrize(("sentence", "expected"), FIRST.values(), ids=FIRST)
def test_first_sentence_of_a_paper_names_it_or_its_author(sentence: str, expected: str) -> None:
    assert expected in told(sentence)


LATER = {
    "size of a name": (
        "In one step, our B/2 model comes near nine rivals, while our XL/2 model sets a new best FID of 2.38.",
        "In one step, the B/2 model comes near nine rivals, while the XL/2 model sets a new best FID of 2.38.",
    ),
    "praise that keeps a figure from what follows": (
        "On Quillset, the fold achieves 3-4x token compression and substantial acceleration of the readers.",
        "On Quillset, the fold achieves 3-4x token compression and substantial acceleration of the readers.",
    ),
    "best of its kind": (
        "On Quillset, Zebrafold reaches 72.2 points, setting a new state-of-the-art among open models of streams.",
        "On Quillset, Zebrafold reaches 72.2 points, setting a new state-of-the-art among open models of streams.",
    ),
    "authors": (
        "We also find that folding a stream costs its readers a third of the words.",
        "The authors find that folding a stream costs its readers a third of the words.",
    ),
    "our method": (
        "On Quillset, our method reads 12 pages a second and loses none of their words.",
        "On Quillset, the method reads 12 pages a second and loses none of their words.",
    ),
    "trials": (
        "Extensive experiments demonstrate that Zebrafold reads 12 pages a second without any loss.",
        "Zebrafold reads 12 pages a second without any loss.",
    ),
    "enumeration": (
        "We observe that (1) readers of folds lose a third of the words and (2) nobody of them notices it.",
        "The authors observe that readers of folds lose a third of the words and nobody of them notices it.",
    ),
    "first items": (
        "Zebrafold brings the readers of its pages several gains: (1) Folds of twice the size, "
        "(2) a third of the energy, and (3) quiet pages.",
        "Zebrafold brings the readers of its pages several gains: folds of twice the size, and a third of the energy.",
    ),
    "first of several findings": (
        "Our study uncovers three surprises: (1) Quiet folds alone do not keep the readers of a long page; "
        "(2) large print helps them more than light, and (3) zebras help nobody.",
        "Quiet folds alone do not keep the readers of a long page.",
    ),
    "item with a heading": (
        "3) Efficiency: Zebrafold has folded the pages of nine libraries in less time than their clerks.",
        "Zebrafold has folded the pages of nine libraries in less time than their clerks.",
    ),
    "bracket that ends with a digit": (
        "Zebrafold reads more of the pages than all models of its size (Quill-3) and half of the larger ones.",
        "Zebrafold reads more of the pages than all models of its size (Quill-3) and half of the larger ones.",
    ),
    "word before its compound": (
        "Careful tests reveal that Zebrafold demonstrates exceptional capabilities in in-page reading of streams.",
        "Zebrafold demonstrates capabilities in in-page reading of streams.",
    ),
    "last item": (
        "Zebrafold reads the streams of long pages in a library: (1) folding them twice; (2) keeping what they say.",
        "Zebrafold reads the streams of long pages in a library: folding them twice; and keeping what they say.",
    ),
    "no long form of a singular in s": (
        "The chain of diagnosis (CoD) is long, and CoD reads 12 pages a second without any loss.",
        "The chain of diagnosis (CoD) is long, and CoD reads 12 pages a second without any loss.",
    ),
    "aside at the end": (
        "In nine libraries, Zebrafold learns a model of the whole shelf of a reader, (e.g., by its marks).",
        "In nine libraries, Zebrafold learns a model of the whole shelf of a reader.",
    ),
    "item of an enumeration": (
        "(iii) However, the gaps between readers are small, which nobody had seen in nine libraries.",
        "The gaps between readers are small, which nobody had seen in nine libraries.",
    ),
    "LaTeX that lost its signs": (
        "For pages of 256times256, Our Zebrafold-XL reaches a loss of {1.31 words}~(nearly four times less).",
        "For pages of 256x256, Zebrafold-XL reaches a loss of 1.31 words (nearly four times less).",
    ),
    "praise that a sentence needs": (
        "Zebrafold achieves strong quality in nine libraries while it still reads in real time.",
        "Zebrafold achieves strong quality in nine libraries while it still reads in real time.",
    ),
    "tail behind what is fronted": (
        "Across nine libraries of pages, Zebrafold reads twice as much as a clerk, showing what folds are good for.",
        "Across nine libraries of pages, Zebrafold reads twice as much as a clerk.",
    ),
    "tail": (
        "Zebrafold reads 12 pages a second on nine data sets, outperforming every other reader of streams.",
        "Zebrafold reads 12 pages a second on nine data sets.",
    ),
}


@pytest.mark.parametrize(("sentence", "expected"), LATER.values(), ids=LATER)
def test_later_sentence_may_lean_on_the_first(sentence: str, expected: str) -> None:
    assert expected in told(sentence, opens=False)


UNTOLD = {
    "slip of grammar": "Zebrafold folds the long streams to mitigates what the readers of the pages lose.",
    "parts that are not told": "We propose Zebrafold, which folds the streams of tokens in three key stages.",
    "no finite verb": "The folding of streams into layers, reducing the energy of reading by a third.",
    "link": "We release the code of all our experiments at https://zebrafold.org today.",
    "question": "Can we fold a stream of tokens without losing what it has to say?",
    "all people": "Streams of tokens may one day guide all of us through libraries that nobody knows.",
    "name in capitals": "Zebrafold folds the streams that guide us through nine hard libraries in WE-FOLD.",
    "lost name": "Obtains gains of nine points over all of the earlier readers of long streams.",
    "unknown LaTeX": "We introduce \\ours, a method that folds the long streams of tokens into layers.",
    "dollars": "Zebrafold folds the streams of a whole library for only $4 per shelf.",
    "lost name between commas": "The largest of our readers, readers, folds nine libraries of pages in an hour.",
    "no verb": "Keywords: streams, tokens, folding, layers, and the reading of long pages.",
    "trial without its outcome": "We evaluate Zebrafold on nine sets of pages and conduct careful reading studies.",
    "whom one tries": "We assess the performance of 21 readers of models, including Quillmoss and Bellvane-2.",
    "trials alone": "We conduct extensive experiments on Quillset, Foldset, Pageset, and streams of nine libraries.",
    "heading of two": "Fold-Easy & Hard: the authors of pages fold all of their streams in an hour.",
    "elsewhere": "Zebrafold overcomes the two aforementioned limits of the readers of long pages.",
    "hope": "With the release of these folds, we believe that readers of long pages are better off.",
    "heading": "Lower Cost: the second version of Zebrafold folds all streams in an hour.",
    "ends glued": "Zebrafold folds streams of tokens.Readers of all kinds find that they like it.",
}


@pytest.mark.parametrize(
    ("what", "expected"),
    [("method", "Zebrafold reduces"), ("dataset", "The dataset reduces"), ("reader", "The authors’ reader")],
)
def test_work_is_called_by_the_name_that_the_abstract_gives_it(what: str, expected: str) -> None:
    told = tellings(
        of(
            "We introduce Zebrafold, a new method that folds streams.",
            f"Our {what} reduces the size of nine libraries by half.",
        ),
        opens=False,
    )
    assert [each.text.startswith(expected) for each in told if each.number == 2] == [True]


def test_authors_are_named_where_what_is_theirs_comes_first() -> None:
    assert told("Using our ways to fold, we make nine readers of long pages twice as fast.", authors=("Moss Lab",)) == [
        "Using their ways to fold, the authors make nine readers of long pages twice as fast."
    ]


def test_number_before_a_noun_is_no_name() -> None:
    assert told("Our 3D folder, QUILL, reduces the size of nine libraries by half.", opens=False) == [
        "The authors’ 3D folder, QUILL, reduces the size of nine libraries by half."
    ]


def test_frame_of_two_clauses_stays() -> None:
    sentence = "Finally, we show that Zebrafold holds for streams of any length, and that readers gain from folds."
    assert told(sentence, opens=False)
    assert not any(text.startswith("Zebrafold") for text in told(sentence, opens=False))


def test_list_behind_a_colon_is_not_cut_within() -> None:
    sentence = (
        "In nine libraries, Zebrafold brings readers two gains: quiet folds of pages, making them whole, and streams."
    )
    assert told(sentence, opens=False) == [sentence]


@pytest.mark.parametrize("sentence", UNTOLD.values(), ids=UNTOLD)
@pytest.mark.parametrize("opens", [True, False])
def test_sentence_that_does_not_stand_alone_is_not_told(sentence: str, opens: bool) -> None:
    assert told(sentence, opens=opens) == []


@pytest.mark.parametrize("authors", [(), ("The Moss Team", "Bo Other"), ("Ada Example",)], ids=["none", "team", "one"])
def test_who_has_no_surname_with_others_is_the_authors(authors: tuple[str, ...]) -> None:
    sentence = "We find that folding a stream costs its readers a third of the words."
    assert told(sentence, authors=authors) == [
        "The authors find that folding a stream costs its readers a third of the words."
    ]


def test_title_tells_what_a_sentence_without_its_paper_is_about() -> None:
    folds = of("We find that folding a stream costs its readers a third of the words.", title="Streams, Folded")
    found, *_ = tellings(folds, opens=True)
    assert (
        getattr(titled(found, folds), "text", "")
        == "In “Streams, Folded”, Example et al. find that folding a stream costs its readers a third of the words."
    )
    other = found._replace(text="On Quillset, the readers lose a third of the words.")
    assert getattr(titled(other, folds), "text", "").startswith("“Streams, Folded”: On Quillset, the readers")
    assert titled(found, of("We fold streams.", title="The “Folded” Stream")) is None
    assert titled(found, of("We fold streams.", title="Zebrafold: Folding a Stream")) == found
    named = found._replace(text="Zebrafold (folds by zebras) is a method that reads 12 pages a second.")
    assert (
        getattr(titled(named, of("We fold streams.", title="Zebrafold: Streams of Tokens")), "text", "")
        == "Zebrafold (“Streams of Tokens”) is a method that reads 12 pages a second."
    )


NAMES = {
    "system": ("Zebrafold: Folding Streams", "We introduce Zebrafold, which folds.", "Zebrafold"),
    "no colon": ("Zebrafold Folds Streams", "We introduce Zebrafold, which folds.", ""),
    "kind of paper": ("Position: Streams Should Be Folded", "We take the position that streams fold.", ""),
    "phrase": ("Beyond All Limits: Folding Streams", "We introduce Zebrafold, which folds.", ""),
}


@pytest.mark.parametrize(("title", "abstract", "expected"), NAMES.values(), ids=NAMES)
def test_name_of_a_work_is_one_that_its_abstract_uses(title: str, abstract: str, expected: str) -> None:
    assert name_of(paper(title, abstract)) == expected
