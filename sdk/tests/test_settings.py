"""Where and how the service is talked to. Catches defaults that are not read, and safety in name only."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Optional

import pytest
import trustme

import sql_databricks_bridge_sdk as sdk
from support.calls import TOKEN, Call
from support.servers import ScriptedServer, answer

EMPTY = answer(200, [])


def test_url_and_token_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(EMPTY) as server:
        monkeypatch.setenv("BRIDGE_URL", server.url)
        monkeypatch.setenv("BRIDGE_TOKEN", TOKEN)
        with sdk.BridgeClient() as client:
            assert client.list_jobs() == []
        assert server.received[0].headers["authorization"] == f"Bearer {TOKEN}"
        monkeypatch.setenv("BRIDGE_TOKEN", "another")
        with sdk.BridgeAPIClient(server.url, TOKEN) as explicit:
            explicit.sync.list_events()
        assert server.received[1].headers["authorization"] == f"Bearer {TOKEN}"


FILE = f"""
[DEFAULT]
base_url = https://usual.example.com
token = {TOKEN}-usual

[test]
base_url = http://localhost:8123/api/v1
token = {TOKEN}-test

[open]
base_url = http://localhost:8124
"""


def named(client: sdk.BridgeClient) -> tuple[str, Optional[str]]:
    """Where a client goes, and as whom."""
    client.close()
    return client.base_url, client._runner.settings.token


@pytest.fixture
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "profiles.cfg"
    path.write_text(FILE)
    monkeypatch.setenv("BRIDGE_CONFIG_FILE", str(path))
    return path


@pytest.mark.usefixtures("profiles")
def test_a_profile_says_where_and_as_whom(monkeypatch: pytest.MonkeyPatch) -> None:
    assert named(sdk.BridgeClient()) == ("https://usual.example.com", f"{TOKEN}-usual")
    monkeypatch.setenv("BRIDGE_PROFILE", "test")
    assert named(sdk.BridgeClient()) == ("http://localhost:8123/api/v1", f"{TOKEN}-test")
    assert named(sdk.BridgeClient(profile="open")) == ("http://localhost:8124", None)
    monkeypatch.delenv("BRIDGE_PROFILE")
    monkeypatch.setenv("BRIDGE_URL", "http://localhost:1")
    monkeypatch.setenv("BRIDGE_TOKEN", "of-the-environment")
    assert named(sdk.BridgeClient()) == ("http://localhost:1", "of-the-environment")
    assert named(sdk.BridgeClient(profile="test")) == ("http://localhost:8123/api/v1", f"{TOKEN}-test")
    assert named(sdk.BridgeClient(profile="test", token="mine")) == ("http://localhost:8123/api/v1", "mine")


@pytest.mark.usefixtures("profiles")
def test_two_variables_that_name_two_services_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_URL", "http://localhost:1")
    monkeypatch.setenv("BRIDGE_PROFILE", "test")
    with pytest.raises(sdk.ValidationError, match="BRIDGE_URL or BRIDGE_PROFILE, but both"):
        sdk.BridgeClient()
    assert named(sdk.BridgeClient("http://localhost:2")) == ("http://localhost:2", None)
    assert named(sdk.BridgeClient(profile="open")) == ("http://localhost:8124", None)
    monkeypatch.setenv("BRIDGE_URL", "")
    assert named(sdk.BridgeClient()) == ("http://localhost:8123/api/v1", f"{TOKEN}-test")


@pytest.mark.usefixtures("profiles")
def test_the_token_of_a_profile_goes_to_no_other_service(monkeypatch: pytest.MonkeyPatch) -> None:
    assert named(sdk.BridgeClient("http://localhost:2")) == ("http://localhost:2", None)
    monkeypatch.setenv("BRIDGE_URL", "http://localhost:3")
    assert named(sdk.BridgeClient()) == ("http://localhost:3", None)
    with pytest.raises(sdk.ValidationError, match="got both"):
        sdk.BridgeClient("http://localhost:2", profile="test")


@pytest.mark.parametrize(
    ("text", "profile", "what"),
    [
        (FILE, "prod", r"a profile \[prod\] in .*, but it has DEFAULT, test, open"),
        ("[DEFAULT]\ntoken = token-of-ana\n", None, "no base_url"),
        ("[DEFAULT]\nbase_url = http://localhost\npassword = token-of-ana\n", None, "unknown: password"),
        ("[DEFAULT]\nbase_url = http://localhost\nverify_ssl = false\n", None, "to be a file of authorities"),
        ("token-of-ana\n", None, "can't be read, line 1"),
        ("[DEFAULT]\nbase_url = http://localhost\ntoken-of-ana\n", None, "can't be read"),
    ],
)
def test_a_wrong_profile_is_named_and_its_token_is_not(
    profiles: Path, text: str, profile: Optional[str], what: str
) -> None:
    profiles.write_text(text)
    with pytest.raises(sdk.ValidationError, match=what) as raised:
        sdk.BridgeClient(profile=profile)
    assert "token-of-ana" not in str(raised.value)


def test_a_profiles_authorities_are_asked(secured: ScriptedServer, authority_file: str, profiles: Path) -> None:
    profiles.write_text(f"[DEFAULT]\nbase_url = {secured.url}\nverify_ssl = {authority_file}\n")
    with sdk.BridgeClient() as client:
        assert client.list_jobs() == []


def test_a_time_out_may_be_a_timedelta() -> None:
    with sdk.BridgeClient(timeout=timedelta(minutes=1)) as client:
        assert client._runner.settings.timeout == 60
    with pytest.raises(sdk.ValidationError, match="more than 0"):
        sdk.BridgeClient(timeout=timedelta(0))


def test_without_any_it_is_this_machine_and_nobody() -> None:
    with sdk.BridgeClient() as client:
        assert repr(client) == "BridgeClient('http://localhost:8000')"


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": "bridge.example.com"},
        {"base_url": "ftp://bridge.example.com"},
        {"base_url": "https://"},
        {"base_url": "https://ana:password-of-ana@bridge.example.com"},
        {"base_url": "https://bridge.example.com?token=token-of-ana"},
        {"token": ""},
        {"token": "token-of-ana\r\nX-More: 1"},
        {"token": " token-of-ana"},
        {"token": "contraseña"},
        {"timeout": 0},
        {"timeout": float("nan")},
        {"verify_ssl": "no-such-file.pem"},
        {"client_certificate": "no-such-file.pem"},
    ],
    ids=repr,
)
def test_settings_that_can_not_work_are_refused_at_once_and_not_repeated(options: dict[str, Any]) -> None:
    with pytest.raises(sdk.ValidationError) as raised:
        sdk.BridgeClient(**options)
    assert "-of-ana" not in str(raised.value)
    assert "contraseña" not in str(raised.value)


def test_a_token_without_encryption_is_warned_of_where_the_client_is_made() -> None:
    with pytest.warns(sdk.InsecureTransportWarning, match=r"bridge\.example\.com") as warned:
        sdk.BridgeClient("http://bridge.example.com", TOKEN).close()
    assert (len(warned), warned[0].filename) == (1, __file__)
    assert TOKEN not in str(warned[0].message)
    for url in ("http://localhost:1", "http://127.1.2.3", "http://[::1]:80", "https://bridge.example.com"):
        sdk.BridgeClient(url, TOKEN).close()
    sdk.BridgeClient("http://bridge.example.com").close()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def authority_file(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def secured(authority: trustme.CA) -> Iterator[ScriptedServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with ScriptedServer(EMPTY, tls=context) as server:
        yield server


def test_an_unknown_authority_is_refused_and_not_asked_again(secured: ScriptedServer, call: Call) -> None:
    with pytest.raises(sdk.CertificateError, match="certificate verify failed"):
        call(secured.url, "list_jobs")
    assert secured.received == []


def test_an_authority_of_ones_own_is_a_file_or_a_context(
    secured: ScriptedServer, call: Call, authority_file: str
) -> None:
    assert call(secured.url, "list_jobs", _verify_ssl=authority_file) == []
    assert call(secured.url, "list_jobs", _verify_ssl=Path(authority_file)) == []
    assert call(secured.url, "list_jobs", _verify_ssl=ssl.create_default_context(cafile=authority_file)) == []
    assert call(secured.url, "list_jobs", _verify_ssl=False) == []


def test_a_certificate_for_another_host_is_refused(authority: trustme.CA, call: Call, authority_file: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("bridge.example.com").configure_cert(context)
    with ScriptedServer(EMPTY, tls=context) as server, pytest.raises(sdk.CertificateError):
        call(server.url, "list_jobs", _verify_ssl=authority_file)


def test_a_client_certificate_is_shown(authority: trustme.CA, call: Call, authority_file: str, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    mine = tmp_path / "client.pem"
    authority.issue_cert("client").private_key_and_cert_chain_pem.write_to_path(str(mine))
    with ScriptedServer(EMPTY, tls=context) as server:
        with pytest.raises(sdk.ConnectionError):
            call(server.url, "list_jobs", _verify_ssl=authority_file)
        assert call(server.url, "list_jobs", _verify_ssl=authority_file, _client_certificate=str(mine)) == []


def test_waits_double_up_to_the_longest_at_random_around_it() -> None:
    policy = sdk.RetryPolicy(attempts=6, first_wait=1, longest_wait=4)
    for attempt, longest in enumerate((1, 2, 4, 4, 4), 1):
        waits = [policy.wait(attempt) or 0 for _ in range(200)]
        assert longest / 2 <= min(waits) < max(waits) <= longest
        assert max(waits) - min(waits) > longest / 4
    assert policy.wait(6) is None
    assert 9 <= (policy.wait(1, 9) or 0) <= 9.9
    assert policy.wait(1, 61) is None
