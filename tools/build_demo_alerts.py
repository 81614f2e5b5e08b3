"""
Build the demo world's hazard files: src/safeconduct/config/demo/alerts/.

    python tools/build_demo_alerts.py

The earthquake of 14 August 2021 (U.S. Geological Survey: 12:29:08 UTC, M 7.2, 18.434 N 73.482 W, 10 km) and
a storm on Dorian's path, told by a specimen authority in our own words. All times stand relative to
NOW, 26 hours after the earthquake; `safeconduct.config.demo.alerts.fresh` moves them to any day.
Needs shapely. The same input gives the same bytes.
"""

import json
import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from shapely.geometry import LineString, Point

OUT = Path(__file__).resolve().parents[1] / "src/safeconduct/config/demo/alerts"
QUAKE = datetime(2021, 8, 14, 12, 29, 8, tzinfo=UTC)
NOW = datetime(2021, 8, 15, 14, 30, tzinfo=UTC)
MAGNITUDE, LON, LAT, DEPTH = 7.2, -73.482, 18.434, 10.0
FAULT = LineString([(-73.35, 18.44), (-73.55, 18.42), (-73.80, 18.40), (-74.05, 18.36)])
SENDER = "alerts@hazard-authority.example"
NAMES = {
    "en": "Specimen Hazard Authority (demonstration)",
    "fr": "Autorité spécimen des aléas (démonstration)",
    "ht": "Otorite egzanp pou danje (demonstrasyon)",
    "es": "Autoridad de amenazas de muestra (demostración)",
}
COLOURS = {5: "#7aff93", 6: "#ffff00", 7: "#ffc800", 8: "#ff9100", 9: "#ff0000"}


def intensity(kilometres):
    """Modified Mercalli intensity at a distance from the fault: Allen, Wald and Worden (2012), active crust."""
    near = 1 + 0.813 * math.exp(MAGNITUDE - 5)
    return 3.950 + 0.913 * MAGNITUDE - 1.107 * math.log(math.hypot(kilometres, near))


def reach(value):
    """How far from the fault, in kilometres, the intensity falls to `value` (bisection); 0 when it is nowhere reached."""
    low, high = 0.0, 2000.0
    if intensity(0) < value:
        return 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if intensity(middle) > value else (low, middle)
    return low


def contour(value, points=72):
    """The ring [[lon, lat], …] where shaking is `value`, with small waves; None where it is nowhere reached."""
    kilometres = reach(value)
    if kilometres < 1:
        return None
    narrow = math.cos(math.radians(LAT))
    flat = LineString([(x * narrow, y) for x, y in FAULT.coords]).buffer(kilometres / 111.195, quad_segs=16)
    middle, ring = flat.centroid, []
    for k in range(points):
        turn = 2 * math.pi * k / points
        ray = LineString([middle, Point(middle.x + 40 * math.cos(turn), middle.y + 40 * math.sin(turn))])
        edge = max(
            flat.exterior.intersection(ray).geoms if hasattr(flat.exterior.intersection(ray), "geoms") else [flat.exterior.intersection(ray)],
            key=middle.distance,
        )
        wave = 1 + 0.05 * math.sin(3 * turn + 1) + 0.03 * math.sin(7 * turn + value)
        x, y = middle.x + (edge.x - middle.x) * wave, middle.y + (edge.y - middle.y) * wave
        ring.append([round(x / narrow, 3), round(y, 3)])
    return [*ring, ring[0]]


def local(at, hours):
    """CAP writes an offset, never Z."""
    return (at + timedelta(hours=hours)).isoformat(timespec="seconds").replace("+00:00", f"{hours:+03d}:00")


def cap(identifier, sent, kind, infos, area, references=(), status="Actual", note=None):
    head = [("identifier", identifier), ("sender", SENDER), ("sent", local(sent, -4)), ("status", status), ("msgType", kind), ("scope", "Public")]
    if note:
        head.append(("note", note))
    if references:
        head.append(("references", " ".join(f"{SENDER},{i},{local(at, -4)}" for i, at in references)))
    body = "\n".join(f"  <{tag}>{escape(text)}</{tag}>" for tag, text in head)
    blocks = "\n".join(info(i, area) for i in infos)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">\n{body}\n{blocks}\n</alert>\n'


