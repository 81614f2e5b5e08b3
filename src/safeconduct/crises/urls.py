from django.urls import path

from safeconduct.crises import views

app_name = "crises"
urlpatterns = [
    path("", views.crisis_list, name="list"),
    path("open/", views.open_crisis, name="open"),
    path("tasks/", views.my_tasks, name="tasks"),
    path("tasks/<uuid:uid>/finish/", views.finish_task, name="finish-task"),
    path("<uuid:uid>/", views.crisis, name="crisis"),
    path("<uuid:uid>/level/", views.level, name="level"),
    path("<uuid:uid>/impact/", views.impact, name="impact"),
    path("<uuid:uid>/task/", views.open_task, name="open-task"),
    path("<uuid:uid>/end/", views.end, name="end"),
    path("<uuid:uid>/close/", views.close, name="close"),
]
