"""JSON Schemas of what travels: the sync request and answer, and the error that every route may give.

Written by hand, because sync judges each change alone and so has no schema of its own to derive them from.
"""

from __future__ import annotations

from typing import Any

from backend.sync.envelope import MAX_CHANGES


def _object(description: str, required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "description": description, "required": required.split(), "properties": properties}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


STRING = {"type": "string"}
TRUTH = {"type": "boolean"}
COUNT = {"type": "integer", "minimum": 0}
DOT = {
    "type": "array",
    "description": "Replica and its count: names one write, for ever.",
    "prefixItems": [STRING, {"type": "integer", "minimum": 1}],
    "minItems": 2,
    "maxItems": 2,
}
CONTEXT = {
    "type": "object",
    "description": "The highest count seen of each replica.",
    "additionalProperties": {"type": "integer", "minimum": 1},
}

WIRE: dict[str, Any] = {
    "Sibling": _object(
        "A value that no other write has seen and replaced.",
        "d v at",
        d=DOT,
        v={"description": "Any JSON value; numbers are integers within ±(2^53 - 1)."},
        at={"type": "integer", "description": "When a person wrote it, ms since 1970 UTC: orders what is shown only."},
    ),
    "Register": _object(
        "One field: what it has seen (left out where that is just the siblings' own dots) and its siblings.",
        "s",
        c=CONTEXT,
        s=_list(_ref("Sibling")),
    ),
    "Change": _object(
        "The changed fields of a record, or all of them (`full`). With `d` and `at`, `f` holds plain values, all of "
        "them written together for the first time under that one dot; without, it holds registers.",
        "id kind full f",
        id=STRING,
        kind=STRING,
        full=TRUTH,
        d=DOT,
        at={"type": "integer"},
        f={"type": "object"},
    ),
    "Cursor": _object(
        "How far a replica has merged the log. It grants nothing and never expires.",
        "epoch n tag",
        epoch=STRING,
        n=COUNT,
        tag={"type": "string", "description": "First eight hex digits of the request that made entry n."},
        snap={"type": "string", "description": "Signed place within a snapshot."},
    ),
    "SyncRequest": _object(
        "Unknown keys are ignored. `space` null is the person's own; `fence` and `cursor` are null on the first call.",
        "proto req replica ctr changes",
        proto={"type": "integer", "minimum": 1},
        schema={"type": "integer", "minimum": 1},
        req={"type": "string", "format": "uuid"},
        space=_or_null(STRING),
        replica={"type": "string", "description": "64 random bits that stand for this copy of the data."},
        fence=_or_null(STRING),
        ctr=COUNT,
        cursor=_or_null(_ref("Cursor")),
        changes=_list(_ref("Change")) | {"maxItems": MAX_CHANGES},
    ),
    "SyncResult": _object(
        "The verdict on change number `i` of the request.",
        "i s",
        i=COUNT,
        s={"type": "string", "enum": ["ok", "rejected", "need_full"]},
        code=STRING,
        field=STRING,
    ),
    "SyncAnswer": _object(
        "`fork`: this replica's state was copied or restored. `reset`: the server's was. `more`: call again. `purge` "
        "applies before `changes`.",
        "fence cursor more now results changes purge fork reset",
        fence=_or_null(STRING),
        cursor=_or_null(_ref("Cursor")),
        more=TRUTH,
        now={"type": "integer", "description": "The server's clock, ms since 1970 UTC."},
        results=_list(_ref("SyncResult")),
        changes=_list(_ref("Change")),
        purge=_list(STRING),
        fork=TRUTH,
        reset=TRUTH,
        snapshot=STRING
        | {"description": "The snapshot that this is a page of, if any: its last one where the cursor has no `snap`."},
        share={"type": "number", "minimum": 0, "maximum": 1}
        | {"description": "About how much of the snapshot has been read, where more of it is to come."},
    ),
    "Error": _object(
        "What every route answers instead of a result: `code` is for programs, `message` for people.",
        "error",
        error=_object(
            "At most 20 fields are named.",
            "code message fields",
            code=STRING,
            message=STRING,
            fields={"type": "object", "additionalProperties": STRING},
        ),
    ),
}
