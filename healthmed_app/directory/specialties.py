"""The specialties that doctors practise, as the Conselho Federal de Medicina names them, and the words people use for them.

A constant rather than a table: the list changes by a resolution of the council (CFM 2.330/2023), not at run time.
Synonyms are folded (lower case, no accents); Portuguese and English ones find the same specialty.
"""

from dataclasses import dataclass

from healthmed_app.core.texts import N_, _
from healthmed_app.directory.folding import fold


@dataclass(frozen=True, slots=True)
class Specialty:
    """One specialty: the slug in addresses, its English name (a message id), and what people type for it."""

    slug: str
    name: str
    synonyms: tuple[str, ...]


def _called(slug: str, name: str, synonyms: str) -> Specialty:
    """Make a specialty of its synonyms as one text, with commas between."""
    return Specialty(slug, name, tuple(synonyms.split(", ")))


SPECIALTIES = (
    _called(
        "allergy-immunology",
        N_("Allergy and immunology"),
        "allergy, allergist, immunology, immunologist, alergia, alergista, alergologista, alergia e "
        "imunologia, imunologia, imunologista",
    ),
    _called(
        "acupuncture",
        N_("Acupuncture"),
        "acupuncture, acupuncturist, acupuntura, acupunturista",
    ),
    _called(
        "cardiology",
        N_("Cardiology"),
        "cardiology, cardiologist, cardiologia, cardiologista, heart, coracao",
    ),
    _called(
        "dermatology",
        N_("Dermatology"),
        "dermatology, dermatologist, dermatologia, dermatologista, skin, pele",
    ),
    _called(
        "endocrinology",
        N_("Endocrinology"),
        "endocrinology, endocrinologist, endocrinologia, endocrinologista, diabetes, tireoide, thyroid",
    ),
    _called(
        "family-medicine",
        N_("Family medicine"),
        "family medicine, family doctor, general practitioner, gp, medicina de familia, medico de "
        "familia, medico de familia e comunidade, medicina de familia e comunidade, saude da familia, "
        "generalista, primary care",
    ),
    _called(
        "gastroenterology",
        N_("Gastroenterology"),
        "gastroenterology, gastroenterologist, gastroenterologia, gastroenterologista, stomach, "
        "estomago, hepatologista, hepatologist",
    ),
    _called(
        "geriatrics",
        N_("Geriatrics"),
        "geriatrics, geriatrician, geriatria, geriatra",
    ),
    _called(
        "gynecology",
        N_("Gynaecology and obstetrics"),
        "gynecology, gynaecology, gynecologist, gynaecologist, obstetrics, obstetrician, ginecologia, "
        "ginecologista, obstetricia, obstetra, ginecologia e obstetricia, obgyn, ob gyn",
    ),
    _called(
        "hematology",
        N_("Haematology"),
        "hematology, haematology, hematologist, haematologist, hematologia, hematologista",
    ),
    _called(
        "homeopathy",
        N_("Homeopathy"),
        "homeopathy, homeopath, homeopathic, homeopatia, homeopata",
    ),
    _called(
        "infectious-diseases",
        N_("Infectious diseases"),
        "infectious diseases, infectious disease, infectologist, infectologia, infectologista",
    ),
    _called(
        "internal-medicine",
        N_("Internal medicine"),
        "internal medicine, internist, internista, clinica medica, clinica geral, clinico geral, clinico",
    ),
    _called(
        "mastology",
        N_("Breast medicine"),
        "mastology, mastologist, breast medicine, mastologia, mastologista, mama, breast",
    ),
    _called(
        "nephrology",
        N_("Nephrology"),
        "nephrology, nephrologist, nefrologia, nefrologista, kidney, rim",
    ),
    _called(
        "neurology",
        N_("Neurology"),
        "neurology, neurologist, neurologia, neurologista, neuro",
    ),
    _called(
        "nutrology",
        N_("Nutrition medicine"),
        "nutrology, nutrologist, nutrition medicine, nutrologia, nutrologo, nutrologa",
    ),
    _called(
        "oncology",
        N_("Oncology"),
        "oncology, oncologist, oncologia, oncologista, onco, cancer, cancerologista",
    ),
    _called(
        "ophthalmology",
        N_("Ophthalmology"),
        "ophthalmology, ophthalmologist, oftalmologia, oftalmologista, eye, eyes, olho, olhos, oculista",
    ),
    _called(
        "orthopedics",
        N_("Orthopaedics and traumatology"),
        "orthopedics, orthopaedics, orthopedist, orthopaedist, traumatology, ortopedia, ortopedista, "
        "traumatologia, traumatologista, ortopedia e traumatologia, orto, ossos",
    ),
    _called(
        "otorhinolaryngology",
        N_("Ear, nose and throat"),
        "otorhinolaryngology, otolaryngologist, ent, ear nose and throat, otorrinolaringologia, "
        "otorrinolaringologista, otorrino",
    ),
    _called(
        "pediatrics",
        N_("Paediatrics"),
        "pediatrics, paediatrics, pediatrician, paediatrician, pediatria, pediatra, children, "
        "crianca, criancas",
    ),
    _called(
        "plastic-surgery",
        N_("Plastic surgery"),
        "plastic surgery, plastic surgeon, cirurgia plastica, cirurgiao plastico, cirurgia estetica, "
        "plastica",
    ),
    _called(
        "psychiatry",
        N_("Psychiatry"),
        "psychiatry, psychiatrist, psiquiatria, psiquiatra, mental health, saude mental",
    ),
    _called(
        "pulmonology",
        N_("Pulmonology"),
        "pulmonology, pulmonologist, pneumologia, pneumologista, lung, pulmao",
    ),
    _called(
        "rheumatology",
        N_("Rheumatology"),
        "rheumatology, rheumatologist, reumatologia, reumatologista",
    ),
    _called(
        "sports-medicine",
        N_("Sports medicine"),
        "sports medicine, sports doctor, medicina esportiva, medicina do esporte, medico do esporte",
    ),
    _called(
        "urology",
        N_("Urology"),
        "urology, urologist, urologia, urologista, uro",
    ),
    _called(
        "vascular-surgery",
        N_("Vascular surgery"),
        "vascular surgery, vascular surgeon, cirurgia vascular, cirurgiao vascular, angiologia, angiologista",
    ),
)

BY_SLUG = {specialty.slug: specialty for specialty in SPECIALTIES}


def specialty_slug(text: str) -> str:
    """Return the slug of a specialty given by its slug, its English name or a synonym; nothing for an unknown one."""
    if text in BY_SLUG:
        return text
    word = fold(text)
    return next(
        (one.slug for one in SPECIALTIES if word in (fold(one.name), *one.synonyms)),
        "",
    )


def specialty_name(slug: str) -> str:
    """Return the specialty's name in the current language; an unknown slug is returned as it is."""
    return _(BY_SLUG[slug].name) if slug in BY_SLUG else slug
