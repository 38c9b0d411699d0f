"""A formula as lessons write it: by index, one neuron at a time, and as matrices; both as trees of plain data.

Knows which index runs over which layer. Does not know numbers, nor how a tree is set in type.

A tree is a dict with a `kind`: `term` (with `term`, its name, and `indices`), `number` (with `value`), `sum` (over
`index`), `named` (with the name's `term` and `indices`, around what it is the name of), or an operation `of` trees.
Indices are numbers, or letters where they run; as matrices terms have none.
"""

from typing import Any

from app.explain.formulas import Apply, Expression, Line, Number, Term

Tree = dict[str, Any]
Index = int | str

ONWARD = "impqrtuvx"  # run over the layers after the selected one; j and k are the selected neuron and its sender
PLAIN = {"minus": "difference", "over": "fraction", "negative": "negative", "square": "square", "logistic": "sigmoid"}


class Indices:
    """Which index stands for the neurons of which layer, with one neuron of `layer` selected, and one before it."""

    def __init__(self, sizes: tuple[int, ...], layer: int, to: int, source: int | None):
        """`sizes` from the input on."""
        self._sizes = sizes
        self._layer = layer
        self._fixed = {layer: to} | ({} if source is None else {layer - 1: source})

    def of(self, layer: int) -> Index:
        """The number of the selected neuron; a letter where the index runs; 0 where there is one neuron only."""
        if layer in self._fixed:
            return self._fixed[layer]
        return 0 if self._sizes[layer] == 1 else self.letter(layer)

    def of_all(self, layer: int) -> Index:
        """An index that runs over the layer, even where one of its neurons is selected."""
        return self.other(layer) if layer in self._fixed else self.of(layer)

    def letter(self, layer: int) -> str:
        """j in the selected layer, k before it, i and other letters after it."""
        return ("k", "j", *ONWARD)[layer - self._layer + 1]

    def other(self, layer: int) -> Index:
        """A second index over a layer, for a sum over all its neurons."""
        return 0 if self._sizes[layer] == 1 else ONWARD[len(self._sizes) - 1 - self._layer]

    def to_list(self, totals: bool) -> list[dict[str, Any]]:
        """Each letter with its layer, that layer's size, and its number where it does not run.

        With `totals` there is a sum over all outputs too, with a letter of its own.
        """
        layers = [layer for layer in (self._layer, self._layer - 1) if layer in self._fixed]
        onward = [layer for layer in range(self._layer + 1, len(self._sizes)) if self._sizes[layer] > 1]
        found = [(self.letter(n), n, self._fixed.get(n)) for n in (*layers, *onward)]
        last = len(self._sizes) - 1
        other = self.other(last)
        if totals and isinstance(other, str):
            found.append((other, last, None))
        return [{"letter": a, "layer": n, "count": self._sizes[n], "value": value} for a, n, value in found]


def by_index(line: Line, indices: Indices) -> dict[str, Tree]:
    """The equation for one neuron of its layer."""
    chosen = indices.of_all if line.everywhere else indices.of
    bound = {axis: chosen(axis) for axis in line.left.axes}
    return {"left": _leaf(line.left, bound), "right": _index(line.right, bound, indices)}


def as_matrices(line: Line) -> dict[str, Tree]:
    """The equation for the whole layer."""
    return {"left": _whole(line.left), "right": _matrix(line.right)}


def _leaf(term: Term, bound: dict[int, Index]) -> Tree:
    indices = [bound[axis] for axis in term.axes]
    return {"kind": "term", "term": term.name, "indices": ["s", *indices] if term.by_sample else indices}


def _number(number: Number) -> Tree:
    return {"kind": "number", "value": number.value}


def _index(expression: Expression, bound: dict[int, Index], indices: Indices) -> Tree:
    if isinstance(expression, Term):
        return _leaf(expression, bound)
    if isinstance(expression, Number):
        return _number(expression)
    if expression.kind == "ones":
        return {"kind": "number", "value": 1.0}
    if expression.kind in ("back", "total"):
        return _sum(expression, bound, indices)
    of = [_index(each, bound, indices) for each in expression.of]
    if expression.kind == "named":
        return {**of[0], "kind": "named", "of": [of[1]]}
    if expression.kind in ("times", "outer"):  # lessons write a_k before delta_j
        return {"kind": "product", "of": of[::-1] if expression.kind == "outer" else of}
    return {"kind": PLAIN.get(expression.kind, expression.kind), "of": of}


def _sum(expression: Apply, bound: dict[int, Index], indices: Indices) -> Tree:
    """Over the neurons of the next layer, or over all of the layer itself; one neuron alone needs no sum."""
    if expression.kind == "back":
        _, delta = expression.of
        assert isinstance(delta, Term)
        index = indices.of(delta.layer)
        body = [_index(each, {**bound, delta.layer: index}, indices) for each in expression.of]
        inside: Tree = {"kind": "product", "of": body}
    else:
        (layer,) = bound
        index = indices.other(layer)
        inside = _index(expression.of[0], {layer: index}, indices)
    return inside if isinstance(index, int) else {"kind": "sum", "index": index, "of": [inside]}


def _whole(term: Term) -> Tree:
    return {"kind": "term", "term": term.name, "indices": ["s"] if term.by_sample else []}


def _matrix(expression: Expression) -> Tree:
    if isinstance(expression, Term):
        return _whole(expression)
    if isinstance(expression, Number):
        return _number(expression)
    if expression.kind == "total" and isinstance(expression.of[0], Apply):
        return {"kind": "inner", "of": [_matrix(each) for each in expression.of[0].of]}
    of = [_matrix(each) for each in expression.of]
    if expression.kind == "named":
        return {**of[0], "kind": "named", "of": [of[1]]}
    if expression.kind == "back":
        return {"kind": "matmul", "of": [{"kind": "transpose", "of": [of[0]]}, of[1]]}
    if expression.kind == "times":
        return {"kind": "product" if any(map(_is_scalar, expression.of)) else "hadamard", "of": of}
    return {"kind": PLAIN.get(expression.kind, expression.kind), "of": of}


def _is_scalar(expression: Expression) -> bool:
    return isinstance(expression, Number) or (isinstance(expression, Apply) and expression.kind == "total")
