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


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
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
