"""Papers that several machines share through a Chroma server: each of them a home of its own, in this process."""

import logging
import shutil
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from index.errors import AssistantError, LibraryBusy, LibraryDamaged, ServerRefused, ServerUnreachable
from index.paper import Paper
from index.query import Filters
from index.store.chroma_server import ChromaServer, Place
from index.store.chroma_session import Patience
from index.store.library import Library
from tests.support.chroma_server import Asked, ChromaProxy, RealChroma
from tests.support.embedder import HashedEmbedder
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, paper

TOKEN = "not-to-be-seen"
QUICK = Patience(silence=3, deadline=8, look=0.02, lease=2, turn=12)
HASTY = QUICK._replace(silence=1, deadline=1, turn=1)  # where there is nothing to wait for

Machine = Callable[..., Library]


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealChroma]:
    running = RealChroma(tmp_path_factory.mktemp("chroma"))
    yield running
    running.kill()


@pytest.fixture
def proxy(chroma: RealChroma) -> Iterator[ChromaProxy]:
    passing = ChromaProxy(chroma.port, TOKEN)
    yield passing
    passing.close()


@pytest.fixture
def machine(chroma: RealChroma, proxy: ChromaProxy, tmp_path: Path) -> Machine:
    """What opens a library on a machine of a name: its own folder, and the database of this test."""
    database = chroma.database()

    def opened(
        name: str,
        *,
        url: str = proxy.url,
        embedder: HashedEmbedder | None = None,
        patience: Patience = QUICK,
        **named: object,
    ) -> Library:
        place = Place(url, TOKEN, database=database, patience=patience)
        return Library(tmp_path / name, embedder or HashedEmbedder(), server=ChromaServer(place), **named)

    return opened


def papers_of(library: Library) -> dict[str, Paper]:
    """Return what is in a library, once all of its parts agree."""
    found = {one.id: one for one in library.all()}
    assert library.lexical.count() == len(library.vectors(list(found))) == library.count() == len(found)
    return found


def nearest(library: Library, text: str) -> str:
    return library.nearest(library.embed([text])[0], 1, Filters())[0][0]


def many(first: int, last: int) -> list[Paper]:
    return [paper(f"Paper number{n} of them", f"It tells of thing{n} and no other.") for n in range(first, last)]


def test_what_one_machine_writes_another_one_finds(machine: Machine) -> None:
    embedder = HashedEmbedder()
    one, other = machine("one"), machine("other", embedder=embedder)
    one.upsert(ALL)
    other.follow()
    assert papers_of(other) == papers_of(one)
    assert nearest(other, MOSSGATE.abstract) == MOSSGATE.id
    assert embedder.embedded == 1  # the question: the vectors of the papers came from the server


def test_machine_that_comes_later_has_everything(machine: Machine) -> None:
    one = machine("one")
    one.upsert(many(0, 30))
    one.remove([many(0, 1)[0].id])
    assert papers_of(machine("other")) == papers_of(one)


def test_removed_paper_is_gone_everywhere_and_may_come_back(machine: Machine) -> None:
    one, other = machine("one"), machine("other")
    one.upsert(ALL)
    other.follow()
    assert other.remove([LANTERN.id]) == 1
    one.follow()
    assert papers_of(one).keys() == {ZEBRAFOLD.id, MOSSGATE.id}
    one.upsert([LANTERN])
    other.follow()
    assert papers_of(other)[LANTERN.id] == LANTERN


def test_two_machines_merge_into_the_same_paper(machine: Machine) -> None:
    one, other = machine("one"), machine("other")
    one.upsert([MOSSGATE])
    other.upsert([MOSSGATE.model_copy(update={"upvotes": 7})])  # without having looked
    one.upsert([MOSSGATE.model_copy(update={"categories": ("cs.CV",)})])
    other.follow()
    assert papers_of(one) == papers_of(other)
    assert (papers_of(one)[MOSSGATE.id].upvotes, papers_of(one)[MOSSGATE.id].categories) == (7, ("cs.CV",))


def test_new_id_of_a_paper_is_told_on_every_machine(machine: Machine) -> None:
    told: dict[str, str] = {}
    one, other = machine("one"), machine("other", renamed=told.update)
    titled = paper(MOSSGATE.title, MOSSGATE.abstract)
    one.upsert([titled])
    other.follow()
    one.upsert([MOSSGATE])
    other.follow()
    assert told == {titled.id: MOSSGATE.id}
    assert papers_of(other).keys() == {MOSSGATE.id}


def test_long_record_in_any_script_comes_whole_and_goes_whole(machine: Machine, proxy: ChromaProxy) -> None:
    long = paper("Long", "Wörter und 文字 🙂 " * 900, authors=tuple(f"Author Nr {n} Łastname" for n in range(300)))
    short = long.model_copy(update={"abstract": "Short.", "authors": (), "abstract_kind": "abstract"})
    one, other = machine("one"), machine("other")
    one.put([long])
    other.follow()
    assert papers_of(other)[long.id] == long
    one.put([short])
    other.follow()
    assert papers_of(other)[long.id] == short


