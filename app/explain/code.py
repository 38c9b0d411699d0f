"""A formula as NumPy code, in tokens: text, or the name of a term.

Knows how Python writes an expression and where it needs brackets. Does not know what the formula says.
"""

from dataclasses import dataclass

from app.explain.formulas import Apply, Expression, Line, Number, Term

SUM, PRODUCT, POWER, ATOM = range(1, 5)  # how tightly an expression binds


@dataclass(frozen=True)
class Token:
    """A piece of a line of code; `term` names the array it stands for."""

    text: str
    term: str | None = None


Tokens = tuple[Token, ...]


def code_of(line: Line) -> Tokens:
    """`left = right`."""
    return merged(_term(line.left), _text(" = "), _write(line.right)[0])


def text_of(expression: Expression) -> str:
    """An expression as plain code."""
    return "".join(token.text for token in _write(expression)[0])


def merged(*parts: Tokens) -> Tokens:
    """One after another, with neighbouring texts as one."""
    found: list[Token] = []
    for token in (token for part in parts for token in part):
        if found and token.term is None and found[-1].term is None:
            found[-1] = Token(found[-1].text + token.text)
        else:
            found.append(token)
    return tuple(found)


def _text(text: str) -> Tokens:
    return (Token(text),)


def _term(term: Term) -> Tokens:
    return (Token(term.name, term.name),)


def _write(expression: Expression) -> tuple[Tokens, int]:
    """The tokens, and how tightly they bind."""
    if isinstance(expression, Term):
        return _term(expression), ATOM
    if isinstance(expression, Number):
        return _text(f"{expression.value:g}"), ATOM
    if expression.kind == "named":
        return _write(expression.of[1])
    if expression.kind == "mean":
        return _mean(expression.of[0])
    if expression.kind in ("times", "minus", "over"):
        return _operator(expression)
    if expression.kind == "negative":
        return merged(_text("-"), _bound(expression.of[0], POWER)), SUM
    if expression.kind == "square":
        return merged(_bound(expression.of[0], ATOM), _text(" ** 2")), POWER
    if expression.kind == "back":
        weights, delta = expression.of
        return merged(_bound(weights, ATOM), _text(".T @ "), _bound(delta, POWER)), PRODUCT
    return _call(expression)


def _call(expression: Apply) -> tuple[Tokens, int]:
    first, *rest = (_write(each)[0] for each in expression.of)
    if expression.kind == "step":
        below = expression.of[1]
        assert isinstance(below, Number)
        return merged(_text("np.where("), first, _text(f" > 0, 1.0, {below.value!r})")), ATOM
    if expression.kind == "logistic":
        return merged(_text("1 / (1 + np.exp(-"), first, _text("))")), PRODUCT
    if expression.kind == "outer":
        return merged(_text("np.outer("), first, _text(", "), rest[0], _text(")")), ATOM
    name = {"ones": "np.ones_like(", "total": "np.sum("}[expression.kind]
    return merged(_text(name), first, _text(")")), ATOM


def _operator(expression: Apply) -> tuple[Tokens, int]:
    sign, tight = {"times": (" * ", PRODUCT), "minus": (" - ", SUM), "over": (" / ", PRODUCT)}[expression.kind]
    first, *rest = expression.of
    if expression.kind == "over" and isinstance(first, Apply) and first.kind == "negative":
        parts = [_write(first)[0]]  # -y / a needs no brackets
    else:
        parts = [_bound(first, tight)]
    for each in rest:
        joined = expression.kind == "times" and _is_product(each)
        parts += [_text(sign), _bound(each, tight if joined else tight + 1)]
    return merged(*parts), tight


def _is_product(expression: Expression) -> bool:
    """A product in a product needs no brackets."""
    if isinstance(expression, Apply) and expression.kind == "named":
        return _is_product(expression.of[1])
    return isinstance(expression, Apply) and expression.kind == "times"


def _mean(of: Expression) -> tuple[Tokens, int]:
    """A batch stands in rows, a sample each: the sum of the outer products is one matrix product."""
    if isinstance(of, Apply):
        errors, senders = (_write(each)[0] for each in of.of)
        return merged(errors, _text(".T @ "), senders, _text(" / n")), PRODUCT
    return merged(_write(of)[0], _text(".sum(axis=0) / n")), PRODUCT


def _bound(expression: Expression, tight: int) -> Tokens:
    """In brackets unless it binds at least so tightly."""
    tokens, own = _write(expression)
    return tokens if own >= tight else merged(_text("("), tokens, _text(")"))
