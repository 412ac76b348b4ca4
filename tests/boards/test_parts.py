"""Modules that were joined, with short names, in fewer lines, do what they did by themselves."""

import ast
import re
import sys
from functools import cache
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boards import build
from boards.build import PARTS, boards, lean_sources, named_incubator, parts, where
from boards.compact import compact
from boards.errors import Refusal
from boards.join import join
from boards.scopes import Names
from boards.shorten import shorten

NAMES = ("x", "y", "a", "_x", "_y", "self")
names = st.sampled_from(NAMES)
atoms = st.sampled_from([*NAMES, "m.x", "m._y", "brought", "kept", "1", "'x'", "('x', 'texts')"])


def filled(forms):
    """One of these forms, with what it says in place of its numbers."""
    pieces = st.tuples(atoms, atoms, names, names, names)
    return st.tuples(st.sampled_from(forms), pieces).map(lambda both: both[0].format(*both[1]))


# Whatever says a name: in calls by position and by name, in scopes of its own, of an object.
expressions = atoms | filled(
    (
        "[{0}, {1}]",
        "[{0} for {2} in ({1}, 2)]",
        "(lambda {2}, {3}=4: {0})({1})",
        "(lambda *, {2}: {0})({2}={1})",
        "M.f({0}, {1})",
        "M.f({0}, y={1})",
        "M.C({0}).get({1})",
        "M.D({0})._x",
        "M.D({0}).other({1})",
        "getattr(M.D({0}), '_y', 3)",
        "M.C({0}).kept",
    )
)


# Whatever binds one; X is an expression.
statements = st.tuples(
    filled(
        (
            "{2} = X",
            "{2} = X\n{3} = 5",
            "for {2} in (X, 6):\n    {3} = {2}",
            "try:\n    {2} = X\nexcept Exception as {3}:\n    {2} = 7",
            "def {2}({3}, b=8):\n    return X\n{2} = {2}(9)",
            "def {2}({4}):\n    def g({3}):\n        return [X, {4}]\n    return g(10)\n"
            "{2} = {2}(11)",
            "if X == {0}:\n    {2} = 12",
            "global {2}\n{2} = X",
        )
    ),
    expressions,
).map(lambda both: both[0].replace("X", both[1]))


def indented(lines, by=4):
    return "\n".join(" " * by + line for text in lines for line in text.split("\n"))


def module(head, told):
    """A module that has functions, a class, and one that is derived from it."""
    function, method, other, result = told
    return (
        f"{head}\n"
        "def f(x, y=0):\n"
        f"{indented([function])}\n"
        "    return [x, y]\n\n"
        "class C:\n"
        "    kept = 0\n\n"
        "    def __init__(self, _x):\n        self._x = _x\n        self._y = 13\n\n"
        "    def get(self, y):\n"
        f"{indented([method], 8)}\n"
        "        return self._x, self._y, y\n\n"
        "class D(C):\n"
        "    def other(self, a):\n"
        f"{indented([other], 8)}\n"
        "        self._a = a\n        return self._a, self.get(a)\n\n"
        f"def result():\n    x = y = a = _x = _y = self = 18\n    return {result}\n"
    )


bodies = st.tuples(statements, statements, statements, expressions)
FIRST = module("x = 14\n_y = 15\nkept = 19", ("y = [y, x]", "_x = y", "_x = [a]", "x"))
MAIN = """
def said(function):
    try:
        return repr(function())
    except Exception as error:
        return type(error).__name__

from p.c import result
results = [said(result)]
from p.b import result, again
results += [said(result), said(again)]
"""


def outcome(modules):
    """What the results of `main` are, once the modules have been run in this order."""
    made = {"p": ModuleType("p"), **{name: ModuleType(name) for name in modules}}
    before = {name: sys.modules.get(name) for name in made}
    sys.modules.update(made)
    try:
        for name in sorted(modules, key="main".__eq__):
            setattr(made["p"], name[-1], made[name])
            exec(compile(modules[name], name, "exec"), made[name].__dict__)
        return made["main"].results
    except Exception as error:
        return type(error).__name__
    finally:
        for name, former in before.items():
            if former is None:
                del sys.modules[name]
            else:
                sys.modules[name] = former


