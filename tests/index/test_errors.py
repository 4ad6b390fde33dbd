import pickle
import re
from types import ModuleType

import pytest

import assistant.errors
import index.errors
from index.errors import AssistantError, EmbedderChanged, EmptyLibrary


@pytest.mark.parametrize("module", [index.errors, assistant.errors], ids=["index", "assistant"])
def test_tree_in_the_docstring_is_the_tree_in_the_code(module: ModuleType) -> None:
    drawn = set(re.findall(r"^\s*([A-Z]\w+)", (module.__doc__ or "").split("\n\n", 1)[1], re.MULTILINE))
    real = {
        name
        for name, thing in vars(module).items()
        if isinstance(thing, type) and issubclass(thing, Exception) and thing.__module__ == module.__name__
    }
    assert real <= drawn
    assert drawn <= real | {"AssistantError"}


@pytest.mark.parametrize("error", [EmbedderChanged.between("a-1", "b-2"), EmptyLibrary.asked("Why?")])
def test_error_says_in_one_line_what_to_do(error: AssistantError) -> None:
    assert "\n" not in str(error)
    assert "`assistant " in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def every(error: type[AssistantError]) -> list[type[AssistantError]]:
    return [error, *(below for child in error.__subclasses__() for below in every(child))]


@pytest.mark.parametrize("error", every(AssistantError), ids=lambda error: error.__name__)
def test_every_error_is_whole_after_pickling(error: type[AssistantError]) -> None:
    again = pickle.loads(pickle.dumps(error("It broke.", "Mend it.")))
    assert type(again) is error
    assert (again.what, again.todo, str(again)) == ("It broke.", "Mend it.", "It broke. Mend it.")
