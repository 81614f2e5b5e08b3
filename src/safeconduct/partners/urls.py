from django.urls import path

from safeconduct.partners.views import agreements, calling, contacts, leaving, services

app_name = "partners"
urlpatterns = [
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/add/", contacts.add_contact, name="add-contact"),
    path("contacts/give/", leaving.give_contacts, name="give-contacts"),
    path("contacts/<uuid:uid>/", contacts.contact, name="contact"),
    path("contacts/<uuid:uid>/change/", contacts.change_contact, name="change-contact"),
    path("contacts/<uuid:uid>/test/", contacts.try_contact, name="test-contact"),
    path("contacts/<uuid:uid>/end/", contacts.end_contact, name="end-contact"),
    path("contacts/<uuid:uid>/erase/", contacts.erase_contact, name="erase-contact"),
    path("on-call/", calling.on_call, name="on-call"),
    path("on-call/<uuid:watch>/hand-over/", calling.hand_over, name="hand-over"),
    path("on-call/<uuid:watch>/cut/", calling.cut_watch, name="cut-watch"),
    path("services/", services.services, name="services"),
    path("services/add/", services.add_service, name="add-service"),
    path("services/import/", services.bring, name="import"),
    path("services/give/", leaving.give_services, name="give-services"),
    path("services/<uuid:uid>/", services.service, name="service"),
    path("services/<uuid:uid>/change/", services.change_service, name="change-service"),
    path("services/<uuid:uid>/status/", services.set_status, name="service-status"),
    path("services/<uuid:uid>/verify/", services.verify, name="verify-service"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/add/", agreements.add_agreement, name="add-agreement"),
    path("agreements/<uuid:uid>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:uid>/change/", agreements.change_agreement, name="change-agreement"),
    path("agreements/<uuid:uid>/clause/", agreements.add_clause, name="add-clause"),
    path("agreements/<uuid:uid>/clause/<uuid:clause>/end/", agreements.end_clause, name="end-clause"),
    path("agreements/<uuid:uid>/sign/", agreements.sign, name="sign"),
    path("agreements/<uuid:uid>/used/", agreements.used, name="used"),
    path("agreements/<uuid:uid>/end/", agreements.end_agreement, name="end-agreement"),
]
