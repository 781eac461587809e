"""Known vulnerabilities: which packages are asked about, what is accepted, and what fails.

The service that knows them is played here, on this machine; `make audit` asks the real one.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from audit import ACCEPTED, accepted, lists, main
from building import ROOT
from lock import LOCKS
from pinned import pinned

TODAY = date(2026, 11, 26)
ENTRY = """\
[[accepted]]
id = "GHSA-1111-2222-3333"
package = "six"
reason = "the faulty function is not called"
until = 2026-12-31
"""
DIGEST = "0" * 64


def test_what_the_project_accepts_has_its_reason_and_its_day() -> None:
    """Whether that day is past is for each week to say: a commit that passes goes on passing."""
    accepted((ROOT / ACCEPTED).read_text(encoding="utf-8"), date.min)


def test_what_is_accepted_is_passed_over_until_its_day() -> None:
    assert accepted(ENTRY, TODAY) == ["GHSA-1111-2222-3333"]
    assert accepted(ENTRY, date(2026, 12, 31)) == ["GHSA-1111-2222-3333"]
    assert accepted("# none\n", TODAY) == []


@pytest.mark.parametrize(
    ("line", "now", "words"),
    [
        ('reason = ".+"', 'reason = " "', "reason is ' '. Expected words"),
        ('reason = ".+"', "", "reason is None. Expected words"),
        ("until = .+", "", "until is None. Expected a day, such as 2026-12-31"),
        ("until = .+", 'until = "soon"', "until is 'soon'. Expected a day"),
        ("until = .+", "until = 2026-12-31T00:00:00", "Expected a day"),
        ('package = ".+"', "", "package is None. Expected words"),
        ("until = .+", "until = 2026-11-25", "was accepted until 2026-11-25 in six. Take a"),
    ],
)
def test_an_entry_that_says_too_little_or_is_past_its_day_is_refused(
    line: str, now: str, words: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(words)) as refused:
        accepted(re.sub(line, now, ENTRY), TODAY)
    assert str(refused.value).startswith(f"{ACCEPTED}: GHSA-1111-2222-3333")


def test_each_version_that_a_lock_pins_is_asked_about_once() -> None:
    locks = [(ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS]
    texts = lists(locks)
    asked = [line.split(" ")[0] for text in texts for line in text.splitlines()]
    assert len(asked) == len(set(asked))
    assert set(asked) == {f"{pin.name}=={pin.version}" for lock in locks for pin in pinned(lock)}
    for text in texts:
        names = re.findall(r"^[^=]+", text, re.MULTILINE)
        assert len(names) == len(set(names))


# With pip-audit, and a service of vulnerabilities


class Service(BaseHTTPRequestHandler):
    """Knows one vulnerability: of six 1.0, on whatever system."""

    asked: list[tuple[str, str]]

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        package = query["package"]
        type(self).asked.append((package["name"], query["version"]))
        known = {
            "id": "GHSA-1111-2222-3333",
            "summary": "It forgets its word.",
            "affected": [
                {
                    "package": package,
                    "ranges": [
                        {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}
                    ],
                }
            ],
        }
        found = (package["name"], query["version"]) == ("six", "1.0")
        answer = json.dumps({"vulns": [known]} if found else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing: what is printed is pip-audit's."""


@pytest.fixture
def service() -> Iterator[str]:
    Service.asked = []
    with HTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/query"
        server.shutdown()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Small locks; six has a version for each system."""
    pin = f" \\\n    --hash=sha256:{DIGEST}\n"
    locks = dict.fromkeys(LOCKS, f"attrs==26.1{pin}")
    locks[LOCKS[0]] = f"six==1.1 ; os_name != 'nt'{pin}six==1.0 ; os_name == 'nt'{pin}"
    for lock, text in locks.items():
        (tmp_path / lock).parent.mkdir(exist_ok=True)
        (tmp_path / lock).write_text(text, encoding="utf-8")
    (tmp_path / ACCEPTED).parent.mkdir()
    (tmp_path / ACCEPTED).touch()
    return tmp_path


def audited(project: Path, service: str) -> int:
    return main(project, [f"--osv-url={service}", f"--cache-dir={project / 'cache'}"])


def test_a_known_vulnerability_fails_and_is_named(
    project: Path, service: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert audited(project, service) != 0
    said = capfd.readouterr().out
    assert re.search(r"six +1\.0 +GHSA-1111-2222-3333 +1\.1", said)
    assert "make lock UPGRADE=1" in said
    assert ACCEPTED in said
    assert sorted(Service.asked) == [("attrs", "26.1"), ("six", "1.0"), ("six", "1.1")]


def test_one_that_is_accepted_does_not_fail(project: Path, service: str) -> None:
    entry = ENTRY.replace("2026-12-31", "9999-12-31")
    (project / ACCEPTED).write_text(entry, encoding="utf-8")
    assert audited(project, service) == 0


def test_no_vulnerability_does_not_fail(project: Path, service: str) -> None:
    lock = project / LOCKS[0]
    lock.write_text(lock.read_text(encoding="utf-8").replace("==1.0", "==1.2"), encoding="utf-8")
    assert audited(project, service) == 0


def test_a_service_that_does_not_answer_fails(project: Path, service: str) -> None:
    assert audited(project, service.replace("/query", "0/query")) != 0


def test_an_entry_past_its_day_fails_before_anything_is_asked(project: Path, service: str) -> None:
    entry = ENTRY.replace("2026-12-31", "2026-01-31")
    (project / ACCEPTED).write_text(entry, encoding="utf-8")
    with pytest.raises(SystemExit, match="was accepted until 2026-01-31 in six"):
        audited(project, service)
    assert Service.asked == []
