"""What a pass leaves out or changes is counted, and named to whoever listens."""

from __future__ import annotations

from search.ingest import IngestCounts, Remark


def test_remarks_are_counted_by_kind_and_each_is_given_on() -> None:
    named: list[Remark] = []
    counts = IngestCounts(on_remark=named.append)
    counts.remark("a.jsonl", 3, "date not understood", "hôm kia")
    counts.remark("a.jsonl", 9, "date not understood", "mai")
    counts.remark("b.html", None, "body cut", "Hết")
    assert counts.remarks == {"date not understood": 2, "body cut": 1}
    assert named == [
        Remark("a.jsonl", 3, "date not understood", "hôm kia"),
        Remark("a.jsonl", 9, "date not understood", "mai"),
        Remark("b.html", None, "body cut", "Hết"),
    ]


def test_the_text_of_a_remark_is_bounded() -> None:
    named: list[Remark] = []
    IngestCounts(on_remark=named.append).remark("a", 1, "body cut", "x" * 10**6)
    assert len(named[0].text) == 200


def test_nobody_needs_to_listen() -> None:
    counts = IngestCounts()
    counts.remark("a", None, "body cut", "")
    assert counts.remarks["body cut"] == 1
