"""A model's server, and a desk at which it is asked, for every test here."""

from tests.support.desk import asked_before as asked_before
from tests.support.desk import desk as desk
from tests.support.openai_server import openai_server as openai_server
