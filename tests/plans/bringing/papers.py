"""
Word plans of our own making: a ready plan of the library written out as a foreign ministry might keep it.

`ministry` writes 27 pages by its forced breaks alone (`times=2`: more than 30) with numbered headings, merged cells and tables; `unstyled` the same without one style; in English,
Spanish and Arabic. The words of the headings are our own; the rest is the library's. `raw` makes a package from XML by hand.
"""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Pt

from safeconduct.plans import library

HEADS = {
    "en": {
        "title": "Emergency consular contingency plan", "contents": "Table of contents", "S1": "Contact information of the post", "S2": "Introduction and objectives", "S2a": "Objectives", "S2b": "Legal basis",
        "S3": "Country risk profile", "S3a": "Early warning signs", "S4": "Profile of the local community of nationals", "S4a": "Vulnerable groups", "S5": "Crisis scenarios", "S6": "Roles and responsibilities",
        "S6a": "Contact list", "S6b": "Warden system", "S7": "Phases of the crisis and responses", "S8": "Crisis communication", "S8a": "Media rules", "S9": "Shelter and relocation", "S10": "Evacuation plan",
        "S10a": "Assembly points", "S10b": "Means of transport", "S11": "Emergency travel documents", "S12": "Financial arrangements", "S13": "Emergency stocks", "S14": "Memoranda of understanding",
        "S15": "Arrival and hand-over", "S16": "Exercises and review", "S16a": "Corrective actions", "level": "Level",
        "contacts": ("No.", "Name", "Organisation", "Telephone", "E-mail", "Last verified"), "wardens": ("Warden", "Area", "Nationals", "Telephone", "Alternate"), "roles": ("Role", "Holder", "First alternate", "Second alternate", "Duties"),
        "points": ("Assembly point", "District", "GPS coordinates", "Capacity", "Remarks"), "fleets": ("Type of vehicle", "Number", "Seats", "Owner"), "shelters": ("Safe haven", "District", "Capacity", "Toilets", "Security"),
        "stocks": ("Item", "Quantity", "Minimum", "Unit", "Location", "Expiry"), "actions": ("Action", "Responsible", "Due", "Evidence"), "agreements": ("Parties", "Subject", "Valid until", "Who pays"),
        "hazards": ("Hazard", "Likelihood", "Impact", "Notes"), "estimates": ("Area", "Low", "Best estimate", "High", "Method"), "corrections": ("Corrective action", "Responsible", "Due date"),
    },
    "es": {
        "title": "Plan consular de contingencia", "contents": "Índice", "S1": "Datos de la embajada", "S2": "Introducción y objetivos", "S2a": "Objetivos", "S2b": "Marco legal", "S3": "Perfil de riesgos del país",
        "S3a": "Señales tempranas", "S4": "Perfil de la comunidad de connacionales", "S4a": "Grupos vulnerables", "S5": "Escenarios de crisis", "S6": "Funciones y responsabilidades", "S6a": "Lista de contactos",
        "S6b": "Coordinadores de zona", "S7": "Fases de la crisis y respuestas", "S8": "Comunicación de crisis", "S8a": "Medios de comunicación", "S9": "Albergues y reubicación", "S10": "Plan de evacuación",
        "S10a": "Puntos de encuentro", "S10b": "Medios de transporte", "S11": "Documentos de viaje de emergencia", "S12": "Aspectos financieros", "S13": "Suministros de emergencia", "S14": "Convenios y acuerdos",
        "S15": "Recepción a la llegada", "S16": "Simulacros y revisión del plan", "S16a": "Acciones correctivas", "level": "Nivel",
        "contacts": ("N.º", "Nombre", "Institución", "Teléfono", "Correo electrónico", "Fecha de verificación"), "wardens": ("Coordinador", "Zona", "Connacionales", "Teléfono", "Suplente"),
        "roles": ("Cargo", "Titular", "Primer suplente", "Segundo suplente", "Tareas"), "points": ("Punto de encuentro", "Distrito", "Coordenadas GPS", "Capacidad", "Observaciones"),
        "fleets": ("Tipo de vehículo", "Cantidad", "Asientos", "Propietario"), "shelters": ("Albergue", "Distrito", "Capacidad", "Baños", "Seguridad"),
        "stocks": ("Artículo", "Cantidad", "Mínimo", "Unidad", "Ubicación", "Fecha de vencimiento"), "actions": ("Acción", "Responsable", "Plazo", "Medio de verificación"),
        "agreements": ("Partes", "Objeto", "Vigencia", "Costo"), "hazards": ("Amenaza", "Probabilidad", "Impacto", "Observaciones"), "estimates": ("Zona", "Mínimo", "Estimación", "Máximo", "Método"),
        "corrections": ("Acción correctiva", "Responsable", "Fecha límite"),
    },
    "ar": {
        "title": "خطة الطوارئ القنصلية", "contents": "جدول المحتويات", "S1": "معلومات الاتصال بالسفارة", "S2": "المقدمة والأهداف", "S2a": "الأهداف", "S2b": "الأساس القانوني", "S3": "ملف المخاطر", "S3a": "المؤشرات المبكرة",
        "S4": "لمحة عن الجالية", "S4a": "الفئات الضعيفة", "S5": "سيناريوهات الأزمة", "S6": "الأدوار والمسؤوليات", "S6a": "قائمة جهات الاتصال", "S6b": "منسقو المناطق", "S7": "مراحل الأزمة والاستجابة", "S8": "التواصل في الأزمات",
        "S8a": "وسائل الإعلام", "S9": "المأوى والإيواء", "S10": "خطة الإجلاء", "S10a": "نقاط التجمع", "S10b": "وسائل النقل", "S11": "وثائق السفر الطارئة", "S12": "الترتيبات المالية", "S13": "مخزون الطوارئ", "S14": "مذكرات التفاهم",
        "S15": "الوصول والتسليم", "S16": "التمارين ومراجعة الخطة", "S16a": "الإجراءات التصحيحية", "level": "المستوى",
        "contacts": ("الرقم", "الاسم", "الجهة", "رقم الهاتف", "البريد الإلكتروني", "تاريخ التحقق"), "wardens": ("المنسق", "المنطقة", "عدد المواطنين", "رقم الهاتف", "البديل"), "roles": ("المنصب", "الاسم", "البديل الأول", "البديل الثاني", "المهام"),
        "points": ("نقطة التجمع", "المنطقة", "الإحداثيات", "السعة", "ملاحظات"), "fleets": ("نوع المركبة", "العدد", "المقاعد", "المالك"), "shelters": ("المأوى", "المنطقة", "السعة", "دورات المياه", "الأمن"),
        "stocks": ("الصنف", "الكمية", "الحد الأدنى", "الوحدة", "مكان التخزين", "تاريخ الانتهاء"), "actions": ("الإجراء", "المسؤول", "المهلة", "الدليل"), "agreements": ("الأطراف", "الموضوع", "صالح حتى", "التكلفة"),
        "hazards": ("الخطر", "الاحتمال", "الأثر", "ملاحظات"), "estimates": ("المنطقة", "الحد الأدنى", "التقدير", "الحد الأعلى", "الطريقة"), "corrections": ("الإجراء التصحيحي", "المسؤول", "الموعد النهائي"),
    },
}  # fmt: skip
DMS = "{:.0f}°{:02.0f}'{:02.0f}\"{}"


