"""
Write ``src/safeconduct/standards/data/countries.json`` from CLDR (through babel, a development dependency) and the tables below.

Run by hand when CLDR changes: ``python tools/build_countries.py``. The file is committed; nothing at run time needs babel.
CLDR gives codes, names in six languages, official languages and IANA zones. What CLDR does not hold is written here:
whose nationality the people of a territory have, withdrawn codes, codes that stand only in machine-readable zones.
"""

import json
from pathlib import Path

import babel
from babel.core import Locale, get_global

OUT = Path(__file__).parents[1] / "src/safeconduct/standards/data/countries.json"
UN_LANGUAGES = {"ar": "ar", "zh-hans": "zh_Hans", "en": "en", "fr": "fr", "ru": "ru", "es": "es"}
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}

# Where CLDR keeps a withdrawn code beside the living one.
ALPHA_3 = {"CD": "COD", "DE": "DEU", "FR": "FRA", "MM": "MMR", "TL": "TLS", "YE": "YEM"}
NUMERIC = {"CD": "180", "DE": "276", "ET": "231", "FR": "250", "SD": "729", "YE": "887"}

# A place whose people carry the nationality of a State of another code.
NATIONALITY = {
    "GBR": "AI BM FK GG GI GS IM IO JE KY MS PN SH TC VG",
    "NLD": "AW BQ CW SX",
    "FRA": "BL GF GP MF MQ NC PF PM RE TF WF YT",
    "USA": "AS GU MP PR UM VI",
    "NZL": "CK NU TK",
    "AUS": "CC CX HM NF",
    "DNK": "FO GL",
    "FIN": "AX",
    "NOR": "BV SJ",
    "CHN": "HK MO",
}
NO_NATIONALITY = {"AQ"}

WITHDRAWN = [
    # alpha-3, alpha-2, numeric, name, successors, nationality today where it is one
    ("ANT", "AN", "530", "Netherlands Antilles", ["BES", "CUW", "SXM"], "NLD"),
    ("BUR", "BU", "104", "Burma", ["MMR"], "MMR"),
    ("CSK", "CS", "200", "Czechoslovakia", ["CZE", "SVK"], None),
    ("DDR", "DD", "278", "German Democratic Republic", ["DEU"], "DEU"),
    ("SCG", "CS", "891", "Serbia and Montenegro", ["SRB", "MNE"], None),
    ("SUN", "SU", "810", "USSR", ["ARM", "AZE", "BLR", "EST", "GEO", "KAZ", "KGZ", "LTU", "LVA", "MDA", "RUS", "TJK", "TKM", "UKR", "UZB"], None),
    ("TMP", "TP", "626", "East Timor", ["TLS"], "TLS"),
    ("YMD", "YD", "720", "Democratic Yemen", ["YEM"], "YEM"),
    ("YUG", "YU", "891", "Yugoslavia", ["SRB", "MNE", "HRV", "SVN", "BIH", "MKD"], None),
    ("ZAR", "ZR", "180", "Zaire", ["COD"], "COD"),
]

MRZ_ONLY = [
    # code, name, alpha-3 of the nationality (None: no State), regime that the code points to (None: none)
    ("D", "Germany", "DEU", None),
    ("RKS", "Kosovo", "XKX", None),
    ("GBD", "British Overseas Territories citizen", "GBR", None),
    ("GBN", "British National (Overseas)", "GBR", None),
    ("GBO", "British Overseas citizen", "GBR", None),
    ("GBP", "British protected person", "GBR", None),
    ("GBS", "British subject", "GBR", None),
    ("EUE", "European Union laissez-passer", None, None),
    ("UNO", "United Nations official", None, None),
    ("UNA", "United Nations specialised agency official", None, None),
    ("UNK", "Resident of Kosovo with a document of the United Nations mission", None, None),
    ("XBA", "African Development Bank", None, None),
    ("XCC", "Caribbean Community", None, None),
    ("XCE", "Council of Europe", None, None),
    ("XCO", "Common Market for Eastern and Southern Africa", None, None),
    ("XEC", "Economic Community of West African States", None, None),
    ("XIM", "African Export-Import Bank", None, None),
    ("XOM", "Sovereign Military Order of Malta", None, None),
    ("XPO", "Interpol", None, None),
    ("XXA", "Stateless person (1954 Convention)", None, "stateless"),
    ("XXB", "Refugee (1951 Convention and 1967 Protocol)", None, "refugee"),
    ("XXC", "Refugee, other than under the 1951 Convention", None, "refugee"),
    ("XXX", "Person of unspecified nationality", None, "unknown"),
]

