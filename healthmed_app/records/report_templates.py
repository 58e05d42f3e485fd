"""The headings under which doctors of each specialty write a report. Pure.

A heading is an English message id; a signed report keeps the headings that it was written under. Templates share keys, so
choosing another one loses nothing: `sections` adds what was written under headings that the new one lacks.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from healthmed_app.core.texts import N_

GENERAL = "internal-medicine"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report. `hint` says what belongs there."""

    key: str
    heading: str
    hint: str = ""


_ALL = (
    Section("complaint", N_("Main complaint"), N_("In the patient's own words, and since when.")),
    Section("history", N_("History of the present illness")),
    Section("past", N_("Past history"), N_("Illnesses, operations, allergies, medicines, habits.")),
    Section("family", N_("Family history")),
    Section("exam", N_("Physical examination")),
    Section("tests", N_("Tests and their results")),
    Section("assessment", N_("Assessment"), N_("What you think it is, and why.")),
    Section(
        "plan", N_("Plan"), N_("Treatment, tests asked for, advice, when to come back, when to seek help.")
    ),
    Section(
        "cardiac-risk",
        N_("Cardiovascular risk"),
        N_("Smoking, blood pressure, lipids, diabetes, family history."),
    ),
    Section(
        "cardiac-exam", N_("Cardiovascular examination"), N_("Blood pressure, pulse, heart sounds, oedema.")
    ),
    Section("ecg", N_("Electrocardiogram and imaging")),
    Section("lesions", N_("Description of the lesions"), N_("Type, colour, size, borders, number, where.")),
    Section("dermoscopy", N_("Dermoscopy")),
    Section(
        "growth",
        N_("Growth and development"),
        N_("Weight, height, head circumference, percentiles, milestones."),
    ),
    Section("feeding", N_("Feeding, sleep and vaccines")),
    Section(
        "gynecologic",
        N_("Gynaecological and obstetric history"),
        N_("Last period, cycles, pregnancies, contraception, last smear and mammogram."),
    ),
    Section("gynecologic-exam", N_("Gynaecological examination")),
    Section("injury", N_("How and when it was injured")),
    Section(
        "joint-exam",
        N_("Orthopaedic examination"),
        N_("Side, inspection, palpation, range of motion, strength, special tests."),
    ),
    Section("imaging", N_("Imaging")),
    Section(
        "mental",
        N_("Mental state examination"),
        N_("Appearance, speech, mood, thought, perception, insight, judgement."),
    ),
    Section("risk", N_("Risk"), N_("To themselves and to others; what protects them.")),
    Section(
        "neurologic-exam",
        N_("Neurological examination"),
        N_("Consciousness, cranial nerves, strength, reflexes, sensation, coordination, gait."),
    ),
    Section("acuity", N_("Visual acuity and refraction"), N_("Each eye, with and without correction.")),
    Section("pressure", N_("Intraocular pressure"), N_("In mmHg, each eye, and how it was measured.")),
    Section("eye-exam", N_("Slit lamp and fundus")),
    Section(
        "metabolic",
        N_("Weight, measures and control"),
        N_("Weight, height, waist, blood pressure, glucose at home, low sugars."),
    ),
    Section("thyroid", N_("Neck and thyroid")),
    Section(
        "digestive",
        N_("Digestive history"),
        N_("Swallowing, pain, stools, bleeding, weight, alcohol, earlier endoscopies."),
    ),
    Section("abdomen", N_("Abdominal examination")),
    Section("endoscopy", N_("Endoscopy and imaging")),
    Section("ear", N_("Ears"), N_("Otoscopy and hearing, each side.")),
    Section("nose", N_("Nose and sinuses")),
    Section("throat", N_("Mouth, throat and larynx")),
)
SECTIONS = {section.key: section for section in _ALL}

TEMPLATES: dict[str, tuple[str, ...]] = {
    GENERAL: ("complaint", "history", "past", "exam", "tests", "assessment", "plan"),
    "cardiology": ("complaint", "history", "cardiac-risk", "cardiac-exam", "ecg", "assessment", "plan"),
    "dermatology": ("complaint", "history", "lesions", "dermoscopy", "assessment", "plan"),
    "pediatrics": ("complaint", "history", "growth", "feeding", "exam", "assessment", "plan"),
    "gynecology": ("complaint", "history", "gynecologic", "gynecologic-exam", "tests", "assessment", "plan"),
    "orthopedics": ("complaint", "injury", "past", "joint-exam", "imaging", "assessment", "plan"),
    "psychiatry": ("complaint", "history", "past", "family", "mental", "risk", "assessment", "plan"),
    "neurology": ("complaint", "history", "past", "neurologic-exam", "tests", "assessment", "plan"),
    "ophthalmology": ("complaint", "history", "acuity", "pressure", "eye-exam", "assessment", "plan"),
    "endocrinology": ("complaint", "history", "metabolic", "thyroid", "tests", "assessment", "plan"),
    "gastroenterology": ("complaint", "digestive", "past", "abdomen", "endoscopy", "assessment", "plan"),
    "otorhinolaryngology": ("complaint", "history", "ear", "nose", "throat", "assessment", "plan"),
}
"""By specialty; whoever practises another one writes under the general headings."""


def of_specialty(slug: str) -> str:
    """Return the template that a doctor of this specialty begins with."""
    return slug if slug in TEMPLATES else GENERAL


def sections(template: str, written: Iterable[str] = ()) -> list[Section]:
    """Return the sections of a template, then those under which something was `written` besides."""
    keys = TEMPLATES.get(template, TEMPLATES[GENERAL])
    others = [key for key in written if key not in keys and key in SECTIONS]
    return [SECTIONS[key] for key in (*keys, *others)]
