"""Leaves out of the dependencies what no function of ours ever loads.

Most of botocore describes other services, and most of pycryptodome is ciphers and curves that web push has no use for.
"""

from __future__ import annotations

import gzip
import json
import pathlib
import shutil
from collections.abc import Iterator
from typing import Any

OPERATIONS = {
    "dynamodb": {"BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan"},
    "s3": {"DeleteObject", "GetObject", "HeadObject", "ListObjectsV2", "PutObject"},
    "secretsmanager": {"GetSecretValue"},
    "sesv2": {"SendEmail"},
}
"""What `backend/storage/` and `backend/outside/` call, by service. A test calls each of them from the zip."""
UNUSED = (
    "*.dist-info",
    "bin",
    "boto3/data",
    "boto3/examples",
    "cffi",  # argon2 needs only _cffi_backend
    "pycparser",
    "dateutil/zoneinfo/*.tar.gz",
    "s3transfer/crt.py",
    "flask/sansio/README.md",
    "werkzeug/debug/shared",
    "tzdata/zoneinfo/*.tab",  # Python reads the zones alone
    "tzdata/zoneinfo/leapseconds",
    "tzdata/zoneinfo/tzdata.zi",
    "**/*.pyi",
    "**/py.typed",
    "**/*.c",
)
CRYPTO = {
    "Cipher": """AES DES DES3 _mode_ctr _mode_ecb _mode_gcm _state_machine
        _raw_aes _raw_aes_armv8 _raw_aesni _raw_ctr _raw_des _raw_des3 _raw_ecb""",
    "Hash": """CMAC HMAC MD5 SHA1 SHA256 SHA512 SHAKE256 keccak
        _MD5 _SHA1 _SHA256 _SHA512 _ghash_portable _keccak""",
    "IO": "PEM PKCS8 _PBES",
    "Math": "Numbers Primality _IntegerBase _IntegerNat _nat",
    "Protocol": "DH KDF _scrypt",
    "PublicKey": "DSA ECC _curve _ec_lib _ec_nat _nist_ecc _point",
    "Random": "random",
    "Signature": "DSS",
    "Util": "Padding _bytes _cpu_features _cpuid_c _file_system _raw_api _strxor _threads asn1 number strxor",
}
"""The modules that one web push loads, by package, and their compiled parts; a test compares.

Of what the wheel has a second time for newer processors, AES alone stays: its portable code looks secrets up in tables.
`_IntegerNative` must not come in: where `_nat` did not load, it would take its place without a word, and without its
constant time.
"""
SERVICE = "service-2"
KEPT_MODELS = (SERVICE, "endpoint-rule-set-1", "paginators-1")


def trim(folder: pathlib.Path) -> None:
    """Trim the unpacked dependencies in `folder`."""
    for pattern in UNUSED:
        for unused in sorted(folder.glob(pattern)):
            shutil.rmtree(unused) if unused.is_dir() else unused.unlink()
    if (folder / "Crypto").exists():
        _cut_crypto(folder / "Crypto")
    data = folder / "botocore/data"
    for other in [path for path in data.iterdir() if path.is_dir() and path.name not in OPERATIONS]:
        shutil.rmtree(other)
    _cut_endpoints(data / "endpoints.json")
    for service, operations in OPERATIONS.items():
        for path in sorted((data / service).rglob("*.json*")):
            name = path.name.partition(".json")[0]
            if name not in KEPT_MODELS:
                path.unlink()
            elif name == SERVICE:
                _cut_model(path, operations)


def _cut_crypto(folder: pathlib.Path) -> None:
    """Delete every module of pycryptodome but those that are named."""
    for other in [path for path in folder.iterdir() if path.is_dir() and path.name not in CRYPTO]:
        shutil.rmtree(other)
    for package, modules in CRYPTO.items():
        kept = {"__init__", *modules.split()}
        for path in [path for path in (folder / package).iterdir() if path.name.partition(".")[0] not in kept]:
            path.unlink()


def _cut_endpoints(path: pathlib.Path) -> None:
    """Rewrite the list of all services' addresses with ours alone; every client reads it."""
    known = json.loads(path.read_bytes())
    for partition in known["partitions"]:
        partition["services"] = {name: told for name, told in partition["services"].items() if name in OPERATIONS}
    path.write_text(json.dumps(known, separators=(",", ":")))


def _cut_model(path: pathlib.Path, operations: set[str]) -> None:
    """Rewrite a service's description with those operations alone, the shapes that they reach, and no prose."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    model = json.loads(text)
    model["operations"] = {name: model["operations"][name] for name in sorted(operations)}
    reached: set[str] = set()
    waiting = list(_shapes_in(model["operations"]))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += _shapes_in(model["shapes"][name])
    model["shapes"] = {name: shape for name, shape in model["shapes"].items() if name in reached}
    path.unlink()
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    plain.write_text(json.dumps(_without_prose(model), separators=(",", ":")))


def _shapes_in(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("shape"), str):
            yield node["shape"]
        for inner in node.values():
            yield from _shapes_in(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _shapes_in(inner)


def _without_prose(node: Any) -> Any:
    """Empty every `documentation`; botocore looks for the key."""
    if isinstance(node, dict):
        return {
            key: "" if key == "documentation" and isinstance(inner, str) else _without_prose(inner)
            for key, inner in node.items()
        }
    return [_without_prose(inner) for inner in node] if isinstance(node, list) else node
