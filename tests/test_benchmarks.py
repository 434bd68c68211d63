"""The benchmark of ranking: its measures on rankings worked out by hand, and a run over a tiny set."""

from __future__ import annotations

import json
import lzma
import math
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks.relevance import __main__ as relevance
from tests.benchmarks.relevance import sets
from tests.benchmarks.relevance.measures import Score, half, means, mrr, ndcg, recall, worst_losses
from tests.benchmarks.relevance.peers import PEERS, Rank, plain
from tests.benchmarks.relevance.sets import Document

DOCUMENTS = [
    ["1", "Quảng Nam và Sê Kông hợp tác", "Hai tỉnh ký biên bản về thương mại biên giới."],
    ["2", "Sân bay Cà Mau", "Đường bay từ Hà Nội đến Cà Mau được khai thác bằng tàu nhỏ hơn."],
    ["3", "", "Du khách đến Hội An xem ngày văn hóa Hàn Quốc tại Quảng Nam."],
]
QUERIES = [["q1", "hop tac quang nam", ["1"]], ["q2", "sân bay Cà Mau?", ["2"]]]


def test_ndcg_discounts_by_rank_and_is_one_at_best() -> None:
    assert ndcg(["a", "b", "x"], {"a", "b"}) == 1
    third = 1 / math.log2(4)
    assert ndcg(["x", "y", "a"], {"a"}) == pytest.approx(third)
    assert ndcg(["x", "y", "a"], {"a", "b"}) == pytest.approx(third / (1 + 1 / math.log2(3)))
    assert ndcg(["x"], {"a"}) == 0
    assert ndcg([], {"a"}) == 0


def test_ndcg_can_be_one_with_more_relevant_than_ranks() -> None:
    ten = [str(number) for number in range(10)]
    assert ndcg(ten, {str(number) for number in range(30)}) == pytest.approx(1)


def test_mrr_is_of_the_first_relevant() -> None:
    assert mrr(["x", "a", "b"], {"a", "b"}) == 1 / 2
    assert mrr(["x"], {"a"}) == 0


def test_recall_counts_the_ten_best_only() -> None:
    eleven = [*"0123456789", "a"]
    assert recall(eleven, {"a", "0"}) == 1 / 2
    assert mrr(eleven, {"a"}) == ndcg(eleven, {"a"}) == 0


def test_a_need_is_in_the_same_half_however_it_is_typed() -> None:
    assert half("need:vi") == half("need:en") == half("need")
    assert {half(str(number)) for number in range(20)} == {0, 1}


def test_scores_are_of_the_whole_and_of_each_half() -> None:
    first = next(id for id in "abcdef" if half(id) == 0)
    second = next(id for id in "abcdef" if half(id) == 1)
    assert Score.of({first: 1.0, second: 0.5}) == Score(0.75, (1.0, 0.5))
    assert Score.of({first: 1.0}).halves == (1.0, None)


def test_means_and_losses_are_over_the_sets_an_engine_took_part_in() -> None:
    def row(**scores: float) -> dict[str, Score]:
        return {engine: Score(score, (None, None)) for engine, score in scores.items()}

    table = {"one": row(own=0.5, tried=0.7, peer=0.75), "two": row(own=0.9, peer=0.5)}
    assert means(table) == pytest.approx({"own": 0.7, "tried": 0.7, "peer": 0.625})
    losses = worst_losses(table, {"own", "tried"})
    assert losses["own"] == (pytest.approx(0.25), "one")
    assert losses["tried"] == (pytest.approx(0.05), "one")
    assert losses["peer"] == (pytest.approx(0.4), "two")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ('"Quảng Nam" -Huế title:Lào', "Quảng Nam Huế Lào"),
        ("COVID-19 (ở Ấn Độ)?", "COVID-19 ở Ấn Độ ?"),
        ("hop* =tác a|b sekng~", "hop tác a b sekng"),
    ],
)
def test_only_signs_of_the_grammar_are_taken_out(typed: str, asked: str) -> None:
    assert plain(typed) == asked


