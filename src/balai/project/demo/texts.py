"""What the invented people of the demo write. Places and people are made up; the problems are everyday ones."""

from __future__ import annotations

from collections.abc import Mapping

LANDMARKS: tuple[str, ...] = (
    "Depan warung sayur, seberang pos ronda",
    "Samping lapangan bulu tangkis",
    "Tikungan dekat tukang tambal ban",
    "Depan gang masuk musala, sisi kiri jalan",
    "Dekat halte, sebelum lampu merah",
    "Seberang taman bermain anak",
    "Di bawah jembatan penyeberangan",
    "Depan deretan ruko cat hijau",
    "Samping sekolah dasar, dekat gerbang belakang",
    "Ujung jalan buntu, dekat bak sampah warga",
    "Depan posyandu, sebelah penjual bubur",
    "Pertigaan dekat bengkel sepeda",
    "Pinggir kali, dekat pintu air kecil",
    "Depan rumah pagar putih nomor ganjil",
    "Dekat gardu listrik, sisi kanan jalan",
)

REPORTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "report.road": (
        (
            "pothole",
            "Ada lubang cukup dalam di lajur kiri. Semalam ada pengendara motor yang hampir jatuh karena tertutup air hujan.",
        ),
        ("pothole", "Lubang di jalan ini makin lebar sejak dua minggu lalu. Mobil sering mengerem mendadak di sini."),
        (
            "pothole",
            "Bekas galian pipa ambles dan jadi lubang. Sudah ditutup warga dengan papan, tetapi tetap berbahaya.",
        ),
        (
            "surface",
            "Aspal bergelombang sepanjang kira-kira sepuluh meter. Kalau malam sering terdengar motor terpeleset.",
        ),
        ("surface", "Permukaan jalan retak-retak dan mulai mengelupas. Batu kerikilnya berserakan sampai ke trotoar."),
        ("pavement", "Ubin trotoar banyak yang lepas. Ibu-ibu yang membawa kereta bayi harus turun ke jalan raya."),
        ("pavement", "Jalur pemandu tunanetra terputus karena ubinnya hilang. Tolong dipasang kembali."),
        ("cover", "Penutup lubang saluran hilang, hanya ditandai dahan pohon. Anak sekolah lewat sini tiap pagi."),
        ("bridge", "Lantai jembatan penyeberangan berkarat dan berlubang kecil. Terasa bergoyang kalau ramai."),
    ),
    "report.waste": (
        ("dumped", "Ada tumpukan sampah liar di lahan kosong. Baunya sampai ke rumah warga dan mulai banyak lalat."),
        ("dumped", "Kasur bekas dan puing bangunan dibuang di pinggir jalan sejak tiga hari lalu."),
        (
            "dumped",
            "Setiap malam ada yang membuang sampah dengan gerobak di sini. Mohon diangkut dan diberi papan larangan.",
        ),
        ("missed", "Sampah di lingkungan kami belum diangkut hampir seminggu. Bak penampungan sudah penuh."),
        ("missed", "Gerobak sampah tidak lewat sejak Senin. Warga mulai menaruh kantong di tepi jalan."),
        ("burning", "Ada pembakaran sampah hampir tiap sore. Asapnya masuk ke rumah dan anak saya batuk-batuk."),
    ),
    "report.tree": (
        ("risk", "Pohon besar ini condong ke arah kabel. Dahannya sudah menyentuh kabel saat angin kencang."),
        ("risk", "Batang pohon keropos dan ada dahan besar yang patah menggantung di atas trotoar."),
        ("fallen", "Pohon tumbang setelah hujan tadi malam dan menutup separuh jalan."),
        ("park", "Ayunan di taman rantainya putus dan bangkunya patah. Anak-anak tetap bermain di situ."),
    ),
    "report.drainage": (
        ("blocked", "Saluran air mampet penuh sampah plastik. Kalau hujan sebentar saja airnya meluap ke jalan."),
        ("blocked", "Got di depan rumah tidak mengalir, airnya hitam dan jadi sarang nyamuk."),
        ("puddle", "Genangan setinggi mata kaki tidak surut sejak kemarin. Motor banyak yang mogok."),
        ("puddle", "Setiap hujan air menggenang di pertigaan ini, mungkin mulut salurannya tertutup semen."),
        ("bank", "Turap kali mulai retak dan tanahnya longsor sedikit demi sedikit ke arah jalan warga."),
    ),
    "report.streetlight": (
        ("dark", "Tiga lampu jalan berturut-turut mati. Jalan gelap sekali, warga takut pulang malam."),
        ("dark", "Lampu di mulut gang mati sejak minggu lalu. Sudah ada yang terperosok ke got."),
        ("day", "Lampu jalan menyala terus sepanjang hari. Sayang listriknya."),
        ("pole", "Tiang lampu miring setelah tersenggol truk. Kabelnya menjuntai rendah."),
    ),
}
"""By service: a category of it, and the words."""

