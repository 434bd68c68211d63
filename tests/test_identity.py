"""Ids: short where nothing collides, unique across an index, and never changed by what comes later."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import Archive, SearchRequest, Settings


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(Settings(index=tmp_path / "index", seeds=tmp_path / "none"))


def put(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def texts(archive: Archive) -> dict[str, str]:
    """The bodies of all articles, by id."""
    page = archive.search(SearchRequest(size=100, all_copies=True))
    assert page.total == len(page.results)
    return {result.article.id: result.article.body for result in page.results}


def id_of(archive: Archive, text: str) -> str:
    (id,) = [id for id, body in texts(archive).items() if body == text]
    return id


def record(id: str, body: str) -> str:
    return json.dumps({"id": id, "body": body}) + "\n"


def test_two_years_with_the_same_names_are_two_articles(archive: Archive, tmp_path: Path) -> None:
    old = put(tmp_path / "2023", {"001.txt": "Tin cũ."})
    new = put(tmp_path / "2024", {"001.txt": "Tin mới."})
    archive.rebuild([old])
    assert texts(archive) == {"001": "Tin cũ."}
    report = archive.update([new])
    assert report.counts.remarks == {"given an id of its own": 1}
    found = texts(archive)
    assert set(found.values()) == {"Tin cũ.", "Tin mới."}
    assert found["001"] == "Tin cũ.", "an id in use is not given to another"
    again = archive.update([old, new])
    assert (again.taken, again.unchanged) == (0, 2)
    archive.rebuild([old, new])
    assert texts(archive) == found, "a rebuild gives the same ids"


def test_names_that_differ_in_their_suffix_alone(archive: Archive, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"x.txt": "Bản txt.", "x.md": "Bản md.", "y.md": "Khác."})
    archive.rebuild([folder])
    found = texts(archive)
    assert sorted(found.values()) == ["Bản md.", "Bản txt.", "Khác."]
    assert {"x", "y"} <= set(found)


def test_ids_do_not_depend_on_where_the_roots_lie(tmp_path: Path) -> None:
    found = []
    for place in ("here", "there/deeper"):
        base = tmp_path / place
        put(base / "2023", {"001.txt": "Một.", "002.md": "Hai.", "002.txt": "Ba."})
        put(base / "2024", {"001.txt": "Bốn.", "b.jsonl": record("001", "Năm.")})
        archive = Archive(Settings(index=base / "index", seeds=base))
        archive.rebuild([base / "2023", base / "2024"])
        found.append(texts(archive))
    assert found[0] == found[1]
    assert len(found[0]) == 5


def test_roots_of_the_same_name_are_told_apart(archive: Archive, tmp_path: Path) -> None:
    roots = [
        put(tmp_path / place / "in", {"a.txt": f"Tin của {place}."}) for place in ("x", "y", "z")
    ]
    archive.rebuild(roots[:1])
    archive.update(roots[1:])
    found = texts(archive)
    assert len(found) == 3
    (roots[1] / "a.txt").write_text("Tin đã sửa.")
    archive.update([roots[1]])
    assert texts(archive) == found | {id_of(archive, "Tin đã sửa."): "Tin đã sửa."}
    put(roots[0], {"b.txt": "Thêm."})
    assert archive.update(roots).removed == 0
    assert len(texts(archive)) == 4


def test_records_of_two_files_with_the_same_id(archive: Archive, tmp_path: Path) -> None:
    folder = put(
        tmp_path / "in",
        {
            "a.jsonl": record("1", "Một.") + record("2", "Hai.") + record("2", "Hai khác."),
            "b.jsonl": record("1", "Một khác.") + record("2", "Hai."),
        },
    )
    report = archive.rebuild([folder])
    found = texts(archive)
    assert sorted(found.values()) == ["Hai khác.", "Hai.", "Một khác.", "Một."]
    assert (found["1"], found["2"]) == ("Một.", "Hai.")
    assert (report.repeated_total, report.repeated) == (1, ["2"]), "what came again as it is"
    report = archive.update([folder])
    assert (report.taken, report.unchanged, report.repeated_total) == (0, 4, 1)
    # Each keeps its id when another of the same name goes.
    (folder / "a.jsonl").write_text(record("2", "Hai khác.") + record("3", "Ba."))
    archive.update([folder], allow_removals=True)
    after = texts(archive)
    assert sorted(after.values()) == ["Ba.", "Hai khác.", "Hai.", "Một khác."]
    for body in ("Hai khác.", "Một khác."):
        assert id_of(archive, body) in found
        assert found[id_of(archive, body)] == body


def test_what_came_first_may_go_and_the_others_keep_their_ids(
    archive: Archive, tmp_path: Path
) -> None:
    old = put(tmp_path / "2023", {"001.txt": "Tin cũ.", "002.txt": "Tin cũ hai."})
    new = put(tmp_path / "2024", {"001.txt": "Tin mới."})
    archive.rebuild([old, new])
    id = id_of(archive, "Tin mới.")
    (old / "001.txt").unlink()
    for build in (archive.update, archive.rebuild):
        build([old, new])
        assert texts(archive) == {"002": "Tin cũ hai.", id: "Tin mới."}


def test_records_with_the_same_id_may_all_be_edited(archive: Archive, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text(record("1", "Một.") + record("1", "Hai."))
    archive.rebuild([rows])
    before = set(texts(archive))
    rows.write_text(record("1", "Một sửa.") + record("1", "Hai sửa."))
    archive.update([rows])
    assert set(texts(archive)) == before
    assert sorted(texts(archive).values()) == ["Hai sửa.", "Một sửa."]


def test_a_rebuild_gives_no_id_in_use_to_another(archive: Archive, tmp_path: Path) -> None:
    new = put(tmp_path / "2024", {"001.txt": "Tin mới."})
    archive.rebuild([new])
    old = put(tmp_path / "2023", {"001.txt": "Tin cũ."})
    archive.rebuild([old, new])
    assert texts(archive)["001"] == "Tin mới."
    assert len(texts(archive)) == 2


def test_a_rebuild_keeps_no_id_for_what_is_not_in_it(archive: Archive, tmp_path: Path) -> None:
    archive.rebuild([put(tmp_path / "2023", {"001.txt": "Tin cũ.", "002.txt": "Tin hai."})])
    (tmp_path / "2023" / "001.txt").unlink()
    put(tmp_path / "2023", {"001.md": "Tin khác."})
    archive.rebuild([tmp_path / "2023"])
    assert texts(archive) == {"001": "Tin khác.", "002": "Tin hai."}
    archive.rebuild([put(tmp_path / "2024", {"001.txt": "Năm sau."})], allow_removals=True)
    assert texts(archive) == {"001": "Năm sau."}


def test_an_archive_that_has_moved_is_not_doubled(archive: Archive, tmp_path: Path) -> None:
    old = put(tmp_path / "old" / "seeds", {f"{n}.txt": f"Tin số {n}." for n in range(4)})
    put(old, {"more.jsonl": record("k", "Một.")})
    archive.rebuild([old])
    before = texts(archive)
    moved = tmp_path / "new" / "seeds"
    moved.parent.mkdir()
    old.rename(moved)
    report = archive.update([moved])
    assert (report.taken, report.repeated_total) == (5, 0)
    assert texts(archive) == before
    assert archive.update([moved]).unchanged == 5, "from now on it is known there"
    (moved / "0.txt").unlink()
    assert archive.update([moved]).removed == 1


def test_a_copy_of_an_archive_adds_nothing(archive: Archive, tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"a.txt": "Một.", "b.txt": "Hai."})
    archive.rebuild([folder])
    before = archive.status().generation
    shutil.copytree(folder, tmp_path / "backup")
    report = archive.update([tmp_path / "backup"])
    assert (report.taken, report.repeated_total) == (0, 2)
    assert archive.status().generation == before
    # It is read with the archive: there is still one of each.
    assert archive.update([tmp_path / "backup", folder]).removed == 0
    assert len(texts(archive)) == 2


def test_a_record_that_goes_over_to_another_file_is_not_lost(
    archive: Archive, tmp_path: Path
) -> None:
    folder = put(
        tmp_path / "in", {"a.jsonl": record("1", "Một.") + record("2", "Hai."), "b.jsonl": "\n"}
    )
    archive.rebuild([folder])
    (folder / "a.jsonl").write_text(record("1", "Một."))
    (folder / "b.jsonl").write_text(record("2", "Hai."))
    archive.update([folder])
    assert texts(archive) == {"1": "Một.", "2": "Hai."}


@pytest.mark.parametrize("first", ["", "2024"])
def test_a_folder_of_an_archive_is_the_same_articles(
    archive: Archive, tmp_path: Path, first: str
) -> None:
    whole = put(
        tmp_path / "in",
        {"2024/1.txt": "Một.", "2024/r.jsonl": '{"body": "Hai."}\n', "2023/1.txt": "Ba."},
    )
    archive.rebuild([whole / first] if first else [whole])
    before = texts(archive)
    archive.update([whole / "2024"])
    archive.update([whole / "2024" / "1.txt"])
    assert texts(archive) == before
    archive.update([whole])
    assert sorted(texts(archive).values()) == ["Ba.", "Hai.", "Một."]
    assert before.items() <= texts(archive).items()


def test_what_is_named_twice_is_taken_once(archive: Archive, tmp_path: Path) -> None:
    whole = put(tmp_path / "in", {"2024/1.txt": "Một.", "2023/1.txt": "Ba."})
    for sources in ([whole, whole], [whole, whole / "2024"], [whole / "2024" / "1.txt", whole]):
        archive.rebuild(sources)
        assert texts(archive) == {"2024/1": "Một.", "2023/1": "Ba."}


def test_an_update_of_one_root_never_touches_another(archive: Archive, tmp_path: Path) -> None:
    one = put(tmp_path / "one", {"a.txt": "Một a.", "b.txt": "Một b.", "c.txt": "Một c."})
    two = put(tmp_path / "two", {"a.txt": "Hai a.", "b.txt": "Hai b.", "c.txt": "Hai c."})
    archive.rebuild([one])
    archive.update([two])
    (two / "a.txt").write_text("Hai a sửa.")
    (two / "b.txt").unlink()
    archive.update([two])
    found = texts(archive)
    assert sorted(found.values()) == ["Hai a sửa.", "Hai c.", "Một a.", "Một b.", "Một c."]
    assert (found["a"], found["b"], found["c"]) == ("Một a.", "Một b.", "Một c.")


NAMES = st.sampled_from(["a.txt", "a.md", "b.txt", "c/a.txt"])
STATES = st.dictionaries(
    st.tuples(st.sampled_from(["one", "two", "old/one"]), NAMES),
    st.sampled_from(["Một.", "Hai.", "Ba."]),
    max_size=8,
)


@given(states=st.lists(STATES, min_size=1, max_size=4))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_updates_every_text_is_there_and_ids_stay(
    tmp_path_factory: pytest.TempPathFactory, states: list[Mapping[tuple[str, str], str]]
) -> None:
    """However files come, change and go: per name each text once, and who keeps its text keeps its id."""
    base = tmp_path_factory.mktemp("any")
    roots = [base / root for root in ("one", "two", "old/one")]
    archive = Archive(Settings(index=base / "index", seeds=base))
    put(base, {f"{root.relative_to(base)}/z.txt": f"Gốc {n}." for n, root in enumerate(roots)})
    archive.rebuild(roots)
    before: dict[tuple[str, str], str] = {}
    for state in states:
        for root, name in before.keys() - state.keys():
            (base / root / name).unlink()
        put(base, {f"{root}/{name}": text for (root, name), text in state.items()})
        kept = {place for place, text in state.items() if before.get(place) == text}
        ids_before = _ids(archive, base)
        archive.update(roots, allow_removals=True)
        found = texts(archive)
        expected = {(name.rsplit(".", 1)[0], text) for (_, name), text in state.items()}
        expected |= {("z", f"Gốc {n}.") for n in range(3)}
        assert sorted((id.split("~")[0], body) for id, body in found.items()) == sorted(expected)
        ids = _ids(archive, base)
        for place in kept & ids_before.keys() & ids.keys():
            assert ids[place] == ids_before[place]
        before = dict(state)


def _ids(archive: Archive, base: Path) -> dict[tuple[str, str], str]:
    """The id of the article of each place that is its article's own."""
    articles = [r.article for r in archive.search(SearchRequest(size=100, all_copies=True)).results]
    return {(str(Path(a.root).relative_to(base)), a.path): a.id for a in articles}
