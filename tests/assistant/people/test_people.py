"""Who has a login: names, passwords, tokens, sessions; whose data is whose; how much one may ask."""

import runpy
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from assistant.backup.making import back_up
from assistant.backup.taking import restore
from assistant.config import Settings
from assistant.connections import spending_of, spending_of_all
from assistant.engine import Assistant, last
from assistant.errors import BudgetSpent
from assistant.interests.profile import Interest
from assistant.people import people as logins
from assistant.people.people import Limits, People
from assistant.people.person import (
    LOCAL,
    KeepersOnly,
    LimitReached,
    LoginFailed,
    NobodyActs,
    Person,
    PersonRefused,
    UnknownPerson,
    acting,
)
from assistant.store.conversations import Conversations
from assistant.store.errors import StoreError
from assistant.store.reader import Marks, Notes
from assistant.types import Usage
from tests.support.papers import ALL, paper
from tests.support.table_server import TableServer

GOOD, OTHER = "lanterns in the rain", "rain in the lanterns"


@pytest.fixture
def people(tmp_path: Path) -> People:
    return People(tmp_path)


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    made = Assistant.open(Settings(home=tmp_path))
    made.library.upsert(list(ALL))
    return made


def test_without_people_nothing_is_made(people: People, tmp_path: Path) -> None:
    assert not people.any()
    assert people.all() == ()
    assert list(tmp_path.iterdir()) == []


def test_first_is_a_keeper_and_others_are_readers(people: People) -> None:
    first, second = people.add("Anna", GOOD), people.add("ben", GOOD)
    assert (first.name, first.role, first.is_first) == ("anna", "keeper", True)
    assert (second.role, second.is_first) == ("reader", False)
    people.set_role("ben", "keeper")
    assert people.named("BEN").is_keeper
    people.remove("anna")
    assert not people.add("carl", GOOD).is_first  # what the first one kept is not for who comes later


@pytest.mark.parametrize("name", ["", "a b", "../x", "a" * 65, "a\nb", "<b>"])
def test_name_is_refused(people: People, name: str) -> None:
    with pytest.raises(PersonRefused):
        people.add(name, GOOD)


def test_name_and_password_must_be_new_and_long(people: People) -> None:
    people.add("anna", GOOD)
    with pytest.raises(PersonRefused, match="anna"):
        people.add("ANNA", GOOD)
    with pytest.raises(PersonRefused, match="10"):
        people.add("ben", "short")


def test_login_needs_both(people: People) -> None:
    anna = people.add("anna", "cafe\u0301 au lait, deux fois")
    assert people.login(" Anna ", "caf\u00e9 au lait, deux fois").person == anna
    for name, password in (("anna", GOOD), ("ben", GOOD), ("anna", ""), ("", "")):
        with pytest.raises(LoginFailed):
            people.login(name, password)


def test_another_password_ends_sessions(people: People) -> None:
    anna = people.add("anna", GOOD)
    epoch = people.login("anna", GOOD).epoch
    assert people.of_session(anna.id, epoch, "s") == anna
    people.end_session("s")
    assert people.of_session(anna.id, epoch, "s") is None
    assert people.of_session(anna.id, epoch, "t") == anna
    people.set_password("anna", OTHER)
    assert people.of_session(anna.id, epoch, "t") is None
    assert people.login("anna", OTHER).epoch != epoch
    with pytest.raises(LoginFailed):
        people.login("anna", GOOD)


def test_token_is_its_persons_until_it_is_removed(people: People) -> None:
    anna = people.add("anna", GOOD)
    ben = people.add("ben", GOOD)
    token, other = people.make_token("anna", "laptop"), people.make_token("ben", "laptop")
    assert (people.of_token(token), people.of_token(other)) == (anna, ben)
    assert people.of_token("") is people.of_token(token[:-1]) is None
    assert people.tokens(anna) == ("laptop",)
    with pytest.raises(PersonRefused):
        people.make_token("anna", "laptop")
    people.drop_token("anna", "laptop")
    assert people.of_token(token) is None
    with pytest.raises(UnknownPerson):
        people.drop_token("anna", "laptop")
    people.remove("ben")
    assert people.of_token(other) is None


