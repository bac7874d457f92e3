"""The certificate of the public host: made once, good for browsers, renewed in time; an operator's is left alone."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from foundation.settings import Settings
from hotline.setup.certificate import RENEW_DAYS, BadCertificate, ensure_certificate, host_of

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def settings(var: Path, host: str = "hotline.example.org") -> Settings:
    return Settings(var=var, public_host=host)


def test_it_is_made_once_for_the_host_and_for_this_machine(tmp_path: Path) -> None:
    first = ensure_certificate(settings(tmp_path), NOW)
    text = first.certificate.read_bytes()
    assert first.made
    assert first.names == ("hotline.example.org", "localhost", "127.0.0.1")
    assert ensure_certificate(settings(tmp_path), NOW + timedelta(days=300)).certificate.read_bytes() == text
    parsed = x509.load_pem_x509_certificate(text)
    assert parsed.not_valid_after_utc - parsed.not_valid_before_utc <= timedelta(days=825)
    assert first.key.stat().st_mode & 0o777 == 0o600
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(first.certificate, first.key)


@pytest.mark.parametrize(
    ("host", "name"), [("192.0.2.7", "192.0.2.7"), ("2001:DB8:0::7", "2001:db8::7"), ("a.example:8443", "a.example")]
)
def test_addresses_and_ports_are_understood(tmp_path: Path, host: str, name: str) -> None:
    assert host_of(host) == name
    made = ensure_certificate(settings(tmp_path, host), NOW)
    assert name in made.names
    again = ensure_certificate(settings(tmp_path, host), NOW + timedelta(days=1))
    assert again.until == made.until


def test_it_is_renewed_near_its_end_and_for_another_host(tmp_path: Path) -> None:
    first = ensure_certificate(settings(tmp_path), NOW)
    late = first.until - timedelta(days=RENEW_DAYS) + timedelta(hours=1)
    renewed = ensure_certificate(settings(tmp_path), late)
    assert renewed.until > first.until
    moved = ensure_certificate(settings(tmp_path, "other.example.org"), late)
    assert moved.names[0] == "other.example.org"


def test_an_operators_own_is_used_and_left_alone(tmp_path: Path) -> None:
    elsewhere = ensure_certificate(settings(tmp_path / "authority", "city.example.org"), NOW)
    folder = tmp_path / "here" / "tls"
    folder.mkdir(parents=True)
    (folder / "certificate.pem").write_bytes(elsewhere.certificate.read_bytes())
    (folder / "key.pem").write_bytes(elsewhere.key.read_bytes())
    late = elsewhere.until - timedelta(days=1)
    used = ensure_certificate(settings(tmp_path / "here"), late)
    assert not used.made
    assert used.near_its_end(late)
    assert used.certificate.read_bytes() == elsewhere.certificate.read_bytes()


def test_files_that_do_not_belong_together_are_named(tmp_path: Path) -> None:
    held = ensure_certificate(settings(tmp_path), NOW)
    other = ensure_certificate(settings(tmp_path / "other"), NOW)
    held.key.write_bytes(other.key.read_bytes())
    with pytest.raises(BadCertificate, match=r"key\.pem is not the key of"):
        ensure_certificate(settings(tmp_path), NOW)
