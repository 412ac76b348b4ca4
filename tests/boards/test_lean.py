"""What is compiled says what its source says, with numbers in the place of constants."""

import ast
import importlib
import os
import sys
from functools import cache
from itertools import product
from types import ModuleType

from hypothesis import given
from hypothesis import strategies as st

from boards.build import boards, build, lean_sources, named_incubator, sources
from boards.lean import lean
from sim import launch
from sim.scenario.load import REFERENCE, load_scenario

BOARD = boards()[0]
SECONDS = 300  # the start-up test, and air that warms up

VALUES = ["3", "-2", "1_000", "1 << 4", "2 * 3 - 1", "(5 | 2)", "1 << 31", "True", "'t'", "None"]
# Ways in which a file can say X; {n} makes each name of a function its own.
USES = [
    "def f{n}():\n    return X",
    "def f{n}(X=7):\n    return X",
    "def f{n}(y=X):\n    return y",
    "def f{n}():\n    X = 8\n    return X",
    "def f{n}():\n    return [X for X in range(2)]",
    "def f{n}():\n    return [(lambda X: X)(4), X]",
    "def f{n}():\n    return X ** 2, -X ** 2, (X).real",
    "def f{n}():\n    return f'''a\n  {{X}}'''",
    "def f{n}():\n    'X'\n    return 'X', globals().get('X')",
    "def f{n}():\n    return a.X, [a.X]",
    "def f{n}():\n    return getattr(a, 'X', 'none')",
    "def f{n}(X=9):\n    def g():\n        return X\n    return g()",
    "class C{n}:\n    __slots__ = ('x',)\n\ndef f{n}():\n    return C{n}.__name__",
    "class C{n}:\n    X = 6\n    def g(self):\n        return self.X, X\n\nf{n} = C{n}().g",
    "Y{n} = (\n    X\n)\ndef f{n}():\n    return Y{n}",
    "Z{n} = X + 1\ndef f{n}():\n    return Z{n} * 2",
    "def f{n}():\n    try:\n        return X + 0\n    except TypeError as X:\n        return 0",
    "def f{n}():\n    raise ValueError(X)",
    "def f{n}(y: int = X) -> a:\n    return y",
    "def f{n}(*, y: X = a.X):\n    return y",
    "def f{n}():\n    from p.a import X as V\n    return V",
]
CHANGES = [
    "",
    "X = 5",
    "for X in (1, 2):\n    pass",
    "X += 1",
    "def set_it():\n    global X\n    X = 4",
    "a.X = 11",
]
IMPORTS = [
    "import_a\nX = 21",
    "import_a\nfrom p.a import X",
    "import_a\nfrom p.a import (\n    X,\n    W,\n)",
    "import_a\nfrom p.a import W as X",
    "import_a\nfrom p.b import X",
]


def version(values, brought, uses, change):
    """Three modules: a defines X and W, b brings X from it, c says X in some ways."""
    a = "X = {}\nW = {}\n".format(*values)
    said = [use.format(n=n) for n, use in enumerate(uses)]
    c = [brought.replace("import_a", "from p import a"), *said, change]
    return {"p.a": a, "p.b": "from p.a import X\n", "p.c": "\n".join(c) + "\n"}


def said(version):
    """What each function of c gives or raises, when the modules are run."""
    modules = {"p": ModuleType("p"), **{name: ModuleType(name) for name in version}}
    before = {name: sys.modules.get(name) for name in modules}
    sys.modules.update(modules)
    results = {}
    try:
        for name, text in version.items():
            setattr(modules["p"], name[-1], modules[name])
            exec(compile(text, name, "exec"), modules[name].__dict__)
        functions = {n: f for n, f in vars(modules["p.c"]).items() if n[0] == "f"}
        for name, function in functions.items():
            try:
                results[name] = function()
            except Exception as error:
                lines = []
                trace = error.__traceback__
                while trace:
                    lines.append(trace.tb_lineno)
                    trace = trace.tb_next
                results[name] = repr(error), lines[1:]
    except Exception as error:
        results["import"] = repr(error)
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
    return results


@given(
    st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES)),
    st.sampled_from(IMPORTS),
    st.lists(st.sampled_from(USES), min_size=1, max_size=4),
    st.sampled_from(CHANGES),
)
def test_whatever_a_version_says_it_says_the_same_when_lean(values, brought, uses, change):
    modules = version(values, brought, uses, change)
    assert said(lean(modules)) == said(modules)


