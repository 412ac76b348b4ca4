"""The sources of a version without what MicroPython would keep in RAM for nothing.

It keeps a name's letters, its entry in its module, and its place in the table of each module that
says it. Its compiler sees one file at a time and spares only what is private there. So constants
become numbers here, in all modules at once. Docstrings, annotations and __slots__, of which
MicroPython makes nothing, go too. Nothing else changes, and every line stays where it is: a
traceback means the source.

A constant is a name that its file binds once, at the top, to a number that can be computed from
numbers and constants, or that is known from elsewhere; or, if it begins with _, to a text. Its
definition goes if nothing needs it: if its name is left neither in its file, nor as an attribute,
nor as a text. So does an import that nothing needs any more.
"""

import ast
import operator
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from types import MappingProxyType

_LARGEST = (1 << 30) - 1  # of the ESP32's small integers; a larger one is an object, made once
_CONST = ("micropython", "const")  # with which a file may mark its constants
_NOTHING = "pass"
_NOBODY = "_"
_ANY_TYPE = "0"
Value = int | str | bytes
_OPERATORS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.LShift: operator.lshift,
    ast.BitOr: operator.or_,
}


def lean(
    sources: Mapping[str, str], known: Mapping[str, Mapping[str, object]] = MappingProxyType({})
) -> dict[str, str]:
    """The same modules, each by its name with dots, as they are to be compiled.

    known: of a module, what its names are once it is loaded: numbers among them that cannot be
    computed here are constants too, and what gives them is still done. Raises SyntaxError, with
    the module's name.
    """
    files = {name: _File(name, source) for name, source in sources.items()}
    version = _Version(files, known)
    return {name: version.text(name) for name in sources}


class _File:
    """A module. `definitions` and `imports` are of names that are bound once, and at its top."""

    def __init__(self, name: str, source: str):
        self.source = source
        compile(source, name, "exec")  # finds what the tree alone does not show
        self.tree = ast.parse(source, name)
        nodes = list(ast.walk(self.tree))
        bound = Counter(binding for node in nodes for binding in _bindings(node))
        self.definitions = {
            node.targets[0].id: node.value
            for node in self.tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and bound[node.targets[0].id] == 1
        }
        self.imported = [
            (alias.asname or alias.name, (node.module, alias.name))
            for node in nodes
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
        ]
        self.imports = {
            alias.asname or alias.name: (node.module, alias.name)
            for node in self.tree.body
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
            if bound[alias.asname or alias.name] == 1
        }
        self.names = {node.id for node in nodes if isinstance(node, ast.Name)}
        self.idle = {part: text for node in nodes for part, text in _idle(node)}
        self.attributes_set = {
            node.attr
            for node in nodes
            if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
        }


