from django.urls import path

from tsunagi.exchange.casework import views as casework
from tsunagi.exchange.casework.rules import Kind
from tsunagi.exchange.offices import views as offices

urlpatterns = [
    path("imports/offices/", offices.import_offices, name="import-offices"),
    path(
        "imports/offices/<uuid:public_id>/confirm/",
        offices.import_offices_confirm,
        name="import-offices-confirm",
    ),
]
for kind in Kind:
    urlpatterns += [
        path(
            f"tables/{kind}/",
            casework.import_table,
            {"kind": kind},
            name=f"import-{kind}",
        ),
        path(
            f"tables/{kind}/template/",
            casework.import_table_template,
            {"kind": kind},
            name=f"import-{kind}-template",
        ),
        path(
            f"tables/{kind}/<uuid:public_id>/confirm/",
            casework.import_table_confirm,
            {"kind": kind},
            name=f"import-{kind}-confirm",
        ),
    ]
