"""Fourteen invented people with names in several scripts."""

NAMES = [
    ("Selam Gebremariam", "ሰላም ገብረማርያም", "am", 1991, "Port-au-Prince, Delmas 33", "late"),
    ("Hala bint Yazid al-Marjan", "هالة بنت يزيد المرجان", "ar", 1984, "Carrefour, Mahotière", "late"),
    ("Lin Jingyao", "林静遥", "zh-hans", 1979, "Port-au-Prince, Pétion-Ville", "late"),
    ("Rumana Parvin Talukder", "রুমানা পারভীন তালুকদার", "bn", 1996, "Croix-des-Bouquets", "off"),
    ("Sunita Thapamagar", "सुनिता थापामगर", "ne", 1993, "Léogâne, rue Lacroix", "late"),
    ("Marisol Quispe Andrade", "", "", 2001, "Jacmel, Raymond-les-Bains", "late"),
    ("Olga Demyantseva", "Ольга Демьянцева", "ru", 1987, "Port-au-Prince, Turgeau", "doing"),
    ("Dawit Asfawosen", "ዳዊት አስፋወሰን", "am", 1975, "Carrefour", "wait"),
]
PEOPLE = [
    {"uid": f"0190-{n:04d}", "name": name, "own": own, "lang": lang, "born": str(born), "where": where, "why": why, "tried": "18:04", "telephone": f"+999 55 50 01{n:02d}"}
    for n, (name, own, lang, born, where, why) in enumerate(NAMES)
]