class _Version:
    """All modules; `_numbers` has each place of a constant, by module, with its value."""

    def __init__(self, files: dict[str, _File], known: Mapping[str, Mapping[str, object]]):
        self._files = files
        self._known = known
        self._done: set[tuple[str, str]] = set()  # constants whose definition does something
        self._values: dict[tuple[str, str], Value | None] = {}
        self._variable = {name for file in files.values() for name in file.attributes_set}
        self._numbers = {name: dict(self._places(name, files[name].tree)) for name in files}
        left = {name: list(self._left(name, file.tree)) for name, file in files.items()}
        self._names = {
            name: {node.id for node in nodes if isinstance(node, ast.Name)}
            for name, nodes in left.items()
        }
        everything = [node for nodes in left.values() for node in nodes]
        self._said = {node.attr for node in everything if isinstance(node, ast.Attribute)}
        self._said |= {str(node.value) for node in everything if isinstance(node, ast.Constant)}

    def text(self, name: str) -> str:
        """A module as it is to be compiled."""
        file = self._files[name]
        edits = dict(file.idle)
        edits.update(self._dropped(name))
        gone = {node for statement in edits for node in ast.walk(statement)}
        for node, value in self._numbers[name].items():
            if node not in gone:
                edits[node] = f"({value!r})"
        return _edited(file.source, edits)

    def _value(self, module: str, name: str) -> Value | None:
        """The constant that a module knows by this name."""
        at = module, name
        if at not in self._values:
            self._values[at] = None  # if it is computed from itself
            file = self._files.get(module)
            if file and name not in self._variable:
                if name in file.definitions:
                    value = self._computed(module, file.definitions[name])
                    loaded = self._known.get(module, {}).get(name)
                    if value is None and type(loaded) is int:
                        value = loaded
                        self._done.add(at)
                    number = isinstance(value, int) and abs(value) <= _LARGEST
                    text = isinstance(value, str | bytes) and name.startswith("_")
                    self._values[at] = value if number or text else None
                elif name in file.imports:
                    self._values[at] = self._value(*file.imports[name])
        return self._values[at]

    def _computed(self, module: str, node: ast.expr) -> Value | None:
        """What an expression of numbers and constants gives, or a text."""
        imports = self._files[module].imports
        value: Value | None = None
        match node:
            case ast.Constant(int() | str() | bytes() as constant):
                value = constant
            case ast.Name(name):
                value = self._value(module, name)
            case ast.Attribute(ast.Name(name), attribute) if name in imports:
                value = self._value(".".join(imports[name]), attribute)
            case ast.Call(ast.Name(name), [argument]) if imports.get(name) == _CONST:
                value = self._computed(module, argument)
            case ast.UnaryOp(ast.USub(), operand):
                part = self._computed(module, operand)
                value = -part if isinstance(part, int) else None
            case ast.BinOp(left, sign, right) if type(sign) in _OPERATORS:
                first, second = self._computed(module, left), self._computed(module, right)
                if isinstance(first, int) and isinstance(second, int):
                    value = _OPERATORS[type(sign)](first, second)
        return value

    def _places(self, module: str, node: ast.AST) -> Iterator[tuple[ast.expr, Value]]:
        """Where below a node a name is to make way for a number or text."""
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            value = self._computed(module, node)
            if value is not None:
                yield node, value
                return
        if not isinstance(node, ast.JoinedStr):  # Python 3.11 does not say where in it a name is
            for child in ast.iter_child_nodes(node):
                yield from self._places(module, child)

    def _left(self, module: str, node: ast.AST) -> Iterator[ast.AST]:
        """What is below a node besides what goes for certain: places of constants among it."""
        gone = node in self._numbers[module] or node in self._files[module].idle
        if not gone and self._defines(module, node):
            assert isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            if (module, node.targets[0].id) in self._done:
                yield from self._left(module, node.value)
        elif not gone:
            yield node
            for child in ast.iter_child_nodes(node):
                yield from self._left(module, child)

    def _defines(self, module: str, node: ast.AST) -> bool:
        """Whether a statement is the definition of a constant."""
        match node:
            case ast.Assign([ast.Name(name)], value):
                definition = self._files[module].definitions.get(name)
                return definition is value and self._value(module, name) is not None
        return False

    def _dropped(self, module: str) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
        """The statements at the top that go, or that import less."""
        for node in self._files[module].tree.body:
            match node:
                case ast.Assign([ast.Name(name) as target]) if self._defines(module, node):
                    if not self._needs(module, name):
                        done = (module, name) in self._done
                        yield (target, _NOBODY) if done else (node, _NOTHING)
                case ast.ImportFrom(source, aliases):
                    kept = [
                        alias
                        for alias in aliases
                        if self._keeps(module, alias.asname or alias.name)
                    ]
                    if not kept:
                        yield node, _NOTHING
                    elif len(kept) < len(aliases):
                        yield node, ast.unparse(ast.ImportFrom(source, kept, 0))

    def _keeps(self, module: str, name: str) -> bool:
        """Whether an import stays; one that was never used is there for what it does."""
        file = self._files[module]
        return name not in file.names or name not in file.imports or self._needs(module, name)

    def _needs(self, module: str, name: str) -> bool:
        """Whether somebody still says a name of a module: itself, or from afar."""
        return (
            name in self._names[module]
            or name in self._said
            or any(
                imported == (module, name) and self._keeps(other, theirs)
                for other, file in self._files.items()
                for theirs, imported in file.imported
            )
        )


def _bindings(node: ast.AST) -> Iterator[str]:
    """The names that a node binds, in whatever scope."""
    match node:
        case ast.Name(name, ast.Store() | ast.Del()) | ast.arg(name):
            yield name
        case ast.FunctionDef(name) | ast.ClassDef(name) | ast.ExceptHandler(name=str(name)):
            yield name
        case ast.alias(name, asname):
            yield asname or name
        case ast.Global(names) | ast.Nonlocal(names):
            yield from names


def _idle(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """What MicroPython makes nothing of, at a node, and what may stand there."""
    match node:
        case ast.Expr(ast.Constant(str())) | ast.Assign([ast.Name("__slots__")]):
            yield node, _NOTHING
        case ast.arg(annotation=ast.expr() as annotation):
            yield annotation, _ANY_TYPE
        case ast.FunctionDef(returns=ast.expr() as annotation):
            yield annotation, _ANY_TYPE


def _edited(source: str, edits: Mapping[ast.expr | ast.stmt, str]) -> str:
    """A text with nodes replaced, each by as many lines as it had."""
    text = source.encode()  # ast counts bytes
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    for node in sorted(edits, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        assert node.end_lineno is not None and node.end_col_offset is not None
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[node.end_lineno - 1] + node.end_col_offset
        lines = "\n" * (node.end_lineno - node.lineno)
        text = text[:start] + (edits[node] + lines).encode() + text[end:]
    return text.decode()
