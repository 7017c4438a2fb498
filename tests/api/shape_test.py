"""The document as those read it who make clients of it: valid, every name told, every shape there."""

import itertools
import json
import re

import openapi_spec_validator
from tools import HERE, node, run


def operations(document):
    """Each with its method and path."""
    return [(method, path, operation) for path, item in document["paths"].items() for method, operation in item.items()]


def test_the_document_is_valid(document):
    openapi_spec_validator.validate(document)
    assert all(response["description"] for _, _, operation in operations(document) for response in operation["responses"].values())


def test_redocly_finds_nothing_to_say_about_the_document(document, tmp_path):
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    run(node("redocly"), "lint", "--config", HERE / "redocly.yaml", file, cwd=tmp_path)


def test_every_operation_has_a_name_of_its_own_a_verb_first(document):
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    assert [name for name in ids if not re.fullmatch("[a-z]+([A-Z][a-z]*)+", name)] == []


def test_every_problem_that_has_words_is_named_by_an_operation(document):
    """But for the method that a path does not have, which no operation is about."""
    words = json.loads((HERE / "../../ui/messages/en.pages.json").read_text(encoding="utf-8"))
    answers = itertools.chain.from_iterable(operation["responses"].items() for _, _, operation in operations(document))
    named = set(re.findall(r"`(\w+)`", " ".join(each["description"] for status, each in answers if status >= "400")))
    assert {key.removeprefix("problem_title_") for key in words if key.startswith("problem_title_")} - named == {"method_not_allowed"}


def test_every_body_has_a_shape(document):
    for method, path, operation in operations(document):
        for status, response in operation["responses"].items():
            content = dict(response.get("content", {}))
            assert bool(content) != (status in {"204", "303"}), (method, path, status)
            if status >= "400":
                # A form is answered with its page.
                page = content.pop("text/html", {"schema": {"type": "string"}})
                assert page == {"schema": {"type": "string"}}, (method, path, status)
                assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}, (method, path, status)
    assert [where for where, schema in schemas(document) if not says_something(schema)] == []


def schemas(node, where="#"):
    """Every schema, however deep, with where it stands."""
    if isinstance(node, list):
        for at, each in enumerate(node):
            yield from schemas(each, f"{where}/{at}")
    elif isinstance(node, dict):
        for name, each in node.items():
            named = name in {"properties", "schemas"} and isinstance(each, dict)
            inside = each.items() if named else [("", each)] if name in {"schema", "items"} else []
            yield from ((f"{where}/{name}/{key}", schema) for key, schema in inside)
            yield from schemas(each, f"{where}/{name}")


def says_something(schema):
    """Whether a client generated from it has a type here, and not just anything."""
    if schema.get("type") == "object":
        return bool(schema.get("properties"))
    return schema.get("type") != "array" and "type" in schema or bool(schema.keys() & {"$ref", "items", "oneOf", "allOf", "const"})


def test_what_needs_authority_says_which(document):
    for method, path, operation in operations(document):
        refusal = "".join(operation["responses"].get(status, {}).get("description", "") for status in ("401", "403"))
        schemes = {name for each in operation["security"] for name in each}
        # Where the authority is given, a wrong key is refused and none is needed.
        host = "`host_only`" in refusal and path != "/host/enter"
        wanted = {"hostKey", "hostSession", "hostPage"} if host else {"metricsToken"} if "`metrics_private`" in refusal else set()
        assert not host or operation["responses"]["401"]["headers"].keys() == {"WWW-Authenticate"}, (method, path)
        assert schemes == wanted <= document["components"]["securitySchemes"].keys(), (method, path)


# What has a value when it is left out: the interface always sends it.
WITH_DEFAULT = {("OptionWish", "correct"), ("WifiBody", "hidden"), ("WifiBody", "keep")}


def test_what_may_be_absent_is_never_null_and_what_may_be_null_is_always_there(document):
    """The interface's own types are written from the same source by another hand, and have to say the same."""
    types = re.sub(r"/\*\*.*?\*/", "", (HERE / "../../ui/src/lib/wire.gen.ts").read_text(encoding="utf-8"), flags=re.DOTALL)
    named = document["components"]["schemas"]
    compared = 0
    for its_name, members in re.findall(r"type (\w+) = \{([^{}]*)\};", types):
        name = its_name.replace("Results", "PollResults")
        if name in named:
            fields = re.findall(r"(\w+)(\??): ([^,]+)", members)
            wanted = {(field, "absent") for field, optional, _ in fields if optional or (name, field) in WITH_DEFAULT}
            wanted |= {(field, "null") for field, _, kind in fields if kind.endswith("| null")}
            assert set(lacking(named[name], named)) == wanted, name
            compared += 1
    assert compared > 40


def lacking(schema, named):
    """The members of a schema that need not have a value, and what they are instead."""
    if "$ref" in schema:
        schema = named[schema["$ref"].rpartition("/")[2]]
    for part in schema.get("allOf", []):
        yield from lacking(part, named)
    for name, member in schema.get("properties", {}).items():
        if name not in schema.get("required", []):
            yield name, "absent"
        if "null" in member.get("type", []) or {"type": "null"} in member.get("oneOf", []):
            yield name, "null"
