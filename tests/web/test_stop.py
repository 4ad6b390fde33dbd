"""A reader who stops or leaves while the model is still thinking."""

from typing import Any

import pytest

from tests.support.openai_server import OpenAIServer, Reply, says
from tests.support.papers import ALL

pytestmark = pytest.mark.browser
SAVES = "How much training time does Zebrafold save on Quillset?"
THINKS: Reply = says(*[{"reasoning_content": "hm "}] * 2400, "Zebrafold saves 46% [P1.S3].", delay=0.05)


@pytest.mark.parametrize("how", ["stop", "leave"])
def test_server_sees_it_before_the_first_sentence(visit: Any, serve: Any, how: str) -> None:
    with OpenAIServer() as server:
        page = visit(serve(list(ALL), base_url=server.url, model="tiny"))
        server.script(THINKS)
        page.tab.fill("#question textarea", SAVES)
        page.tab.press("#question textarea", "Enter")
        page.tab.get_by_text("The model is thinking").wait_for()
        if how == "stop":
            page.tab.get_by_role("button", name="Stop").click()
        else:
            page.tab.goto("about:blank")
        assert server.asked[0].hung_up.wait(60)