def info(facts, area):
    lines = []
    for tag in ("language", "category", "event", "responseType", "urgency", "severity", "certainty", "eventCode", "effective", "onset", "expires"):
        if tag == "eventCode":
            lines.append(f"    <eventCode><valueName>SAME</valueName><value>{facts[tag]}</value></eventCode>")
        elif tag in facts:
            lines.append(f"    <{tag}>{escape(facts[tag])}</{tag}>")
    lines.append(f"    <senderName>{escape(NAMES[facts['language'][:2]])}</senderName>")
    lines += [f"    <{tag}>{escape(facts[tag])}</{tag}>" for tag in ("headline", "description", "instruction") if facts.get(tag)]
    lines += [f"    <parameter><valueName>{k}</valueName><value>{v}</value></parameter>" for k, v in facts.get("parameters", {}).items()]
    name, rings = area[facts["language"][:2]], area["rings"]
    polygons = "\n".join("      <polygon>" + " ".join(f"{lat},{lon}" for lon, lat in ring) + "</polygon>" for ring in rings)
    codes = "\n".join(f"      <geocode><valueName>P-CODE</valueName><value>{code}</value></geocode>" for code in area.get("codes", ()))
    where = "\n".join(part for part in (polygons, codes) if part)
    return "  <info>\n" + "\n".join(lines) + f"\n    <area>\n      <areaDesc>{escape(name)}</areaDesc>\n{where}\n    </area>\n  </info>"


QUAKE_WORDS = {
    "en": (
        "Earthquake",
        "Strong earthquake of magnitude 7.2 in the south of Haiti",
        "An earthquake of magnitude 7.2 struck the southern peninsula. Shaking was severe in Nippes, Sud and Grand'Anse. Strong aftershocks are likely.",
        "Stay away from damaged buildings and from the coast. Be ready for aftershocks. If you are hurt call 116.",
    ),
    "fr": (
        "Séisme",
        "Fort séisme de magnitude 7,2 dans le sud d'Haïti",
        "Un séisme de magnitude 7,2 a frappé la presqu'île du Sud. Les secousses ont été sévères dans les Nippes, le Sud et la Grand'Anse. De fortes répliques sont probables.",
        "Éloignez-vous des bâtiments endommagés et de la côte. Attendez-vous à des répliques. Si vous êtes blessé, appelez le 116.",
    ),
    "ht": (
        "Tranblemanntè",
        "Gwo tranblemanntè mayitid 7,2 nan sid Ayiti",
        "Yon tranblemanntè mayitid 7,2 frape presquil sid la. Tè a souke anpil nan Nip, nan Sid ak nan Grandans. Gen gwo chans pou lòt sekous vini.",
        "Rete lwen kay ki domaje ak lanmè a. Prepare nou pou lòt sekous. Si ou blese rele 116.",
    ),
}
UPDATE_WORDS = {
    "en": "The area is larger than first said and reaches Petit-Goâve and Grand-Goâve. The road at Gressier is shut by a landslide.",
    "fr": "La zone est plus grande qu'annoncé et atteint Petit-Goâve et Grand-Goâve. La route est coupée à Gressier par un glissement de terrain.",
    "ht": "Zòn nan pi gran pase sa nou te di, li rive Ti Gwav ak Gran Gwav. Wout la bloke nan Gresye akoz yon glisman teren.",
}
CANCEL_WORDS = {
    "en": ("The earthquake alert has ended", "The alert for the south of Haiti has ended. Aftershocks remain possible."),
    "fr": ("L'alerte sismique est levée", "L'alerte pour le sud d'Haïti est levée. Des répliques restent possibles."),
    "ht": ("Alèt tranblemanntè a fini", "Alèt pou sid Ayiti a fini. Lòt sekous ka toujou vini."),
}
SOUTH = {"en": "Southern peninsula of Haiti", "fr": "Presqu'île du Sud d'Haïti", "ht": "Presquil sid Ayiti"}
STORM_WORDS = {
    "en": (
        "Hurricane warning",
        "Hurricane expected over Abaco and Grand Bahama within 18 hours",
        "A major hurricane with winds of 250 km/h moves slowly west. A storm surge of 5 to 7 metres is expected on the coasts of Abaco and eastern Grand Bahama.",
        "Leave low coasts and cays now. Go to a hurricane shelter on high ground. Everyone is admitted to shelters, whatever their papers. In danger call 919.",
    ),
    "es": (
        "Aviso de huracán",
        "Se espera un huracán sobre Ábaco y Gran Bahama en menos de 18 horas",
        "Un huracán mayor con vientos de 250 km/h avanza despacio hacia el oeste. Se espera una marejada de 5 a 7 metros en las costas de Ábaco y del este de Gran Bahama.",
        "Abandone ya las costas bajas y los cayos. Vaya a un refugio en terreno alto. Se admite a todas las personas, tengan o no documentos. En peligro llame al 919.",
    ),
    "fr": (
        "Alerte à l'ouragan",
        "Ouragan attendu sur Abaco et Grand Bahama dans moins de 18 heures",
        "Un ouragan majeur avec des vents de 250 km/h avance lentement vers l'ouest. Une marée de tempête de 5 à 7 mètres est attendue sur les côtes d'Abaco et de l'est de Grand Bahama.",
        "Quittez maintenant les côtes basses et les cayes. Allez dans un abri en hauteur. Tout le monde y est admis, avec ou sans papiers. En danger, appelez le 919.",
    ),
}
NORTH = {"en": "Abaco and Grand Bahama", "es": "Ábaco y Gran Bahama", "fr": "Abaco et Grand Bahama"}
STORM_RINGS = [
    [(-79.10, 26.40), (-78.60, 26.25), (-77.90, 26.35), (-77.35, 25.75), (-76.85, 26.10), (-76.70, 26.60), (-77.00, 26.95), (-77.60, 27.15)]
    + [(-78.45, 27.40), (-78.55, 26.95), (-79.10, 26.80), (-79.10, 26.40)]
]


