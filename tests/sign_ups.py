"""What a patient and a doctor type who sign up."""

from tests.site import PASSWORD

PATIENT = {
    "full_name": "Ana  Souza",
    "email": "Ana@Example.com",
    "cpf": "529.982.247-25",
    "phone": "(81) 99876-5432",
    "birth_date": "31/12/1990",
    "password": PASSWORD,
}
DOCTOR = {
    **PATIENT,
    "crm": "112.233",
    "crm_state": "PE",
    "specialty": "cardiology",
    "price": "250,00",
    "in_person": "on",
    "bio": "Hearts.",
    "zip": "50030-230",
    "street": "Rua da Aurora",
    "number": "s/n",
    "neighborhood": "Boa Vista",
    "city": "Recife",
    "state": "PE",
}
