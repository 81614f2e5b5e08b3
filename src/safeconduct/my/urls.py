from django.urls import path

from safeconduct.my import views

app_name = "my"
urlpatterns = [
    path("", views.first, name="first"),
    path("sw.js", views.worker, name="worker"),
    path("weather", views.weather, name="weather"),
    path("i/<str:token>", views.invited, name="invited"),
    path("i/<str:token>/<str:lang>/", views.invited, name="invited-in"),
    path("h/<str:token>", views.holds, name="holds"),
    path("h/<str:token>/<str:lang>/", views.holds, name="holds-in"),
    path("<str:lang>/", views.start, name="start"),
    path("<str:lang>/kept", views.kept, name="kept"),
    path("<str:lang>/a", views.take, name="take"),
    path("<str:lang>/code", views.by_code, name="code"),
    path("<str:lang>/record", views.record, name="record"),
]
