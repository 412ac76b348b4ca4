"""Modules of a version put together in one file, a part, for each costs RAM by itself: its object,
its dictionary, a table of the names that it says, and an entry and a name for what it imports.

A part is called as the module that it begins with. It has in it what that one imports, each module
behind those that it imports itself. What a function imports when it runs is not in it: that is
another part, loaded then.

All that modules bind shares one place there. So every such name is said nowhere else in the
version: a class keeps its own where it can; all else has a short one.
"""

import ast
import builtins
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from boards.errors import Refusal
from boards.scopes import Names
from boards.shorten import fresh, words


@dataclass(frozen=True, order=True)
class Thing:
    """What a name of a module stands for: `name` as `module` binds it; "": the module itself."""

    module: str
    name: str


@dataclass(frozen=True)
class Part:
    """came_from: the module of each statement of the tree's body; "" of one that was made here.
    wanted: the names that others import from it."""

    tree: ast.Module
    came_from: list[str]
    wanted: set[str]


def join(names: Mapping[str, Names], main: str, begin: Sequence[str]) -> dict[str, Part]:
    """The parts, in the order in which they are loaded, behind the modules that are in none.

    names: of all modules of a version, which are changed. main: the one that runs it; of others
    those are left out that nothing imports. begin: those that parts begin with.
    Raises Refusal of what cannot be said in a part.
    """
    version = _Version(names, begin)
    wanted = {main} | {
        thing.module for imports in version.imports.values() for thing in imports.values()
    }
    alone = {
        name: version.alone(name)
        for name in names
        if name not in version.part_of and name in wanted
    }
    return alone | {name: version.part(name) for name in begin}


