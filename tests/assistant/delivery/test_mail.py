"""Mail over a real connection: what arrives, what is refused, and what must not be possible."""

import re
import socket
import ssl

import pytest

from assistant.delivery.mail import MailServer, message, send
from assistant.errors import DeliveryError, DeliveryRefused
from assistant.types import Claim, Source
from tests.support.editions import edition, nothing
from tests.support.smtp_server import PASSWORD, USER, SmtpServer
from tests.support.smtp_server import authority as authority
from tests.support.smtp_server import smtp as smtp
from tests.support.smtp_server import tls as tls
from tests.support.smtp_server import trusted as trusted

BRIEFS, ADA = "Briefs <briefs@example.org>", "ada@example.net"


def of(server: SmtpServer, **changes: object) -> MailServer:
    values = {"host": "127.0.0.1", "sender": BRIEFS, "port": server.port, "security": "none", "timeout": 5.0}
    return MailServer(**values | changes)  # type: ignore[arg-type]


def test_a_letter_arrives_whole(smtp: SmtpServer) -> None:
    send(message(edition(), BRIEFS, ADA), of(smtp))
    (letter,) = smtp.letters
    assert smtp.senders == [("briefs@example.org", [ADA])]
    assert letter["Subject"] == "Papers of Monday, 30 March 2026"
    assert letter["From"] == BRIEFS
    assert letter["To"] == ADA
    assert letter["List-Unsubscribe"] == "<mailto:briefs@example.org?subject=unsubscribe>"
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", letter["Message-ID"])
    assert letter["Date"]
    text, page = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert page is not None
    assert "Zebrafold folds a stream into layers. [1] Mossgate finds 88 of 100 species. [2]°" in text.get_content()
    assert "[2] Mossgate: Gates https://arxiv.org/abs/2402.00002" in text.get_content()
    assert '<a href="https://arxiv.org/abs/2401.00001" style="' in page.get_content()
    assert not re.search(r"<(style|link|script|img)\b", page.get_content())


def test_the_same_letter_has_the_same_id_and_another_another() -> None:
    ids = [
        message(*what)["Message-ID"]
        for what in (
            (edition(), BRIEFS, ADA),
            (edition(), BRIEFS, f"Ada <{ADA}>"),
            (edition(), BRIEFS, "bo@example.net"),
            (edition(interest="moss"), BRIEFS, ADA),
            (edition(topic="moss"), BRIEFS, ADA),
        )
    ]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 4


def test_a_day_without_papers_says_why() -> None:
    text = message(nothing(), BRIEFS, ADA).get_body(("plain",))
    assert text is not None
    assert "No paper stood on a list." in text.get_content()


def test_headers_stay_whole_with_long_addresses(smtp: SmtpServer) -> None:
    sender = f"{'b' * 50}@{'a-long-domain.' * 6}example.org"
    letter = message(edition(interest="moss " * 40), sender, ADA)
    assert b"=?" not in letter.as_bytes()  # an encoded word is no address: readers of mail do not undo it there
    send(letter, of(smtp, sender=sender))
    (letter,) = smtp.letters
    assert letter["List-Unsubscribe"] == f"<mailto:{sender}?subject=unsubscribe>"
    assert letter["Message-ID"].endswith(f"@{sender.partition('@')[2]}>")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
def test_no_name_or_title_makes_a_header(smtp: SmtpServer, end: str) -> None:
    evil = f"moss{end}Bcc: eve@example.com{end}{end}<h1>Hello"
    source = Source(number=1, id="x:1", title=evil, url=None)
    claim = edition().brief.claims[0]
    send(message(edition(interest=evil, topic=evil, sources=(source,), claims=(claim,)), BRIEFS, ADA), of(smtp))
    (letter,) = smtp.letters
    assert letter["Bcc"] is None
    assert smtp.senders[0][1] == [ADA]
    assert letter["Subject"].startswith("Papers of Monday, 30 March 2026: moss Bcc: eve@example.com <h1>Hello")


@pytest.mark.parametrize(
    "address", ["", "ada", "ada@", "@example.org", "a@b\r\nBcc: eve@example.com", "a b@c.org", "<>"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(DeliveryRefused, match="is no mail address"):
        message(edition(), BRIEFS, address)


def test_what_papers_say_is_text_in_html() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=y>"
    source = Source(number=1, id="x:1", title=evil, url="javascript:alert(1)")
    claim = Claim(text=evil, citations=edition().brief.claims[1].citations, verdict=None)
    letter = message(edition(sources=(source,), claims=(claim,)), BRIEFS, ADA)
    page = letter.get_body(("html",))
    assert page is not None
    assert "<script" not in page.get_content()
    assert "<img" not in page.get_content()
    assert "javascript:" not in letter.as_string()
    assert "&lt;script&gt;" in page.get_content()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_login_over_tls(tls: ssl.SSLContext, security: str) -> None:
    with SmtpServer(tls, implicit=security == "tls", login=True) as server:
        send(message(edition(), BRIEFS, ADA), of(server, security=security, user=USER, password=PASSWORD))
        with pytest.raises(DeliveryError, match=r"did not accept the login \(535\).*smtp_password") as caught:
            send(message(edition(), BRIEFS, ADA), of(server, security=security, user=USER, password="wrong"))
    assert not isinstance(caught.value, DeliveryRefused)
    assert len(server.letters) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_gets_nothing(tls: ssl.SSLContext, security: str) -> None:
    with (
        SmtpServer(tls, implicit=security == "tls") as server,
        pytest.raises(DeliveryError, match=r"is not trusted \(.*\)\. .*SSL_CERT_FILE"),
    ):
        send(message(edition(), BRIEFS, ADA), of(server, security=security))
    assert server.letters == []


def test_nothing_is_sent_in_the_clear_where_tls_is_wanted(smtp: SmtpServer) -> None:
    with pytest.raises(DeliveryError, match=r"STARTTLS.*smtp_security"):
        send(message(edition(), BRIEFS, ADA), of(smtp, security="starttls", user=USER, password=PASSWORD))
    assert smtp.letters == []


@pytest.mark.parametrize(
    ("stage", "reply", "kind"),
    [
        ("RCPT", "450 Greylisted", DeliveryError),
        ("RCPT", "550 No such person", DeliveryRefused),
        ("DATA", "451 Try later", DeliveryError),
        ("DATA", "554 Looks like spam", DeliveryRefused),
        ("MAIL", "421 Too busy", DeliveryError),
        ("MAIL", "553 Sender not yours", DeliveryError),  # a setting, which somebody will correct
        ("DATA", "cut", DeliveryError),
    ],
)
def test_what_the_server_says_decides_whether_it_is_tried_again(
    smtp: SmtpServer, stage: str, reply: str, kind: type[DeliveryError]
) -> None:
    smtp.script((stage, reply))  # type: ignore[arg-type]
    with pytest.raises(DeliveryError) as caught:
        send(message(edition(), BRIEFS, ADA), of(smtp))
    assert type(caught.value) is kind
    assert reply == "cut" or reply in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_rude_parting_is_no_failure(smtp: SmtpServer) -> None:
    smtp.rude = True
    send(message(edition(), BRIEFS, ADA), of(smtp))
    assert len(smtp.letters) == 1


def test_a_server_that_is_not_there_or_silent(smtp: SmtpServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(DeliveryError, match=r"could not be used.*sent next time"):
            send(message(edition(), BRIEFS, ADA), of(smtp, port=port, timeout=0.2))
    with pytest.raises(DeliveryError, match=r"could not be used.*smtp_port"):
        send(message(edition(), BRIEFS, ADA), of(smtp, port=port))
