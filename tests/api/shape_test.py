"""The API document as generators of clients read it: it is valid, and every operation, problem and body is described."""

import itertools
import json
import re

import openapi_spec_validator
from tools import HERE, node, run


def operations(document):
    """Every operation, with its method and path."""
    return [(method, path, operation) for path, item in document["paths"].items() for method, operation in item.items()]


def test_the_document_is_valid(document):
    openapi_spec_validator.validate(document)
    assert all(response["description"] for _, _, operation in operations(document) for response in operation["responses"].values())


def test_redocly_accepts_the_document(document, tmp_path):
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    run(node("redocly"), "lint", "--config", HERE / "redocly.yaml", file, cwd=tmp_path)


def test_every_operation_has_a_unique_id_of_a_verb_and_a_noun(document):
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    assert [name for name in ids if not re.fullmatch("[a-z]+([A-Z][a-z]*)+", name)] == []


def test_every_problem_with_a_title_is_named_by_an_operation(document):
    """Except `method_not_allowed`, which belongs to no operation."""
    messages = json.loads((HERE / "../../ui/messages/en.pages.json").read_text(encoding="utf-8"))
    answers = itertools.chain.from_iterable(operation["responses"].items() for _, _, operation in operations(document))
    named = set(re.findall(r"`(\w+)`", " ".join(each["description"] for status, each in answers if status >= "400")))
    assert {key.removeprefix("problem_title_") for key in messages if key.startswith("problem_title_")} - named == {"method_not_allowed"}


def test_every_body_has_a_shape(document):
    for method, path, operation in operations(document):
        for status, response in operation["responses"].items():
            content = dict(response.get("content", {}))
            assert bool(content) != (status in {"204", "303"}), (method, path, status)
            if status >= "400":
                # The answer to a plain form is a page.
                page = content.pop("text/html", {"schema": {"type": "string"}})
                assert page == {"schema": {"type": "string"}}, (method, path, status)
                assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}, (method, path, status)
    assert [where for where, schema in schemas(document) if not has_type(schema)] == []


def schemas(node, where="#"):
    """Every schema at any depth, with its JSON pointer."""
    if isinstance(node, list):
        for index, each in enumerate(node):
            yield from schemas(each, f"{where}/{index}")
    elif isinstance(node, dict):
        for name, each in node.items():
            has_names = name in {"properties", "schemas"} and isinstance(each, dict)
            inside = each.items() if has_names else [("", each)] if name in {"schema", "items"} else []
            yield from ((f"{where}/{name}/{key}", schema) for key, schema in inside)
            yield from schemas(each, f"{where}/{name}")


def has_type(schema):
    """Whether a generated client has a type for this schema other than \"anything\"."""
    if schema.get("type") == "object":
        return bool(schema.get("properties")) or isinstance(schema.get("additionalProperties"), dict)
    return schema.get("type") != "array" and "type" in schema or bool(schema.keys() & {"$ref", "items", "oneOf", "allOf", "const"})


def test_operations_that_need_authority_name_the_scheme(document):
    for method, path, operation in operations(document):
        refusal = "".join(operation["responses"].get(status, {}).get("description", "") for status in ("401", "403"))
        schemes = {name for each in operation["security"] for name in each}
        # `/host/enter` creates the session: it needs no authority, and refuses a wrong key.
        host = "`host_only`" in refusal and path != "/host/enter"
        # Pairing makes the secrets that the other operations of remotes need, and refuses a wrong code.
        remote = "`not_paired`" in refusal and (method, path) != ("post", "/m/{code}/remote")
        others = {"remotePhone", "remotePage"} if remote else {"metricsToken"} if "`metrics_private`" in refusal else set()
        expected = {"hostKey", "hostSession", "hostPage"} if host else others
        assert not host or operation["responses"]["401"]["headers"].keys() == {"WWW-Authenticate"}, (method, path)
        assert schemes == expected <= document["components"]["securitySchemes"].keys(), (method, path)


# Members with a default: the server accepts requests without them, the pages always send them.
WITH_DEFAULT = {("CreateBody", "kind"), ("OptionWish", "correct"), ("WifiBody", "hidden"), ("WifiBody", "keep")}


def test_optional_and_nullable_members_are_those_of_the_pages_types(document):
    """The pages' types are generated from the same Rust types by another library, and have to agree with the document."""
    types = re.sub(r"/\*\*.*?\*/", "", (HERE / "../../ui/src/lib/wire.gen.ts").read_text(encoding="utf-8"), flags=re.DOTALL)
    schemas_by_name = document["components"]["schemas"]
    compared = 0
    for type_name, members in re.findall(r"type (\w+) = \{([^{}]*)\};", types):
        name = type_name.replace("Results", "PollResults")
        if name in schemas_by_name:
            fields = re.findall(r"(\w+)(\??): ((?:\[[^]]*\]|[^,])+)", members)
            expected = {(field, "absent") for field, optional, _ in fields if optional or (name, field) in WITH_DEFAULT}
            expected |= {(field, "null") for field, _, kind in fields if kind.endswith("| null")}
            assert set(optional_or_nullable(schemas_by_name[name], schemas_by_name)) == expected, name
            compared += 1
    assert compared > 40


def optional_or_nullable(schema, schemas_by_name):
    """The members of a schema that may be absent or null, with which of the two."""
    if "$ref" in schema:
        schema = schemas_by_name[schema["$ref"].rpartition("/")[2]]
    for part in schema.get("allOf", []):
        yield from optional_or_nullable(part, schemas_by_name)
    for name, member in schema.get("properties", {}).items():
        if name not in schema.get("required", []):
            yield name, "absent"
        if "null" in member.get("type", []) or {"type": "null"} in member.get("oneOf", []):
            yield name, "null"
