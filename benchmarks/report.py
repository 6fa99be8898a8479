"""How large ``stance report`` gets, how long it takes, and how quick its page is in Chromium.

    python -m benchmarks.report [--exchanges 20000] [--keep FILE]

Exchanges are drawn from ``data/pairs`` with made-up authors, so the texts are as varied as they
come. First paint and filters are measured in Debian's Chromium, from a file on disk.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from stance.cli import main as stance_main

if TYPE_CHECKING:
    from playwright.sync_api import Page

_DATA = Path(__file__).resolve().parents[1] / "data" / "pairs"
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_BODIES = 12
_PLACES = 60
# From an event to the frame after the one in which its effect is drawn.
_TIMED = """async ([name, value]) => {
  const field = document.getElementById(name);
  const root = document.documentElement;
  const before = root.dataset.shown;
  const start = performance.now();
  field.value = value;
  field.dispatchEvent(new Event(name === "q" ? "input" : "change", { bubbles: true }));
  while (root.dataset.shown === before) await new Promise((next) => setTimeout(next));
  await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
  return performance.now() - start;
}"""


def records(count: int, seed: int = 1) -> Iterator[dict[str, object]]:
    """Yield made-up results whose texts are those of the labelled pairs."""
    pairs = [
        json.loads(line)
        for path in sorted(_DATA.rglob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    draw = random.Random(seed)  # noqa: S311 (no secret)
    for number in range(count):
        pair = draw.choice(pairs)
        other = draw.choice(pairs)
        response: str = pair["response"]
        sentences = _SENTENCE_END.split(response) if response else []
        start = draw.randrange(200, 20_000)
        evidence = []
        for sentence in draw.sample(sentences, min(len(sentences), draw.choice((1, 1, 2)))):
            at = start + response.index(sentence)
            span = [at, at + len(sentence)]
            evidence.append({"text": sentence, "span": span, "weight": draw.uniform(0.05, 0.5)})
        sure = draw.uniform(0.4, 0.999)
        rest = ["agrees", "partly_agrees", "deflects"]
        rest.remove(pair["stance"])
        place = draw.randrange(_PLACES)
        document = f"svar-{place}-{number // 8}.pdf"
        commitment = pair.get("commitment") or "none"
        yield {
            "document": document,
            "municipality": f"Exempelkommun {place}",
            "body": f"Nämnd {draw.randrange(_BODIES)}",
            "case_number": f"KS {2015 + place % 9}/{number // 8}",
            "date": f"20{15 + place % 9}-0{1 + number % 9}-1{number % 9}",
            "kind": "recommendation",
            "recommendation": pair["recommendation"],
            "recommendation_span": [start - 150, start - 10],
            "recommendation_page": 1 + number % 7,
            "response": response or None,
            "response_spans": [[start, start + len(response)]] if response else [],
            "response_page": 2 + number % 7,
            "stance": pair["stance"],
            "probabilities": {
                pair["stance"]: sure,
                rest[0]: (1 - sure) / 3,
                rest[1]: 2 * (1 - sure) / 3,
            },
            "reason": pair.get("reason") or None,
            "commitment": commitment,
            "measure": pair.get("measure") or None,
            "deadline": pair.get("deadline") or None,
            "responsible": pair.get("responsible") or None,
            "evidence": evidence,
            "weak": pair["stance"] == "deflects" or commitment == "none",
            "review": sure < 0.6,
            "model": "stance-sv 0.1.0",
            "context": {
                "before": other["response"][:200],
                "after": other["recommendation"] + " " + other["response"][200:300],
            },
        }


def measure(page: Page, path: Path) -> dict[str, float]:
    """Return what the page needs, in milliseconds."""
    page.goto(path.as_uri(), wait_until="commit", timeout=120_000)
    page.wait_for_selector("html[data-shown]", timeout=120_000, state="attached")
    ready = page.evaluate("performance.now()")
    page.wait_for_selector("html[data-loaded]", timeout=120_000, state="attached")
    loaded = page.evaluate("performance.now()")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    found = {"first paint": paint, "filters ready": ready, "all texts read": loaded}
    for said, name, value in (
        ("filter: stance", "f-stance", "deflects"),
        ("filter: and reason", "f-reason", "existing_work"),
        ("filter: none", "f-stance", ""),
        ("order: body", "f-sort", "body"),
        ("search: one word", "q", "handlingsplan"),
        ("search: two words", "q", "nämnden rutin"),
    ):
        # The pause after the last key, 60 ms, is part of what a reader waits in a search.
        found[said] = page.evaluate(_TIMED, [name, value])
        if name == "f-reason":
            page.evaluate(_TIMED, [name, ""])
    return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--exchanges", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="where to leave the report")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results, out = Path(folder, "results.jsonl"), Path(folder, "report.html")
        with results.open("w", encoding="utf-8") as stream:
            for record in records(arguments.exchanges):
                stream.write(json.dumps(record, ensure_ascii=False) + "\n")
        start = time.perf_counter()
        code = stance_main(["report", str(results), "--out", str(out)])
        seconds = time.perf_counter() - start
        if code:
            raise SystemExit(code)
        print(f"exchanges        {arguments.exchanges:>9,}")
        print(f"results          {results.stat().st_size / 1e6:>9.1f} MB")
        print(f"report           {out.stat().st_size / 1e6:>9.1f} MB")
        print(f"written in       {seconds:>9.1f} s")
        if arguments.keep:
            shutil.copy(out, arguments.keep)
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        if chromium is None:
            raise SystemExit("Chromium is not installed: the page was not measured.")
        from playwright.sync_api import sync_playwright

        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=chromium)
            for said, milliseconds in measure(browser.new_page(), out).items():
                print(f"{said:<19}{milliseconds:>7.0f} ms")
            browser.close()


if __name__ == "__main__":
    main()
