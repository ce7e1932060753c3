"""Templates made ready: what comes out the same at every rendering is worked out once for each language.

Django resolves and translates each tag anew on every page. A loader that reads templates with this parser instead
joins text, translated sentences, icons and addresses of static files into one string per language, and looks variables
up without trying what cannot succeed. Whatever is not one of these simple cases takes Django's own way; the pages
are the same, byte for byte (`tests/test_ready_templates.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any, TypeVar

from django.template import TemplateDoesNotExist, VariableDoesNotExist
from django.template.base import (
    FilterExpression,
    Lexer,
    Node,
    NodeList,
    Parser,
    Template,
    TextNode,
    TokenType,
    Variable,
    VariableNode,
    render_value_in_context,
)
from django.template.defaulttags import CommentNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.template.loaders.base import Loader as PlainLoader
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from balai.web.addresses import address

PURE = "same_for_same_arguments"
"""Attribute of a simple tag's function whose result depends on its arguments and the language alone."""
AnyTag = TypeVar("AnyTag", bound=Callable[..., Any])


def pure(tag: AnyTag) -> AnyTag:
    """Mark a simple tag whose result depends on its arguments and the language alone."""
    setattr(tag, PURE, True)
    return tag


class QuickVariable(Variable):
    """Looks in dictionaries by key and in plain objects by attribute; everything else is left to Django."""

    __slots__ = ()

    def resolve(self, context: Any) -> Any:
        lookups = self.lookups
        if lookups is None or self.translate:
            return super().resolve(context)
        name = lookups[0]
        for layer in reversed(getattr(context, "dicts", ())):
            if name in layer:
                value = layer[name]
                break
        else:
            return super().resolve(context)
        for name in lookups[1:]:
            if callable(value):
                return super().resolve(context)
            try:
                if type(value) is dict:
                    value = value[name]
                elif hasattr(type(value), "__getitem__"):
                    return super().resolve(context)
                else:
                    value = getattr(value, name)
            except (KeyError, AttributeError, TypeError):
                return super().resolve(context)
        return super().resolve(context) if callable(value) else value


def _quick(looked_up: bool, value: Any) -> tuple[bool, Any]:  # noqa: FBT001 (as Django keeps them)
    return looked_up, QuickVariable(value.var) if looked_up else value


class QuickExpression(FilterExpression):
    """An expression whose variables are quick ones."""

    __slots__ = ()

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        if self.is_var:
            self.var = QuickVariable(self.var.var)
        self.filters = [(function, [_quick(*value) for value in values]) for function, values in self.filters]

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:  # noqa: FBT001 (Django's signature)
        if self.is_var and not self.filters:
            try:
                return self.var.resolve(context)
            except VariableDoesNotExist:
                pass
        return super().resolve(context, ignore_failures)


class QuickVariableNode(VariableNode):
    """Strings, which most values are, need neither localisation nor conversion."""

    def render(self, context: Any) -> str:
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        kind = type(value)
        if kind is SafeString:
            return str(value)
        if kind is str:
            return escape(value) if context.autoescape else value
        return render_value_in_context(value, context)


class QuickURLNode(URLNode):
    """The address of a page by its name alone, which is worked out once."""

    def render(self, context: Any) -> str:
        found = address(self.view_name.var, current_app=_current_app(context))
        return escape(found) if context.autoescape else found


def _current_app(context: Any) -> str | None:
    """Which of several instances of an app is meant, as Django's own tag finds it."""
    request = getattr(context, "request", None)
    try:
        found: str | None = request.current_app  # type: ignore[union-attr]  # None has none either
    except AttributeError:
        match = getattr(request, "resolver_match", None)
        found = match.namespace if match is not None else None
    return found


def quick(node: Node) -> Node:
    """The node, or a quicker one that says the same."""
    if type(node) is VariableNode:
        return QuickVariableNode(node.filter_expression)
    if type(node) is URLNode and not (node.args or node.kwargs or node.asvar or node.view_name.is_var):
        return QuickURLNode(node.view_name, [], {}, None)
    return node


class SameText(Node):
    """Parts that come out the same at every rendering, joined: one string for each language."""

    child_nodelists = ()

    def __init__(self, parts: Iterable[Node]) -> None:
        self.parts = tuple(parts)
        self._said: dict[tuple[str | None, bool], str] = {}

    def render(self, context: Any) -> str:
        key = get_language(), context.autoescape
        said = self._said.get(key)
        if said is None:
            said = self._said[key] = "".join(part.render(context) for part in self.parts)
        return said

    render_annotated = render


def is_same(node: Node) -> bool:
    """Whether a node comes out the same at every rendering in one language."""
    if isinstance(node, TextNode | CommentNode):
        return True
    if isinstance(node, TranslateNode):
        return not node.asvar and not node.message_context and _is_literal(node.filter_expression)
    if isinstance(node, BlockTranslateNode):
        return not (node.asvar or node.extra_context or node.countervar or node.plural or node.message_context) and all(
            token.token_type is TokenType.TEXT for token in node.singular
        )
    if type(node) is StaticNode:
        return node.varname is None and _is_literal(node.path)
    if type(node) is SimpleNode:
        values = [*node.args, *node.kwargs.values()]
        return getattr(node.func, PURE, False) and node.target_var is None and all(map(_is_literal, values))
    return False


def _is_literal(expression: FilterExpression) -> bool:
    if expression.filters:
        return False
    return not expression.is_var or expression.var.lookups is None


def joined(nodes: NodeList) -> NodeList:
    """The nodes, with each run of those that stay the same made one."""
    found = NodeList()
    found.contains_nontext = nodes.contains_nontext
    run: list[Node] = []

    def close() -> None:
        if any(not isinstance(node, TextNode) for node in run):
            same = SameText(run)
            same.token, same.origin = run[0].token, run[0].origin
            found.append(same)
        else:
            found.extend(run)
        run.clear()

    for node in nodes:
        if is_same(node):
            run.append(node)
        else:
            close()
            found.append(node)
    close()
    return found


class ReadyParser(Parser):
    """Reads templates into quick nodes."""

    def compile_filter(self, token: str) -> FilterExpression:
        return QuickExpression(token, self)

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: Any) -> None:
        super().extend_nodelist(nodelist, quick(node), token)

    def parse(self, parse_until: Iterable[str] | None = None) -> NodeList:
        return joined(super().parse(parse_until))


class ReadyTemplate(Template):
    """A template read by `ReadyParser`."""

    def compile_nodelist(self) -> NodeList:
        if self.engine.debug:  # where Django shows the lines around a mistake
            return super().compile_nodelist()
        engine = self.engine
        parser = ReadyParser(
            Lexer(self.source).tokenize(), engine.template_libraries, engine.template_builtins, self.origin
        )
        return parser.parse()


class _Reading(PlainLoader):
    """Django's loader, but for the class of what it makes."""

    get_contents: Any

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        tried = []
        for origin in self.get_template_sources(template_name):
            if skip is not None and origin in skip:
                tried.append((origin, "Skipped to avoid recursion"))
                continue
            try:
                contents = self.get_contents(origin)
            except TemplateDoesNotExist:
                tried.append((origin, "Source does not exist"))
                continue
            return ReadyTemplate(contents, origin, template_name, self.engine)
        raise TemplateDoesNotExist(template_name, tried=tried)


class Loader(cached.Loader, _Reading):
    """Reads each template once: `("balai.web.templates.Loader", ["django.template.loaders.app_directories.Loader"])`."""
