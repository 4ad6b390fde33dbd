"""What is wanted comes first and says why; what was disliked goes down at once."""

from pathlib import Path

import pytest

from assistant.interests.interests import Interests
from assistant.interests.profile import Interest, UnknownInterest
from assistant.interests.taste import is_called
from index.embedders.static import StaticEmbedder
from index.errors import SourceUnreadable, UnknownPaper
from index.paper import Paper
from index.store.library import Library
from tests.support.embedder import HashedEmbedder
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, paper

ROBOT = paper(
    "Gripwell: Learning to Grasp with Soft Fingers",
    "Robots grasp soft objects badly. We train a policy for grasping with soft robot fingers by reinforcement.",
    "2403.00001",
    published="2024-03-01",
    authors=("Wei Wang", "Cleo B. Example"),
    categories=("cs.LG", "cs.RO"),
)
ROBOT_TOO = paper(
    "Grasping Deformable Objects by Reinforcement Learning with Robot Hands",
    "Robot hands grasp deformable objects in our experiments. A grasping policy is learned by reinforcement learning.",
    "2403.00002",
    published="2024-03-02",
    authors=("Wenhao Wang",),
    categories=("cs.RO",),
)
SPEECH = paper(
    "Recognising Whispered Speech from Few Hours of Audio",
    "Speech recognition fails on whispered speech. An acoustic model is adapted to whispered audio of a few speakers.",
    "2403.00003",
    published="2024-03-03",
    categories=("eess.AS",),
)
SPEECH_TOO = paper(
    "A Corpus of Whispered Speech for Automatic Speech Recognition",
    "A corpus of whispered audio from 40 speakers is released for automatic speech recognition of whispered speech.",
    "2403.00004",
    published="2024-03-04",
)
PAPERS = (*ALL, ROBOT, ROBOT_TOO, SPEECH, SPEECH_TOO)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = Library(tmp_path_factory.mktemp("interests"), StaticEmbedder())
    library.upsert(PAPERS)
    return library


@pytest.fixture
def interests(tmp_path: Path, library: Library) -> Interests:
    return Interests(tmp_path, library)


def scores(interests: Interests, name: str = "") -> dict[str, float]:
    taste = interests.taste(name)
    return {one.id: taste.score(one)[0] for one in PAPERS}


def reason(interests: Interests, one: Paper, name: str = "") -> str:
    return interests.taste(name).score(one)[1]


def test_without_interests_nothing_speaks_of_any_paper(interests: Interests) -> None:
    taste = interests.taste()
    assert {taste.score(one) for one in PAPERS} == {(0.0, "")}
    assert interests.names() == ()
    assert not interests.file.exists()


def test_subject_is_wanted_and_named_as_the_reason(interests: Interests) -> None:
    interests.add(Interest(topics=("whispered speech recognition",)))
    found = scores(interests)
    assert {key for key, score in found.items() if score > 0.2} == {SPEECH.id, SPEECH_TOO.id}
    assert all(-1 <= score <= 1 for score in found.values())
    assert reason(interests, SPEECH) == "near your topic “whispered speech recognition”"
    assert reason(interests, ROBOT) == ""


def test_liked_paper_is_the_reason_for_what_is_like_it(interests: Interests) -> None:
    assert interests.like(["2403.00001"]) == (ROBOT,)
    found = scores(interests)
    assert found[ROBOT_TOO.id] == max(score for key, score in found.items() if key != ROBOT.id) > 0.2
    assert reason(interests, ROBOT_TOO) == "like Gripwell, which you liked"


def test_author_is_followed_and_nobody_of_a_similar_name(interests: Interests) -> None:
    interests.add(Interest(authors=("Wei Wang",), categories=("cs.RO",)))
    assert scores(interests)[ROBOT.id] > 0.9
    assert reason(interests, ROBOT) == "by Wei Wang, whom you follow"
    assert reason(interests, ROBOT_TOO) == "in cs.RO, which you follow"
    assert scores(interests)[SPEECH.id] == 0