FLOOD_WORDS = {
    "en": (
        "Flood warning",
        "Floods and landslides possible in Nippes and Sud in the next two days",
        "Heavy rain is expected over the area of the earthquake. Rivers may rise within minutes and slopes that the earthquake loosened may slide.",
        "Do not camp in river beds or under steep slopes. Do not cross moving water. In danger call 116.",
    ),
    "fr": (
        "Alerte aux inondations",
        "Inondations et glissements de terrain possibles dans les Nippes et le Sud dans les deux jours",
        "De fortes pluies sont attendues sur la zone du séisme. Les rivières peuvent monter en quelques minutes et les pentes fragilisées peuvent glisser.",
        "Ne campez ni dans le lit des rivières ni sous une pente raide. Ne traversez pas l'eau en mouvement. En danger, appelez le 116.",
    ),
    "ht": (
        "Alèt inondasyon",
        "Ka gen inondasyon ak glisman teren nan Nip ak nan Sid nan de jou k ap vini yo",
        "Gwo lapli ap vini sou zòn tranblemanntè a. Rivyè yo ka monte nan kèk minit epi tè ki te souke yo ka glise.",
        "Pa rete nan kabann rivyè ni anba pant rèd. Pa travèse dlo k ap kouri. Si ou an danje rele 116.",
    ),
}
NIPPES_SUD = {
    "en": "Departments of Nippes and Sud",
    "fr": "Départements des Nippes et du Sud",
    "ht": "Depatman Nip ak Sid",
    "rings": [],
    "codes": ["HT10", "HT07"],
}


def flood_infos(sent):
    for language, (event, headline, text, advice) in FLOOD_WORDS.items():
        facts = {"language": {"en": "en", "fr": "fr-HT", "ht": "ht"}[language], "category": "Met", "event": event, "eventCode": "FLW"}
        facts |= {"responseType": "Avoid", "urgency": "Expected", "severity": "Severe", "certainty": "Likely"}
        facts |= {"effective": local(sent, -4), "onset": local(sent + timedelta(hours=6), -4), "expires": local(sent + timedelta(hours=54), -4)}
        yield facts | {"headline": headline, "description": text, "instruction": advice}


