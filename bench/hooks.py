"""Signed webhooks: how many are stored a second, what readers of the inbox wait meanwhile, how fast they are read."""

import hashlib
import hmac
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.bases import Base, Maker
from bench.instant import NOW
from bench.pages import NoWrk, read_page, site
from bench.report import Measure

TITLE = "Webhooks"
_SENDERS = 16
_SECRET = "un secret de banc d'essai"
_ACCOUNT = "106540352242922"
_LUA = """local bodies, place, step = {}, 0, 1
local number = 0
function setup(thread) thread:set("first", number); number = number + 1 end
function init(args)
  for line in io.lines(FILE) do bodies[#bodies + 1] = line end
  place = first + 1
end
function request()
  local line = bodies[place]
  place = place + THREADS
  if not line then return wrk.format("POST", PATH, {}, "{}") end
  local cut = line:find("\\t", 1, true)
  local headers = {["X-Hub-Signature-256"] = line:sub(1, cut - 1), ["Content-Type"] = "application/json"}
  return wrk.format("POST", PATH, headers, line:sub(cut + 1))
end
function done(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  io.write(string.format("SAID %d %d %d %d\\n", latency:percentile(95), summary.requests, bad, summary.duration))
end
"""


def measure(maker: Maker, quick: bool) -> Iterator[Measure]:
    """Every figure on one engine."""
    if shutil.which("wrk") is None:
        raise NoWrk("wrk manque : apt-get install wrk")
    seconds, customers = (1, 1_000) if quick else (5, 10_000)
    with maker.base(KAYE_NOW=NOW.isoformat()) as base:
        given = base.ask("hooks", customers=customers, secret=_SECRET, account=_ACCOUNT)
        bodies = _bodies(base.folder, 40_000)
        with site(base) as (address, _):
            idle = read_page(base, address, "/boite/", given["cookie"], seconds, customers)
            with _sending(base, address, given["path"], bodies, seconds * 8) as process:
                busy = read_page(base, address, "/boite/", given["cookie"], seconds, customers)
                process.communicate()
            stored = base.ask("stored")["payloads"]
            rest = base.folder / "rest.txt"
            rest.write_text("".join(bodies.read_text().splitlines(keepends=True)[stored:]))
            with _sending(base, address, given["path"], rest, seconds) as process:
                said = [int(each) for each in process.communicate()[0].split("SAID")[1].split()]
        now = base.ask("stored")["payloads"]
        p95, requests, bad, micros = said
        yield Measure(
            f"signed webhooks stored, {_SENDERS} senders", (now - stored) / micros * 1e6, "/s",
            (bad == 0 and now - stored >= requests) or None, "no failure, none lost",
        )  # fmt: skip
        yield Measure("a webhook's answer: p95", p95 / 1000, "ms", None, "")
        yield Measure("the inbox: p95, nobody writing", idle.p95, "ms", idle.bad == 0 or None, "no failure")
        yield Measure("the inbox: p95 while they come", busy.p95, "ms", busy.bad == 0 or None, "no failure")
        done = base.ask("process")
        yield Measure(
            "payloads read, understood and put in their threads by one worker", done["rate"], "/s",
            done["messages"] == now or None, "every one a message",
        )  # fmt: skip


def _bodies(folder: Path, count: int) -> Path:
    """One text message a line, its signature before it; 2 000 people write."""
    path = folder / "bodies.txt"
    with path.open("w") as out:
        for rank in range(count):
            sender = f"2376{rank % 2000:08d}"
            message = {
                "from": sender,
                "id": f"wamid.banc{rank:08d}",
                "timestamp": str(int(NOW.timestamp()) - 60),
                "type": "text",
                "text": {"body": f"Bonjour, avez-vous encore l'article {rank % 50} ?"},
            }
            value = {
                "messaging_product": "whatsapp",
                "metadata": {"phone_number_id": _ACCOUNT},
                "contacts": [{"profile": {"name": f"Client {rank % 2000}"}, "wa_id": sender}],
                "messages": [message],
            }
            body = json.dumps(
                {
                    "object": "whatsapp_business_account",
                    "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
                }
            )
            proof = hmac.new(_SECRET.encode(), body.encode(), hashlib.sha256).hexdigest()
            out.write(f"sha256={proof}\t{body}\n")
    return path


@contextmanager
def _sending(
    base: Base, address: str, path: str, bodies: Path, seconds: int
) -> Iterator["subprocess.Popen[str]"]:
    """The senders at work until the end of the block."""
    script = base.folder / f"{bodies.stem}.lua"
    script.write_text(f'PATH, FILE, THREADS = "{path}", "{bodies}", 2\n{_LUA}')
    command = ["wrk", "-t2", f"-c{_SENDERS}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), address]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
