"""Names of six customs and how offices write them down: lists and transliteration rules of their own, apart from the engine's keys."""

# ruff: noqa: SIM905 (lists of names are read more easily as text)

from __future__ import annotations

import numpy as np

_ALPHABET = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
CYRILLIC = [
    dict(zip(_ALPHABET, sounds.split(), strict=True))
    for sounds in (
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia",
        "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya",
        "a b w g d e jo sch s i j k l m n o p r s t u f ch z tsch sch schtsch _ y _ e ju ja",
        "a b v g d e io j z i i k l m n o p r s t ou f kh ts tch ch chtch _ y _ e iou ia",
    )
]
RUSSIAN = {
    "m": """Александр Дмитрий Максим Сергей Андрей Алексей Артём Илья Кирилл Михаил Никита Матвей Роман Егор Арсений Иван Денис Евгений
        Тимофей Владислав Игорь Владимир Павел Руслан Марк Юрий Виктор Николай Антон Олег Пётр Фёдор Григорий Василий""".split(),
    "f": """Анна Мария Елена Дарья Анастасия Екатерина Виктория Ольга Наталья Юлия Татьяна Светлана Ирина Ксения Александра Полина
        Валерия Евгения Марина Алина Вера Галина Людмила Лариса Тамара Надежда""".split(),
    "family": """Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Алексеев Лебедев Семёнов
        Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов
        Воробьёв Сергеев Кузьмин Фролов Королёв Гусев Киселёв Ильин Максимов Поляков Сорокин Виноградов Ковалёв Белов Медведев Тарасов
        Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов Богданов Осипов Сидоров Титов Миронов Крылов Куликов Карпов Власов
        Мельников Гаврилов Тихонов Казаков Афанасьев Савельев Фомин Чернов Абрамов Мартынов Ефимов Щербаков Назаров Калинин Исаев
        Чернышёв Быков Маслов Родионов Коновалов Лазарев Воронин Климов Филатов Пономарёв Голубев Кудрявцев Прохоров Наумов Потапов
        Журавлёв Овчинников Трофимов Соболев Ермаков Колесников Гончаров Емельянов Грачёв Котов Гришин Ефремов Архипов Громов Хохлов
        Вишневский Островский Покровский Никольский Чайковский Жуковский Шевченко Коваленко Бондаренко Ткаченко Юрченко Гайдай""".split(),
}
HAN_FAMILY = """王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 高gao 罗luo 郑zheng
    梁liang 谢xie 宋song 唐tang 许xu 邓deng 冯feng 韩han 曹cao 曾zeng 彭peng 萧xiao 蔡cai 潘pan 田tian 董dong 袁yuan 于yu 余yu 叶ye 蒋jiang
    杜du 苏su 魏wei 程cheng 吕lü 丁ding 沈shen 任ren 姚yao 卢lu 傅fu 钟zhong 姜jiang 崔cui 谭tan 廖liao 范fan 汪wang 陆lu 金jin 石shi 戴dai
    贾jia 韦wei 夏xia 邱qiu 方fang 侯hou 邹zou 熊xiong 孟meng 秦qin 白bai 江jiang 薛xue 尹yin 段duan 雷lei 黎li 史shi 龙long 陶tao 贺he 顾gu
    毛mao 郝hao 龚gong 邵shao 万wan 钱qian 严yan 武wu 莫mo 孔kong 汤tang""".split()
HAN_GIVEN = """伟wei 芳fang 娜na 敏min 静jing 强qiang 磊lei 军jun 洋yang 勇yong 艳yan 杰jie 娟juan 涛tao 明ming 超chao 秀xiu 霞xia 平ping 刚gang
    桂gui 英ying 华hua 兰lan 文wen 建jian 国guo 志zhi 红hong 玉yu 海hai 春chun 小xiao 丽li 燕yan 鹏peng 辉hui 宇yu 浩hao 天tian 晓xiao 雪xue
    佳jia 俊jun 淑shu 慧hui 美mei 家jia 豪hao 雅ya 婷ting 欣xin 怡yi 子zi 轩xuan 泽ze 梓zi 涵han 诗shi 梦meng 琪qi 思si 博bo 瑞rui 庆qing
    德de 永yong 新xin 立li 东dong 成cheng 荣rong 福fu 清qing 学xue 忠zhong 生sheng 林lin 云yun 龙long 飞fei 阳yang 亮liang 斌bin 峰feng""".split()
