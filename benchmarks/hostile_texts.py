"""Malicious texts that are read without trouble, and so reach extraction and classification.

Each is as long as a text may be. They aim at work that grows with the square of something: of
recommendations, sentences, units, or of the length of a word or a sentence.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from stance.swedish.noise import damage

LONGEST = 990_000
_ASKED = (
    "Säkerställ att rutinen för uppföljning av verksamheten dokumenteras.",
    "Upprätta en plan för hur avvikelser hanteras och återrapporteras.",
    "Se över delegationsordningen så att ansvaret är tydligt.",
)
_ANSWERS = (
    "Nämnden instämmer i rekommendationen och inför rutinen under hösten 2024.",
    "Nämnden noterar iakttagelsen, men anser att dagens arbetssätt är tillräckligt.",
    "Förvaltningen får i uppdrag att återkomma med ett förslag senast den 31 mars 2025.",
)
_LEADIN = "Revisorerna rekommenderar nämnden att:\n\n"
_SYLLABLES = "badefigohujykaleminopurasetivoyslåmänöst"


def texts(scale: float = 1.0) -> Iterator[tuple[str, str, bytes]]:
    """Yield (file name, kind, bytes) of each attack.

    Args:
        scale: Length of the texts; 1 is as long as a text may be.
    """
    for name, kind, text in _texts(int(LONGEST * scale)):
        yield name, kind, text.encode("utf-8", "surrogatepass")


def _texts(size: int) -> Iterator[tuple[str, str, str]]:
    yield from _words(size)
    yield from _sentences(size)
    yield from _recommendations(size)
    yield from _layouts(size)
    yield from _rubbish(size)


def _fill(text: str, size: int) -> str:
    return (text * (size // len(text) + 1))[:size]


def _words(size: int) -> Iterator[tuple[str, str, str]]:
    """Words without end."""
    head = "Svar på granskning\n\nRevisorerna rekommenderar att "
    words = {
        "letters": "a",
        "swedish": "nämndensvarar",
        "compound": "verksamhetsuppföljningsrutin",
        "hyphens": "bygg-",
        "dots": "a.",
        "digits": "2024-",
        "capitals": "Ö",
        "brackets": "](",
        "quotes": "”",
        "mail": "a@b.se.",
        "domain": "www.",
        "mixed-case": "aB1",
    }
    for name, word in words.items():
        yield f"word-{name}.txt", "one-word", head + _fill(word, size)
    yield "words-long.txt", "one-word", head + _fill("x" * 5_000 + " ", size)


def _sentences(size: int) -> Iterator[tuple[str, str, str]]:
    """Sentences without end, and without number."""
    openings = {
        "answer": "Svar: ",
        "answer-lines": "Svar:\n",
        "answer-paragraphs": "Svar:\n\nVi instämmer.\n\n",
        "asked": "Revisorerna rekommenderar att ",
        "asked-body": "revisorerna rekommenderar nämnden att nämnden bör ",
        "auditors": "de revisorerna har i granskningen ",
        "body": "nämnden har dock därför också även ",
        "body-fields": "miljö- och byggnämnden för kultur och ",
        "that": "att ",
        "and-that": "samt att ",
        "enumeration": "1) ett 2) två ",
        "reference": "rekommendation 1, 2 och 3 ",
        "see": "se svar på punkt ",
        "dates": "senast under hösten till och med i samband med ",
        "dates-year": "den 31 mars 2025 ",
        "case": "Dnr KS 2024/",
        "attachment": "enligt vad som anges i den ",
        "has-assigned": "har på uppdrag av ",
        "against": "mot bakgrund av vad ",
        "letters": "a b c d ",
        "comma": "vi, ",
        "place": "nämnden i Lund ",
        "company": "AB Bostäder ",
    }
    for name, opening in openings.items():
        yield f"sentence-{name}.txt", "one-sentence", _fill(opening, size)
    stops = {
        "initials": "a. a. a. ",
        "short": "Aa. ",
        "asked": "Revisorerna rekommenderar att nämnden gör allt detta. ",
        "asked-and-answered": f"Revisorerna rekommenderar att {_ASKED[0].lower()} {_ANSWERS[0]} ",
        "answers": " ".join(_ANSWERS) + " ",
        "questions": "Har nämnden en rutin? ",
        "criticism": "Revisorerna konstaterar att det saknas en rutin. ",
        "decides": "Nämnden beslutar att inte göra något. ",
        "decision": "Beslut\n\nNämnden beslutar att rutinen ses över.\n\n",
    }
    for name, stop in stops.items():
        yield f"sentences-{name}.txt", "many-sentences", _fill(stop, size)


def _recommendations(size: int) -> Iterator[tuple[str, str, str]]:
    """Recommendations without number, with and without answers."""
    chance = random.Random(7)  # noqa: S311 - wanted: the same on every run

    def word() -> str:
        return "".join(chance.choices(_SYLLABLES, k=7))

    def distinct(count: int) -> Iterator[str]:
        for _ in range(count):
            yield f"Säkerställ att {' '.join(word() for _ in range(6))} införs."

    yield "items-same.txt", "many-items", _LEADIN + _fill("- Säkerställ att x.\n", size)
    yield "items-three.txt", "many-items", _LEADIN + _fill("- Säkerställ att x finns.\n", size)
    items = "".join(f"- {item}\n" for item in distinct(size // 85))
    yield "items-distinct.txt", "many-items", _LEADIN + items
    numbered = "".join(f"{n}. {item}\n" for n, item in enumerate(distinct(size // 90), 1))
    yield "items-numbered.txt", "many-items", _LEADIN + numbered
    answer = " ".join(_ANSWERS)
    for count in (60, 400, 900):
        asked = list(distinct(int(count * size / LONGEST) + 1))
        listed = "".join(f"- {item}\n" for item in asked)
        head = f"{_LEADIN}{listed}\nNämndens svar\n\n"
        rest = size - len(head)
        answers = {
            "apart": _fill(answer.replace("rutinen", word()) + "\n\n", rest),
            "varied": "".join(
                f"Nämnden {word()} {word()} och {word()}. " for _ in range(rest // 40)
            ),
            "all": _fill("Nämnden instämmer i samtliga rekommendationer. ", rest),
            "endless": _fill("nämnden instämmer i samtliga rekommendationer och ", rest),
        }
        for name, text in answers.items():
            yield f"items-{count}-{name}.txt", "items-apart", head + text
    labelled = "".join(
        f"Rekommendation {n}: {item}\nSvar: {_ANSWERS[n % 3]}\n\n"
        for n, item in enumerate(distinct(size // 150), 1)
    )
    yield "labels.txt", "many-labels", labelled
    quoted = "".join(f"”{item}”\n\n{_ANSWERS[0]}\n\n" for item in distinct(size // 140))
    yield "quotes.txt", "many-labels", quoted
    bodies = "".join(
        f"{word().title()}nämndens svar\n\n{_ANSWERS[n % 3]}\n\n" for n in range(size // 110)
    )
    yield "bodies.txt", "many-bodies", _LEADIN + "".join(f"- {a}\n" for a in _ASKED) + bodies
    some = _LEADIN + "".join(f"- {item}\n" for item in distinct(20))
    for _ in range(90):
        some += f"\n{word().title()}nämndens svar\n\n{_fill(answer + ' ', size // 110)}\n"
    yield "bodies-90.txt", "many-bodies", some
    see = "".join(f"Rekommendation {n}: {_ASKED[0]}\nSvar: Se svar på punkt 1.\n\n" for n in (1, 2))
    yield "references.txt", "many-labels", _fill(see, size)


def _layouts(size: int) -> Iterator[tuple[str, str, str]]:
    """Tables, headings and lists without end."""
    rows = size // 160
    asked, answer = _ASKED[0], _ANSWERS[0]
    head = "<html><table><tr><th>Rekommendation<th>Svar</tr>"
    cells = "".join(f"<tr><td>{asked} {n}<td>{answer}</tr>" for n in range(rows))
    yield "rows.html", "many-rows", head + cells + "</table></html>"
    short = "".join(f"<tr><td>Rutin {n} finns<td>Ja, {n}.</tr>" for n in range(size // 45))
    yield "rows-short.html", "many-rows", head + short + "</table></html>"
    unknown = "".join(f"<tr><td>{n}<td>Ansvarig<td>Klart</tr>" for n in range(size // 45))
    yield "rows-details.html", "many-rows", f"<html><table>{unknown}</table></html>"
    table = "| Rekommendation | Svar |\n|---|---|\n"
    yield "rows.md", "many-rows", table + f"| {asked} | {answer} |\n" * rows
    one = f"<html><table><tr><th>Rekommendation<th>Svar</tr><tr><td>{asked}<td>"
    paragraphs = f"<p>{answer}</p>" * (size // 90)
    yield "cell-long.html", "many-rows", one + paragraphs + "</tr></table></html>"
    wide = "".join(f"<th>Svar {n}" for n in range(size // 85))
    wide = f"<html><table><tr><th>Rekommendation{wide}</tr><tr><td>{asked}"
    yield "columns.html", "many-rows", wide + "<td>Ja" * (size // 60) + "</tr></table></html>"
    fields = "".join(f"<tr><td>{asked}<td>Ja {n}<td>2025</tr>" for n in range(min(900, rows)))
    head = "<html><table><tr><th>Rekommendation<th>Svar<th>Klart</tr>"
    filler = f"<p>{answer}</p>" * (size // 100)
    yield "rows-fields.html", "many-rows", head + fields + f"</table>{filler}</html>"
    heading = "<h2>Svar</h2>"
    yield "headings.html", "many-headings", "<html>" + _fill(heading, size)
    yield "headings.md", "many-headings", _fill("# Rekommendation\n", size)
    yield (
        "headings-bold.md",
        "many-headings",
        _fill("**Nämndens svar på rekommendation**\n\n", size),
    )
    yield "headings.txt", "many-headings", _fill("Svar på rekommendation\n\n", size)
    headed = f"## Upprätta en rutin för hur det ska följas upp\n\n{answer}\n\n"
    yield "headings-asked.md", "many-headings", _fill(headed, size)
    yield "bold.md", "many-emphases", _fill("**a** ", size)
    yield "bold-asked.md", "many-emphases", _fill(f"**{asked}** {answer}\n\n", size)
    yield (
        "depths.txt",
        "many-items",
        _LEADIN
        + "".join(f"{' ' * (n % 40)}- Säkerställ att rutin {n} finns\n" for n in range(size // 60)),
    )
    yield "atts.txt", "many-items", _LEADIN + _fill("att rutinen införs\n\n", size)


def _rubbish(size: int) -> Iterator[tuple[str, str, str]]:
    """What broken scans and wrong decoding leave."""
    chance = random.Random(11)  # noqa: S311 - wanted: the same on every run
    head = f"{_LEADIN}- {_ASKED[0]}\n- {_ASKED[1]}\n\nNämndens svar\n\n"
    long = head + _fill(" ".join(_ANSWERS) + "\n\n", size - len(head))
    endless = head + _fill(" ".join(_ANSWERS).replace(".", " och"), size - len(head))
    yield "ocr-endless.txt", "damaged", damage(endless, chance, 0.8, "marks lost")
    yield "ocr-marks.txt", "damaged", damage(long, chance, 0.9, "marks lost")
    yield "ocr-letters.txt", "damaged", damage(long, chance, 0.7, "letters wrong")
    yield "ocr-mixed.txt", "damaged", damage(long[: size * 9 // 10], chance, 1.0)
    signs = "abcdefghijklmnopqrstuvwxyzåäöÅÄÖ0123456789.,:;-()|[]{}!?_'\" \n  "
    yield "ocr-noise.txt", "damaged", "".join(chance.choices(signs, k=size))
    near = "".join(
        f"nämnden och {''.join(chance.choices('aeioudnrstlm', k=chance.randrange(4, 39)))} att "
        for _ in range(size // 38)
    )
    yield "ocr-unknown.txt", "damaged", near
    yield "mojibake.txt", "damaged", long[: size * 9 // 10].encode().decode("cp1252", "replace")
    yield "mojibake-twice.txt", "damaged", _fill("Ã…Ã¤Ã¶Ãƒ¤ ", size)
    yield "seven-bit.txt", "damaged", long.translate(str.maketrans("åäöÅÄÖ", "}{|][\\"))
    yield "questions.txt", "damaged", long.translate(dict.fromkeys(map(ord, "åäöÅÄÖ"), "?"))
    yield (
        "right-to-left.txt",
        "controls",
        _fill("\u202esvar:\u202c Nämnden \u2067delar\u2069. ", size),
    )
    yield "null-bytes.txt", "controls", _fill("Nämnden\0 svarar\0.\n", size)
    yield "controls.txt", "controls", _fill("Svar:\x07 Nämnden\x1b[31m delar\x7f.\x85", size)
    yield "zero-width.txt", "controls", _fill("S\u200bv\u200bar:\u200b ja.\ufeff ", size)
    yield "combining.txt", "controls", "Svar: a" + "\u0301" * size
    yield "growing.txt", "controls", _fill("İSTANBULß ﬁ Ǆ ", size)
    yield "surrogates.txt", "controls", _fill("Svar \ud800: ja. ", size)
    yield "emoji.txt", "controls", _fill("Svar: 👩‍👩‍👧 ja. ", size)
