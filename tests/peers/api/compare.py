#!/usr/bin/env python3
"""Holds `ent api diff` against oasdiff on generated pairs of documents.

One small description with about forty constructs is changed in one place at a time; each pair is compared both ways by both tools. The ids
(`properties.oasdiff_id` here, `id` there) and the verdicts (breaking, needs a look, compatible) are counted, and every disagreement is listed
by the edit that made it, so that somebody can judge who is right. Nothing is asserted: the answers that are ours on purpose are explained in
docs/design/api-diff.md.

    go install github.com/oasdiff/oasdiff@latest
    cargo build --release
    python3 tests/peers/api/compare.py --ent target/release/ent --oasdiff ~/go/bin/oasdiff
"""

import argparse
import copy
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LEVELS = {3: "error", 2: "warning", 1: "info"}
WEIGHT = {"none": 0, "info": 0, "warning": 1, "error": 2}


def pet():
    """The schema whose keywords are edited, used as body, as response, as header and as parameter content."""
    return {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "integer", "format": "int64", "minimum": 1, "maximum": 900},
            "name": {"type": "string", "minLength": 2, "maxLength": 40, "pattern": "^[a-z]+$"},
            "tag": {"type": "string"},
            "kind": {"type": "string", "enum": ["cat", "dog", "bird"]},
            "born": {"type": "string", "format": "date"},
            "weight": {"type": "number", "multipleOf": 0.5, "default": 4},
            "address": {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}, "zip": {"type": "string"}}},
            "owners": {"type": "array", "minItems": 1, "maxItems": 5, "items": {"type": "object", "properties": {"email": {"type": "string"}}}},
            "note": {"type": "string", "nullable": True},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "contact": {"anyOf": [{"type": "string", "maxLength": 9}, {"type": "integer"}]},
            "shape": {"oneOf": [{"$ref": "#/components/schemas/Circle"}, {"$ref": "#/components/schemas/Square"}]},
            "whole": {"allOf": [{"$ref": "#/components/schemas/Circle"}, {"$ref": "#/components/schemas/Sized"}]},
        },
    }


def base():
    param = lambda name, place, schema, **more: {"name": name, "in": place, "schema": schema, **more}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Pets", "version": "1.0.0"},
        "servers": [{"url": "https://pets.example/v1"}],
        "tags": [{"name": "pets"}],
        "security": [{"key": []}],
        "paths": {
            "/pets": {
                "get": {
                    "operationId": "listPets",
                    "tags": ["pets"],
                    "parameters": [
                        param("limit", "query", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
                        param("name", "query", {"type": "string", "minLength": 1, "maxLength": 20, "pattern": "^[a-z]+$"}),
                        param("kind", "query", {"type": "string", "enum": ["cat", "dog"]}, required=True),
                        param("tags", "query", {"type": "array", "minItems": 1, "maxItems": 5, "items": {"type": "string"}}),
                        param("X-Trace", "header", {"type": "string"}),
                        param("session", "cookie", {"type": "string"}),
                        param("where", "query", {"type": "object", "properties": {"city": {"type": "string"}, "zip": {"type": "string"}}}),
                    ],
                    "responses": {
                        "200": {
                            "description": "pets",
                            "headers": {"X-Total": {"required": True, "schema": {"type": "integer"}}, "X-Next": {"schema": {"type": "string"}}},
                            "content": {"application/json": {"schema": {"type": "array", "items": pet()}}},
                        },
                        "400": {"description": "bad", "content": {"application/json": {"schema": {"type": "object"}}}},
                        "default": {"description": "other"},
                    },
                },
                "post": {
                    "operationId": "addPet",
                    "security": [{"oauth": ["pets:write"]}],
                    "requestBody": {"required": True, "content": {"application/json": {"schema": pet()}, "application/xml": {"schema": {"type": "object"}}}},
                    "responses": {"201": {"description": "made", "content": {"application/json": {"schema": pet()}}}},
                },
            },
            "/pets/{petId}": {
                "parameters": [param("petId", "path", {"type": "string"}, required=True)],
                "get": {"operationId": "getPet", "responses": {"200": {"description": "pet", "content": {"application/json": {"schema": pet()}}}}},
                "put": {"operationId": "setPet", "requestBody": {"content": {"application/json": {"schema": {"type": "string", "minLength": 1}}}},
                        "responses": {"204": {"description": "done"}}},
                "delete": {"operationId": "dropPet", "deprecated": True, "x-sunset": "2020-01-01", "responses": {"204": {"description": "gone"}}},
            },
        },
        "components": {
            "schemas": {
                "Circle": {"type": "object", "required": ["radius"], "properties": {"radius": {"type": "number"}}},
                "Square": {"type": "object", "required": ["side"], "properties": {"side": {"type": "number"}}},
                "Sized": {"type": "object", "properties": {"size": {"type": "integer"}}},
            },
            "securitySchemes": {
                "key": {"type": "apiKey", "name": "X-Key", "in": "header"},
                "oauth": {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "https://id.example/a", "scopes": {"pets:write": "w", "pets:read": "r"}}}},
            },
        },
    }