def dms(value: float, sides: str) -> str:
    """Degrees, minutes, seconds."""
    seconds = round(abs(value) * 3600)
    return DMS.format(seconds // 3600, seconds // 60 % 60, seconds % 60, sides[value < 0])


class Paper:
    """A Word document that grows; with styles and fields, or without any."""

    def __init__(self, language: str = "en", styled: bool = True):
        self.file, self.language, self.styled = docx.Document(), language, styled
        self.rtl = language == "ar"
        self.counts = [0, 0, 0]

    def head(self, text: str, level: int = 1) -> None:
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (3 - level)
        number = ".".join(map(str, self.counts[:level]))
        if self.styled:
            made = self.file.add_heading(f"{number}. {text}" if level == 1 else f"{number} {text}", level)
        else:
            made = self.file.add_paragraph()
            run = made.add_run(f"{number}. {text.upper()}" if level == 1 else f"{number} {text}")
            run.bold, run.font.size = True, Pt(13)
        self.turn(made)

    def turn(self, paragraph):
        if self.rtl:
            paragraph._p.get_or_add_pPr().append(paragraph._p.makeelement(qn("w:bidi"), {}))
        return paragraph

    def text(self, text: str) -> None:
        self.turn(self.file.add_paragraph(text))

    def items(self, texts) -> None:
        for text in texts:
            self.turn(self.file.add_paragraph(text, style="List Bullet") if self.styled else self.file.add_paragraph(f"• {text}"))

    def table(self, heads, rows, *, title: str = "", group: int | None = None, again: int = 0) -> None:
        """A table with its head marked; ``title``: a first row over all columns; ``group``: equal cells of that column merged; ``again``: cut after so many rows."""
        rows = [tuple(map(str, row)) for row in rows]
        if again and len(rows) > again:
            self.table(heads, rows[:again], title=title, group=group)
            self.text({"en": "(continued)", "es": "(continuación)", "ar": "(تابع)"}[self.language])
            self.table((), rows[again:])
            return
        lines = ([(title, *[""] * (len(heads) - 1))] if title else []) + ([tuple(heads)] if heads else []) + rows
        made = self.file.add_table(rows=len(lines), cols=len(lines[0]), style="Table Grid" if self.styled else None)
        for r, line in enumerate(lines):
            for c, text in enumerate(line):
                made.cell(r, c).text = text
        if title:
            made.cell(0, 0).merge(made.cell(0, len(heads) - 1))
        if heads and self.styled:
            for r in range(1 + bool(title)):
                made.rows[r]._tr.get_or_add_trPr().append(made.rows[r]._tr.makeelement(qn("w:tblHeader"), {}))
        if group is not None:
            start = 1 + bool(title)
            for r in range(start + 1, len(lines) + 1):
                if r == len(lines) or lines[r][group] != lines[start][group]:
                    if r - start > 1:
                        for inner in range(start + 1, r):
                            made.cell(inner, group).text = ""
                        made.cell(start, group).merge(made.cell(r - 1, group))
                    start = r
        self.file.add_paragraph()

    def page(self) -> None:
        self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def bytes(self) -> bytes:
        held = io.BytesIO()
        self.file.save(held)
        return held.getvalue()


def ministry(name: str = "consular-conflict", language: str = "en", styled: bool = True, times: int = 1) -> bytes:
    """A ready plan as a Word document; ``times``: its long chapters so many times over."""
    plan, words = library.ready(name), HEADS[language]
    paper = Paper(language, styled)
    names = {one.key: one.post for one in plan.contacts}
    ways = {one.key: one.telephone for one in plan.contacts}
    areas = {one.key: one.name for one in plan.identity.areas}
    roles = {one.key: one.name for one in plan.roles}
    if styled:
        paper.file.sections[0].header.paragraphs[0].text = f"RESTRICTED – {words['title']}"
        paper.file.sections[0].footer.paragraphs[0].text = "Ministry of Foreign Affairs of Utopia"
        paper.turn(paper.file.add_paragraph(f"{words['title']}: {plan.identity.name}", style="Title"))
    else:
        made = paper.turn(paper.file.add_paragraph())
        made.alignment = WD_ALIGN_PARAGRAPH.CENTER
        made.add_run(f"{words['title']}: {plan.identity.name}").bold = True
    paper.text("Ministry of Foreign Affairs of Utopia, Consular Department. Copy 3 of 12. For official use.")
    if styled:
        paper.text(words["contents"])
        for n in range(1, 17):
            paper.text(f"{n}. {words[f'S{n}']}\t{n * 2}")
    paper.page()

    paper.head(words["S1"])
    paper.table((), [("Post", plan.identity.name), ("Address", plan.identity.place), ("Back-up site", plan.identity.back_up_site), ("Satellite telephone", plan.identity.satellite_telephone)])
    paper.items(f"{one.label}: {one.telephone} ({one.hours})" for one in plan.identity.numbers)
    paper.page()
    paper.head(words["S2"])
    paper.head(words["S2a"], 2)
    paper.text(plan.purpose.objective)
    paper.head(words["S2b"], 2)
    paper.text(plan.purpose.legal_basis)
    paper.page()
    paper.head(words["S3"])
    paper.table(words["hazards"], [(one.hazard.replace("_", " "), one.likelihood, one.impact, one.note) for one in plan.risk.hazards])
    paper.head(words["S3a"], 2)
    paper.items(plan.risk.early_signs)
    paper.page()
    paper.head(words["S4"])
    paper.table(words["estimates"], [(areas[one.area], one.people.low, f"{one.people.best:,}", one.people.high, one.method) for one in plan.community.estimates])
    paper.head(words["S4a"], 2)
    paper.items(f"{one.group.replace('_', ' ')}: {one.provision}" for one in plan.community.groups)
    paper.page()
    paper.head(words["S5"])
    for _ in range(times):
        for one in plan.scenarios:
            paper.head(one.name, 2)
            paper.text(f"{one.trigger}. {one.warning_hours} hours of warning.")
            paper.items(taken.text for taken in one.assumptions)
        paper.page()
    paper.head(words["S6"])
    paper.table(words["roles"], [(one.name, names.get(one.holder, ""), *([names.get(key, "") for key in one.alternates] + ["", ""])[:2], "\n".join(one.duties)) for one in plan.roles])
    paper.head(words["S6a"], 2)
    for _ in range(times):
        rows = [(i, one.post, one.organisation, one.telephone, f"contact{i}@example.org", f"{one.answered_date:%d/%m/%Y}" if one.answered_date else "") for i, one in enumerate(plan.contacts, 1)]
        paper.table(words["contacts"], rows, again=12)
    paper.head(words["S6b"], 2)
    paper.table(words["wardens"], [(names.get(one.contact, ""), areas.get(one.area, ""), one.people, ways.get(one.contact, ""), names.get(one.alternate, "")) for one in plan.wardens], group=1)
    paper.page()
    paper.head(words["S7"])
    for level in plan.levels:
        paper.head(f"{words['level']} {level.rank}: {level.name}", 2)
        paper.items(level.criteria)
        paper.table(words["actions"], [(one.action, roles.get(one.owner, ""), f"T+{one.due_hours:g} h" if one.due_hours else "", one.evidence) for one in level.cards])
        paper.page()
    paper.head(words["S8"])
    for _ in range(times):
        for one in plan.communications.templates:
            for text in one.texts:
                paper.text(f"[{text.language}] {text.text}")
            paper.page()
    paper.head(words["S8a"], 2)
    paper.text(plan.communications.media_rule)
    paper.page()
    paper.head(words["S9"])
    paper.table(words["shelters"], [(one.name, areas.get(one.area, ""), one.places, one.toilets or "", one.security) for one in plan.shelters])
    paper.page()
    paper.head(words["S10"])
    paper.text(plan.evacuation.call_forward)
    paper.head(words["S10a"], 2)
    points = [(one.name, areas.get(one.area, ""), f"{dms(one.lat, 'NS')} {dms(one.lon, 'EW')}" if one.lat is not None else "", one.places, "water" if one.water else "no water") for one in plan.evacuation.points]
    paper.table(words["points"], points, title=words["S10a"])
    paper.head(words["S10b"], 2)
    paper.table(words["fleets"], [(one.name, one.vehicles, one.seats, "own" if one.own else "hired") for one in plan.evacuation.fleets])
    for route in plan.evacuation.routes:
        paper.text(f"{route.name} ({route.pace}): " + "; ".join(f"{leg.start} to {leg.end} by {leg.mode}, {leg.minutes} minutes" for leg in route.legs))
    paper.page()
    paper.head(words["S11"])
    paper.text(f"Blanks: {plan.documents.blanks}. {plan.documents.seals}. {plan.documents.when_closed}{plan.documents.procedure}")
    paper.page()
    paper.head(words["S12"])
    paper.text(f"{plan.money.cost_rule} {plan.money.loan_rule}")
    paper.page()
    paper.head(words["S13"])
    paper.table(words["stocks"], [(one.item, f"{one.quantity:,.0f}", f"{one.minimum:.0f}", one.unit, one.place, one.expiry_date or "") for one in plan.stocks])
    paper.page()
    paper.head(words["S14"])
    paper.table(words["agreements"], [("\n".join(one.parties), one.function, one.to_date or "", one.cost_rule) for one in plan.agreements])
    paper.page()
    paper.head(words["S15"])
    paper.items([*plan.arrival.agencies, *plan.arrival.places])
    paper.text(f"{plan.arrival.health}. {plan.arrival.onward}")
    paper.page()
    paper.head(words["S16"])
    paper.text(f"Last exercise: {plan.review.exercise_date}.")
    paper.head(words["S16a"], 2)
    paper.table(words["corrections"], [(one.text, roles.get(one.owner, ""), one.due_date or "") for one in plan.review.corrections])
    return paper.bytes()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def raw(body: str, *, parts: dict[str, str] | None = None, head: str = '<?xml version="1.0" encoding="UTF-8"?>', links: str = "") -> bytes:
    """A package with that body; ``parts``: name (footnotes, header1, ...) to the XML inside its root."""
    held = io.BytesIO()
    relations = links
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>')
        packed.writestr("_rels/.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{KIND}officeDocument" Target="word/document.xml"/></Relationships>')
        for i, (name, inner) in enumerate((parts or {}).items()):
            kind = name.rstrip("0123456789")
            root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
            packed.writestr(f"word/{name}.xml", f"<w:{root} {SPACES}>{inner}</w:{root}>")
            relations += f'<Relationship Id="p{i}" Type="{KIND}{kind}" Target="{name}.xml"/>'
        packed.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>')
        packed.writestr("word/document.xml", f"{head}<w:document {SPACES}><w:body>{body}</w:body></w:document>")
    return held.getvalue()


def p(text: str, style: str = "", props: str = "", run: str = "") -> str:
    """A paragraph as XML."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f'<w:p><w:pPr>{style}{props}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def tbl(rows, props: str = "") -> str:
    """A table of texts, or of cells as XML where they begin with `<`, as XML."""
    def cell(text: str) -> str:
        return text if text.startswith("<w:tc>") else f"<w:tc>{p(text)}</w:tc>"
    return "<w:tbl>" + "".join(f"<w:tr>{props if i == 0 else ''}{''.join(map(cell, row))}</w:tr>" for i, row in enumerate(rows)) + "</w:tbl>"
