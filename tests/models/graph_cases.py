"""Checks shrink.py on made-up graphs and prints verdicts as JSON; runs in the builder's own environment."""

import json
import math
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator
from onnx.reference.op_run import OpRun

from tools.models import charset, integers, shrink
from tools.models.devanagari import model as devanagari

ALPHABET = ["A", "一", "é", "\uff1a", "ʃ", "9", "🌐"]
CHANNELS = 8


def model_of(seed: int) -> onnx.ModelProto:
    """A small recogniser: one convolution, then a head of MatMul, Add and Softmax over the alphabet."""
    rng = np.random.default_rng(seed)
    rows = len(ALPHABET) + 2
    weights = {
        "conv.w": rng.normal(size=(256, CHANNELS, 1, 1)),
        "small.w": rng.normal(size=(4,)),
        "head.w": rng.normal(size=(256, rows)),
        "head.b": rng.normal(size=(rows,)),
    }
    weights["conv.w"][3] = 0
    nodes = [
        helper.make_node("Conv", ["x", "conv.w"], ["features"]),
        helper.make_node("Squeeze", ["features", "axis"], ["columns"]),
        helper.make_node("Transpose", ["columns"], ["steps"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["steps", "head.w"], ["scores"]),
        helper.make_node("Add", ["scores", "head.b"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["y"], axis=2),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, CHANNELS, 1, "width"])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, "width", rows])],
        [
            numpy_helper.from_array(np.array([2], dtype=np.int64), "axis"),
            *(numpy_helper.from_array(value.astype(np.float32), name) for name, value in weights.items()),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    entry = model.metadata_props.add()
    entry.key, entry.value = "character", "\n".join(ALPHABET)
    return model


def tensors_of(model: onnx.ModelProto) -> dict[str, Any]:
    """The weights of a model by name."""
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def shrunk(seed: int) -> onnx.ModelProto:
    """The whole way, as the builder goes it."""
    model = model_of(seed)
    shrink.keep_head_rows(model, [row for row, _ in charset.rows_of(shrink.alphabet(model))])
    shrink.quantise_weights(model)
    return model


def refuses_another_head() -> bool:
    """A graph that ends otherwise must not be cut."""
    model = model_of(1)
    del model.graph.node[-1]
    try:
        shrink.keep_head_rows(model, [0])
    except ValueError:
        return True
    return False


class DynamicQuantizeMatMul(OpRun):  # type: ignore[misc] # onnx lives in the builder's environment alone
    """onnxruntime's operator, as its documentation tells it: bytes times bytes, the left range found anew."""

    op_domain = "com.microsoft"

    def _run(self, a: Any, b: Any, scale: Any, zero: Any, bias: Any) -> tuple[Any]:
        low, high = min(a.min(), 0), max(a.max(), 0)
        step = (high - low) / 255
        shift = np.rint(-low / step)
        left = np.clip(np.rint(a / step) + shift, 0, 255) - shift
        return (((left @ (b.astype(np.float64) - zero)) * step * scale + bias).astype(np.float32),)


class DequantizeLinear(OpRun):  # type: ignore[misc] # as above
    """Bytes times a scale for each index of the axis."""

    op_domain = "com.microsoft"

    def _run(self, x: Any, scale: Any, axis: Any = None, **_others: Any) -> tuple[Any]:
        shape = [-1 if index == axis else 1 for index in range(x.ndim)]
        return ((x * scale.reshape(shape)).astype(np.float32),)


class Gelu(OpRun):  # type: ignore[misc] # as above
    """The same curve that the graph spells out in five nodes."""

    op_domain = "com.microsoft"

    def _run(self, x: Any, approximate: Any = None) -> tuple[Any]:  # noqa: ARG002 - the evaluator passes it
        return ((x * (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2).astype(np.float32),)


def block_of(seed: int, kernel: int = 1) -> onnx.ModelProto:
    """A widening block behind an Identity: convolution, GELU in five nodes, convolution, each with what it adds."""
    rng = np.random.default_rng(seed)
    weights = {
        "wide.w": rng.normal(size=(16, CHANNELS, kernel, kernel)),
        "wide.b": rng.normal(size=(1, 16, 1, 1)),
        "narrow.w": rng.normal(size=(CHANNELS, 16, 1, 1)),
        "narrow.b": rng.normal(size=(1, CHANNELS, 1, 1)),
        "root": np.array(math.sqrt(2)),
        "one": np.array(1.0),
        "half": np.array(0.5),
    }
    nodes = [
        helper.make_node("Identity", ["x"], ["same"]),
        helper.make_node("Conv", ["same", "wide.w"], ["wide"], pads=[kernel // 2] * 4),
        helper.make_node("Add", ["wide", "wide.b"], ["h"]),
        helper.make_node("Div", ["h", "root"], ["divided"]),
        helper.make_node("Erf", ["divided"], ["bent"]),
        helper.make_node("Add", ["bent", "one"], ["raised"]),
        helper.make_node("Mul", ["h", "raised"], ["twice"]),
        helper.make_node("Mul", ["twice", "half"], ["gelu"]),
        helper.make_node("Conv", ["gelu", "narrow.w"], ["narrow"]),
        helper.make_node("Add", ["narrow", "narrow.b"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes,
        "block",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, CHANNELS, 3, 5])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, CHANNELS, 3, 5])],
        [numpy_helper.from_array(value.astype(np.float32), name) for name, value in weights.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])


def block_verdicts() -> dict[str, Any]:
    """What becomes of a widening block, and of one that is none."""
    plain, whole, other = block_of(3), block_of(3), block_of(3, kernel=3)
    found = integers.multiply_in_integers(whole)
    x = np.random.default_rng(4).normal(size=(1, CHANNELS, 3, 5)).astype(np.float32)
    (wanted,) = ReferenceEvaluator(plain).run(None, {"x": x})
    (got,) = ReferenceEvaluator(whole, new_ops=[DynamicQuantizeMatMul, Gelu]).run(None, {"x": x})
    return {
        "blocks": found,
        "block_nodes": [node.op_type for node in whole.graph.node],
        "block_off_by": float(np.abs(wanted - got).max() / np.abs(wanted).max()),
        "other_blocks": integers.multiply_in_integers(other),
    }


def head_verdicts() -> dict[str, Any]:
    """The second head over the recogniser's features against the rows of the whole head."""
    whole, latin = model_of(1), model_of(1)
    rows = [row for row, _ in charset.rows_of(shrink.alphabet(whole), charset.written_in_the_east)]
    head = shrink.head_alone(whole, rows)
    shrink.keep_head_rows(latin, [row for row, _ in charset.rows_of(shrink.alphabet(latin))])
    shrink.tell_features(latin)
    x = np.random.default_rng(2).normal(size=(1, CHANNELS, 1, 20)).astype(np.float32)
    (all_rows,) = ReferenceEvaluator(whole).run(None, {"x": x})
    _, features = ReferenceEvaluator(latin).run(None, {"x": x})
    (got,) = ReferenceEvaluator(head).run(None, {"features": features})
    wanted = all_rows[..., rows] / all_rows[..., rows].sum(axis=-1, keepdims=True)
    return {"eastern_rows": rows, "heads_apart": float(np.abs(wanted - got).max())}


def trained_verdicts() -> dict[str, Any]:
    """The model of a trained head against the same sums in numpy."""
    rng = np.random.default_rng(5)
    shapes = {"0": (3, CHANNELS, 5), "3": (4, 3, 1)}
    weights = {f"{layer}_weight": rng.normal(size=shape).astype(np.float16) for layer, shape in shapes.items()}
    biases = {f"{layer}_bias": rng.normal(size=shape[0]).astype(np.float16) for layer, shape in shapes.items()}
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder) / "head.npz"
        arrays: dict[str, Any] = {"signs": np.array(["", "क", "ा", " "]), **weights, **biases}
        np.savez_compressed(stored, **arrays)
        head, signs = devanagari.head_alone(model_of(1), stored)
    features = rng.normal(size=(1, 7, CHANNELS)).astype(np.float32)
    (got,) = ReferenceEvaluator(head).run(None, {"features": features})
    padded = np.pad(features[0].T, ((0, 0), (2, 2)))
    windows = np.stack([padded[:, at : at + 5] for at in range(7)])
    hidden = np.maximum(np.einsum("tcr,ocr->to", windows, weights["0_weight"]) + biases["0_bias"], 0)
    scores = hidden @ weights["3_weight"][:, :, 0].T + biases["3_bias"]
    wanted = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return {"trained_signs": signs, "trained_apart": float(np.abs(got[0] - wanted).max())}


