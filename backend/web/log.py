"""Logs: one JSON object a line, made of allow-listed fields only.

No body, name, address, query string or error message gets in, because nothing copies them: a record's own text is left
out wherever a library wrote it.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from collections.abc import Callable

from flask import Flask, Response, g, request

FIELDS = ("method", "route", "status", "ms", "request", "error", "at", "counts")
"""What a line may say besides time, level, logger and event. `route` is the rule, never the path; `counts` a job's."""
OURS = "lanyard"
DEEPEST = 12
LOG = logging.getLogger("lanyard.request")


class JsonLines(logging.Formatter):
    """Formats a record as JSON, by the allow-list. With a namespace for `metrics`, CloudWatch charts every count."""

    def __init__(self, metrics: str | None = None) -> None:
        super().__init__()
        self._metrics = metrics

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; of a library's record, only which library, how grave, and the error's type and place."""
        line: dict[str, object] = {
            "time": round(record.created, 3),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.partition(".")[0] == OURS:
            line["event"] = record.msg
        line |= {field: vars(record)[field] for field in FIELDS if field in vars(record)}
        if record.exc_info and record.exc_info[1]:
            line |= {"error": type(record.exc_info[1]).__name__, "at": where(record.exc_info[1])}
        if self._metrics and "counts" in line:
            line |= embedded(self._metrics, record)
        return json.dumps(line)


def embedded(namespace: str, record: logging.LogRecord) -> dict[str, object]:
    """Return a record's counts in CloudWatch's embedded metric format, each by the logger that it comes from."""
    counts: dict[str, object] = vars(record)["counts"]
    metrics = [{"Name": name, "Unit": "Count"} for name in counts]
    told = {"Namespace": namespace, "Dimensions": [["logger"]], "Metrics": metrics}
    return {"_aws": {"Timestamp": int(record.created * 1000), "CloudWatchMetrics": [told]}, **counts}


def to_stderr(metrics: str | None = None) -> None:
    """Send all logs of this process to stderr as JSON lines, their counts as `metrics` of that namespace, if any."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(metrics))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(OURS).setLevel(logging.INFO)


def where(error: BaseException) -> list[str]:
    """Return the places in code that an error came through, the innermost last, without any value."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


def request_log(app: Flask, new_id: Callable[[], str]) -> None:
    """Log one line for each request."""

    @app.before_request
    def start() -> None:
        g.began, g.request_id = time.perf_counter(), new_id()

    @app.after_request
    def end(response: Response) -> Response:
        LOG.info(
            "request",
            extra={
                "method": request.method if request.url_rule else "-",
                "route": request.url_rule.rule if request.url_rule else "-",
                "status": response.status_code,
                "ms": round((time.perf_counter() - g.began) * 1000, 1),
                "request": g.request_id,
            },
        )
        return response
