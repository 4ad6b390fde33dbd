"""What one process has answered since its start, for Prometheus, whatever surface asked; `docs/running.md` lists it."""

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

from assistant.errors import AssistantError, WriterError
from assistant.parsing.events import Waiting
from assistant.types import Answer, AnswerEvent, Brief, Claimed, Comparison, Finished, Usage
from assistant.verification.judge import Judge, Judged, Judgement
from index.query import Evidence

MEDIA = CONTENT_TYPE_LATEST
Job = Literal["ask", "check", "compare", "brief", "search"]
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0)  # from no model to `deadline`


class Metrics:
    """The counters of one assistant, in a registry of their own."""

    def __init__(self, papers: Callable[[], int]) -> None:
        """`papers` counts those in the library; where it fails, the size is NaN."""
        self._registry = all_ = CollectorRegistry()
        ProcessCollector(registry=all_)
        self._answers = Counter("assistant_answers", "Jobs done, by how they ended.", ["job", "status"], registry=all_)
        self._refusals = Counter("assistant_refusals", "Jobs that an error ended.", ["job", "error"], registry=all_)
        self._claims = Counter("assistant_claims", "Sentences and cells shown.", ["job", "verdict"], registry=all_)
        self._judge = Counter("assistant_judge", "What the judge made of sentences.", ["outcome"], registry=all_)
        self._tokens = Counter("assistant_tokens", "Tokens of models.", ["job", "kind"], registry=all_)
        self._cost = Counter("assistant_cost_usd", "US dollars, where the price is known.", ["job"], registry=all_)
        about = "Seconds from question to end."
        self._seconds = Histogram("assistant_seconds", about, ["job"], buckets=_SECONDS, registry=all_)
        about = "Seconds until the first sentence."
        self._first = Histogram("assistant_first_sentence_seconds", about, ["job"], buckets=_SECONDS, registry=all_)
        size = Gauge("assistant_papers", "Papers in the library.", registry=all_)
        size.set_function(lambda: _counted(papers))

    def exposition(self) -> bytes:
        """Return all metrics in Prometheus's text format; their media type is `MEDIA`."""
        return generate_latest(self._registry)

    def streamed(self, job: Job, begin: Callable[[], Iterator[AnswerEvent]]) -> Iterator[AnswerEvent]:
        """Begin an answer, and return its events, counted when it ends; one whose reader leaves counts as `left`."""
        begun = time.monotonic()
        with self._failing(job, begun):
            return self._followed(job, begin(), begun)

    def _followed(self, job: Job, events: Iterator[AnswerEvent], begun: float) -> Iterator[AnswerEvent]:
        said = ended = False
        try:
            with self._failing(job, begun):
                for event in events:
                    if isinstance(event, Claimed) and not said:
                        said = True
                        self._first.labels(job).observe(time.monotonic() - begun)
                    if isinstance(event, Finished):
                        self._said(job, event.answer)
                        self._ended(job, event.answer.status, begun)
                        ended = True
                    yield event
        except GeneratorExit:
            if not ended:  # not every reader asks for what comes after the last event
                self._ended(job, "left", begun)
            raise
        finally:
            if isinstance(events, Generator):
                events.close()  # what a model still says to a reader who left

    @contextmanager
    def job(self, job: Job) -> Iterator[Callable[[Brief | Comparison | Sequence[Evidence]], None]]:
        """Count a job whose result comes at once, and is given to what this yields."""
        begun = time.monotonic()

        def done(result: Brief | Comparison | Sequence[Evidence]) -> None:
            if isinstance(result, Brief | Comparison):
                self._said(job, result)
            nothing = result.empty if isinstance(result, Brief) else not (isinstance(result, Comparison) or result)
            self._ended(job, "empty" if nothing else "answered", begun)

        with self._failing(job, begun):
            yield done

    def counted(self, judge: Judge | None) -> Judge | None:
        """Return a judge whose judgements are counted."""
        return CountedJudge(judge, self._judge) if judge else None

    @contextmanager
    def _failing(self, job: Job, begun: float) -> Iterator[None]:
        try:
            yield
        except AssistantError as error:
            self._refusals.labels(job, type(error).__name__).inc()
            self._ended(job, "failed", begun)
            raise

    def _ended(self, job: Job, status: str, begun: float) -> None:
        self._answers.labels(job, status).inc()
        self._seconds.labels(job).observe(time.monotonic() - begun)

    def _said(self, job: Job, result: Answer | Brief | Comparison) -> None:
        cells = result.quoting if isinstance(result, Comparison) else ()
        for claim in (*result.claims, *cells):
            self._claims.labels(job, claim.support or "record").inc()
        self._tokens.labels(job, "prompt").inc(result.usage.prompt_tokens)
        self._tokens.labels(job, "completion").inc(result.usage.completion_tokens)
        self._cost.labels(job).inc(result.usage.cost_usd or 0.0)


class CountedJudge:
    """A judge, and a counter of what it says: `confirmed`, `corrected`, `rejected`, or `failed` for a whole text."""

    def __init__(self, judge: Judge, outcomes: Counter) -> None:
        self._judge, self._outcomes = judge, outcomes

    @property
    def name(self) -> str:
        """The judge's."""
        return self._judge.name

    @property
    def usage(self) -> Usage:
        """The judge's."""
        return self._judge.usage

    def judge(
        self, question: str, claims: Sequence[Judged], evidence: Sequence[Evidence]
    ) -> Iterator[Judgement | Waiting]:
        """Yield what the judge says."""
        try:
            for said in self._judge.judge(question, claims, evidence):
                if isinstance(said, Judgement):
                    wrong = "corrected" if said.correction else "rejected"
                    self._outcomes.labels("confirmed" if said.support == "supported" else wrong).inc()
                yield said
        except WriterError:
            self._outcomes.labels("failed").inc()
            raise


def _counted(papers: Callable[[], int]) -> float:
    try:
        return papers()
    except AssistantError:
        return float("nan")
