"""What the corpus must keep to, in one place."""

from __future__ import annotations

STANCES = ("agrees", "partly_agrees", "deflects")
REASONS = (
    "rejects",
    "existing_work",
    "shifts_responsibility",
    "lack_of_resources",
    "notes_only",
    "postpones",
    "no_answer",
)
COMMITMENTS = ("concrete", "vague", "none")
LABELS = {"stance": STANCES, "reason": REASONS, "commitment": COMMITMENTS}

TRAINING, VALIDATION, TEST = SPLITS = ("training", "validation", "test")

# Size.
PAIRS = 4000
CONTRAST_SETS = 500
# 70 / 15 / 15 are wanted; a little less of the smaller two is no matter.
SPLIT_SHARES = {TRAINING: 0.0, VALIDATION: 0.12, TEST: 0.12}

# Labels: the shares of stance and how far they may stray; the least of any other label.
STANCE_SHARES = {"agrees": 0.37, "partly_agrees": 0.30, "deflects": 0.33}
STANCE_SLACK = 0.06
LEAST_SHARE = 0.05

# Likeness: cosine of character 5-grams, weighted by how rare they are.
ALIKE = 0.85
ALIKE_WITHIN = 0.01

# Wording.
OPENING_WORDS = 3
OPENING_SHARE = 0.003  # Of all responses; contrast sets count once.
OPENING_TIMES = 4  # But this often is never too often.
CUES = ("kommer att", "delar", "redan", "ser över", "instämmer", "noterar")
CUE_SHARE = 0.15  # The least of a cue's occurrences that any one stance has.

# Second labels.
SECOND_SHARE = 0.20
KAPPA = {"stance": 0.90, "reason": 0.85, "commitment": 0.85}

# Documents.
DOCUMENTS = 150
FORMATS = 20
WITH_AUDIT = 30
WITHOUT_ANSWER = 15
# 300 to 2,000 words are wanted; a page head more or less is no matter.
FEWEST_WORDS, MOST_WORDS = 290, 2050

# Probes: macro-F1 of stance. How far above chance what should tell nothing may be; how far below
# the whole model what should not tell everything must stay.
ABOVE_CHANCE = 0.05
BELOW_WHOLE = 0.05
