"""What the demo patient keeps among her records: an exam, a prescription and a picture, added as she would add them."""

import io
import tempfile
from datetime import timedelta

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFilter

from healthmed_app.core import clock
from healthmed_app.core.access import Actor, Role
from healthmed_app.core.ids import new_id
from healthmed_app.records import files, grants, reading
from healthmed_app.records.context import Records
from infra.db.pool import Connection

DOCTOR_EMAIL = "doctor@demo.test"
SHARED_FOR = timedelta(days=30)

_BLOOD = (
    ("Hemácias", "4,61 milhões/mm³", "3,90 a 5,03"),
    ("Hemoglobina", "13,4 g/dL", "12,0 a 15,5"),
    ("Hematócrito", "40,2 %", "34,9 a 44,5"),
    ("Leucócitos", "6.900/mm³", "3.500 a 10.500"),
    ("Plaquetas", "251 mil/mm³", "150 a 450"),
    ("Glicemia de jejum", "92 mg/dL", "70 a 99"),
    ("Colesterol total", "187 mg/dL", "abaixo de 190"),
    ("TSH", "2,1 mUI/L", "0,4 a 4,0"),
)
_PRESSURE = "Losartana 50 mg - um comprimido pela manhã, por 30 dias."


async def add_papers(records: Records, email: str) -> None:
    """Add the files of the patient with this address; the last is shared with the doctor whom she sees today, and was opened.

    Raises:
        StorageAway: they could not be stored.
    """
    async with records.db.read() as conn:
        patient = await _actor(conn, "patient", email)
        doctor = await _actor(conn, "doctor", DOCTOR_EMAIL)
    for name, content in (
        ("Pinta nas costas.jpg", _mole()),
        ("Receita losartana.pdf", _prescription(patient.name)),
        ("Hemograma completo.pdf", _blood_count(patient.name)),
    ):
        with tempfile.TemporaryFile() as file:
            file.write(content)
            view = await files.add(records, patient, name, file)
    async with records.db.transaction() as conn:
        until = clock.now() + SHARED_FOR
        await grants.share(conn, records.keyring, patient, view.id, doctor.user_id, until)
        await reading.admit(conn, records.keyring, doctor, view.id)


async def _actor(conn: Connection, role: Role, email: str) -> Actor:
    cursor = await conn.execute("SELECT id, full_name FROM users WHERE email = %s", (email,))
    row = await cursor.fetchone()
    assert row is not None, "the demo data has these two"
    return Actor(row[0], role, new_id(), row[1], "en", "America/Recife", email_confirmed=True)


def _sheet(title: str, patient: str) -> FPDF:
    sheet = FPDF()
    sheet.add_page()
    sheet.set_font("helvetica", "B", 18)
    sheet.cell(0, 14, title, new_x="LMARGIN", new_y="NEXT")
    sheet.set_font("helvetica", size=11)
    sheet.cell(0, 8, f"Paciente: {patient}", new_x="LMARGIN", new_y="NEXT")
    sheet.ln(6)
    return sheet


def _blood_count(patient: str) -> bytes:
    sheet = _sheet("Laboratório Boa Vista - Hemograma completo", patient)
    for exam, value, usual in _BLOOD:
        sheet.cell(70, 9, exam, border="B")
        sheet.cell(55, 9, value, border="B", align="R")
        sheet.cell(0, 9, usual, border="B", align="R", new_x="LMARGIN", new_y="NEXT")
    sheet.add_page()
    sheet.multi_cell(0, 8, "Valores de referência para mulheres adultas. Este laudo é fictício.")
    return bytes(sheet.output())


def _prescription(patient: str) -> bytes:
    sheet = _sheet("Receita", patient)
    sheet.multi_cell(0, 9, f"{_PRESSURE}\n\nEsta receita é fictícia.")
    return bytes(sheet.output())


def _mole() -> bytes:
    picture = Image.new("RGB", (1_200, 900), (226, 184, 156))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((540, 390, 660, 500), fill=(112, 70, 48))
    draw.ellipse((575, 405, 640, 470), fill=(84, 50, 36))
    file = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(9)).save(file, "JPEG", quality=88)
    return file.getvalue()
