"""The certificate of pages and phones: made once, renewed in time; an operator's own files are left alone."""

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from foundation.errors import HotlineError
from foundation.settings import Settings
from hotline.setup.stages import exclusive, write_atomically

DAYS = 820
"""Browsers refuse a certificate that is good for more than 825 days."""
RENEW_DAYS = 30
_BACKDATED = timedelta(hours=1)


class BadCertificate(HotlineError):
    """Certificate and key do not fit each other or cannot be read; the text names the files."""

    code = "bad_certificate"


@dataclass(frozen=True)
class Certificate:
    """The two PEM files, and until when they are good; `made` tells ours from an operator's."""

    certificate: Path
    key: Path
    until: datetime
    made: bool
    names: tuple[str, ...]

    def near_its_end(self, now: datetime) -> bool:
        """Tell whether it is time for a new one."""
        return self.until - now < timedelta(days=RENEW_DAYS)


def ensure_certificate(settings: Settings, now: datetime | None = None) -> Certificate:
    """Return the certificate for `settings.public_host`, made or renewed where it is ours.

    Ours carries its fingerprint in `var/tls/.made`; files put in its place are an operator's and are only read.

    Raises:
        BadCertificate: an operator's files cannot be used.
    """
    now = now or datetime.now(UTC)
    host = host_of(settings.public_host)
    folder = settings.var / "tls"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    with exclusive(folder / ".lock", "another process makes the certificate; waiting for it"):
        found = _read(folder) if (folder / "certificate.pem").exists() else None
        if found is None or (found.made and (found.near_its_end(now) or host not in found.names)):
            _make(folder, host, now)
            found = _read(folder)
    return found


def present_certificate(settings: Settings) -> Certificate | None:
    """Return the certificate that there is, changing nothing; `BadCertificate` as above."""
    folder = settings.var / "tls"
    return _read(folder) if (folder / "certificate.pem").exists() else None


def host_of(address: str) -> str:
    """Return name or IP address of a public address that may carry a port."""
    host = address.partition(":")[0] if address.count(":") == 1 else address
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return host.lower()


def _read(folder: Path) -> Certificate:
    certificate, key, made = folder / "certificate.pem", folder / "key.pem", folder / ".made"
    try:
        parsed = x509.load_pem_x509_certificate(certificate.read_bytes())
        loaded = serialization.load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise BadCertificate(f"{certificate} and {key} cannot be read: {error}") from error
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if parsed.public_key().public_bytes(*form) != loaded.public_key().public_bytes(*form):
        raise BadCertificate(f"{key} is not the key of {certificate}: put the pair that belongs together there")
    ours = made.exists() and made.read_text().strip() == parsed.fingerprint(hashes.SHA256()).hex()
    return Certificate(certificate, key, parsed.not_valid_after_utc, ours, _names(parsed))


def _names(parsed: x509.Certificate) -> tuple[str, ...]:
    try:
        entry = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    hosts = entry.get_values_for_type(x509.DNSName)
    return (*hosts, *(str(address) for address in entry.get_values_for_type(x509.IPAddress)))


def _make(folder: Path, host: str, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(_alternatives(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    # Key and mark first: a certificate without them would pass for an operator's.
    write_atomically(folder / "key.pem", private.decode(), mode=0o600)
    write_atomically(folder / ".made", certificate.fingerprint(hashes.SHA256()).hex() + "\n", mode=0o600)
    write_atomically(folder / "certificate.pem", certificate.public_bytes(serialization.Encoding.PEM).decode())
    os.sync()


def _alternatives(host: str) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = []
    for text in dict.fromkeys((host, "localhost", "127.0.0.1")):
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(text)))
        except ValueError:
            names.append(x509.DNSName(text))
    return names