WADE_HEADS = dict(pair.split(":") for pair in "b:p p:p d:t t:t g:k k:k zh:ch ch:ch j:ch q:ch x:hs z:ts c:ts r:j sh:sh s:s".split())
WADE_TAILS = {"ong": "ung", "ie": "ieh", "ian": "ien", "ue": "ueh", "uo": "o"}
WADE_WHOLE = {"yan": "yen", "ye": "yeh", "you": "yu", "yong": "yung", "zi": "tzu", "ci": "tzu", "si": "ssu", "guo": "kuo", "shuo": "shuo", "yi": "i"}
SPANISH = {
    "m": """José Juan Luis Carlos Jorge Miguel Ángel Pedro Jesús Francisco Antonio Manuel Alejandro Rafael Fernando Roberto Ricardo Eduardo
        Javier Andrés Diego Sergio Óscar Raúl Mario Enrique Víctor Alberto Julio César Héctor Gustavo Rubén Daniel David Iván Martín
        Santiago Sebastián Nicolás Mateo Emilio Ramón Gabriel Hugo Felipe Guillermo Pablo""".split(),
    "f": """María Ana Carmen Rosa Laura Patricia Guadalupe Juana Margarita Elizabeth Leticia Gabriela Verónica Alejandra Claudia Adriana
        Silvia Martha Sandra Diana Mónica Teresa Yolanda Norma Gloria Lucía Sofía Valentina Camila Isabel Daniela Andrea Carolina Paola
        Natalia Luz Esperanza Beatriz Elena Julia Irma Karina Lorena Marisol Rocío Susana Cecilia Fernanda Viviana""".split(),
    "family": """García Rodríguez González Hernández López Martínez Pérez Sánchez Ramírez Torres Flores Rivera Gómez Díaz Reyes Morales Cruz
        Ortiz Gutiérrez Chávez Ramos Ruiz Álvarez Mendoza Vásquez Castillo Jiménez Moreno Romero Herrera Medina Aguilar Garza Castro Vargas
        Fernández Guzmán Muñoz Salazar Soto Delgado Peña Ríos Guerrero Sandoval Ortega Silva Contreras Molina Núñez Rojas Domínguez Estrada
        Suárez Navarro Cortés Santiago Maldonado Campos Espinoza Vega Ayala Mejía Cárdenas Valdez Lara Acosta Padilla Cabrera Fuentes
        Miranda Rosales León Solís Marín Figueroa Pacheco Santos Mora Escobar Zamora Quintero Paredes Villanueva Bautista Caballero Arias
        Montoya Carrillo Ochoa Cervantes Bravo Robles Calderón Zúñiga Velasco Salinas Rosario Serrano Nieto Orozco Trujillo Valencia
        Palacios Galindo Duarte Osorio Montes Benítez Cordero Arroyo Camacho Barrera Toledo Ibarra Quispe Mamani Huamán Condori""".split(),
}
FILIPINO = {
    "m": """Jose Juan Antonio Mark John Michael Ricardo Roberto Ramon Eduardo Rodrigo Ferdinand Reynaldo Danilo Rogelio Ernesto Jericho
        Jomar Arnel Rommel Benigno Crisanto Dante Efren""".split(),
    "f": """Maria Rosa Ana Mary Jocelyn Maricel Rowena Marites Lorna Imelda Corazon Gloria Luzviminda Analyn Jennylyn Cherry Rosalinda
        Teresita Milagros Erlinda Rosario Marilou Evelyn Liezl""".split(),
    "family": """Santos Reyes Cruz Bautista Ocampo Garcia Mendoza Torres Castillo Villanueva Ramos Aquino Flores Rivera Mercado Tolentino
        Domingo Salvador Magsaysay Dimaculangan Macaraeg Panganiban Pangilinan Manalo Batungbakal Catacutan Dela-Cruz Delos-Reyes De-Guzman
        Dela-Rosa Galang Agbayani Bacani Dizon Lacson Lim Tan Sy Macapagal Natividad Soriano Valdez Velasco Abad Alcantara Buenaventura
        Evangelista""".split(),
}
INDONESIAN = """Suharto Sukarno Wahyudi Susilo Bambang Sutrisno Sugianto Wijaya Slamet Budi Joko Agus Dedi Eko Hadi Iwan Yudi Rudi Surya
    Untung Wawan Yanto Sri Dewi Siti Nur Wati Rini Yuni Ratna Endang Lestari Purwanti Sumarni Kartini Suwarni Mulyani Rahayu Wulandari Astuti
    Handayani Suryani Juminten Cahyono Setiawan Gunawan Kurniawan Hidayat Saputra Nugroho Prasetyo Santoso Wibowo Kusuma Utomo Pranoto
    Suparman Sudirman Mulyono Sujatmiko Jayadi Cahyani Yusuf Jamal Juwita Soleh""".split()
