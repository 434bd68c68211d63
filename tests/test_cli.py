"""The command line: what it prints, its exit codes, and that an error is one sentence."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from search.cli import main

COMMANDS = ["rebuild", "update", "search", "stats", "check", "serve"]


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
    assert "(Quảng Nam is part of Đà Nẵng (0) since 2025-07-01)" in asked
    asked = run("search", "", "--place", "VN-DN").stdout
    assert "(Đà Nẵng holds Quảng Nam (3) since 2025-07-01)" in asked
    asked = run("search", "", "--place", "VN-X-ha-tay").stdout
    assert "(Hà Tây was a unit until 2008-07-31, today in Hà Nội (2))" in asked


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
        (["search", "--all"], 2, "--all needs --format csv, jsonl, ris, bibtex"),
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
