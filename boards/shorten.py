"""Short names for what nobody but its own class or function calls by name.

MicroPython keeps each name once, with its letters, and in every file a table of those said there,
of which the first 128 take one byte where they are said. So the private attributes of each class
are called the same, from _a on, and so are the arguments of each function.

A private attribute begins with _ and is said of self alone, in the class that has it or in one
derived from it. What is said of anything else, or within a text, for getattr may ask for it, keeps
its name. So does an argument that some call names.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, product
from keyword import iskeyword
from string import ascii_lowercase

from boards.scopes import Names, Scope, Use

_WORD = re.compile(r"[^\W\d]\w*")


def fresh(taken: Iterable[str], prefix: str = "") -> Iterator[str]:
    """Names that are not taken, the shortest first: prefix and letters."""
    taken = set(taken)
    for size in count(1):
        for letters in product(ascii_lowercase, repeat=size):
            name = prefix + "".join(letters)
            if name not in taken and not iskeyword(name):
                yield name


def words(names: Iterable[Names]) -> set[str]:
    """Every name that is said somewhere, in texts too."""
    said: set[str] = set()
    for one in names:
        said |= _in_texts(one)
        for node in one.nodes:
            for field in ("id", "attr", "arg", "name", "asname"):
                said.add(getattr(node, field, None) or "")
    return said


def shorten(names: Sequence[Names]) -> None:
    """Give short names, in all modules of a version."""
    _shorten_attributes(names)
    nodes = [node for one in names for node in one.nodes]
    called = {node.arg for node in nodes if isinstance(node, ast.keyword)}
    for one in names:
        _shorten_arguments(one, called)


@dataclass(frozen=True)
class _Saying:
    """A place that says an attribute; family: of the class of whose self it says it, or ""."""

    node: ast.AST
    field: str
    name: str
    family: str


def _shorten_attributes(names: Sequence[Names]) -> None:
    families = _families([node for one in names for node in one.nodes])
    places: dict[str, list[_Saying]] = defaultdict(list)
    for one in names:
        for saying in _sayings(one, families):
            places[saying.name].append(saying)
    taken = words(names)
    in_texts = set().union(*map(_in_texts, names))
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for name, said in places.items():
        private = name.startswith("_") and not name.startswith("__")
        if private and name not in in_texts and all(saying.family for saying in said):
            for saying in said:
                counted[saying.family][name] += 1
    for family, counts in counted.items():
        most_said_first = sorted(counts, key=lambda name: (-counts[name], name))
        for name, short in zip(most_said_first, fresh(taken, "_"), strict=False):
            for saying in places[name]:
                if saying.family == family:
                    setattr(saying.node, saying.field, short)


def _families(nodes: list[ast.AST]) -> dict[str, str]:
    """For each class, by its name, the first that it is derived from. What two modules call the
    same is taken for one."""
    meant = {node.asname: node.name for node in nodes if isinstance(node, ast.alias)}
    bases: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            called = [base.id for base in node.bases if isinstance(base, ast.Name)]
            bases[node.name] |= {meant.get(name, name) for name in called}
    families = {name: name for name in bases}
    for _ in bases:  # as often as there may be generations
        for name, said in bases.items():
            known = sorted({families[base] for base in said if base in families})
            for family in known:
                merged = {families[name], family}
                for other, its in families.items():
                    if its in merged:
                        families[other] = min(merged)
    return families


def _sayings(names: Names, families: Mapping[str, str]) -> Iterator[_Saying]:
    """Every place of a module that says an attribute."""
    selves = {}
    for use in names.uses:
        if isinstance(use.owner.node, ast.ClassDef):
            own = families[use.owner.node.name] if isinstance(use.node, ast.FunctionDef) else ""
            yield _Saying(use.node, use.field, use.name, own)
        elif _is_self(use):
            selves[use.node] = families[use.owner.around.node.name]  # type: ignore[union-attr]
    rebound = {
        (use.owner, use.name)
        for use in names.uses
        if isinstance(use.node, ast.Name) and not isinstance(use.node.ctx, ast.Load)
    }
    for use in names.uses:
        if (use.owner, use.name) in rebound:
            selves.pop(use.node, None)
    for node in names.nodes:
        if isinstance(node, ast.Attribute):
            yield _Saying(node, "attr", node.attr, selves.get(node.value, ""))


def _is_self(use: Use) -> bool:
    """Whether a name is the first argument of a method."""
    function, around = use.owner.node, use.owner.around
    return (
        isinstance(function, ast.FunctionDef)
        and not function.decorator_list[1:]
        and all(_named(one, "property") for one in function.decorator_list)
        and around is not None
        and isinstance(around.node, ast.ClassDef)
        and function.args.args[:1] != []
        and function.args.args[0].arg == use.name
    )


def _named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _shorten_arguments(names: Names, called: set[str | None]) -> None:
    taken = {use.name for use in names.uses}
    given: dict[Scope, dict[str, str]] = {}
    above: dict[Scope | None, set[str]] = {None: taken}  # what each scope or one around it says
    for scope in names.scopes.values():
        arguments = []
        if isinstance(scope.node, ast.FunctionDef | ast.Lambda):
            arguments = [one.arg for one in scope.node.args.args if one.arg not in called]
            if scope.around and isinstance(scope.around.node, ast.ClassDef):
                arguments = [name for name in arguments if name != scope.node.args.args[0].arg]
        given[scope] = dict(zip(arguments, fresh(above[scope.around], "_"), strict=False))
        above[scope] = above[scope.around] | set(given[scope].values())
    for use in names.uses:
        if use.name in given[use.owner]:
            use.rename(given[use.owner][use.name])


def _in_texts(names: Names) -> set[str]:
    texts = [node.value for node in names.nodes if isinstance(node, ast.Constant)]
    return {word for text in texts if isinstance(text, str) for word in _WORD.findall(text)}
