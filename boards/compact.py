"""A part as the text that is compiled: what costs RAM there for nothing is said another way.

- Names that are said most are said first. The first 128 of a file take a byte wherever they are
  said, the others two.
- A constant tuple of texts comes from a file as objects, one for each text. It is made as the part
  is loaded, of texts that the file has once, the short ones among its names.
- What only the loading needs is forgotten when it is done. So are two entries that MicroPython
  gives the dictionary of each class, and never reads.
- A statement that cannot fail shares the line of the one before, and one that is alone under an
  `if` shares that line: each line is a byte or more.
"""

import ast
import builtins
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

from boards.join import Part

Lines = list[tuple[str, int]]  # of each line of the text the module and line that it was

# Before ours come the name of the file, `<module>`, __name__ and _.
_FIRST_NAMES = 124
_NEVER = "if not __name__:\n    _"
_OF_CLASSES = "del __module__, __qualname__"


def compact(part: Part) -> tuple[str, Lines]:
    """The text of a part, and where its lines came from. The part is changed."""
    statements = list(zip(part.tree.body, part.came_from, strict=True))
    for one, _ in statements:
        _prepare(one)
    statements = list(_forgetting(statements, part.wanted))
    often = _most_said([one for one, _ in statements])
    if often:
        first = ast.parse(_NEVER + "".join(f".{name}" for name in often)).body
        statements[:0] = [(one, "") for one in first]
    tree = ast.fix_missing_locations(ast.Module([one for one, _ in statements], []))
    text = _sharing_lines(ast.unparse(tree) + "\n")
    came_from: dict[int, tuple[str, int]] = {}
    for (old, module), new in zip(statements, ast.parse(text).body, strict=True):
        for was, now in zip(ast.walk(old), ast.walk(new), strict=True):
            if module and isinstance(was, ast.stmt) and isinstance(now, ast.stmt):
                came_from.setdefault(now.lineno, (module, was.lineno))
    return text, [came_from.get(number, ("", 0)) for number in range(1, text.count("\n") + 1)]


def _prepare(statement: ast.stmt) -> None:
    """Leave out what MicroPython makes nothing of, and make what it makes dear."""
    if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
        _Texts().visit(statement)
    for node in ast.walk(statement):
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.body = [one for one in node.body if not isinstance(one, ast.Pass)] or [ast.Pass()]
        if isinstance(node, ast.ClassDef):
            node.body.insert(0, ast.copy_location(ast.parse(_OF_CLASSES).body[0], node))


class _Texts(ast.NodeTransformer):
    """Makes constant tuples of texts when they are loaded: they are of a list's items then."""

    def visit_Tuple(self, node: ast.Tuple) -> ast.expr:
        self.generic_visit(node)
        texts = [one for one in node.elts if isinstance(one, ast.Constant)]
        made = [one for one in node.elts if isinstance(one, ast.Call)]
        if not isinstance(node.ctx, ast.Load) or len(texts) + len(made) < len(node.elts):
            return node
        if not made and not any(isinstance(one.value, str) for one in texts):
            return node
        return ast.Call(ast.Name("tuple", ast.Load()), [ast.List(node.elts, ast.Load())], [])


def _forgetting(
    statements: list[tuple[ast.stmt, str]], wanted: set[str]
) -> Iterator[tuple[ast.stmt, str]]:
    """Statements and their modules, with those between that forget what only these needed."""
    last: dict[str, int] = {}  # the last that says a name
    bound: set[str] = set()
    later = set(wanted)  # what is said when the part has been loaded
    for place, (statement, _) in enumerate(statements):
        for name in _bound(statement):
            bound.add(name)
            last[name] = place
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                last[node.id] = place
            if isinstance(node, ast.FunctionDef | ast.Lambda):
                later |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        if isinstance(statement, ast.Delete):
            later |= {one.id for one in ast.walk(statement) if isinstance(one, ast.Name)}
    idle: dict[int, list[str]] = defaultdict(list)
    for name in sorted(bound - later):
        idle[last[name]].append(name)
    for place, (statement, module) in enumerate(statements):
        yield statement, module
        if place in idle:
            yield ast.Delete([ast.Name(name, ast.Del()) for name in idle[place]]), ""


def _most_said(statements: list[ast.stmt]) -> list[str]:
    """The names that functions say most. What a part binds at its top has a name of its own."""
    tops = {name for one in statements for name in _bound(one)} | set(dir(builtins))
    said: Counter[str] = Counter()
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            for node in ast.walk(statement):
                match node:
                    case ast.Attribute(attr=name) | ast.arg(name) | ast.FunctionDef(name):
                        said[name] += 1
                    case ast.Name(name) if name in tops:
                        said[name] += 1
    return [name for name, _ in said.most_common(_FIRST_NAMES)]


def _bound(statement: ast.stmt) -> list[str]:
    """What a statement at the top binds, if it is one of the usual ones."""
    match statement:
        case ast.FunctionDef(name) | ast.ClassDef(name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.Import(names) | ast.ImportFrom(names=names):
            return [alias.asname or alias.name for alias in names]
    return []


_SIMPLE = (ast.Assign, ast.AugAssign, ast.Expr, ast.Return, ast.Raise, ast.Break, ast.Continue)


def _sharing_lines(text: str) -> str:
    """The same text with some statements behind the one before, or behind their `if`."""
    lines = text.splitlines()
    behind: dict[int, str] = {}  # the lines that are to be so, and what stands between
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.If | ast.For | ast.While | ast.With | ast.Try):
            for block in (
                node.body,
                *(getattr(node, name, []) for name in ("orelse", "finalbody")),
            ):
                for one, other in pairwise(block):
                    if isinstance(one, _SIMPLE) and _cannot_fail(other):
                        behind[other.lineno] = "; "
        if isinstance(node, ast.If) and len(node.body) == 1 and isinstance(node.body[0], _SIMPLE):
            behind[node.body[0].lineno] = " "
    shared: list[str] = []
    for number, line in enumerate(lines, start=1):
        if number in behind:
            shared[-1] += behind[number] + line.strip()
        elif line:
            shared.append(line)
    return "\n".join(shared) + "\n"


def _cannot_fail(statement: ast.stmt) -> bool:
    """Whether there is nothing in a statement for which it could raise: no line is missed then."""
    match statement:
        case ast.Break() | ast.Continue() | ast.Return(None):
            return True
        case ast.Return(value) | ast.Assign([ast.Name()], value):
            return isinstance(value, ast.Constant | ast.Name)
        case ast.Assign([ast.Attribute(ast.Name("self"))], value):
            return isinstance(value, ast.Constant | ast.Name)
    return False
