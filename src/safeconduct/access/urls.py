from django.urls import path

from safeconduct.access import views

app_name = "access"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/second/", views.second_factor, name="second-factor"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("unit/", views.choose_unit, name="choose-unit"),
    path("account/", views.account, name="account"),
    path("journal/", views.journal_page, name="journal"),
    path("data/", views.data_protection, name="data"),
    path("decide/<uuid:uid>/", views.decide, name="decide"),
    path("glass/", views.glass, name="glass"),
    path("users/", views.users, name="users"),
    path("users/add/<str:what>/", views.set_up, name="set-up"),
    path("users/grant/<uuid:uid>/end/", views.end_grant, name="end-grant"),
    path("users/grant/<uuid:uid>/", views.limit_grant, name="grant"),
    path("users/proposed/<uuid:uid>/", views.proposed_grant, name="proposed-grant"),
    path("users/<uuid:uid>/close/", views.close_user, name="close-user"),
    path("files/<uuid:uid>/", views.read_file, name="file"),
    path("health/", views.health, name="health"),
]
