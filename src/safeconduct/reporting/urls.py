from django.urls import path

from safeconduct.reporting import views

app_name = "reporting"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("crisis/<uuid:uid>/", views.crisis, name="crisis"),
    path("crisis/<uuid:uid>/report/", views.make_report, name="make"),
    path("crisis/<uuid:uid>/figure/", views.record_figure, name="record"),
    path("<uuid:uid>/", views.report, name="report"),
    path("<uuid:uid>/report.pdf", views.report_pdf, name="pdf"),
    path("<uuid:uid>/figures.csv", views.report_csv, name="csv"),
]