OLD_INDONESIAN = (("j", "dj"), ("y", "j"), ("c", "tj"), ("u", "oe"), ("ny", "nj"))
ETHIOPIAN = [
    line.split()
    for line in """አበበ Abebe Abbebe Abebbe; ተስፋዬ Tesfaye Tesfay Tessfaye; ከበደ Kebede Kebbede; ኃይሉ Hailu Haylu; ገብረ Gebre Ghebre; ታደሰ Tadesse Tadese Taddesse;
    በቀለ Bekele Beqele Bekelle; ዳዊት Dawit Daweet; ሰለሞን Solomon Selemon; ዮሐንስ Yohannes Yohanis Johannes; ማርታ Marta Martha; ሠናይት Senait Senayt; ትርሐስ Tirhas Trhas;
    አልማዝ Almaz Almas; ሄለን Helen Hellen; ፍሬሕይወት Frehiwot Firehiwot; ሙሉጌታ Mulugeta Mulugheta; ግርማ Girma Ghirma; አሰፋ Assefa Asefa; ወልደ Wolde Welde;
    መኮንን Mekonnen Makonnen Mekonen; ብርሃኑ Birhanu Berhanu; ጌታቸው Getachew Ghetachew; ዘነበ Zenebe Zenebbe; ነጋሽ Negash Neghash; ለማ Lemma Lema; ተክለ Tekle Tekele;
    ኪዳነ Kidane Qidane; ምሕረት Mihret Meheret; ሀና Hanna Hana; ሳራ Sara Sarah; ቅድስት Kidist Qidist Kidest; ሰናይ Senay Senai; አማኑኤል Amanuel Emanuel; ፍፁም Fitsum Fisum;
    ሮቤል Robel Robiel; ዓወት Awet Awot; ሰምሃር Semhar Semher; ኢሳያስ Isaias Esayas Isayas; ጸጋይ Tsegay Tsegai Segay; አስመላሽ Asmelash Asmellash; ይርጋ Yirga Yerga;
    እምነት Emnet Imnet; ቴዎድሮስ Tewodros Tedros Theodros""".split(";")
]
_PLAIN = str.maketrans("áéíóúüñÁÉÍÓÚÑ", "aeiouunAEIOUN")


def pick(options, stream, zipf: float = 0.6):
    """One of the options, the first ones more often."""
    weight = np.cumsum(1 / np.arange(1, len(options) + 1) ** zipf)
    return options[int(np.searchsorted(weight / weight[-1], stream.random()))]


# -- who people are -----------------------------------------------------------------------------------------------------


def name_russian(sex, stream):
    return pick(RUSSIAN[sex], stream), pick(RUSSIAN["m"], stream), pick(RUSSIAN["family"], stream)


def name_spanish(sex, stream, lists=SPANISH):
    given = [pick(lists[sex], stream) for _ in range(2 if stream.random() < 0.5 else 1)]
    return given, pick(lists["family"], stream), pick(lists["family"], stream)


def name_filipino(sex, stream):
    return name_spanish(sex, stream, FILIPINO)


def name_chinese(sex, stream):
    return [pick(HAN_GIVEN, stream) for _ in range(2 if stream.random() < 0.8 else 1)], pick(HAN_FAMILY, stream)


def name_indonesian(sex, stream):
    return ([pick(INDONESIAN, stream, 0.3) for _ in range((1, 2, 2, 3)[int(stream.integers(0, 4))])],)


