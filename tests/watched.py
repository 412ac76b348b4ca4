"""Loads device code with every arithmetic step watched, as if on the board's 31-bit integers.

A small integer of MicroPython on a 32-bit chip lies in -2^30..2^30 - 1; one step beyond it a long
integer is allocated, which no control period may do, and floats differ from a PC's. The source is
rewritten before it runs, so that each intermediate result inside a function is checked, not only
what is stored or returned.
"""

import ast
import builtins
import types
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("control", "drivers", "firmware")
SMALL_MIN = -(1 << 30)
SMALL_MAX = (1 << 30) - 1

_CHECK = "__small__"
_modules: dict[str, types.ModuleType] = {}


class NotSmallError(AssertionError):
    """A value that the board could not hold without allocating."""


def small(value, where: str):
    """Pass `value` through, unless it is a number that is not a small integer."""
    if isinstance(value, float | complex):
        raise NotSmallError(f"{where}: {value!r} is no integer")
    if isinstance(value, int) and not SMALL_MIN <= value <= SMALL_MAX:
        raise NotSmallError(f"{where}: {value} is beyond 31 bits")
    return value


def load(name: str) -> types.ModuleType:
    """The watched copy of a module, by its dotted name; made once."""
    if name not in _modules:
        path = ROOT / (name.replace(".", "/") + ".py")
        module = types.ModuleType(name)
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": _import, _CHECK: small}
        tree = _Watch(path.name).visit(ast.parse(path.read_text(), str(path)))
        exec(compile(ast.fix_missing_locations(tree), str(path), "exec"), vars(module))
        _modules[name] = module
    return _modules[name]


def _import(name, module_globals=None, module_locals=None, names=(), level=0):
    if name.split(".")[0] in PACKAGES:
        if (ROOT / name.replace(".", "/")).is_dir():
            return types.SimpleNamespace(**{part: load(f"{name}.{part}") for part in names})
        return load(name)
    return __import__(name, module_globals, module_locals, names, level)


class _Watch(ast.NodeTransformer):
    """Wraps what can be a new number: operators, calls, and constants where they are used."""

    def __init__(self, file_name: str):
        self._file_name = file_name
        self._depth = 0  # functions around the node: a module's own level runs at start-up only

    def visit_FunctionDef(self, node):
        self._depth += 1
        node.body = [self.visit(statement) for statement in node.body]
        self._depth -= 1
        return node

    def visit_AugAssign(self, node):
        target = ast.parse(ast.unparse(node.target), mode="eval").body
        total = ast.copy_location(ast.BinOp(target, node.op, node.value), node)
        return ast.copy_location(ast.Assign([node.target], self.visit(total)), node)

    def visit_BinOp(self, node):
        return self._checked(node)

    def visit_UnaryOp(self, node):
        return self._checked(node)

    def visit_Call(self, node):
        return self._checked(node)

    def visit_Name(self, node):
        return self._checked(node) if node.id.isupper() else node

    def visit_Attribute(self, node):
        return self._checked(node) if node.attr.isupper() else self.generic_visit(node)

    def _checked(self, node):
        self.generic_visit(node)
        if not self._depth or isinstance(getattr(node, "ctx", None), ast.Store):
            return node
        where = ast.Constant(f"{self._file_name}:{node.lineno}")
        return ast.copy_location(ast.Call(ast.Name(_CHECK, ast.Load()), [node, where], []), node)