def at(document, path):
    for step in path:
        document = document[step]
    return document


# Places of the edited schema: where the sender is the client and where it is the server.
BODY = ["paths", "/pets", "post", "requestBody", "content", "application/json", "schema"]
ANSWER = ["paths", "/pets/{petId}", "get", "responses", "200", "content", "application/json", "schema"]
PARAMETERS = ["paths", "/pets", "get", "parameters"]

# Edits of one schema node: (below the schema, keys to set, keys to delete).
SCHEMA_EDITS = [
    (["properties", "id"], {"maximum": 800}, []), (["properties", "id"], {"maximum": 1000}, []), (["properties", "id"], {}, ["maximum"]),
    (["properties", "id"], {"minimum": 0}, []), (["properties", "id"], {"minimum": 5}, []), (["properties", "id"], {}, ["minimum"]),
    (["properties", "id"], {"exclusiveMaximum": True}, []), (["properties", "id"], {"exclusiveMinimum": True}, []),
    (["properties", "id"], {"type": "number"}, ["format"]), (["properties", "id"], {"type": "string"}, ["format"]), (["properties", "id"], {"format": "int32"}, []),
    (["properties", "id"], {}, ["format"]), (["properties", "id"], {"multipleOf": 2}, []),
    (["properties", "name"], {"minLength": 1}, []), (["properties", "name"], {"minLength": 3}, []), (["properties", "name"], {}, ["minLength"]),
    (["properties", "name"], {"maxLength": 50}, []), (["properties", "name"], {"maxLength": 30}, []), (["properties", "name"], {}, ["maxLength"]),
    (["properties", "name"], {"pattern": "^[a-c]+$"}, []), (["properties", "name"], {"pattern": ".*"}, []), (["properties", "name"], {}, ["pattern"]),
    (["properties", "name"], {"nullable": True}, []), (["properties", "name"], {"default": "x"}, []), (["properties", "name"], {"deprecated": True}, []),
    (["properties", "name"], {"deprecated": True, "x-sunset": "2099-01-01"}, []), (["properties", "name"], {"readOnly": True}, []), (["properties", "name"], {"writeOnly": True}, []),
    (["properties", "tag"], {"readOnly": True}, []), (["properties", "tag"], {"writeOnly": True}, []), (["properties", "tag"], {"enum": ["a", "b"]}, []),
    (["properties", "tag"], {"type": "integer"}, []), (["properties", "tag"], {"type": "array", "items": {"type": "string"}}, []), (["properties", "tag"], {"type": "object"}, []),
    (["properties", "tag"], {"format": "uuid"}, []), (["properties", "tag"], {"minLength": 1}, []), (["properties", "tag"], {"maxLength": 10}, []),
    (["properties", "tag"], {"pattern": "^a"}, []), (["properties", "tag"], {"x-stability-level": "alpha"}, []), (["properties", "tag"], {"not": {"enum": ["x"]}}, []),
    (["properties", "kind"], {"enum": ["cat", "dog"]}, []), (["properties", "kind"], {"enum": ["cat", "dog", "bird", "fish"]}, []), (["properties", "kind"], {}, ["enum"]),
    (["properties", "kind"], {"enum": ["cat"]}, []), (["properties", "born"], {"format": "date-time"}, []), (["properties", "born"], {}, ["format"]),
    (["properties", "weight"], {"multipleOf": 1}, []), (["properties", "weight"], {"multipleOf": 0.25}, []), (["properties", "weight"], {}, ["multipleOf"]),
    (["properties", "weight"], {"default": 5}, []), (["properties", "weight"], {}, ["default"]), (["properties", "weight"], {"minimum": 0}, []), (["properties", "weight"], {"maximum": 9}, []),
    (["properties", "weight"], {"minimum": 0, "exclusiveMinimum": True}, []), (["properties", "weight"], {"type": "integer"}, []),
    (["properties", "address"], {"required": ["city", "zip"]}, []), (["properties", "address"], {"required": []}, []), (["properties", "address"], {"additionalProperties": False}, []),
    (["properties", "address"], {"minProperties": 1}, []), (["properties", "address"], {"maxProperties": 3}, []), (["properties", "address"], {"nullable": True}, []),
    (["properties", "address", "properties", "city"], {"type": "integer"}, []), (["properties", "address", "properties", "city"], {"maxLength": 5}, []),
    (["properties", "address", "properties"], {"street": {"type": "string"}}, []), (["properties", "address", "properties"], {}, ["zip"]), (["properties", "address", "properties"], {}, ["city"]),
    (["properties", "owners"], {"minItems": 2}, []), (["properties", "owners"], {"minItems": 0}, []), (["properties", "owners"], {"maxItems": 6}, []), (["properties", "owners"], {"maxItems": 4}, []),
    (["properties", "owners"], {}, ["minItems"]), (["properties", "owners"], {}, ["maxItems"]), (["properties", "owners"], {"uniqueItems": True}, []), (["properties", "owners"], {"items": {"type": "string"}}, []),
    (["properties", "owners", "items", "properties", "email"], {"type": "integer"}, []), (["properties", "owners", "items", "properties"], {}, ["email"]),
    (["properties", "owners", "items", "properties"], {"phone": {"type": "string"}}, []), (["properties", "owners", "items"], {"required": ["email"]}, []), (["properties", "owners"], {"items": {}}, []),
    (["properties", "note"], {}, ["nullable"]), (["properties", "labels"], {"additionalProperties": {"type": "integer"}}, []), (["properties", "labels"], {"additionalProperties": False}, []),
    (["properties", "labels"], {"additionalProperties": True}, []), (["properties", "labels"], {"additionalProperties": {"type": "string", "maxLength": 3}}, []), (["properties", "labels"], {}, ["additionalProperties"]),
    (["properties", "contact"], {"anyOf": [{"type": "string", "maxLength": 9}]}, []), (["properties", "contact"], {"anyOf": [{"type": "string", "maxLength": 9}, {"type": "integer"}, {"type": "boolean"}]}, []),
    (["properties", "contact"], {"oneOf": [{"type": "string", "maxLength": 9}, {"type": "integer"}]}, ["anyOf"]), (["properties", "contact"], {"type": "string"}, ["anyOf"]),
    (["properties", "contact", "anyOf", 0], {"maxLength": 8}, []), (["properties", "shape"], {"oneOf": [{"$ref": "#/components/schemas/Circle"}]}, []),
    (["properties", "shape"], {"oneOf": [{"$ref": "#/components/schemas/Circle"}, {"$ref": "#/components/schemas/Square"}, {"$ref": "#/components/schemas/Sized"}]}, []),
    (["properties", "shape"], {"discriminator": {"propertyName": "type"}}, []), (["properties", "shape"], {"discriminator": {"propertyName": "type", "mapping": {"c": "#/components/schemas/Circle"}}}, []),
    (["properties", "whole"], {"allOf": [{"$ref": "#/components/schemas/Circle"}]}, []), (["properties", "whole"], {"allOf": [{"$ref": "#/components/schemas/Circle"}, {"$ref": "#/components/schemas/Sized"}, {"type": "object", "required": ["x"], "properties": {"x": {"type": "string"}}}]}, []),
    (["properties", "whole"], {"allOf": [{"$ref": "#/components/schemas/Circle"}, {"$ref": "#/components/schemas/Sized"}, {"description": "words"}]}, []),
    ([], {"required": ["id"]}, []), ([], {"required": ["id", "name", "tag"]}, []), ([], {"required": ["id", "name", "weight"]}, []), ([], {"required": []}, ["required"]), ([], {"additionalProperties": False}, []),
    ([], {"nullable": True}, []), ([], {"minProperties": 1}, []), ([], {"type": "array", "items": {"type": "string"}}, []), ([], {"type": "string"}, []), ([], {"not": {"type": "object", "required": ["zz"]}}, []),
    ([], {"default": {}}, []), ([], {"description": "words"}, []), ([], {"oneOf": [{"type": "object", "required": ["aa"]}, {"type": "object", "required": ["bb"]}]}, []), ([], {"anyOf": [{"type": "object", "required": ["aa"]}, {"type": "object", "required": ["bb"]}]}, []),
    ([], {"allOf": [{"type": "object", "required": ["aa"], "properties": {"aa": {"type": "string"}}}]}, []),
    (["properties"], {"extra": {"type": "string"}}, []), (["properties"], {}, ["tag"]), (["properties"], {}, ["id"]), (["properties"], {"tag": {}}, []), (["properties"], {"sealed": {"type": "string", "readOnly": True}}, []), (["properties"], {"secret": {"type": "string", "writeOnly": True}}, []),
]