# General knowledge, checked with no authority: a page that shows one says "check locally".
EMERGENCY = {
    "all=112": "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK "
    "AX GF GP MQ RE YT AL AM AZ CH GE GH GI ID IN IS KW KZ LI MC MD ME MK NG NO RS RU RW SM TR UA VA XK",
    "all=911": "AG AR BB BM BS BZ CA CR DO EC GU HN JO KN KY LC LR MX PA PH PR PY SV US UY VI",
    "all=999": "BD BH BW GB GG HK IM JE KE MU MV MY QA SC SZ UG ZW",
    "all=000": "AU CX CC NF",
    "all=111": "NZ",
    "all=123": "CO",
    "all=9999": "OM",
    "ambulance=119 police=110": "JP TW",
    "ambulance=119 police=112": "KR",
    "ambulance=120 police=110 fire=119": "CN",
    "ambulance=995 police=999": "SG",
    "ambulance=1669 police=191": "TH",
    "ambulance=115 police=113 fire=114": "VN",
    "ambulance=997 police=999 fire=998": "SA",
    "ambulance=998 police=999 fire=997": "AE",
    "ambulance=123 police=122 fire=180": "EG",
    "ambulance=190 police=197 fire=198": "TN",
    "ambulance=140 police=112 fire=175": "LB",
    "ambulance=101 police=100 fire=102": "IL",
    "ambulance=101 police=100": "PS",
    "ambulance=192 police=190 fire=193": "BR",
    "ambulance=131 police=133 fire=132": "CL",
    "ambulance=1122 police=15": "PK",
    "ambulance=102 police=100 fire=101": "NP",
    "ambulance=1990 police=119": "LK",
    "ambulance=907 police=991": "ET",
    "ambulance=116 police=114": "HT",
    "ambulance=110 police=119": "JM",
    "ambulance=990 police=999": "TT",
    "ambulance=10177 police=10111": "ZA",
}


def codes():
    """Alpha-2 to (alpha-3, numeric), from the aliases that CLDR keeps."""
    alpha_3, numeric = {}, {}
    for old, new in get_global("territory_aliases").items():
        if len(new) == 1:
            (numeric if old.isdigit() else alpha_3).setdefault(new[0], []).append(old)
    for code in sorted(c for c in Locale("en").territories if len(c) == 2 and c.isalpha() and c not in NOT_ISO):
        three = ALPHA_3.get(code) or next(x for x in alpha_3[code] if len(x) == 3)
        yield code, three, NUMERIC.get(code) or numeric[code][0]


def official_languages(code, known):
    """Official languages of a country, most spoken first, as far as languages.json knows them."""
    spoken = get_global("territory_languages").get(code, {})
    ranked = sorted(
        ((tag, about) for tag, about in spoken.items() if about.get("official_status") in ("official", "de_facto_official")),
        key=lambda item: -item[1]["population_percent"],
    )
    return [known[tag.replace("_", "-").lower()] for tag, _ in ranked if tag.replace("_", "-").lower() in known]


def emergency_numbers():
    """Alpha-2 to the list of numbers to dial."""
    found = {}
    for numbers, places in EMERGENCY.items():
        for place in places.split():
            if place in found:
                raise SystemExit(f"{place} stands twice in EMERGENCY")
            found[place] = [dict(zip(("for", "number"), one.split("="), strict=True)) for one in numbers.split()]
    return found


def build():
    """The whole file as plain values."""
    languages = json.loads((OUT.parent / "languages.json").read_text("utf-8"))["languages"]
    known = {tag.lower(): row["code"] for row in languages for tag in (row["bcp47"], row["code"], row["iso639_3"], *row.get("also", ()))}
    locales = {ours: Locale.parse(theirs) for ours, theirs in UN_LANGUAGES.items()}
    nationality = {place: state for state, places in NATIONALITY.items() for place in places.split()}
    zones, numbers = get_global("territory_zones"), emergency_numbers()

    def row(two, three, number, **more):
        own = None if two in NO_NATIONALITY else nationality.get(two, three)
        return {
            "alpha2": two,
            "alpha3": three,
            "numeric": number,
            "names": {ours: locale.territories[two] for ours, locale in locales.items()},
            "nationality": own,
            "zones": sorted(zones.get(two, [])),
            "languages": official_languages(two, known),
            "emergency": numbers.get(two, []),
            **more,
        }

    countries = [row(*one) for one in codes()]
    countries.append(row("XK", "XKX", None, assigned="user", mark="K"))
    countries.append(
        {
            "alpha2": None,
            "alpha3": "UTO",
            "numeric": None,
            "specimen": True,
            "nationality": "UTO",
            "zones": [],
            "languages": ["en"],
            "emergency": [],
            "source": "ICAO Doc 9303",
            "names": {"ar": "يوتوبيا", "zh-hans": "乌托邦", "en": "Utopia", "fr": "Utopie", "ru": "Утопия", "es": "Utopía"},
        }
    )
    return {
        "source": {
            "codes": "ISO 3166-1 by way of CLDR",
            "names": "CLDR",
            "babel": babel.__version__,
            "emergency": "general knowledge, unverified",
            "mrz": "ICAO Doc 9303 part 3",
        },
        "emergency_mark": "U",
        "mrz_mark": "K",
        "countries": sorted(countries, key=lambda one: one["alpha3"]),
        "withdrawn": [dict(zip(("alpha3", "alpha2", "numeric", "name", "successors", "nationality"), one, strict=True)) for one in WITHDRAWN],
        "mrz_only": [dict(zip(("code", "name", "nationality", "regime"), one, strict=True)) for one in MRZ_ONLY],
    }


def lines(data):
    """JSON with one entry a line, so that a change is one line of a diff."""
    parts = []
    for key, value in data.items():
        if isinstance(value, list):
            body = ",\n".join("    " + json.dumps(one, ensure_ascii=False) for one in value)
            parts.append(f'  "{key}": [\n{body}\n  ]')
        else:
            parts.append(f'  "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    OUT.write_text(lines(build()), "utf-8")
