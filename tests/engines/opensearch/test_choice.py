"""Which engine holds the index is a setting, and what the other one needs is not asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from search import Archive, Settings, SettingsError, load_settings


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_client_is_imported_only_where_it_is_needed() -> None:
    code = (
        "import sys, search, web\n"
        "search.Archive(search.Settings())\n"
        "assert 'opensearchpy' not in sys.modules\n"
        "search.Archive(search.Settings(engine='opensearch'))\n"
        "assert 'opensearchpy' in sys.modules\n"
    )
    done = run(code)
    assert done.returncode == 0, done.stderr


def test_without_its_client_a_sentence_says_how_to_get_it() -> None:
    code = (
        "import sys, search\n"
        "sys.modules['opensearchpy'] = None\n"
        "try:\n    search.Archive(search.Settings(engine='opensearch'))\n"
        "except search.SettingsError as error:\n    print(error)\n"
    )
    assert "pip install '.[opensearch]'" in run(code).stdout


def test_settings_of_an_engine_stand_in_a_table_of_its_name(tmp_path: Path) -> None:
    file = tmp_path / "timtin.toml"
    file.write_text(
        'engine = "opensearch"\n[opensearch]\nhosts = ["https://a:9200", "https://b:9200/"]\n'
        "shards = 3\n"
    )
    settings = load_settings(file, {"TIMTIN_OPENSEARCH_PASSWORD": "secret"})
    assert settings.opensearch_hosts == ("https://a:9200", "https://b:9200")
    assert (settings.engine, settings.opensearch_shards) == ("opensearch", 3)
    assert settings.opensearch_password == "secret"
    assert "secret" not in repr(settings)


def test_an_index_is_not_copied_to_where_it_is(tmp_path: Path) -> None:
    archive = Archive(Settings(index=tmp_path))
    with pytest.raises(SettingsError, match="in whoosh already"):
        archive.copy_to("whoosh")
