"""Every error that Tìm Tin raises on purpose.

    TimTinError                 what a caller may catch to catch all of them
    ├── InputError              one file or record cannot be taken; it is skipped, counted and named
    ├── QueryError           a request cannot be asked as it stands (unknown place, malformed date)
    │   └── QueryTooCostly   it is over one of the budgets in Settings
    ├── SettingsError           a setting is unknown or out of its range
    ├── BuildRefused            a build would remove more than it may unasked; the index stays
    ├── ArticleNotFound         no article of that id in the index
    ├── HostRefused             a request is for a host that is not served here
    ├── BudgetExceeded          a request would take more work than one may
    └── IndexUnusable           the index cannot be opened; the message names the command that mends it
        ├── IndexMissing        there is none at that path, or not that generation of it
        ├── IndexDamaged        a file of it is missing or differs from its manifest
        ├── IndexOutdated       another version of the schema, the analyser or the gazetteer built it
        ├── IndexUnreadable     this process may not open a file of it, or no more files at all
        ├── IndexLocked         another process is writing to it, or nobody can
        └── ClusterUnavailable  the cluster that holds it is not reached, or a part of it is not there

The text of each is one sentence that names the thing and, where there is one, the next step.
"""

from __future__ import annotations


class TimTinError(Exception):
    """Base of every error raised on purpose.

    `template` is its sentence with a `%(name)s` for each of its `values`, so that an interface can say it
    in another language; `str()` of it is the sentence in English, whole numbers as 1,234. Without
    values the template is the sentence, and a percent sign in it is one.
    """

    def __init__(self, template: str, **values: object) -> None:
        numbers = {name: f"{it:,}" for name, it in values.items() if isinstance(it, int)}
        super().__init__(template % (values | numbers) if values else template)
        self.template = template
        self.values = values


class InputError(TimTinError):
    """One file or record cannot be taken."""


class QueryError(TimTinError):
    """A request cannot be asked as it stands."""


class QueryTooCostly(QueryError):
    """A request is over one of the budgets in Settings."""


class SettingsError(TimTinError):
    """A setting is unknown or out of its range."""


class BuildRefused(TimTinError):
    """A build would remove more than it may unasked; the index stays as it was.

    `report` is the BuildReport of what was read, for those who want to see why.
    """

    report: object = None


class ArticleNotFound(TimTinError):
    """No article of that id is in the index."""


class HostRefused(TimTinError):
    """A request is for a host that is not served here."""


class BudgetExceeded(TimTinError):
    """A request would take more work than one may; what it asks for may be asked in parts."""


class IndexUnusable(TimTinError):
    """The index cannot be opened."""


class IndexMissing(IndexUnusable):
    """There is no index at the path, or no such generation of it."""


class IndexDamaged(IndexUnusable):
    """A file of the index is missing or differs from its manifest."""


class IndexOutdated(IndexUnusable):
    """Another version of the schema, the analyser or the gazetteer built the index."""


class IndexUnreadable(IndexUnusable):
    """This process may not open a file of the index, or no more files at all; nothing is damaged."""


class IndexLocked(IndexUnusable):
    """Another process is writing to the index, or its file system has no locks."""


class ClusterUnavailable(IndexUnusable):
    """The cluster that holds the index is not reached, or a part of it is not there just now."""
