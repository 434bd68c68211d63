"""Tìm Tin: a search engine for archives of Vietnamese and English news.

from search import Archive, SearchRequest, load_settings

archive = Archive(load_settings())
page = archive.search(SearchRequest("quang nam"))
"""

from search.archive import Archive
from search.articles import UNDATED, Article, DateSpan, Mention
from search.build_report import BuildReport, Listener, Progress, event_as_dict
from search.engines.base import Kept, Summary
from search.errors import (
    ArticleNotFound,
    BudgetExceeded,
    BuildRefused,
    ClusterUnavailable,
    HostRefused,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    IndexOutdated,
    IndexUnreadable,
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
from search.labels import Ui, date_in_words, day_in_words, language_label, period_in_words
from search.periods import parse_period
from search.query.filters import Filter, active_filters, choosing, without_filters
from search.query.plan import SORTS, Notice, NoticeKind, SearchRequest
from search.results.as_json import article_to_dict, page_to_dict
from search.results.as_text import page_as_text, stats_as_text
from search.results.cards import is_asked, place_chips
from search.results.export import (
    EXPORT_FORMATS,
    ExportFormat,
    Provenance,
    ascii_name,
    csv_line,
    known_parts,
)
from search.results.highlight import LONGEST_TITLE
from search.results.page import (
    AdministrativeChange,
    AllResults,
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
from search.results.partners import PartnerRow, Partners
from search.results.timeline import Series, Timeline, period_value
from search.settings import ENGINES, Settings, load_settings, parse_fields, parse_prefix

__all__ = [
    "ENGINES",
    "EXPORT_FORMATS",
    "FACETS",
    "LONGEST_TITLE",
    "SORTS",
    "UNDATED",
    "AdministrativeChange",
    "AllResults",
    "Archive",
    "Article",
    "ArticleNotFound",
    "ArticlePage",
    "BudgetExceeded",
    "BuildRefused",
    "BuildReport",
    "ClusterUnavailable",
    "DateSpan",
    "ExportFormat",
    "Facet",
    "FacetName",
    "FacetValue",
    "Filter",
    "Gazetteer",
    "History",
    "HostRefused",
    "IndexDamaged",
    "IndexLocked",
    "IndexMissing",
    "IndexOutdated",
    "IndexUnreadable",
    "IndexUnusable",
    "InputError",
    "Kept",
    "Listener",
    "Mention",
    "Notice",
    "NoticeKind",
    "OtherPlace",
    "Page",
    "PartnerRow",
    "Partners",
    "Place",
    "Progress",
    "Provenance",
    "QueryError",
    "QueryTooCostly",
    "Relaxation",
    "Remark",
    "Result",
    "SearchRequest",
    "Selection",
    "Series",
    "Settings",
    "SettingsError",
    "Skipped",
    "Status",
    "Suggestion",
    "Summary",
    "TextPart",
    "TimTinError",
    "Timeline",
    "Ui",
    "active_filters",
    "article_to_dict",
    "ascii_name",
    "choosing",
    "csv_line",
    "date_in_words",
    "day_in_words",
    "event_as_dict",
    "facet_label",
    "history_of",
    "is_asked",
    "known_parts",
    "language_label",
    "load_settings",
    "page_as_text",
    "page_to_dict",
    "parse_fields",
    "parse_period",
    "parse_prefix",
    "period_in_words",
    "period_value",
    "place_chips",
    "stats_as_text",
    "without_filters",
]
