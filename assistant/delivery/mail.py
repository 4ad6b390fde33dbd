"""Editions by mail: a message with text and HTML, handed to the SMTP server that the settings describe."""

import datetime as dt
import hashlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal, NamedTuple

from assistant.config import Settings
from assistant.delivery.edition import Edition, mail, plain_text
from assistant.errors import ConfigurationError, DeliveryError, DeliveryRefused

Security = Literal["starttls", "tls", "none"]
_TIMEOUT = 30.0  # seconds without a word from the server
_LASTING = range(500, 600)  # replies that will be the same next time (RFC 5321, 4.2.1)
# The default of 78 writes an address in angle brackets that is longer as an encoded word, which is none any more.
_POLICY = policy.SMTP.clone(max_line_length=400)
_AGAIN = "It is sent next time."


class MailServer(NamedTuple):
    """Where mail is handed over, and who sends it."""

    host: str
    sender: str
    port: int = 587
    security: Security = "starttls"
    user: str = ""
    password: str = ""
    timeout: float = _TIMEOUT


def check(*addresses: str) -> None:
    """See that addresses are such, before a morning on which they are written to."""
    for address in addresses:
        _address(address)


def message(edition: Edition, sender: str, recipient: str) -> EmailMessage:
    """Return the message; its Message-ID is made of edition and recipient, so that a second one is seen as such."""
    letter = EmailMessage(_POLICY)
    by, to = _address(sender), _address(recipient)
    letter["From"], letter["To"] = by, to
    letter["Subject"] = edition.title
    letter["Date"] = format_datetime(dt.datetime.now(dt.UTC))
    token = hashlib.sha256(f"{to.addr_spec}\n{edition.key}".encode()).hexdigest()[:32]
    letter["Message-ID"] = f"<{token}@{by.domain}>"
    letter["List-Unsubscribe"] = f"<mailto:{by.addr_spec}?subject=unsubscribe>"  # RFC 2369, 3.2
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine replies
    letter.set_content(plain_text(edition))
    letter.add_alternative(mail(edition), subtype="html")
    return letter


def send(letter: EmailMessage, server: MailServer) -> None:
    """Hand a message over; DeliveryRefused if the server will never take it, DeliveryError if it did not this time."""
    try:
        with _connected(server) as connection:
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _failed(server, code, said, "Correct the address of --mail.") from error
    except smtplib.SMTPDataError as error:
        raise _failed(server, error.smtp_code, error.smtp_error, "See what the server says.") from error
    except smtplib.SMTPAuthenticationError as error:  # somebody will correct it, and then it is sent
        what = f"The mail server {server.host} did not accept the login ({error.smtp_code})."
        raise DeliveryError(what, "Check smtp_user and smtp_password.") from error
    except smtplib.SMTPResponseException as error:
        what = _said(server, error.smtp_code, error.smtp_error)
        raise DeliveryError(what, f"{_AGAIN} Check mail_from and smtp_user if that goes on.") from error
    except ssl.SSLCertVerificationError as error:
        what = f"The certificate of the mail server {server.host} is not trusted ({error.verify_message})."
        raise DeliveryError(what, "Correct smtp_host, or name the file of its authority in SSL_CERT_FILE.") from error
    except (smtplib.SMTPException, OSError) as error:
        what = f"The mail server {server.host} could not be used ({_words(str(error)) or type(error).__name__})."
        raise DeliveryError(what, f"{_AGAIN} Check smtp_host, smtp_port and smtp_security if that goes on.") from error


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """Lend a connection. How the parting goes does not matter: what was taken is taken."""
    context = ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        if server.security == "starttls":
            connection.starttls(context=context)
        yield connection
        with suppress(smtplib.SMTPException, OSError):
            connection.quit()
    finally:
        connection.close()


def _address(text: str) -> Address:
    name, bracket, spec = text.rpartition("<")
    with suppress(ValueError, IndexError, MessageError):
        address = Address(name.strip().strip('"'), addr_spec=spec.rstrip("> ") if bracket else text.strip())
        if address.username and address.domain:
            return address
    raise DeliveryRefused(f"{text!r} is no mail address.", "Write it like name@example.org.")


def _failed(server: MailServer, code: int, said: bytes | str, todo: str) -> DeliveryError:
    if code in _LASTING:
        return DeliveryRefused(_said(server, code, said), todo)
    return DeliveryError(_said(server, code, said), _AGAIN)


def _said(server: MailServer, code: int, said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"The mail server {server.host} said {code} {_words(text)}."


def _words(text: str) -> str:
    return " ".join(text.split())


def mail_server(settings: Settings) -> MailServer:
    """Return where mail is handed over; raise `ConfigurationError` if no server or no sender is named."""
    if not (settings.smtp_host and settings.mail_from):
        missing = " and ".join(name for name in ("mail_from", "smtp_host") if not getattr(settings, name))
        raise ConfigurationError(f"Mail cannot be sent without {missing}.", "Set it; see docs/delivery.md.")
    check(settings.mail_from)
    return MailServer(
        settings.smtp_host,
        settings.mail_from,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user or "",
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else "",
    )
