"""Which column is what: the words that headings use in the six languages, and a digest by which a header is known again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from django.utils.translation import gettext_lazy as _

IGNORED = "remedy"  # the column that our own file of refused rows has more than theirs

# field: (its name on the page, words of headings, most usual first)
FIELDS: dict[str, tuple[object, str]] = {
    "reference": (_("Number in your list"), "reference|ref|id|number|no|rec id|record id|case number|file number|registration number|unique id|household member id|numero|référence|identifiant|matrícula|referencia|número|номер|рег номер|编号|序号|登记号|رقم|الرقم|الرقم المرجعي|رقم التسجيل"),
    "name": (_("Full name"), "name|full name|names|name and surname|person|nom complet|nom et prénom|nom prénom|nombre completo|nombre y apellidos|фио|полное имя|ф и о|姓名|全名|الاسم الكامل|الاسم|الاسم الثلاثي|الاسم الرباعي"),
    "given": (_("Given name"), "given name|first name|firstname|forename|given|given names|first names|prénom|prénoms|nombre|nombres|имя|名|名字|الاسم الأول|الاسم الشخصي"),
    "middle": (_("Middle name"), "middle name|middle|second name|father name|deuxième prénom|segundo nombre|отчество|中间名|اسم الأب|الاسم الأوسط"),
    "family": (_("Family name"), "family name|surname|last name|lastname|family|nom|nom de famille|apellido|apellidos|primer apellido|фамилия|姓|姓氏|اسم العائلة|اللقب|الكنية|النسبة"),
    "native": (_("Name in the own script"), "native name|name in native script|local name|name in arabic|nom en langue locale|nombre en su idioma|имя на родном языке|本国文字姓名|الاسم بلغة الأم"),
    "sex": (_("Sex"), "sex|gender|sexe|genre|sexo|género|пол|性别|الجنس|النوع"),
    "birth": (_("Date of birth"), "date of birth|birth date|birthdate|birth|dob|born|year of birth|birth year|date de naissance|né le|année de naissance|fecha de nacimiento|nacimiento|año de nacimiento|дата рождения|год рождения|出生日期|生日|出生年份|تاريخ الميلاد|تاريخ الولادة|سنة الميلاد"),
    "nationality": (_("Nationality"), "nationality|nationalities|citizenship|nationalité|nacionalidad|ciudadanía|гражданство|национальность|国籍|الجنسية"),
    "former": (_("Former nationality or residence"), "former nationality|former residence|previous nationality|ancienne nationalité|nacionalidad anterior|прежнее гражданство|原国籍|الجنسية السابقة"),
    "language": (_("Language"), "language|languages|mother tongue|preferred language|langue|langues|idioma|idiomas|lengua|язык|языки|语言|母语|اللغة|اللغات"),
    "country": (_("Country where the person is"), "country|country of residence|current country|host country|residence country|pays|pays de résidence|país|país de residencia|страна|страна пребывания|国家|所在国|居住国|البلد|الدولة|بلد الإقامة"),
    "place": (_("Place (P-code or name)"), "pcode|p code|place code|admin code|district|province|city|town|suburb|location|place|ville|lieu|ciudad|lugar|provincia|город|место|район|城市|地点|省|المدينة|المكان|المحافظة"),
    "address": (_("Address"), "address|street|address 1|home address|adresse|dirección|domicilio|адрес|地址|住址|العنوان"),
    "phone": (_("Telephone"), "phone|telephone|mobile|mobile phone|phone number|mobile number|telephone number|cell|cell phone|contact number|whatsapp|téléphone|portable|tél|teléfono|móvil|celular|телефон|мобильный|номер телефона|电话|手机|电话号码|手机号|الهاتف|رقم الهاتف|الجوال|رقم الجوال|الموبايل"),
    "phone2": (_("Second telephone"), "second phone|phone 2|phone2|telephone 2|other phone|alternative phone|téléphone 2|teléfono 2|телефон 2|电话2|هاتف آخر|هاتف 2"),
    "phone_owner": (_("Whose telephone"), "phone owner|whose phone|owner of phone|propriétaire du téléphone|dueño del teléfono|чей телефон|电话归属|صاحب الهاتف"),
    "email": (_("E-mail"), "email|e mail|mail|email address|courriel|adresse électronique|correo|correo electrónico|эл почта|электронная почта|邮箱|电子邮件|البريد الإلكتروني|البريد"),
    "document": (_("Document number"), "passport|passport number|passport no|document number|document no|id number|travel document|passeport|numéro de passeport|pasaporte|número de pasaporte|паспорт|номер паспорта|护照|护照号|护照号码|جواز السفر|رقم الجواز|رقم جواز السفر"),
    "document_expires": (_("Document valid until"), "passport expiry|expiry date|date of expiry|expires|valid until|date d expiration|fecha de caducidad|vencimiento|действителен до|срок действия|有效期|有效期至|تاريخ الانتهاء"),
    "from_date": (_("There since"), "arrival date|date of arrival|from|since|start date|date d arrivée|fecha de llegada|desde|дата прибытия|入境日期|到达日期|تاريخ الوصول"),
    "to_date": (_("There until (a trip)"), "departure date|date of departure|return date|until|to|end date|trip end|date de départ|date de retour|fecha de salida|fecha de regreso|дата отъезда|дата возвращения|离境日期|返回日期|تاريخ المغادرة|تاريخ العودة"),
    "household": (_("Household (same value, one household)"), "household|household id|household number|hh|hh id|family id|family number|family no|group|ménage|numéro de ménage|numéro de famille|hogar|número de hogar|номер семьи|домохозяйство|户号|家庭编号|رقم الأسرة|الأسرة"),
    "kin_name": (_("Emergency contact: name"), "emergency contact|emergency contact name|next of kin|contact d urgence|contacto de emergencia|контактное лицо|紧急联系人|جهة الاتصال في حالات الطوارئ"),
    "kin_phone": (_("Emergency contact: telephone"), "emergency contact phone|emergency phone|next of kin phone|téléphone d urgence|teléfono de emergencia|телефон контактного лица|紧急联系电话|هاتف الطوارئ"),
}  # fmt: skip
_NOT_WORD = re.compile(r"[\W_]+")


def plain(heading: str) -> str:
    """A heading as it is compared: lower case, without accents, blanks for all that is no letter or digit."""
    text = unicodedata.normalize("NFKD", heading.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", text).strip()


@cache
def _words() -> dict[str, str]:
    out: dict[str, str] = {}
    for field, (_name, words) in FIELDS.items():
        for word in (field, *words.split("|")):
            out.setdefault(plain(word), field)
    return out


def known_words(headings: Iterable[str]) -> list[str]:
    """Those of the headings that name a field of ours."""
    return [heading for heading in headings if heading and plain(heading) in _words()]


def propose(header: list[str]) -> dict[str, str]:
    """Which column of theirs is probably which field of ours (heading to field); each field once, others left out."""
    out: dict[str, str] = {}
    taken: set[str] = set()
    for heading in header:
        field = _words().get(plain(heading))
        if field and field not in taken:
            out[heading] = field
            taken.add(field)
    return out


def header_digest(header: list[str]) -> str:
    """A digest by which the same header is known again, in whatever order; our own column of remedies does not count."""
    words = sorted(plain(h) for h in header if h and plain(h) != IGNORED)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