def test_requests_stay_within_the_limits_of_a_server(machine: Machine, proxy: ChromaProxy) -> None:
    library = machine("one")
    library.upsert(many(0, 1200))
    assert max(asked.rows for asked in proxy.asked if asked.writes) <= 1000
    assert machine("other").count() == 1200


def test_requests_stay_within_the_limits_of_the_cloud(chroma: RealChroma, proxy: ChromaProxy, tmp_path: Path) -> None:
    class Cloud(Place):
        is_cloud = True

    place = Cloud(proxy.url, TOKEN, "default_tenant", chroma.database(), QUICK)
    library = Library(tmp_path / "one", HashedEmbedder(), server=ChromaServer(place))
    library.upsert(many(0, 700))
    other = Library(tmp_path / "other", HashedEmbedder(), server=ChromaServer(place))
    assert papers_of(other) == papers_of(library)
    assert max(asked.rows for asked in proxy.asked) <= 300


@pytest.mark.parametrize("fate", [500, 503, 429, "cut", "lost", "drop", "stall"])
def test_what_passes_is_tried_again(machine: Machine, proxy: ChromaProxy, fate: int | str) -> None:
    patience = QUICK._replace(silence=1) if fate == "stall" else QUICK  # each of six requests waits for that long
    library, failed = machine("one", patience=patience), set[str]()

    def first_of_each(asked: Asked) -> int | str | None:
        kind = asked.path.rsplit("/", 1)[-1]
        if kind in failed:
            return None
        failed.add(kind)
        return fate

    proxy.fate = first_of_each
    library.upsert(ALL)
    assert failed >= {"get", "add", "upsert", "update"}
    assert papers_of(library) == papers_of(machine("other")) == {one.id: one for one in ALL}


def test_reading_goes_on_while_the_server_is_away_and_writing_when_it_is_back(
    machine: Machine, proxy: ChromaProxy
) -> None:
    library = machine("one", patience=HASTY)
    library.upsert([ZEBRAFOLD, MOSSGATE])
    proxy.fail("drop", times=10_000)
    assert nearest(library, MOSSGATE.abstract) == MOSSGATE.id
    for ask in (library.follow, lambda: library.upsert([LANTERN]), lambda: library.remove([MOSSGATE.id])):
        with pytest.raises(ServerUnreachable) as caught:
            ask()
        assert "\n" not in str(caught.value)
        assert proxy.url in str(caught.value)
        assert TOKEN not in str(caught.value)
    assert papers_of(machine("one", patience=HASTY)).keys() == {ZEBRAFOLD.id, MOSSGATE.id}
    proxy.fail(None)
    library.upsert([LANTERN])
    assert papers_of(library) == papers_of(machine("other")) == {one.id: one for one in ALL}


def test_server_that_is_killed_and_started_again_goes_on(tmp_path: Path) -> None:
    server = RealChroma(tmp_path / "server")
    try:
        place = Place(f"http://127.0.0.1:{server.port}", patience=QUICK._replace(deadline=1))
        library = Library(tmp_path / "one", HashedEmbedder(), server=ChromaServer(place))
        library.upsert([ZEBRAFOLD])
        server.kill()
        with pytest.raises(ServerUnreachable):
            library.upsert([MOSSGATE])
        server.start()
        library.upsert([MOSSGATE])
        other = Library(tmp_path / "other", HashedEmbedder(), server=ChromaServer(place))
        assert papers_of(other) == papers_of(library) == {one.id: one for one in (ZEBRAFOLD, MOSSGATE)}
    finally:
        server.kill()


def test_first_opening_without_a_server_is_an_error_and_no_empty_library(machine: Machine, proxy: ChromaProxy) -> None:
    proxy.fail("drop", times=10_000)
    with pytest.raises(ServerUnreachable, match="Nothing of it is on this machine yet"):
        machine("one", patience=HASTY)


def test_wrong_token_is_named_by_its_setting(machine: Machine, proxy: ChromaProxy) -> None:
    proxy.token = "another"
    with pytest.raises(ServerRefused, match="ASSISTANT_CHROMA_TOKEN") as caught:
        machine("one")
    assert TOKEN not in str(caught.value)


def test_unknown_database_and_another_server_are_named(chroma: RealChroma, proxy: ChromaProxy, tmp_path: Path) -> None:
    place = Place(proxy.url, TOKEN, database="nowhere", patience=QUICK)
    with pytest.raises(ServerRefused, match="ASSISTANT_CHROMA_DATABASE"):
        Library(tmp_path / "one", HashedEmbedder(), server=ChromaServer(place))
    proxy.fail(404, times=100)
    with pytest.raises(ServerRefused, match="ASSISTANT_CHROMA_URL"):
        Library(tmp_path / "one", HashedEmbedder(), server=ChromaServer(place))