FINISHED: Mapping[str, tuple[str, ...]] = {
    "report.road": (
        "Lubang sudah ditambal dan dipadatkan.",
        "Permukaan diratakan dan dibersihkan dari kerikil.",
        "Bagian yang rusak sudah diganti.",
    ),
    "report.waste": (
        "Sampah sudah diangkut dan lokasi disapu.",
        "Tumpukan diangkut dua truk, lalu dipasang papan larangan.",
        "Lokasi sudah bersih, bak baru ditempatkan.",
    ),
    "report.tree": (
        "Dahan yang rawan sudah dipangkas dan diangkut.",
        "Batang sudah dipotong dan jalan dibersihkan.",
        "Yang patah sudah diganti dan dikencangkan.",
    ),
    "report.drainage": (
        "Saluran dikuras, sampah dan lumpur diangkat.",
        "Mulut saluran dibuka, air sudah mengalir.",
        "Endapan dikeruk sepanjang dua puluh meter.",
    ),
    "report.streetlight": (
        "Lampu dan sakelar diganti, sudah menyala.",
        "Kabel diperbaiki dan lampu diganti LED.",
        "Tiang ditegakkan dan sambungan diperiksa.",
    ),
}
TRANSFERRED = (
    "Jalan ini berada di bawah pengelolaan dinas, mohon ditindaklanjuti.",
    "Perlu alat berat yang tidak dimiliki kelurahan.",
    "Di luar kewenangan kelurahan, kami teruskan kepada dinas terkait.",
)
QUESTIONS = (
    (
        "Boleh tahu patokan yang lebih jelas? Di lokasi ada dua titik serupa.",
        "Yang di sisi kiri, persis di depan warung cat biru.",
    ),
    ("Apakah kejadian ini hanya malam hari atau juga siang?", "Paling sering malam, sekitar pukul sembilan ke atas."),
    ("Apakah lampunya mati total atau berkedip?", "Berkedip sebentar lalu mati, Pak."),
)
EXTENSIONS = (
    "Bahan baru tiba pekan depan, pekerjaan dilanjutkan setelah itu.",
    "Menunggu jadwal alat berat karena hujan beberapa hari ini.",
)
RETURNED = (
    "Foto belum memperlihatkan seluruh bagian yang dilaporkan. Mohon diselesaikan sampai ujung.",
    "Pekerjaan belum rapi, sisa puing masih di pinggir jalan.",
)
REOPENED = (
    "Baru dua hari sudah rusak lagi di titik yang sama.",
    "Yang dikerjakan hanya sebagian, sisi seberangnya belum.",
)
REFUSED = (
    ("not_city", "Ruas ini jalan tol yang dikelola badan usaha, bukan pemerintah kota. Silakan hubungi pengelola tol."),
    (
        "duplicate",
        "Masalah yang sama sudah dilaporkan warga lain dan sedang dikerjakan. Terima kasih atas perhatiannya.",
    ),
    (
        "unclear",
        "Kami sudah ke lokasi tetapi tidak menemukan masalah yang dimaksud. Silakan lapor lagi dengan foto dan patokan.",
    ),
    ("private_land", "Lokasi berada di dalam lahan pribadi, sehingga tidak dapat kami kerjakan."),
)
THANKS = (
    "Terima kasih, cepat sekali.",
    "Bagus, semoga awet.",
    "Sudah beres, terima kasih petugasnya ramah.",
    "Lumayan, tetapi agak lama.",
    "",
)
NOTE = "Sudah dicek ke lokasi bersama ketua RT, pengerjaan bisa mulai pagi."
LOOK = "Perlu menanyakan patokan lokasi lewat telepon"