def put_together(modules, begin):
    scopes = {name: Names(ast.parse(text, name)) for name, text in modules.items()}
    shorten(list(scopes.values()))
    return {name: compact(part) for name, part in join(scopes, "main", begin).items()}


def texts(modules, begin):
    return {name: text for name, (text, _) in put_together(modules, begin).items()}


def alike(modules):
    """Whether they are told the same, in parts of whatever order; None: they are no Python."""
    modules = {
        name: text.replace("M.", "m." if name != "p.a" else "") for name, text in modules.items()
    }
    try:
        for name, text in modules.items():
            compile(text, name, "exec")
    except SyntaxError:  # a name that is used before its `global`
        return None
    plain = outcome(modules)
    return all(
        outcome(texts(modules, begin)) == plain for begin in (("p.c", "p.b"), ("p.b", "p.c"))
    )


@given(bodies, bodies)
def test_no_name_is_captured_whatever_modules_say(first, second):
    again = "\ndef again():\n    from p.c import f as y, D\n    return y(1), D(3).get(4)\n"
    assert alike(
        {
            "p.a": FIRST,
            "p.c": module("from p import a as m\nfrom p.a import x as brought\nx = 16", first),
            "p.b": module("from p import a as m\nfrom p.a import _y as brought", second) + again,
            "main": MAIN,
        }
    ) in (True, None)


def test_a_name_is_that_of_its_own_scope():
    c = (
        "kept = 1\n"
        "class C:\n    kept = 2\n    def get(self, one):\n        return kept, self.kept, one\n"
        "def outer(one):\n    def inner(other):\n        return one, other\n    return inner(3)\n"
        "def result():\n    return C().get(4), outer(5), [one for one in (6,)]\n"
    )
    b = "from p.c import result\ndef again():\n    return result()\n"
    modules = {"p.c": c, "p.b": b, "main": MAIN}
    assert outcome(modules)[0] == "((1, 2, 4), (5, 3), [6])"
    assert alike(modules)


def test_what_a_class_keeps_private_has_the_same_short_names_in_each():
    modules = {
        "p.a": "class A:\n    def _f(self, b):\n        self._x = b._y\n        return self._x\n",
        "p.b": "from p.a import A\nclass B(A):\n    def g(self):\n        self._z = self._f(1)\n",
        "p.c": "class C:\n    def __init__(self):\n        self._y = self._z = self._v = '_v'\n",
        "main": "from p.b import B\nfrom p.c import C\n",
    }
    joined = "".join(texts(modules, ("p.b", "p.c")).values())
    assert len(re.findall(r"\bself\._a\b", joined)) >= 2, "of either family the most said is _a"
    assert "a._y" in joined and "self._y" in joined, "which is said of something else than self"
    assert "self._v" in joined, "which a text says"
    assert "_f" not in joined.split("class C")[0]


@pytest.mark.parametrize(
    ("a", "c", "why"),
    [
        ("from p.c import y\nx = 1", "from p.a import x\ny = 2", "which imports it in turn"),
        ("x = 1", "from p import a\ny = [a]", "line 2: a module is no value"),
        ("x = 1", "from p import a\ny = a.z", "line 2: a.z is no name to be read there"),
        ("x = 1", "from p import a\na.x = 2", "line 2: a.x is no name to be read there"),
        ("x = 1", "import p.a\ny = 2", "line 1: say from"),
        ("x = 1\ndef f():\n    global x\n    x = 2", "from p.a import x", "x changes"),
        ("x = 1", "from p.a import x\nx = 2", "line 2: x changes, and is imported"),
        ("x = __name__", "from p.a import x", "it has no __name__"),
    ],
)
def test_what_cannot_be_said_in_a_part_is_refused(a, c, why):
    modules = {"p.a": a, "p.c": c + "\nw = 3", "main": "from p.c import w"}
    with pytest.raises(Refusal, match=why):
        texts(modules, ("p.c",))