class _Version:
    """part_of: the part that each module is in, if it is in one. imports: of each at its top."""

    def __init__(self, names: Mapping[str, Names], begin: Sequence[str]):
        self._names = names
        self.imports = {name: dict(_imports(name, one, names)) for name, one in names.items()}
        self._refuse_rebinding()
        self.part_of: dict[str, str] = {}
        self._modules = {name: list(self._with_imports(name, name, ())) for name in begin}
        self._final = self._finals()
        self._wanted: dict[str, set[str]] = {name: set() for name in begin}

    def _refuse_rebinding(self) -> None:
        """In a part whoever imports a name sees what becomes of it; else it has what it was."""
        brought = {thing for imports in self.imports.values() for thing in imports.values()}
        for module, names in self._names.items():
            for use in names.uses:
                if use.owner is names.module and _binds(use.node):
                    changed = (
                        isinstance(use.node, ast.Global) and Thing(module, use.name) in brought
                    )
                    if changed or use.name in self.imports[module]:
                        raise _refusal(module, use.node, f"{use.name} changes, and is imported")

    def alone(self, module: str) -> Part:
        """A module that is in no part."""
        tree = self._names[module].tree
        self._import_from_parts(module, self._names[module].nodes)
        return Part(tree, [module] * len(tree.body), self._names[module].module.bound)

    def part(self, part: str) -> Part:
        """A whole part."""
        body: list[tuple[ast.stmt, str]] = []
        brought: set[Thing] = set()
        for module in self._modules[part]:
            brought |= self._rename(module)
            self._place(module, part)
            tree = self._names[module].tree
            tops = set(tree.body)
            nested = [node for node in self._names[module].nodes if node not in tops]
            self._import_from_parts(module, nested)
            body += [(one, module) for one in tree.body if not _only_binds(one)]
        sources: dict[str, list[ast.alias]] = defaultdict(list)
        head: list[ast.stmt] = []
        for thing in sorted(brought):
            final = self._final[thing]
            source = self.part_of.get(thing.module, "")
            if source:
                if source != part:
                    sources[source].append(ast.alias(final))
                    self._wanted[source].add(final)
            elif thing.name:
                sources[thing.module].append(_alias(thing.name, final))
            else:
                head.append(ast.Import([_alias(thing.module, final)]))
        head += [ast.ImportFrom(source, names, 0) for source, names in sources.items()]
        whole = [*head, *(one for one, _ in body)]
        modules = [""] * len(head) + [module for _, module in body]
        return Part(ast.Module(whole, []), modules, self._wanted[part])

    def _with_imports(self, module: str, part: str, above: tuple[str, ...]) -> Iterator[str]:
        """A module that is in no part yet, behind those that it imports."""
        if module in above:
            raise Refusal(f"{module}: it imports {above[-1]}, which imports it in turn")
        if module in self.part_of:
            return
        for thing in self.imports[module].values():
            if thing.module in self._names:
                yield from self._with_imports(thing.module, part, (*above, module))
        self.part_of[module] = part
        yield module

    def _thing(self, module: str, name: str) -> Thing | None:
        """What a module means by a name of its own; None: a builtin."""
        thing = self.imports[module].get(name)
        if thing is None:
            return Thing(module, name) if name in self._names[module].module.bound else None
        if thing.name and thing.module in self._names:
            return self._thing(thing.module, thing.name) or thing
        return thing

    def _finals(self) -> dict[Thing, str]:
        """The name of each thing in the parts."""
        said: Counter[Thing] = Counter()
        for module in self.part_of:
            for use in self._names[module].uses:
                thing = self._thing(module, use.name)
                if thing and use.owner is self._names[module].module:
                    said[thing] += 1
        own = {thing: thing.name or thing.module for thing in said if not self._is_module(thing)}
        often = Counter(own.values())
        taken = set(dir(builtins)) | {
            use.now
            for module in self.part_of
            for use in self._names[module].uses
            if use.owner.around
        }
        finals = {
            thing: name
            for thing, name in own.items()
            if often[name] == 1 and name not in taken and self._keeps(thing)
        }
        short = fresh(words(self._names.values()), "_")
        rest = sorted(own.keys() - finals.keys(), key=lambda thing: (-said[thing], thing))
        return finals | dict(zip(rest, short, strict=False))

    def _is_module(self, thing: Thing) -> bool:
        """Whether a thing is a whole module of the version."""
        return thing.module in self._names and not thing.name

    def _keeps(self, thing: Thing) -> bool:
        """Whether a thing keeps its name, if it can: a class, or what is in MicroPython."""
        names = self._names.get(thing.module)
        return names is None or any(
            isinstance(one, ast.ClassDef) and one.name == thing.name for one in names.tree.body
        )

    def _rename(self, module: str) -> set[Thing]:
        """Say what a module means by the names that it has in the parts; gives what it means."""
        names = self._names[module]
        meant: set[Thing] = set()
        modules: dict[ast.AST, str] = {}
        for use in names.uses:
            thing = self._thing(module, use.name)
            if thing is None or use.owner is not names.module or isinstance(use.node, ast.alias):
                continue
            if self._is_module(thing):
                modules[use.node] = thing.module
            else:
                meant.add(thing)
                use.rename(self._final[thing])
        for node in names.nodes:
            if isinstance(node, ast.Attribute) and node.value in modules:
                thing = self._thing(modules.pop(node.value), node.attr)
                if thing not in self._final or not isinstance(node.ctx, ast.Load):
                    raise _refusal(
                        module, node, f"{ast.unparse(node)} is no name to be read there"
                    )
                meant.add(thing)
                _become(node, ast.Name(self._final[thing], node.ctx))
        for node in modules:
            raise _refusal(module, node, "a module is no value: say module.name")
        return meant

    def _place(self, module: str, part: str) -> None:
        """Let a module say in a part where it would be a file by itself: in which folder."""
        for use in self._names[module].uses:
            if use.name == "__name__" and module != part:
                raise _refusal(module, use.node, "it has no __name__ in a part")
            if use.name == "__file__" and module != part:
                above = len(part.split("."))
                own = "/" + module.replace(".", "/")
                path = ast.parse(f"__file__.rsplit('/', {above})[0] + {own!r}", mode="eval").body
                _become(use.node, path)

    def _import_from_parts(self, module: str, nodes: list[ast.AST]) -> None:
        """Let imports that stay where they are import from the parts."""
        for node in nodes:
            if not isinstance(node, ast.ImportFrom):
                continue
            for alias in node.names:
                if f"{node.module}.{alias.name}" in self.part_of:
                    raise _refusal(module, node, f"{alias.name} is in a part: import names of it")
            if node.module in self.part_of:
                for alias in node.names:
                    thing = self._thing(node.module, alias.name)
                    if thing not in self._final:
                        raise _refusal(module, node, f"{alias.name} is no name to be had there")
                    alias.asname = alias.asname or alias.name
                    alias.name = self._final[thing]
                    self._wanted[self.part_of[node.module]].add(alias.name)
                node.module = self.part_of[node.module]


def _imports(
    module: str, names: Names, version: Mapping[str, Names]
) -> Iterator[tuple[str, Thing]]:
    """What a module imports when it is loaded, by the names that it gives these things."""
    tops = set(names.tree.body)
    for node in names.nodes:
        if isinstance(node, ast.ImportFrom) and node in tops:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                thing = (
                    Thing(whole, "") if whole in version else Thing(str(node.module), alias.name)
                )
                yield alias.asname or alias.name, thing
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in version or node not in tops:
                    raise _refusal(module, node, "say from ... import ..., at the top")
                yield alias.asname or alias.name, Thing(alias.name, "")


def _binds(node: ast.AST) -> bool:
    """Whether a name is bound where a node says it, otherwise than by an import."""
    reads = isinstance(node, ast.alias | ast.Name)
    return not reads or isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)


def _only_binds(node: ast.stmt) -> bool:
    """Whether a statement at the top of a module is none in a part."""
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Pass)


def _alias(name: str, final: str) -> ast.alias:
    return ast.alias(name, None if name == final else final)


def _become(node: ast.AST, other: ast.AST) -> None:
    """Let a node be another one, where it is."""
    node.__class__ = other.__class__
    for field in node._fields:
        setattr(node, field, getattr(other, field))


def _refusal(module: str, node: ast.AST, why: str) -> Refusal:
    return Refusal(f"{module}, line {getattr(node, 'lineno', 0)}: {why} (boards/join.py)")
