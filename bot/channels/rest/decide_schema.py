"""What `POST /decide` takes and answers, as the OpenAPI page of the service describes it."""

from collections.abc import Mapping, Sequence
from functools import cache

from bot.json_values import Json, JsonObject, json_list
from bot.rules.answers import Figures
from bot.rules.facts.base import Facts
from bot.rules.registry import KINDS, Kind

_MOMENT: JsonObject = {
    "description": "when it is asked; the clock's time when left out",
    "anyOf": [
        {"type": "string", "format": "date-time"},
        {"type": "string", "format": "date"},
        {"type": "null"},
    ],
}
_SET_ASIDE: JsonObject = {
    "description": "clauses about which a person has judged the case: what they find does not count",
    "anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}],
}
_TEXTS: JsonObject = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "description": "by language",
}
_DECISION: JsonObject = {
    "type": "object",
    "description": "the decision, with the figures of its kind beside what is described here",
    "required": ["outcome", "missing", "clauses", "because", "edition"],
    "properties": {
        "outcome": {"enum": ["approved", "rejected", "review", "incomplete"]},
        "missing": {"type": "array", "items": {"type": "string"}},
        "clauses": {"type": "array", "items": {"type": "string"}},
        "because": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["clause", "holds", "text"],
                "properties": {"clause": {"type": "string"}, "holds": {"type": "boolean"}, "text": _TEXTS},
            },
        },
        "edition": {"type": "string"},
    },
}
_WRONG: JsonObject = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "field", "expected"],
            "properties": {name: {"type": "string"} for name in ("code", "message", "field", "expected")},
        },
    },
}


@cache
def decide_operation() -> dict[str, Json]:
    """The request body and the answers of the operation, one shape of `facts` for each kind."""
    body: JsonObject = {
        "type": "object",
        "required": ["programme", "kind", "facts"],
        "properties": {
            "programme": {"type": "string"},
            "kind": {"enum": list(KINDS)},
            "now": _MOMENT,
            "facts": {"type": "object"},
            "set_aside": _SET_ASIDE,
        },
        "oneOf": [_request(kind) for kind in KINDS.values()],
    }
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": _answer("The decision", _DECISION),
            "422": _answer("The request has the wrong shape; the error names the field", _WRONG),
        },
    }


def _answer(description: str, schema: JsonObject) -> JsonObject:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _request(kind: Kind[Facts, Figures]) -> JsonObject:
    schema = kind.facts.model_json_schema()
    facts = _plain(schema, schema.get("$defs", {}))
    return {"title": kind.name, "properties": {"kind": {"const": kind.name}, "facts": facts}}


def _plain(schema: Json, parts: JsonObject) -> Json:
    """The schema with its parts in their places; what may be left out may be null as well."""
    match schema:
        case {"$ref": str(reference)}:
            return _plain(parts[reference.rpartition("/")[2]], parts)
        case Mapping():
            plain = {
                name: _plain(value, parts)
                for name, value in schema.items()
                if name not in ("$defs", "title") and (name, value) != ("default", None)
            }
            if isinstance(facts := plain.get("properties"), Mapping):
                needed = json_list(plain.get("required", ()))
                plain["properties"] = {
                    name: fact if name in needed else _or_null(fact) for name, fact in facts.items()
                }
            return plain
        case Sequence() if not isinstance(schema, str):
            return [_plain(member, parts) for member in schema]
    return schema


def _or_null(fact: Json) -> JsonObject:
    allowed = [fact]
    if isinstance(fact, Mapping) and set(fact) == {"anyOf"}:
        allowed = [*json_list(fact["anyOf"])]
    return {"anyOf": [*(one for one in allowed if one != {"type": "null"}), {"type": "null"}]}
