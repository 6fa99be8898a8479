"""Functions of pdfium that are called for every line, without ctypes' look at each argument.

That look takes three times as long as the call itself. Whoever calls them hands over what C wants:
handles as pypdfium2 gives them, ``byref`` of what is written to, whole numbers for ``int``.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as raw


def _unchecked(function: Any) -> Any:  # noqa: ANN401 - ctypes has no type for them
    bare = type(function)(ctypes.cast(function, ctypes.c_void_p).value)
    bare.restype = function.restype
    return bare


count_rects = _unchecked(raw.FPDFText_CountRects)
loose_char_box = _unchecked(raw.FPDFText_GetLooseCharBox)
char_origin = _unchecked(raw.FPDFText_GetCharOrigin)
font_size = _unchecked(raw.FPDFText_GetFontSize)
char_matrix = _unchecked(raw.FPDFText_GetMatrix)
# The length of the buffer is an unsigned long, as which a plain number is not handed over.
font_info = _unchecked(raw.FPDFText_GetFontInfo)
page_object = _unchecked(raw.FPDFPage_GetObject)
object_type = _unchecked(raw.FPDFPageObj_GetType)