def main() -> None:
    """Print what test_shrink.py asserts."""
    before, cut = model_of(1), model_of(1)
    rows = charset.rows_of(shrink.alphabet(before))
    kept = [row for row, _ in rows]
    shrink.keep_head_rows(cut, kept)
    whole, small = tensors_of(before), tensors_of(cut)
    x = np.random.default_rng(2).normal(size=(1, CHANNELS, 1, 20)).astype(np.float32)
    (wanted,) = ReferenceEvaluator(cut).run(None, {"x": x})
    (got,) = ReferenceEvaluator(shrunk(1), new_ops=[DequantizeLinear]).run(None, {"x": x})
    verdicts = {
        "texts": [text for _, text in rows],
        "rows": kept,
        "rows_are_equal": bool(
            np.array_equal(small["head.w"], whole["head.w"][:, kept])
            and np.array_equal(small["head.b"], whole["head.b"][kept])
        ),
        "same_bytes": shrunk(1).SerializeToString(deterministic=True)
        == shrunk(1).SerializeToString(deterministic=True),
        "stored": sorted(f"{name} {value.dtype}" for name, value in tensors_of(shrunk(1)).items()),
        "restored_by": sorted(
            {node.op_type for node in shrunk(1).graph.node} - {node.op_type for node in cut.graph.node}
        ),
        "furthest_apart": float(np.abs(wanted - got).max()),
        "refuses_another_head": refuses_another_head(),
        **block_verdicts(),
        **head_verdicts(),
        **trained_verdicts(),
    }
    json.dump(verdicts, sys.stdout)


if __name__ == "__main__":
    main()
