import gzip
import json
import lzma
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.errors import SourceUnreadable
from assistant.evals.retrieval import bootstrap, measure, ndcg, read_documents, read_queries, recall, reciprocal_rank

# The worked example of the literature on nDCG: gains 3, 2, 3, 0, 1, 2 and, elsewhere in the collection, 3 and 2.
GRADES = {"d1": 3.0, "d2": 2.0, "d3": 3.0, "d5": 1.0, "d6": 2.0, "d7": 3.0, "d8": 2.0}
RANKING = ["d1", "d2", "d3", "d4", "d5", "d6"]


def test_ndcg_is_the_published_one() -> None:
    assert ndcg(RANKING, GRADES, 6) == pytest.approx(0.785, abs=5e-4)
    assert ndcg(["d1"], {"d1": 1.0}, 10) == 1
    assert ndcg([], {"d1": 1.0}, 10) == 0
    assert ndcg(["x", "d1"], {"d1": 1.0}, 10) == pytest.approx(0.6309, abs=1e-4)


def test_recall_and_reciprocal_rank() -> None:
    assert recall(RANKING, GRADES, 3) == pytest.approx(3 / 7)
    assert reciprocal_rank(["x", "y", "d1"], GRADES) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], GRADES) == 0


def test_interval_holds_the_mean_and_is_the_same_every_time() -> None:
    values = [0.0, 0.2, 0.9, 1.0, 0.4] * 10
    low, high = bootstrap(values)
    assert low < sum(values) / len(values) < high
    assert bootstrap(values) == (low, high)
    assert bootstrap([0.5] * 9) == (0.5, 0.5)


def test_means_are_over_queries() -> None:
    done = measure([["a"], ["x", "b"]], [{"a": 1.0}, {"b": 1.0}])
    assert done["mrr"] == 0.75
    assert done["recall@5"] == 1


CORPUS = [
    {"_id": "1", "title": "Moss", "text": "Moss grows on stones in the shade."},
    {"_id": "2", "title": "Moss", "text": "Moss grows on stones in the shade."},  # the same again: it keeps its id
    {"_id": "3", "title": "Plums", "text": "Plums ripen in autumn."},
    {"_id": "4", "title": "", "text": ""},
]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    text = "\n".join(map(json.dumps, rows))
    opened = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    with opened(path, "wt") as file:
        file.write(text)
    return path


@pytest.mark.parametrize("ending", ["", ".gz", ".xz"])
def test_documents_keep_their_own_ids(tmp_path: Path, ending: str) -> None:
    documents = list(read_documents(write(tmp_path / f"corpus.jsonl{ending}", CORPUS)))
    assert [document.id for document in documents] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "judgements",
    ["query-id\tcorpus-id\tscore\nq1\t1\t2\nq1\t3\t0\n", "q1 1 2\n", "q1 0 1 2\n"],
    ids=["header", "no header", "trec"],
)
def test_judgements_are_read_in_every_form(tmp_path: Path, judgements: str) -> None:
    queries = write(tmp_path / "queries.jsonl", [{"_id": "q1", "text": "moss"}, {"_id": "q2", "text": "unjudged"}])
    (tmp_path / "qrels.tsv").write_text(judgements)
    assert read_queries(queries, tmp_path / "qrels.tsv") == [("moss", {"1": 2.0})]


@pytest.mark.parametrize(("relevant", "grades"), [(["1", 2], {"1": 1.0, "2": 1.0}), ({"1": 2, "3": 0}, {"1": 2.0})])
def test_queries_may_carry_their_judgements(tmp_path: Path, relevant: Any, grades: dict[str, float]) -> None:
    queries = write(tmp_path / "queries.jsonl", [{"id": "q1", "query": "moss", "relevant": relevant}])
    assert read_queries(queries, None) == [("moss", grades)]


def test_bad_collection_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"id": "1"}\n{broken')
    with pytest.raises(SourceUnreadable, match=r"bad\.jsonl:2"):
        list(read_documents(tmp_path / "bad.jsonl"))
    with pytest.raises(SourceUnreadable, match="--qrels"):
        read_queries(write(tmp_path / "q.jsonl", [{"id": "1", "query": "x"}]), None)
    (tmp_path / "cut.jsonl.xz").write_bytes(lzma.compress(b'{"id": "1", "title": "T", "text": "x"}\n' * 999)[:-20])
    with pytest.raises(SourceUnreadable, match=r"cut\.jsonl\.xz"):
        list(read_documents(tmp_path / "cut.jsonl.xz"))


def test_command_has_the_agreed_shape(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus.jsonl", CORPUS)
    queries = write(tmp_path / "queries.jsonl", [{"id": "q", "query": "when do plums ripen", "relevant": ["3"]}])
    words = ["eval", "retrieval", "--corpus", str(corpus), "--queries", str(queries)]
    done = CliRunner().invoke(app, [*words, "--json"])
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)
    assert set(result) == {
        "corpus",
        "queries",
        "lexical",
        "dense",
        "hybrid",
        "documents_per_second",
        "queries_per_second",
    }
    assert set(result["hybrid"]) == {"ndcg@10", "recall@5", "recall@20", "recall@100", "mrr", "ndcg@10_ci"}
    assert result["corpus"] == 3
    assert result["hybrid"]["ndcg@10"] == result["lexical"]["mrr"] == 1
    assert json.loads(CliRunner().invoke(app, words).stdout).keys() == result.keys()
