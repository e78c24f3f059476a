"""Train the head for Devanagari and write head.npz: some forty minutes, once, and again for another recogniser.

The recogniser stays as it is: its features of each step (120 numbers every 8 pixels) go through two convolutions over
five steps and one over each, and CTC (Graves et al. 2006) teaches the letters; Latin, Chinese and Japanese are blank.
The builder makes a model of head.npz and never trains, so its bytes stay the same on every machine.

Run in an environment with requirements.txt, after `make models` and `npm ci` here:
python -m tools.models.devanagari.train MINUTES [LINES]
"""

import itertools
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
import torch
from torch import nn

from tools.models.devanagari.lines import Studio
from tools.models.devanagari.texts import Texts, wanted_of

ROOT = Path(__file__).resolve().parents[3]
RECOGNISER = ROOT / "build" / "models" / "rec_latin.onnx"
HEAD = Path(__file__).parent / "head.npz"
CHANNELS, HIDDEN, REACH = 120, 176, 5
LINES, PART = 56_000, 4_000
HELD_BACK = 800
BATCH = 32
FIRST_RATE, LAST_RATE = 3e-3, 2e-5
DROPPED = 0.12
JITTER = 0.03


class Example(NamedTuple):
    """The recogniser's features of a line, steps by channels, and what the head is to answer."""

    features: np.ndarray
    wanted: str


def main(minutes: float, lines: int) -> None:
    """Draw, train, tell the errors on lines that were held back, write."""
    torch.manual_seed(1)
    with ProcessPoolExecutor(2) as pool:
        parts = pool.map(examples, range(1, 1 + lines // PART), [PART] * (lines // PART))
        drawn = [example for part in parts for example in part]
    signs = ["", *sorted({sign for _, wanted in drawn for sign in wanted})]
    lot = random.Random(1)  # noqa: S311 - drawing lots
    lot.shuffle(drawn)
    held_back, rest = drawn[:HELD_BACK], drawn[HELD_BACK:]
    head = _untrained(len(signs))
    _train(head, rest, signs, minutes * 60, held_back)
    # Half the bits are enough: the builder rounds to eight anyway.
    weights = {name.replace(".", "_"): tensor.numpy().astype(np.float16) for name, tensor in head.state_dict().items()}
    weights["signs"] = np.array(signs)
    np.savez_compressed(HEAD, allow_pickle=False, **weights)


def examples(seed: int, count: int) -> list[Example]:
    """Draw lines and look at them with the recogniser; those too short for what they say are left out."""
    texts, studio = Texts(seed), Studio(seed)
    session = onnxruntime.InferenceSession(RECOGNISER, _one_thread(), providers=["CPUExecutionProvider"])
    (taken,), features = session.get_inputs(), session.get_outputs()[1].name
    found: list[Example] = []
    while len(found) < count:
        text = texts.line()
        picture = studio.draw(text)
        if picture is None:
            continue
        planes = np.asarray(picture).astype(np.float32)[:, :, ::-1].transpose(2, 0, 1)[None] / 127.5 - 1
        (seen,) = session.run([features], {taken.name: planes})
        wanted = wanted_of(text)
        if len(seen[0]) >= _steps_for(wanted):
            found.append(Example(seen[0].astype(np.float16), wanted))
    return found


def _one_thread() -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return options


def _steps_for(wanted: str) -> int:
    """Count the steps that CTC needs: one a sign, and a blank between two of the same."""
    return len(wanted) + sum(one == other for one, other in itertools.pairwise(wanted))


def _untrained(signs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv1d(CHANNELS, HIDDEN, REACH, padding=REACH // 2),
        nn.ReLU(),
        nn.Dropout(DROPPED),
        nn.Conv1d(HIDDEN, HIDDEN, REACH, padding=REACH // 2),
        nn.ReLU(),
        nn.Dropout(DROPPED),
        nn.Conv1d(HIDDEN, signs, 1),
    )


def _train(
    head: nn.Sequential, drawn: list[Example], signs: list[str], seconds: float, held_back: list[Example]
) -> None:
    index = {sign: at for at, sign in enumerate(signs)}
    optimiser = torch.optim.AdamW(head.parameters(), FIRST_RATE, weight_decay=1e-4)
    drawn.sort(key=lambda example: len(example.features))
    batches = [drawn[at : at + BATCH] for at in range(0, len(drawn), BATCH)]
    start = time.monotonic()
    lot = random.Random(2)  # noqa: S311 - drawing lots
    while (spent := time.monotonic() - start) < seconds:
        lot.shuffle(batches)
        for batch in batches:
            share = min(1.0, (time.monotonic() - start) / seconds)
            for group in optimiser.param_groups:
                group["lr"] = FIRST_RATE * (1 - share) + LAST_RATE
            optimiser.zero_grad()
            _loss(head, batch, index).backward()
            optimiser.step()
        wrong, alarms = errors(head, held_back, signs)
        print(f"{spent:.0f} s: {wrong:.3f} of the signs wrong, {alarms} lines without any given some", flush=True)


def _loss(head: nn.Sequential, batch: list[Example], index: dict[str, int]) -> torch.Tensor:
    features = nn.utils.rnn.pad_sequence([torch.tensor(each.features).float() for each in batch], batch_first=True)
    features = features + JITTER * features.std() * torch.randn_like(features)
    likelihoods = head(features.transpose(1, 2)).log_softmax(1).permute(2, 0, 1)
    wanted = torch.tensor([index[sign] for each in batch for sign in each.wanted], dtype=torch.long)
    steps = torch.tensor([len(each.features) for each in batch])
    lengths = torch.tensor([len(each.wanted) for each in batch])
    loss: torch.Tensor = nn.functional.ctc_loss(likelihoods, wanted, steps, lengths, zero_infinity=True)
    return loss


def errors(head: nn.Sequential, held_back: list[Example], signs: list[str]) -> tuple[float, int]:
    """Tell the share of signs that are wrong (Levenshtein), and how many lines without Devanagari were given some."""
    head.eval()
    wrong = expected = alarms = 0
    with torch.no_grad():
        for features, wanted in held_back:
            best: list[int] = head(torch.tensor(features).float().T[None])[0].argmax(0).tolist()
            read = "".join(signs[at] for at, _ in itertools.groupby(best)).strip()
            expected += len(wanted)
            wrong += _distance(wanted, read) if wanted else 0
            alarms += not wanted and len(read) > 1
    head.train()
    return wrong / expected, alarms


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, start=1):
        last, row[0] = row[0], i
        for j, against in enumerate(other, start=1):
            last, row[j] = row[j], min(last + (sign != against), row[j] + 1, row[j - 1] + 1)
    return row[-1]


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else LINES)  # noqa: PLR2004