def test_server_on_this_machine_is_never_asked_through_a_proxy(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    machine("one").upsert(ALL)


def test_replica_of_another_collection_is_not_mixed_up(chroma: RealChroma, tmp_path: Path) -> None:
    def opened(database: str) -> Library:
        place = Place(f"http://127.0.0.1:{chroma.port}", database=database, patience=QUICK)
        return Library(tmp_path / "one", HashedEmbedder(), server=ChromaServer(place))

    opened(chroma.database()).upsert(ALL)
    with pytest.raises(LibraryDamaged, match="remove the folder"):
        opened(chroma.database())


def test_server_that_was_put_back_is_told_from_one_that_is_ahead(tmp_path: Path) -> None:
    server = RealChroma(tmp_path / "server")

    def opened(name: str) -> Library:
        place = Place(f"http://127.0.0.1:{server.port}", patience=QUICK)
        return Library(tmp_path / name, HashedEmbedder(), server=ChromaServer(place))

    try:
        library = opened("one")
        library.upsert([ZEBRAFOLD])
        server.kill()
        shutil.copytree(tmp_path / "server", tmp_path / "backup")
        server.start()
        library.upsert([MOSSGATE])
        server.kill()
        shutil.rmtree(tmp_path / "server")
        (tmp_path / "backup").rename(tmp_path / "server")
        server.start()
        for use in (library.follow, lambda: library.upsert([LANTERN]), lambda: opened("one")):
            with pytest.raises(LibraryDamaged, match="an older state was put back"):
                use()
        assert papers_of(opened("anew")).keys() == {ZEBRAFOLD.id}
    finally:
        server.kill()


def test_certificate_is_checked_and_one_of_ones_own_can_be_named(
    chroma: RealChroma, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    proxy, database = ChromaProxy(chroma.port, TOKEN, context), chroma.database()

    def opened(patience: Patience = QUICK) -> Library:
        place = Place(proxy.url, TOKEN, database=database, patience=patience)
        return Library(tmp_path / "one", HashedEmbedder(), server=ChromaServer(place))

    try:
        with pytest.raises(ServerUnreachable, match="certificate"):
            opened(HASTY)
        authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        opened().upsert(ALL)
    finally:
        proxy.close()


def test_who_fell_silent_is_passed_and_does_its_work_again(
    machine: Machine, chroma: RealChroma, proxy: ChromaProxy
) -> None:
    """One machine's connections stall in the middle of a write; another one goes on; then the first one comes back."""
    direct = ChromaProxy(chroma.port, TOKEN)
    one, other = machine("one", patience=HASTY), machine("other", url=direct.url)
    one.upsert([ZEBRAFOLD])
    cut: list[bool] = []
    proxy.fate = lambda asked: "stall" if cut or (asked.path.endswith("/upsert") and not cut.append(True)) else None
    with pytest.raises(ServerUnreachable):
        one.upsert([MOSSGATE, LANTERN])
    other.upsert([MOSSGATE.model_copy(update={"upvotes": 3})])
    proxy.release()
    proxy.fail(None)
    one.upsert([MOSSGATE, LANTERN])
    other.follow()
    assert papers_of(one) == papers_of(other)
    assert papers_of(one).keys() == {one.id for one in ALL}
    assert papers_of(one)[MOSSGATE.id].upvotes == 3
    direct.close()


def test_who_waits_too_long_for_a_turn_says_so(machine: Machine) -> None:
    one, other = machine("one"), machine("other", patience=QUICK._replace(turn=0.5))
    with one._transaction(), pytest.raises(LibraryBusy, match="Another machine"):
        other.upsert(ALL)
    other.upsert(ALL)


def test_each_machine_has_its_embedder_and_reindex_takes_what_another_one_made(machine: Machine) -> None:
    one = machine("one")
    one.upsert(ALL)
    changed = machine("changed", embedder=(mine := HashedEmbedder("hashed-anew")))
    assert mine.embedded == 3
    assert nearest(changed, MOSSGATE.abstract) == MOSSGATE.id
    changed.reindex()
    made = mine.embedded
    moved = machine("one", embedder=(theirs := HashedEmbedder("hashed-anew")))
    with pytest.raises(AssistantError, match="assistant reindex"):
        moved.upsert([LANTERN])
    moved.reindex()
    assert theirs.embedded == 0
    assert made == 3 + 1 + 3  # when it came, the question, and by the reindex, for all
    assert papers_of(moved) == papers_of(changed)
    moved.upsert([paper("Later", "Plums ripen in autumn.")])
    changed.follow()
    assert papers_of(moved) == papers_of(changed)


def test_replica_that_is_thrown_away_is_filled_again(machine: Machine, tmp_path: Path) -> None:
    one = machine("one")
    one.upsert(ALL)
    assert papers_of(machine("anew")) == papers_of(one)
    (tmp_path / "anew" / "replica.json").write_text("[1")
    assert papers_of(machine("anew")) == papers_of(one)


def test_opening_while_the_server_is_away_tells_so(
    machine: Machine, proxy: ChromaProxy, caplog: pytest.LogCaptureFixture
) -> None:
    machine("one").upsert(ALL)
    proxy.fail(503, times=10_000)
    with caplog.at_level(logging.WARNING):
        assert machine("one", patience=HASTY).count() == 3
    assert "answers with an error (503)" in caplog.text
