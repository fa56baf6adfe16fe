"""The mechanisms that markers may name, by name."""

from __future__ import annotations

from detector.markers import agreement, attribution, casing, expressions, formats, fragments, leftovers, page, quotation, register, residue, variants
from detector.markers.hit import Mechanism

MECHANISMS: dict[str, Mechanism] = {
    "article_sound": agreement.article_sound,
    "broken_name": casing.broken_name,
    "byline_box": page.byline_box,
    "citation_tokens": residue.citation_tokens,
    "cut_end": page.cut_end,
    "damaged_encoding": leftovers.damaged_encoding,
    "doubled_tail": fragments.doubled_tail,
    "floating_mark": quotation.floating_mark,
    "foreign_date": formats.foreign_date,
    "foreign_mark": quotation.foreign_mark,
    "foreign_number": formats.foreign_number,
    "foreign_word": leftovers.foreign_word,
    "furniture": page.furniture,
    "inverted_reports": attribution.inverted_reports,
    "lost_marks": quotation.lost_marks,
    "lowercase_name": casing.lowercase_name,
    "menu": page.menu,
    "missing_break": fragments.missing_break,
    "mixed_script": leftovers.mixed_script,
    "orphan_tail": fragments.orphan_tail,
    "other_script": leftovers.other_script,
    "postposed_adjective": agreement.postposed_adjective,
    "repeated_paragraph": page.repeated_paragraph,
    "repeated_title": page.repeated_title,
    "retold_run": register.retold_run,
    "role_noun": agreement.role_noun,
    "said_deficit": register.said_deficit,
    "space_before_mark": quotation.space_before_mark,
    "split_abbreviation": expressions.split_abbreviation,
    "spurious_break": fragments.spurious_break,
    "stray_mark": leftovers.stray_mark,
    "stutter": fragments.stutter,
    "template_leftover": leftovers.template_leftover,
    "toponym_variants": variants.toponym_variants,
    "unintroduced_speaker": register.unintroduced_speaker,
    "unpaired_mark": quotation.unpaired_mark,
    "vocabulary_rate": register.vocabulary_rate,
}
