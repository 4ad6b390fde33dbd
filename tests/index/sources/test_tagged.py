import datetime as dt
from pathlib import Path

from index.paper import Paper
from index.sources.base import Skipped
from index.sources.files import read_file


def read(tmp_path: Path, text: str, name: str) -> list[Paper | Skipped]:
    path = tmp_path / name
    path.write_bytes(text.encode())
    return list(read_file(path))


def papers(found: list[Paper | Skipped]) -> list[Paper]:
    return [each for each in found if isinstance(each, Paper)]


RIS = """\ufeffTY  - JOUR\r
TI  - Tiny Judges\r
AU  - Example, Ana\r
AU  - Sample, Bo, Jr.\r
AB  - We train tiny judges.\r
They agree in 83 percent of cases.\r
DA  - 2024/02/12/\r
DO  - 10.1000/Abc\r
UR  - http://arxiv.org/abs/2402.08090v1; https://a.example\r
KW  - judges\r
KW  - lists\r
JO  - Journal of Lists\r
ER  - \r
"""


def test_record_of_a_ris_file(tmp_path: Path) -> None:
    (found,) = papers(read(tmp_path, RIS, "x.ris"))
    assert found.title == "Tiny Judges"
    assert found.abstract == "We train tiny judges. They agree in 83 percent of cases."
    assert found.authors == ("Ana Example", "Bo Sample Jr.")
    assert (found.id, found.version, found.doi) == ("arxiv:2402.08090", 1, "10.1000/abc")
    assert found.published == dt.date(2024, 2, 12)
    assert (found.venue, found.keywords) == ("Journal of Lists", ("judges", "lists"))


def test_records_without_their_end_are_not_lost_nor_run_together(tmp_path: Path) -> None:
    text = (
        "TY  - JOUR\nT1  - First\nN2  - Body one.\nY1  - 2023///Spring\n\n"
        "TY - CONF\nTI - Second\nAU - Lab\nAB - Body two.\nPY - 2022/05/04\nER  -\n"
        "TY  - JOUR\nTI  - No abstract\nER  - \n"
        "TY  - JOUR\nTI  - Last\nAB  - Body three."
    )
    found = read(tmp_path, text, "x.txt")
    assert [(p.title, p.abstract, p.published) for p in papers(found)] == [
        ("First", "Body one.", None),
        ("Second", "Body two.", dt.date(2022, 5, 4)),
        ("Last", "Body three.", None),
    ]
    assert [(s.line, s.reason) for s in found if isinstance(s, Skipped)] == [(12, "no abstract")]


WOS = """\ufeffFN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Example, A
   Sample, B
AF Example, Ana
   Sample, Bo
TI Tiny Judges for
   Long Lists
SO JOURNAL OF LISTS
DE judges; lists
AB We train tiny judges. They
   agree in 83 percent of cases.
PD FEB 12
PY 2024
DI 10.1000/Abc
UT WOS:3
ER

PT C
AU Cole, Y
TI Second
AB Body two.
PD JAN-FEB
PY 2023
SO PROCEEDINGS
ER

EF"""


def test_tagged_text_of_web_of_science(tmp_path: Path) -> None:
    first, second = papers(read(tmp_path, WOS, "savedrecs.txt"))
    assert first.title == "Tiny Judges for Long Lists"
    assert first.abstract == "We train tiny judges. They agree in 83 percent of cases."
    assert first.authors == ("Ana Example", "Bo Sample")
    assert (first.published, first.doi, first.keywords) == (dt.date(2024, 2, 12), "10.1000/abc", ("judges", "lists"))
    assert (second.published, second.venue, second.authors) == (None, "PROCEEDINGS, 2023", ("Y Cole",))


PUBMED = """
PMID- 40000001
OWN - NLM
DP  - 2025 Mar 4
TI  - Counting trout in mountain lakes by sonar, which is
      kinder than nets.
LID - S0000-0000(25)00001-1 [pii]
LID - 10.1000/Trout.1 [doi]
AB  - BACKGROUND: Nets harm the fish. RESULTS: Sonar has an error of
      4.5%.
FAU - Example, Ana
AU  - Example A
FAU - Sample, Bo
AU  - Sample B
JT  - Journal of lakes
OT  - sonar
OT  - trout

PMID- 40000002
TI  - No abstract
"""


def test_records_of_pubmed(tmp_path: Path) -> None:
    found = read(tmp_path, PUBMED, "x.nbib")
    (trout,) = papers(found)
    assert trout.title == "Counting trout in mountain lakes by sonar, which is kinder than nets"
    assert trout.abstract == "BACKGROUND: Nets harm the fish. RESULTS: Sonar has an error of 4.5%."
    assert trout.authors == ("Ana Example", "Bo Sample")
    assert (trout.published, trout.doi, trout.venue) == (dt.date(2025, 3, 4), "10.1000/trout.1", "Journal of lakes")
    assert (trout.url, trout.keywords) == ("https://doi.org/10.1000/trout.1", ("sonar", "trout"))
    assert [(s.line, s.reason) for s in found if isinstance(s, Skipped)] == [(19, "no abstract")]
