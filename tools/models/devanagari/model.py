"""Make a model of the trained head: from the recogniser's features to the likelihood of each sign, step by step."""

from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

HEAD = Path(__file__).parent / "head.npz"


def head_alone(like: onnx.ModelProto, stored: Path = HEAD) -> tuple[onnx.ModelProto, list[str]]:
    """Return the model, in the versions of the one that it stands by, and what its columns write, the blank first."""
    with np.load(stored) as head:
        signs = [str(sign) for sign in head["signs"]]
        layers = sorted({name.split("_")[0] for name in head.files} - {"signs"}, key=int)
        weights = {f"{layer}.{kind}": head[f"{layer}_{kind}"] for layer in layers for kind in ("weight", "bias")}
    nodes = [helper.make_node("Transpose", ["features"], ["in"], perm=[0, 2, 1])]
    last = "in"
    for layer in layers:
        reach = weights[f"{layer}.weight"].shape[2] // 2
        inputs = [last, f"{layer}.weight", f"{layer}.bias"]
        nodes.append(helper.make_node("Conv", inputs, [f"conv{layer}"], pads=[reach, reach]))
        last = f"conv{layer}"
        if layer != layers[-1]:
            nodes.append(helper.make_node("Relu", [last], [f"relu{layer}"]))
            last = f"relu{layer}"
    nodes.append(helper.make_node("Transpose", [last], ["scores"], perm=[0, 2, 1]))
    nodes.append(helper.make_node("Softmax", ["scores"], ["likelihoods"], axis=2))
    channels = weights[f"{layers[0]}.weight"].shape[1]
    shapes = [("features", channels), ("likelihoods", len(signs))]
    taken, given = (
        helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["batch", "steps", size]) for name, size in shapes
    )
    tensors = [numpy_helper.from_array(value.astype(np.float32), name) for name, value in weights.items()]
    graph = helper.make_graph(nodes, "devanagari", [taken], [given], tensors)
    return helper.make_model(graph, opset_imports=like.opset_import, ir_version=like.ir_version), signs
