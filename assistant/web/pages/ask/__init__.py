"""The page of questions: conversations, one of them in the middle, and the sources of its answers beside it.

What is said is in the store and nowhere else: the page holds the id of its conversation and the limits of the next
question, which are also its address, so that it is the same after a reload or a restart.
"""

from assistant.web.pages.ask.page import build

__all__ = ["build"]
