"""Reads the machine's own apt sources to learn where it gets Debian from."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

DEFAULT_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


@dataclass(frozen=True)
class AptSource:
    """One source of binary packages: where, which suites, and the keyring its signatures are checked with."""

    uri: str
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str | None = None


def parse_one_line(text: str) -> Iterator[AptSource]:
    """Yield the `deb` lines of a `.list` file; comments and `deb-src` are left out."""
    for line in text.splitlines():
        found = re.match(
            r"deb\s+(?:\[(?P<options>[^]]*)\]\s*)?(?P<uri>\S+)\s+(?P<rest>\S.*)", line.split("#")[0].strip()
        )
        if not found:
            continue
        suite, *components = found["rest"].split()
        signed = re.search(r"signed-by=(\S+)", found["options"] or "")
        yield AptSource(found["uri"], (suite,), tuple(components), signed[1] if signed else None)


def parse_deb822(text: str) -> Iterator[AptSource]:
    """Yield the enabled binary sources of a `.sources` file, one for each URI of a stanza."""
    for stanza in re.split(r"\n\s*\n", text):
        fields = _stanza_fields(stanza)
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        signed = fields.get("signed-by", "").strip()
        for uri in fields.get("uris", "").split():
            yield AptSource(
                uri,
                tuple(fields.get("suites", "").split()),
                tuple(fields.get("components", "").split()),
                signed if signed.startswith("/") and "\n" not in signed else None,
            )


def _stanza_fields(stanza: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    current = ""
    for line in stanza.splitlines():
        if line.startswith("#"):
            continue
        if line[:1].isspace() and current:
            fields[current] += "\n" + line.strip()
        elif ":" in line:
            name, value = line.split(":", 1)
            current = name.strip().lower()
            fields[current] = value.strip()
    return fields


def read_sources(etc_apt: Path) -> list[AptSource]:
    """Return all binary sources below `/etc/apt` in the order apt reads them."""
    sources: list[AptSource] = []
    files = [etc_apt / "sources.list", *sorted((etc_apt / "sources.list.d").glob("*"))]
    for file in files:
        if file.is_file() and file.suffix in (".list", ".sources"):
            parse = parse_one_line if file.suffix == ".list" else parse_deb822
            sources.extend(parse(file.read_text(encoding="utf-8", errors="replace")))
    return sources


def main_archive(sources: Iterable[AptSource], release: str) -> AptSource | None:
    """Return the source of Debian's main archive: the first that carries the suite named for `release` itself.

    A security or backports archive carries only suites with a suffix (`bookworm-security`), another vendor's archive
    lacks the component `main` or the suite's name.
    """
    for source in sources:
        suites = {suite.rstrip("/") for suite in source.suites}
        security = "security" in source.uri.rstrip("/").rsplit("/", 1)[-1]
        if suites & {release, "stable"} and "main" in source.components and not security:
            return source
    return None


def release_codename(os_release: str) -> str:
    """Return the codename in the text of `/etc/os-release`, empty when there is none (Debian unstable)."""
    found = re.search(r'^VERSION_CODENAME="?([a-z]+)"?\s*$', os_release, re.MULTILINE)
    return found[1] if found else ""


def render_source(source: AptSource, suite: str) -> str:
    """Return the `sources.list` line that reads `suite` from the same archive, checked against a keyring."""
    keyring = source.signed_by or DEFAULT_KEYRING
    return f"deb [signed-by={keyring}] {source.uri} {suite} main\n"
