"""Which sentences of a paper are graded as worth telling."""

import json
from pathlib import Path

import pytest

from assistant.writers.composition import gist_of, leading_ways, short_name, ways
from assistant.writers.telling_features import coined, points_beyond
from assistant.writers.telling_worth import grades, understood
from index.paper import Paper
from tests.support.papers import paper

LABELS = Path(__file__).parents[2] / "data" / "telling_worth.jsonl"
BACKGROUND = "Counting the trout of mountain lakes is slow, and the nets that are used for it harm the fish."
DEFINITION = "To address this, we introduce Tarnfish, a sonar decoder that counts trout in mountain lakes."
DETAIL = "These echoes are then passed to the second stage, which filters them."
FINDING = "In nine field tests, Tarnfish has an error of only 4.5%, against 11.2% of the best earlier decoder."
PRAISE = "Extensive experiments demonstrate the effectiveness of our approach."
HOPE = "We hope that our work inspires future research."
AUTHORS = ("Ada Example", "Bo Other")


def of(*sentences: str, title: str = "Tarnfish: Counting Trout by Sonar", **fields: object) -> Paper:
    return paper(title, " ".join(sentences), "2503.00001", authors=AUTHORS, **fields)


TARNFISH = of(BACKGROUND, DEFINITION, DETAIL, FINDING, PRAISE, HOPE)


def test_definition_opens_and_the_figure_is_the_finding() -> None:
    grade = grades(TARNFISH)
    assert grade.opening.argmax() == 1
    assert grade.finding.argmax() == 3
    assert grade.finding[3] > 1 > grade.finding[[4, 5]].max()


def test_sentence_that_points_to_the_one_before_does_not_stand_alone() -> None:
    behind = understood(TARNFISH, 2)
    assert behind[2] < behind[[1, 3]].min()


def test_demonstrative_means_what_was_said_or_the_work_itself() -> None:
    said = {"tarnfish", "decoder", "sonar"}
    own = [
        "This decoder wins.",
        "This model wins.",
        "Such a new sonar decoder wins.",
        "Nets harm fish, so these nets go.",
    ]
    assert [points_beyond(text, said) for text in own] == [0, 0, 0, 0]
    assert points_beyond("Despite its size, this experimental version wins.", said) == 1


def test_figure_in_an_example_is_told_and_what_is_beaten_is_not_cut_off() -> None:
    finding = "Tests reveal much room for improvement of sonar decoders (e.g., the best one had an accuracy of 61.8%)."
    told = max(ways(of(BACKGROUND, DEFINITION, finding, HOPE)), key=lambda way: way.worth)
    assert "61.8%" in told.sentences[-1].text
    compared = "We count with only 1% of the data of Pondnet, which consistently outperforms Pondnet in nine lakes."
    told = max(ways(of(BACKGROUND, DEFINITION, compared, HOPE)), key=lambda way: way.worth)
    assert told.sentences[-1].text.endswith("outperforms Pondnet in nine lakes.")


def test_result_without_a_figure_is_told_before_a_step_of_the_method() -> None:
    step = "The buoys attend globally and encode each lake anew, so that the decoder hears trout without any nets."
    boast = "Our decoder outperforms direct counting and achieves state-of-the-art results on a wide range of lakes."
    told = max(leading_ways(of(BACKGROUND, DEFINITION, step, boast, HOPE)), key=lambda way: way.worth)
    assert told.sentences[-1].number == 4


def test_paper_that_is_presented_is_no_background_whatever_its_sentence_is_like() -> None:
    series = "In this technical report, we present the Tarn series, including Tarn-mini-2.0 and Tarn-lake-2.0."
    cost = "Compared to a decoder of 32 buoys, this series reduces the cost of a count to 1/10 in nine lakes."
    told = of(series, BACKGROUND, cost, title="Every Echo Matters: Counting Trout at Low Cost")
    best = max(leading_ways(told, titled_before=True), key=lambda way: way.worth)
    assert [each.number for each in best.sentences] == [1, 3]


def test_line_behind_a_title_tells_the_result_where_no_sentence_says_what_the_paper_is() -> None:
    vague = "We introduce Tarnfish, a decoder that addresses these limitations by a principled design."
    assert gist_of(of(BACKGROUND, vague, DETAIL, FINDING, HOPE)) == FINDING
    assert not gist_of(of(BACKGROUND, vague, HOPE))


def test_finding_is_not_cut_to_what_was_tried() -> None:
    tried = "To validate our approach, we conduct extensive evaluations"
    finding = f"{tried}, showing that Tarnfish achieves strong results on nine lakes and on rivers."
    told = [way.sentences[-1].text for way in leading_ways(of(BACKGROUND, DEFINITION, finding, HOPE))]
    assert not any(text.endswith("evaluations.") for text in told)


