"""The models' builder on a made-up graph. onnx lives in the builder's own environment, so the cases run there."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from tools.models import build

ROOT = Path(__file__).resolve().parents[2]


@cache
def verdicts() -> dict[str, Any]:
    python = build.environment()
    told = subprocess.run(  # noqa: S603 - our own script
        [python, "-m", "tests.models.graph_cases"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    answer: dict[str, Any] = json.loads(told.stdout)
    return answer


def test_the_latin_head_keeps_latin_letters_digits_and_icons_and_writes_fullwidth_signs_plainly() -> None:
    assert verdicts()["texts"] == ["", "A", "é", ":", "9", "🌐", " "]


def test_blank_and_space_stay_first_and_last() -> None:
    assert verdicts()["rows"] == [0, 1, 3, 4, 6, 7, 8]


def test_rows_that_stay_are_those_of_the_original_head() -> None:
    assert verdicts()["rows_are_equal"] is True


def test_the_same_model_gives_the_same_bytes() -> None:
    assert verdicts()["same_bytes"] is True


def test_large_weights_are_stored_in_eight_bits_and_small_ones_as_they_were() -> None:
    assert verdicts()["stored"] == [
        "axis int64",
        "conv.w.int8 int8",
        "conv.w.scale float32",
        "head.b float32",
        "head.w.int8 int8",
        "head.w.scale float32",
        "small.w float32",
    ]


def test_no_cast_brings_weights_back() -> None:
    assert verdicts()["restored_by"] == ["DequantizeLinear"]


def test_what_the_model_says_moves_by_less_than_five_hundredths() -> None:
    assert verdicts()["furthest_apart"] < 0.05


def test_a_model_with_another_head_is_refused() -> None:
    assert verdicts()["refuses_another_head"] is True


def test_a_widening_block_is_multiplied_in_whole_numbers() -> None:
    products = ["DynamicQuantizeMatMul", "Gelu", "DynamicQuantizeMatMul"]

    assert verdicts()["blocks"] == 1
    assert verdicts()["block_nodes"] == ["Transpose", *products, "Transpose"]


def test_whole_numbers_move_a_block_by_less_than_three_hundredths() -> None:
    assert 0 < verdicts()["block_off_by"] < 0.03


def test_a_block_with_a_wider_kernel_stays_as_it_is() -> None:
    assert verdicts()["other_blocks"] == 0


def test_the_second_head_reads_chinese_beside_latin_from_the_same_features() -> None:
    assert verdicts()["eastern_rows"] == [0, 1, 2, 3, 4, 6, 7, 8]
    assert verdicts()["heads_apart"] < 1e-6


def test_a_trained_head_becomes_a_model_that_says_the_same() -> None:
    assert verdicts()["trained_signs"] == ["", "क", "ा", " "]
    assert verdicts()["trained_apart"] < 1e-4
