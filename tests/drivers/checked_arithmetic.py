"""Imports modules of ours so that every arithmetic result in them is checked as it is made."""

import ast
import importlib
import os
import sys
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path

ROOT = Path(__file__).parents[2]
SMALL_INT = 1 << 30  # the ESP32's small integers are -SMALL_INT .. SMALL_INT - 1


def check(result):
    """What an operator gave: bool, or an integer that the ESP32 holds without taking memory."""
    if isinstance(result, int) and not -SMALL_INT <= result < SMALL_INT:
        raise OverflowError(f"{result} is not a small integer on the ESP32")
    if isinstance(result, (float, complex)):
        raise TypeError("floating point")
    return result


class _Checks(ast.NodeTransformer):
    """Wraps each operator in check()."""

    def visit_BinOp(self, node):
        return self._wrap(self.generic_visit(node))

    def visit_UnaryOp(self, node):
        return self._wrap(self.generic_visit(node))

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        target = ast.parse(ast.unparse(node.target), mode="eval").body
        value = self._wrap(ast.BinOp(target, node.op, node.value))
        return ast.Assign([node.target], value)

    @staticmethod
    def _wrap(node):
        return ast.Call(ast.Name("_check", ast.Load()), [node], [])


class _Loader(SourceFileLoader):
    def get_code(self, fullname):
        tree = _Checks().visit(ast.parse(self.get_data(self.path)))
        return compile(ast.fix_missing_locations(tree), self.path, "exec")

    def exec_module(self, module):
        module.__dict__["_check"] = check
        super().exec_module(module)


class _Finder:
    def __init__(self, package):
        self._prefix = package + "."

    def find_spec(self, fullname, path=None, target=None):
        if not fullname.startswith(self._prefix):
            return None
        file = str(ROOT / (fullname.replace(".", "/") + ".py"))
        if not os.path.exists(file):
            return None  # a folder
        return spec_from_file_location(fullname, file, loader=_Loader(fullname, file))


@contextmanager
def _only_checked(package):
    def ours():
        return [name for name in sys.modules if name.startswith(package + ".")]

    before = {name: sys.modules.pop(name) for name in ours()}
    finder = _Finder(package)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in ours():
            del sys.modules[name]
        sys.modules.update(before)


def import_checked(name):
    """The module `name`, it and what it imports of its own package checked."""
    with _only_checked(name.split(".", maxsplit=1)[0]):
        return importlib.import_module(name)