@pytest.mark.parametrize(
    ("name", "author", "is_same"),
    [
        ("Omar Khattab", "Omar Khattab", True),
        ("khattab", "Omar Khattab", True),
        ("O. Khattab", "Omar Khattab", True),
        ("Khattab, Omar", "Omar Khattab", True),
        ("Christopher D. Manning", "Christopher Manning", True),
        ("Christopher Manning", "Christopher D. Manning", True),
        ("Jiří Novák", "Jiri Novak", True),
        ("Wei Wang", "Wenhao Wang", False),
        ("Wei Wang", "W. Wang", False),
        ("Li", "Oliver Bell", False),
        ("", "Omar Khattab", False),
        ("—", "Omar Khattab", False),
    ],
)
def test_is_called(name: str, author: str, is_same: bool) -> None:
    assert is_called(name, author) is is_same


def test_less_like_this_works_at_once(interests: Interests) -> None:
    interests.add(Interest(topics=("whispered speech recognition",)))
    interests.like([ROBOT.title])
    before = scores(interests)
    interests.dislike(["Gripwell"])
    after = scores(interests)
    assert after[ROBOT.id] == -1
    assert after[ROBOT_TOO.id] < 0 < before[ROBOT_TOO.id]
    assert reason(interests, ROBOT_TOO) == "like Gripwell, of which you want less"
    assert after[SPEECH.id] == before[SPEECH.id]
    assert interests.get() == Interest(topics=("whispered speech recognition",), disliked=(ROBOT.id,))


def test_disliking_one_paper_on_a_subject_does_not_dislike_the_subject(interests: Interests) -> None:
    interests.like([SPEECH_TOO.id, ROBOT_TOO.id])
    before = scores(interests)
    interests.dislike([SPEECH.id])
    after = scores(interests)
    assert after[SPEECH_TOO.id] == before[SPEECH_TOO.id] > 0.2
    assert after[ROBOT.id] == before[ROBOT.id] > 0


def test_mind_that_is_changed_moves_the_paper_as_it_was_written(interests: Interests) -> None:
    interests.file.write_text('[default]\ndisliked = ["Gripwell"]  # slippery\n')
    interests.like([ROBOT.id, "2403.00003"])
    assert interests.get() == Interest(liked=("Gripwell", SPEECH.id))
    interests.like([ROBOT.title])
    assert interests.get().liked == ("Gripwell", SPEECH.id)


def test_name_that_means_no_paper_changes_nothing(interests: Interests) -> None:
    with pytest.raises(UnknownPaper):
        interests.like([ROBOT.id, "The Art of Baking Bread in Small Ovens"])
    assert not interests.file.exists()


def test_named_interests_are_apart(interests: Interests) -> None:
    interests.add(Interest(topics=("whispered speech",)), "evenings")
    interests.like([ROBOT.id], "work")
    assert interests.names() == ("evenings", "work")
    assert scores(interests, "evenings")[SPEECH.id] > 0.2 > scores(interests, "work")[SPEECH.id]
    assert scores(interests, "work")[ROBOT_TOO.id] > 0.2 > scores(interests, "evenings")[ROBOT_TOO.id]
    assert set(scores(interests).values()) == {0.0}
    with pytest.raises(UnknownInterest, match="There are: evenings, work"):
        interests.taste("mornings")


def test_deleting_the_file_restores_the_plain_order(interests: Interests) -> None:
    interests.add(Interest(topics=("whispered speech",)))
    interests.file.unlink()
    assert set(scores(interests).values()) == {0.0}


def test_clearing_one_leaves_the_others(interests: Interests) -> None:
    interests.add(Interest(topics=("moss",)))
    interests.add(Interest(topics=("lanterns",)), "work")
    assert interests.clear() == Interest(topics=("moss",))
    assert interests.names() == ("work",)
    for undo in (interests.clear, lambda: interests.remove(Interest(topics=("moss",)))):
        with pytest.raises(UnknownInterest):
            undo()


