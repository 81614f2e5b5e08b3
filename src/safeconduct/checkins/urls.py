from django.urls import path

from safeconduct.checkins import views

app_name = "checkins"
urlpatterns = [
    path("", views.campaigns, name="campaigns"),
    path("start/<uuid:crisis>/", views.start, name="start"),
    path("<uuid:uid>/again/", views.again, name="again"),
    path("<uuid:uid>/end/", views.end, name="end"),
    path("crisis/<uuid:crisis>/", views.accounting, name="accounting"),
    path("crisis/<uuid:crisis>/people.<str:form>", views.accounting_file, name="accounting-file"),
    path("crisis/<uuid:crisis>/record/<uuid:person>/", views.record, name="record"),
    path("crisis/<uuid:crisis>/forward/", views.forward, name="forward"),
    path("lists/", views.lists, name="lists"),
    path("lists/<uuid:uid>/", views.call_list, name="list"),
    path("lists/<uuid:uid>/print.pdf", views.call_list_pdf, name="list-pdf"),
    path("lists/make/<uuid:campaign>/<uuid:warden>/", views.make_list, name="make-list"),
    path("wardens/add/", views.add_warden, name="add-warden"),
    path("wardens/<uuid:uid>/", views.warden, name="warden"),
]