def quake_infos(effective, expires, words=None, kind="alert"):
    for language, (event, headline, text, advice) in QUAKE_WORDS.items():
        facts = {"language": {"en": "en", "fr": "fr-HT", "ht": "ht"}[language], "category": "Geo", "event": event, "eventCode": "EQW"}
        facts |= {"responseType": "Monitor", "urgency": "Immediate", "severity": "Extreme", "certainty": "Observed"}
        facts |= {"effective": local(effective, -4), "onset": local(QUAKE, -4), "expires": local(expires, -4)}
        facts |= {"headline": headline, "description": text, "instruction": advice}
        if kind == "update":
            facts["description"] += " " + UPDATE_WORDS[language]
        if kind == "cancel":
            facts["headline"], facts["description"] = CANCEL_WORDS[language]
            facts |= {"responseType": "AllClear", "urgency": "Past", "severity": "Minor", "instruction": ""}
        yield facts | {"parameters": {"magnitude": MAGNITUDE, "depth_km": DEPTH}}


def storm_infos(sent):
    for language, (event, headline, text, advice) in STORM_WORDS.items():
        facts = {"language": {"en": "en-BS", "es": "es", "fr": "fr"}[language], "category": "Met", "event": event, "eventCode": "HUW"}
        facts |= {"responseType": "Evacuate", "urgency": "Expected", "severity": "Extreme", "certainty": "Likely"}
        facts |= {"effective": local(sent, -4), "onset": local(sent + timedelta(hours=18), -4), "expires": local(sent + timedelta(hours=42), -4)}
        yield facts | {"headline": headline, "description": text, "instruction": advice, "parameters": {"wind_kmh": 250}}


def shakemap():
    features = []
    for step in range(10, 20):
        ring = contour(step / 2)
        if ring:
            properties = {"value": step / 2, "units": "mmi", "color": COLOURS[min(step // 2, 9)], "weight": 4 if step % 2 == 0 else 2}
            features.append({"type": "Feature", "properties": properties, "geometry": {"type": "MultiLineString", "coordinates": [ring]}})
    return {
        "type": "FeatureCollection",
        "metadata": {"eventid": "sp2021demo", "longitude": LON, "latitude": LAT, "version": 2, "note": "computed for a demonstration; not a ShakeMap"},
        "features": features,
    }


def usgs():
    def feature(code, magnitude, at, lon, lat, depth, place, mmi):
        ms = int(at.timestamp() * 1000)
        properties = {"mag": magnitude, "place": place, "time": ms, "updated": ms + 3_600_000, "tz": None, "mmi": mmi}
        properties |= {"url": f"https://hazard-authority.example/event/{code}", "alert": "red" if magnitude > 7 else None, "status": "reviewed"}
        properties |= {"tsunami": int(magnitude > 7), "sig": 1000 if magnitude > 7 else 400, "net": "sp", "code": code[2:], "ids": f",{code},"}
        properties |= {"magType": "mww", "type": "earthquake", "title": f"M {magnitude} - {place}"}
        return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, lat, depth]}, "id": code}

    rows = [
        feature("sp2021demo", MAGNITUDE, QUAKE, LON, LAT, DEPTH, "Nippes, Haiti", round(intensity(0), 1)),
        feature("sp2021dem2", 5.8, QUAKE + timedelta(hours=14, minutes=41), -73.92, 18.36, 8.0, "near Les Cayes, Haiti", 6.1),
        feature("sp2021dem3", 5.1, QUAKE + timedelta(hours=24, minutes=55), -72.87, 18.40, 10.0, "near Petit-Goâve, Haiti", 5.2),
    ]
    metadata = {"generated": int(NOW.timestamp() * 1000), "title": "Specimen earthquakes, past day", "status": 200, "api": "1.10.3", "count": len(rows)}
    return {"type": "FeatureCollection", "metadata": metadata, "features": rows}


