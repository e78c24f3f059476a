"""Have the widest products of a model done in whole numbers: twice as fast on a device's WebAssembly.

Both models are made of blocks that widen each pixel's channels, bend them (GELU) and narrow them again, by two 1x1
convolutions. A 1x1 convolution is a product of matrices; onnxruntime multiplies bytes twice as fast as floats, and
finds the range of what comes in anew for each picture. Other shapes stay as they are: there bytes gain nothing.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper, numpy_helper

CONTRIBUTED = "com.microsoft"
_TO_LAST, _TO_SECOND = [0, 2, 3, 1], [0, 3, 1, 2]  # where the channels go, and back


@dataclass(frozen=True)
class _Block:
    """Conv, Add, GELU in five nodes, Conv, Add."""

    nodes: tuple[onnx.NodeProto, ...]

    @property
    def conv(self) -> onnx.NodeProto:
        return self.nodes[0]

    @property
    def last(self) -> onnx.NodeProto:
        return self.nodes[-1]


_SHAPE = ("Conv", "Add", "Div", "Erf", "Add", "Mul", "Mul", "Conv", "Add")


def multiply_in_integers(model: onnx.ModelProto) -> int:
    """Rewrite every widening block; return how many there were."""
    _drop_identities(model.graph)
    blocks = _blocks(model.graph)
    instead: dict[str, list[onnx.NodeProto]] = {}
    gone: set[str] = set()
    for number, block in enumerate(blocks):
        instead[block.last.output[0]] = _rewritten(model.graph, block, f"block{number}")
        gone.update(node.output[0] for node in block.nodes)
    nodes = [
        made
        for node in model.graph.node
        for made in (instead.get(node.output[0]) or ([] if node.output[0] in gone else [node]))
    ]
    del model.graph.node[:], model.graph.value_info[:]
    model.graph.node.extend(nodes)
    _drop_unused_weights(model.graph)
    if blocks:
        contribute(model)
    return len(blocks)


def contribute(model: onnx.ModelProto) -> None:
    """Let a model use onnxruntime's own operators."""
    if all(opset.domain != CONTRIBUTED for opset in model.opset_import):
        model.opset_import.append(helper.make_opsetid(CONTRIBUTED, 1))


def _drop_identities(graph: onnx.GraphProto) -> None:
    results = {output.name for output in graph.output}
    source: dict[str, str] = {}
    kept = []
    for node in graph.node:
        for index, name in enumerate(node.input):
            node.input[index] = source.get(name, name)
        if node.op_type == "Identity" and node.output[0] not in results:
            source[node.output[0]] = node.input[0]
        else:
            kept.append(node)
    del graph.node[:]
    graph.node.extend(kept)


def _blocks(graph: onnx.GraphProto) -> list[_Block]:
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    weights = {tensor.name: list(tensor.dims) for tensor in graph.initializer}
    found = (_block_from(node, users) for node in graph.node if node.op_type == "Conv")
    return [block for block in found if block and all(_is_pointwise(node, weights) for node in block.nodes)]


def _block_from(conv: onnx.NodeProto, users: dict[str, list[onnx.NodeProto]]) -> _Block | None:
    nodes = [conv]
    for kind in _SHAPE[1:]:
        following = [node for node in users.get(nodes[-1].output[0], []) if node.op_type == kind]
        if len(following) != 1:
            return None
        nodes.append(following[0])
    return _Block(tuple(nodes))


def _is_pointwise(node: onnx.NodeProto, weights: dict[str, list[int]]) -> bool:
    if node.op_type != "Conv":
        return True
    strides = [value for attribute in node.attribute if attribute.name == "strides" for value in attribute.ints]
    groups = [attribute.i for attribute in node.attribute if attribute.name == "group"]
    return weights.get(node.input[1], [])[2:] == [1, 1] and set(strides) <= {1} and set(groups) <= {1}


def _rewritten(graph: onnx.GraphProto, block: _Block, name: str) -> list[onnx.NodeProto]:
    conv, bias, narrow, last = block.nodes[0], block.nodes[1], block.nodes[-2], block.last
    wide = [f"{name}.in", *_weights(graph, conv, bias, f"{name}.wide")]
    back = [f"{name}.bent", *_weights(graph, narrow, last, f"{name}.narrow")]
    return [
        helper.make_node("Transpose", [conv.input[0]], [f"{name}.in"], perm=_TO_LAST),
        helper.make_node("DynamicQuantizeMatMul", wide, [f"{name}.wide"], domain=CONTRIBUTED),
        helper.make_node("Gelu", [f"{name}.wide"], [f"{name}.bent"], domain=CONTRIBUTED),
        helper.make_node("DynamicQuantizeMatMul", back, [f"{name}.narrow"], domain=CONTRIBUTED),
        helper.make_node("Transpose", [f"{name}.narrow"], [last.output[0]], perm=_TO_SECOND),
    ]


def _weights(graph: onnx.GraphProto, conv: onnx.NodeProto, bias: onnx.NodeProto, name: str) -> list[str]:
    """Store a convolution's weights as a matrix of bytes; return the names of matrix, scale, zero and bias."""
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    matrix = numpy_helper.to_array(tensors[conv.input[1]])[:, :, 0, 0].T
    whole, scale = to_int8(matrix, axis=1)
    (added,) = (numpy_helper.to_array(tensors[part]) for part in bias.input if part in tensors)
    made = {
        f"{name}.int8": np.ascontiguousarray(whole),
        f"{name}.scale": scale.reshape(-1),
        f"{name}.zero": np.zeros(scale.size, dtype=np.int8),
        f"{name}.bias": added.reshape(-1),
    }
    graph.initializer.extend(numpy_helper.from_array(value, part) for part, value in made.items())
    return list(made)


def _drop_unused_weights(graph: onnx.GraphProto) -> None:
    used = {name for node in graph.node for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)


def to_int8(weights: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Round weights to bytes with a scale for each index of the axis."""
    others = tuple(index for index in range(weights.ndim) if index != axis)
    scale = (np.abs(weights).max(axis=others, keepdims=True) / 127).astype(np.float32)
    scale[scale == 0] = 1  # a channel of zeros stays one
    return np.rint(weights / scale).astype(np.int8), scale
