from django.urls import path

from safeconduct.cases import views

app_name = "cases"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("queue.<str:form>", views.queue_file, name="queue-file"),
    path("duty/", views.duty_page, name="duty"),
    path("<uuid:uid>/", views.case, name="case"),
    path("<uuid:uid>/paper.pdf", views.paper, name="paper"),
    path("<uuid:uid>/take/", views.take, name="take"),
    path("<uuid:uid>/hand/", views.hand, name="hand"),
    path("<uuid:uid>/answer/", views.answer, name="answer"),
    path("<uuid:uid>/note/", views.add_note, name="note"),
    path("<uuid:uid>/triage/", views.triage, name="triage"),
    path("<uuid:uid>/close/", views.close, name="close"),
]
