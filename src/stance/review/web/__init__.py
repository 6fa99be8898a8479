"""The review page: a web server for one person on this machine.

Pages are made on the server by Jinja2, which escapes every text, and sent as plain forms: each
act works without a script, and a reload never loses one. A hundred lines of JavaScript add the
keys. htmx was left out: it would be fetched from a registry and bundled to replace what the forms
do already, and its attributes weaken what the content security policy can promise.
"""

from __future__ import annotations
