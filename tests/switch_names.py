"""Finds every name of the switch that Python sources use, by reading their syntax trees."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from telephony.ami import messages

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("telephony", "ivr", "queueing", "speech", "recordings", "agent_desktop", "hotline")
NOT_OURS = {"telephony/ami/actions.py", "telephony/ami/fake.py"}
"""The builder of actions takes names from its callers; the fake stands for Asterisk."""

SWITCH_NAME = re.compile(r"(hotline|from)_[a-z_]+\Z")
LOCAL = re.compile(r"Local/(?P<exten>[^@/]+)@(?P<context>[a-z_]+)(?:/\w+)?\Z")
PLACES: dict[str, tuple[tuple[int, int | None], ...]] = {
    # Builder of an action -> positions of (context, exten); without an exten it is `s`.
    "redirect": ((1, 2),),
    "redirect_both": ((1, 4), (3, 4)),
    "originate": ((1, 2),),
}
QUEUE_CONSTANTS = ("GENERAL", "FALLBACK_QUEUE")
METRICS = {"Counter", "Gauge", "Histogram", "Summary"}


@dataclass
class Names:
    """Names by use, each with `file:line`."""

    contexts: dict[str, str] = field(default_factory=dict)
    places: dict[tuple[str, str], str] = field(default_factory=dict)  # (context, exten)
    queues: dict[str, str] = field(default_factory=dict)
    globals_set: dict[str, str] = field(default_factory=dict)
    variables_set: dict[str, str] = field(default_factory=dict)
    variables_read: dict[str, str] = field(default_factory=dict)
    user_events: dict[str, str] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    applications: dict[str, str] = field(default_factory=dict)
    looks_like_one: dict[str, str] = field(default_factory=dict)
    unresolved: list[str] = field(default_factory=list)


class Sources:
    """All modules, and what their constants mean."""

    def __init__(self) -> None:
        self.trees: dict[str, ast.Module] = {}
        for package in PACKAGES:
            for path in sorted((ROOT / package).rglob("*.py")):
                name = path.relative_to(ROOT).as_posix()
                if name not in NOT_OURS and "/migrations/" not in name:
                    self.trees[name] = ast.parse(path.read_text())
        self.constants = {name: _assignments(tree.body) for name, tree in self.trees.items()}
        self._imports = {name: dict(_imported(tree)) for name, tree in self.trees.items()}

    def texts(self, node: ast.AST | None, module: str, local: dict[str, list[ast.AST]]) -> set[str] | None:
        """Return the texts an expression may be, `None` when the source does not tell."""
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.JoinedStr(values=[ast.Constant(value=str(head)), *_]) if re.fullmatch(r"[A-Z_]+_", head):
                return {head}  # one variable a queue or line: the dialplan puts the name together in the same way
            case ast.Name(id=name) if name in local:
                return self._all(local[name], module, {k: v for k, v in local.items() if k != name})
            case ast.Name(id=name) if name in self.constants[module]:
                return self.texts(self.constants[module][name], module, {})
            case ast.Name(id=name) if name in self._imports[module]:
                other, original = self._imports[module][name]
                return self.texts(ast.Name(original), other, {}) if other in self.trees else None
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                return self._all(parts, module, local)
            case ast.Dict(keys=keys):
                return self._all([key for key in keys if key is not None], module, local)
            case ast.IfExp(body=one, orelse=other_one):
                return self._all([one, other_one], module, local)
            case ast.Call(func=ast.Attribute(attr="items" | "keys", value=value)):
                return self.texts(value, module, local)
            case ast.Call(func=ast.Name(id="frozenset" | "set" | "tuple"), args=[inner]):
                return self.texts(inner, module, local)
        return None

    def _all(self, nodes: list[ast.AST] | list[ast.expr], module: str, local: dict[str, list[ast.AST]]) -> set[str]:
        found: set[str] = set()
        for node in nodes:
            found |= self.texts(node, module, local) or set()
        return found

    def names(self) -> Names:
        """Collect."""
        names = Names()
        names.user_events |= dict.fromkeys(messages.OWN_READERS, "telephony/ami/messages.py")
        for module, tree in self.trees.items():
            _Reader(self, module, names).visit(tree)
            for constant in QUEUE_CONSTANTS:
                queues = self.texts(self.constants[module].get(constant), module, {}) or set()
                names.queues |= dict.fromkeys(queues, f"{module}: {constant}")
        return names

    def actions(self, *files: str) -> dict[str, str]:
        """Return the actions that these files build by name."""
        found = {}
        for name in files:
            for node in ast.walk(self.trees.get(name) or ast.parse((ROOT / name).read_text())):
                match node:
                    case ast.Call(func=ast.Name(id="Action"), args=[ast.Constant(value=str(action)), *_]):
                        found[action] = f"{name}:{node.lineno}"
        return found

    def events(self) -> set[str]:
        """Return the events that `messages.read` and the owner tell apart."""
        found = set(messages.WANTED)
        for node in ast.walk(self.trees["telephony/owner.py"]):
            match node:
                case ast.Compare(left=ast.Attribute(attr="name"), comparators=[ast.Constant(value=str(event))]):
                    found.add(event)
        return {str(event) for event in found}


class _Reader(ast.NodeVisitor):
    """Walks one module; knows the assignments of the function it stands in."""

    def __init__(self, sources: Sources, module: str, names: Names) -> None:
        self._sources, self._module, self._names = sources, module, names
        self._local: dict[str, list[ast.AST]] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        outer, self._local = self._local, self._local | _bindings(node)
        self.generic_visit(node)
        self._local = outer

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring names nothing
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._text(node.value, node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        head = node.values[0].value if node.values and isinstance(node.values[0], ast.Constant) else ""
        if found := re.fullmatch(r"(GET|SET) VARIABLE (?P<name>[A-Z_]*)(?P<rest>.*)", str(head), re.DOTALL):
            uses = self._names.variables_read if found[1] == "GET" else self._names.variables_set
            if found["name"]:
                uses[found["name"]] = self._at(node)
            else:
                first = next(part for part in node.values if isinstance(part, ast.FormattedValue))
                self._note(uses, first.value, node)
        self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> None:
        texts = [self._sources.texts(part, self._module, self._local) for part in node.elts]
        if len(texts) == 2 and all(found is not None and len(found) == 1 for found in texts):
            context, exten = (next(iter(found)) for found in texts if found)
            if SWITCH_NAME.match(context):
                self._names.places[context, exten] = self._at(node)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        match node:
            case ast.Subscript(value=ast.Attribute(attr="variables"), slice=ast.Constant(value=str(name))):
                self._names.variables_read[name] = self._at(node)
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg == "queue":
            self._names.queues |= dict.fromkeys(self._texts(node.value), self._at(node.value))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        match node.func:
            case ast.Name(id=metric) if metric in METRICS:
                return  # its name is no name of the switch
            case ast.Attribute(value=ast.Name(id="actions"), attr=builder):
                self._action(builder, node)
            case ast.Attribute(value=ast.Attribute(attr="variables"), attr="get"):
                self._note(self._names.variables_read, node.args[0], node)
            case ast.Attribute(attr="ask"):  # doctor's plain connection
                for given in node.keywords:
                    if given.arg == "Variable":
                        self._note(self._names.variables_read, given.value, node)
        self.generic_visit(node)

    def _action(self, builder: str, node: ast.Call) -> None:
        names, arguments = self._names, node.args
        for context, exten in PLACES.get(builder, ()):
            if any(isinstance(argument, ast.Starred) for argument in arguments):
                continue  # a pair, which visit_Tuple has seen where it is written
            if not (contexts := self._texts(arguments[context])):
                names.unresolved.append(self._at(node))
            given = exten is not None and len(arguments) > exten
            extens = self._texts(arguments[exten]) if given and exten is not None else {"s"}
            names.contexts |= dict.fromkeys(contexts, self._at(node))
            names.places |= {(c, e): self._at(node) for c in contexts for e in extens}
        match builder:
            case "originate":
                keywords = {keyword.arg: keyword.value for keyword in node.keywords}
                for name in self._texts(keywords["variables"]):
                    names.variables_set[name.lstrip("_")] = self._at(node)
                self._note(names.accounts, keywords["account"], node)
            case "set_global":
                self._note(names.globals_set, arguments[0], node)
            case "set_variable":
                self._note(names.variables_set, arguments[1], node)
            case "set_variables":
                names.variables_set |= {
                    name.lstrip("_"): self._at(node) for name in self._texts(arguments[1]) or {"unresolved"}
                }
            case "get_variable" | "status":
                self._note(names.variables_read, arguments[0], node)
            case "db_get":
                self._note(names.families, arguments[0], node)
            case "queue_add" | "queue_remove":
                names.queues |= dict.fromkeys(self._texts(arguments[0]), self._at(node))

    def _text(self, text: str, node: ast.AST) -> None:
        if found := LOCAL.match(text):
            self._names.places[found["context"], found["exten"]] = self._at(node)
        elif found := re.match(r"(GET|SET) VARIABLE ([A-Z_]+)\Z", text):
            uses = self._names.variables_read if found[1] == "GET" else self._names.variables_set
            uses[found[2]] = self._at(node)
        elif found := re.match(r"EXEC (\w+)", text):
            self._names.applications[found[1]] = self._at(node)
        elif SWITCH_NAME.match(text):
            self._names.looks_like_one[text] = self._at(node)

    def _note(self, uses: dict[str, str], argument: ast.AST, node: ast.AST) -> None:
        found = self._texts(argument)
        if not found:
            self._names.unresolved.append(self._at(node))
        uses |= dict.fromkeys(found, self._at(node))

    def _texts(self, node: ast.AST) -> set[str]:
        return self._sources.texts(node, self._module, self._local) or set()

    def _at(self, node: ast.AST) -> str:
        return f"{self._module}:{getattr(node, 'lineno', 0)}"


def _assignments(body: list[ast.stmt]) -> dict[str, ast.AST]:
    found: dict[str, ast.AST] = {}
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                found |= {t.id: v for t, v in zip(targets, values, strict=False) if isinstance(t, ast.Name)}
    return found


def _imported(tree: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, (node.module.replace(".", "/") + ".py", alias.name)


def _bindings(function: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, list[ast.AST]]:
    """Return what the names of a function are bound to: assignments and, for loops, what is looped over."""
    found: dict[str, list[ast.AST]] = {}
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                first = target.elts[0] if isinstance(target, ast.Tuple) else target
                if isinstance(first, ast.Name):
                    found.setdefault(first.id, []).append(value)
    return found
