"""A certificate authority of this installation alone, and the certificate that it signs for this machine's name.

A phone that trusts it trusts it for that one name and nothing else (name constraints), so a stolen key cannot pose as a
bank. The key never leaves the data folder. The failure worth knowing: another name makes another authority, and the
phone has to be told again.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = dt.timedelta(days=3_650)
LEAF_LIFE = dt.timedelta(days=397)
"""The longest that phones accept."""
RENEW_BEFORE = dt.timedelta(days=30)
CLOCK_SKEW = dt.timedelta(days=1)
PRIVATE = 0o600

Now = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its private key, with the files (PEM) in which they are kept."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    certificate_file: Path
    key_file: Path

    @property
    def fingerprint(self) -> str:
        """The certificate's SHA-256, as phones show it."""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def authority(folder: Path, host: str, now: Now) -> Pair:
    """Return the authority for `host`, made at the first call."""
    kept = _read(folder, "authority")
    if kept and _names(kept.certificate) == [host] and kept.certificate.not_valid_after_utc - LEAF_LIFE > now():
        return kept
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Lanyard on {host}")])
    everywhere = [x509.IPAddress(ipaddress.ip_network(net)) for net in ("0.0.0.0/0", "::/0")]
    builder = (
        _builder(name, name, key, now(), AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints([x509.DNSName(host)], everywhere), critical=True)
    )
    return _keep(folder, "authority", builder.sign(key, hashes.SHA256()), key)


def leaf(folder: Path, host: str, issuer: Pair, now: Now) -> Pair:
    """Return a certificate for `host` that is good for another RENEW_BEFORE at least."""
    kept = _read(folder, "leaf")
    if kept and kept.certificate.not_valid_after_utc - RENEW_BEFORE > now() and _is_from(kept, issuer):
        return kept
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    builder = (
        _builder(name, issuer.certificate.subject, key, now(), LEAF_LIFE - CLOCK_SKEW)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
    )
    return _keep(folder, "leaf", builder.sign(issuer.key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: dt.datetime, life: dt.timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)  # a phone's clock may be behind
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _names(certificate: x509.Certificate) -> list[str]:
    constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    return [str(name.value) for name in constraints.permitted_subtrees or []]


def _is_from(pair: Pair, issuer: Pair) -> bool:
    found = pair.certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    expected = x509.SubjectKeyIdentifier.from_public_key(issuer.key.public_key())
    return found.key_identifier == expected.digest


def _read(folder: Path, name: str) -> Pair | None:
    certificate_file, key_file = folder / f"{name}.crt", folder / f"{name}.key"
    if not (certificate_file.exists() and key_file.exists()):
        return None
    certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
    key = serialization.load_pem_private_key(key_file.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        return None  # one of the two files is of another time: make both anew
    return Pair(certificate, key, certificate_file, key_file)


def _keep(folder: Path, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    pair = Pair(certificate, key, folder / f"{name}.crt", folder / f"{name}.key")
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    pair.key_file.unlink(missing_ok=True)
    with os.fdopen(os.open(pair.key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:
        file.write(pem)
    pair.certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return pair
