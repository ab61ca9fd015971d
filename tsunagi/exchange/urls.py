from django.urls import path

from tsunagi.exchange.offices import views as offices

urlpatterns = [
    path("imports/offices/", offices.import_offices, name="import-offices"),
    path(
        "imports/offices/<uuid:public_id>/confirm/",
        offices.import_offices_confirm,
        name="import-offices-confirm",
    ),
]