def test_what_is_removed_may_be_named_in_another_way(interests: Interests) -> None:
    interests.add(Interest(topics=("moss", "ferns"), authors=("Wei Wang",)))
    interests.like([ROBOT.id])
    interests.dislike([SPEECH.id])
    paper_names = ("Gripwell", "https://arxiv.org/abs/2403.00003")
    interests.remove(Interest(topics=("moss",), authors=("Wei Wang",), liked=paper_names, disliked=paper_names))
    assert interests.get() == Interest(topics=("ferns",))


def test_title_that_the_library_lacks_counts_for_what_it_says(interests: Interests) -> None:
    title = "Automatic Recognition of Whispered Speech"
    interests.add(Interest(liked=(title, "arxiv:1706.03762", "Gripwell")))
    assert [named.paper for named in interests.papers(interests.get().liked)] == [None, None, ROBOT]
    assert scores(interests)[SPEECH_TOO.id] > 0.2
    assert reason(interests, SPEECH_TOO) == f"like “{title}”, which you liked"


def test_similar_title_is_not_taken_for_the_paper(interests: Interests) -> None:
    (named,) = interests.papers(["A Corpus of Whispered Speech for Speech Recognition"])
    assert named.paper is None


BIB = r"""
@article{wang24, title = {{Gripwell}: Learning to Grasp with Soft Fingers}, author = {Wang, Wei}, year = 2024}
@misc{x, title = {Whispers}, eprint = {2403.00003}, archivePrefix = {arXiv}}
@article{y, title = {Learning to Grasp with Soft Fingers}, author = {Nobody}}
@article{z, title = {Na{\"\i}ve {B}ayes for Plums}, doi = {10.1000/182}}
@article{broken, author = {Nobody}}
@article{lantern, title = {A Survey of Lantern Networks}}
"""


def test_seeding_likes_what_a_file_cites(interests: Interests, tmp_path: Path) -> None:
    (tmp_path / "thesis.bib").write_text(BIB)
    interests.dislike([LANTERN.id], "thesis")
    seeds = interests.seed(tmp_path / "thesis.bib", "thesis")
    assert seeds.papers == (ROBOT, SPEECH, LANTERN)
    assert [(skipped.line, skipped.reason) for skipped in seeds.skipped] == [(6, "no title")]
    titles = ("Learning to Grasp with Soft Fingers", "Naïve Bayes for Plums")
    assert interests.get("thesis") == Interest(liked=(ROBOT.id, SPEECH.id, *titles), disliked=(LANTERN.title,))
    assert "# Gripwell: Learning to Grasp with Soft Fingers" in interests.file.read_text()
    written = interests.file.read_bytes()
    interests.seed(tmp_path / "thesis.bib", "thesis")
    assert interests.file.read_bytes() == written


@pytest.mark.parametrize("content", [None, b"", b"No entry at all.", b"@article{a, author = {Nobody}}"])
def test_file_that_seeds_nothing_is_told(interests: Interests, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "x.bib").write_bytes(content)
    with pytest.raises(SourceUnreadable):
        interests.seed(tmp_path / "x.bib")
    assert not interests.file.exists()


def test_library_of_another_embedder_is_read_with_our_own(tmp_path: Path) -> None:
    library = Library(tmp_path / "hashed", HashedEmbedder())
    library.upsert(PAPERS)
    interests = Interests(tmp_path, library)
    interests.add(Interest(topics=("whispered speech recognition",)))
    interests.like([ROBOT.id])
    assert reason(interests, SPEECH) == "near your topic “whispered speech recognition”"
    assert reason(interests, ROBOT_TOO) == "like Gripwell, which you liked"


def test_paper_that_is_not_in_the_library_is_judged_too(tmp_path: Path) -> None:
    interests = Interests(tmp_path, Library(tmp_path / "empty", StaticEmbedder()))
    interests.add(Interest(topics=("whispered speech recognition", "moss")))
    assert reason(interests, SPEECH) == "near your topic “whispered speech recognition”"
    assert reason(interests, MOSSGATE) == "near your topic “moss”"
    assert reason(interests, ZEBRAFOLD) == ""
