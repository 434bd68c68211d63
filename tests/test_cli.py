"""The command line: what it prints, its exit codes, and that an error is one sentence."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from search.cli import main
from tests.ingest.making import DOCUMENTS, overlapping_zip

COMMANDS = ["rebuild", "update", "rollback", "search", "stats", "check", "serve"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seeds: Path) -> Path:
    """A current folder with the seeds in it, as in a clone."""
    shutil.copytree(seeds, tmp_path / "seeds")
    (tmp_path / "seeds" / "README").write_text("not a folder")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_the_whole_round(here: Path) -> None:
    result = run("rebuild")
    assert result.exit_code == 0
    assert "articles   5 (en 4, vi 1)" in result.stdout
    assert "dated      5, undated 0" in result.stdout
    assert "skipped    0" in result.stdout
    assert re.search(r"g000001: 5 articles, [\d,]+ bytes", run("check").stdout)
    result = run("update")
    assert "unchanged  5, removed 0" in result.stdout
    assert "5 articles" in run("stats").stdout
    assert "Quảng Nam" in run("stats").stdout


def test_names_of_fields_on_the_command_line(here: Path) -> None:
    (here / "a.jsonl").write_text('{"title": "A", "phần chữ": "Tỉnh họp bàn gia cố đê."}')
    refused = run("rebuild", "a.jsonl", "--seeds", "seeds")
    assert '--field "body=phần chữ"' in refused.stdout
    assert "articles   1" in run("rebuild", "a.jsonl", "--field", "body=phần chữ").stdout
    wrong = run("rebuild", "a.jsonl", "--field", "bdy=x")
    assert wrong.exit_code == 2
    assert "there is no field 'bdy': name one of id, body, lead, title" in wrong.stderr


def test_what_to_do_when_nothing_is_found(here: Path) -> None:
    run("rebuild")
    lines = run("search", "coperation", "--from", "2023", "--lang", "vi").stdout.splitlines()
    # four seeds speak of cooperation, all of them English
    assert lines[0] == "(did you mean: cooperation, 4 articles)"
    assert lines[-1] == "cooperation: 4 articles"
    lines = run("search", "Bunpimay", "--lang", "vi", "--place", "VN-02").stdout.splitlines()
    assert lines[-2:] == ["0 articles", "without filters: 1 article"]
    lines = run("search", "sekong", "--lang", "vi", "--from", "2020").stdout.splitlines()
    assert lines[-3:] == [
        "without Vietnamese: 2 articles",
        "without from 2020: 1 article",
        "without filters: 3 articles",
    ]


def test_a_table_of_results(here: Path) -> None:
    run("rebuild")
    result = run("search", "quang nam", "--lang", "vi")
    assert result.exit_code == 0
    assert "1 article, 1 to 1" in result.stdout
    assert "[Quảng Nam] và tỉnh Lào Cai" in result.stdout
    assert "11 June 2012" in result.stdout
    assert "11 tháng 6 năm 2012" in run("search", "quang nam", "--lang", "vi", "--ui", "vi").stdout


def test_json_and_csv_tell_the_same(here: Path) -> None:
    run("rebuild")
    asked = ("search", "quang nam", "--place", "VN-27", "--from", "2022")
    found = json.loads(run(*asked, "--format", "json").stdout)
    assert set(found) == {
        "total", "groups", "hits", "facets", "notes", "successions", "spelling",
    }  # fmt: skip
    assert found["total"] == 2
    assert {hit["id"][:3] for hit in found["hits"]} == {"000", "001"}
    rows = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == [hit["id"] for hit in found["hits"]]
    assert {row["first"] for row in rows} == {"2022-06-08", "2024-01-01"}
    for row, hit in zip(rows, found["hits"], strict=True):
        assert row["path"] == f"{hit['id']}.txt" == hit["path"]
        assert row["snippet"] == hit["snippet"] != ""


def test_copies_stand_together_until_each_is_asked_for(here: Path) -> None:
    seed = next((here / "seeds").glob("000_*"))
    (here / "seeds" / "copy.txt").write_text(f"Ha Noi (VNA) - {seed.read_text('utf-8')}", "utf-8")
    run("rebuild")
    together = run("search", "quang nam", "--lang", "en")
    assert "3 articles, 1 to 2" in together.stdout
    assert "     copies: 1 (" in together.stdout
    apart = run("search", "quang nam", "--lang", "en", "--all-copies")
    assert "3 articles, 1 to 3" in apart.stdout
    assert "copies:" not in apart.stdout
    rows = list(csv.DictReader(io.StringIO(run("search", "quang nam", "--format", "csv").stdout)))
    assert sorted(row["copies"] for row in rows) == ["0", "0", "1"]


def test_a_table_says_what_became_of_a_province(here: Path) -> None:
    run("rebuild")
    asked = run("search", "quang nam").stdout
    assert "(Quảng Nam is part of Da Nang (0) since 2025-07-01)" in asked
    asked = run("search", "", "--place", "VN-DN").stdout
    assert "(Da Nang holds Quảng Nam (3) since 2025-07-01)" in asked
    asked = run("search", "", "--place", "VN-X-ha-tay").stdout
    assert "(Hà Tây was a unit until 2008-07-31, today in Hanoi (2))" in asked


def test_a_place_is_told_from_its_namesakes_save_under_its_parent(here: Path) -> None:
    story = "Mưa ở Trung Quốc\nMưa lớn ở Trịnh Châu, tỉnh Hà Nam (Trung Quốc)."
    (here / "henan.txt").write_text(story, "utf-8")
    run("rebuild", "henan.txt")
    table = run("search", "hà nam", "--place", "CN-HA", "--ui", "vi").stdout
    assert "read as the place Hà Nam, in" in table
    assert "read as the place Hà Nam (Trung Quốc), in" in table
    (row,) = csv.DictReader(io.StringIO(run("search", "--ui", "vi", "--format", "csv").stdout))
    assert set(row["places"].split("; ")) == {"Trung Quốc", "Trịnh Châu", "Hà Nam (Trung Quốc)"}
    counted = run("stats", "--ui", "vi").stdout.splitlines()
    country = counted.index("        1  Trung Quốc")
    assert counted[country + 1] == "        1    Hà Nam"


def news(here: Path, count: int) -> None:
    """An index of so many articles about dykes, one of them in two copies."""
    rows = [
        {
            "id": f"n{n}",
            "title": f"Đê biển {n}",
            "body": f"Đê biển vỡ lần thứ {n}.",
            "url": f"https://a.vn/{n}",
        }
        for n in range(count)
    ]
    (here / "news.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert run("rebuild", "news.jsonl").exit_code == 0


def test_every_result_is_exported_in_the_order_of_the_pages(here: Path) -> None:
    news(here, 250)
    pages = [
        row["id"]
        for page in ("1", "2", "3")
        for row in csv.DictReader(
            io.StringIO(
                run("search", "đê biển", "--size", "100", "--page", page, "--format", "csv").stdout
            )
        )
    ]
    assert len(pages) == len(set(pages)) == 250
    rows = list(
        csv.DictReader(io.StringIO(run("search", "đê biển", "--all", "--format", "csv").stdout))
    )
    assert [row["id"] for row in rows] == pages
    assert rows[0]["url"] == f"https://a.vn/{pages[0][1:]}"
    lines = run("search", "--all", "--format", "jsonl", "--sort", "oldest").stdout.splitlines()
    assert len({json.loads(line)["id"] for line in lines}) == 250


def test_words_need_no_quotes_and_a_dash_stands_after_two(here: Path) -> None:
    run("rebuild")
    quoted = run("search", "quang nam", "--lang", "vi").stdout
    assert run("search", "quang", "--lang", "vi", "nam").stdout == quoted
    left_out = run("search", "--format", "jsonl", "--", "quang nam", "-sekong").stdout
    assert left_out == run("search", "quang nam -sekong", "--format", "jsonl").stdout
    refused = run("search", "quang", "-đê")
    assert refused.exit_code == 2
    assert "stand after --" in refused.stderr


def test_a_file_is_replaced_once_the_export_is_complete(here: Path) -> None:
    news(here, 3)
    target = here / "out" / "news.csv"
    target.parent.mkdir()
    target.write_text("yesterday's")
    target.chmod(0o640)
    asked = ("search", "đê", "--all", "--format", "csv", "--output", str(target))
    assert run(*asked, "--place", "Atlantis").exit_code == 2
    assert target.read_text() == "yesterday's"
    assert run(*asked).output == ""
    # Excel reads UTF-8 by this mark alone.
    assert target.read_bytes().startswith(b"\xef\xbb\xbfid,title")
    assert len(target.read_text("utf-8-sig").splitlines()) == 4
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in target.parent.iterdir()] == ["news.csv"]


def test_an_export_that_fails_leaves_what_was_there(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news(here, 3)
    (here / "news.ris").write_text("yesterday's")

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    failed = run("search", "đê", "--all", "--format", "ris", "--output", "news.ris")
    assert failed.exit_code == 1
    assert "No space left" in failed.stderr
    assert (here / "news.ris").read_text() == "yesterday's"
    assert not list(here.glob(".news.ris*"))


def test_what_is_no_file_is_written_to_and_stays(here: Path) -> None:
    news(here, 3)
    os.mkfifo(here / "pipe")
    with subprocess.Popen(["cat", "pipe"], cwd=here, stdout=subprocess.PIPE) as reader:
        run("search", "--all", "--format", "jsonl", "--output", "pipe")
        assert len(reader.communicate(timeout=30)[0].splitlines()) == 3
    assert (here / "pipe").is_fifo()


def shell(here: Path, line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a line of bash does, where `timtin` is this program."""
    root = Path(__file__).resolve().parent.parent
    defined = f'timtin() {{ "{sys.executable}" -m search "$@"; }}; {line}'
    surroundings = os.environ | {"PYTHONPATH": str(root)} | environment
    return subprocess.run(
        ["bash", "-c", defined],
        cwd=here,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("form", ["csv", "jsonl", "ris", "bibtex"])
def test_a_reader_that_has_enough_ends_it_quietly(here: Path, form: str) -> None:
    news(here, 1500)
    done = shell(here, f"timtin search --all --format {form} | head -n 1")
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""


def test_a_terminal_that_lacks_letters_gets_the_others_and_data_stay_whole(here: Path) -> None:
    news(here, 3)
    shown = "(timtin search biển; timtin search --help) | iconv -f latin1 -t utf8"
    done = shell(here, shown, PYTHONIOENCODING="latin-1")
    assert done.stderr == ""
    assert "?ê [bi?n] 1" in done.stdout
    assert "bi?n -??o" in done.stdout
    data = shell(here, "timtin search biển --format csv", PYTHONIOENCODING="latin-1")
    assert "Đê biển 1" in data.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["search", "--all"], 2, "--all needs --format csv, xlsx, jsonl, ris, bibtex"),
        (["search", "--all", "--format", "csv", "--size", "5"], 2, "leave out --size"),
        (["search", "--all", "--format", "csv", "--page", "1"], 2, "leave out --page"),
        (["search", "--all", "--format", "csv", "--output", "no/x"], 1, "no index at index/"),
        (["search", "a"], 1, "no index at index/: run timtin rebuild"),
        (["check"], 1, "no index at index/: run timtin rebuild"),
        (["update"], 1, "no index at index/: run timtin rebuild"),
        (["rebuild", "nowhere"], 1, "nowhere"),
        (["rebuild", "--index", "seeds/README"], 1, "seeds/README"),
        (["rebuild", "--seeds", "nowhere"], 1, "name the articles' folder"),
        (["serve", "--seeds", "nowhere"], 1, "name the articles' folder"),
        (["search", "--size", "many"], 2, "'many' is not a valid integer"),
        (["search", "--sort", "best"], 2, "'best' is not one of"),
        (["serve", "--port", "70000"], 1, "port is from 0 to 65535"),
        (["check", "--settings", "none.toml"], 1, "no settings file none.toml"),
        (["rollback"], 1, "no index at index/: run timtin rebuild"),
        (["rollback", "g000001"], 1, "no generation g000001 in index/"),
        (["rebuild", "--report", "none/report.jsonl"], 1, "none/report.jsonl"),
        (["frobnicate"], 2, "No such command"),
    ],
)
def test_errors_are_one_sentence(here: Path, arguments: list[str], code: int, said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert not (here / "index" / "CURRENT").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--place", "Atlantis"], "no place 'Atlantis'"),
        (["--from", "31/2/2022"], "'31/2/2022' is not a date we can read"),
        (["--lang", "fr"], "'fr' is not a language"),
        (["x" * 10_000], "2,048"),
    ],
)
def test_a_question_that_means_nothing_is_wrong_usage(
    here: Path, arguments: list[str], said: str
) -> None:
    run("rebuild")
    result = run("search", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_an_index_that_is_harmed_says_what_to_run(here: Path) -> None:
    run("rebuild")
    generation = here / "index" / (here / "index" / "CURRENT").read_text().split()[0]
    victim = max(generation.iterdir(), key=lambda file: file.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    for command in (["check"], ["search", "a"], ["stats"], ["serve"]):
        result = run(*command)
        assert result.exit_code == 1
        assert victim.name in result.stderr
        assert "run timtin rebuild" in result.stderr
    assert run("rebuild").exit_code == 0
    assert run("check").exit_code == 0


def test_a_port_that_is_taken_is_named(here: Path) -> None:
    run("rebuild")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("serve", "--port", str(port))
    assert result.exit_code == 1
    assert f"cannot listen on 127.0.0.1:{port}" in result.stderr
    assert "--port" in result.stderr


def test_a_build_that_takes_only_a_part_says_so_and_names_all(here: Path) -> None:
    (here / "seeds" / "rows.jsonl").write_text(
        '{"id": "r", "body": "Tin.", "colour": "đỏ"}\n' + "{\n" * 30
    )
    (here / "seeds" / "scan.png").write_bytes(b"\x89PNG")
    (here / "seeds" / "a\x1b[2J\u202eb.txt").write_bytes(b"")
    result = run("rebuild", "--report", "report.jsonl")
    assert result.exit_code == 3
    assert "skipped    31" in result.stdout
    assert "and 11 more (--report FILE names all)" in result.stdout
    assert r"a\x1b[2J\u202eb.txt: empty" in result.stdout
    assert "\x1b" not in result.stdout
    lines = (here / "report.jsonl").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    assert {tuple(event) for event in events} == {("kind", "path", "line", "reason", "text")}
    kinds = [event["kind"] for event in events]
    assert (kinds.count("skipped"), kinds.count("not read")) == (31, 2)
    assert [event["line"] for event in events if event["path"].endswith("rows.jsonl")] == list(
        range(2, 32)
    )
    assert [event["text"] for event in events if event["kind"] == "left out"] == ["colour: 1"]
    assert any(event["path"].endswith("scan.png") for event in events)
    assert run("update").exit_code == 3, "what was skipped is skipped again"


@pytest.mark.parametrize("command", ["rebuild", "update"])
def test_nothing_taken_in_is_a_failure(here: Path, command: str) -> None:
    run("rebuild")
    (here / "scan.png").write_bytes(b"\x89PNG")
    (here / "empty").mkdir()
    for source in ("scan.png", "empty", "/dev/null"):
        result = run(command, source)
        assert result.exit_code == 1
        assert result.stderr.count("Error: nothing was taken in") == 1
    assert "5 articles" in run("check").stdout
    for file in (here / "seeds").glob("*.txt"):
        file.unlink()
    refused = run(command, "--format", "json")
    assert refused.exit_code == 1
    found = json.loads(refused.stdout)
    assert found["error"].startswith("nothing was taken in, and the index has 5 articles")
    assert "--allow-empty" in refused.stderr
    assert (found["taken"], found["removed"], found["index"]) == (0, 0, None)
    assert "5 articles" in run("check").stdout
    assert run(command, "--allow-empty").exit_code == 0
    assert "0 articles" in run("check").stdout


def test_over_half_is_removed_only_with_a_switch(here: Path) -> None:
    run("rebuild")
    for file in sorted((here / "seeds").glob("*.txt"))[:3]:
        file.unlink()
    result = run("update")
    assert result.exit_code == 1
    assert "3 of the 5 articles of" in result.stderr
    assert run("update", "--quiet", "--allow-removals").exit_code == 0
    assert "2 articles" in run("check").stdout


def test_what_programs_read(here: Path) -> None:
    (here / "seeds" / "bad.txt").write_bytes(b"")
    built = json.loads(run("rebuild", "--format", "json").stdout)
    assert (built["taken"], built["languages"], built["skipped"]) == (5, {"en": 4, "vi": 1}, 1)
    assert built["first_skipped"][0]["reason"] == "empty"
    assert built["index"]["generation"] == "g000001"
    assert "error" not in built
    updated = json.loads(run("update", "--format", "json").stdout)
    assert (updated["taken"], updated["unchanged"]) == (0, 5)
    checked = json.loads(run("check", "--format", "json").stdout)
    assert (checked["generation"], checked["articles"]) == ("g000001", 5)
    counted = json.loads(run("stats", "--format", "json").stdout)
    assert (counted["generation"], counted["articles"]) == ("g000001", 5)
    assert {choice["value"]: choice["count"] for choice in counted["facets"]["lang"]} == {
        "en": 4,
        "vi": 1,
    }
    for command in (["stats"], ["check"], ["rollback"], ["update"]):
        result = run(*command, "--index", "none", "--format", "json")
        assert result.exit_code == 1
        assert json.loads(result.stdout) == {
            "error": "there is no index at none/: run timtin rebuild"
        }


def test_quiet_says_nothing_but_errors(here: Path) -> None:
    for command in (["rebuild"], ["update"], ["check"]):
        result = run(*command, "--quiet")
        assert (result.exit_code, result.output) == (0, "")
    result = run("rebuild", "--quiet", "nowhere")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nowhere" in result.stderr


def test_going_back_to_the_generation_before(here: Path) -> None:
    run("rebuild")
    for file in sorted((here / "seeds").glob("*.txt"))[:3]:
        file.unlink()
    run("rebuild", "--allow-removals")
    newest, before = run("rollback").stdout.splitlines()
    assert re.fullmatch(
        r"g000002  2 articles, [\d,]+ bytes, written [\d-]+ [\d:]+ UTC, served", newest
    )
    assert re.fullmatch(r"g000001  5 articles, [\d,]+ bytes, written [\d-]+ [\d:]+ UTC", before)
    assert run("rollback", "g000001").stdout == "g000001 is served: 5 articles\n"
    assert "5 articles" in run("check").stdout
    assert "g000001" in run("stats").stdout
    kept = json.loads(run("rollback", "--format", "json").stdout)["generations"]
    assert [(one["generation"], one["served"]) for one in kept] == [
        ("g000002", False),
        ("g000001", True),
    ]
    served = json.loads(run("rollback", "g000002", "--format", "json").stdout)
    assert (served["generation"], served["articles"]) == ("g000002", 2)


def test_progress_without_a_terminal_is_lines(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.cli.LINE_SECONDS", 0)
    result = run("rebuild")
    lines = result.stderr.splitlines()
    assert len(lines) == 5
    assert re.fullmatch(r"Rebuilding: \d+ articles?s?, \d+%", lines[0])
    monkeypatch.setattr("search.cli.LINE_SECONDS", 3600)
    assert run("rebuild").stderr == ""


SHOWN = """
import sys
from search.cli import main

for command in (
    *(["search", "bien"], ["search", "--format", "csv"], ["search", "--format", "json"]),
    *(["stats", "--ui", "vi"], ["stats", "--format", "json"], ["check"], ["rollback"]),
    *(["rebuild"], ["update", "--format", "json"], ["rebuild", "tin \\udcff.txt"]),
    *(["search", "--place", "Đâu"], ["search", "tin \\udcff"], ["rollback", "đ"]),
):
    try:
        main(command)
    except SystemExit as end:
        print("ended", end.code)
"""


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
    ids=["latin-1", "ascii", "C"],
)
def test_a_terminal_that_is_not_utf_8(here: Path, environment: dict[str, str]) -> None:
    (here / "seeds" / "lũ.txt").write_text("Đê biển\n\nĐê biển Cà Mau.", "utf-8")
    (here / "seeds" / "đê.txt").write_text("", "utf-8")
    run("rebuild", "--quiet")
    (here / "shown.py").write_text(SHOWN, "utf-8")
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "shown.py"],
        cwd=here,
        env=os.environ | {"PYTHONPATH": str(root)} | environment,
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    codes = [int(line.split()[1]) for line in done.stdout.splitlines() if b"ended" in line]
    # Nothing stands at a path that is not text, no place is called so, no generation either.
    assert codes == [0, 0, 0, 0, 0, 0, 0, 3, 3, 1, 2, 0, 1]
    assert (
        b"C? Mau" in done.stdout or b"C\xe0 Mau" in done.stdout or "Cà Mau".encode() in done.stdout
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Example: timtin {command}" in result.stdout


def test_serving_builds_the_index_and_answers(here: Path) -> None:
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "search", "serve", "--port", "0"]
    environment = os.environ | {"PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        cwd=here,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            assert process.stdout is not None
            lines = []
            deadline = time.monotonic() + 60
            while not (lines and "http://" in lines[-1]) and time.monotonic() < deadline:
                lines.append(process.stdout.readline())
            assert any("building it from seeds/" in line for line in lines)
            address = re.search(r"http://127\.0\.0\.1:\d+/", lines[-1])
            assert address is not None
            with urllib.request.urlopen(address[0] + "api/search?q=quang+nam") as answer:
                assert json.load(answer)["total"] == 3
        finally:
            # Not by SIGINT, which shells have processes in the background ignore.
            process.terminate()
            process.communicate(timeout=30)


def bad_files() -> dict[str, bytes]:
    """A file of each kind from which nothing can be taken, by its name."""
    cut = {
        f"cut{path.suffix}": path.read_bytes()[: path.stat().st_size // 2]
        for path in (DOCUMENTS / name for name in ("hoi.pdf", "hoi.docx", "hoi.odt"))
    }
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = 99
        archive.addfile(info, io.BytesIO(bytes(99)))
    return cut | {
        "empty.txt": b"",
        "binary.txt": bytes(99),
        "moved.html": b'<meta http-equiv="refresh" content="0; url=/tin">',
        "lines.jsonl": b"{\n",
        "object.json": b'{"title": ',
        "table.csv": b'title,body\n"a,b\n',
        "words.rtf": b"{\\rtf1}",
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "mail.eml": b"MIME-Version: 1.0\nSubject: x\n\n",
        "box.mbox": b"From a@example.vn Mon Aug 14 07:30:00 2023\nSubject: x\n\n",
        "page.mhtml": b"MIME-Version: 1.0\nSubject: x\nContent-Type: multipart/related; boundary=b\n\n",
        "feed.rss": b"<rss><channel><title>x</title></channel></rss>",
        "cut.zip": b"PK\x03\x04" + bytes(30),
        "overlapping.zip": overlapping_zip(50, bytes(10_000_000)),
        "bomb.txt.gz": gzip.compress(bytes(101_000_000)),
        "cut.txt.xz": b"\xfd7zXZ\0" + bytes(9),
        "cut.tar": tar.getvalue()[:600],
        "crawl.warc": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 999\r\n\r\nHTTP/1.1",
        "packed.7z": b"7z\xbc\xaf\x27\x1c" + bytes(99),
    }  # fmt: skip


def test_bad_files_of_each_kind_cost_only_themselves_and_are_named(here: Path) -> None:
    (here / "in").mkdir()
    for number in range(100):
        (here / "in" / f"{number}.txt").write_text(f"Tin {number}\n\nĐê biển.", encoding="utf-8")
    bad = bad_files()
    for name, data in bad.items():
        (here / "in" / name).write_bytes(data)
    os.mkfifo(here / "in" / "pipe.txt")
    (here / "in" / "gone.txt").symlink_to("nowhere.txt")
    (here / "in" / "device.txt").symlink_to(os.devnull)
    with socket.socket(socket.AF_UNIX) as listening:
        # Relative, since the path of a socket may have only 107 bytes.
        listening.bind("in/socket.txt")
        result = run("rebuild", "in", "--report", "report.jsonl")
    assert result.exit_code == 3
    assert "articles   100 (" in result.stdout
    events = [json.loads(line) for line in (here / "report.jsonl").read_text("utf-8").splitlines()]
    inside = str(here / "in") + "/"
    named = {
        event["path"].removeprefix(inside).partition("/")[0]
        for event in events
        if event["kind"] == "skipped"
    }
    assert named == {*bad, "pipe.txt", "gone.txt", "device.txt", "socket.txt"}
    assert all(event["reason"] for event in events if event["kind"] == "skipped")