# Edits of one parameter: its place in the list, keys to set on it, keys to set on its schema, keys to delete from the schema.
PARAMETER_EDITS = [
    (0, {}, {"maximum": 50}, []), (0, {}, {"maximum": 500}, []), (0, {}, {}, ["maximum"]), (0, {}, {"minimum": 2}, []), (0, {}, {"minimum": 0}, []), (0, {}, {}, ["minimum"]), (0, {}, {"default": 10}, []), (0, {}, {}, ["default"]),
    (0, {"required": True}, {}, []), (0, {}, {"type": "number"}, []), (0, {}, {"type": "string"}, ["minimum", "maximum", "default"]), (0, {}, {"type": "boolean"}, ["minimum", "maximum", "default"]), (0, {}, {"format": "int32"}, []),
    (0, {}, {"exclusiveMaximum": True}, []), (0, {}, {"multipleOf": 5}, []), (0, {}, {"nullable": True}, []), (0, {"deprecated": True}, {}, []), (0, {"deprecated": True, "x-sunset": "2099-01-01"}, {}, []), (0, {"deprecated": True, "x-sunset": "soon"}, {}, []),
    (1, {}, {"minLength": 2}, []), (1, {}, {"minLength": 0}, []), (1, {}, {"maxLength": 10}, []), (1, {}, {"maxLength": 30}, []), (1, {}, {}, ["maxLength"]), (1, {}, {"pattern": "^[a-c]+$"}, []), (1, {}, {}, ["pattern"]), (1, {}, {"enum": ["a", "b"]}, []),
    (1, {}, {"type": "array", "items": {"type": "string"}}, ["minLength", "maxLength", "pattern"]), (1, {}, {"format": "uuid"}, []), (1, {"allowReserved": True}, {}, []), (1, {"allowEmptyValue": True}, {}, []), (1, {"style": "form"}, {}, []), (1, {"explode": False}, {}, []),
    (2, {"required": False}, {}, []), (2, {}, {"enum": ["cat"]}, []), (2, {}, {"enum": ["cat", "dog", "fish"]}, []), (2, {}, {}, ["enum"]), (3, {}, {"minItems": 2}, []), (3, {}, {"minItems": 0}, []), (3, {}, {"maxItems": 4}, []), (3, {}, {"maxItems": 6}, []), (3, {}, {}, ["maxItems"]), (3, {}, {"uniqueItems": True}, []),
    (3, {}, {"items": {"type": "integer"}}, []), (3, {"explode": False}, {}, []), (3, {"style": "pipeDelimited", "explode": False}, {}, []), (3, {}, {"type": "string"}, ["items", "minItems", "maxItems"]), (4, {"required": True}, {}, []), (4, {}, {"type": "integer"}, []), (5, {"required": True}, {}, []),
    (6, {}, {"properties": {"city": {"type": "integer"}, "zip": {"type": "string"}}}, []), (6, {}, {"properties": {"city": {"type": "string"}}}, []), (6, {}, {"required": ["city"]}, []), (6, {}, {"properties": {"city": {"type": "string"}, "zip": {"type": "string"}, "street": {"type": "string"}}}, []),
    (6, {"style": "deepObject"}, {}, []), (4, {"name": "X-Track"}, {}, []), (4, {"name": "x-trace"}, {}, []), (0, {"in": "header"}, {}, []), (1, {"x-stability-level": "beta"}, {}, []),
]