def name_ethiopian(sex, stream):
    return pick(ETHIOPIAN, stream, 0.3), pick(ETHIOPIAN, stream, 0.3), pick(ETHIOPIAN, stream, 0.3)


# -- what an office writes: given, middle, family, full -------------------------------------------------------------------


def write_russian(name, sex, stream):
    given, father, family = name
    if sex == "f":
        family = family.replace("ский", "ская") if family.endswith("ский") else family + ("а" if family[-1] in "вн" else "")
    stem, soft = (father[:-1], "ев") if father[-1] in "йь" else (father, "ов")
    words = [given, stem + soft + ("ич" if sex == "m" else "на") if stream.random() < 0.4 else "", family]
    if stream.random() < 0.25:
        return (*words, "")
    system = CYRILLIC[int(stream.choice(4, p=(0.5, 0.3, 0.1, 0.1)))]
    return (*("".join(system[letter] for letter in word.lower()).replace("_", "").title() for word in words), "")


def write_chinese(name, sex, stream):
    given, family = name
    luck = stream.random()
    if luck < 0.25:
        return "", "", "", family[0] + "".join(part[0] for part in given)
    sounds = [part[1:] for part in given]
    if luck < 0.8:
        return ("" if stream.random() < 0.7 else " ").join(sounds).title(), "", family[1:].replace("ü", "u").title(), ""
    return "-".join(map(wade, sounds)).title(), "", wade(family[1:]).title(), ""


def wade(sound: str) -> str:
    """A pinyin syllable in Wade-Giles without marks."""
    if sound in WADE_WHOLE:
        return WADE_WHOLE[sound]
    head = sound[:2] if sound[:2] in ("zh", "ch", "sh") else sound[0] if sound[0] not in "aeiou" else ""
    tail = sound[len(head) :]
    if tail == "i" and head in ("zh", "ch", "sh", "r"):
        return WADE_HEADS[head] + "ih"
    if tail == "e" and head in ("g", "k", "h"):
        return WADE_HEADS.get(head, head) + "o"
    return WADE_HEADS.get(head, head) + WADE_TAILS.get(tail, tail)


def write_spanish(name, sex, stream):
    given, father, mother = name
    first = " ".join(given if stream.random() < 0.6 else given[:1])
    cells = first, "", f"{father} {mother}" if stream.random() < 0.55 else father, ""
    return tuple(cell.translate(_PLAIN) for cell in cells) if stream.random() < 0.5 else cells


def write_filipino(name, sex, stream):
    given, mother, family = name
    first = " ".join(given if stream.random() < 0.7 else given[:1])
    first = first.replace("Maria ", "Ma. ") if stream.random() < 0.4 else first
    luck = stream.random()
    middle = mother if luck < 0.5 else mother[0] + "." if luck < 0.75 else ""
    return first, middle.replace("-", " "), family.replace("-", " " if stream.random() < 0.6 else ""), ""


def write_indonesian(name, sex, stream):
    words = name[0]
    if stream.random() < 0.2:
        words = [_old(word, stream) for word in words]
    luck = stream.random()
    if luck < 0.4 or len(words) == 1:
        return "", "", "", " ".join(words)
    return words[0], "", " ".join(words[1:]) if luck < 0.8 else words[-1], ""


def _old(word: str, stream) -> str:
    word = word.lower()
    for new, before in OLD_INDONESIAN:
        word = word.replace(new, before) if stream.random() < 0.8 else word
    return word.title()


def write_ethiopian(name, sex, stream):
    native = stream.random() < 0.25
    said = [options[0] if native else options[1 + int(stream.integers(0, len(options) - 1))] for options in name]
    luck = stream.random()
    if luck < 0.3:
        return said[0], said[1], said[2], ""
    if luck < 0.75:
        return said[0], "", said[1] if luck < 0.6 else said[2], ""
    return "", "", "", " ".join(said if luck < 0.9 else said[:2])


CUSTOMS = {
    "russian": ("RUS", name_russian, write_russian),
    "chinese": ("CHN", name_chinese, write_chinese),
    "spanish": ("COL", name_spanish, write_spanish),
    "filipino": ("PHL", name_filipino, write_filipino),
    "indonesian": ("IDN", name_indonesian, write_indonesian),
    "ethiopian": ("ETH", name_ethiopian, write_ethiopian),
}
