from django.urls import path

from safeconduct.hazards import views

app_name = "hazards"
urlpatterns = [
    path("", views.hazard_list, name="list"),
    path("past/", views.past, name="past"),
    path("feeds/", views.feeds, name="feeds"),
    path("feeds/<uuid:uid>/stop/", views.stop, name="stop-feed"),
    path("drop/", views.drop, name="drop"),
    path("<uuid:uid>/", views.hazard, name="hazard"),
    path("<uuid:uid>/inside/", views.inside, name="inside"),
    path("<uuid:uid>/join/", views.join, name="join"),
    path("<uuid:uid>/bind/", views.bind, name="bind"),
    path("<uuid:uid>/crisis/", views.open_crisis, name="open-crisis"),
    path("assessments/<uuid:uid>/close/", views.close, name="close-assessment"),
]