LIST, ADD = ["paths", "/pets", "get"], ["paths", "/pets", "post"]
ONE, DROP = ["paths", "/pets/{petId}"], ["paths", "/pets/{petId}", "delete"]
SCHEMES = ["components", "securitySchemes"]
JSON_BODY = ["paths", "/pets", "post", "requestBody"]
# Edits anywhere: (name, path of the node, keys to set, keys to delete).
OTHER_EDITS = [
    ("path gone", ["paths"], {}, ["/pets/{petId}"]), ("operation gone", ["paths", "/pets"], {}, ["post"]), ("deprecated operation gone", ONE, {}, ["delete"]), ("operation deprecated", LIST, {"deprecated": True}, []),
    ("operation deprecated with sunset", LIST, {"deprecated": True, "x-sunset": "2099-01-01"}, []), ("operation deprecated, sunset unreadable", LIST, {"deprecated": True, "x-sunset": "soon"}, []), ("sunset gone", DROP, {}, ["x-sunset"]), ("sunset later", DROP, {"x-sunset": "2099-01-01"}, []),
    ("stability", LIST, {"x-stability-level": "beta"}, []), ("stability unknown", LIST, {"x-stability-level": "odd"}, []), ("operation id", LIST, {"operationId": "all"}, []), ("operation id gone", LIST, {}, ["operationId"]), ("tag", LIST, {"tags": ["pets", "more"]}, []), ("tags gone", LIST, {}, ["tags"]),
    ("operation new", ["paths", "/pets"], {"patch": {"responses": {"204": {"description": "x"}}}}, []), ("path new", ["paths"], {"/zoo": {"get": {"responses": {"204": {"description": "x"}}}}}, []),
    ("body gone", ADD, {}, ["requestBody"]), ("body optional", JSON_BODY, {"required": False}, []), ("body required", ["paths", "/pets/{petId}", "put", "requestBody"], {"required": True}, []), ("body type gone", JSON_BODY + ["content"], {}, ["application/xml"]), ("body type new", JSON_BODY + ["content"], {"text/plain": {"schema": {"type": "string"}}}, []),
    ("body schema gone", JSON_BODY + ["content"], {"application/xml": {}}, []), ("status gone", ADD + ["responses"], {"204": {"description": "x"}}, ["201"]), ("status new", ADD + ["responses"], {"202": {"description": "x"}}, []), ("error status gone", LIST + ["responses"], {}, ["400"]), ("default gone", LIST + ["responses"], {}, ["default"]), ("error status new", LIST + ["responses"], {"404": {"description": "x"}}, []),
    ("header gone", LIST + ["responses", "200", "headers"], {}, ["X-Total"]), ("optional header gone", LIST + ["responses", "200", "headers"], {}, ["X-Next"]), ("header optional", LIST + ["responses", "200", "headers", "X-Total"], {"required": False}, []), ("header required", LIST + ["responses", "200", "headers", "X-Next"], {"required": True}, []), ("header type", LIST + ["responses", "200", "headers", "X-Total", "schema"], {"type": "string"}, []), ("header new", LIST + ["responses", "200", "headers"], {"X-New": {"schema": {"type": "string"}}}, []),
    ("answer type gone", LIST + ["responses", "400"], {"content": {"application/problem+json": {"schema": {"type": "object"}}}}, []), ("answer type new", LIST + ["responses", "200", "content"], {"text/csv": {"schema": {"type": "string"}}}, []), ("answer schema gone", LIST + ["responses", "400"], {"content": {"application/json": {}}}, []),
    ("security alternative", LIST, {"security": [{"key": []}, {"oauth": ["pets:read"]}]}, []), ("security open", LIST, {"security": []}, []), ("security both", LIST, {"security": [{"key": [], "oauth": []}]}, []), ("scope new", ADD, {"security": [{"oauth": ["pets:write", "pets:read"]}]}, []), ("security optional", LIST, {"security": [{"key": []}, {}]}, []), ("security other", ADD, {"security": [{"key": []}]}, []), ("global security gone", [], {}, ["security"]), ("global security more", [], {"security": [{"key": []}, {"oauth": []}]}, []),
    ("key name", SCHEMES + ["key"], {"name": "X-Other"}, []), ("key place", SCHEMES + ["key"], {"in": "query"}, []), ("scheme type", SCHEMES, {"key": {"type": "http", "scheme": "bearer"}}, []), ("scheme gone", SCHEMES, {}, ["key"]), ("scheme new", SCHEMES, {"more": {"type": "http", "scheme": "basic"}}, []), ("oauth url", SCHEMES + ["oauth", "flows", "implicit"], {"authorizationUrl": "https://id.example/b"}, []), ("scheme scope gone", SCHEMES + ["oauth", "flows", "implicit", "scopes"], {}, ["pets:read"]), ("scheme scope words", SCHEMES + ["oauth", "flows", "implicit", "scopes"], {"pets:read": "words"}, []),
    ("component gone", ["components", "schemas"], {"Unused": {"type": "string"}}, []), ("server", [], {"servers": [{"url": "https://pets.example/v2"}]}, []), ("version", ["info"], {"version": "1.0.1"}, []), ("version back", ["info"], {"version": "0.9.0"}, []),
    ("path parameter renamed", ["paths"], {"/pets/{id}": {"parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}], "get": {"operationId": "getPet", "responses": {"204": {"description": "x"}}}}}, ["/pets/{petId}"]),
    ("path level parameter", ONE, {"parameters": [{"name": "petId", "in": "path", "required": True, "schema": {"type": "string"}}, {"name": "verbose", "in": "query", "schema": {"type": "boolean"}}]}, []), ("path level parameter required", ONE, {"parameters": [{"name": "petId", "in": "path", "required": True, "schema": {"type": "string"}}, {"name": "verbose", "in": "query", "required": True, "schema": {"type": "boolean"}}]}, []),
    ("path parameter type", ONE, {"parameters": [{"name": "petId", "in": "path", "required": True, "schema": {"type": "integer"}}]}, []), ("put body words", ["paths", "/pets/{petId}", "put", "requestBody", "content", "application/json", "schema"], {"minLength": 2}, []), ("put body enum", ["paths", "/pets/{petId}", "put", "requestBody", "content", "application/json", "schema"], {"enum": ["a"]}, []), ("put body nullable", ["paths", "/pets/{petId}", "put", "requestBody", "content", "application/json", "schema"], {"nullable": True}, []), ("put body pattern", ["paths", "/pets/{petId}", "put", "requestBody", "content", "application/json", "schema"], {"pattern": "^a"}, []), ("put body max length", ["paths", "/pets/{petId}", "put", "requestBody", "content", "application/json", "schema"], {"maxLength": 9}, []), ("put body type", ["paths", "/pets/{petId}", "put", "requestBody", "content", "application/json", "schema"], {"type": "integer"}, ["minLength"]), ("put body oneOf", ["paths", "/pets/{petId}", "put", "requestBody", "content", "application/json"], {"schema": {"oneOf": [{"type": "string", "minLength": 1}, {"type": "integer"}]}}, []),
]
ADDED_PARAMETERS = [{"name": "page", "in": "query", "schema": {"type": "integer"}}, {"name": "page", "in": "query", "required": True, "schema": {"type": "integer"}}, {"name": "page", "in": "query", "required": True, "schema": {"type": "integer", "default": 1}}, {"name": "X-Page", "in": "header", "required": True, "schema": {"type": "integer"}}, {"name": "page", "in": "cookie", "schema": {"type": "integer"}}]


def edit(document, path, set_, delete):
    node = at(document, path)
    node.update(copy.deepcopy(set_))
    for key in delete:
        node.pop(key, None)


def mutations():
    """Pairs of a name and the changed document."""
    for name, root in (("request", BODY), ("response", ANSWER)):
        for path, set_, delete in SCHEMA_EDITS:
            document = base()
            edit(document, root + path, set_, delete)
            yield f"{name} {'/'.join(map(str, path)) or '.'} {json.dumps(set_)} -{delete}", document
    for number, on_parameter, on_schema, delete in PARAMETER_EDITS:
        document = base()
        parameter = at(document, PARAMETERS)[number]
        name = parameter["name"]
        parameter.update(copy.deepcopy(on_parameter))
        parameter["schema"].update(copy.deepcopy(on_schema))
        for key in delete:
            parameter["schema"].pop(key, None)
        yield f"parameter {name} {json.dumps(on_parameter)} {json.dumps(on_schema)} -{delete}", document
    for number in range(7):
        document = base()
        gone = at(document, PARAMETERS).pop(number)
        yield f"parameter {gone['name']} gone", document
    for added in ADDED_PARAMETERS:
        document = base()
        at(document, PARAMETERS).append(copy.deepcopy(added))
        yield f"parameter new {json.dumps(added)}", document
    for name, path, set_, delete in OTHER_EDITS:
        document = base()
        edit(document, path, set_, delete)
        yield name, document


def theirs(tool, old, new):
    run = subprocess.run([tool, "changelog", old, new, "--format", "json", "--level", "INFO"], capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        return None
    changes = json.loads(run.stdout or "[]") or []
    if isinstance(changes, dict):
        changes = changes.get("changes", [])
    # Versions are judged here on request only.
    return {(change["id"], LEVELS[change["level"]]) for change in changes if not change["id"].startswith("api-") or "version" not in change["id"]}


def ours(tool, old, new):
    run = subprocess.run([tool, "api", "diff", old, new, "--format", "json", "--no-config"], capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        return None
    report = json.loads(run.stdout)
    return {(finding["properties"].get("oasdiff_id") or "=" + finding["rule"].split("/", 1)[1], finding["severity"]) for finding in report["findings"]}


def verdict(changes):
    return max((level for _, level in changes), key=WEIGHT.__getitem__, default="none")


def compare(args, folder, name, old, new):
    them, us = theirs(args.oasdiff, old, new), ours(args.ent, old, new) if args.ent else set()
    if them is None or us is None:
        return name, f"could not be compared: oasdiff {them is not None}, ent {us is not None}", None, None
    same_verdict = WEIGHT[verdict(them)] == WEIGHT[verdict(us)]
    their_ids = {change for change, _ in them}
    our_ids = {change for change, _ in us if not change.startswith("=")}
    return name, None, (same_verdict, verdict(them), verdict(us)), (their_ids - our_ids, our_ids - their_ids, {change for change, _ in us if change.startswith("=")})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ent", help="the program; without it only the other tool's answers are shown")
    parser.add_argument("--oasdiff", default="oasdiff")
    parser.add_argument("--keep", help="a folder for the documents")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(args.keep or made)
        folder.mkdir(exist_ok=True)
        first = folder / "base.json"
        first.write_text(json.dumps(base()))
        jobs = []
        for number, (name, document) in enumerate(mutations()):
            second = folder / f"{number:04}.json"
            second.write_text(json.dumps(document))
            jobs += [(f"{number:04} → {name}", str(first), str(second)), (f"{number:04} ← {name}", str(second), str(first))]
        with ThreadPoolExecutor(2) as pool:
            results = list(pool.map(lambda job: compare(args, folder, *job), jobs))
    agreed_verdict = agreed_ids = compared = 0
    for name, failed, verdicts, ids in results:
        if failed:
            print(f"{name}\n    {failed}")
            continue
        compared += 1
        agreed_verdict += verdicts[0]
        missing, more, own = ids
        agreed_ids += not missing and not more
        if not verdicts[0] or missing or more:
            print(name)
            if not verdicts[0]:
                print(f"    verdict: theirs {verdicts[1]}, ours {verdicts[2]}")
            for word, which in (("theirs only", missing), ("ours only", more), ("ours without a name there", own)):
                if which:
                    print(f"    {word}: {', '.join(sorted(which))}")
    print(f"{compared} pairs of {len(results)} compared; same verdict {agreed_verdict}, same ids {agreed_ids}", file=sys.stderr)


if __name__ == "__main__":
    main()
