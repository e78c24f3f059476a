"""Measure the card reader on real photos: the product's own reader, in Chromium, under the product's security policy.

Run: python -m tests.bench.cards [--cards FOLDER --labels LABELS.json] [--out PREDICTIONS.json] [--no-peer]

Without a folder it reads the drawn cards of tests/cards. Two thirds of the cards (by a hash of their id) are there to
be looked at; the last third is only ever scored. Cards in Chinese or Japanese are read twice, the second time with the
download for them; what is written to --out is the second reading.
"""

import argparse
import json
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import cards_scores as scores
from tests.bench.cards_browser import PEER_DATA, Bench, download_sizes

# Every so many cards are timed beside the peer.
TIMED = 3
DRAWN = Path(__file__).resolve().parents[1] / "cards"


def main() -> None:
    """Read the cards, print the tables, write what was read."""
    options = _options()
    cards = json.loads(options.labels.read_text(encoding="utf-8"))
    if options.only:
        cards = [card for card in cards if options.only in (card["id"], card["category"], scores.split_of(card["id"]))]
    eastern = [card for card in cards if scores.is_eastern(card)]
    with Bench(options.cards, options.peer_data) as bench:
        readings = {card["id"]: _read(bench, card, verbose=options.verbose) for card in cards}
        memory = bench.renderer_peak_mb()
        peer = bench.side_by_side([card["file"] for card in cards[::TIMED]]) if options.peer else None
        if eastern:
            bench.fetch_eastern()
        asked = {card["id"]: _read(bench, card, verbose=options.verbose) for card in eastern}
    times = [reading["ms"] for reading in readings.values()]
    if eastern:
        print("Latin letters alone:")
        print(scores.tables(cards, _predictions(readings)))
        print(f"\nwith the head for Chinese and Japanese on the {len(eastern)} cards that ask for it:")
    readings |= asked
    print(scores.tables(cards, _predictions(readings)))
    if options.out:
        _write(options.out, _predictions(readings))
    if options.readings:
        _write(options.readings, readings)
    _print_costs(times, memory, peer)
    if not options.only:
        _print_sizes()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cards", type=Path, default=DRAWN, help="folder with the images that the labels name")
    parser.add_argument("--labels", type=Path, default=DRAWN / "labels.json", help="what is printed on each card")
    parser.add_argument("--out", type=Path, help="write {id: {name, title, org, orgs, emails, …, ms}} here")
    parser.add_argument("--readings", type=Path, help="write whole readings, with boxes, here")
    parser.add_argument("--only", help="one id, one category, or one split (dev, scored)")
    parser.add_argument(
        "--peer",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="time tesseract.js on the same photos in the same run",
    )
    parser.add_argument("--peer-data", type=Path, default=PEER_DATA, help="folder with eng.traineddata.gz")
    parser.add_argument("--verbose", action="store_true", help="a line for each card")
    return parser.parse_args()


def _predictions(readings: dict[str, Any]) -> dict[str, Any]:
    return {card_id: scores.prediction_of(reading) for card_id, reading in readings.items()}


def _read(bench: Bench, card: dict[str, Any], *, verbose: bool) -> dict[str, Any]:
    reading = bench.read(card["file"])
    if verbose:
        peak = bench.renderer_peak_mb()
        print(card["id"], card["category"], len(reading["lines"]), "lines", reading["ms"], "ms", peak, "MB", flush=True)
    return reading


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _print_costs(times: list[int], memory: int, peer: list[tuple[int, int]] | str | None) -> None:
    print(f"time: median {median(times):.0f} ms, p95 {_p95(times)} ms, {len(times)} cards, one thread")
    print(f"renderer peak: {memory} MB")
    if isinstance(peer, str):
        print(f"tesseract.js: not timed, {peer}")
    elif peer:
        ours, theirs = [own for own, _ in peer], [other for _, other in peer]
        print(f"tesseract.js beside it, {len(peer)} cards: median {median(ours):.0f} ms to {median(theirs):.0f} ms")
        print(f"ours takes {median(ours) / median(theirs):.1f} times as long (medians), ", end="")
        print(f"{sum(ours) / sum(theirs):.1f} times over all of them")


def _print_sizes() -> None:
    sizes = download_sizes()
    for name, size, packed in sizes:
        print(f"  {name}: {size / 1e6:.2f} MB, {packed / 1e6:.2f} MB as sent (brotli)")
    asked = sum(packed for name, _, packed in sizes if name.startswith("eastern"))
    print(f"download: {sum(packed for _, _, packed in sizes) / 1e6 - asked / 1e6:.2f} MB as sent")
    print(f"          {asked / 1e6:.2f} MB more where Chinese and Japanese are asked for")


def _p95(times: list[int]) -> int:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


if __name__ == "__main__":
    main()