def test_distractors_are_made_of_the_sentences_given() -> None:
    sentences = [f"Câu thứ {number} kể một chuyện dài vừa đủ." for number in range(30)]
    source = [Document("a", "Tiêu đề", "\n".join(sentences[:15]))]
    source += [Document("b", "", " ".join(sentences[15:]))]
    made = list(sets.distractors([source, []], 5))
    assert len({document.body for document in made}) == 5
    for document in made:
        assert 8 <= len(document.body.split("\n")) <= 24
        assert set(document.body.split("\n")) <= set(sentences)


def test_nothing_asked_for_is_scattered_over_the_large_pool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "TITLES", 5)
    monkeypatch.setattr(sets, "DISTRACTORS", 20)
    rows = [
        {"id": f"n{n}", "title": f"Tin {n}", "body": f"Bài số {n} kể rằng mọi việc vẫn như thường."}
        for n in range(12)
    ]
    news = tmp_path / "news.jsonl.xz"
    with lzma.open(news, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    found = {held.name: held for held in sets.read_sets([news, written(tmp_path)])}
    asked = found["titles of bodies in large pool"]
    assert all(not document.title for document in asked.pool.documents)
    pool = found["tiny in large pool"].pool.documents
    scattered = "\n".join(d.body for d in pool if d.id.startswith("distractor/"))
    relevant = {id for held in found.values() for query in held.queries for id in query.relevant}
    wanted = [d for d in pool if d.id in relevant]
    assert len(wanted) == 5 + len(QUERIES)
    assert all(document.body not in scattered for document in wanted)


def test_the_questions_judged_by_reading_are_well_formed() -> None:
    rows = [json.loads(line) for line in sets.QUESTIONS.read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 60
    assert len({row["id"] for row in rows}) == len({row["text"] for row in rows}) == len(rows)
    for row in rows:
        assert row.keys() == {"id", "text", "relevant"}
        assert row["relevant"]
        assert len(set(row["relevant"])) == len(row["relevant"])
    seeds = {document.id for document in sets.read_seeds()}
    assert len(seeds) == 5
    assert seeds <= {id for row in rows for id in row["relevant"]}


def test_a_run_over_a_tiny_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def backwards(documents: Sequence[Document], folder: Path) -> Rank:
        return lambda text: [document.id for document in reversed(documents)]

    def missing(documents: Sequence[Document], folder: Path) -> Rank:
        raise ImportError("there is no such library")

    monkeypatch.setitem(PEERS, "backwards", backwards)
    monkeypatch.setitem(PEERS, "missing", missing)
    result = tmp_path / "result"
    relevance.main(
        [
            *("--data", str(written(tmp_path).parent), "--peers", "backwards,missing"),
            *("--setting", "k1=1.2,b=0.75", "--json", str(result)),
        ]
    )
    printed = capsys.readouterr()
    header, _, row, *_ = printed.out.splitlines()
    assert header == "| nDCG@10 | timtin | k1=1.2,b=0.75 | backwards |"
    assert row.startswith("| tiny | 1.000 (")
    assert "missing is left out: there is no such library" in printed.err
    scores = json.loads(result.read_text(encoding="utf-8"))["scores"]["MRR@10"]["tiny"]
    assert scores["timtin"][0] == scores["k1=1.2,b=0.75"][0] == 1
    assert scores["backwards"][0] == pytest.approx((1 / 3 + 1 / 2) / 2)


def written(folder: Path) -> Path:
    """A file of the tiny set."""
    path = folder / "tiny.json.xz"
    with lzma.open(path, "wt", encoding="utf-8") as file:
        json.dump({"name": "tiny", "lang": "vi", "docs": DOCUMENTS, "queries": QUERIES}, file)
    return path
