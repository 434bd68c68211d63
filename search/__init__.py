"""Tìm Tin: a search engine for archives of Vietnamese and English news.

from search import Archive, SearchRequest, load_settings

archive = Archive(load_settings())
page = archive.search(SearchRequest("quang nam"))
"""

from search.archive import Archive
from search.articles import Article, DateSpan, Mention
from search.build_report import BuildReport, Listener, Progress, event_as_dict
from search.engines.base import Kept, Summary
from search.errors import (
    ArticleNotFound,
    BuildRefused,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnusable,
    InputError,
    QueryError,
    QueryTooCostly,
    SettingsError,
    TimTinError,
)
from search.facets import FACETS, Facet, FacetName, Selection, facet_label
from search.gazetteer import Gazetteer, History, Place, history_of
from search.ingest import Remark, Skipped
from search.labels import Ui, date_in_words, day_in_words, language_label
from search.query.filters import Filter, active_filters, choosing, without_filters
from search.query.plan import SORTS, Notice, NoticeKind, SearchRequest
from search.results.as_json import article_to_dict, page_to_dict
from search.results.as_text import page_as_csv, page_as_text, stats_as_text
from search.results.page import (
    AdministrativeChange,
    ArticlePage,
    FacetValue,
    OtherPlace,
    Page,
    Relaxation,
    Result,
    Status,
    Suggestion,
    TextPart,
)
from search.settings import Settings, load_settings

__all__ = [
    "FACETS",
    "SORTS",
    "AdministrativeChange",
    "Archive",
    "Article",
    "ArticleNotFound",
    "ArticlePage",
    "BuildRefused",
    "BuildReport",
    "DateSpan",
    "Facet",
    "FacetName",
    "FacetValue",
    "Filter",
    "Gazetteer",
    "History",
    "IndexDamaged",
    "IndexLocked",
    "IndexMissing",
    "IndexOutdated",
    "IndexUnusable",
    "InputError",
    "Kept",
    "Listener",
    "Mention",
    "Notice",
    "NoticeKind",
    "OtherPlace",
    "Page",
    "Place",
    "Progress",
    "QueryError",
    "QueryTooCostly",
    "Relaxation",
    "Remark",
    "Result",
    "SearchRequest",
    "Selection",
    "Settings",
    "SettingsError",
    "Skipped",
    "Status",
    "Suggestion",
    "Summary",
    "TextPart",
    "TimTinError",
    "Ui",
    "active_filters",
    "article_to_dict",
    "choosing",
    "date_in_words",
    "day_in_words",
    "event_as_dict",
    "facet_label",
    "history_of",
    "language_label",
    "load_settings",
    "page_as_csv",
    "page_as_text",
    "page_to_dict",
    "stats_as_text",
    "without_filters",
]
