"""A person confirms or corrects verdicts, and what becomes of the corrections.

``store`` keeps what happened (SQLite, nothing overwritten), ``state`` says what holds now,
``queue`` what to read next, ``agreement`` how far reviewers agree; ``exports`` and ``imports``
are the ways out and in, ``retraining`` makes a model of the corrections and says what it changes,
and ``web`` is the page. The page alone needs the extra ``review``.
"""

from __future__ import annotations
