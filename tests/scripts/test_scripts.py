import ast
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[2] / "workflow/scripts").glob("*.py"))
FORBIDDEN = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.With, ast.Lambda, ast.comprehension)


def is_type_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_one_library_call(script):
    source = script.read_text()
    assert len(source.splitlines()) <= 30
    tree = ast.parse(source)
    assert not [node for node in ast.walk(tree) if isinstance(node, FORBIDDEN)]
    imports = (ast.Import, ast.ImportFrom)
    body = [node for node in tree.body if not isinstance(node, imports) and not is_type_checking(node)]
    docstring, call = body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value, ast.Constant)
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert isinstance(call.value.func, ast.Name)
    assert call.value.func.id == script.stem, "script and step have the same name"


def test_every_rule_has_a_script_of_its_name_and_every_script_a_rule(project):
    rules = "".join(path.read_text() for path in (project / "workflow/rules").glob("*.smk"))
    for script in SCRIPTS:
        assert f"rule {script.stem}:" in rules
        assert f'"../scripts/{script.name}"' in rules
    assert rules.count("script:") == len(SCRIPTS)
