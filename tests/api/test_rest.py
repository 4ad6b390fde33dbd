"""REST: what curl gets."""

from typing import Any

from tests.api.conftest import SAVES, Serve, asked, events
from tests.support.papers import ALL


def _cited(answer: dict[str, Any]) -> list[str]:
    return [source["id"] for source in answer["sources"]]


def test_question_is_answered_as_on_the_command_line(url: str) -> None:
    reply = asked(url, "POST", "/api/ask", {"question": SAVES})
    assert reply.status == 200
    answer = reply.json
    assert answer["status"] == "answered"
    assert answer["claims"][0]["citations"] == [{"number": 1, "paper": "arxiv:2401.00001", "sentences": [3]}]
    assert answer["sources"][0]["quotes"][0] in ALL[0].sentences
    assert "Location" not in reply.headers


def test_answer_streams_the_engines_events(url: str) -> None:
    whole = asked(url, "POST", "/api/ask", {"question": SAVES}).json
    for body, headers in (({"stream": True}, {}), ({}, {"Accept": "text/event-stream"})):
        reply = asked(url, "POST", "/api/ask", {"question": SAVES, **body}, **headers)
        assert reply.headers["content-type"].startswith("text/event-stream")
        names, data = zip(*events(reply.text), strict=True)
        assert (names[0], names[-1]) == ("retrieved", "finished")
        assert [each["claim"] for name, each in zip(names, data, strict=True) if name == "claimed"] == whole["claims"]
        assert data[-1]["answer"]["text"] == whole["text"]


def test_turn_of_one_answer_is_the_history_of_the_next(url: str) -> None:
    first = events(asked(url, "POST", "/api/ask", {"question": SAVES, "stream": True}).text)[-1][1]["turn"]
    body = {"question": "What are its limits?", "history": [first]}
    assert _cited(asked(url, "POST", "/api/ask", body).json) == ["arxiv:2401.00001"]
    assert _cited(asked(url, "POST", "/api/ask", {"question": "What are its limits?"}).json) != ["arxiv:2401.00001"]


def test_conversation_is_kept_and_gone_on_with(url: str) -> None:
    first = asked(url, "POST", "/api/ask", {"question": SAVES, "conversation": ""})
    path = f"/api/{first.headers['location']}"
    key = path.rpartition("/")[2]
    second = asked(url, "POST", "/api/ask", {"question": "What are its limits?", "conversation": key})
    assert _cited(second.json) == ["arxiv:2401.00001"]
    kept = asked(url, "GET", path).json
    assert [turn["question"] for turn in kept["turns"]] == [SAVES, "What are its limits?"]
    assert kept["turns"][1]["answer"]["text"] == second.json["text"]
    assert asked(url, "PATCH", path, {"title": "Zebras"}).json["title"] == "Zebras"
    assert [each["title"] for each in asked(url, "GET", "/api/conversations?q=quillset").json] == ["Zebras"]
    assert asked(url, "DELETE", path).status == 204
    assert asked(url, "GET", "/api/conversations?q=quillset").json == []
    assert asked(url, "POST", f"{path}/restore").json["id"] == key
    assert asked(url, "GET", "/api/conversations/nothing").status == 404


def test_search_compare_check_and_brief(url: str) -> None:
    found = asked(url, "GET", "/api/search?q=moss+images&k=1").json
    assert [hit["id"] for hit in found["papers"]] == ["arxiv:2402.00002"]
    compared = asked(url, "POST", "/api/compare", {"papers": ["Zebrafold", "Mossgate"], "columns": ["idea"]}).json
    assert compared["columns"] == ["idea"]
    assert compared["rows"][0]["cells"][0]["quotes"]
    checked = asked(url, "POST", "/api/check", {"text": "Zebrafold reduces the training time by 56%."}).json
    assert checked["claims"][0]["verdict"]["support"] == "unsupported"
    brief = asked(url, "POST", "/api/brief", {"date": "2024-01-02"}).json
    assert brief["sources"][0]["id"] == "arxiv:2401.00001"
    feed = asked(url, "GET", "/api/feed.json").json
    assert feed["items"][0]["title"] == "Papers of Tuesday, 2 January 2024"
    atom = asked(url, "GET", "/api/feed.xml")
    assert atom.headers["content-type"].startswith("application/atom+xml")
    assert "2 January 2024" in atom.text
    assert f'rel="self" type="application/atom+xml" href="{url}/api/feed.xml"' in atom.text
    moss = asked(url, "GET", "/api/feed.json?interest=Moss").json
    assert moss["feed_url"] == f"{url}/api/feed.json?interest=Moss"


def test_papers_are_listed_shown_and_exported(url: str) -> None:
    listed = asked(url, "GET", "/api/papers?sort=title&since=2024-01-01").json
    assert [paper["id"] for paper in listed["papers"]] == ["arxiv:2402.00002", "arxiv:2401.00001"]
    assert (listed["total"], listed["page"], listed["pages"]) == (2, 1, 1)
    shown = asked(url, "GET", "/api/papers/https://arxiv.org/abs/2401.00001").json
    assert shown["paper"]["title"] == ALL[0].title
    assert shown["sentences"] == list(ALL[0].sentences)
    bibtex = asked(url, "GET", "/api/papers/export?q=mossgate")
    assert bibtex.text.count("@") == 1
    assert 'filename="papers.bib"' in bibtex.headers["content-disposition"]
    collection = asked(url, "GET", "/api/collection").json
    assert (collection["papers"], collection["oldest"]) == (len(ALL), "2024-01-02")


def test_papers_are_added_and_removed(serve: Serve) -> None:
    url = serve()
    entry = "@article{a, title={Quince: A Test of Ferns}, abstract={Ferns are slow. We present Quince.}}"
    added = asked(url, "POST", "/api/papers?name=ferns.bib", entry)
    assert added.status == 201
    assert added.json["new"] == 1
    [paper] = asked(url, "GET", "/api/papers?q=quince").json["papers"]
    rows = asked(url, "GET", "/api/papers/export?format=jsonl").text
    assert asked(url, "POST", "/api/papers", rows).json["new"] == 0
    assert asked(url, "DELETE", f"/api/papers/{paper['id']}").status == 204
    assert asked(url, "DELETE", f"/api/papers/{paper['id']}").status == 404
    assert asked(url, "GET", "/api/papers?q=quince").json["total"] == 0
    wrong = asked(url, "POST", "/api/papers?name=../../etc/%00/ferns.bib", "nothing of use")
    assert wrong.status == 422
    assert wrong.json["detail"].startswith("ferns.bib ") or "ferns.bib" in wrong.json["detail"]
    assert "/" not in wrong.json["detail"].replace("plain, .gz", "")
