"""Editions to chat programs and telephones, through Apprise: more than a hundred services by one address each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.delivery.edition import Edition, markdown
from assistant.errors import DeliveryError, DeliveryRefused, MissingExtra

if TYPE_CHECKING:
    from apprise import Apprise


def check(target: str) -> None:
    """See that editions can be sent to an address of Apprise, such as `tgram://…`, `slack://…` or `jsons://…`."""
    _service(target)


def notify(edition: Edition, target: str) -> None:
    """Send an edition to an address of Apprise.

    Raises:
        DeliveryError: the service did not take it this time.
    """
    service = _service(target)
    from apprise import NotifyFormat  # noqa: PLC0415  an extra, which is there

    text = markdown(edition, whole=False)
    if not service.notify(title=edition.title, body=text, body_format=NotifyFormat.MARKDOWN):
        raise DeliveryError(f"{_scheme(target)} did not take the brief.", "It is sent next time.")


def _service(target: str) -> Apprise:
    try:
        from apprise import Apprise  # noqa: PLC0415  an extra
    except ImportError as error:
        raise MissingExtra.of("What sends to chat programs", "apprise") from error
    service = Apprise()
    if not service.add(target):
        raise DeliveryRefused(f"The address {_scheme(target)}:… is none that Apprise knows.", "Correct --notify.")
    return service


def _scheme(target: str) -> str:
    """Return what may be told of an address: the rest holds secrets."""
    return target.partition(":")[0]
