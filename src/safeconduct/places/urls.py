from django.urls import path

from safeconduct.places import views

app_name = "places"
urlpatterns = [
    path("", views.countries, name="countries"),
    path("areas/<path:path>/", views.area, name="area"),
    path("sites/", views.sites, name="sites"),
    path("sites/<uuid:uid>/", views.site, name="site"),
    path("import/", views.bring, name="import"),
]
