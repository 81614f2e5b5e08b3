from django.urls import path

from safeconduct.people.views import disclosing, lists, records, searching, verbs

app_name = "people"
urlpatterns = [
    path("", searching.find, name="find"),
    path("new/", records.register, name="new"),
    path("lists/", lists.lists, name="lists"),
    path("lists/<uuid:uid>/", lists.one, name="list"),
    path("lists/<uuid:uid>/stop/", lists.stop, name="list-stop"),
    path("lists/<uuid:uid>/refused.<str:form>", lists.refused, name="list-refused"),
    path("<uuid:uid>/", records.person, name="person"),
    path("<uuid:uid>/mend/", records.mend, name="mend"),
    path("<uuid:uid>/history/", records.history, name="history"),
    path("<uuid:uid>/confirm/", verbs.confirm, name="confirm"),
    path("<uuid:uid>/contact/", verbs.contact, name="contact"),
    path("<uuid:uid>/contact/<uuid:point>/", verbs.mark, name="mark"),
    path("<uuid:uid>/document/", verbs.document, name="document"),
    path("<uuid:uid>/stay/", verbs.stay, name="stay"),
    path("<uuid:uid>/emergency/", verbs.emergency, name="emergency"),
    path("<uuid:uid>/household/", verbs.household, name="household"),
    path("<uuid:uid>/stranded/", verbs.stranded, name="stranded"),
    path("<uuid:uid>/lift/", verbs.lift, name="lift"),
    path("<uuid:uid>/special/", verbs.special, name="special"),
    path("<uuid:uid>/regime/", verbs.regime, name="regime"),
    path("<uuid:uid>/agree/", verbs.agree, name="agree"),
    path("<uuid:uid>/disclose/", disclosing.propose, name="disclose"),
    path("disclosures/<uuid:uid>/", disclosing.decide, name="disclosure"),
    path("<uuid:uid>/withdraw/", verbs.withdraw, name="withdraw"),
    path("<uuid:uid>/code/", verbs.code, name="code"),
    path("<uuid:uid>/match/", verbs.match, name="match"),
    path("<uuid:uid>/erase/", verbs.erase, name="erase"),
]
