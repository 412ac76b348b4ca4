"""Which name of a module means what: Python's scopes, as far as device code uses them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Scope:
    """What one module, class, function or comprehension binds; `module`: the one around all.

    declared: its names that are the module's by a `global`.
    """

    def __init__(self, node: ast.AST, around: "Scope | None"):
        self.node = node
        self.around = around
        self.module: Scope = around.module if around else self
        self.bound: set[str] = set()
        self.declared: set[str] = set()

    def owner(self, name: str) -> "Scope":
        """The scope that a name said in this one is of; of the module if of none: a builtin."""
        scope: Scope = self
        while scope.around:
            if name in scope.declared:
                break
            inner_of_class = isinstance(scope.node, ast.ClassDef) and scope is not self
            if name in scope.bound and not inner_of_class:
                return scope
            scope = scope.around
        return self.module


@dataclass(frozen=True)
class Use:
    """A place that says a name: node.field, or with an index one of the names there."""

    node: ast.AST
    field: str
    index: int
    name: str
    owner: Scope

    @property
    def now(self) -> str:
        """What is said there by now."""
        said = getattr(self.node, self.field)
        return str(said if self.index < 0 else said[self.index])

    def rename(self, name: str) -> None:
        """Say another name there."""
        if self.index < 0:
            setattr(self.node, self.field, name)
        else:
            getattr(self.node, self.field)[self.index] = name


class Names:
    """The nodes of a module, its scopes by their nodes, the outer first, and its uses of names."""

    def __init__(self, tree: ast.Module):
        self.tree = tree
        self.nodes = list(ast.walk(tree))
        self.scopes = {scope.node: scope for scope in _scopes(tree, Scope(tree, None))}
        self.module = self.scopes[tree]
        said = [(place, scope) for scope in self.scopes.values() for place in _said(scope)]
        for (node, _, _, name, _), scope in said:
            if isinstance(node, ast.Global):
                scope.declared.add(name)
        for (_, _, _, name, binds), scope in said:
            if binds:
                (self.module if name in scope.declared else scope).bound.add(name)
        self.uses = [
            Use(node, field, index, name, scope.owner(name))
            for (node, field, index, name, _), scope in said
        ]


def _scopes(node: ast.AST, scope: Scope) -> Iterator[Scope]:
    """A scope, and those within."""
    yield scope
    for child in _within(node):
        if _opens(child):
            yield from _scopes(child, Scope(child, scope))


def _opens(node: ast.AST) -> bool:
    return isinstance(node, (ast.FunctionDef, ast.Lambda, ast.ClassDef, *_COMPREHENSIONS))


def _within(scope: ast.AST) -> Iterator[ast.AST]:
    """Every node that is evaluated in a scope; where another scope opens, its node is the last."""
    nodes = _inner(scope)[::-1]
    while nodes:
        node = nodes.pop()
        yield node
        nodes += (_outer(node) if _opens(node) else list(ast.iter_child_nodes(node)))[::-1]


def _inner(scope: ast.AST) -> list[ast.AST]:
    """What is evaluated in the scope that a node opens."""
    match scope:
        case ast.FunctionDef(args=arguments, body=body):
            return [*_arguments(arguments), *body]
        case ast.Lambda(args=arguments, body=body):
            return [*_arguments(arguments), body]
        case ast.ClassDef(body=body) | ast.Module(body=body):
            return list(body)
    parts = list(ast.iter_child_nodes(scope))
    return [part for part in parts if not isinstance(part, ast.comprehension)] + [
        node
        for number, part in enumerate(scope.generators)  # type: ignore[attr-defined]
        for node in ast.iter_child_nodes(part)
        if number or node is not part.iter
    ]


def _outer(node: ast.AST) -> list[ast.AST]:
    """What is evaluated around the scope that a node opens, for it."""
    match node:
        case ast.FunctionDef(args=arguments, decorator_list=decorators):
            return [*decorators, *_defaults(arguments)]
        case ast.Lambda(args=arguments):
            return _defaults(arguments)
        case ast.ClassDef(bases=bases, keywords=keywords, decorator_list=decorators):
            return [*decorators, *bases, *keywords]
    return [node.generators[0].iter]  # type: ignore[attr-defined]


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    more = [one for one in (arguments.vararg, arguments.kwarg) if one]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *more]


def _defaults(arguments: ast.arguments) -> list[ast.AST]:
    return [one for one in (*arguments.defaults, *arguments.kw_defaults) if one]


def _said(scope: Scope) -> Iterator[tuple[ast.AST, str, int, str, bool]]:
    """What is said in a scope: node, field, index or -1, name, and whether that binds it."""
    for node in _within(scope.node):
        match node:
            case ast.Name(name, context):
                yield node, "id", -1, name, not isinstance(context, ast.Load)
            case ast.arg(name):
                yield node, "arg", -1, name, True
            case ast.FunctionDef(name) | ast.ClassDef(name):
                yield node, "name", -1, name, True
            case ast.ExceptHandler(name=str(name)):
                yield node, "name", -1, name, True
            case ast.alias(name, asname):
                yield node, "asname", -1, asname or name, True
            case ast.Global(names):
                for index, name in enumerate(names):
                    yield node, "names", index, name, False
            case ast.Nonlocal():
                raise NotImplementedError("nonlocal")
