from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "tsunagi.cases"
    label = "cases"
