"""The page of a comparison: the plot, who wrote what, and that nothing of a paper becomes markup."""

import re
from urllib.parse import quote

from assistant.web.pages import compare
from assistant.web.pages.compare_wanted import Wanted
from tests.support.papers import MOSSGATE, ZEBRAFOLD, paper
from tests.support.tables import cell, compared, figure, row

HOSTILE = paper(
    'Mossbench: <img src=x onerror="alert(1)">',
    'Moss grows. We <script>alert(1)</script> measure {{ 7*7 }} it. Mossbench reaches 90% accuracy "on" <b>Quillset.',
)


def test_plot_stands_below_the_table_with_the_quotes() -> None:
    papers = [paper(f"Oak{n}: Oaks", f"Oaks grow. We count. Oak{n} has {n}0% accuracy on Quillset.") for n in (4, 5)]
    rows = [
        row(n, one, [cell("results", one, [3], figures=[figure(f"{n + 3}0%", n * 10 + 30)])])
        for n, one in enumerate(papers, start=1)
    ]
    page = compare.comparison(compared(rows), papers)
    assert page.count('<rect class="bar"') == 2
    assert f"<title>{papers[0].sentences[2]}</title>" in page
    assert "<style>" not in page


def test_text_of_papers_is_no_markup_in_the_table_nor_in_the_plot() -> None:
    rows = [
        row(
            n, HOSTILE.model_copy(update={"id": f"x:{n}"}), [cell("results", HOSTILE, [3], figures=[figure("90%", 90)])]
        )
        for n in (1, 2)
    ]
    papers = [HOSTILE.model_copy(update={"id": f"x:{n}"}) for n in (1, 2)]
    page = compare.comparison(compared(rows, {"<i>Both</i> hold.": (1, 2)}), papers)
    assert not re.search(r"<(?:script|img|i|b)\b", page)
    assert page.count('<rect class="bar"') == 2


def test_reader_sees_who_wrote_a_cell_and_which_row_failed() -> None:
    rows = [
        row(1, ZEBRAFOLD, [cell("results", ZEBRAFOLD, [3], writer="tiny")]),
        row(2, MOSSGATE, [cell("results", MOSSGATE, [3])], failed="tiny stopped."),
    ]
    page = compare.comparison(compared(rows, engine="tiny + extractive"), [ZEBRAFOLD, MOSSGATE])
    assert "written by tiny" in page
    assert "in the abstract&#39;s own words" in page
    assert "extractive" not in page
    assert page.count("tiny stopped.") == 1


def test_guess_is_marked_explained_where_it_stands_and_below_the_table() -> None:
    cells = [cell("problem", ZEBRAFOLD, [1], firm=False), cell("results", ZEBRAFOLD, [3])]
    page = compare.comparison(compared([row(1, ZEBRAFOLD, cells)]), [ZEBRAFOLD])
    (guess,) = re.findall(r'<td data-label="Problem" class="guess">(.*?)</td>', page, re.DOTALL)
    (button,) = re.findall(r'<button[^>]* aria-describedby="([^"]+)">perhaps:</button>', guess)
    assert f'role="tooltip" id="{button}">A guess' in guess
    assert "<details" in guess
    assert page.count('class="guess"') == page.count("marks a guess") == 1
    assert "perhaps" not in compare.comparison(compared([row(1, ZEBRAFOLD, cells[1:])]), [ZEBRAFOLD])


def test_capital_of_a_column_leaves_its_names_alone() -> None:
    page = compare.comparison(compared([row(1, ZEBRAFOLD, [cell("is BERT tuned?", ZEBRAFOLD, [2])])]), [ZEBRAFOLD])
    assert "Is BERT tuned?" in page


def test_links_of_columns_and_rows_stand_in_the_table() -> None:
    rows = [row(n, one, [cell("results", one, [3])]) for n, one in enumerate((ZEBRAFOLD, MOSSGATE), start=1)]
    wanted = Wanted(papers=(ZEBRAFOLD.id, MOSSGATE.id), columns=("results", "limits"))
    page = compare.comparison(compared(rows), [ZEBRAFOLD, MOSSGATE], wanted)
    both = f"./compare?papers={ZEBRAFOLD.id},{MOSSGATE.id}&amp;columns="
    assert f'href="{both}limits,results" data-keep="results:right results:left"' in page
    assert f'href="{both}limits" data-keep="results:drop" aria-label="Remove the column Results"' in page
    assert page.count('aria-label="Move Results') == 1
    assert page.count(f'href="./compare?papers={ZEBRAFOLD.id}&amp;columns=results,limits" data-keep="row"') == 1
    assert f'href="./paper?id={quote(MOSSGATE.id)}"' in page
