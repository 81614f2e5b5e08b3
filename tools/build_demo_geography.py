"""
Build the demo world's places: src/safeconduct/config/demo/areas.json and places.json.

    python tools/build_demo_geography.py

Real places, typed by hand from public-domain knowledge (town coordinates to two decimals, as on any
map; Haiti's commune codes as published). The polygons are ours: each area is what lies nearest to its
main town (Voronoi), cut with config/demo/land.json. They are for a demonstration and are nobody's
official boundary. Needs shapely. The same input gives the same bytes.
"""

import json
from pathlib import Path

import shapely
from shapely.geometry import MultiPoint, Point, box, mapping, shape

OUT = Path(__file__).resolve().parents[1] / "src/safeconduct/config/demo"

# code | French (official) name | Haitian Creole name | lon | lat of the main town | people, about, in thousands
HAITI = """
HT0111|Port-au-Prince|Pòtoprens|-72.34|18.54|990
HT0112|Delmas|Dèlma|-72.30|18.55|400
HT0113|Carrefour|Kafou|-72.40|18.53|510
HT0114|Pétion-Ville|Petyonvil|-72.28|18.51|380
HT0116|Gressier|Gresye|-72.52|18.53|37
HT0117|Cité Soleil|Site Solèy|-72.33|18.58|265
HT0118|Tabarre|Taba|-72.27|18.58|130
HT0121|Léogâne|Leyogàn|-72.63|18.51|199
HT0122|Petit-Goâve|Ti Gwav|-72.87|18.43|173
HT0123|Grand-Goâve|Gran Gwav|-72.77|18.43|136
HT0131|Croix-des-Bouquets|Kwadèbouke|-72.22|18.58|250
HT0132|Thomazeau|Tomazo|-72.09|18.65|57
HT0133|Ganthier|Gantye|-72.07|18.53|62
HT0135|Fonds-Verrettes|Fon Vèrèt|-71.85|18.39|50
HT0142|Cabaret|Kabarè|-72.42|18.73|68
HT0141|Arcahaie|Lakayè|-72.51|18.77|130
HT0151|Anse-à-Galets|Ansagalè|-72.87|18.83|63
HT0211|Jacmel|Jakmèl|-72.54|18.23|187
HT0221|Bainet|Benè|-72.75|18.18|84
HT0222|Côtes-de-Fer|Kòtdefè|-73.00|18.19|50
HT0231|Belle-Anse|Bèlans|-72.07|18.24|73
HT0711|Les Cayes|Okay|-73.75|18.19|152
HT0712|Torbeck|Tòbèk|-73.81|18.16|76
HT0714|Camp-Perrin|Kan Peren|-73.86|18.32|45
HT0715|Maniche|Manich|-73.78|18.35|24
HT0716|Île-à-Vache|Il Avach|-73.63|18.08|15
HT0721|Port-Salut|Pò Sali|-73.92|18.08|19
HT0731|Aquin|Aken|-73.39|18.28|104
HT0732|Saint-Louis-du-Sud|Sen Lwi disid|-73.55|18.26|66
HT0733|Cavaillon|Kavayon|-73.65|18.30|49
HT0742|Port-à-Piment|Pòtapiman|-74.10|18.25|19
HT0753|Tiburon|Tibiwon|-74.40|18.33|24
HT0811|Jérémie|Jeremi|-74.12|18.65|134
HT0814|Moron|Mowon|-74.26|18.56|32
HT0822|Dame-Marie|Dam Mari|-74.42|18.56|40
HT0831|Corail|Koray|-73.89|18.57|20
HT0833|Beaumont|Bomon|-73.96|18.48|32
HT0834|Pestel|Pestèl|-73.80|18.54|45
HT1011|Miragoâne|Miragwàn|-73.09|18.44|67
HT1012|Petite-Rivière-de-Nippes|Ti Rivyè Nip|-73.23|18.47|29
HT1021|Anse-à-Veau|Ansavo|-73.34|18.50|59
HT1022|Petit-Trou-de-Nippes|Ti Twou Nip|-73.51|18.53|31
HT1023|L'Asile|Lazil|-73.42|18.38|42
HT1031|Baradères|Bawadè|-73.64|18.48|40
HT0621|Mirebalais|Mibalè|-72.11|18.83|98
HT0632|Belladère|Beladè|-71.78|18.86|90
"""
DEPARTMENTS = {
    "HT01": ("Ouest", "Lwès"),
    "HT02": ("Sud-Est", "Sidès"),
    "HT06": ("Centre", "Sant"),
    "HT07": ("Sud", "Sid"),
    "HT08": ("Grand'Anse", "Grandans"),
    "HT10": ("Nippes", "Nip"),
}
# The Bahamas publish no place codes for humanitarian use: these are ours, in the same pattern.
BAHAMAS = """
BS0101|New Providence||-77.34|25.05|274
BS0201|Freeport||-78.70|26.53|40
BS0202|West Grand Bahama||-78.95|26.69|8
BS0203|East Grand Bahama||-78.20|26.63|4
BS0301|Central Abaco||-77.06|26.54|9
BS0302|North Abaco||-77.51|26.87|4
BS0303|South Abaco||-77.36|26.06|2
BS0304|Hope Town||-76.96|26.54|1
BS0305|Green Turtle Cay||-77.33|26.77|1
BS0306|Moore's Island||-77.56|26.31|1
BS0307|Grand Cay||-78.32|27.22|1
BS0401|North Eleuthera||-76.68|25.47|4
BS0402|Central Eleuthera||-76.24|25.20|5
BS0403|South Eleuthera||-76.17|24.87|3
BS0501|North Andros||-78.02|25.05|4
BS0502|Central Andros||-77.78|24.70|2
BS0601|Bimini||-79.25|25.73|2
BS0602|Berry Islands||-77.84|25.74|1
BS0701|Exuma||-75.78|23.51|7
"""
ISLANDS = {
    "BS01": "New Providence",
    "BS02": "Grand Bahama",
    "BS03": "Abaco",
    "BS04": "Eleuthera",
    "BS05": "Andros",
    "BS06": "Bimini and the Berry Islands",
    "BS07": "Exuma",
}
COUNTRIES = {
    "HTI": {
        "name": "Haiti",
        "rows": HAITI,
        "parents": DEPARTMENTS,
        "box": (-74.6, 17.9, -71.6, 18.95),
        "zone": "America/Port-au-Prince",
        "official": "fr",
        "languages": ["ht", "fr"],
        "emergency": {"police": "114", "ambulance": "116", "fire": "115"},
    },
    "BHS": {
        "name": "Bahamas",
        "rows": BAHAMAS,
        "parents": ISLANDS,
        "box": (-79.4, 23.3, -75.6, 27.4),
        "zone": "America/Nassau",
        "official": "en",
        "languages": ["en"],
        "emergency": {"police": "919", "ambulance": "919", "fire": "919"},
    },
}
# code | kind | name | lon | lat | area | status | note
# Utopia's posts and the assembly points are inventions at real street corners' distance; hospitals, airports, ports and crossings exist.
PLACES = """
uto-pap|embassy|Embassy of Utopia, Port-au-Prince|-72.286|18.519|HT0114|open|consular section open day and night
uto-nas|consulate|Consulate of Utopia, Nassau|-77.353|25.076|BS0101|open|
uto-cay|field_post|Field post of Utopia, Les Cayes|-73.748|18.203|HT0711|planned|opens within 24 hours of level 2
pap|airport|Toussaint Louverture International Airport|-72.2925|18.5800|HT0118|shut|runway being inspected
cya|airport|Les Cayes, Antoine-Simon Airport|-73.7883|18.2711|HT0711|restricted|relief flights by day only
jee|airport|Jérémie Airport|-74.1703|18.6631|HT0811|open|short runway
jak|airport|Jacmel Airport|-72.5185|18.2411|HT0211|open|
nas|airport|Lynden Pindling International Airport|-77.4662|25.0390|BS0101|open|
fpo|airport|Grand Bahama International Airport|-78.6956|26.5587|BS0201|open|
mhh|airport|Leonard M. Thompson International Airport, Marsh Harbour|-77.0835|26.5114|BS0301|open|
tcb|airport|Treasure Cay Airport|-77.3913|26.7453|BS0302|open|
htpap|port|Port of Port-au-Prince|-72.351|18.560|HT0111|restricted|north wharf only
htmig|port|Port of Miragoâne|-73.088|18.451|HT1011|open|
htacy|port|Port of Les Cayes|-73.745|18.185|HT0711|damaged|small craft only
htjee|port|Port of Jérémie|-74.115|18.652|HT0811|damaged|quay cracked
htjak|port|Port of Jacmel|-72.533|18.228|HT0211|open|
bsnas|port|Nassau, Prince George Wharf|-77.343|25.081|BS0101|open|
bsfpo|port|Freeport Harbour|-78.770|26.515|BS0201|open|
bsmhh|port|Marsh Harbour Port|-77.045|26.550|BS0301|open|
malpasse|crossing|Malpasse – Jimaní|-71.8744|18.4836|HT0133|restricted|open 06–18 h
belladere|crossing|Belladère – Comendador|-71.725|18.862|HT0632|open|open 08–18 h
anse-a-pitres|crossing|Anse-à-Pitres – Pedernales|-71.752|18.036|HT0231|open|on foot
as-petionville|assembly_point|Assembly point Place Boyer, Pétion-Ville|-72.283|18.513|HT0114|open|
as-delmas|assembly_point|Assembly point Delmas 33|-72.305|18.553|HT0112|open|
as-leogane|assembly_point|Assembly point Place Anacaona, Léogâne|-72.633|18.511|HT0121|open|
as-miragoane|assembly_point|Assembly point town square, Miragoâne|-73.090|18.444|HT1011|open|
as-cayes|assembly_point|Assembly point Place d'Armes, Les Cayes|-73.750|18.194|HT0711|open|
as-jeremie|assembly_point|Assembly point Place Dumas, Jérémie|-74.118|18.650|HT0811|open|
as-marsh|assembly_point|Assembly point at the port, Marsh Harbour|-77.047|26.548|BS0301|open|
as-freeport|assembly_point|Assembly point Taino Beach road, Freeport|-78.665|26.515|BS0201|open|
as-nassau|assembly_point|Assembly point Arawak Cay, Nassau|-77.363|25.079|BS0101|open|
rc-tabarre|reception_centre|Reception centre Parc Unité, Tabarre|-72.262|18.571|HT0118|open|400 beds
rc-cayes|reception_centre|Reception centre Quatre Chemins, Les Cayes|-73.757|18.206|HT0711|open|180 beds
rc-nassau|reception_centre|Reception centre Gymnasium, Nassau|-77.327|25.052|BS0101|planned|300 beds
sh-aquin|shelter|Shelter Lycée, Aquin|-73.394|18.281|HT0731|open|120 places
sh-jeremie|shelter|Shelter Collège, Jérémie|-74.121|18.645|HT0811|full|90 places
sh-miragoane|shelter|Shelter parish hall, Miragoâne|-73.092|18.441|HT1011|open|80 places
sh-coopers|shelter|Hurricane shelter, Cooper's Town|-77.512|26.871|BS0302|open|150 places
sh-central-abaco|shelter|Hurricane shelter primary school, Marsh Harbour|-77.066|26.541|BS0301|open|250 places
sh-freeport|shelter|Hurricane shelter high school, Freeport|-78.690|26.531|BS0201|open|400 places
h-heup|hospital|Hôpital de l'Université d'État d'Haïti|-72.340|18.541|HT0111|open|
h-mirebalais|hospital|Hôpital universitaire de Mirebalais|-72.098|18.829|HT0621|open|
h-cayes|hospital|Hôpital Immaculée Conception, Les Cayes|-73.752|18.199|HT0711|full|
h-jeremie|hospital|Hôpital Saint-Antoine, Jérémie|-74.121|18.642|HT0811|damaged|emergencies in tents
h-miragoane|hospital|Hôpital Sainte-Thérèse, Miragoâne|-73.088|18.440|HT1011|open|
h-pmh|hospital|Princess Margaret Hospital, Nassau|-77.338|25.071|BS0101|open|
h-rand|hospital|Rand Memorial Hospital, Freeport|-78.701|26.531|BS0201|open|
h-marsh|hospital|Marsh Harbour Community Clinic|-77.063|26.537|BS0301|open|
"""
LINES = """
rn2-shut|road|Route nationale 2, Léogâne – Carrefour|shut|landslide at Gressier|-72.63,18.51;-72.52,18.535;-72.40,18.53
rn2|road|Route nationale 2, Les Cayes – Léogâne|open|single lane at Petit-Goâve|-73.75,18.20;-73.55,18.265;-73.39,18.285;-73.09,18.435;-72.87,18.43;-72.63,18.51
rn7|road|Route nationale 7, Les Cayes – Jérémie|restricted|light vehicles only at Beaumont|-73.75,18.20;-73.86,18.32;-73.96,18.48;-74.12,18.64
rn4|road|Route nationale 4, Léogâne – Jacmel|open||-72.63,18.51;-72.58,18.38;-72.54,18.24
rn8|road|Route nationale 8, Port-au-Prince – Malpasse|open|primary way out by land, open 06–18 h|-72.30,18.56;-72.22,18.58;-72.07,18.535;-71.875,18.484
rn3|road|Route nationale 3, Port-au-Prince – Belladère|open|alternate way out by land|-72.30,18.56;-72.22,18.62;-72.11,18.83;-71.78,18.86
sea-abaco|sea|Marsh Harbour – Nassau by ferry|open|stops at wind force 7|-77.045,26.55;-76.90,26.30;-77.00,25.70;-77.343,25.081
sea-gb|sea|Freeport – Nassau by ferry|open|stops at wind force 7|-78.77,26.515;-78.40,26.10;-77.90,25.50;-77.343,25.081
"""