def test_a_module_finds_the_files_beside_it_from_its_part():
    modules = {
        "p.q.a": "def here():\n    return __file__.rpartition('/')[0]\n",
        "p.c": "from p.q.a import here\nresult = here()\n",
        "main": "from p.c import result\n",
    }
    text = texts(modules, ("p.c",))["p.c"].replace("del ", "kept = ")
    said = {"__name__": "p.c", "__file__": "/b/p/c.mpy"}
    exec(text, said)
    assert "/b/p/q" in said.values()


@cache
def real():
    """Each module of a version, and its parts."""
    board = boards()[0]
    return lean_sources(board, "1", named_incubator(board)), parts(board, named_incubator(board))


def test_every_line_of_a_part_is_known_to_be_of_a_line_with_such_a_statement():
    sources, made = real()
    kinds = {
        (name, node.lineno, type(node))
        for name, text in sources.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.stmt)
    }
    for name in PARTS:
        text, lines = made[name]
        assert len(lines) == len(text.splitlines())
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.If | ast.For | ast.FunctionDef | ast.ClassDef | ast.With):
                module, line = lines[node.lineno - 1]
                assert not module or (module, line, type(node)) in kinds, (name, node.lineno)
        assert sum(module != "" for module, _ in lines) > len(lines) * 0.9


def test_where_a_line_of_a_traceback_is_can_be_asked():
    text = real()[1]["firmware.program"][0].splitlines()
    number = next(n for n, line in enumerate(text, 1) if line.endswith(": raise OSError"))
    assert re.fullmatch(
        r"firmware/storage/\w+\.py, line \d+: if .*:", where(f"firmware.program:{number}")
    )
    for place in ("firmware.program:0", "firmware.program:99999", "firmware.loop:57", "x", "x:y"):
        with pytest.raises(Refusal, match="is no place"):
            where(place)


def test_no_name_that_others_may_say_is_another_in_the_parts():
    """Nor one that a text says: attributes are asked for by the names of rows."""
    sources, made = real()
    before, after = (
        {
            node.attr
            for text in found
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Attribute)
        }
        for found in (sources.values(), [text for text, _ in made.values()])
    )
    in_texts = {
        word
        for text, _ in made.values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for word in re.findall(r"\w+", node.value)
    }
    of_modules = {
        name for text in sources.values() for name in Names(ast.parse(text)).module.bound
    }
    lost = {name for name in before - after if not name.startswith("_") or name in in_texts}
    assert lost <= of_modules, "which are names of a part"
    assert len(before - after) > 300


def test_all_boards_have_the_same_parts():
    made = [parts(board, named_incubator(board)) for board in boards()]
    for name in PARTS:
        assert len({each[name][0] for each in made}) == 1


def test_parts_are_made_once_for_the_same_modules_and_anew_where_what_is_kept_is_damaged(
    tmp_path, monkeypatch
):
    made = {"start": ("import firmware\n", [("start", 1)])}
    makings = []
    monkeypatch.setattr(build, "KEPT", tmp_path)
    monkeypatch.setattr(build, "_leaned", dict)
    monkeypatch.setattr(build, "_joined", lambda modules: makings.append(modules) or made)
    made_or_kept = build._parts.__wrapped__
    modules = (("start", "import firmware\n"),)
    assert made_or_kept(modules) == made_or_kept(modules) == made
    assert len(makings) == 1
    assert made_or_kept((("start", "import firmware.life\n"),)) == made
    assert len(makings) == 2
    for kept in tmp_path.iterdir():
        kept.write_bytes(kept.read_bytes()[:-3])
    assert made_or_kept(modules) == made
    assert len(makings) == 3
