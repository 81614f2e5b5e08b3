from django.urls import path

from safeconduct.messaging import views, webhooks

app_name = "messaging"
urlpatterns = [
    path("", views.outreach, name="outreach"),
    path("write/", views.write, name="write"),
    path("people/", views.people, name="people"),
    path("people/<uuid:uid>/drop/", views.drop_audience, name="drop-audience"),
    path("message/<uuid:uid>/", views.message, name="message"),
    path("message/<uuid:uid>/release/", views.release, name="release"),
    path("message/<uuid:uid>/withdraw/", views.withdraw, name="withdraw"),
    path("message/<uuid:uid>/correct/", views.correct, name="correct"),
    path("templates/", views.templates, name="templates"),
    path("templates/write/", views.write_template, name="write-template"),
    path("templates/<uuid:uid>/", views.template, name="template"),
    path("inbox/", views.inbox, name="inbox"),
    path("calls/", views.calls, name="calls"),
    path("telephone/", views.telephone, name="telephone"),
    path("gateway/<str:channel>/inbound", webhooks.inbound, name="gateway-inbound"),
    path("gateway/<str:channel>/report", webhooks.report, name="gateway-report"),
]
