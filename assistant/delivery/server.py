"""The mail server that the settings describe."""

from __future__ import annotations

from assistant.config import Settings
from assistant.delivery.mail import MailServer, check
from assistant.errors import ConfigurationError


def mail_server(settings: Settings) -> MailServer:
    """Return where mail is handed over.

    Raises:
        ConfigurationError: no server or no sender is named.
        DeliveryRefused: the sender is no mail address.
    """
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