def test_background_is_told_behind_no_introduction() -> None:
    field = "However, existing decoders are often slow, since long pings are needed, and lakes remain hard to count."
    told = [way.sentences[-1].number for way in leading_ways(of(DEFINITION, field, DETAIL, HOPE))]
    assert 2 not in told


def test_introduction_does_not_begin_with_what_stood_before() -> None:
    paper = of(BACKGROUND, "In light of this, we introduce Tarnfish, a sonar decoder that counts trout.", FINDING)
    assert not any("light of this" in way.sentences[0].text for way in ways(paper))


def test_what_is_known_of_the_field_does_not_lead_a_brief() -> None:
    vague = "Two challenges persist here: the echo of stones, and weeds."
    told = leading_ways(of(BACKGROUND, vague, title="Light of Lakes: Unified Features of Trout"), titled_before=True)
    assert all(not way.sentences[0].text.startswith("Counting") for way in told)


def test_what_a_paper_is_and_its_finding_are_told_together() -> None:
    best = max(ways(TARNFISH), key=lambda way: way.worth)
    assert [told.text for told in best.sentences] == [
        "Tarnfish is a sonar decoder that counts trout in mountain lakes.",
        FINDING,
    ]
    assert gist_of(TARNFISH) == best.sentences[0].text


def test_finding_of_a_paper_that_says_not_what_it_is_comes_behind_its_title() -> None:
    finding = "We find that nine lakes out of ten have fewer trout than 20 years ago, by 41% on the average."
    told = of(BACKGROUND, finding, HOPE, title="Trout Are Leaving the Mountain Lakes")
    best = max(leading_ways(told), key=lambda way: way.worth)
    assert best.sentences[0].text.startswith("In “Trout Are Leaving the Mountain Lakes”, Example et al. find that nine")


def test_introduction_without_the_task_of_the_title_comes_behind_it() -> None:
    told = of(BACKGROUND, DEFINITION, HOPE, title="Tarnfish: Estimating Fish Populations with Robot Boats")
    begins = (f"In “{told.title}”, ", "Tarnfish (“Estimating Fish Populations with Robot Boats”) is ")
    assert all(way.sentences[0].text.startswith(begins) for way in leading_ways(told))


def test_what_a_work_is_for_is_told_by_its_title_where_a_sentence_says_only_how_it_is_made() -> None:
    how = "We present Tarnfish, a decoder that combines boosted trees with a calibrated mixture of experts."
    told = of(
        BACKGROUND, how, FINDING, HOPE, title="Tarnfish: Estimating Populations in Mountain Lakes with Robot Boats"
    )
    best = max(ways(told), key=lambda way: way.worth)
    assert best.sentences[0].text.startswith(
        "Tarnfish (“Estimating Populations in Mountain Lakes with Robot Boats”) is"
    )


def test_finding_of_what_only_the_title_names_comes_behind_the_title() -> None:
    task = "We introduce Tarn Counting, a task that asks for the number of trout in mountain lakes."
    told = of(BACKGROUND, task, FINDING, HOPE)
    both = [way.sentences for way in ways(told) if len(way.sentences) > 1 and way.sentences[1].text == FINDING]
    assert both
    assert all(told.title in first.text for first, _ in both)


@pytest.mark.parametrize(
    ("between", "expected"), [((), True), (("We also build Tarnset, a data set of nine lakes.",), False)]
)
@pytest.mark.parametrize("place", ["It", "On Tarnbench (nine lakes, 400 hours), it"])
def test_it_is_told_only_behind_the_sentence_that_names_what_it_is(
    between: tuple[str, ...], expected: bool, place: str
) -> None:
    it = f"{place} has an error of only 4.5% in nine field tests, against 11.2% of the best earlier decoder."
    told = {way.sentences[-1].text for way in ways(of(BACKGROUND, DEFINITION, *between, it, HOPE))}
    assert (it in told) == expected


def test_it_is_the_work_where_the_sentence_before_begins_with_the_work() -> None:
    between = ("We also build Tarnset, a data set of nine lakes.", "Trained on Tarnset, Tarnfish reads every echo.")
    it = "In nine field tests, it has an error of only 4.5%, against 11.2% of the best earlier decoder."
    assert it in {way.sentences[-1].text for way in ways(of(BACKGROUND, DEFINITION, *between, it, HOPE))}


