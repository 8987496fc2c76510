"""Names of the columns in Spanish, Portuguese and Indonesian, one table a kind.

As in `aliases`, only names that can mean nothing else: what must be asked about stays out.
"""

from __future__ import annotations

from typing import Final

_ACCOUNT: Final = (
    "Cliente",
    "Cuenta",
    "Nombre de la cuenta",
    "Nombre del cliente",
    "Nombre de la empresa",
    "Empresa",
    "Conta",
    "Nome da conta",
    "Nome do cliente",
    "Nome da empresa",
    "Pelanggan",
    "Nama Pelanggan",
    "Nama Perusahaan",
    "Perusahaan",
    "Akun",
    "Nama Akun",
)
_ACCOUNT_ID: Final = (
    "ID de cliente",
    "ID del cliente",
    "ID de la cuenta",
    "ID do cliente",
    "ID da conta",
    "ID Pelanggan",
    "ID Akun",
)
# Whose a row of another kind is.
_WHOSE: Final = (*_ACCOUNT_ID, *_ACCOUNT)
_CURRENCY: Final = ("Moneda", "Divisa", "Moeda", "Mata Uang")
_OWNER: Final = (
    "Propietario",
    "Propietario de la cuenta",
    "Propietario de la empresa",
    "Responsable",
    "Proprietário",
    "Proprietário da conta",
    "Proprietário da empresa",
    "Responsável",
    "Penanggung Jawab",
    "Pemilik",
)
_DATE: Final = ("Fecha", "Data", "Tanggal")
_NOTES: Final = ("Notas", "Observaciones", "Observações", "Anotações", "Catatan", "Keterangan")
_EMAIL: Final = (
    "Correo",
    "Correo electrónico",
    "Endereço de e-mail",
    "Surel",
    "Alamat Email",
)
_RENEWS: Final = ("Renovación automática", "Renovação automática", "Perpanjangan Otomatis")
_SEATS: Final = ("Licencias", "Puestos", "Licenças", "Assentos", "Lisensi", "Jumlah Lisensi")
_START: Final = (
    "Fecha de inicio",
    "Inicio del contrato",
    "Fecha de inicio del contrato",
    "Data de início",
    "Início do contrato",
    "Tanggal Mulai",
    "Tanggal Mulai Kontrak",
)
_RENEWAL: Final = (
    "Fecha de renovación",
    "Vencimiento",
    "Fecha de vencimiento",
    "Fin del contrato",
    "Data de renovação",
    "Vencimento",
    "Data de vencimento",
    "Fim do contrato",
    "Tanggal Perpanjangan",
    "Tanggal Berakhir Kontrak",
)
_ARR: Final = (
    "Ingresos recurrentes anuales",
    "Receita recorrente anual",
    "Pendapatan Berulang Tahunan",
    "Ingresos recurrentes anuales (ARR)",
    "Receita recorrente anual (ARR)",
    "Pendapatan Berulang Tahunan (ARR)",
)
TRANSLATIONS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "accounts": {
        "external_id": _ACCOUNT_ID,
        "name": _ACCOUNT,
        "domain": ("Dominio", "Domínio", "Nombre de dominio", "Domain Perusahaan"),
        "parent": ("Empresa matriz", "Cuenta principal", "Conta principal", "Perusahaan Induk"),
        "owner": _OWNER,
        "status": (
            "Estado del cliente",
            "Estado de la cuenta",
            "Situação",
            "Status do cliente",
            "Status Pelanggan",
        ),
        "arr": _ARR,
        "currency": _CURRENCY,
        "start_date": (*_START, "Cliente desde", "Pelanggan Sejak"),
        "renewal_date": _RENEWAL,
        "notice_days": ("Días de preaviso", "Dias de aviso prévio", "Hari Pemberitahuan"),
        "auto_renew": _RENEWS,
        "seats": _SEATS,
        "seats_used": ("Licencias usadas", "Licenças usadas", "Lisensi Terpakai"),
        "segment": ("Segmento", "Segmen"),
        "industry": ("Industria", "Sector", "Indústria", "Setor", "Industri"),
        "region": ("Región", "Região", "Wilayah"),
        "country": ("País", "Negara"),
        "last_contact_on": (
            "Último contacto",
            "Fecha del último contacto",
            "Último contato",
            "Data do último contato",
            "Kontak Terakhir",
        ),
        "next_step": (
            "Próximo paso",
            "Siguiente paso",
            "Próximo passo",
            "Próxima etapa",
            "Langkah Berikutnya",
        ),
        "churned_on": ("Fecha de baja", "Data de cancelamento", "Tanggal Berhenti"),
        "tags": ("Etiquetas", "Marcadores", "Label"),
        "notes": _NOTES,
    },
    "contacts": {
        "external_id": ("ID de contacto", "ID do contato", "ID Kontak"),
        "account": _WHOSE,
        "name": (
            "Contacto",
            "Nombre del contacto",
            "Nombre completo",
            "Contato",
            "Nome do contato",
            "Nome completo",
            "Kontak",
            "Nama Kontak",
            "Nama Lengkap",
            "Nombre",
            "Nome",
            "Nama",
        ),
        "email": _EMAIL,
        "title": ("Cargo", "Puesto", "Jabatan"),
        "phone": (
            "Teléfono",
            "Número de teléfono",
            "Telefone",
            "Número de telefone",
            "Telepon",
            "Nomor Telepon",
        ),
        "role": ("Rol", "Papel", "Peran"),
        "influence": ("Influencia", "Influência", "Pengaruh"),
        "notes": _NOTES,
    },
    "touchpoints": {
        "account": _WHOSE,
        "date": _DATE,
        "kind": ("Tipo de contacto", "Tipo de contato", "Jenis Kontak"),
        "channel": ("Canal", "Saluran"),
        "purpose": ("Propósito", "Tujuan"),
        "owner": _OWNER,
        "status": ("Estado", "Status do contato"),
        "minutes": ("Minutos", "Duración (minutos)", "Duração (minutos)", "Menit"),
        "subject": ("Asunto", "Assunto", "Subjek", "Perihal"),
        "notes": _NOTES,
        "contacts": ("Contactos", "Asistentes", "Contatos", "Participantes", "Peserta"),
    },
    "health": {
        "account": _WHOSE,
        "date": _DATE,
        "score": (
            "Salud",
            "Puntuación de salud",
            "Saúde",
            "Pontuação de saúde",
            "Skor Kesehatan",
        ),
        "note": (*_NOTES, "Nota", "Comentario", "Comentário"),
    },
    "metrics": {
        "account": _WHOSE,
        "metric": ("Métrica", "Indicador", "Metrik", "Indikator"),
        "date": _DATE,
        "value": ("Valor", "Nilai"),
    },
    "surveys": {
        "external_id": ("ID de encuesta", "ID da pesquisa", "ID Survei"),
        "account": _WHOSE,
        "date": (*_DATE, "Fecha de respuesta", "Data da resposta", "Tanggal Respons"),
        "type": ("Tipo de encuesta", "Tipo de pesquisa", "Jenis Survei"),
        "score": ("Puntuación", "Pontuação", "Skor"),
        "scale": ("Escala", "Skala"),
        "respondent": ("Encuestado", "Respondente", "Responden"),
        "comment": ("Comentario", "Comentarios", "Comentário", "Komentar"),
    },
    "subscriptions": {
        "external_id": ("ID de suscripción", "ID da assinatura", "ID Langganan"),
        "account": _WHOSE,
        "product": ("Producto", "Produto", "Produk", "Paket"),
        "start_date": _START,
        "end_date": (
            "Fecha de fin",
            "Fecha de finalización",
            "Data de término",
            "Data de fim",
            "Tanggal Berakhir",
            "Tanggal Selesai",
        ),
        "arr": _ARR,
        "seats": _SEATS,
        "auto_renew": _RENEWS,
        "currency": _CURRENCY,
    },
    "arr_changes": {
        "account": _WHOSE,
        "date": _DATE,
        "amount": ("Importe", "Monto", "Montante", "Jumlah"),
        "note": (*_NOTES, "Nota"),
    },
    "tasks": {
        "account": _WHOSE,
        "title": ("Tarea", "Tarefa", "Tugas"),
        "due": ("Fecha límite", "Vencimiento", "Prazo", "Vencimento", "Tenggat"),
        "status": ("Estado", "Situação"),
        "notes": _NOTES,
    },
}