def test_each_way_to_say_a_name_that_may_change_says_the_same_when_lean():
    for parts in product((("3", "-2"), ("-2", "3")), IMPORTS, USES, CHANGES):
        values, brought, use, change = parts
        modules = version(values, brought, [use], change)
        assert said(lean(modules)) == said(modules), parts


def test_a_number_that_is_counted_as_its_module_is_loaded_is_a_constant_and_still_counted():
    rows = "ROWS = []\n\ndef _row(x):\n    ROWS.append(x)\n    return len(ROWS)\n\n"
    modules = version(
        ("_row(7)", "_row(8)"), IMPORTS[1], ["def f{n}():\n    return X, a.ROWS"], ""
    )
    modules["p.a"] = rows + modules["p.a"]
    plain = said(modules)
    counted = lean(modules, {"p.a": {"X": 1, "W": 2}})
    assert said(counted) == plain == {"f0": (1, [7, 8])}
    assert "return (1), a.ROWS" in counted["p.c"]


def test_an_import_that_nothing_says_is_there_for_what_it_does():
    modules = {"p.a": "print()\n", "p.c": "from p import a\n"}
    assert lean(modules) == modules


@cache
def version_of(board):
    """The source of each module of a version, and the same as it is compiled."""
    compiled = lean_sources(board, "1", named_incubator(board))
    plain = {name.replace("/", "."): path.read_text() for name, path in sources(board).items()}
    stamped = ("firmware.version", "start")
    return {name: (plain[name], compiled[name]) for name in plain if name not in stamped}


def differences(old, new):
    """The nodes in which two trees differ, outermost first; each stands on the same line."""
    if isinstance(old, ast.AST) and isinstance(new, ast.AST) and type(old) is type(new):
        assert getattr(old, "lineno", 0) == getattr(new, "lineno", 0)
        for name in old._fields:
            yield from differences(getattr(old, name), getattr(new, name))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for pair in zip(old, new, strict=True):
            yield from differences(*pair)
    elif old != new:
        yield old, new


def unannotated(text):
    """The tree of a module without what says of which type an argument or a result is."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if isinstance(node, ast.arg | ast.FunctionDef) and hasattr(node, name):
                setattr(node, name, None)
    return tree


def known(module, node):
    """What a name, or a name of a module, stands for in an imported module."""
    if isinstance(node, ast.Attribute):
        return getattr(known(module, node.value), node.attr)
    return getattr(module, node.id)


def test_names_make_way_for_what_they_are_when_a_module_is_imported_and_for_nothing_else():
    numbers = 0
    for name, (plain, compiled) in version_of(BOARD).items():
        module = importlib.import_module(name)
        for old, new in differences(unannotated(plain), unannotated(compiled)):
            if isinstance(new, ast.Pass):  # what stays behind may not need it: the runs below
                assert isinstance(old, ast.Assign | ast.ImportFrom | ast.Expr)
            elif isinstance(old, list):
                assert {alias.name for alias in new} < {alias.name for alias in old}
            elif new == "_":  # what gives this number does something besides
                assert type(getattr(module, old)) is int
            else:
                numbers += 1
                value = ast.literal_eval(new)
                same = value is known(module, old) or type(value) in (int, str, bytes)
                assert same, (name, ast.dump(old))
                assert value == known(module, old), (name, ast.dump(old))
    assert numbers > 500


def test_no_number_among_the_limits_keeps_its_name():
    _, compiled = version_of(BOARD)["control.limits"]
    module = importlib.import_module("control.limits")
    left = [node for node in ast.parse(compiled).body if isinstance(node, ast.Assign)]
    assert not [node for node in left if isinstance(known(module, node.targets[0]), int)]


def test_what_is_compiled_writes_the_same_trace_on_micropython(tmp_path, monkeypatch):
    folder = build(BOARD, "1", tmp_path)
    plain = launch.interpreter_command

    def before_the_sources(interpreter):
        command, environment = plain(interpreter)
        if "MICROPYPATH" in environment:
            path = os.pathsep.join((str(folder), environment["MICROPYPATH"]))
            environment = {**environment, "MICROPYPATH": path}
        return command, environment

    monkeypatch.setattr(launch, "interpreter_command", before_the_sources)
    scenario = {**load_scenario(REFERENCE), "duration_s": SECONDS}
    traces = []
    for interpreter in ("micropython", "cpython"):
        out = tmp_path / interpreter
        out.mkdir()
        launch.launch(scenario, interpreter, 1, out, None)
        traces.append((out / "trace.csv").read_bytes())
    assert traces[0] == traces[1]
    assert traces[0].count(b"\n") > SECONDS // 60
