"""This machine's name on the local network, told to whoever asks (mDNS), and its address there."""

from __future__ import annotations

import re
import socket

import ifaddr
from zeroconf import IPVersion, ServiceInfo, Zeroconf

LONGEST_LABEL = 40


def host_name(machine: str) -> str:
    """Return the name under which this machine answers, from the one that its owner gave it."""
    label = re.sub("[^a-z0-9]+", "-", machine.partition(".")[0].lower()).strip("-")[:LONGEST_LABEL].strip("-")
    return f"lanyard-{label}.local" if label else "lanyard.local"


def lan_addresses() -> list[str]:
    """Return this machine's IPv4 addresses on networks other than its own loopback."""
    addresses = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
    return [address for address in addresses if not address.startswith(("127.", "169.254."))]


class Announcement:
    """Says on the network that `host` is at `addresses`, until it is closed."""

    def __init__(self, host: str, addresses: list[str], port: int) -> None:
        kind = "_https._tcp.local."
        self._zeroconf = Zeroconf(interfaces=addresses, ip_version=IPVersion.V4Only)
        self._service = ServiceInfo(
            kind,
            f"{host.removesuffix('.local')}.{kind}",
            port=port,
            server=f"{host}.",
            addresses=[socket.inet_aton(address) for address in addresses],
        )
        self._zeroconf.register_service(self._service, allow_name_change=True)

    def close(self) -> None:
        """Say goodbye, so that nobody keeps the old address."""
        self._zeroconf.unregister_service(self._service)
        self._zeroconf.close()
