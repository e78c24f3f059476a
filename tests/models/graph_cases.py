"""Checks shrink.py on made-up graphs and prints verdicts as JSON; runs in the builder's own environment."""

import json
import sys
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from tools.models import charset, shrink

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
    shrink.keep_head_rows(model, [row for row, _ in charset.latin_rows(shrink.alphabet(model))])
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


def main() -> None:
    """Print what test_shrink.py asserts."""
    before, cut = model_of(1), model_of(1)
    rows = charset.latin_rows(shrink.alphabet(before))
    kept = [row for row, _ in rows]
    shrink.keep_head_rows(cut, kept)
    whole, small = tensors_of(before), tensors_of(cut)
    x = np.random.default_rng(2).normal(size=(1, CHANNELS, 1, 20)).astype(np.float32)
    (wanted,) = ReferenceEvaluator(cut).run(None, {"x": x})
    (got,) = ReferenceEvaluator(shrunk(1)).run(None, {"x": x})
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
        "furthest_apart": float(np.abs(wanted - got).max()),
        "refuses_another_head": refuses_another_head(),
    }
    json.dump(verdicts, sys.stdout)


if __name__ == "__main__":
    main()
