"""Settings: defaults < file < environment < command line, each error naming where it was set."""

from __future__ import annotations

from pathlib import Path

import pytest

from search import Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_defaults() -> None:
    assert load_settings(environment={}) == Settings()
    assert Settings().index == Path("index")


def test_each_layer_overrides_the_one_before(nowhere: Path) -> None:
    (nowhere / "timtin.toml").write_text('port = 1\nhost = "::1"\nk1 = 2\nindex = "elsewhere"\n')
    environment = {"TIMTIN_PORT": "2", "TIMTIN_K1": "1.5", "PORT": "9"}
    settings = load_settings(environment=environment, given={"port": 3, "host": None})
    assert settings == Settings(port=3, k1=1.5, host="::1", index=Path("elsewhere"))


@pytest.mark.parametrize(
    ("file", "environment", "given", "said"),
    [
        ("prot = 1", {}, {}, "timtin.toml: there is no setting 'prot'"),
        ("port = 70000", {}, {}, "timtin.toml: port is from 0 to 65535, not 70000"),
        ("port = 1.5", {}, {}, "timtin.toml: port is a whole number, not 1.5"),
        ("", {"TIMTIN_PORT": "x"}, {}, "TIMTIN_PORT: port is a whole number, not 'x'"),
        ("", {"TIMTIN_B": "nan"}, {}, "TIMTIN_B: b is from 0 to 1, not 'nan'"),
        ("", {}, {"k1": -1.0}, "--k1: k1 is from 0.01 to 10, not -1.0"),
        ("fields = 3", {}, {}, "timtin.toml: fields are a table of names by field"),
        (
            '[fields]\nbdy = "x"',
            {},
            {},
            "timtin.toml: there is no field 'bdy': name one of id, body, lead",
        ),
        ("[fields]\nbody = 3", {}, {}, "timtin.toml: 'body=3' is not written FIELD=NAME"),
        ("", {"TIMTIN_FIELDS": "body"}, {}, "TIMTIN_FIELDS: 'body' is not written FIELD=NAME"),
        ('time_zone = "Hanoi"', {}, {}, "timtin.toml: there is no time zone 'Hanoi'"),
        ("", {"TIMTIN_TIME_ZONE": "../x"}, {}, "TIMTIN_TIME_ZONE: there is no time zone '../x'"),
        ("port = [", {}, {}, "cannot read the settings in timtin.toml"),
        ('prefix = "/a b"', {}, {}, "timtin.toml: prefix is a path such as /news, not '/a b'"),
        ("", {"TIMTIN_PREFIX": "/a/../b"}, {}, "TIMTIN_PREFIX: prefix is a path"),
        ("trusted_proxy = ['nginx']", {}, {}, "trusted_proxy is addresses or networks"),
        ("trusted_proxy_count = 0", {}, {}, "trusted_proxy_count is from 1 to 100"),
        ("trusted_hosts = ['a.vn:80']", {}, {}, "trusted_hosts is names without a port"),
        ("", {"TIMTIN_TRUSTED_HOSTS": "https://a.vn"}, {}, "trusted_hosts is names"),
    ],
)
def test_what_is_wrong_is_named(
    nowhere: Path, file: str, environment: dict[str, str], given: dict[str, object], said: str
) -> None:
    (nowhere / "timtin.toml").write_text(file)
    with pytest.raises(SettingsError) as error:
        load_settings(environment=environment, given=given)
    assert said in str(error.value)


def test_lists_stand_in_a_file_or_between_commas(nowhere: Path) -> None:
    (nowhere / "timtin.toml").write_text('trusted_proxy = ["127.0.0.1", "10.1.2.3/8"]\n')
    environment = {"TIMTIN_TRUSTED_HOSTS": "News.example.org, .bücher.example"}
    settings = load_settings(environment=environment)
    assert settings.trusted_proxy == ("127.0.0.1/32", "10.0.0.0/8")
    # As browsers send it, and as the Wikipedia article on IDNA has it.
    assert settings.trusted_hosts == ("news.example.org", ".xn--bcher-kva.example")


@pytest.mark.parametrize("given", ["/tim", "tim", "/tim/", "tim/"])
def test_a_prefix_has_one_form(given: str) -> None:
    assert load_settings(environment={"TIMTIN_PREFIX": given}).prefix == "/tim"
    assert load_settings(environment={"TIMTIN_PREFIX": "/"}).prefix == ""


def test_a_file_that_is_named_must_be_there(nowhere: Path) -> None:
    with pytest.raises(SettingsError, match=r"no settings file .*other\.toml"):
        load_settings(nowhere / "other.toml", environment={})


def test_names_of_fields_from_each_layer(nowhere: Path) -> None:
    (nowhere / "timtin.toml").write_text('[fields]\nbody = "noi_dung"\ndate = ["ngay", "gio"]\n')
    pairs = (("body", "noi_dung"), ("date", "ngay"), ("date", "gio"))
    assert load_settings(environment={}).fields == pairs
    environment = {"TIMTIN_FIELDS": "body=phần chữ, title=a=b"}
    assert load_settings(environment=environment).fields == (("body", "phần chữ"), ("title", "a=b"))
    given = {"fields": ("url=x",)}
    assert load_settings(environment=environment, given=given).fields == (("url", "x"),)
