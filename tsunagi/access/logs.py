"""Log lines never carry a name, a search word or an address line."""

from __future__ import annotations

import logging
import re

# To the end of the line: search words may hold spaces, and no message needs the rest.
QUERY = re.compile(r"\?.+")


class WithoutPersonalData(logging.Filter):
    """Cut query strings from messages, and exception values from tracebacks.

    A traceback names files and lines, which is what repair needs; the exception's
    own text may quote a row ("Key (name)=(…) already exists").
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = QUERY.sub("?…", record.getMessage())
        record.args = None
        # Another handler may have kept the full text of the traceback already.
        record.exc_text = None
        record.stack_info = None
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            record.exc_info = None
            frames = []
            while trace is not None:
                code = trace.tb_frame.f_code
                frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
                trace = trace.tb_next
            record.msg += f" [{kind.__name__}] " + " < ".join(reversed(frames))
        return True
