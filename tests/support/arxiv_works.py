"""Papers as arXiv has them, and their entries in its API, its daily feed and its OAI-PMH interface."""

import datetime as dt
from dataclasses import dataclass
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Work:
    """A paper as arXiv has it; `versions` are the times of its versions, `changed` is its datestamp."""

    id: str
    title: str = "Lanterns by the sea"
    abstract: str = "We light lanterns.\nThey burn all night."
    authors: tuple[str, ...] = ("Ada Example", "Bo Sample")
    categories: tuple[str, ...] = ("cs.LG", "stat.ML")
    versions: tuple[dt.datetime, ...] = (dt.datetime(2026, 3, 30, 17, 59, tzinfo=dt.UTC),)
    comment: str = ""
    venue: str = ""
    doi: str = ""
    kind: str = "new"  # how it is announced today; "" if it is not
    changed: dt.date = dt.date(2026, 3, 31)
    deleted: bool = False
    classes: tuple[str, ...] = ()  # of ACM and MSC

    def api_entry(self) -> str:
        first, last = (f"{when:%Y-%m-%dT%H:%M:%SZ}" for when in (self.versions[0], self.versions[-1]))
        optional = {"comment": self.comment, "journal_ref": self.venue, "doi": self.doi}
        return (
            f"<entry><id>http://arxiv.org/abs/{self.id}v{len(self.versions)}</id><title>{escape(self.title)}</title>"
            f"<updated>{last}</updated><summary>  {escape(self.abstract)}\n</summary>"
            + "".join(f'<category term="{name}"/>' for name in sorted((*self.categories, *self.classes)))
            + f"<published>{first}</published>"
            + "".join(f"<arxiv:{tag}>{escape(text)}</arxiv:{tag}>" for tag, text in optional.items() if text)
            + f'<arxiv:primary_category term="{self.categories[0]}"/>'
            + "".join(f"<author><name>{escape(name)}</name></author>" for name in self.authors)
            + "</entry>"
        )

    def feed_entry(self, day: dt.date) -> str:
        name = f"{self.id}v{len(self.versions)}"
        summary = f"arXiv:{name} Announce Type: {self.kind} \nAbstract: {self.abstract}"
        optional = {"journal_reference": self.venue, "DOI": self.doi}
        return (
            f"<entry><id>oai:arXiv.org:{name}</id><title>{escape(self.title)}</title>"
            f"<summary>{escape(summary)}</summary>"
            + "".join(f'<category term="{name}"/>' for name in self.categories)
            + f"<published>{day}T00:00:00-04:00</published><arxiv:announce_type>{self.kind}</arxiv:announce_type>"
            + "".join(f"<arxiv:{tag}>{escape(text)}</arxiv:{tag}>" for tag, text in optional.items() if text)
            + f"<dc:creator>{escape(', '.join(self.authors))}</dc:creator></entry>"
        )

    def oai_record(self) -> str:
        sets = "".join(f"<setSpec>{set_name(name)}</setSpec>" for name in self.categories)
        status = ' status="deleted"' if self.deleted else ""
        header = (
            f"<header{status}><identifier>oai:arXiv.org:{self.id}</identifier>"
            f"<datestamp>{self.changed}</datestamp>{sets}</header>"
        )
        if self.deleted:
            return f"<record>{header}</record>"
        fields = {
            "title": self.title, "authors": ", ".join(self.authors), "categories": " ".join(self.categories),
            "comments": self.comment, "journal-ref": self.venue, "doi": self.doi, "abstract": self.abstract,
        }  # fmt: skip
        return (
            f'<record>{header}<metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>{self.id}</id>'
            + "".join(
                f'<version version="v{n}"><date>{when:%a, %d %b %Y %H:%M:%S} GMT</date><size>9kb</size></version>'
                for n, when in enumerate(self.versions, 1)
            )
            + "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in fields.items() if text)
            + "</arXivRaw></metadata></record>"
        )


def set_name(category: str) -> str:
    archive, _, part = category.partition(".")
    group = archive if archive in {"cs", "econ", "eess", "math", "q-bio", "q-fin", "stat"} else "physics"
    return ":".join(filter(None, (group, archive, part)))
