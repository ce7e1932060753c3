"""One question of each type, for the pattern gallery."""

from __future__ import annotations

from balai.engines.casework.conditions import Answer
from balai.engines.casework.definition import Option, Question, QuestionType

KINDS = (
    Option("road", {"id": "Jalan berlubang", "en": "A hole in the road"}, {}, ("lubang", "aspal", "pothole")),
    Option(
        "lamp",
        {"id": "Lampu jalan mati", "en": "A street lamp that is out"},
        {"id": "Juga lampu taman", "en": "Park lamps too"},
    ),
    Option("tree", {"id": "Pohon tumbang", "en": "A fallen tree"}),
    Option("waste", {"id": "Sampah menumpuk", "en": "A heap of waste"}),
    Option("drain", {"id": "Saluran tersumbat", "en": "A blocked drain"}),
    Option("sign", {"id": "Rambu rusak", "en": "A broken sign"}),
    Option("noise", {"id": "Kebisingan", "en": "Noise"}),
    Option("other", {"id": "Lainnya", "en": "Something else"}),
)

SAMPLE_QUESTIONS = (
    Question(
        "photo",
        QuestionType.PHOTO,
        {"id": "Foto", "en": "Photo"},
        {
            "id": "Ambil dari tempat yang aman. Hindari wajah dan pelat nomor.",
            "en": "From a safe spot. Avoid faces and number plates.",
        },
        max_files=3,
    ),
    Question(
        "place",
        QuestionType.PLACE,
        {"id": "Di mana lokasinya?", "en": "Where is it?"},
        {"id": "Tulis patokan yang mudah ditemukan.", "en": "Name something that is easy to find."},
        required=True,
    ),
    Question(
        "kind", QuestionType.CHOICE, {"id": "Tentang apa?", "en": "What is it about?"}, required=True, options=KINDS
    ),
    Question(
        "danger",
        QuestionType.YES_NO,
        {"id": "Apakah berbahaya?", "en": "Is it dangerous?"},
        show_if=Answer("kind", "in", ["road", "tree"]),
    ),
    Question(
        "words",
        QuestionType.LONG_TEXT,
        {"id": "Ceritakan masalahnya", "en": "Tell us about it"},
        required=True,
        min_length=10,
        max_length=500,
    ),
    Question("name", QuestionType.TEXT, {"id": "Nama Anda", "en": "Your name"}, max_length=80),
    Question("phone", QuestionType.PHONE, {"id": "Telepon", "en": "Telephone"}),
    Question("email", QuestionType.EMAIL, {"id": "Surel", "en": "E-mail"}),
    Question("day", QuestionType.DATE, {"id": "Sejak kapan?", "en": "Since when?"}),
    Question("count", QuestionType.NUMBER, {"id": "Berapa meter?", "en": "How many metres?"}, minimum=0, maximum=500),
    Question("cost", QuestionType.MONEY, {"id": "Perkiraan biaya", "en": "Estimated cost"}),
    Question(
        "news",
        QuestionType.MANY,
        {"id": "Bagaimana kami memberi kabar?", "en": "How may we tell you?"},
        options=(
            Option("mail", {"id": "Lewat surel", "en": "By e-mail"}),
            Option("phone", {"id": "Lewat telepon", "en": "By telephone"}),
        ),
    ),
    Question("area", QuestionType.AREA, {"id": "Kelurahan", "en": "Subdistrict"}),
    Question("witness", QuestionType.PERSON, {"id": "Saksi", "en": "Witness"}),
    Question("papers", QuestionType.FILE, {"id": "Berkas", "en": "Papers"}, max_files=2),
    Question(
        "patients",
        QuestionType.GROUP,
        {"id": "Siapa saja yang sakit?", "en": "Who is ill?"},
        entry={"id": "Pasien", "en": "Patient"},
        questions=(
            Question("called", QuestionType.TEXT, {"id": "Nama pasien", "en": "Patient’s name"}, required=True),
            Question("age", QuestionType.NUMBER, {"id": "Umur", "en": "Age"}, minimum=0, maximum=130),
        ),
        at_most=3,
    ),
)
