"""Small changes to a module, one at a time: what a slip of the hand could have left there.

In functions: a comparison off by its boundary, an operation for its opposite, a number one more, a
flag or condition turned round, half a condition or a whole statement left out, a word changed.
In the constants of a module: a number a tenth more or less, a flag turned round.
"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

_OPPOSITES: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_SWAPPED_CALLS = {"min": "max", "max": "min"}
# What a module says to its readers and tools changes nothing that it does.
_FIELDS_LEFT_ALONE = ("annotation", "returns", "decorator_list", "bases")
_TENTH = 10


class Mutant(NamedTuple):
    """One change: the line it is in, that line's code before and after, the whole changed code."""

    line: int
    before: str
    after: str
    code: str


def mutants_of(source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    original = ast.unparse(tree)
    mutants = []
    for parent, field, at, node, in_function in list(_nodes(tree)):
        for changed in _changes(node, in_function):
            _put(parent, field, at, changed)
            code = ast.unparse(tree)
            _put(parent, field, at, node)
            if code != original:
                line = getattr(node, "lineno", getattr(parent, "lineno", 0))
                before, after = _first_difference(original, code)
                mutants.append(Mutant(line, before, after, code))
    return sorted(mutants)


_Node = tuple[ast.AST, str, int, ast.AST, bool]  # parent, its field, the position in it, the node


def _nodes(parent: ast.AST, in_function: bool = False) -> Iterator[_Node]:
    """All below `parent`, each with its place; position -1 where the field is no list."""
    in_function = in_function or isinstance(parent, ast.FunctionDef)
    for field, value in ast.iter_fields(parent):
        if field in _FIELDS_LEFT_ALONE:
            continue
        nodes = list(enumerate(value)) if isinstance(value, list) else [(-1, value)]
        for at, node in nodes:
            if isinstance(node, ast.AST) and not _is_left_alone(node):
                yield parent, field, at, node, in_function
                yield from _nodes(node, in_function)


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0]) == "__slots__"
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_docstring or isinstance(node, ast.Import | ast.ImportFrom)


def _put(parent: ast.AST, field: str, at: int, node: ast.AST) -> None:
    if at < 0:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[at] = node


def _changes(node: ast.AST, in_function: bool) -> Iterator[ast.AST]:
    if type(node) in _OPPOSITES:
        yield _OPPOSITES[type(node)]()
    elif isinstance(node, ast.Constant):
        yield from _other_values(node.value, in_function)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.Invert):
        yield node.operand
    elif isinstance(node, ast.BoolOp):
        for left_out in node.values:
            kept = [value for value in node.values if value is not left_out]
            yield ast.BoolOp(node.op, kept) if len(kept) > 1 else kept[0]
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in _SWAPPED_CALLS:
        swapped = ast.Name(_SWAPPED_CALLS[ast.unparse(node.func)], ast.Load())
        yield ast.Call(swapped, node.args, node.keywords)
    elif in_function and _does_something(node):
        yield ast.Pass()


def _other_values(value: object, in_function: bool) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        step = 1 if in_function else max(value // _TENTH, 1)
        yield ast.Constant(value + step)
        if not in_function:
            yield ast.Constant(value - step)
    elif isinstance(value, str) and in_function:
        yield ast.Constant(f"changed {value}")


def _does_something(node: ast.AST) -> bool:
    """Whether leaving the statement out leaves code that still has all its names."""
    if isinstance(node, ast.Assign):
        return not isinstance(node.targets[0], ast.Name | ast.Tuple)
    return isinstance(node, ast.AugAssign | ast.Expr | ast.Break | ast.Continue | ast.Return)


def _first_difference(original: str, changed: str) -> tuple[str, str]:
    lines = zip(original.splitlines(), changed.splitlines(), strict=False)
    return next((one.strip(), other.strip()) for one, other in lines if one != other)