def rows(text):
    return [line.split("|") for line in text.strip().splitlines()]


def geometry(polygon):
    return json.loads(json.dumps(mapping(shapely.set_precision(polygon, 0.001))), parse_float=lambda v: round(float(v), 3))


def areas_of(code, country, land):
    """The country, its first level and its second level, each a GeoJSON feature; parts of the country that the demo leaves out are left out."""
    listed = rows(country["rows"])
    points = [Point(float(r[3]), float(r[4])) for r in listed]
    window = box(*country["box"])
    nearest = shapely.voronoi_polygons(MultiPoint(points), extend_to=window.buffer(2)).geoms
    ground, pieces = land.intersection(window), {}
    for row, point in zip(listed, points, strict=True):
        own = next(v for v in nearest if v.covers(point)).intersection(ground.union(point.buffer(0.015)))  # a small cay may not be on the map
        parts = [p for p in getattr(own, "geoms", [own]) if p.geom_type == "Polygon" and p.distance(point) < 0.6]
        pieces[row[0]] = shapely.MultiPolygon(parts)
    official, names = country["official"], country["parents"]
    yield area(code, code, 0, country["name"], {"en": country["name"]}, None, shapely.union_all(list(pieces.values())), None, country)
    for parent, name in names.items():
        words = {official: name} if isinstance(name, str) else {official: name[0], "ht": name[1]}
        whole = shapely.union_all([p for key, p in pieces.items() if key.startswith(parent)])
        yield area(parent, f"{code}/{parent}", 1, words[official], words, code, whole, None, country)
    for key, name, creole, lon, lat, thousands in listed:
        words = {official: name} | ({"ht": creole} if creole else {})
        yield area(key, f"{code}/{key[:4]}/{key}", 2, name, words, key[:4], pieces[key], (float(lon), float(lat), int(thousands) * 1000), country)