def test_file_is_private_and_holds_no_secret(people: People, tmp_path: Path) -> None:
    people.add("anna", GOOD)
    token = people.make_token("anna", "laptop")
    for file in tmp_path.glob("people.sqlite*"):
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0 or file.suffix == ".lock"
        assert GOOD.encode() not in file.read_bytes()
        assert token.encode() not in file.read_bytes()
    with closing(sqlite3.connect(tmp_path / "people.sqlite")) as raw, raw:
        ((kept,),) = raw.execute("SELECT password FROM people")
    assert kept.startswith("$argon2id$")


def test_password_costs_who_guesses_what_rfc_9106_recommends() -> None:
    shipped = runpy.run_path(logins.__file__)  # not as the tests have it
    assert shipped["hashed"](GOOD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_what_people_keep_is_apart(assistant: Assistant, tmp_path: Path) -> None:
    Notes(assistant.database).write(ALL[0].id, "from before")
    anna, ben = assistant.people.add("anna", GOOD), assistant.people.add("ben", GOOD)
    with acting(anna):
        assert list(Notes(assistant.database).all().values()) == ["from before"]
        Conversations(assistant.database).begin("Whose is this?")
        Marks(assistant.database).put([ALL[0].id], "saved")
        assistant.interests.add(Interest(topics=("lanterns",)))
    with acting(ben):
        assert Conversations(assistant.database).count() == 0
        assert Notes(assistant.database).all() == {}
        assert Marks(assistant.database).marked("saved") == ()
        assert assistant.interests.get().topics == ()
        assert assistant.ledger.history() == ()
        Conversations(assistant.database).begin("And this?")
    assert Conversations(assistant.database).count() == 1  # the command line goes on with what was there
    assistant.people.remove("ben")
    assert not (tmp_path / "people" / ben.id).is_dir()
    assistant.people.remove("anna")
    assert Conversations(assistant.database).count() == 1


def test_answer_under_way_keeps_nothing_of_who_was_removed(assistant: Assistant, tmp_path: Path) -> None:
    assistant.people.add("anna", GOOD)
    with acting(assistant.people.add("ben", GOOD)):
        growing = Conversations(assistant.database).begin("Whose is this?")
        assistant.people.remove("ben")
        growing.stopped()
        assert growing.trouble
        with pytest.raises(StoreError):
            Conversations(assistant.database).begin("And this?")
        spending_of(assistant.settings).add(Usage(calls=1, prompt_tokens=5))
    assert [path for path in (tmp_path / "people").rglob("*") if path.is_dir() or path.stat().st_size] == []
    assert spending_of(assistant.settings).spent().calls == 1


def test_what_a_page_looks_up_beside_a_question_is_no_question(tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(home=tmp_path, person_questions=1))
    assistant.library.upsert(list(ALL))
    with acting(Person("2", "ben", "reader")):
        assert assistant.find("training time").evidence
        assert assistant.search("training time")
        with pytest.raises(LimitReached):
            assistant.find("training time")


def test_renamed_paper_is_renamed_for_everybody(tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(home=tmp_path))
    said = "Quillmoss draws peat bogs from satellite images.", "Quillmoss: A Map of Bogs"
    before = paper(said[1], said[0], authors=("Ada Example",))
    assistant.library.upsert([before])
    people = [assistant.people.add(name, GOOD) for name in ("anna", "ben")]
    for person in people:
        with acting(person):
            Notes(assistant.database).write(before.id, "mine")
    assistant.library.upsert([paper(said[1], said[0], "2401.00001", authors=("Ada Example",))])
    for person in people:
        with acting(person):
            assert Notes(assistant.database).of("arxiv:2401.00001")


def test_served_without_knowing_for_whom_nothing_is_shown(assistant: Assistant) -> None:
    assistant.is_served = True
    assert assistant.reader == LOCAL
    assistant.people.add("anna", GOOD)
    for ask in (lambda: assistant.database, lambda: assistant.interests, lambda: assistant.find("lanterns")):
        with pytest.raises(NobodyActs):
            ask()


def test_reader_changes_neither_library_nor_settings(assistant: Assistant) -> None:
    papers = assistant.library.count()
    with acting(Person("1", "ben", "reader")):
        for change in (
            lambda: assistant.library.remove([ALL[0].id]),
            lambda: assistant.library.upsert([ALL[0]]),
            lambda: assistant.library.put([ALL[0]]),
            lambda: assistant.library.reindex(),
            lambda: assistant.go_by(assistant.settings),
        ):
            with pytest.raises(KeepersOnly):
                change()
    assert assistant.library.count() == papers
    with acting(Person("2", "anna", "keeper")):
        assert assistant.library.remove([ALL[0].id]) == 1


def test_each_has_a_budget_within_that_of_all(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, budget_tokens=250, person_budget_tokens=100)
    use = Usage(calls=1, prompt_tokens=90, completion_tokens=20)
    for person in (Person("1", "anna", "keeper", is_first=True), Person("2", "ben", "reader")):
        with acting(person):
            spending_of(settings).allow(priced=True, model="m")
            spending_of(settings).add(use)
            with pytest.raises(BudgetSpent, match="100"):
                spending_of(settings).allow(priced=True, model="m")
    assert spending_of_all(settings).spent().tokens == 220
    with acting(Person("3", "carl", "reader")):
        spending_of(settings).allow(priced=True, model="m")
        spending_of(settings).add(use)
        with pytest.raises(BudgetSpent, match="250"):
            spending_of(settings).allow(priced=True, model="m")


def test_one_person_asks_so_much_an_hour(assistant: Assistant) -> None:
    assistant.go_by(assistant.settings.model_copy(update={"person_questions": 2}))
    anna, ben = Person("1", "anna", "keeper"), Person("2", "ben", "reader")
    with acting(anna):
        assistant.find("lanterns")
        assistant.find("lanterns")
        for ask in (
            lambda: assistant.find("lanterns"),
            lambda: next(iter(assistant.ask("What is it?"))),
            lambda: assistant.check("It is."),
            lambda: assistant.compare([ALL[0].id, ALL[1].id]),
            lambda: assistant.compare_topic("lanterns"),
        ):
            with pytest.raises(LimitReached, match="minutes"):
                ask()
    with acting(ben):
        assistant.find("lanterns")
    for _ in range(3):
        assistant.find("lanterns")  # who runs the program


def test_tries_to_log_in_end() -> None:
    limits = Limits()
    for _ in range(30):
        limits.attempt("anna", "192.0.2.1")
    with pytest.raises(LimitReached):
        limits.attempt("ben", "192.0.2.1")
    for n in range(30):
        limits.attempt("Anna", f"192.0.2.{n + 10}")
    with pytest.raises(LimitReached):
        limits.attempt("anna", "192.0.2.99")
    limits.attempt("ben", "192.0.2.99")


def test_comparison_in_the_chat_is_paid_by_who_asks(tmp_path: Path) -> None:
    with TableServer() as server:
        server.cells = {"Zebrafold": {"results": ("46% less training time", [3])}}
        server.paragraph = "Both are tested [P1.S1]."
        assistant = Assistant.open(Settings(home=tmp_path, base_url=server.url, model="tiny", judge="off"))
        assistant.library.upsert(list(ALL))
        ben = Person("2", "ben", "reader")
        with acting(ben):  # the table is made in a thread of its own
            assert last(assistant.ask(f"Compare {ALL[0].title} and {ALL[1].title}")).answer.comparison
            assert spending_of(assistant.settings).spent().calls > 1
        with acting(Person("1", "anna", "keeper", is_first=True)):
            assert spending_of(assistant.settings).spent().calls == 0


def test_backup_has_people_and_what_they_keep(assistant: Assistant, tmp_path: Path) -> None:
    assistant.people.add("anna", GOOD)
    with acting(assistant.people.add("ben", GOOD)):
        Notes(assistant.database).write(ALL[0].id, "mine")
    (tmp_path / "session.key").write_text("0" * 64)
    made = back_up(tmp_path, tmp_path.with_name("home.zip"))
    assert "session.key" in made.left_out
    home = tmp_path.with_name("other")
    restore(made.file, home)
    assert stat.S_IMODE((home / "people.sqlite").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "people").stat().st_mode) == 0o700
    back = Assistant.open(Settings(home=home))
    with acting(back.people.login("ben", GOOD).person):
        assert list(Notes(back.database).all().values()) == ["mine"]


def test_logins_alone_can_be_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"  # the papers are a server's, and nobody has asked yet
    People(home).add("anna", GOOD)
    restore(back_up(home, tmp_path / "home.zip").file, tmp_path / "other")
    assert People(tmp_path / "other").login("anna", GOOD).person.name == "anna"
    assert People(tmp_path / "other").remove("anna").name == "anna"