def test_it_is_the_only_name_of_the_sentence_before() -> None:
    task = "We introduce TARN-7, a sonar decoder that counts trout in mountain lakes."
    tried = "We evaluate TARN-7 across quiet and stormy lakes, by day and by night."
    it = "It counts trout with an error of only 4.5%, against 11.2% of the best earlier decoder."
    told = of(BACKGROUND, task, DETAIL, tried, it, title="Sonar Decoders for Trout")
    assert it in {way.sentences[-1].text for way in ways(told)}
    told = of(BACKGROUND, task, DETAIL, tried.replace("TARN-7", "POND-2"), it, title=told.title)
    assert it not in {way.sentences[-1].text for way in ways(told)}


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("We further present a 3.8B model of echoes, which we train on stones and on weeds.", False),
        ("We feed it with the echoes of a buoy, and we filter out those of stones and weeds.", True),
    ],
)
def test_model_that_no_told_sentence_introduces_has_no_result(between: str, expected: bool) -> None:
    later = "On nine quiet lakes, our model has an error of only 4.5%, against 11.2% of the best earlier decoder."
    told = {
        tuple(each.number for each in way.sentences) for way in ways(of(BACKGROUND, DEFINITION, between, later, HOPE))
    }
    assert ((2, 4) in told) == expected


def test_result_of_a_score_needs_the_sentence_that_says_what_that_is() -> None:
    score = "We sum up both errors by the Lake and Trout score (LT score)."
    later = "In nine field tests, we find that the LT score predicts 95% of the errors of all decoders."
    told = {way.sentences[-1].number for way in ways(of(BACKGROUND, DEFINITION, score, later, HOPE))}
    assert 4 not in told


@pytest.mark.parametrize(("whose", "expected"), [("earlier decoders", False), ("Tarnfish", True)])
def test_what_others_reach_in_contrast_is_no_result(whose: str, expected: bool) -> None:
    beside = f"In contrast, {whose} only count 35.4% and 41.6% of the trout in nine field tests."
    told = ways(of(BACKGROUND, DEFINITION, DETAIL, beside))
    assert (4 in {each.number for way in told for each in way.sentences}) == expected


def test_survey_without_a_finding_tells_more_of_what_it_is() -> None:
    survey = "We present the first survey of sonar decoders, which count trout in mountain lakes without any nets."
    scope = "We first organize decoders by their use of echoes, and then review how each is trained and measured."
    told = max(leading_ways(of(survey, scope, title="Sonar Decoders: A Survey")), key=lambda way: way.worth)
    assert [each.number for each in told.sentences] == [1, 2]


def test_finding_is_not_told_of_a_paper_that_no_sentence_introduces() -> None:
    told = of(BACKGROUND, FINDING, HOPE, title="Listening under Water: Sonar without Nets")
    assert not ways(told)
    assert leading_ways(told, titled_before=True)


def test_name_of_two_words_that_an_untold_sentence_gave_is_coined() -> None:
    part = "We add Heron Watch, a second decoder that hears only the large fish."
    later = "Heron Watch also lowers the energy that a buoy needs by 41% in nine field tests."
    assert [set(each) for each in coined(of(BACKGROUND, DEFINITION, part, later))][2:] == [set(), {"Heron Watch"}]
    assert not coined(of(BACKGROUND, DEFINITION, part, later, title="Heron Watch and Tarnfish: Counting Trout"))[3]


def test_name_of_an_example_is_not_coined() -> None:
    part = "We add the ears of earlier decoders, such as Pondnet-2, to hear the large fish."
    assert not coined(of(BACKGROUND, DEFINITION, part, "On stones, Pondnet-2 has an error of 41%."))[3]


def test_first_paper_is_called_by_its_name_where_the_sentence_behind_says_what_that_is() -> None:
    assert short_name(TARNFISH) == "Tarnfish"
    team = "We count the trout of mountain lakes with Tarnfish, which hears them by the echoes of a buoy."
    assert not short_name(of(BACKGROUND, team, HOPE))


def test_first_paper_is_called_by_its_title_where_its_name_begins_a_lesser_sentence() -> None:
    full = "We introduce the Lake Trout Benchmark (TroutMem), the first benchmark of sonar decoders for mountain lakes."
    task = "TroutMem is built from nine hundred hours of sonar, which we collected in mountain lakes of three lands."
    named = of(BACKGROUND, full, task, FINDING.replace("Tarnfish", "TroutMem"), title="TroutMem: Errors of Decoders")
    assert not short_name(named)


def test_paper_without_a_sentence_worth_telling_is_called_by_its_title() -> None:
    assert not leading_ways(of(HOPE, HOPE, title="On Lakes"))


@pytest.mark.parametrize("row", LABELS.read_text(encoding="utf-8").splitlines()[::40])
def test_label_names_a_paper_and_grades_each_sentence(row: str) -> None:
    label = json.loads(row)
    assert label["paper"].startswith("arxiv:")
    assert len(label["opening"]) == len(label["finding"]) == len(label["alone"])
