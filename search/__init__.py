"""Tìm Tin: a search engine for archives of Vietnamese and English news.

from search import Archive, SearchRequest, load_settings

archive = Archive(load_settings())
page = archive.search(SearchRequest("quang nam"))
"""

from search.archive import Archive
from search.articles import Article, DateSpan, Mention
from search.build_report import BuildReport, Progress
from search.errors import (
    ArticleNotFound,
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
from search.settings import Settings, load_settings, parse_fields

__all__ = [
    "FACETS",
    "SORTS",
    "AdministrativeChange",
    "Archive",
    "Article",
    "ArticleNotFound",
    "ArticlePage",
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
    "Result",
    "SearchRequest",
    "Selection",
    "Settings",
    "SettingsError",
    "Status",
    "Suggestion",
    "TextPart",
    "TimTinError",
    "Ui",
    "active_filters",
    "article_to_dict",
    "choosing",
    "date_in_words",
    "day_in_words",
    "facet_label",
    "history_of",
    "language_label",
    "load_settings",
    "page_as_csv",
    "page_as_text",
    "page_to_dict",
    "parse_fields",
    "stats_as_text",
    "without_filters",
]
