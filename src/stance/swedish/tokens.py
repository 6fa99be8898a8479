"""Splits text into the tokens that may be damaged words, and keeps the rest apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from stance.swedish.lexicon import load_lexicon
from stance.swedish.search import LONGEST

_RUN = re.compile(r"\S+")
_TOKEN = re.compile(r"[^\W_]['’\w?�£]*|[�£][\w?�'’]+")
_TOKEN_WITH_QUESTION = re.compile(r"[^\W_?][\w?�£]*|[?�£][\w?�]+")
_QUESTION_IN_WORD = re.compile(r"[^\W\d_]\?[^\W\d_]")
_FEWEST_QUESTIONS = 2
_LONGEST_SHORT = 5  # Letters of an abbreviation.


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters, and of digits and signs that may stand for letters.

    Attributes:
        start: Its place in the text.
        text: What stands there.
        name: It begins with a capital inside a sentence.
        code: It is a number, an abbreviation or a lone letter, which stays as it is.
    """

    start: int
    text: str
    name: bool
    code: bool


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of a text in order, without those of web and mail addresses."""
    asked = len(_QUESTION_IN_WORD.findall(text)) >= _FEWEST_QUESTIONS
    pattern = _TOKEN_WITH_QUESTION if asked else _TOKEN
    lexicon = load_lexicon()
    for run in _RUN.finditer(text):
        stretch = run.group()
        if "@" in stretch or "://" in stretch or stretch.startswith("www."):
            continue
        for match in pattern.finditer(text, run.start(), run.end()):
            token = match.group().rstrip("'’")
            if not asked or (len(token) > 2 and token.rstrip("?").lower() in lexicon):
                token = token.rstrip("?'’")
            code = not 2 <= len(token) <= LONGEST or is_code(token)
            name = not code and token[0].isupper() and _inside_sentence(text, match.start())
            yield Token(match.start(), token, name, code)


def is_code(token: str) -> bool:
    """Tell whether a token is a number, an abbreviation in capitals or the like."""
    if token.isalpha():
        return len(token) <= _LONGEST_SHORT and token.isupper()
    letters = sum(map(str.isalpha, token))
    if letters * 2 < len(token):
        return letters == 0 or not any(sign in token for sign in "�?£")
    return token.isupper()


def _inside_sentence(text: str, start: int) -> bool:
    """Tell whether a word goes on a sentence, so that a capital means a name."""
    before = text[max(0, start - 2) : start]
    return len(before) == 2 and before[1] == " " and (before[0].isalnum() or before[0] == ",")


def in_case_of(token: str, word: str) -> str:
    """Return a word in lower case with the capitals of the token that it replaces."""
    if token.isupper() and len(token) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if token[0].isupper() else word