def area(code, path, level, name, words, parent, polygon, town, country):
    lon, lat, people = town or (round(polygon.centroid.x, 2), round(polygon.centroid.y, 2), None)
    facts = {"code": code, "path": path, "level": level, "name": name, "names": words, "parent": parent, "lon": lon, "lat": lat, "people": people}
    facts |= {"zone": country["zone"], "languages": country["languages"], "emergency": country["emergency"]}
    return {"type": "Feature", "id": code, "properties": facts, "geometry": geometry(polygon)}


def main():
    land = {f["id"]: shape(f["geometry"]) for f in json.loads((OUT / "land.json").read_text(encoding="utf-8"))["features"]}
    areas = [a for code, country in COUNTRIES.items() for a in areas_of(code, country, land[code])]
    by_code = {a["id"]: a["properties"] for a in areas}
    places = []
    for code, kind, name, lon, lat, within, status, note in rows(PLACES):
        of = by_code[within]
        where = {"area": within, "path": of["path"], "country": of["path"][:3], "zone": of["zone"]}
        beds = int(note.split()[0]) if note.endswith((" beds", " places")) else None
        places.append({"code": code, "kind": kind, "name": name, "lon": float(lon), "lat": float(lat)} | where)
        places[-1] |= {"status": status, "note": note, "capacity": beds, "emergency": of["emergency"]["ambulance"]}
    lines = [
        {"code": code, "kind": kind, "name": name, "status": status, "note": note, "line": [[float(v) for v in p.split(",")] for p in points.split(";")]}
        for code, kind, name, status, note, points in rows(LINES)
    ]
    write("areas.json", {"type": "FeatureCollection", "features": areas}, indent=None)
    write("places.json", {"places": places, "ways": lines}, indent=1)
    print(f"{len(areas)} areas, {len(places)} places, {len(lines)} ways")


def write(name, body, indent):
    separators = (",", ":") if indent is None else None
    (OUT / name).write_text(json.dumps(body, ensure_ascii=False, indent=indent, separators=separators) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