def gdacs():
    when, now = format_datetime(QUAKE, usegmt=True), format_datetime(NOW, usegmt=True)
    west, south, east, north = LineString(contour(6)).bounds
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#" xmlns:gdacs="http://www.gdacs.org" xmlns:georss="http://www.georss.org/georss">
  <channel>
    <title>Specimen disaster alerts in the form of GDACS (demonstration)</title>
    <link>https://hazard-authority.example/</link>
    <description>Computed for a demonstration</description>
    <pubDate>{now}</pubDate>
    <item>
      <title>Red alert for earthquake of magnitude {MAGNITUDE} in Haiti. Strong shaking on the southern peninsula.</title>
      <description>An earthquake of magnitude {MAGNITUDE}, 10 km deep, in Nippes. Many people live where shaking was VII or stronger.</description>
      <link>https://hazard-authority.example/report?eventtype=EQ&amp;eventid=9900001</link>
      <pubDate>{when}</pubDate>
      <gdacs:iscurrent>true</gdacs:iscurrent>
      <gdacs:fromdate>{when}</gdacs:fromdate>
      <gdacs:todate>{when}</gdacs:todate>
      <guid isPermaLink="false">EQ9900001</guid>
      <geo:Point>
        <geo:lat>{LAT}</geo:lat>
        <geo:long>{LON}</geo:long>
      </geo:Point>
      <gdacs:bbox>{west} {east} {south} {north}</gdacs:bbox>
      <georss:point>{LAT} {LON}</georss:point>
      <gdacs:version>1</gdacs:version>
      <gdacs:eventtype>EQ</gdacs:eventtype>
      <gdacs:alertlevel>Red</gdacs:alertlevel>
      <gdacs:alertscore>3</gdacs:alertscore>
      <gdacs:eventname />
      <gdacs:eventid>9900001</gdacs:eventid>
      <gdacs:episodeid>9900002</gdacs:episodeid>
      <gdacs:severity unit="M" value="{MAGNITUDE}">Magnitude {MAGNITUDE}M, Depth:10km</gdacs:severity>
      <gdacs:population unit="Pop100km" value="0">not computed</gdacs:population>
      <gdacs:iso3>HTI</gdacs:iso3>
      <gdacs:country>Haiti</gdacs:country>
    </item>
  </channel>
</rss>
"""


def main():
    first, second, ended = QUAKE + timedelta(minutes=9), QUAKE + timedelta(hours=5, minutes=3), NOW - timedelta(minutes=1)
    until, storm = NOW + timedelta(hours=48), NOW - timedelta(minutes=10)
    inner, outer = SOUTH | {"rings": [contour(7, 40)]}, SOUTH | {"rings": [contour(6, 40)]}
    north = NORTH | {"rings": STORM_RINGS}
    alert, update = ("SP-EQ-2021-001", first), ("SP-EQ-2021-001-U1", second)
    texts = {
        "quake-alert.xml": cap(*alert, "Alert", quake_infos(first, until), inner),
        "quake-update.xml": cap(*update, "Update", quake_infos(second, until, kind="update"), outer, [alert]),
        "quake-cancel.xml": cap("SP-EQ-2021-001-C", ended, "Cancel", quake_infos(ended, until, kind="cancel"), outer, [alert, update]),
        "storm-alert.xml": cap("SP-TC-2021-007", storm, "Alert", storm_infos(storm), north),
        "storm-exercise.xml": cap("SP-TC-2021-X01", storm, "Alert", storm_infos(storm), north, status="Exercise", note="EXERCISE EXERCISE EXERCISE"),
        "flood-alert.xml": cap("SP-FL-2021-003", storm, "Alert", flood_infos(storm), NIPPES_SUD),
        "quake-cont_mmi.json": json.dumps(shakemap(), separators=(",", ":")) + "\n",
        "quake-feed.geojson": json.dumps(usgs(), indent=1, ensure_ascii=False) + "\n",
        "quake-gdacs.xml": gdacs(),
    }
    OUT.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (OUT / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
